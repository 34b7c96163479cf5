"""`thrive audit`: prove the audit log's chain, seal what is pending, anchor a month, archive what is old."""

import argparse
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from thrive.project import cli


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("audit", help="the audit log: verify, seal, anchor or archive it")
    doings = parser.add_subparsers(required=True, metavar="WHAT")
    one = doings.add_parser("verify", help="seal what is pending, then prove the whole chain")
    one.add_argument("--anchor", type=Path, action="append", default=[], metavar="FILE", help="prove against an anchor")
    one.add_argument("--archive", type=Path, action="append", default=[], metavar="FILE", help="prove an archive too")
    one.set_defaults(run=verify)
    doings.add_parser("seal", help="seal what is pending now").set_defaults(run=seal)
    one = doings.add_parser("anchor", help="print how far the chain had come at the end of a month, to keep elsewhere")
    one.add_argument("--month", type=_month, metavar="YYYY-MM", help="the month; last month where none is given")
    one.add_argument("--to", type=Path, metavar="FILE", help="write it into a new file instead")
    one.set_defaults(run=anchor)
    one = doings.add_parser("archive", help="move old entries into a file that proves itself")
    one.add_argument("--before", type=dt.date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    one.add_argument("--to", type=Path, required=True, metavar="FILE", help="a new file, such as audit-2026.gz")
    one.set_defaults(run=archive)


def verify(options: argparse.Namespace) -> int:
    """Recompute every seal; status 1 when one does not hold, an anchor disagrees or a table is not guarded."""
    cli.set_up_django()
    from thrive.base.history import guards, sealer, wall

    with wall.whole_process("the chain is proved over the whole log"):
        verdict = sealer.verify()
    if verdict.ok:
        print(f"The chain holds: {verdict.checked:,} entries.")
    else:
        print(
            f"The chain is broken at seal {verdict.broken_number:,}"
            f"{f', entry {verdict.broken_entry}' if verdict.broken_entry else ''}"
            f"{f', written {verdict.broken_at}' if verdict.broken_at else ''}. {verdict.differs}. "
            f"The {verdict.checked:,} entries before it hold."
        )
    if verdict.archived:
        print(f"Entries 1 to {verdict.archived:,} are in archives.")
    print(f"Last digest: {verdict.last_digest} (seal {verdict.last_number:,})")
    problems = [
        *_archive_problems(options.archive),
        *_anchor_problems(options.anchor, options.archive),
        *(f"{table} is not guarded against changes. Run: thrive migrate" for table in guards.unguarded()),
    ]
    for problem in problems:
        print(problem)
    return cli.DONE if verdict.ok and not problems else cli.REFUSED


def _archive_problems(paths: list[Path]) -> Iterator[str]:
    from thrive.base.history import archives

    for path in paths:
        try:
            proved = archives.prove(path)
        except archives.BadArchive as problem:
            yield str(problem)
            continue
        if not proved.ok:
            yield f"{path} is broken at seal {proved.broken_number}. {proved.differs}."
        elif not archives.is_ours(proved):
            yield f"{path} holds, but this log does not go on from it."
        else:
            print(f"{path} holds: {proved.checked:,} entries.")


def _anchor_problems(paths: list[Path], archived: list[Path]) -> Iterator[str]:
    from thrive.base.history import anchors, archives

    for path in paths:
        try:
            one = anchors.read(path.read_text())
            wrong = anchors.disagreement(one)
            if wrong == anchors.IN_ARCHIVE and any(archives.digest_in(a, one.number) == one.digest for a in archived):
                wrong = ""
        except (OSError, UnicodeDecodeError, ValueError) as problem:
            yield f"{path}: {problem}"
            continue
        if wrong:
            yield f"The log is not what {path} says. {wrong}."
        else:
            print(f"The log is what {path} says: {one.number:,} entries until {one.until.isoformat()}.")


def seal(options: argparse.Namespace) -> int:
    """Chain every entry that has no seal yet."""
    cli.set_up_django()
    from thrive.base.history import sealer, wall

    with wall.whole_process("the chain runs through the whole log"):
        print(f"{sealer.seal_pending(everything=True):,} entries sealed.")
    return cli.DONE


def anchor(options: argparse.Namespace) -> int:
    """Print the anchor of a month that is over, or write it into a file."""
    cli.set_up_django()
    from thrive.base.calendar import clock
    from thrive.base.history import anchors

    this_month = clock.today().replace(day=1)
    month = options.month or (this_month - dt.timedelta(days=1)).replace(day=1)
    if month >= this_month:
        raise cli.CannotDo("That month is not over. Give an earlier one.")
    try:
        text = anchors.anchor(anchors.first_of(month)).text()
        if options.to:
            with options.to.open("x") as file:
                file.write(text)
    except (anchors.BadAnchor, OSError) as problem:
        raise cli.CannotDo(str(problem)) from problem
    print(
        f"Written: {options.to}. Keep it where nobody who owns the database can reach." if options.to else text, end=""
    )
    return cli.DONE


def archive(options: argparse.Namespace) -> int:
    """Move entries older than a day into a file, and out of the database."""
    cli.set_up_django()
    from thrive.base.history import archives, rules, wall
    from thrive.project import retention
    from thrive.project.database import as_owner

    try:
        with as_owner(), wall.whole_process("entries leave the log with their seals"):
            done = archives.archive(
                options.before, options.to, by=retention.KEEPER, rule=retention.as_varied_here(rules.ARCHIVE)
            )
    except archives.CannotArchive as problem:
        raise cli.CannotDo(str(problem)) from problem
    print(f"{done.last_number - done.first_number + 1:,} entries are in {options.to}, and no longer in the database.")
    print(f"Digest of the file: {done.file_digest}")
    return cli.DONE


def _month(text: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d{2}", text):
        raise argparse.ArgumentTypeError("give a month such as 2026-10")
    return dt.date.fromisoformat(f"{text}-01")
