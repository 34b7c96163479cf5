"""Who on record may be the person about to be added, side by side with what was typed.

Candidates come from the index of the search: by number, by both names near enough, by birth date with one name,
by home or telephone with the given name, and the unborn children of the mother. `matching.score` then compares.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.calendar.precision import Precision
from thrive.base.history import audit
from thrive.base.matching import keys, normalise, numbers
from thrive.base.matching.identity import Identity
from thrive.base.matching.score import AUTOMATIC, BAND_LABELS, REVIEW, FieldEvidence, Ranked, Score, compare, rank
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card, ContactPoint, Life, Name, PersonWord, Relationship, SearchKey
from thrive.base.people.rules import SEXES
from thrive.base.people.searching.finding import TIERS, is_open
from thrive.base.people.searching.indexing import address_keys
from thrive.base.people.searching.vocabulary import Meanings, meanings
from thrive.govuk import words
from thrive.govuk.pages import Tag

MOST_EACH_WAY = 60  # people looked at for each way of finding them
MOST_SHOWN = 8
HIDDEN_FIELDS = frozenset({"address", "postcode", "phone"})  # of a person whose address is withheld
NOTHING_SAID = frozenset({"together"})
ALWAYS_SHOWN = frozenset({"given", "family", "birth_date", "sex", "parent"})  # the rest only beside what was typed
SAID: dict[str, Callable[[str], str]] = {
    "sex": lambda code: SEXES.get(code, code),
    "nhs_number": lambda number: words.nhs_number(number) if number else "",
}


@dataclass(frozen=True)
class Compared:
    """One row of the comparison."""

    label: str
    typed: str
    recorded: str
    words: str


@dataclass(frozen=True)
class Candidate:
    """Somebody on record who may be the same person. Of a closed one only the name may be shown.

    `lead` is who works with them now and how to call them; empty where nobody does.
    """

    ref: str
    person_id: int
    name: str
    band: str
    label: str
    version: str
    rows: Sequence[Compared]
    note: str
    tags: Sequence[Tag]
    is_closed: bool
    close_to: Sequence[str] = ()
    lead: str = ""

    @property
    def caption(self) -> str:
        """What the table of facts is."""
        return f"{self.name}: what you typed beside the record"

    @property
    def is_very_likely(self) -> bool:
        """Whether the comparison leaves little doubt."""
        return self.band == AUTOMATIC


def candidates(identity: Identity, *, viewer: User, mother_id: int | None = None) -> list[Candidate]:
    """People on record who may be `identity`, best first. What was looked at is logged. About eight queries."""
    return candidates_of([identity], viewer=viewer, mother_id=mother_id)[0]


def candidates_of(
    identities: Sequence[Identity], *, viewer: User, mother_id: int | None = None
) -> list[list[Candidate]]:
    """As `candidates`, for each of these, in their order. About eight queries, however many there are."""
    people = _people(identities, viewer, mother_id)
    if not people:
        return [[] for _ in identities]
    cards = {
        card.ref: card
        for card in Card.objects.filter(policy.visible(viewer, permissions.SEE_NAME, "person__subject"), pk__in=people)
        .select_related("person__subject")
        .annotate(is_open=is_open(viewer))
    }
    known = _identities(cards.values())
    found = [_shown(one, cards, known, mother_id) for one in identities]
    audit.looked(viewer, "people.matches.shown", about=list({one.person_id: None for some in found for one in some}))
    return found


def _shown(
    identity: Identity, cards: Mapping[str, Any], known: Mapping[str, Identity], mother_id: int | None
) -> list[Candidate]:
    """The candidates for one, best first; unborn children of the mother, and of whoever is closed the name."""
    found = rank(identity, known.items())
    closed = [ref for ref, card in cards.items() if not card.is_open and _same_name(identity, known[ref])]
    unborn = [ref for ref, card in cards.items() if mother_id and card.expected_on and not card.born_on]
    shown = [_candidate(cards[one.ref], one) for one in found if cards[one.ref].is_open]
    seen = {one.ref for one in shown}
    shown += [_unborn(cards[ref]) for ref in unborn if ref not in seen]
    return [*shown[:MOST_SHOWN], *(_closed(cards[ref]) for ref in closed)]


def compared(card: Card, other: Card) -> Candidate:
    """Two records side by side, as a candidate seen from the first. Both come with their Subject. Three queries."""
    known = _identities([card, other])
    score = compare(known[card.ref], known[other.ref])
    found = _candidate(other, Ranked(other.ref, score))
    return replace(found, rows=[_row(one) for one in score.evidence if one.left and one.right])


# --- Who may be meant -----------------------------------------------------------------------------


def _people(identities: Sequence[Identity], viewer: User, mother_id: int | None) -> set[int]:
    """The keys of whoever is found in one of the ways for one of these: one query for each way."""
    tokens = [word for one in identities for word in (*_tokens(one.given), *_tokens(one.family))]
    known = meanings(tokens, most=len(tokens)) if tokens else {}
    ways: dict[str, Q] = {}
    for one in identities:
        for name, way in (*_by_number(one), *_by_name(one, known), *_by_mother(mother_id)):
            ways[name] = ways[name] | way if name in ways else way
    found: set[int] = set()
    seen = policy.visible(viewer, permissions.SEE_NAME, "person__subject")
    most = MOST_EACH_WAY * len(identities)
    for way in ways.values():
        found.update(Card.objects.filter(way, seen).order_by("pk").values_list("pk", flat=True)[:most])
    return found


def _tokens(name: str) -> list[str]:
    return keys.name_tokens(name)[:3]


def _by_number(identity: Identity) -> list[tuple[str, Q]]:
    wanted = Q()
    for kind, value in (("nhs_number", numbers.nhs_number(identity.nhs_number)), ("upn", numbers.upn(identity.upn))):
        if value:
            wanted |= Q(kind=kind, key=value)
    return [("number", Q(pk__in=SearchKey.objects.filter(wanted).values("person_id")))] if wanted else []


def _by_name(identity: Identity, known: Mapping[str, Meanings]) -> list[tuple[str, Q]]:
    """Both names near enough with a birth that may be the same; one name with the birth date; given name with home."""

    def near(words: Iterable[str]) -> QuerySet | None:
        pks = frozenset().union(*(known[word].within(TIERS[-1]) for word in words if word in known))
        return PersonWord.objects.filter(word_id__in=pks).values("person_id") if pks else None

    by_given, by_family = near(_tokens(identity.given)), near(_tokens(identity.family))
    ways: list[tuple[str, Q]] = []
    if by_given is not None and by_family is not None:
        ways.append(("names", Q(pk__in=by_given) & Q(pk__in=by_family) & _birth_near(identity)))
    same_day = _birth_same(identity)
    either = [Q(pk__in=way) for way in (by_given, by_family) if way is not None]
    if either and same_day:
        ways.append(("a name and birth", same_day & reduce(or_, either)))
    home = _home(identity)
    if by_given is not None and home is not None:
        ways.append(("given and home", Q(pk__in=by_given) & Q(pk__in=home) & Q(where_guarded=False)))
    return ways


def _birth_near(identity: Identity) -> Q:
    """Born within about a year, or not known when."""
    day = identity.birth_date or identity.expected_on
    if day is None:
        return Q()
    early, late = dt.date(day.year - 1, 1, 1), dt.date(day.year + 1, 12, 31)
    return Q(born_on__gte=early, born_on__lte=late) | Q(born_on=None)


def _birth_same(identity: Identity) -> Q:
    """Born on the day, or with day and month exchanged."""
    day = identity.birth_date
    if day is None or identity.birth_precision != Precision.DAY:
        return Q()
    days = [day]
    if day.day <= 12:
        days.append(dt.date(day.year, day.day, day.month))
    return Q(born_on__in=days)


def _home(identity: Identity) -> QuerySet | None:
    wanted = Q()
    for kind, key in address_keys(identity.address, identity.postcode):
        if kind in ("postcode", "address"):
            wanted |= Q(kind=kind, key=key)
    for phone in identity.phones:
        wanted |= Q(kind="phone", key=normalise.phone(phone))
    return SearchKey.objects.filter(wanted).values("person_id") if wanted else None


def _by_mother(mother_id: int | None) -> list[tuple[str, Q]]:
    if mother_id is None:
        return []
    unborn = Life.objects.current().filter(born_on=None, expected_on__isnull=False, pregnancy_ended_on=None)
    children = Relationship.objects.now().filter(
        person_id=mother_id, kind="parent", other_id__in=unborn.values("person_id")
    )
    return [("mother", Q(pk__in=children.values("other_id")))]


# --- What is known of them ------------------------------------------------------------------------


def _identities(cards: Iterable[Card]) -> dict[str, Identity]:
    """What is on record of each, by ref, in the terms of the comparison. Three queries."""
    cards = list(cards)
    people = [card.pk for card in cards]
    names: dict[int, list[Name]] = defaultdict(list)
    for name in Name.objects.current().filter(person_id__in=people).order_by("pk"):
        names[name.person_id].append(name)
    phones: dict[int, list[str]] = defaultdict(list)
    points = ContactPoint.objects.now().filter(person_id__in=people).exclude(kind=ContactPoint.Kind.EMAIL)
    for person, value in points.values_list("person_id", "value"):
        phones[person].append(value)
    parents: dict[int, list[str]] = defaultdict(list)
    rows = Relationship.objects.now().filter(
        other_id__in=people, kind="parent", person__subject__restriction="ordinary"
    )
    for child, parent in rows.values_list("other_id", "person__card__name"):
        parents[child].append(parent or "")
    return {
        card.ref: _identity(card, names[card.pk], tuple(parents[card.pk]), tuple(phones[card.pk])) for card in cards
    }


def _identity(card: Card, names: Sequence[Name], parents: tuple[str, ...], phones: tuple[str, ...]) -> Identity:
    main = next((name for name in names if name.short == card.name), names[0] if names else Name(full=card.name))
    given, family = (main.given, main.family) if not main.full else _split(main.full)
    hidden = card.where_guarded
    return Identity(
        given=given,
        middle=main.middle,
        family=family,
        other_names=tuple(dict.fromkeys(name.words for name in names if name is not main)),
        birth_date=card.born_on,
        birth_precision=card.born_precision,
        expected_on=card.expected_on,
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


# --- How it is shown ------------------------------------------------------------------------------


def _candidate(card: Card, ranked: "Ranked[str]") -> Candidate:
    score: Score = ranked.score
    hidden = card.where_guarded
    return replace(
        _blank(card),
        band=score.band,
        label=BAND_LABELS[score.band],
        version=score.version,
        rows=[_row(one) for one in score.evidence if _says_something(one, hidden)],
        close_to=ranked.close_to,
    )


def _blank(card: Card) -> Candidate:
    header = Header(card, shows_address=not card.where_guarded)
    lead = f"Lead: {card.lead_name}." if card.lead_name else ""
    number = f"Child id {card.local_id}." if card.local_id else ""
    return Candidate(
        ref=card.ref,
        person_id=card.pk,
        name=header.name,
        band=REVIEW,
        label=BAND_LABELS[REVIEW],
        version="",
        rows=[],
        note=" ".join(part for part in (header.age.capitalize() + "." if header.age else "", number, lead) if part),
        tags=header.tags(),
        is_closed=False,
        lead=", ".join(part for part in (card.lead_name, "" if card.team_guarded else card.lead_phone) if part),
    )


def _unborn(card: Card) -> Candidate:
    return replace(_blank(card), rows=[Compared("Expected", "", Header(card, shows_address=False).born, "Same mother")])


def _closed(card: Card) -> Candidate:
    knows = card.lead_name and not card.team_guarded
    ask = f"Ask {card.lead_name} before you add somebody." if knows else "Ask your manager before you add."
    return replace(
        _blank(card), rows=[], note=ask, lead="", tags=[Tag("Restricted record", "restricted")], is_closed=True
    )


def _says_something(one: FieldEvidence, hidden: bool) -> bool:
    if one.field in NOTHING_SAID:
        return bool(one.words and one.weight)
    if hidden and one.field in HIDDEN_FIELDS:
        return False
    return bool(one.left or (one.right and one.field in ALWAYS_SHOWN))


def _row(one: FieldEvidence) -> Compared:
    say = SAID.get(one.field, str)
    return Compared(one.label, say(one.left), say(one.right), one.words)


def _same_name(identity: Identity, other: Identity) -> bool:
    """Whether a restricted record may be named: the same given and family name, and nothing else is said."""
    return bool(normalise.name(identity.given)) and (
        normalise.name(f"{identity.given} {identity.family}") == normalise.name(f"{other.given} {other.family}")
    )
