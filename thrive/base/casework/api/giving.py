"""Who has the work with somebody, over HTTP: allocating it, handing it over in four ways, and what becomes of that."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Day, Line, Printed, Ref, Sent, one_of
from thrive.base.access.calls.typed import checked
from thrive.base.access.models import Circle, Subject, Team, User
from thrive.base.calendar import clock
from thrive.base.casework import queries
from thrive.base.casework.actions import allocations, handovers
from thrive.base.casework.actions.handovers import Grounds
from thrive.base.casework.api.letters import Kept, Somebody, room
from thrive.base.casework.api.tasks import PartySent, Reason, ReasonSent, party_value
from thrive.base.casework.forms.giving import AllocateForm, GivingForm, PassToForm, ReferForm, ShareForm, TransferForm
from thrive.base.casework.permissions import HAND_OVER, MOVE_WORK, SEE_WORK
from thrive.base.casework.queries import holding_work
from thrive.base.casework.queries.holding_work import CHILD, FAMILY, Holder
from thrive.base.casework.queries.holding_work import Sent as HandedOver
from thrive.base.casework.rules.giving import BASES, CONSENT, NOTE_MOST, PARTS, REPLY_WITHIN
from thrive.base.people.queries.records import open_record

PartKey = Annotated[str, Field(pattern=one_of(PARTS))]
FIRST_PART = next(iter(PARTS))


class HolderSeen(Schema):
    """Somebody who has or had the work: what they are to the family, from when to when, and why it ended."""

    name: str
    part: str
    through: str
    since: dt.date | None
    until: dt.date | None
    why: str


class HandoverListed(Schema):
    """A hand-over in a list."""

    ref: str
    what: str
    to: str
    by: str
    at: dt.datetime
    state: str


class WorkSeen(Schema):
    """Who has the work with somebody, who had it, and what was handed over. `families`: those of theirs of which the
    caller may give the work as a whole."""

    now: list[HolderSeen]
    before: list[HolderSeen]
    handovers: list[HandoverListed]
    families: list[Somebody]
    may_allocate: bool
    may_hand_over: bool


class GivingSent(Sent):
    """What every hand-over says. `family`: the ref of a family whose work goes as a whole; else this person's alone."""

    family: Ref | None = None
    to: PartySent
    reason: Reason
    note: Annotated[Printed, Field(max_length=NOTE_MOST)] = ""


class AllocationSent(GivingSent):
    """Who works with them, as what (a team is always its team), from which day: today where it is left out."""

    role: PartKey = FIRST_PART
    from_on: Day | None = None


class GroundedSent(GivingSent):
    """Beside it the lawful basis, whether the family was asked and, where they did not agree, why it goes on."""

    basis: Annotated[str, Field(pattern=one_of(BASES))]
    consent: Annotated[str, Field(pattern=one_of(CONSENT))]
    consent_why: Line = ""


class ServiceSent(GroundedSent):
    """A service that is asked for. `reply_by`: by when they answer, seven days from now where it is left out."""

    reply_by: Day | None = None


class TransferSent(ServiceSent):
    """Responsibility that moves once it is accepted, and what whoever takes it on will be to the family."""

    role: PartKey = FIRST_PART


class ShareSent(GroundedSent):
    """Somebody who may see until the end of a day."""

    until_on: Day


class HandoverSeen(Schema):
    """A hand-over. Where it is about somebody whose record is closed to the caller, or was taken back from them, it
    says that there was one and no more (`is_closed`)."""

    ref: str
    kind: str
    what: str
    means: str
    state: str
    to: str
    sent_by: str
    sent_at: dt.datetime
    about: list[Somebody]
    is_closed: bool
    reason: str
    note: str
    basis: str
    consent: str
    consent_why: str
    reply_by: dt.date | None
    until_on: dt.date | None
    answer: str
    may_answer: bool
    may_take_back: bool
    may_pass_to: bool
    may_acknowledge: bool


class PassToSent(Sent):
    """Who takes up what was passed forward, as what (a team is always its team), and what they need to know first."""

    to: PartySent
    role: PartKey = FIRST_PART
    note: Annotated[Printed, Field(max_length=NOTE_MOST)] = ""


class AcceptSent(Sent):
    """What is said with a yes."""

    note: Reason = ""


@room.read("/people/{ref}/work", needs=SEE_WORK, answers=WorkSeen, people_only=True)
def read_work(request: CallOfUser, ref: Ref) -> WorkSeen:
    """Read who has the work with somebody now, who had it before, and what was handed over."""
    viewer = request.viewer
    record, found = holding_work.work_page(viewer=viewer, ref=ref)
    choices = holding_work.about_choices(viewer=viewer, record=record, any_family=found.may_allocate)
    families = [(value.removeprefix(f"{FAMILY}:"), said) for value, said in choices if value != CHILD]
    return WorkSeen(
        now=[_holder(one) for one in found.now],
        before=[_holder(one) for one in found.before],
        handovers=[_listed(one) for one in found.sent],
        families=[Somebody(ref=one, name=said) for one, said in families],
        may_allocate=found.may_allocate,
        may_hand_over=found.may_hand_over,
    )


@room.write("/people/{ref}/handovers/allocate", needs=MOVE_WORK, answers=Kept)
def allocate_work(request: CallOfUser, ref: Ref, sent: AllocationSent) -> Kept:
    """Give the work with somebody, or with their family, to a worker or a team; whoever led before ends on that day."""
    about, to, said = _given(request, ref, sent, AllocateForm, from_on=sent.from_on or clock.today())
    row = allocations.allocate(
        about, to=to, by=request.viewer, role=said["role"], reason=said["reason"], note=said["note"],
        from_on=said["from_on"],
    )  # fmt: skip
    return Kept(ref=row.thread)


@room.write("/people/{ref}/handovers/transfer", needs=HAND_OVER, answers=Kept)
def transfer_work(request: CallOfUser, ref: Ref, sent: TransferSent) -> Kept:
    """Ask somebody to take over responsibility. It moves when they accept, and not before."""
    about, to, said = _given(request, ref, sent, TransferForm, reply_by=_reply_by(sent))
    row = handovers.transfer(
        about, to=to, by=request.viewer, role=said["role"], reason=said["reason"], note=said["note"],
        grounds=_grounds(said), reply_by=said["reply_by"],
    )  # fmt: skip
    return Kept(ref=row.thread)


@room.write("/people/{ref}/handovers/refer", needs=HAND_OVER, answers=Kept)
def refer_work(request: CallOfUser, ref: Ref, sent: ServiceSent) -> Kept:
    """Ask for a service. Responsibility stays where it is; whoever accepts may see the record."""
    about, to, said = _given(request, ref, sent, ReferForm, reply_by=_reply_by(sent))
    row = handovers.refer(
        about, to=to, by=request.viewer, reason=said["reason"], note=said["note"], grounds=_grounds(said),
        reply_by=said["reply_by"],
    )  # fmt: skip
    return Kept(ref=row.thread)


@room.write("/people/{ref}/handovers/share", needs=HAND_OVER, answers=Kept)
def share_work(request: CallOfUser, ref: Ref, sent: ShareSent) -> Kept:
    """Let somebody see until the end of a day. It opens at once, nothing restricted, and can be taken back."""
    about, to, said = _given(request, ref, sent, ShareForm)
    row = handovers.share(
        about, to=to, by=request.viewer, reason=said["reason"], note=said["note"], grounds=_grounds(said),
        until_on=said["until_on"],
    )  # fmt: skip
    return Kept(ref=row.thread)


@room.read("/handovers/{ref}", needs="signed in", answers=HandoverSeen, people_only=True)
def read_handover(request: CallOfUser, ref: Ref) -> HandoverSeen:
    """Read a hand-over: what was sent, on what grounds, and the answer to it."""
    found = holding_work.handover_page(viewer=request.viewer, thread=ref)
    row, first = found.row, found.first
    same = ("what", "means", "to", "is_closed", "reason", "note", "consent_why", "answer", "may_answer",
            "may_pass_to", "may_acknowledge")  # fmt: skip
    return HandoverSeen(
        **{name: getattr(found, name) for name in same},
        ref=row.thread,
        kind=row.kind,
        state=row.state,
        sent_by=row.sent_by.name if row.sent_by else "",
        sent_at=row.sent_at,
        about=[Somebody(ref=one, name=name) for one, name in found.names],
        basis="" if found.is_closed else first.basis,
        consent="" if found.is_closed else first.consent,
        reply_by=None if found.is_closed else row.reply_by,
        until_on=None if found.is_closed else row.until_on,
        may_take_back=found.may_revoke,
    )


@room.write("/handovers/{ref}/to", needs="signed in", answers=Kept)
def pass_handover_to(request: CallOfUser, ref: Ref, sent: PassToSent) -> Kept:
    """Say who takes up what was passed forward: they are asked to, and whoever was asked before no longer."""
    viewer = request.viewer
    found = holding_work.handover_page(viewer=viewer, thread=ref)
    to = party_value(sent.to)
    form = checked(
        lambda data: PassToForm(data, parties=queries.parties(viewer=viewer)), {**sent.model_dump(), "to": to}
    )
    row = handovers.pass_to(
        found.row, to=queries.party_called(viewer=viewer, value=to), by=viewer, role=form.cleaned_data["role"],
        note=form.cleaned_data["note"],
    )  # fmt: skip
    return Kept(ref=row.thread)


@room.write("/handovers/{ref}/accept", needs="signed in", answers=Kept)
def accept_handover(request: CallOfUser, ref: Ref, sent: AcceptSent) -> Kept:
    """Take on what was handed over: a transfer moves responsibility, a service begins."""
    found = holding_work.handover_page(viewer=request.viewer, thread=ref)
    return Kept(ref=handovers.accept(found.row, by=request.viewer, note=sent.note).thread)


@room.write("/handovers/{ref}/decline", needs="signed in", answers=Kept)
def decline_handover(request: CallOfUser, ref: Ref, sent: ReasonSent) -> Kept:
    """Say that it is not taken on, and why. The sender is asked to read it."""
    found = holding_work.handover_page(viewer=request.viewer, thread=ref)
    return Kept(ref=handovers.decline(found.row, by=request.viewer, reason=sent.reason).thread)


@room.write("/handovers/{ref}/take-back", needs="signed in", answers=Kept)
def take_back_handover(request: CallOfUser, ref: Ref, sent: ReasonSent) -> Kept:
    """Take back what waits for an answer, what is shared, or a service: what it opened closes at once."""
    found = holding_work.handover_page(viewer=request.viewer, thread=ref)
    return Kept(ref=handovers.revoke(found.row, by=request.viewer, reason=sent.reason).thread)


@room.write("/handovers/{ref}/acknowledge", needs="signed in", answers=Kept, status=200)
def acknowledge_handover(request: CallOfUser, ref: Ref) -> Kept:
    """Say, as its sender, that one has read the answer."""
    found = holding_work.handover_page(viewer=request.viewer, thread=ref)
    handovers.acknowledge(found.row, by=request.viewer)
    return Kept(ref=ref)


def _given(
    request: CallOfUser, ref: str, sent: GivingSent, form: type[GivingForm], **more: Any
) -> tuple[Subject | Circle, User | Team, Mapping[str, Any]]:
    """Whom it is about, to whom it goes, and what was said, as the form of the page takes it."""
    viewer, is_allocation = request.viewer, form is AllocateForm
    record = open_record(viewer=viewer, ref=ref, tab="work", needs=MOVE_WORK if is_allocation else HAND_OVER)
    about, to = f"{FAMILY}:{sent.family}" if sent.family else CHILD, party_value(sent.to)
    filled = checked(
        lambda data: form(
            data,
            parties=queries.parties(viewer=viewer),
            about=holding_work.about_choices(viewer=viewer, record=record, any_family=is_allocation),
        ),
        {**sent.model_dump(exclude={"family"}), **more, "about": about, "to": to},
        called=lambda box: "family" if box == "about" else box,
    )
    return (
        holding_work.about_called(viewer=viewer, record=record, value=about),
        queries.party_called(viewer=viewer, value=to),
        filled.cleaned_data,
    )


def _reply_by(sent: ServiceSent) -> dt.date:
    return sent.reply_by or clock.today() + REPLY_WITHIN


def _grounds(said: Mapping[str, Any]) -> Grounds:
    return Grounds(basis=said["basis"], consent=said["consent"], why=said["consent_why"])


def _holder(one: Holder) -> HolderSeen:
    return HolderSeen(**vars(one))


def _listed(one: HandedOver) -> HandoverListed:
    return HandoverListed(ref=one.thread, what=one.what, to=one.to, by=one.by, at=one.at, state=one.state)
