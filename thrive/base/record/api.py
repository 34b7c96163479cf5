"""Drafts over HTTP: one's own, saved with the revision that was seen, so that nothing is overwritten unseen."""

import datetime as dt
from typing import Annotated

from django.http import HttpResponse
from ninja import Header, Schema
from pydantic import Field

from thrive.base.access.calls import problems
from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.problems import Problem
from thrive.base.access.calls.room import Room
from thrive.base.access.calls.shapes import Line, Prose, Ref, Sent
from thrive.base.record import actions, queries
from thrive.base.record.errors import DraftConflict, DraftFinished
from thrive.base.record.models import Draft

room = Room("record", "Drafts")

Answers = Annotated[dict[Line, Annotated[list[Prose], Field(max_length=50)]], Field(max_length=400)]


class DraftSent(Sent):
    """What has been typed into a form: for each question the values of its boxes, in order."""

    form: Line
    about: Ref | None = None
    answers: Answers


class DraftKept(Schema):
    """A draft as it is kept. Send its revision back as If-Match."""

    ref: str
    form: str
    title: str
    about: str | None
    answers: dict[str, list[str]]
    revision: int
    started_at: dt.datetime
    saved_at: dt.datetime
    is_finished: bool
    result: str
    url: str


@room.read("/drafts", needs="signed in", answers=list[DraftKept], people_only=True)
def list_drafts(request: CallOfUser) -> list[DraftKept]:
    """List one's own unfinished drafts, the last saved first."""
    return [_kept(one) for one in queries.own_drafts(viewer=request.viewer)]


@room.read("/drafts/{ref}", needs="signed in", answers=DraftKept, people_only=True)
def read_draft(request: CallOfUser, response: HttpResponse, ref: Ref) -> DraftKept:
    """Read one of one's own drafts. Its revision is the ETag."""
    return _tagged(response, queries.draft(viewer=request.viewer, ref=ref))


@room.write("/drafts/{ref}", method="PUT", status=200, needs="signed in", answers=DraftKept)
def save_draft(
    request: CallOfUser,
    response: HttpResponse,
    ref: Ref,
    sent: DraftSent,
    if_match: Annotated[str | None, Header(alias="If-Match", pattern=r'^"?[0-9]{1,9}"?$')] = None,
) -> DraftKept | HttpResponse:
    """Save what has been typed so far.

    `If-Match` is the revision last heard of, "0" for a new draft. Where another page saved meanwhile, or the draft is
    finished, the answer is 412 and what was sent is kept apart: `kept_as` is the ref of that draft.
    """
    if if_match is None:
        raise Problem("revision-missing", 'Send If-Match: "0" for a new draft, or the revision you last saw.')
    subject, path, title = queries.place_of(viewer=request.viewer, form=sent.form, about=sent.about)
    try:
        stored = actions.save_draft(
            ref,
            by=request.viewer,
            form=sent.form,
            title=title,
            answers=sent.answers,
            revision=int(if_match.strip('"')),
            subject=subject,
            path=path,
        )
    except (DraftConflict, DraftFinished) as conflict:  # answered, not raised: what was kept apart stays
        kept_as = conflict.copy.ref if conflict.copy else ""
        return problems.answer(
            Problem("not-as-you-saw-it", f"{conflict}.", kept_as=kept_as, revision=conflict.stored.revision)
        )
    return _tagged(response, stored)


@room.write("/drafts/{ref}", method="DELETE", status=200, needs="signed in", answers=DraftKept)
def discard_draft(request: CallOfUser, ref: Ref) -> DraftKept:
    """Throw one of one's own drafts away: its text is wiped, that it was there stays."""
    actions.discard_draft(ref, by=request.viewer)
    return _kept(queries.draft(viewer=request.viewer, ref=ref))


def _tagged(response: HttpResponse, draft: Draft) -> DraftKept:
    response["ETag"] = f'"{draft.revision}"'
    return _kept(draft)


def _kept(draft: Draft) -> DraftKept:
    return DraftKept(
        ref=draft.ref,
        form=draft.form,
        title=draft.title,
        about=draft.subject.ref if draft.subject else None,
        answers={} if draft.is_closed else draft.answers,
        revision=draft.revision,
        started_at=draft.started_at,
        saved_at=draft.saved_at,
        is_finished=draft.is_finished,
        result=draft.result,
        url=draft.url,
    )
