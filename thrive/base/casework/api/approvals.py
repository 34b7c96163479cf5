"""Approvals over HTTP: one by itself, and asking for it no longer. What is approved is answered where it stands."""

import datetime as dt

from ninja import Schema

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Line, Ref, Sent
from thrive.base.access.calls.typed import checked
from thrive.base.casework.actions import approvals as actions
from thrive.base.casework.api.letters import Kept, room
from thrive.base.casework.forms.approvals import TakeBackForm
from thrive.base.casework.queries import approvals


class ApprovalChanged(Schema):
    """One thing that was done with an approval, and what was said."""

    what: str
    by: str
    at: dt.datetime
    said: str


class ApprovalSeen(Schema):
    """An approval: of what, how it stands, and what was done with it. `page`: where in the pages it is answered."""

    ref: str
    kind: str
    title: str
    state: str
    page: str
    versions: list[ApprovalChanged]
    may_answer: bool
    may_take_back: bool


class NoLongerAsked(Sent):
    """Why it is asked for no longer."""

    why: Line


@room.read("/approvals/{ref}", needs="signed in", answers=ApprovalSeen, people_only=True)
def read_approval(request: CallOfUser, ref: Ref) -> ApprovalSeen:
    """Read an approval, as whoever may read what it is of."""
    found = approvals.approval_page(viewer=request.viewer, thread=ref)
    view = found.view
    return ApprovalSeen(
        ref=view.thread,
        kind=found.kind.key,
        title=found.kind.title,
        state=view.row.state,
        page=found.address,
        versions=[ApprovalChanged(what=one.what, by=one.by, at=one.at, said=one.said) for one in view.lines],
        may_answer=view.may_answer,
        may_take_back=view.may_take_back,
    )


@room.write("/approvals/{ref}/take-back", needs="signed in", answers=Kept)
def take_back_approval(request: CallOfUser, ref: Ref, sent: NoLongerAsked) -> Kept:
    """Ask no longer, while nobody has answered: by whoever asked."""
    found = approvals.approval_page(viewer=request.viewer, thread=ref)
    form = checked(lambda data: TakeBackForm(data), sent.model_dump())
    return Kept(ref=actions.take_back(found.view.row, by=request.viewer, **form.cleaned_data).thread)
