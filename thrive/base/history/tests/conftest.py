"""The tables of `helpers` exist while the tests of this folder run."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from conftest import APP_ROLE, work_as_owner
from thrive.base.history.tests import helpers


@contextmanager
def the_owner() -> Iterator[None]:
    """Only the owner makes tables. On SQLite there is no owner, and no table is changed inside a transaction."""
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic():
        work_as_owner()
        yield


@pytest.fixture(scope="package", autouse=True)
def invented_tables(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), the_owner():
        helpers.make_tables()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"grant all on {', '.join(one._meta.db_table for one in helpers.TABLES)} to {APP_ROLE}")
    yield
    with django_db_blocker.unblock(), the_owner():
        helpers.drop_tables()
