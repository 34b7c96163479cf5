"""`thrive returns`: write a file that other systems take: the census of a year, or the people it is about."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from thrive.project import cli

if TYPE_CHECKING:
    from thrive.base.access.models import Authority
    from thrive.base.access.viewers import SystemViewer

FIRST_YEAR, LAST_YEAR = 2022, 2027
KINDS = {"cin": "the children-in-need census of a year, as XML", "people": "the people, as a people file (CSV)"}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("returns", help="write a return")
    parser.add_argument("kind", choices=list(KINDS), help="; ".join(f"{key}: {text}" for key, text in KINDS.items()))
    parser.add_argument("--year", type=int, metavar="YYYY", help="the year in which the collection ends, for cin")
    parser.add_argument("--out", type=Path, required=True, metavar="PATH", help="the file to write")
    parser.add_argument("--authority", metavar="CODE", help="the authority's three-digit code (this one's own)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the file and say how many children it has."""
    cli.set_up_django()
    from thrive.base.access.scope import scope
    from thrive.base.access.viewers import SystemViewer
    from thrive.project import prepare

    if options.kind == "cin" and not (options.year and FIRST_YEAR <= options.year <= LAST_YEAR):
        raise cli.CannotDo(f"Give the year in which the collection ends: --year {FIRST_YEAR} to --year {LAST_YEAR}.")
    if prepare.outdated():
        raise cli.CannotDo("The database's tables are not those of this version. Run `thrive migrate` first.")
    if not options.out.parent.is_dir():
        raise cli.CannotDo(f"The folder {options.out.parent} is not there.")
    authority = _authority(options.authority)
    by = SystemViewer(key="returns.write", purpose="writing a return", authority_id=authority.pk)
    with scope(by):
        number = _write(options, authority, by)
    print(f"{options.out}: {number:,} children of {authority.name}")
    return cli.DONE


def _write(options: argparse.Namespace, authority: "Authority", by: "SystemViewer") -> int:
    from thrive.base.calendar import clock
    from thrive.oversight.returns.census import writing as census
    from thrive.oversight.returns.people_file import writing as people

    if options.kind == "cin":
        return census.write(options.out, authority=authority, year=options.year, by=by)
    return people.write(options.out, authority=authority, as_at=clock.today(), by=by)


def _authority(code: str | None) -> "Authority":
    from thrive.base.access.models import Authority

    found = Authority.objects.filter(dfe_code=code) if code else Authority.objects.filter(is_home=True)
    authority = found.first()
    if authority is None:
        raise cli.CannotDo(
            f"There is no authority {code} here." if code else "No authority is entered yet. See `thrive authority`."
        )
    return authority
