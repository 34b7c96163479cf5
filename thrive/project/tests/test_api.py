"""The whole API against its own description: whatever is sent, the answer is one that the description allows."""

import json
from contextlib import contextmanager
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as bounds
from ninja import Schema
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from thrive.base.access.permission import Permission
from thrive.base.access.tests import callers, factories
from thrive.pathway.front_door.permissions import ANSWER_CHECK, REPORT
from thrive.project import api
from thrive.project.tests.things_called import things
from thrive.project.wsgi import application

pytestmark = pytest.mark.django_db

CASES = 4  # for each operation, caller and way of making them up
SEED = 2026
load_all_checks()
#: Of schemathesis' checks those that hold of one answer, whoever asks. What is refused to whom is the policy's tests'.
HELD = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
REFUSED_WHEN_WRONG = (*HELD, "negative_data_rejection")
SCOPES = (
    "people.search", "people.see_name", "people.see_header", "people.open_record", "people.see_family", "notes.read",
    "notes.read_timeline", "front_door.report",
)  # fmt: skip
ROLES = ("lead_practitioner", "practice_supervisor", "performance_analyst", "front_door_manager")
#: What partners do and the council's own staff do not: asked as somebody of a school as well.
OF_PARTNERS = frozenset({REPORT, ANSWER_CHECK})


def test_no_two_shapes_have_one_name():
    found: dict[str, set[str]] = {}

    def gather(shape: type) -> None:
        for one in shape.__subclasses__():
            if one.__module__.startswith("thrive."):
                found.setdefault(one.__name__, set()).add(one.__module__)
            gather(one)

    gather(Schema)
    assert len(found) > 20 and not {name: where for name, where in found.items() if len(where) > 1}


def test_every_operation_says_what_it_does_and_what_it_needs():
    described = api.description()["paths"]
    for one in api.declared():
        operation = described[f"/api/v1{one.path}"][one.method.lower()]
        assert operation["summary"] and operation["description"] and operation["tags"]
        needs = one.needs.key if isinstance(one.needs, Permission) else one.needs
        assert operation.get("x-needs", "public") == needs


@cache
def described() -> schemathesis.schemas.BaseSchema:
    """The description as schemathesis reads it, with the application that answers to it.

    Who calls is ours to say, so the ways to sign in are left out: else they are made up with the rest.
    """
    described = json.loads(json.dumps(api.description()))
    del described["components"]["securitySchemes"]
    for methods in described["paths"].values():
        for operation in methods.values():
            del operation["security"]
    found = schemathesis.openapi.from_dict(described)
    found.app = application
    return found


@contextmanager
def connections_stay_open():
    """Calls go straight to the application, which would close the test's own connection before each."""
    signals = (request_started, request_finished)
    for one in signals:
        one.disconnect(close_old_connections)
    try:
        yield
    finally:
        for one in signals:
            one.connect(close_old_connections)


@pytest.fixture
def caller(request, settings):
    """Somebody signed in, or a council's system: what goes with each of their calls; and the refs of things there."""
    settings.THRIVE_API_CALLS = 100_000
    worker = factories.user(ROLES, factories.council())
    there = things(worker)
    if request.param == "system":
        return {"headers": callers.system(factories.council(), SCOPES).headers}, there
    signed_in = callers.person(there.lead if request.param == "partner" else worker)
    cookies = {name: one.value for name, one in signed_in.client.cookies.items()}
    return {"headers": signed_in.headers, "cookies": cookies}, there


def callers_and(operations):
    """Each operation with each caller it is tried as."""
    return [
        pytest.param(who, one, id=f"{one.key}-{who}")
        for one in operations
        for who in ("person", "system", "partner")
        if (who != "partner" or one.needs in OF_PARTNERS) and (who != "system" or not one.people_only)
    ]


def agrees(one, caller, mode: GenerationMode, checks: tuple[str, ...]) -> None:
    """Send calls made up from the description, as it says or as it does not, and look at every answer.

    Those that are as it says are about something that is there, where we know of such a thing.
    """
    goes_with, there = caller
    operation = described()[f"/api/v1{one.path}"][one.method]

    @seed(SEED)
    @bounds(
        max_examples=CASES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def answers(case):
        if mode == GenerationMode.POSITIVE:
            case.path_parameters.update(there.named_in(one.path))
        response = case.call_and_validate(**goes_with, checks=CHECKS.get_by_names(checks))
        assert response.status_code != 401 or one.needs == "public", "The caller was not known"

    with connections_stay_open():
        answers()


def can_be_asked_wrongly(one) -> bool:
    """Whether the description asks for anything that could be given wrongly."""
    operation = api.description()["paths"][f"/api/v1{one.path}"][one.method.lower()]
    return bool(operation["parameters"] or "requestBody" in operation)


@pytest.mark.slow
@pytest.mark.parametrize(("caller", "one"), callers_and(api.declared()), indirect=["caller"])
def test_a_call_is_answered_as_described(one, caller):
    """One that is as described, and one that is not and is refused. Together, since what they are about takes longest
    to make."""
    agrees(one, caller, GenerationMode.POSITIVE, HELD)
    if can_be_asked_wrongly(one):
        agrees(one, caller, GenerationMode.NEGATIVE, REFUSED_WHEN_WRONG)


@pytest.mark.parametrize("one", api.declared(), ids=lambda one: one.key)
def test_nobody_is_answered_but_where_everybody_is(one):
    path = f"/api/v1{one.path}".replace("{ref}", "222222222222").replace("{key}", "none")
    response = callers.Client().generic(one.method, path)
    assert response.status_code == (422 if one.needs == "public" else 401), response.content
