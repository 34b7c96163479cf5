"""Rows written in bulk are those that Django would have written."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection

from thrive.base.access.models import Authority, Subject
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.access.tests.factories import subject
from thrive.base.history import bulk
from thrive.base.history.models import AuditEntry
from thrive.base.record.models import Event, EventAbout

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 4, 12, 30, 15, 250, tzinfo=dt.UTC)


def entry(subject_id: int) -> AuditEntry:
    return AuditEntry(
        at=AT, actor_kind=AuditEntry.ActorKind.SYSTEM, verb="tested", subject_id=subject_id, details={"a": [1]}
    )


def stored(model: type, leave_out: tuple[str, ...] = ("id",)) -> list[dict]:
    return [{k: v for k, v in row.items() if k not in leave_out} for row in model._base_manager.order_by("pk").values()]


def test_rows_are_as_bulk_create_would_write_them():
    AuditEntry.objects.bulk_create([entry(1)])
    bulk.insert([entry(1)])
    one, other = stored(AuditEntry)
    assert one == other
    with connection.cursor() as cursor:
        cursor.execute("select details, at, actor_kind from history_auditentry order by id")
        first, second = cursor.fetchall()
    assert first == second


def test_nothing_to_write_writes_nothing():
    bulk.insert([])
    assert bulk.insert_keyed([]) == []
    assert not AuditEntry.objects.exists()


def test_keys_are_fresh_and_the_rows_are_found_by_them():
    known = subject()
    home = Authority.objects.get(pk=known.authority_id)
    made = bulk.insert_keyed([Subject(authority=home, restriction=Restriction.SEALED) for _ in range(3)])
    later = Subject.objects.create(authority=home)
    assert len({known.pk, *(one.pk for one in made), later.pk}) == 5
    assert Subject.objects.get(ref=made[1].ref).pk == made[1].pk
    assert {one.restriction for one in Subject.objects.filter(pk__in=[one.pk for one in made])} == {"sealed"}


def test_values_are_filled_up_with_defaults():
    known = subject()
    [told] = bulk.insert_keyed([Event(group="notes", kind="tested", title="Tested", happened_on=AT.date())])
    bulk.insert_values(EventAbout, ("event_id", "subject_id", "happened_on"), [(told.pk, known.pk, AT.date())])
    [about] = EventAbout.objects.all()
    assert (about.event, about.capacity, about.happened_on) == (told, Capacity.CHILD, AT.date())
    assert Event.objects.get().recorded_at.tzinfo is not None


def test_the_database_still_refuses_what_may_not_be():
    known = subject()
    [told] = bulk.insert_keyed([Event(group="notes", kind="tested", title="Tested", happened_on=AT.date())])
    twice = [(told.pk, known.pk, AT.date())] * 2
    with pytest.raises(IntegrityError):
        bulk.insert_values(EventAbout, ("event_id", "subject_id", "happened_on"), twice)
