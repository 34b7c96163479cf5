"""Who on record may be the person about to be added, side by side with what was typed.

Candidates come from the stored keys (`searching.likely`), and the unborn children of the mother beside them.
`matching.score` then compares, by how common the names are on record.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.policy import Viewer
from thrive.base.history import audit
from thrive.base.history.prepared import prepared
from thrive.base.matching.identity import Identity
from thrive.base.matching.levels import NAMED
from thrive.base.matching.score import (
    AUTOMATIC,
    BAND_LABELS,
    NONE,
    NUMBERS,
    REVIEW,
    FieldEvidence,
    Ranked,
    Score,
    compare,
    rank,
)
from thrive.base.matching.weights import HOUSEHOLD, MISSING, SIBLING, TWIN
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card, Life
from thrive.base.people.rules import SEXES
from thrive.base.people.searching import on_record
from thrive.base.people.searching.finding import is_open
from thrive.base.people.searching.likely import Likely, likely
from thrive.base.people.searching.shares import Shares, shares_of
from thrive.govuk import words
from thrive.govuk.pages import Tag

SHOWN_FROM = 0.02  # of a probability: one in fifty
EVEN = 0.5
MOST_SHOWN = 8
HIDDEN_FIELDS = frozenset({"address", "postcode", "phone"})  # of a person whose address is withheld
NAMED_SO = NAMED | {"borne", "other_name", "exchanged"}  # levels at which two names may be one name
NOTHING_SAID = frozenset({"together"})
ALWAYS_SHOWN = frozenset({"given", "family", "birth_date", "sex", "parent"})  # the rest only beside what was typed
SAID: dict[str, Callable[[str], str]] = {
    "sex": lambda code: SEXES.get(code, code),
    "nhs_number": lambda number: words.nhs_number(number) if number else "",
}


@dataclass(frozen=True)
class Compared:
    """One row of the comparison. `is_of_all` says something of all facts together, and has no values of its own."""

    label: str
    typed: str
    recorded: str
    words: str
    is_of_all: bool = False


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


class Candidates(list[Candidate]):
    """Who somebody described may be, best first; `cut`: how many more share something too common to compare them."""

    def __init__(self, some: Iterable[Candidate] = (), cut: int = 0) -> None:
        super().__init__(some)
        self.cut = cut


def candidates(identity: Identity, *, viewer: Viewer, mother_id: int | None = None) -> Candidates:
    """People on record who may be `identity`, best first. What was looked at is logged. Eight queries."""
    return candidates_of([identity], viewer=viewer, mother_id=mother_id)[0]


def candidates_of(identities: Sequence[Identity], *, viewer: Viewer, mother_id: int | None = None) -> list[Candidates]:
    """As `candidates`, for each of these, in their order. As many queries, however many there are; with a mother one
    more."""
    found = likely(identities, viewer=viewer)
    unborn = _expected_by(mother_id, viewer)
    people = {pk for one in found for pk in (*one.people, *one.closed)}.union(unborn)
    cards = {card.pk: card for card in _cards(viewer=viewer, people=sorted(people))}
    known = on_record.identities(card for card in cards.values() if card.is_open)
    shares = shares_of(name for one in (*identities, *known.values()) for name in (one.given, one.family))
    looked = [
        _looked(one, some, Known(cards, known, shares, unborn)) for one, some in zip(identities, found, strict=True)
    ]
    about = list({one.person_id: None for some in looked for one in some})
    if people:
        audit.looked(viewer, "people.matches.shown", about=about, cut=sum(one.cut for one in looked))
    return looked


@dataclass(frozen=True)
class Known:
    """What a look-up knows of those it found: cards, what is compared of the open ones, how common names are."""

    cards: Mapping[int, Any]
    identities: Mapping[int, Identity]
    shares: Shares
    unborn: Sequence[int]


def _looked(identity: Identity, found: Likely, known: Known) -> Candidates:
    """The candidates for one, best first; then unborn children of the mother, and of whoever is closed the name."""
    compared_with = [pk for pk in (*found.people, *known.unborn) if pk in known.identities]
    ranked = rank(
        identity,
        [(known.cards[pk].ref, known.identities[pk]) for pk in dict.fromkeys(compared_with)],
        frequency=known.shares.family,
        given_frequency=known.shares.given,
        keep=BAND_LABELS,
    )
    by_ref = {card.ref: card for card in known.cards.values()}
    shown = [_candidate(by_ref[one.ref], _for_a_person(one)) for one in ranked if _is_shown(one.score)]
    seen = {one.person_id for one in shown}
    shown += [_unborn(known.cards[pk]) for pk in known.unborn if pk in known.identities and pk not in seen]
    closed = [_closed(known.cards[pk]) for pk in found.closed if pk in known.cards and not known.cards[pk].is_open]
    return Candidates([*shown[:MOST_SHOWN], *closed], found.cut)


def _is_shown(score: Score) -> bool:
    """Whether somebody is a candidate: by the score or, where no birth date can be compared, by both names. That proves
    little, but whoever has typed no more so far wants to see them. A file leaves to people what has some likelihood;
    somebody who is about to add a person looks at more, though at brothers and sisters only where a number agrees."""
    by_name = all(score.of(field).level in NAMED_SO for field in ("given", "family"))
    is_of_family = score.otherwise in (TWIN, SIBLING, HOUSEHOLD) and score.of("given").level == "differs"
    has_number = any(score.of(field).level == "same" for field in NUMBERS)
    least = EVEN if is_of_family and not has_number else SHOWN_FROM
    likely_enough = score.probability >= least or (has_number and score.band != NONE)
    return likely_enough or (by_name and score.of("birth_date").level == MISSING)


def _for_a_person(ranked: "Ranked[str]") -> "Ranked[str]":
    """A candidate who is shown by name alone is for a person to look at, as the other doubtful ones are."""
    if ranked.score.band != NONE:
        return ranked
    return replace(ranked, score=replace(ranked.score, band=REVIEW))


def compared(card: Card, other: Card) -> Candidate:
    """Two records side by side, as a candidate seen from the first. Both come with their Subject. Four queries."""
    known = on_record.identities([card, other])
    shares = shares_of(name for one in known.values() for name in (one.given, one.family))
    score = compare(known[card.pk], known[other.pk], frequency=shares.family, given_frequency=shares.given)
    found = _candidate(other, Ranked(other.ref, score))
    return replace(found, rows=[_row(one) for one in score.evidence if one.left and one.right])


@prepared
def _cards(*, viewer: Viewer, people: Collection[int]) -> "QuerySet[Any]":
    """The cards of these people, as far as the viewer may know of them; each says whether it is open to them."""
    seen = policy.visible(viewer, permissions.SEE_NAME, "person__subject")
    cards = Card.objects.filter(seen, pk__in=people).select_related("person__subject").defer("sheet")
    return cards.annotate(is_open=is_open(viewer))


def _expected_by(mother_id: int | None, viewer: Viewer) -> list[int]:
    """The children a mother expects whose records are open to the viewer."""
    if mother_id is None:
        return []
    unborn = Life.objects.current().filter(born_on=None, expected_on__isnull=False, pregnancy_ended_on=None)
    children = on_record.parents(Q(person_id=mother_id, other_id__in=unborn.values("person_id"))).filter(
        policy.visible(viewer, permissions.SEE_HEADER, "other__subject")
    )
    return list(children.order_by("other_id").values_list("other_id", flat=True))


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
    return Compared(one.label, say(one.left), say(one.right), one.words, is_of_all=one.field in NOTHING_SAID)
