"""What a worker has: families and children allocated to them or their team, what is due, and what they began."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from thrive.base.access import policy
from thrive.base.access import queries as access
from thrive.base.access.models import Involvement, Subject, User
from thrive.base.access.queries import Opening
from thrive.base.access.rules import NOT_NAMED, Purpose, part_words
from thrive.base.calendar import clock
from thrive.base.calendar.holidays import ONE_DAY
from thrive.base.casework.models import Absence
from thrive.base.casework.permissions import SEE_WORK
from thrive.base.casework.queries import worklist
from thrive.base.casework.queries.worklist import Work
from thrive.base.casework.rules.work import UNKNOWN
from thrive.base.history.prepared import at_asking, prepared
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card
from thrive.base.people.queries import members
from thrive.base.people.queries.members import Named
from thrive.base.record import queries as record
from thrive.base.record.models import Draft

#: Says which rows of work are shown, of all in the order in which they are due.
Choose = Callable[[list[Work]], list[Work]]

MOST_STAFF_DRAFTS = 20  # on the home page of a manager
MOST_OPENINGS = 10  # on the home page; each record has them all
MOST = 20  # children on a page of the home page


@dataclass
class Mine:
    """A child on somebody's home page, and how they come to have them."""

    card: Card = field(init=False)  # found for those who are shown
    roles: list[str] = field(default_factory=list)
    since: dt.date | None = None
    is_named: bool = False
    covering: str = ""  # the colleague who is away, where the viewer has the child for them alone
    until: dt.date | None = None  # the last day of that

    @property
    def header(self) -> Header:
        """The child's name, age, address and tags in words. A restricted address shows to those involved by name."""
        return Header(self.card, shows_address=self.is_named or not self.card.where_guarded)

    @property
    def part(self) -> str:
        """What the viewer is to the child, in words."""
        return ", ".join(dict.fromkeys(part_words(role) for role in self.roles))


@dataclass
class Holding:
    """Everyone a viewer is involved with by name, and how many there are in all."""

    allocated: list[Mine]
    opened: list[Mine]
    total: int
    page: Page  # of the allocated
    keys: list[int]  # of all the children allocated or covered, whichever page they are on
    away: dict[int, Mine]  # children of colleagues who are away, by key
    families: dict[int, str]  # what the family is called through which the viewer has somebody, by key
    bare: dict[int, Mine] = field(default_factory=dict)  # those shown whose cards `rest` has yet to find, by key


@dataclass(frozen=True)
class Lists:
    """What else is on somebody's home page, each with the name of whom it is about; empty where it may not be said."""

    drafts: list[tuple[Draft, str]]
    staff_drafts: list[tuple[Draft, str]]
    openings: list[tuple[Opening, Named]]


def holding(*, viewer: User, number: str = "1") -> Holding:
    """Children the viewer is involved with by name today, and records opened with a reason; samples stand apart. Two
    queries. Of many children `rest` finds the cards, with those of everybody else on the page. `number`: which page of
    the children, the first where there is no such page."""
    allocated: dict[int, Mine] = {}
    opened: dict[int, Mine] = {}
    covered: dict[int, Mine] = {}
    families: dict[int, str] = {}
    for row in _involvements(viewer=viewer):
        key = row["subject_id"] or row["member_id"]
        if key is None:
            continue
        target = {Purpose.OPENED: opened, Purpose.COVER: covered}.get(row["purpose"], allocated)
        mine = target.get(key)
        if mine is None:
            mine = target[key] = Mine()
        mine.covering = row["covering"] or ""
        mine.until = row["true_to"] - ONE_DAY if row["true_to"] else None
        mine.roles.append(row["role"])
        mine.is_named = mine.is_named or (row["user_id"] is not None and row["purpose"] not in NOT_NAMED)
        mine.since = row["true_from"]
        if row["family"] and row["purpose"] != Purpose.OPENED:
            families.setdefault(key, row["family"])
    for key in allocated.keys() & covered.keys():
        del covered[key]
    return _with_cards(viewer, allocated, opened, covered, families, number)


@prepared
def _involvements(*, viewer: User) -> "QuerySet[Involvement, Any]":
    """Involvements of the viewer, a row for each member of a family; for a partner those of their organisation too,
    such as a school's pupils."""
    standing = viewer.standing
    theirs = Q(user_id=standing.user_id)
    if not standing.is_own_staff:
        theirs |= Q(organisation_id=standing.organisation_id)
    today = at_asking(clock.today)
    member = FilteredRelation(
        "circle__members",
        condition=Q(circle__members__replaced_at=None)
        & (Q(circle__members__true_from=None) | Q(circle__members__true_from__lte=today))
        & (Q(circle__members__true_to=None) | Q(circle__members__true_to__gt=today)),
    )
    return (
        Involvement.objects.now()
        .alias(member=member)
        .filter(theirs)
        .filter(Q(until_at=None) | Q(until_at__gt=at_asking(clock.now)))
        .exclude(purpose=Purpose.SAMPLE)
        .order_by("-true_from", "pk")
        .values(
            "subject_id", "user_id", "role", "purpose", "true_from", "true_to",
            covering=Subquery(Absence.objects.current().filter(thread=OuterRef("source")).values("user__name")[:1]),
            member_id=F("member__subject_id"), family=F("circle__family__name"),
        )
    )  # fmt: skip


def _with_cards(
    viewer: User, allocated: dict[int, Mine], opened: dict[int, Mine], covered: dict[int, Mine],
    families: dict[int, str], number: str,
) -> Holding:  # fmt: skip
    """Put cards to the keys, leaving out whom the viewer may not see, and adults among those they work with.

    A partner's organisation may be involved with thousands: then only the cards that are shown are fetched whole.
    """
    wanted = {*allocated, *opened, *covered}
    are_few = len(wanted) <= MOST
    whole = {card.pk: card for card in _cards(viewer=viewer, people=wanted)} if are_few else {}
    found = [(key, card.is_child) for key, card in whole.items()]
    found = found if are_few else _seen_keys(viewer=viewer, people=wanted)
    children = [key for key, is_child in found if is_child and key in allocated]
    visible = {key for key, _ in found}
    away = [key for key, is_child in found if is_child and key in covered]
    recent = [key for key in opened if key in visible and key not in allocated and key not in covered]
    page = Paginator(children, MOST).get_page(number)
    shown = {key: allocated[key] for key in page.object_list} | {key: opened[key] for key in recent[:MOST]}
    shown |= {key: covered[key] for key in away}
    for key in shown.keys() & whole.keys():
        shown[key].card = whole[key]
    return Holding(
        allocated=[shown[key] for key in page.object_list],
        opened=[shown[key] for key in recent[:MOST]],
        total=len(children),
        page=page,
        keys=[*children, *away],
        away={key: shown[key] for key in away},
        families=families,
        bare={} if are_few else shown,
    )


@prepared
def _cards(*, viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    return _seen(viewer, people).select_related("person__subject")


@prepared
def _seen_keys(*, viewer: User, people: Collection[int]) -> "QuerySet[Card, tuple[int, bool]]":
    return _seen(viewer, people).values_list("person_id", "is_child")


def _seen(viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    seen = Card.objects.filter(policy.visible(viewer, permissions.SEE_HEADER, "person__subject"), person_id__in=people)
    return seen.order_by("sort_name", "person_id")


@dataclass(frozen=True)
class Needs:
    """What the viewer has to do, what is due first first. Of `every` row no more is known than when and what; those
    that are `shown` say whom they are about; so do those of colleagues who are away, for whom the viewer covers."""

    every: list[Work]
    shown: list[Work]
    covering: list[Work]


def rest(*, viewer: User, held: Holding, choose: Choose = list) -> tuple[Needs, Lists]:
    """What the viewer has to do, of which `choose` says what is shown; and their drafts, last saved first, what the
    staff of a manager have begun, the oldest first, and who opened records of children among those they work with in
    the last seven days, last first. Seven queries at most; fills in the cards that are missing in `held`."""
    found = worklist.asked(viewer=viewer, people=held.keys if policy.holds(viewer, SEE_WORK) else [])
    away = {key: one.covering for key, one in held.away.items()}
    rows = [one for one in found.rows(viewer=viewer, families=held.families, covered=away) if one.group != UNKNOWN]
    own, covering = [one for one in rows if not one.covering], [one for one in rows if one.covering]
    shown = choose(own)
    drafts, of_staff = record.begun_by_own_or_staff(viewer=viewer)
    of_staff = of_staff[:MOST_STAFF_DRAFTS]
    openings = access.openings_lately(viewer=viewer)
    about = {one.subject_id for one in (*drafts, *of_staff) if one.subject_id} | {one.subject for one in openings}
    people = about | {key for one in (*shown, *covering) for key in one.keys} | held.bare.keys()
    cards = worklist.faces(viewer=viewer, people=people, with_tags=bool(held.bare))
    for key, mine in held.bare.items():
        mine.card = cards[key]
    known = {key: members.named(cards[key]) for key in about if key in cards}

    def whose(draft: Draft) -> str:
        return known[draft.subject_id].name if draft.subject_id in known else ""

    told = worklist.dressed([*shown, *covering], viewer=viewer, cards=cards, families=held.families)
    needs = Needs(own, [one for one in told if not one.covering], [one for one in told if one.covering])
    return needs, Lists(
        drafts=[(one, whose(one)) for one in drafts],
        staff_drafts=[(one, whose(one)) for one in of_staff],
        openings=[
            (one, known[one.subject]) for one in openings if one.subject in known and known[one.subject].is_child
        ][:MOST_OPENINGS],
    )


def own_work(*, viewer: User, choose: Choose) -> Needs:
    """What needs the viewer, as their home page lists it; `choose` says which rows are shown. Nine queries at most."""
    return rest(viewer=viewer, held=holding(viewer=viewer), choose=choose)[0]


def subject_exists() -> bool:
    """Whether there is anyone on record at all: an empty database greets its first user differently."""
    return Subject.objects.exists()
