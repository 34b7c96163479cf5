"""The tables of `helpers` exist while the tests of this folder run."""

import pytest

from thrive.base.history.tests import helpers


@pytest.fixture(scope="package", autouse=True)
def invented_tables(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        helpers.make_tables()
    yield
    with django_db_blocker.unblock():
        helpers.drop_tables()
