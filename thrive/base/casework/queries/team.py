"""The work of a team, for whoever manages it: families, children, what is late, who was not seen, how old."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Involvement, RoleHolding, Team, User
from thrive.base.calendar import clock
from thrive.base.casework.facts.absences import HAS
from thrive.base.casework.models import DueDate, Task
from thrive.base.casework.permissions import SEE_TEAM
from thrive.base.casework.queries.away import Away, away_of
from thrive.base.casework.rules.work import UNSEEN_AFTER
from thrive.base.history import audit
from thrive.base.history.prepared import at_asking, prepared
from thrive.base.notes.facts import LastSeen, last_seen_of
from thrive.base.offers import REGISTRY
from thrive.base.people.bar import Header
from thrive.base.people.models import Card
from thrive.base.people.permissions import SEE_HEADER
from thrive.govuk.words import long_date, plural

#: What a list behind a number shows. A status has its own: "status-" and its key.
ALL, LATE, UNSEEN, OPEN = "all", "late", "unseen", "open"
STATUS = "status-"
TITLES = {ALL: "Children", LATE: "Something is late", UNSEEN: "Not seen by us", OPEN: "Open work"}


class Face(NamedTuple):
    """As much of a child's card as is counted."""

    pk: int
    sort_name: str
    statuses: list[dict[str, Any]]


@dataclass
class Child:
    """A child somebody has: who, through which family, what is late about them, when they were seen. Seen in the last
    days is seen `since`. The whole card is there in lists."""

    face: Face
    since: dt.date
    family: str = ""
    late: int = 0
    oldest_on: dt.date | None = None
    seen: LastSeen = field(default_factory=LastSeen)
    card: Card | None = None

    @property
    def header(self) -> Header:
        """Name, age and tags; no address."""
        assert self.card is not None
        return Header(self.card, shows_address=False)

    @property
    def statuses(self) -> set[str]:
        """The keys of the statuses the child has."""
        return {one["key"] for one in self.face.statuses}

    @property
    def is_unseen(self) -> bool:
        """Whether none of the authority's own staff has seen the child in the last days."""
        return self.seen.own_on is None or self.seen.own_on < self.since

    @property
    def why_unseen(self) -> str:
        """What visits say of a child who was not seen: tried, seen by a partner, seen longer ago, or no visit."""
        parts = []
        if self.seen.tried_since and self.seen.tried_on:
            parts.append(f"Tried on {long_date(self.seen.tried_on)}, not seen.")
        if self.seen.seen_on and self.seen.seen_on != self.seen.own_on:
            parts.append(f"Seen by a partner on {long_date(self.seen.seen_on)}.")
        if self.seen.own_on:
            parts.append(f"Last seen by us on {long_date(self.seen.own_on)}.")
        return " ".join(parts) or "No visit is recorded."

    @property
    def is_not_alone(self) -> bool:
        """Whether the child was seen in the last days, and not alone at any of those visits."""
        return not self.is_unseen and (self.seen.alone_on is None or self.seen.alone_on < self.since)

    def is_in(self, which: str) -> bool:
        """Whether the child stands in that list."""
        if which.startswith(STATUS):
            return which.removeprefix(STATUS) in self.statuses
        return _IS_IN[which](self)


_IS_IN: dict[str, Callable[[Child], bool]] = {
    ALL: lambda child: True,
    LATE: lambda child: child.late > 0,
    UNSEEN: lambda child: child.is_unseen,
    OPEN: lambda child: child.oldest_on is not None,
}


@dataclass
class Line:
    """What one worker has, and whether they are away or cover for somebody."""

    worker: User
    away: Away = Away()
    families: int = 0
    children: list[Child] = field(default_factory=list)
    tasks: int = 0
    late_tasks: int = 0

    @property
    def pages_begin(self) -> str:
        """What the addresses of their lists, absences and moving their work begin with: looked up once."""
        return reverse("casework:team-list", args=[self.worker.ref, ALL]).removesuffix(ALL)

    def count(self, which: str) -> int:
        """How many children stand in a list."""
        return sum(1 for one in self.children if one.is_in(which))

    @property
    def late(self) -> int:
        """Children about whom a duty is late."""
        return self.count(LATE)

    @property
    def unseen(self) -> int:
        """Children whom none of our staff has seen in the last days."""
        return self.count(UNSEEN)

    @property
    def unseen_words(self) -> str:
        """Of those not seen, whom somebody tried to see and whom a partner saw; and who was seen, but not alone."""
        unseen = [one for one in self.children if one.is_unseen]
        tried = sum(1 for one in unseen if one.seen.tried_since)
        by_partner = sum(1 for one in unseen if one.seen.seen_on and one.seen.seen_on != one.seen.own_on)
        not_alone = sum(1 for one in self.children if one.is_not_alone)
        parts = [(tried, "tried"), (by_partner, "seen by a partner"), (not_alone, "seen, not alone")]
        return ", ".join(f"{number} {words}" for number, words in parts if number)

    @property
    def levels(self) -> list[tuple[str, str, int]]:
        """Which list, what it is called, and how many: for each status that somebody has."""
        counts = Counter(key for one in self.children for key in one.statuses)
        found = [(one, counts[one.key]) for one in REGISTRY.status_rules if counts[one.key]]
        return [(f"{STATUS}{one.key}", one.label if many == 1 else one.several, many) for one, many in found]

    @property
    def oldest_days(self) -> int | None:
        """How long the oldest duty that runs has run; None where none does."""
        return max(self._ages(), default=None)

    def _ages(self) -> list[int]:
        today = clock.today()
        return sorted((today - one.oldest_on).days for one in self.children if one.oldest_on)

    @property
    def oldest_words(self) -> str:
        """How old the oldest duty that runs is, and how old they are in the middle."""
        ages = self._ages()
        return f"{plural(ages[-1], 'day')}, middle {ages[len(ages) // 2]}" if ages else ""


@dataclass(frozen=True)
class TeamPage:
    """The teams a manager works in, and what each of their people has."""

    teams: list[Team]
    lines: list[Line]

    @property
    def children(self) -> int:
        """How many children in all, each once."""
        return len({one.face.pk for line in self.lines for one in line.children})


def team_page(*, viewer: User) -> TeamPage:
    """What everybody has who holds a role in a team of the viewer's; counts are of today. Eight queries at most.

    Raises NotAllowed for whoever manages no work. Children whose record is closed to the viewer are not counted.
    """
    policy.require_role(viewer, SEE_TEAM)
    teams = list(Team.objects.filter(pk__in=viewer.standing.team_ids).order_by("name"))
    workers = _workers(teams=[one.pk for one in teams]) if teams else []
    lines = _lines(viewer, workers)
    away = away_of([one.worker.pk for one in lines]) if lines else {}
    for one in lines:
        one.away = away.get(one.worker.pk, Away())
    return TeamPage(teams, lines)


def worker_called(*, viewer: User, ref: str) -> User:
    """Somebody who holds a role in a team of the viewer's. One query. Raises NotAllowed; NotFound for anybody else."""
    policy.require_role(viewer, SEE_TEAM)
    found = next((one for one in _workers(teams=list(viewer.standing.team_ids)) if one.ref == ref), None)
    if found is None:
        raise NotFound(ref)
    return found


def worker_line(*, viewer: User, ref: str, which: str) -> Line:
    """What one worker of the viewer's teams has, with the children of the list `which` alone; it is logged about each.
    Raises NotAllowed, and NotFound for somebody else or a list there is not."""
    policy.require_role(viewer, SEE_TEAM)
    workers = [one for one in _workers(teams=list(viewer.standing.team_ids)) if one.ref == ref]
    known = which in TITLES or which in {f"{STATUS}{one.key}" for one in REGISTRY.status_rules}
    if not workers or not known:
        raise NotFound(ref)
    (line,) = _lines(viewer, workers)
    line.children = [one for one in line.children if one.is_in(which)]
    keys = [one.face.pk for one in line.children]
    cards = {one.pk: one for one in _cards(viewer=viewer, people=keys)} if keys else {}
    for one in line.children:
        one.card = cards[one.face.pk]
    audit.looked(viewer, "casework.team.list", line.worker, about=keys, which=which)
    return line


def _lines(viewer: User, workers: list[User]) -> list[Line]:
    lines = {one.pk: Line(one) for one in workers}
    if not lines:
        return []
    families: dict[int, set[Any]] = defaultdict(set)
    has: dict[int, dict[int, str]] = defaultdict(dict)
    for row in _involvements(workers=list(lines)):
        key = row["subject_id"] or row["member_id"]
        if row["circle_id"]:
            families[row["user_id"]].add(row["circle_id"])
        if key:
            has[row["user_id"]].setdefault(key, row["family"] or "")
    people = {key for those in has.values() for key in those}
    faces = {row[0]: Face(*row) for row in _faces(viewer=viewer, people=people)} if people else {}
    facts = _Facts(list(faces))
    for user, those in has.items():
        line = lines[user]
        line.families = len(families[user])
        children = [facts.child(faces[key], family) for key, family in those.items() if key in faces]
        line.children = sorted(children, key=lambda one: one.face.sort_name)
    today = clock.today()
    for holder, due_on in _tasks(workers=list(lines)):
        if holder is not None:
            lines[holder].tasks += 1
            lines[holder].late_tasks += int(due_on is not None and due_on < today)
    return list(lines.values())


class _Facts:
    """What is late about these children, and when they were seen. Two queries."""

    def __init__(self, keys: Collection[int]) -> None:
        self.late: Counter[int] = Counter()
        self.oldest: dict[int, dt.date] = {}
        self.seen: Mapping[int, LastSeen] = last_seen_of(keys) if keys else {}
        today = clock.today()
        self.since = today - UNSEEN_AFTER
        for key, binds, due_on, spoken_on, started_on in _dues(people=keys) if keys else ():
            if binds and due_on < (spoken_on or today):
                self.late[key] += 1
            before = self.oldest.get(key)
            self.oldest[key] = min(before, started_on) if before else started_on

    def child(self, face: Face, family: str) -> Child:
        """A child with what is known."""
        key = face.pk
        named = f"{family} family" if family else ""
        return Child(face, self.since, named, self.late[key], self.oldest.get(key), self.seen.get(key, LastSeen()))


@prepared
def _workers(*, teams: Collection[int]) -> "QuerySet[User]":
    today = at_asking(clock.today)
    held = RoleHolding.objects.filter(RoleHolding.on(today), team_id__in=teams)
    return User.objects.filter(User.on(today), pk__in=held.values("user_id")).order_by("name", "pk")


@prepared
def _involvements(*, workers: Collection[int]) -> "QuerySet[Involvement, Any]":
    today = at_asking(clock.today)
    member = FilteredRelation(
        "circle__members",
        condition=Q(circle__members__replaced_at=None)
        & (Q(circle__members__true_from=None) | Q(circle__members__true_from__lte=today))
        & (Q(circle__members__true_to=None) | Q(circle__members__true_to__gt=today)),
    )
    rows = Involvement.objects.now().alias(member=member).filter(user_id__in=workers, purpose__in=sorted(HAS))
    rows = rows.exclude(role=policy.SEALED_ACCESS)  # being named for what is sealed is no work
    return rows.order_by("pk").values(
        "user_id", "subject_id", "circle_id", member_id=F("member__subject_id"), family=F("circle__family__name")
    )


@prepared
def _faces(*, viewer: User, people: Collection[int]) -> "QuerySet[Card, Any]":
    return _seen(viewer, people).values_list("person_id", "sort_name", "statuses")


@prepared
def _cards(*, viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    return _seen(viewer, people).defer("sheet")


def _seen(viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    seen = policy.visible(viewer, SEE_HEADER, "person__subject")
    return Card.objects.filter(seen, person_id__in=people, is_child=True)


@prepared
def _dues(*, people: Collection[int]) -> "QuerySet[DueDate, Any]":
    rows = DueDate.objects.filter(subject_id__in=people)
    return rows.values_list("subject_id", "binds", "due_on", "spoken_on", "started_on")


@prepared
def _tasks(*, workers: Collection[int]) -> "QuerySet[Task, tuple[int | None, dt.date | None]]":
    return Task.objects.still_open().filter(user_id__in=workers).values_list("user_id", "due_on")
