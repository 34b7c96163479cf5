"""What a worker has: families and children allocated to them or their team, what is due, and what they began."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, FilteredRelation, Q, QuerySet

from thrive.base.access import policy
from thrive.base.access import queries as access
from thrive.base.access.models import Involvement, Subject, User
from thrive.base.access.queries import Opening
from thrive.base.access.rules import NOT_NAMED, Purpose, part_words
from thrive.base.calendar import clock
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

MOST_STAFF_DRAFTS = 20  # on the home page of a manager
MOST_OPENINGS = 10  # on the home page; each record has them all
MOST = 30  # children on a page of the home page


@dataclass
class Mine:
    """A child on somebody's home page, and how they come to have them."""

    card: Card
    roles: list[str] = field(default_factory=list)
    since: dt.date | None = None
    is_named: bool = False

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
    keys: list[int]  # of all the children allocated, whichever page they are on
    families: dict[int, str]  # what the family is called through which the viewer has somebody, by key


@dataclass(frozen=True)
class Lists:
    """What else is on somebody's home page, each with the name of whom it is about; empty where it may not be said."""

    drafts: list[tuple[Draft, str]]
    staff_drafts: list[tuple[Draft, str]]
    openings: list[tuple[Opening, Named]]


def holding(*, viewer: User, number: str = "1") -> Holding:
    """Children the viewer is involved with by name today, and records opened with a reason; samples stand apart. Three
    queries at most. `number`: which page of the children, the first where there is no such page."""
    allocated: dict[int, Mine] = {}
    opened: dict[int, Mine] = {}
    families: dict[int, str] = {}
    for row in _involvements(viewer=viewer):
        key = row["subject_id"] or row["member_id"]
        if key is None:
            continue
        target = opened if row["purpose"] == Purpose.OPENED else allocated
        mine = target.setdefault(key, Mine(card=Card()))
        mine.roles.append(row["role"])
        mine.is_named = mine.is_named or (row["user_id"] is not None and row["purpose"] not in NOT_NAMED)
        mine.since = row["true_from"]
        if row["family"] and row["purpose"] != Purpose.OPENED:
            families.setdefault(key, row["family"])
    return _with_cards(viewer, allocated, opened, families, number)


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
            "subject_id", "user_id", "role", "purpose", "true_from",
            member_id=F("member__subject_id"), family=F("circle__family__name"),
        )
    )  # fmt: skip


def _with_cards(
    viewer: User, allocated: dict[int, Mine], opened: dict[int, Mine], families: dict[int, str], number: str
) -> Holding:
    """Put cards to the keys, leaving out whom the viewer may not see, and adults among those they work with.

    A partner's organisation may be involved with thousands: then only the cards that are shown are fetched whole.
    """
    wanted = {*allocated, *opened}
    are_few = len(wanted) <= MOST
    whole = {card.pk: card for card in _cards(viewer=viewer, people=wanted)} if are_few else {}
    found = [(key, card.is_child) for key, card in whole.items()]
    found = found if are_few else _seen_keys(viewer=viewer, people=wanted)
    children = [key for key, is_child in found if is_child and key in allocated]
    visible = {key for key, _ in found}
    recent = [key for key in opened if key in visible and key not in allocated]
    page = Paginator(children, MOST).get_page(number)
    shown = {key: allocated[key] for key in page.object_list} | {key: opened[key] for key in recent[:MOST]}
    if not are_few:
        whole = {card.pk: card for card in _shown(people=shown)}
    for key, mine in shown.items():
        mine.card = whole[key]
    return Holding(
        allocated=[shown[key] for key in page.object_list],
        opened=[shown[key] for key in recent[:MOST]],
        total=len(children),
        page=page,
        keys=children,
        families=families,
    )


@prepared
def _cards(*, viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    return _seen(viewer, people).select_related("person__subject")


@prepared
def _seen_keys(*, viewer: User, people: Collection[int]) -> "QuerySet[Card, tuple[int, bool]]":
    return _seen(viewer, people).values_list("person_id", "is_child")


@prepared
def _shown(*, people: Collection[int]) -> "QuerySet[Card]":
    return Card.objects.filter(pk__in=people).select_related("person__subject")


def _seen(viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    seen = Card.objects.filter(policy.visible(viewer, permissions.SEE_HEADER, "person__subject"), person_id__in=people)
    return seen.order_by("sort_name", "person_id")


def rest(*, viewer: User, held: Holding) -> tuple[list[Work], Lists]:
    """What the viewer has to do, what is due first first; and their drafts, last saved first, what the staff of a
    manager have begun, the oldest first, and who opened records of children among those they work with in the last
    seven days, last first. Six queries at most."""
    found = worklist.asked(viewer=viewer, people=held.keys if policy.holds(viewer, SEE_WORK) else [])
    drafts, of_staff = record.begun_by_own_or_staff(viewer=viewer)
    of_staff = of_staff[:MOST_STAFF_DRAFTS]
    openings = access.openings_lately(viewer=viewer)
    about = {one.subject_id for one in (*drafts, *of_staff) if one.subject_id} | {one.subject for one in openings}
    cards = worklist.faces(viewer=viewer, people=about | found.people)
    known = {key: members.named(cards[key]) for key in about if key in cards}

    def whose(draft: Draft) -> str:
        return known[draft.subject_id].name if draft.subject_id in known else ""

    return found.told(viewer=viewer, cards=cards, families=held.families), Lists(
        drafts=[(one, whose(one)) for one in drafts],
        staff_drafts=[(one, whose(one)) for one in of_staff],
        openings=[
            (one, known[one.subject]) for one in openings if one.subject in known and known[one.subject].is_child
        ][:MOST_OPENINGS],
    )


def own_work(*, viewer: User) -> list[Work]:
    """What needs the viewer, as their home page lists it: what they or their team were asked to do and the duties that
    run for whom they work with, without those of which nobody knows what was done. Nine queries at most."""
    held = holding(viewer=viewer)
    people = held.keys if policy.holds(viewer, SEE_WORK) else []
    rows = worklist.worklist(viewer=viewer, people=people, families=held.families)
    return [one for one in rows if one.group != UNKNOWN]


def subject_exists() -> bool:
    """Whether there is anyone on record at all: an empty database greets its first user differently."""
    return Subject.objects.exists()
