"""The search itself: from what was typed to people, best first, each with the reasons why.

Queries, whatever the number of people: one for the words, up to three for the people (the same words first, then
near ones, then those that sound alike, as long as there is room), one for the words of those found; one more for a
partner, and one where a restricted record is among those found.

Who may be found is settled in the database by `policy.visible`. A restricted record is found by name or number
alone: what else was typed is not held against it, so that nothing about it is confirmed. Where whereabouts are
guarded (`people.whereabouts`), a place or telephone number that was typed is not held against it either, and by
itself finds nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from django.db.models import BooleanField, Case, Q, QuerySet, When

from thrive.base.access import policy
from thrive.base.access.models import Subject
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Restriction
from thrive.base.access.viewers import SystemViewer
from thrive.base.matching.typed import Query
from thrive.base.people import permissions
from thrive.base.people.models import Card, PersonWord, SearchKey
from thrive.base.people.searching.asked import Key, Need, needs_of
from thrive.base.people.searching.birth import born
from thrive.base.people.searching.likeness import Nearness
from thrive.base.people.searching.prefix import starts_with
from thrive.base.people.searching.ranking import FIELDS, Found, Hit, Word, judge
from thrive.base.people.searching.vocabulary import Meanings, meanings

MOST_LISTED = 2_000  # people a partner is involved with, above which the database works out who they are
LIMIT = 200  # people shown for one search; more than that asks for detail

SAME = frozenset({Nearness.SAME})
NEAR = SAME | {Nearness.FORM, Nearness.BEGINNING, Nearness.LETTER}
TIERS = (SAME, NEAR, NEAR | {Nearness.SOUND})

_NOBODY = Q(pk__in=[])
_SUBJECT = "person__subject"
_ORDINARY = Q(**{f"{_SUBJECT}__restriction": Restriction.ORDINARY})
_ADDRESS_SHOWN = Q(where_guarded=False)


@dataclass(frozen=True)
class Results:
    """The people found, best first, at most LIMIT. `is_cut`: there are more."""

    hits: Sequence[Hit] = ()
    is_cut: bool = False
    only_numbers: bool = False  # nobody met all that was typed; these have the number in it


@dataclass
class Search:
    """One search as it goes on."""

    needs: Sequence[Need]
    known: dict[str, Meanings]
    viewer: Viewer
    seen: Q  # whom the viewer may find
    found: dict[int, Found] = field(default_factory=dict)


def find(query: Query, *, viewer: Viewer) -> Results:
    """The people `query` may mean, as far as `viewer` may know of them."""
    needs = needs_of(query)
    found = _find(needs, viewer)
    named = [Need(need.text, numbers=need.numbers) for need in needs if need.numbers and not need.words]
    if found.hits or not named or len(named) == len(needs):
        return found
    found = _find(named, viewer)
    return Results(found.hits, found.is_cut, only_numbers=bool(found.hits))


def _find(needs: Sequence[Need], viewer: Viewer) -> Results:
    if not needs:
        return Results()
    search = Search(needs, meanings(word for need in needs for word in need.words), viewer, _seen(viewer))
    for tier in TIERS if search.known else TIERS[:1]:
        room = LIMIT + 1 - len(search.found)
        people = _people(search, tier) if room > 0 else None
        if people is not None:
            rows = people.exclude(pk__in=list(search.found)).values_list(*FIELDS)[:room]
            search.found.update({row[0]: Found._make(row) for row in rows})
    hits = _judged(search)
    return Results(hits[:LIMIT], len(search.found) > LIMIT)


def _seen(viewer: Viewer) -> Q:
    """Whom the viewer may find. A partner is let in by involvement alone: who that is is asked once for a search."""
    seen = policy.visible(viewer, permissions.SEE_NAME, _SUBJECT)
    if isinstance(viewer, SystemViewer) or viewer.standing.is_own_staff:
        return seen
    everybody = Subject.objects.filter(policy.visible(viewer, permissions.SEE_NAME))
    pks = list(everybody.values_list("pk", flat=True)[: MOST_LISTED + 1])
    return Q(pk__in=pks) if len(pks) <= MOST_LISTED else seen


def _people(search: Search, tier: frozenset[Nearness]) -> QuerySet[Card] | None:
    """Cards of those who meet every need within `tier`; None where that cannot be."""
    people = Card.objects.filter(search.seen)
    mixed: list[Mixed] = []
    each: list[QuerySet] = []
    for need in search.needs:
        if need.names_somebody:
            by_name = [*_by_words(need, search.known, tier), *_by_number(need)]
            everywhere = [*by_name, *_by_phone(need), *_by_place(need)]
            if not everywhere and not need.born:
                return None
            if need.born:
                people = people.filter(_in(everywhere) | _born(need))
            else:
                each.append(_any(everywhere))
            if len(everywhere) > len(by_name) or need.born:
                mixed.append(Mixed(_in(by_name), _in(by_name) | _born(need)))
    if each:
        people = people.filter(pk__in=_every(each))
    return people.filter(_narrowing(search.needs, mixed, search.viewer))


@dataclass(frozen=True)
class Mixed:
    """A need read as a name or number and as something else, in the ways open to guarded records."""

    by_name: Q
    unplaced: Q


def is_open(viewer: Viewer, path: str = _SUBJECT) -> Case:
    """Whether more than the name may be shown: not of a restricted record, save to those named for it.

    Nor of a record that is the viewer's own or of somebody they declared: it is found as a restricted one is.
    """
    ordinary = Q(**{f"{path}__restriction": Restriction.ORDINARY}) & ~Q(**{f"{path}__in": policy.barred_to(viewer)})
    return Case(
        When(ordinary, then=True),
        When(policy.visible(viewer, permissions.SEE_HEADER, path), then=True),
        default=False,
        output_field=BooleanField(),
    )


def _narrowing(needs: Sequence[Need], mixed: Sequence[Mixed], viewer: Viewer) -> Q:
    """What is asked beyond names and numbers, and of whom: see the module's docstring."""
    plain = _ORDINARY & ~Q(pk__in=policy.barred_to(viewer))
    quiet = [need for need in needs if not need.names_somebody]
    if not quiet and not mixed:
        return Q()
    if len(quiet) == len(needs):
        found = _all(_in([*_by_phone(need), *_by_place(need), *_by_birth(need)]) for need in quiet)
        return plain & found & (_ADDRESS_SHOWN if any(_says_where(need) for need in quiet) else Q())
    everything = _all(_quietly(need) for need in quiet)
    hidden = _all(_quietly(need) for need in quiet if not _says_where(need)) & _all(one.unplaced for one in mixed)
    restricted = _all(one.by_name for one in mixed)
    return (plain & (_ADDRESS_SHOWN & everything | ~_ADDRESS_SHOWN & hidden)) | ~plain & restricted


def _says_where(need: Need) -> bool:
    """Whether it may be where somebody is or how to reach them: neither is confirmed of guarded whereabouts."""
    return bool(need.places or need.phones)


def _quietly(need: Need) -> Q:
    """A need that names nobody, as a narrowing of people found already."""
    ways = [*_by_phone(need), *_by_place(need)]
    return _in(ways) | _born(need)


def _born(need: Need) -> Q:
    """People who may have been born when the need says; nobody where it says nothing of that."""
    return reduce(or_, (born(one) for one in need.born), _NOBODY)


def _by_words(need: Need, known: dict[str, Meanings], tier: frozenset[Nearness]) -> list[QuerySet]:
    """People with every word of the need in some name of theirs."""
    met = [_with_word(known[word], tier) for word in need.words if word in known]
    if not met or not all(met):
        return []
    if len(met) == 1:
        return met[0]
    with_every = _every([_any(ways) for ways in met])
    return [PersonWord.objects.filter(person_id__in=with_every).values("person_id")]


def _with_word(known: Meanings, tier: frozenset[Nearness]) -> list[QuerySet]:
    """People of whom a name has a word that `known` may mean."""
    ways: list[QuerySet] = []
    pks = known.within(tier)
    if pks:
        ways.append(PersonWord.objects.filter(word_id__in=pks).values("person_id"))
    if Nearness.BEGINNING in tier:
        ways.append(PersonWord.objects.filter(starts_with("word__word", known.typed)).values("person_id"))
    return ways


def _by_number(need: Need) -> list[QuerySet]:
    return [
        Subject.objects.filter(ref=one.key).values("pk") if one.kind == "ref" else _with_key(one)
        for one in need.numbers
    ]


def _by_place(need: Need) -> list[QuerySet]:
    return [_with_key(one) for one in need.places]


def _by_phone(need: Need) -> list[QuerySet]:
    return [_with_key(one) for one in need.phones]


def _by_birth(need: Need) -> list[QuerySet]:
    return [Card.objects.filter(born(one)).values("pk") for one in need.born]


def _with_key(one: Key) -> QuerySet:
    match = starts_with("key", one.key) if one.begins else Q(key=one.key)
    return SearchKey.objects.filter(match, kind=one.kind).values("person_id")


def _in(ways: Sequence[QuerySet]) -> Q:
    """People met in any of these ways; nobody when there are none."""
    return Q(pk__in=_any(ways)) if ways else _NOBODY


def _any(ways: Sequence[QuerySet]) -> QuerySet:
    """People met in any of these ways, of which there is one."""
    first, *others = ways
    return first.union(*others, all=True) if others else first


def _every(each: Sequence[QuerySet]) -> QuerySet:
    """People who are in each of these, of which there is one.

    The database is told to take one list after the other. Left to itself it holds every name of one long list against
    all of another: how long they are it guesses wrongly by a hundred times.
    """
    first, *others = each
    return first.intersection(*others) if others else first


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions, Q())


# --- Judging those found --------------------------------------------------------------------------


def _judged(search: Search) -> list[Hit]:
    """Those found who do meet every word with a word of their own, best first."""
    words: dict[int, list[Word]] = defaultdict(list)
    rows = PersonWord.objects.filter(person_id__in=list(search.found)) if search.known else PersonWord.objects.none()
    for person, text, part, former in rows.values_list("person_id", "word__word", "part", "former"):
        words[person].append(Word(text, part, former))
    opened, barred = _opened(search), policy.barred_to(search.viewer)
    judged = (
        judge(search.needs, who, words[pk], is_open=pk in opened or who.is_ordinary and pk not in barred)
        for pk, who in search.found.items()
    )
    return sorted((hit for hit in judged if hit is not None), key=lambda hit: hit.order)


def _opened(search: Search) -> frozenset[int]:
    """The guarded records among those found that are open to the viewer beyond their name."""
    guarded = [pk for pk, who in search.found.items() if not who.is_ordinary]
    if not guarded:
        return frozenset()
    rows = Subject.objects.filter(policy.visible(search.viewer, permissions.SEE_HEADER), pk__in=guarded)
    return frozenset(rows.values_list("pk", flat=True))
