"""What a file is, by its content: its name and ending do not matter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from thrive.oversight.returns import tables
from thrive.oversight.returns.census import reading
from thrive.oversight.returns.dataset import shape
from thrive.oversight.returns.findings import CannotRead
from thrive.oversight.returns.people_file import columns

START = 4_096  # bytes looked at
NOTHING_KNOWN = (
    "This is neither a census (XML) nor a table that is known here. A people file has a line of headings, with Child "
    "id (or NHS number, or UPN) and one column more: see docs/reference/people-file.md."
)
NO_FILE = "There is no file of this name."
NO_FILES = "There is no file in this folder."


class Kind(StrEnum):
    """The kinds of file that are read, in the order in which they are taken."""

    CENSUS = "cin-census"
    DATASET = "ssd"
    PEOPLE = "people"


ORDER = list(Kind)


@dataclass(frozen=True)
class Job:
    """One file, or the tables of one dataset, to be brought in. Without a `kind`, `why_not` says why not."""

    name: str
    paths: tuple[Path, ...]
    kind: Kind | None = None
    why_not: str = ""


def recognise(paths: Sequence[Path]) -> list[Job]:
    """What is to be done with these files and folders, in the order in which it is done."""
    jobs = _together([_job(path) for path in _files(paths)])
    return sorted(jobs, key=lambda job: (ORDER.index(job.kind) if job.kind else len(ORDER), job.name))


def _together(jobs: Sequence[Job]) -> list[Job]:
    """Tables of a dataset are one job: none of them can be read without the others."""
    tables_of = [job for job in jobs if job.kind is Kind.DATASET]
    if len(tables_of) < 2:
        return list(jobs)
    paths = tuple(path for job in tables_of for path in job.paths)
    folders = {path.parent.name for path in paths}
    name = folders.pop() if len(folders) == 1 else f"{len(paths)} tables"
    return [*(job for job in jobs if job.kind is not Kind.DATASET), Job(name or "dataset", paths, Kind.DATASET)]


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
            yield from found or [path]
        else:
            yield path


def _job(path: Path) -> Job:
    if path.is_dir():
        return Job(path.name, (), why_not=NO_FILES)
    if not path.exists():
        return Job(path.name, (), why_not=NO_FILE)
    try:
        with path.open("rb") as file:
            start = file.read(START)
    except OSError as problem:
        return Job(path.name, (), why_not=f"The file cannot be read: {problem.strerror or problem}.")
    if reading.looks_like_census(start):
        return Job(path.name, (path,), Kind.CENSUS)
    if not start.strip():
        return Job(path.name, (path,), why_not="The file is empty, or is not XML.")
    if start.lstrip()[:1] == b"<":
        return Job(path.name, (path,), why_not="The file is XML, but not a children in need census.")
    return _job_of_tables(path)


def _job_of_tables(path: Path) -> Job:
    """What the headings of a table, or of a spreadsheet's sheets, say it is."""
    try:
        found = tables.open_tables(path)
    except CannotRead as problem:
        return Job(path.name, (path,), why_not=str(problem))
    if any(shape.table_of(table.headings) or shape.is_left_out(table.headings) for table in found):
        return Job(path.name, (path,), Kind.DATASET)
    if any(columns.is_people_file(table.headings) for table in found):
        return Job(path.name, (path,), Kind.PEOPLE)
    return Job(path.name, (path,), why_not=NOTHING_KNOWN)
