"""The web server works as a role that owns no table; so do all tests on PostgreSQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from thrive.base.history import audit
from thrive.base.history.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_work_goes_on_without_owning_the_tables():
    audit.note(None, "test.happened")
    assert AuditEntry.objects.get().verb == "test.happened"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select current_user")
            assert cursor.fetchone() == ("thrive_app",)


def test_whoever_does_not_own_a_table_cannot_change_it():
    may_change = connection.vendor == "sqlite"  # where everybody owns the file
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("alter table history_auditentry add column sneaked_in integer")
        changed = True
    except DatabaseError:
        changed = False
    assert changed is may_change
