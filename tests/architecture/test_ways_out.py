"""Every route says whether it tells something about a person, and if so, is tried with guarded ones."""

from django.urls import get_resolver

from tests.architecture.test_guards import routes
from tests.ways_out import QUIET, WAYS, is_declared


def test_a_route_that_nobody_declared_is_found():
    assert not is_declared("people/<str:ref>/pictures")
    assert is_declared("people/<str:ref>/family")


def test_every_way_out_is_tried():
    unknown = sorted({path for path, _ in routes(get_resolver()) if not is_declared(path)})
    assert not unknown, (
        "Put each of these into tests/ways_out: into WAYS with how somebody goes there, so that it is tried for a "
        "restricted record, a withheld address and a sealed identity; or into QUIET with why it says nothing of "
        "anybody:\n" + "\n".join(unknown)
    )


def test_no_way_is_declared_that_is_gone():
    there = {path for path, _ in routes(get_resolver())}
    assert sorted((WAYS.keys() | QUIET.keys()) - there) == []
