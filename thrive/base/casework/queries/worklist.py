"""What somebody has to do, in the order in which it is due: one row for each task."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.urls import reverse

from thrive.base import law
from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.calendar.units import WorkingDays
from thrive.base.casework.models import Task, TaskAbout
from thrive.base.casework.rules.work import GROUPS, LATE, SOON, TODAY, group_of
from thrive.base.history.prepared import prepared
from thrive.base.offers import REGISTRY
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card
from thrive.base.people.queries.withheld_words import has_to_do, words_near
from thrive.govuk.words import long_date, short_weekday

CLOSED = "Somebody whose record is closed to you"


@dataclass(frozen=True)
class Who:
    """Somebody a row is about: their name, age in words, and record."""

    ref: str
    name: str
    age: str
    is_child: bool


@dataclass(frozen=True)
class Work:
    """One row of a worklist. Of somebody whose record is closed to the viewer it says no more than that there is one:
    `is_closed`, and no reason is told then."""

    task: Task
    title: str
    url: str
    who: tuple[Who, ...]
    why: str
    is_closed: bool
    today: dt.date
    holidays: Collection[dt.date] = ()

    @property
    def due_on(self) -> dt.date | None:
        """Its last day, where it has one."""
        return self.task.due_on

    @property
    def group(self) -> str:
        """Late, today, in the next days, later, or without a date."""
        return group_of(self.due_on, self.today)

    @property
    def due_words(self) -> str:
        """When it is due, in words for a list."""
        if self.due_on is None:
            return "No date"
        return law.due_words(
            self.due_on, self.today, self.holidays, in_working_days=counts_working_days(self.task.rule)
        )

    @property
    def due_state(self) -> str:
        """How its date is worn: late, today, or plainly."""
        return self.group if self.group in (LATE, TODAY) else "later"

    @property
    def due_date(self) -> str:
        """The day itself, where the words are relative."""
        return f"Was due {short_weekday(self.due_on)}" if self.group == LATE else ""

    @property
    def why_url(self) -> str:
        """The page that says why it is due when it is; empty where a person set the day."""
        return reverse("local:duty", args=[self.task.rule]) if self.task.rule and self.due_on else ""

    @property
    def is_new(self) -> bool:
        """Whether whoever has it was given it by somebody else in the last days."""
        return self.task.replaces_id is not None and self.task.given_at > clock.now() - SOON


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    key: str
    title: str
    rows: list[Work] = field(default_factory=list)


def worklist(*, viewer: User) -> list[Work]:
    """What is still to be done by the viewer or a team of theirs, what is due first first. Four queries at most."""
    return as_work(_mine(user=viewer.pk, teams=viewer.standing.team_ids), viewer=viewer)


def by_date(rows: Iterable[Work]) -> list[Group]:
    """Rows under Late, Today, Next 7 days, Later and No date, without headings that have none."""
    found: dict[str, list[Work]] = defaultdict(list)
    for one in rows:
        found[one.group].append(one)
    return [Group(key, title, found[key]) for key, title in GROUPS.items() if found[key]]


def as_work(tasks: Sequence[Task], *, viewer: User) -> list[Work]:
    """Tasks that the viewer may know of as rows, what is due first first; of each of those people no more than the
    viewer may see. Three queries at most."""
    about: dict[int, list[int]] = defaultdict(list)
    for row in _about(tasks=[one.pk for one in tasks]) if tasks else ():
        about[row.task_id].append(row.subject_id)
    people = {one for those in about.values() for one in those}
    cards = {one.pk: one for one in _cards(viewer=viewer, people=people)} if people else {}
    words = words_near(viewer, [key for key, card in cards.items() if has_to_do(card, address_restricted=False)])
    today = clock.today()
    rows = []
    for one in tasks:
        is_closed = len(about[one.pk]) > len([key for key in about[one.pk] if key in cards])
        rows.append(
            Work(
                task=one,
                title=title_of(one),
                url=reverse("casework:task", args=[one.thread]) if is_closed or not one.path else one.path,
                who=tuple(_who(cards[key]) for key in about[one.pk] if key in cards),
                why="" if is_closed else words.over(one.because, one.asked_by_id),
                is_closed=is_closed,
                today=today,
            )
        )
    return sorted(rows, key=lambda row: (row.due_on or dt.date.max, row.task.asked_at, row.task.pk))


def title_of(task: Task) -> str:
    """What is to be done, verb first."""
    kind = REGISTRY.task_kinds.get(task.kind)
    return kind.title if kind else task.kind


def counts_working_days(rule: str) -> bool:
    """Whether the duty of this key counts working days."""
    try:
        declared = REGISTRY.rule(rule)
    except KeyError:
        return False
    return isinstance(getattr(declared, "limit", None), WorkingDays)


def due_in_full(day: dt.date | None) -> str:
    """A last day as a page about one task says it."""
    return long_date(day) if day else "No date"


def _who(card: Card) -> Who:
    header = Header(card, shows_address=False)
    return Who(card.ref, header.name, header.age, card.is_child)


@prepared
def _mine(*, user: int, teams: Collection[int]) -> "QuerySet[Task]":
    return Task.objects.still_open().filter(Q(user_id=user) | Q(team_id__in=teams)).order_by("due_on", "pk")


@prepared
def _about(*, tasks: Collection[int]) -> "QuerySet[TaskAbout]":
    return TaskAbout.objects.filter(task_id__in=tasks).order_by("task_id", "subject_id")


@prepared
def _cards(*, viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    return Card.objects.filter(policy.visible(viewer, permissions.SEE_HEADER, "person__subject"), person_id__in=people)
