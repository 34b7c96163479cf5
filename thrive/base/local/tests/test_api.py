"""Duties over HTTP."""

import pytest

from thrive.base.access.tests import callers, factories

pytestmark = pytest.mark.django_db


def test_duties_are_listed_narrowed_and_read_with_their_source():
    caller = callers.person(factories.user(["practice_supervisor"]))
    found = caller.get("/duties").json()
    assert len(found) > 5 and all(one["source"]["url"].startswith("https://") for one in found)
    key = found[0]["key"]
    assert caller.get(f"/duties/{key}").json() == found[0]
    assert len(caller.get("/duties?words=conference").json()) < len(found)
    assert caller.get("/duties/no.such.duty").status_code == 404
