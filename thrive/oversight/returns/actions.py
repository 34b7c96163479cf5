"""Bringing files in. A file is recognised by its content, read through once, then written in batches.

A run is kept with its report whether it went well or not, except in a dry run, which writes nothing at all.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from thrive.base.access.models import Authority, User
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.local import authorities
from thrive.oversight.returns.census import reading, taking
from thrive.oversight.returns.findings import CannotRead, Findings
from thrive.oversight.returns.models import ImportFinding, ImportRun

FINDINGS_BATCH = 1_000

#: Told what is going on: the step in words, how much is done, and of how much (None: not known).
Progress = Callable[[str, int, int | None], None]


@dataclass
class Report:
    """What became of one file. `failed` holds why it could not be used at all."""

    file_name: str
    kind: str
    authority: Authority | None = None
    year: int | None = None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    failed: str = ""
    run: ImportRun | None = None

    @property
    def refused(self) -> int:
        """How many records or fields were refused."""
        return self.findings.counts()["refused"]


def import_file(
    path: Path,
    *,
    started_by: User | None = None,
    dry_run: bool = False,
    progress: Progress = lambda step, done, total: None,
    file_name: str = "",
) -> Report:
    """Bring in one census file. Never raises for what is in the file: the report says what went wrong."""
    report = Report(file_name=file_name or path.name, kind="cin-census")
    run = None if dry_run else _start(path, report, started_by)
    try:
        read = reading.read(path, progress=lambda done: progress("Reading", done, path.stat().st_size))
        report.findings, report.year = read.findings, read.header.year
        report.authority = authorities.hold(read.header.authority_code)
        by = SystemViewer(
            key="returns.import",
            purpose="bringing in a return",
            authority_id=report.authority.pk,
            organisation_id=started_by.organisation_id if started_by else None,
        )
        taken = taking.take(
            read,
            authority=report.authority,
            by=by,
            dry_run=dry_run,
            progress=lambda done, total: progress("Writing", done, total),
        )
        report.counts = taken.as_counts()
    except CannotRead as problem:
        report.failed = str(problem)
    if run is not None:
        report.run = _finish(run, report, started_by)
    return report


def _start(path: Path, report: Report, started_by: User | None) -> ImportRun:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ImportRun.objects.create(
        kind=report.kind, file_name=report.file_name[:255], file_digest=digest, started_by=started_by
    )


def _finish(run: ImportRun, report: Report, started_by: User | None) -> ImportRun:
    run.authority, run.collection_year = report.authority, report.year
    run.counts, run.failed_because, run.finished_at = report.counts, report.failed[:400], clock.now()
    run.save()
    ImportFinding.objects.bulk_create(
        [
            ImportFinding(
                run=run, level=row.level, line=row.line, child_id=row.child_id, field=row.field, reason=row.reason[:400]
            )
            for row in report.findings.rows
        ],
        batch_size=FINDINGS_BATCH,
    )
    audit.note(started_by, "returns.imported", run, kind=run.kind, refused=report.refused)
    return run
