"""What a worker has: families and children allocated to them or their team."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.models import CircleMember, Involvement, Subject, User
from thrive.base.access.rules import ROLES, Purpose
from thrive.base.calendar import clock
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card
from thrive.base.people.queries import members
from thrive.base.record import queries as record
from thrive.base.record.models import Draft

MOST_STAFF_DRAFTS = 20  # on the home page of a manager
MOST = 30  # children shown on the home page; the rest are counted and found by search


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
        found = list(dict.fromkeys(ROLES[role].title if role in ROLES else role.capitalize() for role in self.roles))
        return ", ".join(found)


@dataclass
class Holding:
    """Everyone a viewer is involved with by name, and how many there are in all."""

    allocated: list[Mine]
    opened: list[Mine]
    total: int


def holding(*, viewer: User) -> Holding:
    """Children the viewer is involved with by name today, and records opened with a reason; samples stand apart. Four
    queries."""
    today = clock.today()
    rows = list(
        Involvement.objects.as_at(today)
        .filter(_theirs(viewer))
        .filter(Q(until_at=None) | Q(until_at__gt=clock.now()))
        .exclude(purpose=Purpose.SAMPLE)
        .order_by("-true_from", "pk")
        .values("subject_id", "circle_id", "user_id", "role", "purpose", "true_from")
    )
    circles = [row["circle_id"] for row in rows if row["circle_id"]]
    members: dict[int, list[int]] = defaultdict(list)
    for circle, subject in (
        CircleMember.objects.as_at(today).filter(circle_id__in=circles).values_list("circle_id", "subject_id")
    ):
        members[circle].append(subject)
    allocated: dict[int, Mine] = {}
    opened: dict[int, Mine] = {}
    for row in rows:
        target = opened if row["purpose"] == Purpose.OPENED else allocated
        for key in [row["subject_id"]] if row["subject_id"] else members[row["circle_id"] or 0]:
            mine = target.setdefault(key, Mine(card=Card()))
            mine.roles.append(row["role"])
            mine.is_named = mine.is_named or row["user_id"] is not None
            mine.since = row["true_from"]
    return _with_cards(viewer, allocated, opened)


def _theirs(viewer: User) -> Q:
    """Involvements of the viewer; for a partner those of their organisation too, such as a school's pupils."""
    theirs = Q(user=viewer)
    if not viewer.standing.is_own_staff:
        theirs |= Q(organisation=viewer.organisation_id)
    return theirs


def _with_cards(viewer: User, allocated: dict[int, Mine], opened: dict[int, Mine]) -> Holding:
    """Put cards to the keys, leaving out whom the viewer may not see, and adults among those they work with.

    A partner's organisation may be involved with thousands: only the cards that are shown are fetched whole.
    """
    seen = policy.visible(viewer, permissions.SEE_HEADER, "person__subject")
    found = list(
        Card.objects.filter(seen, person_id__in=[*allocated, *opened])
        .order_by("sort_name", "person_id")
        .values_list("person_id", "is_child")
    )
    children = [key for key, is_child in found if is_child and key in allocated]
    visible = {key for key, _ in found}
    recent = [key for key in opened if key in visible and key not in allocated]
    shown = {key: allocated[key] for key in children[:MOST]} | {key: opened[key] for key in recent[:MOST]}
    for key, card in Card.objects.select_related("person__subject").in_bulk(list(shown)).items():
        shown[key].card = card
    return Holding(
        allocated=[shown[key] for key in children[:MOST]],
        opened=[shown[key] for key in recent[:MOST]],
        total=len(children),
    )


def drafts_and_whose(*, viewer: User) -> list[tuple[Draft, str]]:
    """The viewer's drafts, last saved first, with the name of whom each is about; empty where they may not see it.

    Two queries.
    """
    return _and_whose(viewer, record.own_drafts(viewer=viewer))


def staff_drafts_and_whose(*, viewer: User) -> list[tuple[Draft, str]]:
    """What the staff of a manager have begun, the oldest first, with the name of whom each is about, as above.

    Two queries, or none for somebody who manages nobody.
    """
    return _and_whose(viewer, record.staff_drafts(viewer=viewer)[:MOST_STAFF_DRAFTS])


def _and_whose(viewer: User, drafts: list[Draft]) -> list[tuple[Draft, str]]:
    if not drafts:
        return []
    known = members.names(viewer=viewer, subject_ids=[draft.subject_id for draft in drafts if draft.subject_id])
    return [(draft, known[draft.subject_id].name if draft.subject_id in known else "") for draft in drafts]


def subject_exists() -> bool:
    """Whether there is anyone on record at all: an empty database greets its first user differently."""
    return Subject.objects.exists()
