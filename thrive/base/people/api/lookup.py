"""Whether somebody is on record, over HTTP: who a person described may be, with the reasons, before one is added."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import Call
from thrive.base.access.calls.shapes import Day, Line, Sent, one_of
from thrive.base.access.calls.typed import wrong
from thrive.base.matching.identity import Identity
from thrive.base.people import permissions
from thrive.base.people.api.records import Precision, room
from thrive.base.people.queries import matching
from thrive.base.people.rules import IDENTIFIERS, SEXES

SexKey = Annotated[str, Field(pattern=one_of(["", *SEXES]))]
NUMBERS = {"nhs_number": "nhs", "upn": "upn"}
MOST = 10  # names, parents or telephones that are sent of one person


class PersonDescribed(Sent):
    """What is known of somebody. `born` may be known only as `born_precision` says; `expected_on` is of an unborn."""

    given: Line = ""
    middle: Line = ""
    family: Line = ""
    other_names: Annotated[list[Line], Field(max_length=MOST)] = []
    born: Day | None = None
    born_precision: Precision = "day"
    expected_on: Day | None = None
    sex: SexKey = ""
    address: Line = ""
    postcode: Annotated[Line, Field(max_length=10)] = ""
    nhs_number: Line = ""
    upn: Line = ""
    parents: Annotated[list[Line], Field(max_length=MOST)] = []
    phones: Annotated[list[Line], Field(max_length=MOST)] = []

    def identity(self) -> Identity:
        """The description in the terms of the comparison. Raises Problem where it cannot be taken."""
        numbers = {field: self._number(field, scheme) for field, scheme in NUMBERS.items()}
        if not (self.given.strip() or self.family.strip() or self.parents or any(numbers.values())):
            raise wrong(("given", "Enter a name, a number or a parent"))
        return Identity(
            given=self.given,
            middle=self.middle,
            family=self.family,
            other_names=tuple(self.other_names),
            birth_date=self.born,
            birth_precision=self.born_precision,
            expected_on=self.expected_on,
            sex=self.sex,
            postcode=self.postcode,
            address=self.address,
            nhs_number=numbers["nhs_number"],
            upn=numbers["upn"],
            parent_names=tuple(self.parents),
            phones=tuple(self.phones),
        )

    def _number(self, field: str, scheme: str) -> str:
        text = getattr(self, field)
        problem = IDENTIFIERS[scheme].problem(text) if text else None
        if problem:
            raise wrong((field, str(problem)))
        return IDENTIFIERS[scheme].canonical(text) if text else ""


class FieldCompared(Schema):
    """One thing that was said beside what is on record, and how they compare."""

    label: str
    said: str
    recorded: str
    words: str


class PersonLikely(Schema):
    """Somebody on record who may be meant; `likeness` says the `band` in words. Of a closed record only the name, and
    whom to ask.

    `close_to`: refs of others who are too much alike to tell apart by this.
    """

    ref: str
    name: str
    band: str
    likeness: str
    is_closed: bool
    note: str
    lead: str
    compared: list[FieldCompared]
    close_to: list[str]


class PeopleLikely(Schema):
    """Who may be meant, the likeliest first. `cut`: how many more have something in common that is too common to
    compare them, at most; more detail is needed to find them."""

    candidates: list[PersonLikely]
    cut: int


@room.ask("/people/lookup", needs=permissions.ADD_PERSON, answers=PeopleLikely)
def look_up(request: Call, described: PersonDescribed) -> PeopleLikely:
    """Find who on record somebody described may be.

    As the page that adds a person does, with the reasons of each. Posted, so that no address says who was sought.
    Nobody is added, and nothing of what was sent is kept.
    """
    found = matching.candidates(described.identity(), viewer=request.viewer)
    return PeopleLikely(candidates=[_likely(one) for one in found], cut=found.cut)


def _likely(one: matching.Candidate) -> PersonLikely:
    return PersonLikely(
        ref=one.ref,
        name=one.name,
        band=one.band,
        likeness=one.label,
        is_closed=one.is_closed,
        note=one.note,
        lead=one.lead,
        compared=[
            FieldCompared(label=row.label, said=row.typed, recorded=row.recorded, words=row.words) for row in one.rows
        ],
        close_to=list(one.close_to),
    )
