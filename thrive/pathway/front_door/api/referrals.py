"""A referral over HTTP: how it stands, the decision on it, closing it and opening it again."""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.revisions import require_seen, revision_of
from thrive.base.access.calls.shapes import Day, Line, Ref, Revision, Sent
from thrive.base.access.calls.typed import checked
from thrive.base.calendar import clock
from thrive.govuk.pages import Row
from thrive.pathway.front_door.actions import closing, deciding
from thrive.pathway.front_door.api.deciding import FamilyTold, ReplySent, ResponseKey
from thrive.pathway.front_door.api.room import DoorKept, room
from thrive.pathway.front_door.api.seen import LabelledSeen
from thrive.pathway.front_door.api.sent import Text
from thrive.pathway.front_door.forms.closing import CloseForm, ReopenForm
from thrive.pathway.front_door.forms.deciding import ReferralForm
from thrive.pathway.front_door.permissions import CLOSE, DECIDE, READ_REFERRAL
from thrive.pathway.front_door.queries import referrals

CLOSING = "front_door.closing"  # the kind of thing that a revision names
CHANGED = "Somebody else has closed or opened this referral since you read it"
Code = Annotated[str, Field(max_length=10)]


class PassedOnSeen(Schema):
    """A stage of the road to which a child was passed on: the ref of the hand-over, its state, and who is to take it
    up, empty where nobody has been named."""

    handover: str
    step: str
    title: str
    state: str
    to: str


class ReferralRead(Schema):
    """A referral. `contact`: the one it came of, where the caller may read it and none was brought by a file; `due_on`:
    by when it is to be decided, while that is known; `earlier`: days of other referrals of the child; `revision`: of
    how it was closed, to be sent back with a closing."""

    ref: str
    contact: str
    person: str
    state: str
    is_imported: bool
    received_on: dt.date
    due_on: dt.date | None
    is_late: bool
    is_re_referral: bool
    earlier: list[dt.date]
    open_work: list[str]
    told: list[LabelledSeen]
    decision: list[LabelledSeen]
    passed_on: list[PassedOnSeen]
    closing: list[LabelledSeen]
    revision: str


class ResponseSent(ReplySent):
    """How children’s services respond to a referral, and why. `need`: the main need, by the census list; `decided_on`:
    the day, for a referral that a file brought."""

    responses: Annotated[list[ResponseKey], Field(min_length=1, max_length=6)]
    reason: Text
    family_told: FamilyTold
    need: Code = ""
    decided_on: Day | None = None


class ClosingSent(Sent):
    """When and why a referral is closed, by the census lists and in words. `still_open_because`: why, although work on
    it goes on; `why`: why a closing is corrected; `seen`: the revision that was read."""

    closed_on: Day
    reason_code: Code
    need: Code
    reason: Text
    still_open_because: Text = ""
    why: Line = ""
    seen: Revision = ""


class ReopeningSent(Sent):
    """Why a closed referral is opened again. `seen`: the revision that was read."""

    why: Text
    seen: Revision = ""


@room.read("/referrals/{ref}", needs=READ_REFERRAL, answers=ReferralRead, people_only=True)
def read_referral(request: CallOfUser, ref: Ref) -> ReferralRead:
    """Read a referral: how it came, by when it is to be decided, what was decided, and how it was closed."""
    found = referrals.referral(viewer=request.viewer, ref=ref)
    row, standing = found.referral, found.standing
    return ReferralRead(
        ref=row.ref,
        contact=row.contact.ref if row.contact is not None and found.reads_contact else "",
        person=row.subject.ref,
        state=found.state,
        is_imported=standing.is_imported,
        received_on=standing.received_on,
        due_on=found.due.on if found.due else None,
        is_late=standing.waits and found.due is not None and found.due.is_missed_by(clock.today()),
        is_re_referral=found.is_re_referral,
        earlier=list(found.earlier),
        open_work=found.open_titles,
        told=_labelled(found.rows),
        decision=_labelled(found.decision_rows),
        passed_on=[
            PassedOnSeen(handover=one.thread, step=one.step, title=one.title, state=one.state, to=one.to)
            for one in found.onward
        ],
        closing=_labelled(found.closing_rows),
        revision=revision_of(CLOSING, standing.closure.pk if standing.closure else None),
    )


@room.write("/referrals/{ref}/decisions", needs=DECIDE, answers=DoorKept)
def decide_referral(request: CallOfUser, ref: Ref, sent: ResponseSent) -> DoorKept:
    """Decide how children’s services respond to a referral, and tell its source.

    A later decision replaces the first.
    """
    found = referrals.referral(viewer=request.viewer, ref=ref)
    late = found.due is not None and found.due.is_missed_by(clock.today())
    form = checked(
        lambda data: ReferralForm(
            data,
            is_late=late,
            only_emergencies=found.only_emergencies,
            is_imported=found.standing.is_imported,
        ),  # fmt: skip
        sent.model_dump(),
    )
    made = deciding.decide_referral(found.referral, by=request.viewer, **form.answers())
    return DoorKept(ref=made.ref)


@room.write("/referrals/{ref}/closing", needs=CLOSE, answers=DoorKept)
def close_referral(request: CallOfUser, ref: Ref, sent: ClosingSent) -> DoorKept:
    """Close a referral, or put right how it was closed.

    Refused as changed meanwhile where `seen` is not how it stands.
    """
    row, found, goes_on = referrals.closing(viewer=request.viewer, ref=ref)
    over = require_seen(CLOSING, found.closure.pk if found.closure else None, seen=sent.seen, says=CHANGED)
    form = checked(
        lambda data: CloseForm(data, is_correction=found.closed_on is not None, goes_on=goes_on),
        sent.model_dump(exclude={"seen"}),
    )
    made = closing.close_referral(row, by=request.viewer, **{**form.answers(), "over": over})
    return DoorKept(ref=made.ref)


@room.write("/referrals/{ref}/opening", needs=CLOSE, answers=DoorKept)
def reopen_referral(request: CallOfUser, ref: Ref, sent: ReopeningSent) -> DoorKept:
    """Open a closed referral again.

    Refused as changed meanwhile where `seen` is not how it stands.
    """
    row, found, _ = referrals.closing(viewer=request.viewer, ref=ref)
    over = require_seen(CLOSING, found.closure.pk if found.closure else None, seen=sent.seen, says=CHANGED)
    form = checked(ReopenForm, sent.model_dump(exclude={"seen"}))
    made = closing.reopen_referral(row, by=request.viewer, **{**form.answers(), "over": over})
    return DoorKept(ref=made.ref)


def _labelled(rows: list[Row]) -> list[LabelledSeen]:
    return [LabelledSeen(label=str(one.key), value=str(one.value)) for one in rows]
