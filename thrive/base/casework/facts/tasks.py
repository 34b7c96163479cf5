"""Which tasks are open, whoever asks: for closing, and for the actions that clear them."""

from django.db.models import Model, QuerySet

from thrive.base.casework.models import Task


def held_by(user: int) -> int:
    """How many tasks somebody was asked to do and has not."""
    return Task.objects.still_open().filter(user_id=user).count()


def open_of(obj: Model, kind: str = "") -> "QuerySet[Task]":
    """The open tasks that are to be done with `obj`, of one kind or of all, the oldest first."""
    rows = Task.objects.still_open().filter(object_type=obj._meta.label_lower, object_id=obj.pk)
    return (rows.filter(kind=kind) if kind else rows).order_by("pk")
