"""What the pages that change a family need to know before they ask."""

import datetime as dt
from dataclasses import dataclass

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import CircleMember
from thrive.base.calendar import clock
from thrive.base.people import permissions
from thrive.base.people.models import Card, Family, Person, Relationship
from thrive.base.people.queries.family.gathered import Gathered, gather
from thrive.base.people.queries.family.rows import (
    age,
    graph,
    household_label,
    is_child,
    name,
    open_households,
    withheld,
)
from thrive.base.people.queries.records import Record
from thrive.base.people.rules.kinship import describe
from thrive.base.people.rules.relationships import RELATIONSHIPS


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be chosen, and what is known of them already."""

    person: Person
    ref: str
    name: str
    age: str
    relation: str


@dataclass(frozen=True)
class TieSeen:
    """A recorded relationship of the focus, and whether it can end."""

    row: Relationship
    name: str
    words: str
    since: str
    can_end: bool


def candidates(record: Record, *, family: Gathered | None = None) -> list[Candidate]:
    """Everybody on the family page whose record the viewer may see the head of."""
    family = family or gather(record.viewer, record.subject, clock.today())
    known = graph(family)
    return [
        Candidate(
            one.card.person,
            one.card.ref,
            name(one, family.day),
            age(one, family.day),
            describe(known, family.focus.key, one.key),
        )
        for one in family.people.values()
        if one.header and not one.hidden
    ]


def housemates(record: Record) -> list[Candidate]:
    """Everybody on the family page whose record the viewer may change, who is not dead, and whose address is not kept
    from the viewer."""
    return _housemates(record, gather(record.viewer, record.subject, clock.today(), in_full=False))


def joiners(record: Record, household: int) -> tuple[str, list[Candidate]]:
    """Where a household is in which the person lives today, and who may be said to have joined it.

    Raises NotFound for any other household.
    """
    family = gather(record.viewer, record.subject, clock.today(), in_full=False)
    home = next((one for one in family.homes.get(record.person.pk, ()) if one.household == household), None)
    if home is None:
        raise NotFound(str(household))
    inside = {key for key, homes in family.homes.items() if any(one.household == household for one in homes)}
    label = household_label(family, home, withheld(family), may_show=household in open_households(family))
    return label, [one for one in _housemates(record, family) if one.person.pk not in inside]


def _housemates(record: Record, family: Gathered) -> list[Candidate]:
    found = [one for one in candidates(record, family=family) if one.person.card.died_on is None]
    allowed = policy.decide_all(record.viewer, permissions.CHANGE_PERSON, [one.person.subject for one in found])
    kept = {key for key, one in family.people.items() if one.address_restricted}
    return [one for one in found if allowed[one.person.pk].ok and one.person.pk not in kept]


def possible_holders(record: Record) -> list[Candidate] | None:
    """Whom parental responsibility for the person of this record may be recorded of: the living who are not known to be
    younger; None where the person is no child."""
    family = gather(record.viewer, record.subject, clock.today())
    if not is_child(family.focus, family.day):
        return None
    born = _birth(family.focus.card)
    return [one for one in candidates(record, family=family) if _may_bring_up(one.person.card, born)]


def _may_bring_up(card: Card, child_born: dt.date | None) -> bool:
    born = _birth(card)
    return card.died_on is None and not (born and child_born and born >= child_born)


def _birth(card: Card) -> dt.date | None:
    return card.born_on or card.expected_on


def is_a_child(record: Record, day: dt.date | None = None) -> bool:
    """Whether somebody may have parental responsibility for the person of this record."""
    family = gather(record.viewer, record.subject, day or clock.today())
    return is_child(family.focus, family.day)


def working_families(record: Record) -> list[Family]:
    """Families of this person that the viewer works with. Being in one family shows nothing of another."""
    mine = CircleMember.objects.now().filter(subject_id__in=record.subject.about_ids())
    worked = policy.circles_worked_with(record.viewer, mine.values_list("circle_id", flat=True))
    return list(Family.objects.filter(circle_id__in=worked).order_by("name", "pk"))


def tie(*, record: Record, tie_ref: str) -> TieSeen:
    """One relationship of the person that holds today. Raises NotFound for any other, and where the other person's
    record is not open enough to be named."""
    own = record.subject.about_ids()
    row = (
        Relationship.objects.now()
        .select_related("person__subject", "other__subject")
        .filter(ref=tie_ref)
        .order_by("-pk")
        .first()
    )
    if row is None or not {row.person_id, row.other_id} & set(own):
        raise NotFound(tie_ref)
    other = row.other if row.person_id in own else row.person
    card = Card.objects.filter(
        policy.visible(record.viewer, permissions.SEE_HEADER, "person__subject"), person_id=other.pk
    ).first()
    if card is None:
        raise NotFound(tie_ref)
    kind = RELATIONSHIPS.get(row.kind)
    words = (kind.words if row.person_id == other.pk else kind.back).by(card.sex) if kind else row.kind
    return TieSeen(
        row=row,
        name=card.name or "Name not recorded",
        words=words,
        since=f"{row.true_from.day} {row.true_from:%B %Y}" if row.true_from else "",
        can_end=kind is None or not (kind.blood or kind.descent),
    )
