"""Imports over HTTP."""

import pytest

from thrive.base.access.models import Authority
from thrive.base.access.tests import callers, factories
from thrive.base.history.refs import new_ref
from thrive.oversight.returns.models import ImportFinding, ImportRun

pytestmark = pytest.mark.django_db


def test_a_file_of_another_authority_is_read_where_a_colleague_brought_it_in():
    """By everybody who may read imports here, on either database; not by those whose authority it is of."""
    council, norfolk = factories.council(), Authority.objects.create(dfe_code="926", name="Norfolk")
    colleague = factories.user(["performance_analyst"], council)
    run = ImportRun.objects.create(kind="people", file_name="a.csv", authority=norfolk, started_by=colleague)
    ImportFinding.objects.create(run=run, level="odd", child_id="A1", reason="Look at it")
    ImportRun.objects.create(kind="people", file_name="by-command.csv", authority=norfolk)
    caller = callers.person(factories.user(["performance_analyst"], council))
    assert [one["file_name"] for one in caller.get("/imports").json()["runs"]] == ["a.csv"]
    assert caller.get(f"/imports/{run.ref}").json()["reasons"][0]["number"] == 1


def test_an_analyst_reads_imports_and_nobody_else_does():
    council = factories.council()
    run = ImportRun.objects.create(kind="people", file_name="people.csv", authority=council.authority)
    caller = callers.person(factories.user(["performance_analyst"]))
    assert [one["ref"] for one in caller.get("/imports").json()["runs"]] == [run.ref]
    assert caller.get(f"/imports/{run.ref}").json()["run"]["file_name"] == "people.csv"
    assert caller.get(f"/imports/{new_ref()}").status_code == 404
    assert callers.person(factories.user(["practice_supervisor"])).get("/imports").status_code == 403
