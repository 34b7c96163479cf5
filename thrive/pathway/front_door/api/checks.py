"""Checks with partners over HTTP: asked and taken back by the front door, read and answered by whoever is asked."""

import datetime as dt
from typing import Any, Literal

from ninja import Schema

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Ref, Sent
from thrive.base.access.calls.typed import checked
from thrive.pathway.front_door.actions import checking
from thrive.pathway.front_door.api.room import DoorKept, room
from thrive.pathway.front_door.api.sent import Text
from thrive.pathway.front_door.forms.checks import AnswerForm
from thrive.pathway.front_door.permissions import ANSWER_CHECK, ASK_PARTNERS
from thrive.pathway.front_door.queries import checks, contacts
from thrive.pathway.front_door.queries.checks import Ask


class PartnerListed(Schema):
    """A body that can be asked."""

    ref: str
    name: str
    kind: str


class PartnersListed(Schema):
    """Every body that can be asked, by kind and name."""

    partners: list[PartnerListed]


class TakeBackSent(Sent):
    """Why a question is no longer needed."""

    why: Text = ""


class AnswerSent(Sent):
    """What a body answers: what it knows, that it knows nothing, or why it does not share it."""

    kind: Literal["knows", "nothing", "refused"]
    words: Text = ""
    is_intelligence: bool = False


class AskedOf(Schema):
    """Somebody a question is about, as the contact has them. `place`: where they live, on the question itself
    and where it may be told."""

    name: str
    born_on: dt.date | None
    born_precision: str
    place: str


class AskListed(Schema):
    """A question to the caller's organisation. `answer`: knows, nothing or refused; withdrawn where none is needed any
    more, and then nobody is named."""

    ref: str
    asked_at: dt.datetime
    answer_by: dt.datetime
    is_late: bool
    about: list[AskedOf]
    answer: str


class AsksListed(Schema):
    """The questions to the caller's organisation, open ones first."""

    checks: list[AskListed]


class AskSeen(AskListed):
    """A question in full, with what was answered."""

    question: str
    basis: str
    asked_by: str
    words: str
    is_intelligence: bool
    answered_at: dt.datetime | None


@room.read("/partners", needs=ASK_PARTNERS, answers=PartnersListed, people_only=True)
def list_partners(request: CallOfUser) -> PartnersListed:
    """List the bodies that can be asked what they know."""
    found = checks.partners(viewer=request.viewer)
    listed = [PartnerListed(ref=one.ref, name=one.name, kind=title) for title, some in found.items() for one in some]
    return PartnersListed(partners=listed)


@room.write("/checks/{ref}/take-back", needs=ASK_PARTNERS, answers=DoorKept)
def take_back_check(request: CallOfUser, ref: Ref, sent: TakeBackSent) -> DoorKept:
    """Say that an answer is no longer needed; the partner sees that, and the people no more."""
    checking.take_back_check(contacts.check_asked(viewer=request.viewer, ref=ref), by=request.viewer, why=sent.why)
    return DoorKept(ref=ref)


@room.read("/checks", needs=ANSWER_CHECK, answers=AsksListed, people_only=True)
def list_checks(request: CallOfUser) -> AsksListed:
    """List what the front door asked the caller's organisation."""
    return AsksListed(checks=[AskListed(**_listed(one)) for one in checks.asks(viewer=request.viewer)])


@room.read("/checks/{ref}", needs=ANSWER_CHECK, answers=AskSeen, people_only=True)
def read_check(request: CallOfUser, ref: Ref) -> AskSeen:
    """Read a question of the front door to the caller's organisation. One that was taken back says nothing more."""
    found = checks.ask(viewer=request.viewer, ref=ref)
    said = None if found.is_withdrawn else found.answer
    return AskSeen(
        **_listed(found),
        question="" if found.is_withdrawn else found.question,
        basis=found.basis,
        asked_by=found.check.recorded_by.name,
        words=said.words if said else "",
        is_intelligence=bool(said and said.is_intelligence),
        answered_at=found.answer.answered_at if found.answer else None,
    )


@room.write("/checks/{ref}/answer", needs=ANSWER_CHECK, answers=DoorKept)
def answer_check(request: CallOfUser, ref: Ref, sent: AnswerSent) -> DoorKept:
    """Answer a question of the front door for one's own organisation; a later answer replaces the one before."""
    found = checks.ask(viewer=request.viewer, ref=ref)
    form = checked(lambda data: AnswerForm(data), sent.model_dump())
    checking.answer_check(found.check, by=request.viewer, **form.cleaned_data)
    return DoorKept(ref=ref)


def _listed(one: Ask) -> dict[str, Any]:
    return {
        "ref": one.check.ref,
        "asked_at": one.check.asked_at,
        "answer_by": one.check.answer_by,
        "is_late": one.is_late,
        "about": [
            AskedOf(
                name=who.person.says,
                born_on=who.person.born_on,
                born_precision=who.person.born_precision,
                place=who.place,
            )
            for who in one.about
        ],
        "answer": one.answer.kind if one.answer else "",
    }
