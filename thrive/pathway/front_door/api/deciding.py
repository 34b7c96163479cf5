"""Triage, and what is decided of a contact, over HTTP."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.revisions import require_seen
from thrive.base.access.calls.shapes import Line, Ref, Revision, Sent, one_of
from thrive.base.access.calls.typed import checked, wrong
from thrive.base.calendar import clock
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions import deciding
from thrive.pathway.front_door.actions.taking import MOST_PEOPLE
from thrive.pathway.front_door.actions.triaging import triage
from thrive.pathway.front_door.api.people import Number
from thrive.pathway.front_door.api.room import DoorKept, faults_named, require_open, room
from thrive.pathway.front_door.api.seen import TRIAGE
from thrive.pathway.front_door.api.sent import Text
from thrive.pathway.front_door.forms.deciding import LATER, DecideForm, TriageForm
from thrive.pathway.front_door.permissions import DECIDE, TAKE_CONTACT
from thrive.pathway.front_door.queries import contacts

TRIAGED = "Somebody else has triaged this contact since you read it"
ResponseKey = Annotated[str, Field(pattern=one_of(rules.RESPONSES))]
FamilyTold = Literal["", "yes", "no", "not_safe"]


class TriageSent(Sent):
    """How urgent a contact is, who looks into it (a ref of `GET /contacts/workers`), what was made of it, and whether
    it is ready to be decided. `seen`: the revision of the triage that was read; empty where there was none."""

    urgency: Annotated[str, Field(pattern=one_of(rules.URGENCIES))]
    worker: Ref | None = None
    analysis: Text = ""
    is_ready: bool = False
    seen: Revision = ""


class ChildJudged(Sent):
    """What is decided for one child. With `responses` the referral is decided as well, where one is made."""

    number: Number
    outcome: Annotated[str, Field(pattern=one_of(rules.CONTACT_OUTCOMES))]
    level: Annotated[str, Field(pattern=one_of(rules.LEVELS))]
    reason: Text
    needs: Annotated[list[Line], Field(max_length=80)] = []
    strengths: Text = ""
    responses: Annotated[list[ResponseKey], Field(max_length=6)] = []
    family_told: FamilyTold = ""


class ReplySent(Sent):
    """What whoever made the contact is told beside the fixed words, or why they are not told; and why it is late, where
    it is."""

    late_because: Text = ""
    reply: Text = ""
    not_told_because: Line = ""


class DecisionSent(ReplySent):
    """What is decided of a contact, for all of its children or those that can be decided. `dissent`: who saw it
    otherwise, and why."""

    children: Annotated[list[ChildJudged], Field(min_length=1, max_length=MOST_PEOPLE)]
    dissent: Text = ""


class DecidedSeen(Schema):
    """Refs of the decisions, and of the referrals that they made."""

    decisions: list[str]
    referrals: list[str]


@room.write("/contacts/{ref}/triage", needs=TAKE_CONTACT, answers=DoorKept)
def triage_contact(request: CallOfUser, ref: Ref, sent: TriageSent) -> DoorKept:
    """Say how urgent a contact is, who looks into it and what was made of it.

    Refused as changed meanwhile where `seen` is not the triage that stands.
    """
    viewer = request.viewer
    found = contacts.contact(viewer=viewer, ref=ref)
    over = require_seen(TRIAGE, found.triage.pk if found.triage else None, seen=sent.seen, says=TRIAGED)
    require_open("front_door.triage", found)
    form = checked(lambda data: TriageForm(data, found=found, viewer=viewer), sent.model_dump(exclude={"seen"}))
    triage(found.contact, by=viewer, **{**form.answers(), "over": over})
    return DoorKept(ref=ref)


@room.write("/contacts/{ref}/decisions", needs=DECIDE, answers=DecidedSeen)
def decide_contact(request: CallOfUser, ref: Ref, sent: DecisionSent) -> DecidedSeen:
    """Decide what comes of a contact for these of its children.

    A referral is opened where the outcome is one, or the child is to be protected now. Whoever made the contact is
    told once it is decided for every child.
    """
    viewer = request.viewer
    found = contacts.contact(viewer=viewer, ref=ref)
    order = {one.number: place for place, one in enumerate(sent.children)}
    lines = {one.stated.number: one for one in found.undecided}
    unknown = [place for number, place in order.items() if number not in lines]
    if unknown or len(order) < len(sent.children):
        place = unknown[0] if unknown else 0
        raise wrong((f"children.{place}.number", "Give the number of a child for whom nothing is decided, once"))

    def named(field: str, number: int | None) -> str:
        return f"children.{order[number]}.{field or 'outcome'}" if number in order else field

    def called(box: str) -> str:
        name, _, number = box.rpartition("_")
        return named(name, int(number)) if number.isdecimal() else box

    late = found.due is not None and found.due.is_missed_by(clock.today())
    answers = {
        **{f"outcome_{number}": LATER for number in lines if number not in order},
        **{
            f"{name}_{one.number}": value
            for one in sent.children
            for name, value in one.model_dump(exclude={"number"}).items()
        },
        **sent.model_dump(exclude={"children", "late_because"}),
        **({"late_because": sent.late_because} if late else {}),
    }
    form = checked(
        lambda data: DecideForm(data, lines=found.undecided, is_late=late, only_emergencies=found.only_emergencies),
        answers,
        called=called,
    )
    with faults_named(named):
        done = deciding.decide(
            found.contact,
            form.judged(),
            by=viewer,
            **sent.model_dump(include={"dissent", "late_because", "reply", "not_told_because"}),
        )
    return DecidedSeen(decisions=[one.ref for one in done.decisions], referrals=[one.ref for one in done.referrals])
