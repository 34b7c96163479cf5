"""`thrive import`: bring files in, recognised by their content."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from thrive.project import cli

if TYPE_CHECKING:
    from thrive.oversight.returns.actions import Report
    from thrive.project.progress import Progress

SHOWN_ON_A_TERMINAL = 100  # findings; all of them when the output goes to a file, and on the report's page
SUFFIXES = (".xml", ".csv")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("import", help="bring files in: a census, a people file, a safeguarding extract")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
    parser.add_argument("--dry-run", action="store_true", help="read and report only: change nothing")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Bring each file in and print its report; the same file again changes nothing."""
    cli.set_up_django()
    from django.db import connection

    from thrive.oversight.returns import actions
    from thrive.project.progress import Progress

    files = list(_files(options.paths))
    progress = Progress()
    if connection.vendor == "sqlite":
        print("This database is SQLite, for trials with invented people only. Real people go into PostgreSQL.")
    _prepare(progress)
    reports = []
    for path in files:
        report = actions.import_file(path, dry_run=options.dry_run, progress=progress)
        progress.end()
        print("\n".join(_in_words(report, dry_run=options.dry_run)), flush=True)
        reports.append(report)
    return _status(reports)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file named, and every XML and CSV file of a folder named. Raises CannotDo when one is not there."""
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.suffix.lower() in SUFFIXES)
            if not inside:
                raise cli.CannotDo(f"{path} holds no XML or CSV file.")
            yield from inside
        elif path.is_file():
            yield path
        else:
            raise cli.CannotDo(f"{path} is not there.")


def _prepare(progress: "Progress") -> None:
    """An empty database is made ready; one of an older version is migrated by whoever runs it."""
    from thrive.project import prepare

    if prepare.outdated() and not prepare.is_empty():
        raise cli.CannotDo("The database's tables are not those of this version. Run `thrive migrate` first.")
    prepare.database(progress)


def _in_words(report: "Report", *, dry_run: bool) -> Iterator[str]:
    """The report of one file: what was taken, and a line for each thing refused or odd."""
    yield ""
    yield f"{report.file_name}{': read only, nothing changed' if dry_run else ''}"
    if report.failed:
        yield f"  Could not be used: {report.failed}"
        return
    if report.authority:
        yield f"  {report.authority}, collection of {report.year}"
    for kind, outcomes in report.counts.items():
        said = ", ".join(f"{number:,} {outcome}" for outcome, number in outcomes.items() if number)
        yield f"  {kind.replace('_', ' ')}: {said or 'none'}"
    rows = report.findings.rows
    shown = rows[:SHOWN_ON_A_TERMINAL] if sys.stdout.isatty() else rows
    yield from (f"  {row.words()}" for row in shown)
    if len(shown) < len(rows):
        yield f"  and {len(rows) - len(shown):,} more: see the report's page"


def _status(reports: list["Report"]) -> int:
    if all(report.failed for report in reports):
        return cli.IMPOSSIBLE
    return cli.REFUSED if any(report.failed or report.refused for report in reports) else cli.DONE
