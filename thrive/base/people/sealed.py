"""Which rows go under a seal together, and what a file that says them again is answered.

A fact leaves traces: rows it corrected, the same name under another kind, parental responsibility and a household
beside a relationship. A seal takes them all, or what is sealed would be read one row further.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from thrive.base.access.models import CircleMember
from thrive.base.history.models import TwoTime
from thrive.base.people.models import (
    HouseholdMember,
    Identifier,
    Name,
    ParentalResponsibility,
    PartSeal,
    PersonFact,
    Relationship,
    SealedRow,
    under_seal,
)

SEALABLE: dict[str, Any] = {
    PartSeal.Part.NAME: Name,
    PartSeal.Part.NUMBER: Identifier,
    PartSeal.Part.RELATIONSHIP: Relationship,
}


def open_rows(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """These rows without those under a seal: for models whose manager knows of no seals."""
    return rows.filter(~under_seal(rows.model))


def rows_with(row: PersonFact, person_id: int) -> list[TwoTime]:
    """The row and all that would tell the same of the person, whatever became of it. Six queries at most."""
    if isinstance(row, Relationship):
        return _between(person_id, row.other_id if row.person_id == person_id else row.person_id)
    same = [one for one in type(row)._default_manager.filter(person_id=person_id) if says(one) == says(row)]
    return [*same, *_before(same, type(row)._default_manager.filter(person_id=person_id))]


def says(row: Any) -> tuple[Any, ...]:
    """What a row says, as two of one kind are compared."""
    if isinstance(row, Name):
        return (" ".join(row.words.split()).casefold(),)
    if isinstance(row, Identifier):
        return (row.scheme, row.value)
    if isinstance(row, CircleMember):
        return (row.circle_id, row.subject_id)
    pair = (row.person_id, row.child_id if isinstance(row, ParentalResponsibility) else row.other_id)
    return tuple(sorted(pair))


def said_again(rows: Sequence[TwoTime]) -> set[int]:
    """Those of these unsaved facts, by their place, that say what is under a seal of the same person.

    A file knows nothing of seals: what it says again is not written, and nobody is told. One query where nothing is
    sealed at all, else one more for each kind of fact.
    """
    if not SealedRow.objects.filter(replaced_at=None).exists():
        return set()
    found: set[int] = set()
    for model in (Name, Identifier, Relationship, ParentalResponsibility):
        mine = {place: row for place, row in enumerate(rows) if isinstance(row, model)}
        people = {row.person_id for row in mine.values()}
        kept = model.with_sealed.filter(under_seal(model), person_id__in=people)
        if model in (Relationship, ParentalResponsibility):
            others = {says(row) for row in mine.values()}
            kept = model.with_sealed.filter(
                under_seal(model), _touching(model, {key for pair in others for key in pair})
            )
            sealed = {says(row) for row in kept}
            found |= {place for place, row in mine.items() if says(row) in sealed}
        else:
            said = {(row.person_id, says(row)) for row in kept}
            found |= {place for place, row in mine.items() if (row.person_id, says(row)) in said}
    return found


def families_kept_back(circles: Sequence[int]) -> list[CircleMember]:
    """Places in these families that are under a seal: a file that names them again does not write them."""
    return list(CircleMember.objects.filter(under_seal(CircleMember), circle_id__in=circles))


def _touching(model: type[PersonFact], keys: set[int]) -> Q:
    other = "child_id__in" if model is ParentalResponsibility else "other_id__in"
    return Q(person_id__in=keys) & Q(**{other: keys})


def _before(rows: Iterable[Any], everything: Iterable[Any]) -> list[Any]:
    """What these rows replaced, all the way back, as far as it is not among them."""
    by_key = {one.pk: one for one in everything}
    found: dict[int, Any] = {}
    known = {one.pk for one in rows}
    edge = [one.replaces_id for one in rows]
    while edge:
        key = edge.pop()
        if key in by_key and key not in known and not by_key[key].is_current:
            known.add(key)
            found[key] = by_key[key]
            edge.append(by_key[key].replaces_id)
    return list(found.values())


def _between(person: int, other: int) -> list[TwoTime]:
    """Everything that ties the two: what they are to each other, and where the person lived or was worked with in one
    place with the other."""
    pair = [person, other]
    homes = HouseholdMember.objects.filter(person_id=other).values("household_id")
    circles = CircleMember.objects.filter(subject_id=other, circle__family__isnull=False).values("circle_id")
    return [
        *Relationship.objects.filter(person_id__in=pair, other_id__in=pair),
        *ParentalResponsibility.objects.filter(person_id__in=pair, child_id__in=pair),
        *HouseholdMember.objects.filter(person_id=person, household_id__in=homes),
        *open_rows(CircleMember.objects.filter(subject_id=person, circle_id__in=circles)),
    ]


def together_today(person: int, other: int) -> bool:
    """Whether two people are in one family or household today."""
    homes = HouseholdMember.objects.now().filter(person_id=other).values("household_id")
    circles = CircleMember.objects.now().filter(subject_id=other, circle__family__isnull=False).values("circle_id")
    return (
        HouseholdMember.objects.now().filter(person_id=person, household_id__in=homes).exists()
        or CircleMember.objects.now().filter(subject_id=person, circle_id__in=circles).exists()
    )
