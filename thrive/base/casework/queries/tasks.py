"""One task: what is to be done, about whom, why, who has it and who had it before."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Subject, User
from thrive.base.access.permission import Permission
from thrive.base.casework.models import Task, TaskAbout
from thrive.base.casework.permissions import MOVE_WORK, SEE_WORK
from thrive.base.casework.queries.worklist import Work, as_work, due_in_full
from thrive.base.history import audit, wall
from thrive.base.offers import REGISTRY
from thrive.base.people.queries.withheld_words import WithheldWords, words_kept_from


@dataclass(frozen=True)
class Version:
    """What was done to a task: what changed in words, by whom, when, and the reason they gave."""

    what: str
    by: str
    at: dt.datetime
    why: str


@dataclass(frozen=True)
class TaskPage:
    """A task with its history. `may_pass_on` and `may_dismiss`: whether the viewer may, while it is open."""

    task: Task  # the version that holds
    work: Work
    clears_when: str
    versions: list[Version]
    may_pass_on: bool
    may_dismiss: bool


def task(*, viewer: User, thread: str) -> TaskPage:
    """The task called `thread`, with its history; it is logged that it was read.

    Raises NotFound for one that is nobody's, or of which the viewer may not know; NotAllowed, with `can_open`, where a
    reason for today would do.
    """
    found = called(viewer=viewer, thread=thread)
    subjects = _subjects(found)
    (work,) = as_work([found], viewer=viewer)
    words = words_kept_from(viewer, subjects)
    audit.looked(viewer, "casework.task.read", found, about=[one.pk for one in subjects])
    kind = REGISTRY.task_kinds.get(found.kind)
    dismissing = kind.dismiss if kind else None
    return TaskPage(
        task=found,
        work=work,
        clears_when=kind.clears_when if kind else "",
        versions=_versions(found, words, is_closed=work.is_closed),
        may_pass_on=found.is_open and (found.is_of(viewer) or _may(viewer, MOVE_WORK, subjects)),
        may_dismiss=found.is_open and isinstance(dismissing, Permission) and _may(viewer, dismissing, subjects),
    )


def called(*, viewer: User, thread: str) -> Task:
    """The version that holds of the task called `thread`. Raises as `task` does."""
    rows = Task.objects.current().filter(thread=thread).select_related("user", "team", "asked_by", "recorded_by")
    found = rows.first()
    if found is None:
        raise NotFound(thread)
    if found.is_of(viewer):
        return found
    if found.concerns_nobody:
        if viewer.standing.is_own_staff and policy.holds(viewer, SEE_WORK):
            return found
        raise NotFound(thread)
    subjects = _subjects(found)
    decisions = policy.decide_all(viewer, SEE_WORK, subjects)
    if any(one.ok for one in decisions.values()) or (subjects and _may(viewer, MOVE_WORK, subjects)):
        return found
    for one in subjects:
        if decisions[one.pk].can_open:
            policy.require(viewer, SEE_WORK, one)
    raise NotFound(thread)


def _may(viewer: User, permission: Permission, subjects: Sequence[Subject]) -> bool:
    """Whether the viewer may use it about everybody a task is about."""
    if not policy.holds(viewer, permission):
        return False
    return all(one.ok for one in policy.decide_all(viewer, permission, subjects).values())


def _subjects(found: Task) -> list[Subject]:
    """Everybody it is about, also whom the viewer may not know of: the caller asks the policy about each."""
    rows = TaskAbout.objects.filter(task=found).order_by("subject_id")
    with wall.whole("a task closes with a record that is not shown: whom it is about must be known first"):
        return [one.subject for one in rows.select_related("subject__person__card")]


def _versions(found: Task, words: WithheldWords, *, is_closed: bool) -> list[Version]:
    """All versions, the first first, each told by what it changed."""
    rows = Task.objects.filter(thread=found.thread).select_related("user", "team", "recorded_by").order_by("pk")
    told: list[Version] = []
    before: Task | None = None
    for row in rows:
        by = row.recorded_by.name if row.recorded_by else "Thrive"
        why = "" if is_closed else words.over(row.why, row.recorded_by_id)
        told.append(Version(_what(row, before), by, row.recorded_at, why))
        before = row
    return told


def _what(row: Task, before: Task | None) -> str:
    if before is None:
        return f"Asked of {row.party.name}"
    if row.state != before.state:
        return row.get_state_display()
    if row.party != before.party:
        return f"Passed on to {row.party.name}"
    return f"Due {due_in_full(row.due_on)}, before {due_in_full(before.due_on)}"
