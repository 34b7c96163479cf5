"""What a look back calls the facts it finds, and in what order it shows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from thrive.base.access.models import CircleMember
from thrive.base.access.rules import Capacity
from thrive.base.people.models import HouseholdMember, ParentalResponsibility, Relationship
from thrive.base.people.queries.details.kinds import KINDS, DetailKind
from thrive.base.people.queries.family.gathered import Seen
from thrive.base.people.queries.family.rows import NO_NAME, UNBORN
from thrive.base.people.queries.held import Held
from thrive.base.people.rules.relationships import RELATIONSHIPS
from thrive.base.people.rules.responsibility import RESPONSIBILITY_BASES
from thrive.govuk import words


@dataclass(frozen=True)
class Group:
    """A heading of the page with the kinds under it."""

    title: str
    kinds: tuple[str, ...]


GROUPS = (
    Group("Who they are", ("names", "life", "identifiers")),
    Group("Where they live, and how to reach them", ("addresses", "contacts", "places")),
    Group("Family", ("relationships", "responsibility", "households", "families")),
    Group("The work with them", ("warnings", "agencies", "summary")),
    Group(
        "About them",
        (
            "sex", "gender", "pronoun", "ethnicity", "disability", "language", "interpreter", "communication", "faith",
            "nationality", "upn-unknown",
        ),
    ),
)  # fmt: skip
_TIES: Mapping[str, str] = {
    Relationship._meta.label_lower: "relationships",
    ParentalResponsibility._meta.label_lower: "responsibility",
    HouseholdMember._meta.label_lower: "households",
    CircleMember._meta.label_lower: "families",
}
TITLES: Mapping[str, str] = {
    **{kind.key: kind.title for kind in KINDS.values()},
    "relationships": "Relationships",
    "responsibility": "Parental responsibility",
    "households": "Households",
    "families": "Families worked with",
}
_CAPACITIES = {Capacity.CHILD: "as a child", Capacity.ADULT: "as a parent or carer", Capacity.OTHER: "as another"}
_BY_MODEL: Mapping[str, list[DetailKind]] = {
    label: [kind for kind in KINDS.values() if kind.model._meta.label_lower == label]
    for label in {kind.model._meta.label_lower for kind in KINDS.values()}
}


def kind_of(held: Held) -> str:
    """The key of the kind a row is of."""
    label = held.row._meta.label_lower
    if label in _TIES:
        return _TIES[label]
    return next(
        kind.key
        for kind in _BY_MODEL[label]
        if all(getattr(held.row, name) == value for name, value in kind.only.items())
    )


def detail_of(key: str) -> DetailKind | None:
    """The kind as the Details pages know it; None for a tie."""
    return KINDS.get(key) if key != "responsibility" else None


def other_in(held: Held, own: frozenset[int]) -> int | None:
    """The other person a row names, if any."""
    row = held.row
    if isinstance(row, Relationship):
        return int(row.other_id if row.person_id in own else row.person_id)
    return int(row.person_id) if isinstance(row, ParentalResponsibility) else None


@dataclass(frozen=True)
class Reader:
    """Says rows in words, as far as the viewer may know. `people` are the others as the viewer may see them."""

    own: frozenset[int]
    people: Mapping[int, Seen]

    def may_say(self, held: Held) -> bool:
        """Whether the row may be shown at all: not where it names somebody whose record is closed to the viewer."""
        other = other_in(held, self.own)
        return other is None or other in self.own or (other in self.people and not self.people[other].hidden)

    def says(self, held: Held) -> str:
        """The row in words."""
        detail = detail_of(kind_of(held))
        if detail is not None:
            return detail.value(held.row)
        return _SAY[held.row._meta.label_lower](self, held)

    def name(self, key: int | None) -> str:
        """What to call somebody else."""
        if key is None or key in self.own:
            return "This person"
        card = self.people[key].card
        return card.name or (UNBORN if card.expected_on and not card.born_on else NO_NAME)

    def sex(self, key: int | None) -> str:
        """Somebody else's sex, for the right word."""
        seen = self.people.get(key) if key is not None else None
        return seen.card.sex if seen else ""


def _relationship(reader: Reader, held: Held) -> str:
    row, other = held.row, other_in(held, reader.own)
    kind = RELATIONSHIPS.get(row.kind)
    if kind is None:
        said = words.upper_first(row.kind.replace("_", " "))
    else:
        said = (kind.words if row.person_id == other else kind.back).by(reader.sex(other))
    note = f". {row.note}" if row.note else ""
    return f"{reader.name(other)}: {words.lower_first(said)}{note}"


def _responsibility(reader: Reader, held: Held) -> str:
    holder = reader.name(other_in(held, reader.own))
    if not held.row.holds:
        return f"{holder}: asked, does not have it"
    basis = RESPONSIBILITY_BASES.get(held.row.basis)
    return f"{holder}: {words.lower_first(basis.label) if basis else held.row.basis or 'basis not recorded'}"


def _household(_reader: Reader, held: Held) -> str:
    home = held.row.household
    where = ", ".join(part for part in (home.address, home.postcode) if part)
    return f"In the household at {where}" if where else "In a household, address not recorded"


def _family(_reader: Reader, held: Held) -> str:
    capacity = _CAPACITIES.get(Capacity(held.row.capacity), "")
    return f"{held.more['circle__family__name']}, {capacity}".rstrip(", ")


_SAY: Mapping[str, Callable[[Reader, Held], str]] = {
    Relationship._meta.label_lower: _relationship,
    ParentalResponsibility._meta.label_lower: _responsibility,
    HouseholdMember._meta.label_lower: _household,
    CircleMember._meta.label_lower: _family,
}


def content(held: Held) -> tuple[Any, ...]:
    """What a row says, whenever it was so: two rows that say the same have the same."""
    row = held.row
    left_out = {
        "id", "ref", "true_from", "true_to", "recorded_at", "replaced_at", "replaces_id", "withdrawn", "source", "why",
        "recorded_by_id",
    }  # fmt: skip
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in left_out)
