"""Invented work for tests: a kind of task that only tests know, and tasks of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from thrive.base.access.models import Subject, Team, User
from thrive.base.casework.actions import tasks
from thrive.base.casework.models import Task
from thrive.base.casework.permissions import DISMISS_TASK
from thrive.base.offers import REGISTRY, TaskKind

SEE_CHILD = TaskKind(
    "tests.see_child", "See the child", "a visit is recorded at which the child was seen", DISMISS_TASK
)


@contextmanager
def with_kinds(*kinds: TaskKind) -> Iterator[None]:
    """While the block runs casework offers these kinds of task too."""
    before = REGISTRY._domains
    REGISTRY._domains = tuple(
        replace(one, tasks=(*one.tasks, *kinds)) if one.key == "casework" else one for one in before
    )
    try:
        yield
    finally:
        REGISTRY._domains = before


def task(*about: Subject, to: User | Team, by: User, **values: object) -> Task:
    """A task to see a child."""
    return tasks.ask("tests.see_child", about=about, to=to, by=by, **values)
