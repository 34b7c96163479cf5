"""What is to be done, in the order in which it is due: what somebody was asked to do, and the duties that run."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F, Q, QuerySet

from thrive.base import law
from thrive.base.access import policy
from thrive.base.access.models import Authority, User
from thrive.base.calendar import clock
from thrive.base.calendar.units import WorkingDays
from thrive.base.casework.models import Absence, DueDate, Task, TaskAbout
from thrive.base.casework.rules import ELEMENT_TITLES
from thrive.base.casework.rules.approvals import APPROVE, CHANGE
from thrive.base.casework.rules.work import FAMILY, GROUPS, LATE, NEXT, PERSON, SOON, TODAY, TYPE, UNKNOWN, group_of
from thrive.base.history import wall
from thrive.base.history.prepared import prepared
from thrive.base.local import facts as local
from thrive.base.offers import REGISTRY
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card
from thrive.base.people.queries.withheld_words import has_to_do, words_near
from thrive.govuk.addresses import address
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
    today: dt.date
    path: str = ""  # where it is done, where that is said
    about: str = ""  # the ref of the one whose record it is done on, where no path is said
    thread: str = ""  # of a task
    element: str = ""  # the ref of what started the clock of a duty
    keys: tuple[int, ...] = ()  # of those it is about
    who: tuple[Who, ...] = ()
    family: str = ""
    why: str = ""
    due_on: dt.date | None = None
    rule: str = ""
    spoken_on: dt.date | None = None
    is_closed: bool = False
    is_new: bool = False
    task: Task | None = None
    covering: str = ""  # the colleague who is away, whose work it is
    holidays: Collection[dt.date] = ()

    @property
    def url(self) -> str:
        """Where it is done or, where that is not said, the page about it."""
        if self.path or self.thread:
            return self.path or address("casework:task", self.thread)
        return address("people:record", self.about) if self.about else self.why_url

    @property
    def why_url(self) -> str:
        """The page that says why it is due when it is; empty where a person set the day."""
        if self.element:
            return address("casework:why", self.element, self.rule)
        return address("local:duty", self.rule) if self.rule and self.due_on else ""

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

    def rows(
        self, *, viewer: User, families: Mapping[int, str] | None = None, covered: Mapping[int, str] | None = None
    ) -> list[Work]:
        """All of it, what is due first first, before it is known whom the viewer may know of: see `dressed`. No query.
        `covered`: the colleague who is away for whom the viewer has somebody, by key."""
        today = clock.today()
        rows = [_task(one, self.about.get(one.pk, ()), viewer=viewer, today=today) for one in self.tasks]
        rows += _duties(self.dues, families=families or {}, covered=covered or {}, today=today)
        return sorted(rows, key=lambda row: (row.due_on or dt.date.max, row.title, row.task.pk if row.task else 0))

    def told(self, *, viewer: User, cards: Mapping[int, Card], families: Mapping[int, str] | None = None) -> list[Work]:
        """All of it as the viewer may read it, by the cards of `faces`. Two queries at most."""
        rows = self.rows(viewer=viewer, families=families)
        return dressed(rows, viewer=viewer, cards=cards, families=families or {})


def asked(*, viewer: User, people: Collection[int] = ()) -> Asked:
    """What is still to be done by the viewer, by a team of theirs or by somebody for whom they cover today, and the
    duties of `people`, whom the caller has narrowed. Two queries."""
    about: dict[int, list[int]] = defaultdict(list)
    tasks: dict[int, Task] = {}
    with wall.whole("a task closes with a record that is not shown: whom it is about must be known first"):
        for row in _mine(user=viewer.pk, teams=viewer.standing.team_ids):
            tasks.setdefault(row.pk, row)
            if row.about_key is not None:
                about[row.pk].append(row.about_key)
    return Asked(list(tasks.values()), about, _running(people=people) if people else [])


def faces(*, viewer: User, people: Collection[int], with_tags: bool = False) -> dict[int, Card]:
    """The cards of those of these people whose name the viewer may see, each knowing whether more than the name may be
    said (`is_open`); `with_tags`, the tags of how things stand with them as well. One query."""
    ask = _faces_with_tags if with_tags else _faces
    return {one.pk: one for one in ask(viewer=viewer, people=people)} if people else {}


def is_open(card: Card) -> bool:
    """Whether more than the name may be said of whoever this card of `faces` is of."""
    return policy.allows(card, permissions.SEE_HEADER)


def is_among(one: Work, shown: str) -> bool:
    """Whether a row is among those that a count of the home page leads to; every row where none was asked for."""
    return {
        "late": one.group == LATE,
        "soon": one.group in (TODAY, NEXT),
        "approve": one.task is not None and one.task.kind == APPROVE,
        "returned": one.task is not None and one.task.kind == CHANGE,
        "new": one.is_new,
    }.get(shown, True)


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


def together(rows: Iterable[Work], by: str, families: Mapping[int, str]) -> list[Work]:
    """Rows in the order in which pages show them: those of one group one after another, before it is known whom each
    is about, so that a page breaks a group only where it must."""
    alike: dict[str, Callable[[Work], Any]] = {
        FAMILY: lambda one: next((families[key] for key in one.keys if key in families), one.keys),
        PERSON: lambda one: one.keys,
        TYPE: lambda one: one.type,
    }
    if by not in alike:
        return list(rows)
    found: dict[Any, list[Work]] = defaultdict(list)
    for one in rows:
        found[alike[by](one)].append(one)
    return [one for some in found.values() for one in some]


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


def _task(one: Task, about: Sequence[int], *, viewer: User, today: dt.date) -> Work:
    """A task, before it is known whom the viewer may know of."""
    held_by = getattr(one, "held_by", None) or ""
    return task_row(
        kind=one.kind,
        thread=one.thread,
        path=one.path,
        rule=one.rule,
        due_on=one.due_on,
        today=today,
        keys=tuple(about),
        is_new=one.given_at > clock.now() - SOON and one.recorded_by_id != viewer.pk,
        task=one,
        covering=held_by if one.user_id != viewer.pk else "",
    )


def _duties(
    dues: Iterable[DueDate], *, families: Mapping[int, str], covered: Mapping[int, str], today: dt.date
) -> list[Work]:
    """Duties that run. One that is the same for several children of a family, on the same day, is one row."""
    together: dict[tuple[Any, ...], list[DueDate]] = defaultdict(list)
    for one in dues:
        whose = families.get(one.subject_id) or one.subject_id, covered.get(one.subject_id, "")
        together[*whose, one.clock, one.started_on, one.due_on, one.spoken_on, one.binds].append(one)
    rows = []
    for some in together.values():
        keys = tuple(sorted({one.subject_id for one in some}))
        rows.append(duty_row(some[0], today=today, keys=keys, covering=covered.get(keys[0], "")))
    return rows


def dressed(
    rows: Iterable[Work], *, viewer: User, cards: Mapping[int, Card], families: Mapping[int, str]
) -> list[Work]:
    """Rows as one viewer may read them today: whom they are about and why, by the cards of `faces`.

    A duty of nobody whom the viewer may know of is left out; so is a task of a colleague who is away about somebody
    whose record is closed to whoever covers, who is not told that there is any. Two queries at most."""
    some = list(rows)
    dressing = _Dressing(viewer, {key: card for key, card in cards.items() if is_open(card)}, families, some)
    told = (dressing.row(one) for one in some)
    return [one for one in told if one is not None]


class _Dressing:
    """What one viewer may be told today of some rows."""

    def __init__(self, viewer: User, cards: Mapping[int, Card], families: Mapping[int, str], rows: list[Work]) -> None:
        """`cards` are of those whose name and more may be said. Two queries at most."""
        self.viewer, self.cards, self.families = viewer, cards, families
        about = {key for one in rows for key in one.keys}
        near = [key for key in about if key in cards and has_to_do(cards[key], address_restricted=False)]
        self.words = words_near(viewer, near)
        self.holidays = self._holidays(rows)

    def row(self, one: Work) -> Work | None:
        """A row with whom it is about; None where it is not told at all."""
        return self._duty(one) if one.task is None else self._task(one, one.task)

    def _task(self, one: Work, task: Task) -> Work | None:
        is_closed = any(key not in self.cards for key in one.keys)
        if is_closed and one.covering:
            return None
        return replace(
            one,
            path="" if is_closed else one.path,
            why="" if is_closed else self.words.over(task.because, task.asked_by_id),
            who=self._who(one.keys),
            family="" if is_closed else self._family(one.keys),
            is_closed=is_closed,
            holidays=self.holidays,
        )

    def _duty(self, one: Work) -> Work | None:
        keys = [key for key in one.keys if key in self.cards]
        if not keys:
            return None
        about, who = self.cards[keys[0]].ref, self._who(keys)
        return replace(one, about=about, who=who, family=self._family(keys), holidays=self.holidays)

    def _holidays(self, rows: Iterable[Work]) -> Collection[dt.date]:
        """The authority's own holidays, asked for only where something is late in working days. One query."""
        late = (one for one in rows if one.due_on is not None and one.due_on < one.today)
        if any(counts_working_days(one.rule) for one in late):
            return local.extra_holidays(Authority(pk=self.viewer.standing.authority_id))
        return ()

    def _family(self, about: Iterable[int]) -> str:
        """What the one family is called that all of them are in, as far as the viewer works with it."""
        named = {self.families.get(key, "") for key in about}
        return f"{named.pop()} family" if len(named) == 1 and "" not in named else ""

    def _who(self, about: Iterable[int]) -> tuple[Who, ...]:
        found = []
        for card in (self.cards[key] for key in about if key in self.cards):
            header = Header(card, shows_address=False)
            found.append(Who(card.pk, card.ref, header.name, header.age, card.is_child))
        return tuple(found)


def task_row(*, kind: str, **more: Any) -> Work:
    """A task as a row: it leads to where it is done or, where that is not said, to the task."""
    title = task_title(kind)
    return Work(title=title, type=title, **more)


def duty_row(due: DueDate, **more: Any) -> Work:
    """A duty as a row. It leads to the record of whom it is `about`, else to why it is due when it is."""
    return Work(
        title=duty_title(due),
        type=clock_title(due),
        element=due.element_ref,
        why=why_of(due),
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
    """A row for each person that a task is about, in the order of their keys. `held_by` is who it is asked of.

    Two statements in one: asked with an "or", PostgreSQL would look through all that is open."""
    own = Task.objects.still_open().filter(Q(user_id=user) | Q(team_id__in=teams))
    away = Absence.objects.today().filter(cover_id=user)
    theirs = Task.objects.still_open().filter(user__absences__in=away)
    said = {"about_key": F("about__subject_id"), "held_by": F("user__name")}
    return own.annotate(**said).union(theirs.annotate(**said), all=True).order_by("due_on", "id", "about_key")


@prepared
def _running(*, people: Collection[int]) -> "QuerySet[DueDate]":
    return DueDate.objects.filter(subject_id__in=people).order_by("due_on", "pk")


@prepared
def _about(*, tasks: Collection[int]) -> "QuerySet[TaskAbout]":
    return TaskAbout.objects.filter(task_id__in=tasks).order_by("task_id", "subject_id")


@prepared
def _faces(*, viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    return _named(viewer, people).defer("sheet", "statuses")


@prepared
def _faces_with_tags(*, viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    return _named(viewer, people).defer("sheet").select_related("person__subject")


def _named(viewer: User, people: Collection[int]) -> "QuerySet[Card]":
    named = policy.visible(viewer, permissions.SEE_NAME, "person__subject")
    rows = Card.objects.filter(named, person_id__in=people)
    return policy.with_nearness(rows, viewer, "person__subject", [permissions.SEE_HEADER])
