"""Sealing a part of a record over HTTP: the same rights and refusals as on the pages."""

from collections.abc import Iterator

import pytest

from thrive.base.access.models import User
from thrive.base.access.signing_in import visit
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.access.tests.callers import Caller
from thrive.base.history.models import AuditEntry
from thrive.base.people.models import Identifier, Name, PartSeal, Person, Relationship
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db
SENT = {"part": "names", "says": "poppy  trevanion", "reason": "adoption", "why": "Placed for adoption in May."}


@pytest.fixture
def caller(manager: User, posy: Person) -> Iterator[Caller]:
    """The manager's own page."""
    yield callers.person(access.fresh(manager))


def names(posy: Person) -> list[str]:
    """What she is called, as far as is not sealed."""
    return [one.words for one in Name.objects.current().filter(person=posy).order_by("pk")]


def test_a_manager_seals_reads_and_lifts(caller: Caller, posy: Person, reader: User) -> None:
    made = caller.post(f"/people/{posy.ref}/sealed", {**SENT, "readers": [reader.ref]})
    assert made.status_code == 201, made.content
    assert names(posy) == ["Posy Ellerby"]
    of_reader = callers.person(access.fresh(reader))
    for one in (caller, of_reader):
        (part,) = one.get(f"/people/{posy.ref}/sealed").json()["parts"]
        assert part["ref"] == made.json()["ref"] and "Poppy Trevanion" in part["says"][0]
    lift = f"/people/{posy.ref}/sealed/{part['ref']}/lift"
    assert of_reader.post(lift, {"why": "She asked."}).status_code == 403, "who reads it is no manager"
    assert caller.post(lift, {"why": "She asked."}).status_code == 201
    assert sorted(names(posy)) == ["Poppy Trevanion", "Posy Ellerby"]
    assert caller.get(f"/people/{posy.ref}/sealed").json()["parts"] == []
    verbs = set(AuditEntry.objects.filter(subject_id=posy.pk).values_list("verb", flat=True))
    assert {"people.part.sealed", "people.part.opened", "people.part.read"} <= verbs


def test_a_number_and_a_relationship_are_named_by_what_they_say(caller: Caller, posy: Person) -> None:
    mother = factories.person("Halina Zelwer", sex="F", child=False)
    Relationship.objects.create(person=mother, kind="parent", other=posy)
    why = {"reason": "adoption", "why": "Placed in May."}
    number = caller.post(f"/people/{posy.ref}/sealed", {"part": "identifiers", "says": "9990000018", **why})
    tie = caller.post(f"/people/{posy.ref}/sealed", {"part": "relationships", "other": mother.ref, **why})
    assert (number.status_code, tie.status_code) == (201, 201), (number.content, tie.content)
    assert not Identifier.objects.filter(person=posy).exists()
    assert not Relationship.objects.filter(other=posy).exists()


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"says": "Somebody Else"}, 422, "says"),
        ({"says": ""}, 422, "says"),
        ({"part": "relationships", "says": ""}, 422, "other"),
        ({"says": "Posy Ellerby"}, 422, ""),
        ({"why": "  "}, 422, "why"),
        ({"reason": "curious"}, 422, "reason"),
        ({"readers": ["zzzzzzzzzzzz"]}, 422, "readers"),
    ],
)
def test_what_cannot_be_is_said_at_its_answer(
    caller: Caller, posy: Person, change: dict[str, object], status: int, field: str
) -> None:
    answer = caller.post(f"/people/{posy.ref}/sealed", {**SENT, **change})
    assert answer.status_code == status, answer.content
    assert not field or field in [one["field"].split(".")[-1] for one in answer.json()["errors"]]
    assert not PartSeal.objects.exists()


def test_to_whoever_is_not_named_for_it_there_is_nothing_here(caller: Caller, posy: Person, reader: User) -> None:
    seal = caller.post(f"/people/{posy.ref}/sealed", SENT).json()["ref"]
    other = access.user(["practice_supervisor"], access.council(factories.authority()))
    access.involvement(posy.subject, other, role="lead_practitioner")
    called = callers.person(access.fresh(other))
    assert called.get(f"/people/{posy.ref}/sealed").status_code == 404
    assert called.post(f"/people/{posy.ref}/sealed/{seal}/lift", {"why": "Let me."}).status_code == 404
    unnamed = access.user(["practice_supervisor"], access.council(factories.authority()))
    access.involvement(posy.subject, unnamed, purpose="opened")
    assert callers.person(access.fresh(unnamed)).post(f"/people/{posy.ref}/sealed", SENT).status_code in (403, 422)
    assert PartSeal.objects.count() == 1


def test_it_is_done_once_for_its_key_and_only_shortly_after_proving_who_one_is(caller: Caller, posy: Person) -> None:
    first = caller.post(f"/people/{posy.ref}/sealed", SENT, key="mine")
    again = caller.post(f"/people/{posy.ref}/sealed", SENT, key="mine")
    assert (first.status_code, again.content) == (201, first.content) and PartSeal.objects.count() == 1
    session = caller.client.session
    session[visit.CONFIRMED] = 0
    session.save()
    late = caller.post(f"/people/{posy.ref}/sealed/{first.json()['ref']}/lift", {"why": "Later."})
    assert late.status_code == 403 and "/confirm" in late.json()["detail"]
    assert PartSeal.objects.current().filter(lifted=False).count() == 1


def test_a_system_seals_nothing(posy: Person) -> None:
    system = callers.system(access.council(factories.authority()), ["people.open_record"])
    assert system.get(f"/people/{posy.ref}/sealed").status_code == 403
    assert system.post(f"/people/{posy.ref}/sealed", SENT).status_code == 403
