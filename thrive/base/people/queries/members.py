"""Who belongs with somebody, and what people are called, as far as a viewer may know."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import CircleMember, Subject
from thrive.base.access.permission import Permission
from thrive.base.access.policy import Decision, Viewer
from thrive.base.access.rules import Capacity
from thrive.base.history.prepared import prepared
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.people import bar, permissions
from thrive.base.people.models import Card
from thrive.base.people.queries.records import find_subject


@dataclass(frozen=True)
class Named:
    """What to call somebody. `short` is for lists of a family: the first name of a child, an adult's whole name."""

    subject_id: int
    ref: str
    name: str
    short: str
    known_as: str = ""
    is_child: bool = True
    is_living: bool = True


@dataclass(frozen=True)
class Member:
    """Somebody of a family, in the capacity they have there.

    `opens`: in which capacities what is kept about them opens to whoever asked; `labels`: with which guarded labels.
    `is_living`: born and not died.
    """

    ref: str
    subject_id: int
    name: str
    age_words: str
    capacity: Capacity
    is_child: bool
    short: str = ""
    known_as: str = ""
    opens: frozenset[Capacity] = frozenset()
    labels: frozenset[Sensitivity] = frozenset()
    is_living: bool = True


def family_members(*, viewer: Viewer, ref: str, needs: Permission = permissions.SEE_FAMILY) -> list[Member]:
    """The person called `ref` and those in a family with them today whom the viewer may use `needs` about.

    The person first, then children by age, then adults. Raises NotFound for a ref that is nobody's. Four queries.
    """
    subject = find_subject(ref)
    if not hasattr(subject, "person"):
        raise NotFound(ref)  # hidden from whoever asks by the second wall
    found = family_of(subject, viewer=viewer, needs=needs)
    return found if policy.decide(viewer, needs, subject).ok else found[1:]


def family_of(subject: Subject, *, viewer: Viewer, needs: Permission = permissions.SEE_FAMILY) -> list[Member]:
    """As `family_members`, for a Subject the viewer has been let in to, read with its person and card. Two queries."""
    capacities: dict[int, set[str]] = {subject.pk: set()}
    subjects = {subject.pk: subject}
    for row in _together_with(subject=subject.pk):
        capacities.setdefault(row.subject_id, set()).add(row.capacity)
        subjects.setdefault(row.subject_id, row.subject)
    allowed = policy.decide_all(viewer, needs, subjects.values())
    cards = {key: one.person.card for key, one in subjects.items() if key == subject.pk or allowed[key].ok}
    found = [_member(card, capacities[key], allowed[key]) for key, card in cards.items()]
    return sorted(found, key=lambda one: (one.subject_id != subject.pk, not one.is_child, *_by_age(cards, one)))


@prepared
def _together_with(*, subject: int) -> "QuerySet[CircleMember]":
    mine = CircleMember.objects.now().filter(subject_id=subject).values("circle_id")
    return CircleMember.objects.now().filter(circle_id__in=mine).select_related("subject__person__card")


def _by_age(cards: dict[int, Card], one: Member) -> tuple[dt.date, str, int]:
    """The eldest first; those whose birth is not recorded last."""
    card = cards[one.subject_id]
    return (card.born_on or dt.date.max, card.sort_name, one.subject_id)


def names(*, viewer: Viewer, subject_ids: Iterable[int]) -> dict[int, Named]:
    """What these people are called, without those whose names the viewer may not see. One query."""
    return {card.person_id: named(card) for card in _cards(viewer=viewer, people=set(subject_ids))}


def named(card: Card) -> Named:
    """What somebody is called, by their card, to whoever may see their name."""
    return Named(
        card.person_id,
        card.ref,
        _heading(card),
        _short(card, card.is_child),
        card.known_as,
        card.is_child,
        _is_living(card),
    )


def called(*, viewer: Viewer, subject_ids: Iterable[int]) -> dict[int, str]:
    """As `names`, for lists that say no more of them than that. One query."""
    return {key: one.name for key, one in names(viewer=viewer, subject_ids=subject_ids).items()}


@prepared
def _cards(*, viewer: Viewer, people: Collection[int]) -> "QuerySet[Card]":
    return Card.objects.filter(policy.visible(viewer, permissions.SEE_NAME, "person__subject"), person_id__in=people)


def _member(card: Card, capacities: set[str], opened: Decision) -> Member:
    """In two capacities at once (a young mother), the child's own comes first."""
    own = Capacity.CHILD if card.is_child else Capacity.ADULT
    capacity = next((one for one in (Capacity.CHILD, Capacity.ADULT, Capacity.OTHER) if one in capacities), own)
    is_child = capacity == Capacity.CHILD
    return Member(
        ref=card.ref,
        subject_id=card.person_id,
        name=_heading(card),
        age_words=bar.Header(card, shows_address=False).age,
        capacity=capacity,
        is_child=is_child,
        short=_short(card, is_child),
        known_as=card.known_as,
        opens=opened.capacities,
        labels=opened.labels,
        is_living=_is_living(card),
    )


def _is_living(card: Card) -> bool:
    return card.died_on is None and not (card.born_on is None and card.expected_on is not None)


def _heading(card: Card) -> str:
    return bar.Header(card, shows_address=False).name


def _short(card: Card, is_child: bool) -> str:
    if not card.name or not is_child:
        return _heading(card)
    return card.known_as or card.name.split(" ")[0]
