"""Archives: old entries in a file that proves itself, and the chain that goes on from where it ends.

A file is gzip over lines of text: a heading of JSON (where the chain stood before, and where it must end), one line for
each seal (number, entry, digest, and the entry exactly as it was digested), and the line "end". It can be proved with
nothing but the file, and found to be the beginning of a database's chain by the database's own row.
"""

import datetime as dt
import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Min

from thrive.base.calendar import clock
from thrive.base.history import audit, guards, rules, sealer
from thrive.base.history.models import Archive, Seal
from thrive.base.history.sealer import Link, Verdict
from thrive.base.law import Timescale

KIND = "thrive audit archive 1"
READ_AT_ONCE = 1 << 20


class CannotArchive(Exception):
    """Nothing was moved; the message says why and what mends it."""


class BadArchive(ValueError):
    """A file is no archive, is cut off, or was changed since it was written."""


def archive(before: dt.date, path: Path, *, by: audit.Actor, rule: Timescale = rules.ARCHIVE) -> Archive:
    """Move every entry written before the London day `before` into the new file `path`, and out of the database.

    The chain is proved first, the file is proved before anything is removed, and an entry says what was moved. `rule`
    is the authority's own, as it may have varied it. Raises CannotArchive, and moves nothing, for a day that is too
    early to archive, for a broken chain, for a file that is there already, and for a role that does not own the tables.
    """
    first_day = rule.earliest(before - dt.timedelta(days=1))
    if first_day > clock.today():
        raise CannotArchive(
            f"Entries stay in the database for {rule.limit.words()}. What is older than {before.isoformat()} may be "
            f"archived from {first_day.isoformat()}."
        )
    verdict = sealer.verify()
    if not verdict.ok:
        raise CannotArchive("The chain is broken. Run: thrive audit verify")
    last = _last_before(before)
    if last <= verdict.archived:
        raise CannotArchive(f"There is no entry written before {before.isoformat()}.")
    digest, file_digest = _write(path, verdict.archived, last)
    proved = prove(path)
    if not proved.ok or proved.last_digest != digest:
        raise CannotArchive(f"{path} could not be read back. Nothing was removed. Try another disk.")
    try:
        return _remove(before, path, (verdict.archived + 1, last, digest, file_digest), by)
    except DatabaseError as problem:
        raise CannotArchive(
            f"{path} is written, and the database refused to remove what is in it. "
            "Delete the file, and run this as the owner of the tables."
        ) from problem


def prove(path: Path) -> Verdict:
    """Recompute the chain in a file. Raises BadArchive for one that is no archive, cut off or changed."""
    with _opened(path) as lines:
        heading = _heading(lines, path)
        verdict = sealer.prove(_links(lines, path, heading["previous"]), heading["after"], heading["previous"])
    if verdict.ok and verdict.last_number != heading["last"]:
        raise BadArchive(f"{path} ends at seal {verdict.last_number}, and should end at {heading['last']}.")
    return verdict


def digest_in(path: Path, number: int) -> str | None:
    """The digest of seal `number` in a file; None where it is not in it. Raises BadArchive."""
    with _opened(path) as lines:
        previous = _heading(lines, path)["previous"]
        return next((link.digest for link in _links(lines, path, previous) if link.number == number), None)


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """The entries in a file as they were, oldest first; prove it first. Raises BadArchive."""
    with _opened(path) as lines:
        for link in _links(lines, path, _heading(lines, path)["previous"]):
            yield json.loads(link.canonical or "{}")


def is_ours(proved: Verdict) -> bool:
    """Whether a file that was proved is one this database's chain goes on from, whatever its name is now."""
    return Archive.objects.filter(last_number=proved.last_number, last_digest=proved.last_digest).exists()


def _last_before(before: dt.date) -> int:
    """The last number up to which every entry was written before the day `before`."""
    began = dt.datetime.combine(before, dt.time.min, tzinfo=clock.LONDON)
    stays: int | None = Seal.objects.filter(entry__at__gte=began).aggregate(first=Min("number"))["first"]
    return sealer.head()[0] if stays is None else stays - 1


def _write(path: Path, after: int, last: int) -> tuple[str, str]:
    """Write the file; returns the last seal's digest and the file's. What cannot be finished is taken away again."""
    try:
        raw = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError as problem:
        raise CannotArchive(f"{path} is there already. Name a new file.") from problem
    except OSError as problem:
        raise CannotArchive(f"{path} cannot be written: {problem.strerror}.") from problem
    try:
        with raw:
            digest = _fill(raw, after, last)
    except OSError as problem:
        path.unlink(missing_ok=True)
        raise CannotArchive(f"{path} could not be finished: {problem.strerror}.") from problem
    return digest, _file_digest(path)


def _fill(raw: IO[bytes], after: int, last: int) -> str:
    digest = sealer.archived_to()[1]
    heading = {"kind": KIND, "after": after, "previous": digest, "last": last, "made": clock.now().isoformat()}
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        out.write(f"{json.dumps(heading)}\n".encode())
        for link in sealer.links(after, last):
            out.write(f"{link.number} {link.entry} {link.digest} {link.canonical}\n".encode())
            digest = link.digest
        out.write(b"end\n")
    raw.flush()
    os.fsync(raw.fileno())
    return digest


def _remove(before: dt.date, path: Path, moved: tuple[int, int, str, str], by: audit.Actor) -> Archive:
    first, last, digest, file_digest = moved
    with transaction.atomic(), guards.lifted():
        row = Archive.objects.create(
            first_number=first,
            last_number=last,
            last_digest=digest,
            before=before,
            file_name=path.name[:200],
            file_digest=file_digest,
        )
        audit.note(by, "history.archived", row, last=last, digest=digest, file=file_digest)
        with connection.cursor() as cursor:
            sealed = "select entry_id from history_seal where number <= %s"
            cursor.execute(f"delete from history_auditentry where id in ({sealed})", [last])
            cursor.execute("delete from history_seal where number <= %s", [last])
    return row


def _opened(path: Path) -> IO[str]:
    try:
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    except OSError as problem:
        raise BadArchive(f"{path} cannot be read: {problem.strerror}.") from problem


def _heading(lines: IO[str], path: Path) -> dict[str, Any]:
    try:
        found = json.loads(next(lines))
        assert found["kind"] == KIND  # noqa: S101
    except (AssertionError, EOFError, KeyError, OSError, StopIteration, TypeError, ValueError) as problem:
        raise BadArchive(f"{path} is no archive of the audit log.") from problem
    return {"after": int(found["after"]), "previous": str(found["previous"]), "last": int(found["last"])}


def _links(lines: IO[str], path: Path, previous: str) -> Iterator[Link]:
    """The seals of a file. Raises BadArchive at a line that cannot be read, and where the last is missing."""
    try:
        for line in lines:
            if line == "end\n":
                return
            number, entry, digest, canonical = line.rstrip("\n").split(" ", 3)
            yield Link(int(number), int(entry), previous, digest, "", canonical)
            previous = digest
    except (EOFError, OSError, ValueError) as problem:
        raise BadArchive(f"{path} is cut off or damaged.") from problem
    raise BadArchive(f"{path} is cut off: its last line is missing.")


def _file_digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while some := file.read(READ_AT_ONCE):
            found.update(some)
    return found.hexdigest()
