"""Bringing files in. A file is recognised by its content, read through once, then written in batches.

A run is kept with its report whether it went well or not, except in a dry run, which writes nothing at all.
"""

import datetime as dt
import gc
import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from thrive.base.access import policy
from thrive.base.access.models import Authority, User
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.history import audit, wall
from thrive.base.local import authorities
from thrive.oversight.returns import permissions, tables
from thrive.oversight.returns.census import reading, taking
from thrive.oversight.returns.dataset import reading as dataset
from thrive.oversight.returns.findings import CannotRead, Finding
from thrive.oversight.returns.joining.entries import Entry
from thrive.oversight.returns.joining.origin import DATASET, PEOPLE, Origin
from thrive.oversight.returns.joining.taking import People, Taken
from thrive.oversight.returns.models import ImportFinding, ImportRun
from thrive.oversight.returns.people_file import columns
from thrive.oversight.returns.people_file import reading as people_file
from thrive.oversight.returns.recognising import Job, Kind, recognise
from thrive.oversight.returns.report import Report

FINDINGS_BATCH = 1_000
LARGE = 2_000_000  # bytes of a file; a census of about a thousand children

#: Told what is going on: the step in words, how much is done, and of how much (None: not known).
Progress = Callable[[str, int, int | None], None]


def silent(step: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


def import_paths(
    paths: Sequence[Path],
    *,
    started_by: User | None = None,
    dry_run: bool = False,
    as_at: dt.date | None = None,
    progress: Progress = silent,
    file_name: str = "",
    done: Callable[[Report], None] = lambda report: None,
) -> list[Report]:
    """Bring in files and folders, one report each, in the order in which they were taken.

    `as_at` is the day of which files without dates of their own speak (today where not given). Never raises for
    what is in a file: its report says what went wrong. `done` is handed each report as soon as there is one.
    Raises NotAllowed if `started_by` may not import.
    """
    if started_by is not None:
        policy.require_role(started_by, permissions.IMPORT)
    work = _Import(started_by, dry_run, as_at or clock.today(), progress)
    reports = []
    for job in recognise(paths):
        reports.append(work.bring_in(job, file_name or job.name))
        done(reports[-1])
    return reports


def import_upload(
    upload: Iterable[bytes], *, name: str, by: User, dry_run: bool, as_at: dt.date | None = None
) -> Report:
    """Bring in one file that came in pieces over the web; nothing of it is left behind. Raises NotAllowed."""
    with tempfile.TemporaryDirectory(prefix="thrive-import-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as file:
            for piece in upload:
                file.write(piece)
        return import_paths([path], started_by=by, dry_run=dry_run, as_at=as_at, file_name=name)[0]


@dataclass
class _Import:
    """One call's files, brought in one after another. `codes` are the authorities whose censuses were among them."""

    started_by: User | None
    dry_run: bool
    as_at: dt.date
    progress: Progress
    codes: set[str] = field(default_factory=set)
    is_large: bool = False

    def bring_in(self, job: Job, name: str) -> Report:
        """Bring in one file, or the tables of one dataset; the report says what went wrong."""
        report = Report(file_name=name, kind=str(job.kind or ""), is_dry_run=self.dry_run)
        run = None if self.dry_run else _start(job, report, self.started_by)
        self.is_large = _size(job) > LARGE
        try:
            if job.kind is Kind.CENSUS:
                self._census(job.paths[0], report)
            elif job.kind is Kind.PEOPLE:
                self._people(job.paths[0], report)
            elif job.kind is Kind.DATASET:
                self._dataset(job.paths, report)
            else:
                raise CannotRead(job.why_not)
        except CannotRead as problem:
            report.failed, report.counts = str(problem), {}
        report.add_refused()
        if run is not None:
            report.run = _finish(run, report, self.started_by)
        elif self.started_by is not None:
            audit.looked(self.started_by, "returns.tried", kind=report.kind, digest=_digest(job.paths))
        return report

    def _census(self, path: Path, report: Report) -> None:
        size = path.stat().st_size
        census = reading.read(path, progress=lambda done: self.progress("Reading", done, size))
        report.findings, report.year = census.findings, census.header.year
        self.codes.add(census.header.authority_code)
        with self._writing():
            report.authority = authorities.hold(census.header.authority_code)
            taken = taking.take(
                census,
                authority=report.authority,
                by=self._system(report.authority),
                reader=self.started_by,
                progress=lambda done, total: self.progress("Writing", done, total),
            )
        report.counts = taken.as_counts()

    def _people(self, path: Path, report: Report) -> None:
        table = next(one for one in tables.open_tables(path) if columns.is_people_file(one.headings))
        batches, report.findings = people_file.read(
            table, as_at=self.as_at, progress=lambda done, total: self.progress("Reading", done, total)
        )
        self._take(report, [(batch.code, Origin(PEOPLE, batch.as_at), batch.entries) for batch in batches])

    def _dataset(self, paths: Sequence[Path], report: Report) -> None:
        self.progress("Reading", 0, None)
        found = dataset.read(paths, as_at=self.as_at)
        report.findings = found.findings
        self._take(report, [("", Origin(DATASET, self.as_at), found.entries)])

    def _take(self, report: Report, batches: Sequence[tuple[str, Origin, Sequence[Entry]]]) -> None:
        """Write what entries say, by authority and day."""
        taken = Taken()
        with self._writing():
            whose = [self._whose(code) for code, _, _ in batches]  # before anything is written
            for authority, (_, origin, entries) in zip(whose, batches, strict=True):
                report.authority = authority
                by = self._system(authority)
                people = People(authority, origin, by=by, findings=report.findings, taken=taken, reader=self.started_by)
                people.take(entries, self.progress)
        report.counts = taken.as_counts()

    def _whose(self, code: str) -> Authority:
        """Whose people a file speaks of: those of the authority it names, else of whoever imports it, else of the
        only one here or of the census beside it. Raises CannotRead where it cannot be known."""
        if code:
            if not code.isdigit() or len(code) != 3:
                raise CannotRead(f"The authority “{code[:20]}” is not a three-digit code.")
            return authorities.hold(code)
        if self.started_by is not None and self.started_by.organisation.authority is not None:
            return self.started_by.organisation.authority
        here = list(Authority.objects.filter(is_home=True)[:2]) or list(Authority.objects.all()[:2])
        if not here and len(self.codes) == 1:
            return authorities.hold(next(iter(self.codes)))
        if len(here) != 1:
            raise CannotRead(
                "The file does not say which authority its people are of. Enter the authority first with `thrive "
                "authority`, or add a column Authority with its three-digit code."
            )
        return here[0]

    def _system(self, authority: Authority) -> SystemViewer:
        """The importer, acting for the organisation of whoever started it."""
        return SystemViewer(
            key="returns.import",
            purpose="bringing in a return",
            authority_id=authority.pk,
            organisation_id=self.started_by.organisation_id if self.started_by else None,
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Around everything that is written: taken back at the end of a dry run.

        Whoever brings a file in by page may see less than it speaks of: restricted children, another authority’s.
        """
        with (
            wall.whole("a file is compared with all that is on record"),
            _undone() if self.dry_run else nullcontext(),
            _set_aside() if self.is_large else nullcontext(),
        ):
            yield


@contextmanager
def _undone() -> Iterator[None]:
    """Everything written in the block is taken back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _set_aside() -> Iterator[None]:
    """Keep the garbage collector from looking through what has been read, again and again, while it is written.

    That took four tenths of the time of a large file; a small one would wait for the collection first.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _size(job: Job) -> int:
    """Bytes of the files of a job."""
    return sum(path.stat().st_size for path in job.paths)


def _start(job: Job, report: Report, started_by: User | None) -> ImportRun:
    return ImportRun.objects.create(
        kind=report.kind,
        file_name=report.file_name[:255],
        file_digest=_digest(job.paths),
        file_bytes=_size(job),
        started_by=started_by,
    )


def _digest(paths: Sequence[Path]) -> str:
    """One fingerprint of all the files."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _finish(run: ImportRun, report: Report, started_by: User | None) -> ImportRun:
    run.authority, run.collection_year = report.authority, report.year
    run.counts, run.failed_because, run.finished_at = report.counts, report.failed[:400], clock.now()
    run.save()
    ImportFinding.objects.bulk_create([_kept(run, row) for row in report.findings.rows], batch_size=FINDINGS_BATCH)
    audit.note(started_by, "returns.imported", run, kind=run.kind, refused=report.refused)
    return run


def _kept(run: ImportRun, row: Finding) -> ImportFinding:
    return ImportFinding(
        run=run,
        level=row.level,
        line=row.line,
        child_id=row.child_id,
        field=row.field,
        found=row.found,
        reason=row.reason[:400],
    )
