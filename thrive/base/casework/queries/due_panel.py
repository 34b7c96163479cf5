"""What is due about one person: the duties that run, and what anybody was asked to do."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, Count, DateField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce

from thrive.base.access import policy
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.casework.models import DueDate, Task
from thrive.base.casework.permissions import SEE_WORK
from thrive.base.casework.queries import worklist
from thrive.base.casework.queries.worklist import Work
from thrive.base.history import wall
from thrive.base.history.prepared import prepared
from thrive.base.people.queries.withheld_words import WithheldWords, words_kept_from


class _Row(NamedTuple):
    """A task or a duty, with what only one of the two has left empty."""

    key: str  # the task's thread, or empty for a duty
    kind: str  # the kind of the task, or the duty's clock
    rule: str
    because: str
    path: str
    party: str
    element: str
    element_type: str
    due_on: Any
    started_on: Any
    spoken_on: Any
    binds: bool
    asked_by: int | None
    people: int  # whom a task is about


@dataclass(frozen=True)
class Line:
    """One thing that is due, and whom it was asked of."""

    work: Work
    party: str


def due_panel(*, viewer: User, subject: Subject) -> dict[str, Any] | None:
    """The duties that run for the person and the open tasks about them, what is due first first; None for whoever may
    not see what is due, or may not read what concerns the person as a child. Five queries at most, most of which
    a page has asked already."""
    decision = policy.decide(viewer, SEE_WORK, subject)
    if not decision.ok or not decision.capacities & {Capacity.ANY, Capacity.CHILD}:
        return None
    with wall.whole("why a task was asked is not told where it is about somebody else too, who is not shown"):
        rows = [_Row(*row) for row in _due(people=subject.about_ids())]
    has_words = any(row.because for row in rows)
    words = words_kept_from(viewer, [subject]) if has_words else WithheldWords()
    lines = [Line(_task(row, words) if row.key else _duty(row), row.party) for row in rows]
    return {"lines": sorted(lines, key=lambda one: (str(one.work.due_on or "9"), one.work.title))}


def _task(row: _Row, words: WithheldWords) -> Work:
    """A task. Why it was asked is told where it is about this person alone: of another the viewer may know nothing."""
    return worklist.task_row(
        kind=row.kind,
        thread=row.key,
        path=row.path,
        why=words.over(row.because, row.asked_by) if row.people == 1 else "",
        rule=row.rule,
        due_on=row.due_on,
        today=clock.today(),
    )


def _duty(row: _Row) -> Work:
    due = DueDate(
        clock=row.kind, rule=row.rule, element_ref=row.element, element_type=row.element_type, due_on=row.due_on,
        started_on=row.started_on, spoken_on=row.spoken_on, binds=row.binds,
    )  # fmt: skip
    return worklist.duty_row(due, today=clock.today())


@prepared
def _due(*, people: Collection[int]) -> "QuerySet[Any, Any]":
    tasks = Task.objects.still_open().filter(
        pk__in=Task.objects.filter(about__subject_id__in=people).order_by().values("pk")
    )
    of_task = {
        "key_": F("thread"),
        "kind_": F("kind"),
        "rule_": F("rule"),
        "because_": F("because"),
        "path_": F("path"),
        "party_": Coalesce("user__name", "team__name"),
        "element_": _words(),
        "element_type_": _words(),
        "due_": F("due_on"),
        "started_": Value(None, output_field=DateField()),
        "spoken_": Value(None, output_field=DateField()),
        "binds_": Value(True, output_field=BooleanField()),
        "asked_by_": F("asked_by_id"),
        "people_": Count("about"),
    }
    of_duty = {
        "key_": _words(),
        "kind_": F("clock"),
        "rule_": F("rule"),
        "because_": _words(),
        "path_": _words(),
        "party_": _words(),
        "element_": F("element_ref"),
        "element_type_": F("element_type"),
        "due_": F("due_on"),
        "started_": F("started_on"),
        "spoken_": F("spoken_on"),
        "binds_": F("binds"),
        "asked_by_": Value(None, output_field=IntegerField()),
        "people_": Value(1, output_field=IntegerField()),
    }
    return _columns(tasks, of_task).union(_columns(DueDate.objects.filter(subject_id__in=people), of_duty), all=True)


def _columns(rows: "QuerySet[Any, Any]", said: dict[str, Any]) -> "QuerySet[Any, Any]":
    return rows.order_by().annotate(**said).values_list(*said)


def _words() -> Value:
    return Value("", output_field=CharField())
