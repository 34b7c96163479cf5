"""Imports over HTTP."""

import pytest

from thrive.base.access.tests import callers, factories
from thrive.base.history.refs import new_ref
from thrive.oversight.returns.models import ImportRun

pytestmark = pytest.mark.django_db


def test_an_analyst_reads_imports_and_nobody_else_does():
    council = factories.council()
    run = ImportRun.objects.create(kind="people", file_name="people.csv", authority=council.authority)
    caller = callers.person(factories.user(["performance_analyst"]))
    assert [one["ref"] for one in caller.get("/imports").json()["runs"]] == [run.ref]
    assert caller.get(f"/imports/{run.ref}").json()["run"]["file_name"] == "people.csv"
    assert caller.get(f"/imports/{new_ref()}").status_code == 404
    assert callers.person(factories.user(["practice_supervisor"])).get("/imports").status_code == 403
