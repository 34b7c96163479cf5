"""A two-time and an append-only table that only these tests have, and examples that leave nothing behind."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from thrive.base.history import guards
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly, TwoTime
from thrive.base.history.one_at_a_time import OneAtATime

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

with isolate_apps("thrive.base.history"):

    class Lodging(TwoTime):
        """Where a person lodges: one place at a time."""

        ref = RefField()
        person = models.IntegerField()
        place = models.CharField(max_length=20)

        class Meta(TwoTime.Meta):
            app_label = "history"
            constraints = [*TwoTime.Meta.constraints, OneAtATime(fields=["person"])]

    class Decision(AppendOnly):
        """Something decided about a person."""

        person = models.IntegerField()
        outcome = models.CharField(max_length=20)

        class Meta:
            app_label = "history"


TABLES = (Lodging, Decision)


def make_tables() -> None:
    """Create the two tables in the test database."""
    with connection.schema_editor() as editor:
        for model in TABLES:
            editor.create_model(model)
    guards.install(TABLES)


def drop_tables() -> None:
    """Take them away again."""
    with connection.schema_editor() as editor:
        for model in TABLES:
            editor.delete_model(model)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo what a property test's example wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Robot:
    """An actor that is not a person."""

    actor_kind = "system"
    actor_id = None
    actor_key = "robot"
    organisation_id = 7
