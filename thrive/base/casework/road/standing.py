"""How far each step of a matter is, and the task list that says so: no query beside those that found the matter."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.law import Due
from thrive.base.law.due import DueState
from thrive.base.offers import REGISTRY, Entry, Matter, Progress, Step
from thrive.govuk import words
from thrive.govuk.pages import TaskItem

Row = TypeVar("Row", bound=Model)

_SETTLED = {Progress.DONE, Progress.OVER}
_WORDS = {
    Progress.DONE: "Completed",
    Progress.OPEN: "Not started",
    Progress.WAITS: "Cannot start yet",
    Progress.OVER: "Not needed",
}
_TAGS = {DueState.LATE: "late", DueState.TODAY: "soon", DueState.SOON: "soon", DueState.LATER: "neutral"}


def with_progress(rows: "QuerySet[Row]", matter: str) -> "QuerySet[Row]":
    """`rows` of a matter with, for each ordinary step, the day of what it keeps: asked for in the same query."""
    days = {}
    for step in REGISTRY.steps_about(matter):
        if step.asks is not None and step.asks.keeps is not None and step.entries is None:
            kept = step.asks.keeps.objects.current().filter(**{key_to(rows.model, step): OuterRef("pk")})
            days[_day_of(step)] = Subquery(kept.order_by("-pk").values("happened_on")[:1])
    return rows.annotate(**days) if days else rows


def progress(matter: Matter, found: Any) -> dict[str, Sequence[Entry]]:
    """The lines of each step of a matter, by the step's key, in order. A step waits for those before it on the same
    matter; one whose lines are worked out by its domain says itself whether it waits."""
    lines: dict[str, Sequence[Entry]] = {}
    for step in REGISTRY.steps_about(matter.key):
        lines[step.key] = (
            tuple(step.entries(found)) if step.entries else (_ordinary(step, matter, found, _first(step, lines)),)
        )
    return lines


def held_up(step: Step, matter: Matter, found: Any) -> str:
    """Why an ordinary step cannot be done now, in words; empty where it can."""
    if not matter.is_open(found):
        return f"{step.title}: nothing more is to be done here."
    lines = progress(matter, found)[step.key]
    waiting = [one for one in lines if one.progress == Progress.WAITS]
    if waiting and len(waiting) == len(lines):
        return f"{step.title}: cannot start yet. {waiting[0].hint}".strip()
    return ""


def task_list(matter: str, found: Any, *, viewer: User) -> list[TaskItem]:
    """The steps of a matter as a task list; only what the viewer may do now is a link."""
    declared = REGISTRY.matters[matter]
    lines = progress(declared, found)
    return [
        _item(step, declared, found, one, viewer)
        for step in REGISTRY.steps_about(matter)
        for one in lines.get(step.key, ())
    ]


# --- One step --------------------------------------------------------------------------------------


def _first(step: Step, lines: dict[str, Sequence[Entry]]) -> str:
    """What comes first and is not done yet, in words; empty where nothing is in the way."""
    waiting = (key for key in step.after if any(one.progress not in _SETTLED for one in lines.get(key, ())))
    key = next(waiting, "")
    return f"First: {words.lower_first(REGISTRY.steps[key].title)}." if key else ""


def _ordinary(step: Step, matter: Matter, found: Any, first: str) -> Entry:
    thing = matter.thing(found)
    done_on = getattr(thing, _day_of(step), None)
    if done_on is not None:
        return Entry(progress=Progress.DONE, at=(thing.ref,), hint=f"{words.long_date(done_on)}.")
    if not matter.is_open(found):
        return Entry(progress=Progress.OVER)
    if first:
        return Entry(progress=Progress.WAITS, hint=first)
    due = step.due(found) if step.due else None
    return Entry(progress=Progress.OPEN, at=(thing.ref,), due=due)


def _item(step: Step, matter: Matter, found: Any, entry: Entry, viewer: User) -> TaskItem:
    status, kind = _WORDS[entry.progress], ""
    if entry.progress == Progress.OPEN:
        status, kind = _open_words(entry.due)
    return TaskItem(
        title=entry.title or step.title,
        href=_address(step, entry) if _may_go(step, matter, found, entry, viewer) else "",
        status=status,
        kind=kind,
        hint=entry.hint,
        waits=entry.progress == Progress.WAITS,
    )


def _open_words(due: Due | None) -> tuple[str, str]:
    if due is None:
        return _WORDS[Progress.OPEN], "neutral"
    state, said = due.state(clock.today()), due.words(clock.today())
    return said if state == DueState.LATE else f"Due {said.replace('Today', 'today')}", _TAGS[state]


def _may_go(step: Step, matter: Matter, found: Any, entry: Entry, viewer: User) -> bool:
    """Whether there is a page for this reader: what is done can be done again while the matter is open."""
    if entry.at is None or entry.progress in (Progress.WAITS, Progress.OVER):
        return False
    if entry.progress == Progress.DONE and not matter.is_open(found):
        return False
    return policy.holds(viewer, step.needs)  # type: ignore[arg-type]  # offers know a permission by its key alone


def _address(step: Step, entry: Entry) -> str:
    return reverse(step.route, args=entry.at) + entry.part


def _day_of(step: Step) -> str:
    return f"step_{step.slug.replace('-', '_')}_on"


def key_to(thing: type[Model], step: Step) -> str:
    """The name of the key by which what a step keeps points to the thing."""
    assert step.asks is not None
    found = (one for one in step.asks.keeps._meta.concrete_fields if one.related_model is thing)
    return str(next(found).name)
