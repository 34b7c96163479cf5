"""Letters over HTTP: those that were sent about somebody, one of them, and keeping one as it was sent."""

import datetime as dt
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import Call, CallOfUser
from thrive.base.access.calls.room import Room
from thrive.base.access.calls.shapes import Line, Prose, Ref, Sent
from thrive.base.access.rules import Capacity
from thrive.base.casework.actions.letters import send_letter
from thrive.base.casework.permissions import READ_LETTERS, WRITE_LETTER
from thrive.base.casework.queries import letters, writing
from thrive.base.casework.queries.writing import Recipient
from thrive.base.casework.rules.letters import ADDRESS_MOST, NAME_MOST, PART_MOST
from thrive.base.people.queries import records

room = Room("casework", "Casework")


class LetterListed(Schema):
    """A letter in a list. `to` is "Withheld" where the caller must not know whom it went to."""

    ref: str
    title: str
    sent_on: dt.date
    to: str
    how: str
    by: str
    may_open: bool


class LettersListed(Schema):
    """Every letter about a person, the latest first."""

    letters: list[LetterListed]


class Somebody(Schema):
    """Somebody by name, with the ref of their record."""

    ref: str
    name: str


class LetterSeen(Schema):
    """A letter as it was sent. `html` is empty where something of it is withheld from the caller; `text` is what it
    says without that."""

    ref: str
    title: str
    heading: str
    sent_on: dt.date
    recorded_at: dt.datetime
    to: str
    how: str
    language: str
    by: str
    about: list[Somebody]
    others: int
    html: str
    text: str


class LetterAbout(Sent):
    """Somebody the letter is about, and in which capacity it concerns them."""

    ref: Ref
    capacity: Literal["child", "adult", "other"] = "child"


class PartSent(Sent):
    """A part of the letter, by its key, as its writer says it."""

    key: Annotated[Line, Field(max_length=40)]
    text: Annotated[Prose, Field(max_length=PART_MOST)]


class LetterSent(Sent):
    """A letter as it was sent: to a person on record (`to_person`), or to a name with an address."""

    kind: Annotated[Line, Field(max_length=60)]
    about: Annotated[list[LetterAbout], Field(max_length=40)]
    to_person: Ref | None = None
    to_name: Annotated[Line, Field(max_length=NAME_MOST)] = ""
    to_address: Annotated[Line, Field(max_length=ADDRESS_MOST)] = ""
    parts: Annotated[list[PartSent], Field(max_length=20)]
    how: Annotated[Line, Field(max_length=10)]
    sent_on: dt.date
    language: Annotated[Line, Field(max_length=10)] = "en-gb"
    size: Annotated[Line, Field(max_length=10)] = "ordinary"


class Kept(Schema):
    """The ref of the letter kept."""

    ref: str


@room.read("/people/{ref}/letters", needs=READ_LETTERS, answers=LettersListed)
def list_letters(request: Call, ref: Ref) -> LettersListed:
    """List the letters about a person, the latest first."""
    record = records.open_record(viewer=request.viewer, ref=ref, tab="letters", needs=READ_LETTERS)
    found = letters.letters_of(viewer=request.viewer, record=record)
    return LettersListed(letters=[LetterListed(**vars(one)) for one in found])


@room.read("/letters/{ref}", needs=READ_LETTERS, answers=LetterSeen)
def read_letter(request: Call, ref: Ref) -> LetterSeen:
    """Read a letter as it was sent."""
    found = letters.letter(viewer=request.viewer, ref=ref)
    same = (
        "ref", "title", "heading", "sent_on", "recorded_at", "to", "how", "language", "by", "others", "html", "text",
    )  # fmt: skip
    return LetterSeen(
        **{name: getattr(found, name) for name in same},
        about=[Somebody(ref=one.ref, name=one.name) for one in found.about],
    )


@room.write("/letters", needs=WRITE_LETTER, answers=Kept)
def keep_letter(request: CallOfUser, sent: LetterSent) -> Kept:
    """Keep a letter as it was sent. It is made from its kind here; nothing is posted or mailed.

    Refused where a text tells the addressee what they must not learn, and to whoever is not named where somebody near
    hides.
    """
    kind = writing.letter_kind(sent.kind, viewer=request.viewer)
    refs = [*(one.ref for one in sent.about), *([sent.to_person] if sent.to_person else [])]
    people = writing.subjects_called(refs, viewer=request.viewer)
    to = Recipient(
        person=people[sent.to_person] if sent.to_person else None, name=sent.to_name, address=sent.to_address
    )
    letter = send_letter(
        kind,
        about=[people[one.ref] for one in sent.about],
        by=request.viewer,
        to=to,
        parts={one.key: one.text for one in sent.parts},
        how=sent.how,
        sent_on=sent.sent_on,
        language=sent.language,
        size=sent.size,
        capacities={people[one.ref].pk: Capacity(one.capacity) for one in sent.about},
    )
    return Kept(ref=letter.ref)
