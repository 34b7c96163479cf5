"""The database itself refuses to change or delete what is kept; one helper lifts that, for the owner alone."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from thrive.base.history import audit, guards, sealer, twotime
from thrive.base.history.models import AuditEntry, Seal
from thrive.base.history.tests.helpers import NOON, Decision, Lodging, Robot

pytestmark = pytest.mark.django_db


def refused(sql, *values):
    """Whether the database refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except IntegrityError as problem:
        assert "are kept" in str(problem)
        return True
    return False


@pytest.fixture
def kept():
    """A row of each shape."""
    audit.note(Robot(), "a.done")
    sealer.seal_pending()
    day = dt.date(2026, 3, 2)
    Decision.objects.create(person=1, outcome="start", happened_on=day)
    twotime.add(Lodging(person=1, place="Ash House", true_from=day))


CHANGES = {
    "an entry's verb": "update history_auditentry set verb = 'unseen'",
    "an entry to itself": "update history_auditentry set verb = verb",
    "an entry away": "delete from history_auditentry",
    "a seal's digest": "update history_seal set digest = 'f'",
    "a seal away": "delete from history_seal",
    "a decision's outcome": "update history_decision set outcome = 'stop'",
    "a decision away": "delete from history_decision",
    "a place": "update history_lodging set place = 'Elsewhere'",
    "a span": "update history_lodging set true_to = '2026-03-09'",
    "a place while closing": "update history_lodging set place = 'B', replaced_at = '2026-03-03 12:00:00+00:00'",
    "the instant of recording": "update history_lodging set recorded_at = '2020-01-01 12:00:00+00:00'",
    "a two-time row away": "delete from history_lodging",
}


@pytest.mark.parametrize("sql", CHANGES.values(), ids=CHANGES)
def test_what_is_kept_is_neither_changed_nor_deleted(kept, sql):
    assert refused(sql)


def test_closing_is_the_one_change_and_is_done_once(kept):
    for table in ("history_lodging", "history_decision"):
        assert not refused(f"update {table} set replaced_at = %s", NOON)
        assert refused(f"update {table} set replaced_at = %s", NOON + dt.timedelta(days=1))
        assert refused(f"update {table} set replaced_at = null")


def test_a_table_is_not_emptied_at_a_stroke(kept, as_owner):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        assert refused("truncate history_seal")
        assert refused("truncate history_auditentry cascade")
    assert AuditEntry.objects.count() == Seal.objects.count() == 1


def test_every_kept_table_is_guarded():
    assert guards.unguarded() == []
    assert {AuditEntry, Seal} < set(guards.kept_models())


def test_a_guard_that_was_dropped_is_missed_and_put_back_by_migrating(as_owner):
    with connection.cursor() as cursor:
        on = " on history_seal" if connection.vendor == "postgresql" else ""
        cursor.execute(f"drop trigger thrive_keep_history_seal{on}")
    assert guards.unguarded() == ["history_seal"]
    call_command("migrate", "history", verbosity=0)
    assert guards.unguarded() == []


def test_a_guard_that_was_switched_off_is_missed_too(as_owner):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("alter table history_seal disable trigger thrive_keep_history_seal")
        assert guards.unguarded() == ["history_seal"]
        guards.install()
    assert guards.unguarded() == []


def test_lifted_for_a_block_and_no_longer(kept, as_owner):
    with guards.lifted():
        assert not refused("delete from history_seal")
        assert not refused("update history_auditentry set verb = 'b.done'")
    assert refused("delete from history_auditentry")
    assert AuditEntry.objects.get().verb == "b.done"
    assert guards.unguarded() == []


def test_a_block_that_fails_leaves_the_guards_standing(kept, as_owner):
    with pytest.raises(ZeroDivisionError), guards.lifted():
        Lodging.objects.using("default")._raw_delete("default")
        raise ZeroDivisionError
    assert Lodging.objects.count() == 1
    assert refused("delete from history_auditentry") and refused("delete from history_lodging")
    assert guards.unguarded() == []


def test_the_role_of_the_web_server_cannot_lift_them(kept):
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("set local thrive.lifted = 'on'")
    assert refused("delete from history_seal")
    with pytest.raises(IntegrityError), transaction.atomic(), guards.lifted():
        AuditEntry.objects.all()._raw_delete("default")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("drop trigger thrive_keep_history_seal on history_seal")
    assert AuditEntry.objects.count() == Seal.objects.count() == 1
