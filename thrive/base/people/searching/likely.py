"""Who on record may be somebody described, by their keys.

A record that is closed to the viewer is no candidate: it is left out by the question itself, so that it cannot bear on
the score, the lead or the number of anybody else. Closed records of the very same name are found apart, by the name
alone, so that nothing else of what was typed is confirmed.

A key that very many share finds the first few of them, and what it leaves out is counted.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from thrive.base.access import policy
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Restriction
from thrive.base.history.prepared import prepared
from thrive.base.matching.identity import Identity
from thrive.base.people import permissions
from thrive.base.people.models import MatchKey
from thrive.base.people.searching import (
    among,  # noqa: F401 - the lookup `among` joins those of a number
    match_keys,
)
from thrive.base.people.searching.vocabulary import one_letter_off

MOST_OF_A_KEY = 60  # people that one key finds
MOST_COMPARED = 200  # people who are compared with one description, those who share most keys first
MOST_NAMED = 200  # closed records of the names that are described
_SUBJECT = "person__subject"


@dataclass
class Likely:
    """Whom one description may mean: keys of people whose records are open to the viewer, and of closed ones.

    `cut`: of how many more something in common is known that is too common to look at them, at most.
    """

    people: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    cut: int = 0


def likely(identities: Sequence[Identity], *, viewer: Viewer) -> list[Likely]:
    """Whom each of these may mean, in their order. Three queries, however many there are."""
    near = one_letter_off(set().union(*(match_keys.words_of(one) for one in identities)))
    open_keys = [match_keys.asked(one, near) for one in identities]
    names = [match_keys.by_name(one) for one in identities]
    found, held = _open(set().union(*open_keys), viewer)
    closed = _closed(set().union(*names), viewer)
    return [
        _of_one(asked, found, held, [person for key in name for person in closed.get(key, ())])
        for asked, name in zip(open_keys, names, strict=True)
    ]


def _of_one(asked: set[int], found: dict[int, list[int]], held: dict[int, int], closed: list[int]) -> Likely:
    shared = Counter(person for key in asked for person in found.get(key, ()))
    ordered = sorted(shared, key=lambda person: (-shared[person], person))
    cut = sum(held[key] - len(found[key]) for key in asked if key in held)
    return Likely(ordered[:MOST_COMPARED], closed, cut + len(ordered[MOST_COMPARED:]))


def _open(keys: Collection[int], viewer: Viewer) -> tuple[dict[int, list[int]], dict[int, int]]:
    """The people of each key whose records the viewer may know beyond the name, and how many each key has."""
    people: dict[int, list[int]] = defaultdict(list)
    held: dict[int, int] = {}
    for key, person, many in _first_of_each(viewer=viewer, keys=sorted(keys)):
        people[key].append(person)
        held[key] = many
    return people, held


@prepared
def _first_of_each(*, viewer: Viewer, keys: Collection[int]) -> "QuerySet[MatchKey, tuple[int, int, int]]":
    by = F("key")
    return (
        MatchKey.objects.filter(policy.visible(viewer, permissions.SEE_HEADER, _SUBJECT), key__among=keys)
        .annotate(
            place=Window(RowNumber(), partition_by=by, order_by=F("person_id").asc()),
            held=Window(Count("*"), partition_by=by),
        )
        .filter(place__lte=MOST_OF_A_KEY)
        .order_by("key", "person_id")
        .values_list("key", "person_id", "held")
    )


def _closed(keys: Collection[int], viewer: Viewer) -> dict[int, list[int]]:
    """People of these names of whom the viewer may know the name and no more."""
    people: dict[int, list[int]] = defaultdict(list)
    for key, person in _only_named(viewer=viewer, keys=sorted(keys)):
        people[key].append(person)
    return people


@prepared
def _only_named(*, viewer: Viewer, keys: Collection[int]) -> "QuerySet[MatchKey, tuple[int, int]]":
    guarded = ~Q(**{f"{_SUBJECT}__restriction": Restriction.ORDINARY}) | Q(person_id__in=policy.barred_to(viewer))
    named = policy.visible(viewer, permissions.SEE_NAME, _SUBJECT)
    header = policy.visible(viewer, permissions.SEE_HEADER, _SUBJECT)
    rows = MatchKey.objects.filter(guarded, named, ~header, key__among=keys).order_by("person_id")
    return rows.values_list("key", "person_id")[:MOST_NAMED]
