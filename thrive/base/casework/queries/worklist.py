"""What is to be done, in the order in which it is due: what somebody was asked to do, and the duties that run."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from thrive.base import law
from thrive.base.access import policy
from thrive.base.access.models import Authority, User
from thrive.base.calendar import clock
from thrive.base.calendar.units import WorkingDays
from thrive.base.casework.models import DueDate, Task, TaskAbout
from thrive.base.casework.rules import ELEMENT_TITLES
from thrive.base.casework.rules.work import FAMILY, GROUPS, LATE, PERSON, SOON, TODAY, TYPE, UNKNOWN, group_of
from thrive.base.history import wall
from thrive.base.history.prepared import prepared
from thrive.base.local import facts as local
from thrive.base.offers import REGISTRY
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card
from thrive.base.people.queries.withheld_words import has_to_do, words_near
from thrive.govuk.words import long_date, lower_first, short_date, short_weekday

CLOSED = "Somebody whose record is closed to you"


@dataclass(frozen=True)
class Who:
    """Somebody a row is about: their name, age in words, and record."""

    key: int
    ref: str
    name: str
    age: str
    is_child: bool


@dataclass(frozen=True, kw_only=True)
class Work:
    """One row of a worklist: a task, or a duty that runs for somebody.

    Of somebody whose record is closed to the viewer it says no more than that there is a task: `is_closed`, and no
    reason is told then. `spoken_on` is the day to which a file speaks, where one started the clock: what was done after
    it nobody knows. `is_new`: whoever has it was given it by somebody else in the last days.
    """

    title: str
    type: str  # what kind of work it is, to be grouped by
    url: str
    today: dt.date
    who: tuple[Who, ...] = ()
    family: str = ""
    why: str = ""
    why_url: str = ""  # the page that says why it is due when it is; empty where a person set the day
    due_on: dt.date | None = None
    rule: str = ""
    spoken_on: dt.date | None = None
    is_closed: bool = False
    is_new: bool = False
    task: Task | None = None
    holidays: Collection[dt.date] = ()

    @property
    def group(self) -> str:
        """Late, today, in the next days, later, without a date, or not known."""
        if self.due_on is not None and self.spoken_on is not None and self.due_on < self.today:
            return LATE if self.due_on < self.spoken_on else UNKNOWN
        return group_of(self.due_on, self.today)

    @property
    def due_words(self) -> str:
        """When it is due, in words for a list."""
        if self.due_on is None:
            return "No date"
        if self.group == UNKNOWN:
            return "Not known"
        if self.group == LATE and self.spoken_on is not None and self.spoken_on != self.today:
            return f"Late on {short_date(self.spoken_on)}"
        return law.due_words(self.due_on, self.today, self.holidays, in_working_days=counts_working_days(self.rule))

    @property
    def due_state(self) -> str:
        """How its date is worn: late, today, or plainly."""
        return self.group if self.group in (LATE, TODAY) else "later"

    @property
    def due_date(self) -> str:
        """The day itself, where the words are relative."""
        return f"Was due {short_weekday(self.due_on)}" if self.group in (LATE, UNKNOWN) else ""


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    key: str
    title: str
    rows: list[Work] = field(default_factory=list)


def worklist(*, viewer: User, people: Collection[int] = (), families: Mapping[int, str] | None = None) -> list[Work]:
    """What is still to be done by the viewer or a team of theirs, and the duties that run for `people`, whom the caller
    has narrowed to those the viewer works with; what is due first first. Six queries at most."""
    found = asked(viewer=viewer, people=people)
    return found.told(viewer=viewer, cards=faces(viewer=viewer, people=found.people), families=families)


@dataclass(frozen=True)
class Asked:
    """Tasks and duties, with the keys of whom each task is about."""

    tasks: list[Task]
    about: Mapping[int, Sequence[int]]
    dues: list[DueDate]

    @property
    def people(self) -> set[int]:
        """Everybody that any of it is about."""
        return {key for keys in self.about.values() for key in keys} | {one.subject_id for one in self.dues}

    def told(self, *, viewer: User, cards: Mapping[int, Card], families: Mapping[int, str] | None = None) -> list[Work]:
        """All of it as rows, by the cards of `faces`. Two queries at most."""
        return _told(self, viewer, cards, families or {})


def asked(*, viewer: User, people: Collection[int] = ()) -> Asked:
    """What is still to be done by the viewer or a team of theirs, and the duties of `people`, whom the caller has
    narrowed. Two queries."""
    about: dict[int, list[int]] = defaultdict(list)
    tasks: dict[int, Task] = {}
    with wall.whole("a task closes with a record that is not shown: whom it is about must be known first"):
        for row in _mine(user=viewer.pk, teams=viewer.standing.team_ids):
            tasks.setdefault(row.pk, row)
            if row.about_key is not None:
                about[row.pk].append(row.about_key)
    return Asked(list(tasks.values()), about, _running(people=people) if people else [])


def faces(*, viewer: User, people: Collection[int]) -> dict[int, Card]:
    """The cards of those of these people whose name the viewer may see, each knowing whether more than the name may be
    said (`is_open`). One query."""
    return {one.pk: one for one in _faces(viewer=viewer, people=people)} if people else {}


def is_open(card: Card) -> bool:
    """Whether more than the name may be said of whoever this card of `faces` is of."""
    return policy.allows(card, permissions.SEE_HEADER)


def by_date(rows: Iterable[Work]) -> list[Group]:
    """Rows under Late, Today, Next 7 days, Later, No date and Not known, without headings that have none."""
    found: dict[str, list[Work]] = defaultdict(list)
    for one in rows:
        found[one.group].append(one)
    return [Group(key, title, found[key]) for key, title in GROUPS.items() if found[key]]


def grouped(rows: Iterable[Work], by: str) -> list[Group]:
    """Rows by the day on which they are due or, where the worker chose so, by family, person or type of work; within a
    group, and among groups, what is due first first."""
    names = {FAMILY: _family_of, PERSON: _people_of, TYPE: lambda one: one.type}
    if by not in names:
        return by_date(rows)
    found: dict[str, list[Work]] = defaultdict(list)
    for one in rows:
        found[names[by](one)].append(one)
    return [Group(str(number), title, some) for number, (title, some) in enumerate(found.items(), start=1)]


def _family_of(one: Work) -> str:
    return one.family or _people_of(one)


def _people_of(one: Work) -> str:
    if one.is_closed:
        return CLOSED
    return ", ".join(who.name for who in one.who) or "Nobody’s record"


def as_work(
    tasks: Sequence[Task], dues: Sequence[DueDate] = (), *, viewer: User, families: Mapping[int, str] | None = None
) -> list[Work]:
    """Tasks and duties as rows, what is due first first; of the people they are about no more than the viewer may see.

    `families` are what families are called, by the key of who is in them. A duty of somebody whose record is closed to
    the viewer is left out. Four queries at most.
    """
    about: dict[int, list[int]] = defaultdict(list)
    with wall.whole("a task closes with a record that is not shown: whom it is about must be known first"):
        for row in _about(tasks=[one.pk for one in tasks]) if tasks else ():
            about[row.task_id].append(row.subject_id)
    found = Asked(list(tasks), about, list(dues))
    return found.told(viewer=viewer, cards=faces(viewer=viewer, people=found.people), families=families)


def _told(found: Asked, viewer: User, cards: Mapping[int, Card], families: Mapping[int, str]) -> list[Work]:
    shown = {key: card for key, card in cards.items() if key in found.people and is_open(card)}
    told = _Telling(viewer, shown, clock.today(), families)
    told.find_holidays([*found.tasks, *found.dues])
    rows = [told.task(one, found.about.get(one.pk, ())) for one in found.tasks]
    rows += told.duties([one for one in found.dues if one.subject_id in shown])
    return sorted(rows, key=lambda row: (row.due_on or dt.date.max, row.title, row.task.pk if row.task else 0))


class _Telling:
    """Rows as one viewer may read them today."""

    def __init__(self, viewer: User, cards: Mapping[int, Card], today: dt.date, families: Mapping[int, str]) -> None:
        self.viewer, self.cards, self.today, self.families = viewer, cards, today, families
        near = [key for key, card in cards.items() if has_to_do(card, address_restricted=False)]
        self.words = words_near(viewer, near)
        self.holidays: Collection[dt.date] = ()

    def find_holidays(self, rows: Iterable[Task | DueDate]) -> None:
        """The authority's own holidays, asked for only where something is late in working days. One query."""
        late = (one for one in rows if one.due_on is not None and one.due_on < self.today)
        if any(counts_working_days(one.rule) for one in late):
            self.holidays = local.extra_holidays(Authority(pk=self.viewer.standing.authority_id))

    def task(self, one: Task, about: Sequence[int]) -> Work:
        """A task."""
        is_closed = any(key not in self.cards for key in about)
        return task_row(
            kind=one.kind,
            thread=one.thread,
            path="" if is_closed else one.path,
            why="" if is_closed else self.words.over(one.because, one.asked_by_id),
            rule=one.rule,
            due_on=one.due_on,
            today=self.today,
            who=self._who(about),
            family="" if is_closed else self._family(about),
            is_closed=is_closed,
            is_new=one.given_at > clock.now() - SOON and one.recorded_by_id != self.viewer.pk,
            task=one,
            holidays=self.holidays,
        )

    def duties(self, dues: Iterable[DueDate]) -> list[Work]:
        """Duties that run. One that is the same for several children of a family, on the same day, is one row."""
        together: dict[tuple[Any, ...], list[DueDate]] = defaultdict(list)
        for one in dues:
            family = self._family([one.subject_id]) or one.subject_id
            together[family, one.clock, one.started_on, one.due_on, one.spoken_on, one.binds].append(one)
        return [self._duty(some) for some in together.values()]

    def _duty(self, some: Sequence[DueDate]) -> Work:
        keys = sorted({one.subject_id for one in some})
        url = reverse("people:record", args=[self.cards[keys[0]].ref])
        who, family = self._who(keys), self._family(keys)
        return duty_row(some[0], url=url, today=self.today, who=who, family=family, holidays=self.holidays)

    def _family(self, about: Sequence[int]) -> str:
        """What the one family is called that all of them are in, as far as the viewer works with it."""
        named = {self.families.get(key, "") for key in about}
        return f"{named.pop()} family" if len(named) == 1 and "" not in named else ""

    def _who(self, about: Iterable[int]) -> tuple[Who, ...]:
        found = []
        for card in (self.cards[key] for key in about if key in self.cards):
            header = Header(card, shows_address=False)
            found.append(Who(card.pk, card.ref, header.name, header.age, card.is_child))
        return tuple(found)


def task_row(*, kind: str, thread: str, path: str, rule: str, due_on: dt.date | None, **more: Any) -> Work:
    """A task as a row: it leads to where it is done or, where that is not said, to the task."""
    return Work(
        title=task_title(kind),
        type=task_title(kind),
        url=path or reverse("casework:task", args=[thread]),
        why_url=reverse("local:duty", args=[rule]) if rule and due_on else "",
        rule=rule,
        due_on=due_on,
        **more,
    )


def duty_row(due: DueDate, *, url: str, **more: Any) -> Work:
    """A duty as a row, with the page that says why it is due when it is."""
    why_url = reverse("casework:why", args=[due.element_ref, due.rule])
    return Work(
        title=duty_title(due),
        type=clock_title(due),
        url=url or why_url,
        why=why_of(due),
        why_url=why_url,
        due_on=due.due_on,
        rule=due.rule,
        spoken_on=due.spoken_on,
        **more,
    )


def title_of(task: Task) -> str:
    """What is to be done, verb first."""
    return task_title(task.kind)


def task_title(key: str) -> str:
    """What a kind of task asks for, verb first."""
    kind = REGISTRY.task_kinds.get(key)
    return kind.title if kind else key


def duty_title(due: DueDate) -> str:
    """What the duty asks for, verb first."""
    return getattr(_rule(due.rule), "duty", due.rule)


def clock_title(due: DueDate) -> str:
    """What is due: "Initial child protection conference"."""
    try:
        return REGISTRY.clock(due.clock).title
    except KeyError:
        return due.clock


def why_of(due: DueDate) -> str:
    """Why a duty is on the list: what started its clock, when, and whether the duty is in force there."""
    try:
        started = REGISTRY.clock(due.clock).starts_with
    except KeyError:
        started = ""
    what = lower_first(ELEMENT_TITLES.get(started, "what was recorded"))
    in_force = "" if due.binds else " Not in force here yet."
    return f"Since the {what} of {long_date(due.started_on)}.{in_force}"


def counts_working_days(rule: str) -> bool:
    """Whether the duty of this key counts working days."""
    return isinstance(getattr(_rule(rule), "limit", None), WorkingDays)


def due_in_full(day: dt.date | None) -> str:
    """A last day as a page about one task says it."""
    return long_date(day) if day else "No date"


def _rule(key: str) -> object:
    try:
        return REGISTRY.rule(key)
    except KeyError:
        return None


@prepared
def _mine(*, user: int, teams: Collection[int]) -> "QuerySet[Any, Any]":
    """A row for each person that a task is about, in the order of their keys."""
    rows = Task.objects.still_open().filter(Q(user_id=user) | Q(team_id__in=teams))
    return rows.annotate(about_key=F("about__subject_id")).order_by("due_on", "pk", "about_key")


@prepared
def _running(*, people: Collection[int]) -> "QuerySet[DueDate]":
    return DueDate.objects.filter(subject_id__in=people).order_by("due_on", "pk")


@prepared
def _about(*, tasks: Collection[int]) -> "QuerySet[TaskAbout]":
    return TaskAbout.objects.filter(task_id__in=tasks).order_by("task_id", "subject_id")


@prepared
def _faces(*, viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    named = policy.visible(viewer, permissions.SEE_NAME, "person__subject")
    rows = Card.objects.filter(named, person_id__in=people).defer("sheet", "statuses")
    return policy.with_nearness(rows, viewer, "person__subject", [permissions.SEE_HEADER])
