"""`thrive import`: bring files in, recognised by their content."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thrive.project import cli
from thrive.project.commands.demo import a_day

if TYPE_CHECKING:
    from thrive.oversight.returns.report import Report
    from thrive.project.progress import Progress

SHOWN_ON_A_TERMINAL = 20  # findings of each reason; a file gets all of them, and so does the report's page


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("import", help="bring files in: a census, a people file, a safeguarding dataset")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
    parser.add_argument("--dry-run", action="store_true", help="read and report only: change nothing")
    parser.add_argument(
        "--as-at", type=a_day, metavar="DATE", help="the day of which files without dates speak, YYYY-MM-DD (today)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Bring the files in and print a report of each; the same file again changes nothing."""
    cli.set_up_django()
    from django.db import connection

    from thrive.base.calendar import clock
    from thrive.base.history import wall
    from thrive.oversight.returns import actions
    from thrive.project import prepare
    from thrive.project.progress import Progress

    as_at: dt.date | None = options.as_at
    if as_at is not None and as_at > clock.today():
        raise cli.CannotDo("--as-at is a day still to come: the file would stand above every other until then.")
    progress = Progress()
    if connection.vendor == "sqlite":
        print(
            "This database is SQLite, for trials with invented people only. Real people go into PostgreSQL.", flush=True
        )
    _prepare(progress)

    def tell(report: "Report") -> None:
        progress.end()
        print("\n".join(_in_words(report)), flush=True)

    with wall.whole_process("a file is compared with all that is on record"):
        reports = actions.import_paths(
            options.paths, dry_run=options.dry_run, as_at=as_at, progress=progress, done=tell
        )
    if not options.dry_run:
        prepare.statistics()
    return _status(reports)


def _prepare(progress: "Progress") -> None:
    """An empty database is made ready; one of an older version is migrated by whoever runs it."""
    from thrive.project import prepare

    if prepare.outdated() and not prepare.is_empty():
        raise cli.CannotDo("The database's tables are not those of this version. Run `thrive migrate` first.")
    prepare.database(progress)


def _in_words(report: "Report") -> Iterator[str]:
    """The report of one file: what was taken, and a line for each thing refused or odd."""
    yield ""
    yield f"{report.file_name}{': read only, nothing is changed' if report.is_dry_run else ''}"
    if report.failed:
        yield f"  Could not be used: {report.failed}"
        return
    yield f"  {report.title}{f', {report.authority}' if report.authority else ''}"
    if report.authority and not report.authority.is_home and _has_home():
        yield (
            f"  This file is of another authority. Its children are held for {report.authority}: nobody who works here "
            "finds them."
        )
    yield from _counts(report)
    for (level, reason), rows in report.findings.by_reason().items():
        yield f"  {'Refused' if level == 'refused' else 'Taken, look at it'} ({len(rows):,}): {reason}"
        shown = rows[:SHOWN_ON_A_TERMINAL] if sys.stdout.isatty() else rows
        yield from (f"    {row.where()}{f', found “{row.found}”' if row.found else ''}" for row in shown)
        if len(shown) < len(rows):
            yield f"    and {len(rows) - len(shown):,} more: see the report under Imports, or send this to a file"


def _has_home() -> bool:
    """Whether this database serves an authority already, so that another one can be told from it."""
    from thrive.base.access.models import Authority

    return Authority.objects.filter(is_home=True).exists()


def _counts(report: "Report") -> Iterator[str]:
    """A line for each kind of record."""
    from thrive.oversight.returns.report import OUTCOMES, kind_in_words

    width = max((len(kind_in_words(kind)) for kind in report.counts), default=0)
    for kind, outcomes in report.counts.items():
        said = ", ".join(f"{outcomes[name]:,} {name}" for name in OUTCOMES if outcomes.get(name))
        yield f"  {kind_in_words(kind):<{width}}  {said or 'none'}"
    if any(outcomes.get("older") for outcomes in report.counts.values()):
        yield "  Older: a newer file, or somebody here, has spoken of it already. Nothing of it was changed."


def _status(reports: Sequence["Report"]) -> int:
    """2 when nothing could be used, 1 when something was refused, else 0."""
    if all(report.failed for report in reports):
        return cli.IMPOSSIBLE
    return cli.REFUSED if any(report.failed or report.refused for report in reports) else cli.DONE
