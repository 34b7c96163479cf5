"""The kinds of fact kept about a person: what each is called, which rows it is, how it may be changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from thrive.base.people.models import (
    AgencyContact,
    CaseSummary,
    Characteristic,
    ContactPoint,
    Identifier,
    Life,
    Name,
    ParentalResponsibility,
    PersonFact,
    PlaceLink,
    Residence,
    Warning,
)
from thrive.base.people.queries.details import wording
from thrive.base.people.rules import ONE_ANSWER
from thrive.govuk import words

ORDINARY = ("add", "correct", "end", "withdraw")


@dataclass(frozen=True, kw_only=True)
class DetailKind:
    """One kind of fact.

    `noun` says it within a sentence ("an address"). `only` narrows the model's rows, `value` says one of them.
    `steps` are the ways in which a worker may change it; `is_one`: one at a time, so that adding takes the place of
    what is there. `of_work`: kept because of the work with the person, so that what an adult's childhood file holds
    of it is not an adult's worker's to read. `person` is the field that names whom the rows are about. `adds` heads
    the page that adds one, where "Add an address" would not be what workers call it.
    """

    key: str
    title: str
    noun: str
    model: type[PersonFact]
    value: Callable[[Any], str]
    only: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[str, ...] = ORDINARY
    is_one: bool = False
    of_work: bool = False
    person: str = "person"
    related: tuple[str, ...] = ()
    hint: str = ""
    adds: str = ""

    @property
    def says_where(self) -> bool:
        """Whether it is guarded as an address."""
        return self.model.SAYS_WHERE

    @property
    def noun_alone(self) -> str:
        """The noun without its article."""
        return self.noun.removeprefix("an ").removeprefix("a ").removeprefix("the ")


def _trait(kind: Characteristic.Kind, noun: str) -> DetailKind:
    return DetailKind(
        key=kind.value.replace("_", "-"),
        title=str(kind.label),
        noun=noun,
        model=Characteristic,
        value=wording.characteristic,
        only={"kind": kind.value},
        is_one=kind.value in ONE_ANSWER,
    )


_KIND = Characteristic.Kind

KINDS: dict[str, DetailKind] = {
    one.key: one
    for one in (
        DetailKind(key="names", title="Names", noun="a name", model=Name, value=wording.name),
        DetailKind(
            key="life", title="Birth and death", noun="birth or death", model=Life, value=wording.life, is_one=True,
            steps=("born", "expected", "pregnancy-ended", "died", "correct"),
        ),
        DetailKind(
            key="identifiers", title="Numbers", noun="a number", model=Identifier, value=wording.identifier,
            steps=("add", "correct", "withdraw"),
        ),
        _trait(_KIND.SEX, "sex"),
        _trait(_KIND.GENDER, "gender"),
        _trait(_KIND.PRONOUN, "pronoun"),
        _trait(_KIND.ETHNICITY, "ethnicity"),
        _trait(_KIND.DISABILITY, "a disability"),
        _trait(_KIND.LANGUAGE, "first language"),
        _trait(_KIND.INTERPRETER, "interpreter"),
        _trait(_KIND.COMMUNICATION, "a communication need"),
        _trait(_KIND.FAITH, "faith"),
        _trait(_KIND.NATIONALITY, "a nationality"),
        _trait(_KIND.UPN_UNKNOWN, "reason for no UPN"),
        DetailKind(
            key="addresses", title="Addresses", noun="an address", model=Residence, value=wording.residence,
            of_work=True, adds="Record a move, or add an address",
        ),
        DetailKind(
            key="contacts", title="Contact details", noun="a contact detail", model=ContactPoint,
            value=wording.contact, of_work=True,
        ),
        DetailKind(
            key="places", title="School and GP", noun="a school or GP", model=PlaceLink, value=wording.place,
            related=("place",), of_work=True,
        ),
        DetailKind(
            key="agencies", title="Other agencies", noun="an agency", model=AgencyContact, value=wording.agency,
            of_work=True,
        ),
        DetailKind(
            key="summary", title="Where things stand", noun="the summary of where things stand", model=CaseSummary,
            value=wording.summary, adds="Write where things stand",
            steps=("add", "withdraw"), is_one=True, of_work=True,
        ),
        DetailKind(
            key="warnings", title="Warnings", noun="a warning", model=Warning, value=wording.warning,
            steps=("add", "review", "end", "withdraw"), of_work=True,
        ),
        DetailKind(
            key="responsibility", title="Parental responsibility", noun="parental responsibility",
            model=ParentalResponsibility, value=wording.responsibility, person="child",
            related=("person__subject", "person__card", "child__subject"), steps=("end", "withdraw"),
            hint="It is recorded on the family page.",
        ),
    )
}  # fmt: skip

# The Details page shows what these say now, and leads to the rest.
SHOWN_IN_FULL = ("names", "life", "identifiers")
TRAITS = tuple(one.value.replace("_", "-") for one in Characteristic.Kind)
ELSEWHERE = ("addresses", "contacts", "places", "agencies", "summary", "warnings", "responsibility")


def title_of(step: str, kind: DetailKind) -> str:
    """What a page that changes a fact is headed with."""
    if step == "add" and kind.adds:
        return kind.adds
    if step == "add":
        return words.upper_first(f"change {kind.noun}" if kind.is_one else f"add {kind.noun}")
    return _TITLES[step].format(noun=kind.noun, alone=kind.noun_alone)


_TITLES = {
    "correct": "Correct {noun}",
    "end": "End {noun}",
    "withdraw": "Take back {noun}, entered in error",
    "review": "Review a warning",
    "born": "Record the birth",
    "expected": "Change the expected date",
    "pregnancy-ended": "Record that the pregnancy ended",
    "died": "Record a death",
}
