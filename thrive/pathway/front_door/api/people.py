"""Who the people of a contact are, over HTTP: who they may be, saying who is meant, and taking that back."""

from typing import Annotated, Any, Literal

from django.http import QueryDict
from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Line, Ref, Sent
from thrive.base.access.calls.typed import checked, wrong
from thrive.base.calendar import clock
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.people.queries.matching import Candidate, Candidates
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions import matching
from thrive.pathway.front_door.actions.taking import MOST_PEOPLE
from thrive.pathway.front_door.api.room import DoorKept, faults_named, room
from thrive.pathway.front_door.api.sent import PersonTold, called, filled_people
from thrive.pathway.front_door.forms.matching import verdicts
from thrive.pathway.front_door.forms.people import PeopleForm, identity_of
from thrive.pathway.front_door.permissions import TAKE_CONTACT
from thrive.pathway.front_door.queries import contacts
from thrive.pathway.front_door.queries import people as queries
from thrive.pathway.front_door.queries.shown import Line as Person

Number = Annotated[int, Field(ge=1, le=MOST_PEOPLE, description="The number of the person in the contact")]


class ComparedSeen(Schema):
    """What was said of somebody beside what is on record."""

    label: str
    said: str
    recorded: str
    words: str


class CandidateSeen(Schema):
    """Somebody on record who may be meant; `likeness` in words. Of a closed record only the name is told."""

    ref: str
    name: str
    likeness: str
    is_very_likely: bool
    is_closed: bool
    note: str
    lead: str
    compared: list[ComparedSeen]


class CandidatesSeen(Schema):
    """Who a person of a contact may be, the likeliest first. `cut`: how many more have something in common that is too
    common to compare, at most."""

    candidates: list[CandidateSeen]
    cut: int


class PeopleTold(Sent):
    """People as somebody describes them."""

    people: Annotated[list[PersonTold], Field(min_length=1, max_length=MOST_PEOPLE)]


class CandidatesOf(CandidatesSeen):
    """Who one of them may be, by their number."""

    number: int


class CandidatesOfAll(Schema):
    """Who each may be of whom enough is said to look for them."""

    people: list[CandidatesOf]


class WhoSent(Sent):
    """Who a person of a contact is: `same` with the ref of a candidate, `added` for a new record, with `why` where
    there are candidates, or `unknown`."""

    said: Literal["same", "added", "unknown"]
    record: Ref | None = None
    why: Line = ""


class WhyNot(Sent):
    """Why it is somebody else than was said."""

    why: Line


@room.ask("/contacts/candidates", needs=TAKE_CONTACT, answers=CandidatesOfAll, people_only=True)
def find_candidates(request: CallOfUser, sent: PeopleTold) -> CandidatesOfAll:
    """Find who on record the people of a contact may be while it is being taken. Nothing is kept."""

    def make(data: QueryDict) -> PeopleForm:
        form = PeopleForm(data)
        form.add_people(data, asks=rules.harm_questions(clock.today()))
        return form

    form = checked(make, filled_people(sent.people), called=called)
    found = queries.candidates(form.identities(), viewer=request.viewer)
    return CandidatesOfAll(
        people=[
            CandidatesOf(number=key, candidates=[_seen(one) for one in some], cut=some.cut)
            for key, some in found.items()
        ]
    )


@room.read("/contacts/{ref}/people/{number}/candidates", needs=TAKE_CONTACT, answers=CandidatesSeen, people_only=True)
def list_candidates(request: CallOfUser, ref: Ref, number: Number) -> CandidatesSeen:
    """List who on record a person of a contact may be."""
    found = _candidates(contacts.person_of(viewer=request.viewer, ref=ref, number=number), request)
    return CandidatesSeen(**_all_seen(found))


@room.write("/contacts/{ref}/people/{number}/who", needs=TAKE_CONTACT, answers=DoorKept)
def say_who(request: CallOfUser, ref: Ref, number: Number, sent: WhoSent) -> DoorKept:
    """Say who a person of a contact is.

    Of several at once the first counts: where somebody has just said it, the answer is 409. What was said is taken back
    before it is said anew.
    """
    viewer = request.viewer
    line = contacts.person_of(viewer=viewer, ref=ref, number=number)
    if line.subject is not None:
        raise ChangedMeanwhile("Somebody has said who this is already. Take that back first")
    found = _candidates(line, request)
    with faults_named(lambda field, _: field or "said"):
        if sent.said == "unknown":
            matching.leave_unknown(line.stated, by=viewer)
        elif sent.said == "added":
            if found and not sent.why.strip():
                raise wrong(("why", "Enter why it is none of them"))
            matching.add_as_new(line.stated, by=viewer, verdicts=verdicts(found, sent.why))
        else:
            chosen = next((one for one in found if one.ref == sent.record), None)
            if chosen is None:
                raise wrong(("record", "Select one of the candidates"))
            subject = queries.subject_called(viewer=viewer, ref=chosen.ref)
            matching.match_to(line.stated, subject, by=viewer, band=chosen.band, version=chosen.version)
    return DoorKept(ref=ref)


@room.write("/contacts/{ref}/people/{number}/who/take-back", needs=TAKE_CONTACT, answers=DoorKept)
def take_back_who(request: CallOfUser, ref: Ref, number: Number, sent: WhyNot) -> DoorKept:
    """Take back who a person of a contact was said to be; both judgements stay to be read."""
    line = contacts.person_of(viewer=request.viewer, ref=ref, number=number)
    if line.match is None or line.subject is None:
        raise wrong(("number", "Nobody has said who this is"))
    with faults_named(lambda field, _: field):
        matching.undo_match(line.match, by=request.viewer, why=sent.why)
    return DoorKept(ref=ref)


def _candidates(line: Person, request: CallOfUser) -> Candidates:
    """Who they may be; nobody of whom it has been said."""
    if line.subject is not None:
        return Candidates()
    number = line.stated.number
    return queries.candidates({number: identity_of(line.stated)}, viewer=request.viewer)[number]


def _all_seen(found: Candidates) -> dict[str, Any]:
    return {"candidates": [_seen(one) for one in found], "cut": found.cut}


def _seen(one: Candidate) -> CandidateSeen:
    rows = [ComparedSeen(label=row.label, said=row.typed, recorded=row.recorded, words=row.words) for row in one.rows]
    same = ("ref", "name", "is_very_likely", "is_closed", "note", "lead")
    return CandidateSeen(**{name: getattr(one, name) for name in same}, likeness=one.label, compared=rows)
