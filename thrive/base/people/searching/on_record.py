"""What is on record of people in the terms of the comparison: what their keys are made of, and what is compared.

One function makes both, so that a record is never compared by what it is not found by. Whose whereabouts are guarded
has no home and no telephone here; a parent whose record is guarded has no name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q, QuerySet

from thrive.base.access.rules import Restriction
from thrive.base.history.prepared import prepared
from thrive.base.matching.identity import Identity
from thrive.base.people.models import Card, ContactPoint, Name, Relationship

PARENT = "parent"


def identities(cards: Iterable[Card]) -> dict[int, Identity]:
    """What is on record of each, by the key of the person. Three queries."""
    cards = list(cards)
    people = [card.pk for card in cards]
    names: dict[int, list[Name]] = defaultdict(list)
    for name in _names(people=people):
        names[name.person_id].append(name)
    phones: dict[int, list[str]] = defaultdict(list)
    for person, value in _phones(people=people):
        phones[person].append(value)
    named: dict[int, list[str]] = defaultdict(list)
    for child, parent in _parents(people=people):
        named[child].append(parent or "")
    return {card.pk: _identity(card, names[card.pk], tuple(named[card.pk]), tuple(phones[card.pk])) for card in cards}


@prepared
def _names(*, people: Collection[int]) -> "QuerySet[Name]":
    return Name.objects.current().filter(person_id__in=people).order_by("pk")


@prepared
def _phones(*, people: Collection[int]) -> "QuerySet[ContactPoint, tuple[int, str]]":
    points = ContactPoint.objects.now().filter(person_id__in=people).exclude(kind=ContactPoint.Kind.EMAIL)
    return points.order_by("pk").values_list("person_id", "value")


@prepared
def _parents(*, people: Collection[int]) -> "QuerySet[Relationship, tuple[int, str]]":
    rows = parents(Q(other_id__in=people, person__subject__restriction=Restriction.ORDINARY))
    return rows.order_by("pk").values_list("other_id", "person__card__name")


def parents(which: Q) -> QuerySet[Relationship]:
    """Who is a parent (`person`) of whom (`other`) today, of the relationships `which` says."""
    return Relationship.objects.now().filter(which, kind=PARENT)


def _identity(card: Card, names: Sequence[Name], parents: tuple[str, ...], phones: tuple[str, ...]) -> Identity:
    main = next((name for name in names if name.short == card.name), names[0] if names else Name(full=card.name))
    given, family = _split(main.full) if main.full else (main.given, main.family)
    hidden = card.where_guarded
    return Identity(
        given=given,
        middle=main.middle,
        family=family,
        other_names=tuple(dict.fromkeys(name.words for name in names if name is not main)),
        birth_date=card.born_on,
        birth_precision=card.born_precision,
        expected_on=None if card.pregnancy_ended_on else card.expected_on,
        sex=card.sex,
        postcode="" if hidden else card.postcode,
        address="" if hidden else card.address,
        nhs_number=card.nhs_number,
        upn=card.upn,
        parent_names=parents,
        phones=() if hidden else phones,
    )


def _split(full: str) -> tuple[str, str]:
    given, _, family = full.rpartition(" ")
    return given, family
