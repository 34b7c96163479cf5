"""The people a kept search found, as the viewer may see them today."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Organisation, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import OrganisationKind
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.prepared import prepared
from thrive.base.matching import keys, normalise
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card, Name, Relationship, SavedSearch
from thrive.base.people.rules import FORMER_NAME_KINDS
from thrive.base.people.searching.finding import Results, is_open
from thrive.base.people.searching.terms import Terms
from thrive.govuk.pages import Tag

PER_PAGE = 20


@dataclass(frozen=True)
class Piece:
    """A stretch of a name; `marked` where it is what was searched for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Line:
    """One person of the results. Of a closed one only the name may be shown, and whom to ask."""

    ref: str
    name: Sequence[Piece]
    known_as: str = ""
    formerly: str = ""
    born: str = ""
    age: str = ""
    where: str = ""
    tags: Sequence[Tag] = ()
    worker: str = ""
    team: str = ""
    household: int = 0
    why: Sequence[str] = ()
    is_closed: bool = False
    ask: str = ""
    twins: Sequence[str] = ()
    local_id: str = ""


@dataclass(frozen=True)
class FoundPage:
    """A page of results."""

    saved: SavedSearch
    terms: Terms
    page: Page
    lines: Sequence[Line]
    unread: Sequence[str]

    @property
    def total(self) -> int:
        """How many people were found, at most as many as are kept."""
        return self.page.paginator.count


@dataclass(frozen=True)
class FoundNow:
    """A page of the results of a search that is not kept. `is_cut`: there are more than are shown on all pages."""

    page: Page
    lines: Sequence[Line]
    is_cut: bool
    unread: Sequence[str]


def saved_search(*, viewer: User, ref: str) -> SavedSearch:
    """A search of the viewer's own. Raises NotFound for anybody else's, and once it has been forgotten."""
    for found in _kept(ref=ref, user=viewer.pk):
        return found
    raise NotFound(ref)


@prepared
def _kept(*, ref: str, user: int) -> "QuerySet[SavedSearch]":
    return SavedSearch.objects.filter(ref=ref, user_id=user)


def results(*, viewer: User, ref: str, page: int) -> FoundPage:
    """One page of a search of the viewer's own, logged as a page of it. Raises NotFound."""
    saved = saved_search(viewer=viewer, ref=ref)
    terms = Terms.of(saved.terms)
    pages = Paginator(saved.found, PER_PAGE).get_page(page)
    audit.looked(viewer, "people.search.shown", saved, page=pages.number, of=len(saved.found))
    lines = _lines(viewer, list(pages.object_list))
    return FoundPage(saved, terms, pages, lines, terms.query().unread)


def shown_now(results: Results, *, viewer: Viewer, terms: Terms, page: int) -> FoundNow:
    """One page of results that are not kept, for programs, which ask anew for each page."""
    found = [[hit.who.pk, list(hit.why), sorted(hit.matched), hit.former] for hit in results.hits]
    pages = Paginator(found, PER_PAGE).get_page(page)
    return FoundNow(pages, _lines(viewer, list(pages.object_list)), results.is_cut, terms.query().unread)


def _lines(viewer: Viewer, found: Sequence[list]) -> list[Line]:
    people = [person for person, *_ in found]
    cards = {card.pk: card for card in _cards(viewer=viewer, people=people)}
    former = _former_names([person for person, _, _, by_former in found if by_former and person in cards])
    twins = _twins(list(cards.values()))
    duty = _duty_phone(viewer) if any(not card.is_open for card in cards.values()) else ""
    return [
        _line(cards[person], why, matched, former.get(person, ""), twins.get(person, []), duty)
        for person, why, matched, _ in found
        if person in cards
    ]


@prepared
def _cards(*, viewer: Viewer, people: Collection[int]) -> "QuerySet[Any]":
    rows = Card.objects.filter(policy.visible(viewer, permissions.SEE_NAME, "person__subject"), pk__in=people)
    return rows.select_related("person__subject").annotate(is_open=is_open(viewer))


def _line(card: Card, why: list[str], matched: list[str], formerly: str, twins: list[str], duty: str) -> Line:
    name = pieces(card.name or "Name not recorded", matched)
    if not card.is_open:  # type: ignore[attr-defined]
        return Line(ref=card.ref, name=name, is_closed=True, ask=_ask(card, duty))
    subject = card.person.subject
    hidden = card.where_guarded
    header = Header(card, shows_address=not hidden)
    return Line(
        ref=card.ref,
        name=name,
        known_as=card.known_as,
        formerly=formerly,
        born=header.born,
        age=header.age if card.born_on or not card.expected_on else "",  # the day expected is said once
        where=where(card, hidden=hidden),
        tags=header.tags(restricted=subject.restriction != "ordinary"),
        worker=card.lead_name,
        team="" if card.team_guarded else card.team_name,
        household=card.household_size,
        why=[one for one in why if not (hidden and one.startswith(("Postcode", "Lives", "Same address")))],
        twins=twins,
        local_id=card.local_id,
    )


def where(card: Card, *, hidden: bool) -> str:
    """The first line of the address and the first half of the postcode: enough to tell homes apart."""
    if hidden:
        return "Address withheld"
    first = card.address.split(",")[0]
    return ", ".join(part for part in (first, normalise.outward(card.postcode)) if part) or "Not recorded"


def _ask(card: Card, duty: str) -> str:
    if card.lead_name and not card.team_guarded:
        return f"Ask {card.lead_name}" + (f" on {card.lead_phone}" if card.lead_phone else "")
    return f"Ask the duty team on {duty}" if duty else "Ask your manager"


def _duty_phone(viewer: Viewer) -> str:
    """The number of the council whose records these are."""
    authority = viewer.authority_id if isinstance(viewer, SystemViewer) else viewer.standing.authority_id
    if authority is None:
        return ""
    councils = Organisation.objects.filter(kind=OrganisationKind.COUNCIL, authority_id=authority).exclude(phone="")
    return councils.values_list("phone", flat=True).first() or ""


def pieces(name: str, matched: Iterable[str]) -> list[Piece]:
    """A name cut into stretches, with those marked whose words are among `matched`."""
    wanted = set(matched)
    found: list[Piece] = []
    for word in name.split(" "):
        marked = bool(wanted.intersection(keys.name_tokens(word)))
        if found:
            found.append(Piece(" ", marked and found[-1].marked))
        found.append(Piece(word, marked))
    return found


def _former_names(people: Sequence[int]) -> dict[int, str]:
    """The former and other names of these people, in one line each."""
    if not people:
        return {}
    today = clock.today()
    rows = Name.objects.current().filter(Q(kind__in=FORMER_NAME_KINDS) | Q(true_to__lte=today), person_id__in=people)
    found: dict[int, list[str]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.person_id, []).append(row.short)
    return {person: ", ".join(dict.fromkeys(names)) for person, names in found.items()}


def _twins(cards: Sequence[Card]) -> dict[int, list[str]]:
    """Of people on one page who were born on one day: who is recorded as the other's twin, or has the same parent."""
    pairs = [
        (one, other)
        for one, other in combinations(cards, 2)
        if _same_birth(one, other) and one.is_open and other.is_open  # type: ignore[attr-defined]
    ]
    if not pairs:
        return {}
    people = {card.pk for pair in pairs for card in pair}
    rows = Relationship.objects.now().filter(
        Q(kind="twin", person_id__in=people) | Q(kind="parent", other_id__in=people)
    )
    tied: set[frozenset[int]] = set()
    parents: dict[int, set[int]] = {}
    for kind, person, child in rows.values_list("kind", "person_id", "other_id"):
        if kind == "twin":
            tied.add(frozenset((person, child)))
        else:
            parents.setdefault(child, set()).add(person)
    found: dict[int, list[str]] = {}
    for left, right in pairs:
        if frozenset((left.pk, right.pk)) in tied or parents.get(left.pk, set()) & parents.get(right.pk, set()):
            found.setdefault(left.pk, []).append(right.name)
            found.setdefault(right.pk, []).append(left.name)
    return found


def _same_birth(one: Card, other: Card) -> bool:
    day: dt.date | None = one.born_on
    return day is not None and day == other.born_on and one.born_precision == other.born_precision == "day"
