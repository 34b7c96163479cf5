"""Imports over HTTP: which files came in, and what became of each."""

import datetime as dt

from ninja import Schema

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.room import Room
from thrive.base.access.calls.shapes import PageNumber, Ref
from thrive.oversight.returns import queries
from thrive.oversight.returns.models import ImportRun
from thrive.oversight.returns.permissions import SEE_IMPORTS

room = Room("returns", "Imports")


class RunOf(Schema):
    """A file that came in, when, and by whom."""

    ref: str
    title: str
    file_name: str
    authority: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    started_by: str


class RunsPage(Schema):
    """Files that came in, the newest first, 50 a page."""

    runs: list[RunOf]
    total: int
    page: int
    pages: int


class OutcomeOf(Schema):
    """What became of one kind of record: how many had each outcome."""

    kind: str
    counts: dict[str, int]


class ReasonOf(Schema):
    """Why records were refused or are to be looked at, and how many."""

    words: str
    number: int
    is_refused: bool


class ReportOf(Schema):
    """What became of one file. `failed` says why it could not be taken at all."""

    run: RunOf
    failed: str
    taken: int
    here_already: int
    refused: int
    odd: int
    outcomes: list[OutcomeOf]
    reasons: list[ReasonOf]


@room.read("/imports", needs=SEE_IMPORTS, answers=RunsPage, people_only=True)
def list_imports(request: CallOfUser, page: PageNumber = 1) -> RunsPage:
    """List the files that came in."""
    found = queries.runs(viewer=request.viewer, number=page)
    return RunsPage(
        runs=[_run(one) for one in found.object_list],
        total=found.paginator.count,
        page=found.number,
        pages=found.paginator.num_pages,
    )


@room.read("/imports/{ref}", needs=SEE_IMPORTS, answers=ReportOf, people_only=True)
def read_import(request: CallOfUser, ref: Ref) -> ReportOf:
    """Read the report of one file."""
    found = queries.report(viewer=request.viewer, ref=ref)
    assert found.run is not None
    return ReportOf(
        run=_run(found.run),
        failed=found.failed,
        taken=found.taken,
        here_already=found.here_already,
        refused=found.refused,
        odd=found.odd,
        outcomes=[OutcomeOf(kind=one.kind, counts=one.counts) for one in found.outcomes],
        reasons=[ReasonOf(words=one.words, number=one.number, is_refused=one.is_refused) for one in found.reasons],
    )


def _run(run: ImportRun) -> RunOf:
    return RunOf(
        ref=run.ref,
        title=run.title,
        file_name=run.file_name,
        authority=str(run.authority or ""),
        started_at=run.started_at,
        finished_at=run.finished_at,
        started_by=run.started_by.name if run.started_by else "",
    )
