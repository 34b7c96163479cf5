"""What is sent of a contact, and how the form of the page is filled with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from thrive.base.access.calls.shapes import Day, Instant, Line, Prose, Sent, one_of
from thrive.base.calendar import clock
from thrive.base.people.rules import SEXES
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions.taking import MOST_PEOPLE
from thrive.pathway.front_door.models.contacts import CONCERN_MOST, NAME_MOST, WORDS_MOST
from thrive.pathway.front_door.rules.contacts import Channel

Name = Annotated[Line, Field(max_length=NAME_MOST)]
Text = Annotated[Prose, Field(max_length=WORDS_MOST)]
YesNo = Annotated[str, Field(pattern=one_of(rules.YES_NO))]
Knows = Annotated[str, Field(pattern=one_of(rules.WHOSE_KNOWLEDGE))]
ConsentKey = Annotated[str, Field(pattern=one_of(rules.CONSENTS))]
FormKey = Annotated[str, Field(pattern=one_of(rules.FORMS))]
ChannelKey = Annotated[str, Field(pattern=one_of(one for one in rules.CHANNELS if one != Channel.SYSTEM))]
SexKey = Annotated[str, Field(pattern=one_of(["", *SEXES]))]

_BORN, _SOURCE = "born", "source_"
_CALLED = {_BORN: "born_on", "received_on": "received_at", "happened_on": "incident_on"}
_NOT_BOXES = frozenset({"people", "source", "received_at", "born_on", "born_precision"})


class PersonTold(Sent):
    """A child or adult as whoever says it describes them. `harm`: keys of signs of harm outside the home.

    Of an adult there is no expected day, school, number or harm; of the first person no relation, since it is theirs to
    the first."""

    part: Literal["child", "unborn", "adult"] = "child"
    relation: Annotated[Line, Field(max_length=120)] = ""
    given: Name = ""
    family: Name = ""
    known_as: Name = ""
    born_on: Day | None = None
    born_precision: Literal["day", "month", "year", "about"] = "day"
    expected_on: Day | None = None
    sex: SexKey = ""
    address: Annotated[Line, Field(max_length=300)] = ""
    postcode: Annotated[Line, Field(max_length=10)] = ""
    school: Annotated[Line, Field(max_length=200)] = ""
    nhs_number: Annotated[Line, Field(max_length=20)] = ""
    upn: Annotated[Line, Field(max_length=20)] = ""
    phone: Annotated[Line, Field(max_length=30)] = ""
    harm: Annotated[list[Line], Field(max_length=20)] = []


class SourceTold(Sent):
    """Who says it, in their own words."""

    name: Annotated[Line, Field(max_length=200)] = ""
    role: Annotated[Line, Field(max_length=120)] = ""
    agency: Annotated[Line, Field(max_length=200)] = ""
    phone: Annotated[Line, Field(max_length=30)] = ""
    email: Annotated[Line, Field(max_length=254)] = ""


class WorryTold(Sent):
    """What a contact says. Some of it is asked by some forms only; `GET /contacts/questions` says which, and what each
    key means."""

    concern: Annotated[Prose, Field(min_length=1, max_length=CONCERN_MOST)]
    in_danger: YesNo
    danger_words: Text = ""
    family_knows: Knows
    consent: ConsentKey
    consent_why: Line = ""
    asks_for_decision: bool | None = None
    child_words: Text = ""
    tried_so_far: Text = ""
    source_reference: Annotated[Line, Field(max_length=60)] = ""
    incident_on: Day | None = None
    children_present: Annotated[str, Field(pattern=one_of(["", *rules.YES_NO]))] = ""
    attendance_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    people: Annotated[list[PersonTold], Field(min_length=1, max_length=MOST_PEOPLE)]


class ContactSent(WorryTold):
    """A contact as a worker of the front door takes it. `source_code`: as the census counts it, else as the form says.

    `received_at` is when it reached the front door; now where it is left out."""

    form: FormKey
    channel: ChannelKey = Channel.TELEPHONE.value
    received_at: Instant | None = None
    source: SourceTold = SourceTold()
    source_code: Annotated[Line, Field(max_length=4)] = ""
    is_anonymous: bool = False


class ReportSent(WorryTold):
    """A worry as another service tells it, with the form of its kind of body.

    `source` and `is_anonymous`: of a system only, which says who in its organisation worries. A person who is signed in
    is the source themselves."""

    source: SourceTold | None = None
    is_anonymous: bool = False


def filled(sent: WorryTold, *, asks_for_decision: bool) -> dict[str, Any]:
    """The answers by the boxes of the page's form. `asks_for_decision` where the call does not say."""
    answers = {name: getattr(sent, name) for name in type(sent).model_fields if name not in _NOT_BOXES}
    if sent.asks_for_decision is None:
        answers["asks_for_decision"] = asks_for_decision
    source = getattr(sent, "source", None)
    if source is not None:
        answers |= {f"{_SOURCE}{name}": value for name, value in source.model_dump().items()}
    received = getattr(sent, "received_at", None)
    if isinstance(sent, ContactSent):
        answers["received_on"] = clock.london_day(received) if received else clock.today()
    return answers | filled_people(sent.people)


def filled_people(people: Sequence[PersonTold]) -> dict[str, Any]:
    """What is said of people, by the boxes of the page's form."""
    return dict(pair for number, one in enumerate(people, start=1) for pair in _person(number, one))


def called(box: str) -> str:
    """The call's name of a box: "given_2" is people.1.given."""
    name, _, number = box.rpartition("_")
    if number.isdecimal():
        return named(name, int(number))
    return box.replace(_SOURCE, "source.", 1) if box.startswith(_SOURCE) and box not in _OWN else _CALLED.get(box, box)


def named(field: str, number: int | None) -> str:
    """The call's name of what an action refuses; `number` of the person it is about."""
    if number is None:
        return {"received": "received_at"}.get(field, _CALLED.get(field, field))
    return f"people.{number - 1}.{_CALLED.get(field, field)}"


_OWN = frozenset({"source_code", "source_reference"})


def _person(number: int, one: PersonTold) -> Iterator[tuple[str, Any]]:
    for name in type(one).model_fields:
        if name not in _NOT_BOXES:
            yield f"{name}_{number}", getattr(one, name)
    if one.born_on is None:
        return
    parts: Mapping[str, int] = {"day": one.born_on.day, "month": one.born_on.month, "year": one.born_on.year}
    left_out = {"month": ("day",), "year": ("day", "month")}.get(one.born_precision, ())
    for part, value in parts.items():
        if part not in left_out:
            yield f"{_BORN}_{number}-{part}", str(value)
    if one.born_precision == "about":
        yield f"{_BORN}_{number}-about", True
