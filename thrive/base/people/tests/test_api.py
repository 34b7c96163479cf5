"""People over HTTP: the same answers and refusals as the pages, for people and for other systems."""

import pytest

from thrive.base.access.models import ApiAnswer, Involvement
from thrive.base.access.rules import Purpose
from thrive.base.access.tests import callers, factories
from thrive.base.history.models import AuditEntry
from thrive.base.people.tests.factories import person

pytestmark = pytest.mark.django_db

EVERYTHING = ["people.search", "people.see_name", "people.see_header", "people.open_record", "people.see_family"]


@pytest.fixture
def worker():
    return factories.user(["lead_practitioner"], name="Sam Ali")


@pytest.fixture
def ava(worker):
    made = person("Ava Okoro")
    factories.involvement(made.subject, worker)
    return made


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [one["name"] for one in response.json()["people"]]


def test_a_worker_searches_and_reads(worker, ava):
    caller = callers.person(worker)
    found = caller.post("/people/search", {"find": "Okoro"})
    assert names(found) == ["Ava Okoro"] and found.json()["total"] == 1
    ref = found.json()["people"][0]["ref"]
    assert caller.get(f"/people/{ref}").json()["name"] == "Ava Okoro"
    assert caller.get(f"/people/{ref}/summary").json()["person"]["ref"] == ref
    assert caller.get(f"/people/{ref}/family").json()["name"] == "Ava Okoro"
    seen = AuditEntry.objects.filter(actor_id=worker.pk).values_list("verb", flat=True)
    assert list(seen).count("people.record.opened") == 3 and "people.searched" in seen


def test_what_was_sought_stands_nowhere_in_the_log(worker, ava):
    callers.person(worker).post("/people/search", {"find": "Okoro"})
    entry = AuditEntry.objects.get(verb="people.searched")
    assert "Okoro" not in str(vars(entry)) and len(entry.details["terms"]) == 64


def test_too_little_to_search_for_is_said_at_its_answer(worker):
    found = callers.person(worker).post("/people/search", {"find": "a"})
    assert found.status_code == 422 and found.json()["errors"][0]["field"] == "find"


def test_a_record_opens_with_a_reason_as_on_the_pages(ava):
    officer = factories.user(["front_door_officer"])
    caller = callers.person(officer)
    refused = caller.get(f"/people/{ava.subject.ref}/summary")
    assert refused.status_code == 403 and refused.json()["may_open"] is True
    assert AuditEntry.objects.filter(verb="access.refused", actor_id=officer.pk, subject_id=ava.pk).exists()
    opened = caller.post(f"/people/{ava.subject.ref}/openings", {"reason": "duty"})
    assert opened.status_code == 201, opened.content
    assert callers.person(officer).get(f"/people/{ava.subject.ref}/summary").status_code == 200


def test_a_write_sent_again_is_done_once_and_answered_the_same(ava):
    officer = factories.user(["front_door_officer"])
    caller = callers.person(officer)
    first = caller.post(f"/people/{ava.subject.ref}/openings", {"reason": "duty"}, key="mine")
    again = caller.post(f"/people/{ava.subject.ref}/openings", {"reason": "duty"}, key="mine")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert AuditEntry.objects.filter(verb="access.opened_with_reason").count() == 1
    assert AuditEntry.objects.filter(verb="access.api.repeated", actor_id=officer.pk).count() == 1


def test_a_key_belongs_to_one_call_of_one_caller(ava):
    caller, other = (callers.person(factories.user(["front_door_officer"])) for _ in range(2))
    assert caller.post(f"/people/{ava.subject.ref}/openings", {"reason": "duty"}, key="mine").status_code == 201
    reused = caller.post(f"/people/{ava.subject.ref}/openings", {"reason": "cover"}, key="mine")
    assert reused.status_code == 422 and reused.json()["type"].endswith("key-reused")
    assert other.post(f"/people/{ava.subject.ref}/openings", {"reason": "duty"}, key="mine").status_code == 201


def test_a_write_without_a_key_is_refused(ava):
    caller = callers.person(factories.user(["front_door_officer"]))
    found = caller.client.post(
        f"/api/v1/people/{ava.subject.ref}/openings", '{"reason": "duty"}', content_type="application/json",
        headers=caller.headers,
    )  # fmt: skip
    assert found.status_code == 400 and found.json()["type"].endswith("key-missing")
    assert not Involvement.objects.filter(purpose=Purpose.OPENED).exists()


def test_a_refused_write_keeps_no_answer_and_may_be_tried_again(ava):
    caller = callers.person(factories.user(["front_door_officer"]))
    ava.subject.restriction = "restricted"
    ava.subject.save()
    assert caller.post(f"/people/{ava.subject.ref}/openings", {"reason": "duty"}, key="mine").status_code == 403
    assert not ApiAnswer.objects.exists()
    ava.subject.restriction = "ordinary"
    ava.subject.save()
    assert caller.post(f"/people/{ava.subject.ref}/openings", {"reason": "duty"}, key="mine").status_code == 201


def test_a_schools_system_sees_its_pupils_and_nobody_else(ava):
    school = factories.school("Oakfield School")
    pupil, other = person("Bea Okoro"), person("Cal Okoro")
    factories.involvement(pupil.subject, school, purpose=Purpose.EDUCATION)
    factories.involvement(other.subject, factories.school("Another School"), purpose=Purpose.EDUCATION)
    caller = callers.system(school, ["people.search", "people.see_name", "people.see_header"])
    assert names(caller.post("/people/search", {"find": "Okoro"})) == ["Bea Okoro"]
    assert caller.get(f"/people/{pupil.subject.ref}").json()["name"] == "Bea Okoro"
    for one in (other, ava):
        refused = caller.get(f"/people/{one.subject.ref}")
        assert refused.status_code == 403 and "may_open" not in refused.json()
    refusals = AuditEntry.objects.filter(verb="access.refused", actor_kind="system")
    assert refusals.count() == 2 and refusals[0].actor_key.startswith("client ")
    assert refusals[0].organisation_id == school.pk


def test_a_schools_system_loses_a_pupil_who_becomes_restricted():
    school = factories.school()
    pupil = person("Bea Okoro")
    factories.involvement(pupil.subject, school, purpose=Purpose.EDUCATION)
    caller = callers.system(school, ["people.search", "people.see_name", "people.see_header"])
    pupil.subject.restriction = "restricted"
    pupil.subject.save()
    assert names(caller.post("/people/search", {"find": "Okoro"})) == []
    assert caller.get(f"/people/{pupil.subject.ref}").status_code == 403


def test_the_councils_own_system_reads_ordinary_records_only(ava):
    hidden, sealed = person("Bea Okoro"), person("Cal Okoro")
    for one, restriction in ((hidden, "restricted"), (sealed, "sealed")):
        one.subject.restriction = restriction
        one.subject.save()
    caller = callers.system(factories.council(), EVERYTHING)
    found = caller.post("/people/search", {"find": "Okoro"}).json()["people"]
    assert sorted((one["name"], one["is_closed"]) for one in found) == [("Ava Okoro", False), ("Bea Okoro", True)]
    assert caller.get(f"/people/{ava.subject.ref}/summary").status_code == 200
    assert caller.get(f"/people/{hidden.subject.ref}/summary").status_code == 403
    assert caller.get(f"/people/{sealed.subject.ref}/summary").status_code == 404


def test_a_system_does_not_write_and_does_not_read_who_looked(ava):
    caller = callers.system(factories.council(), [*EVERYTHING, "access.see_who_looked"])
    assert caller.post(f"/people/{ava.subject.ref}/openings", {"reason": "duty"}).status_code == 403
    assert caller.post(f"/people/{ava.subject.ref}/looks", {}).status_code == 403


def test_a_scope_is_needed(ava):
    caller = callers.system(factories.council(), ["people.see_header"])
    refused = caller.post("/people/search", {"find": "Okoro"})
    assert refused.status_code == 403 and "scopes" in refused.json()["detail"]


def test_a_manager_reads_who_looked(worker, ava):
    callers.person(worker).get(f"/people/{ava.subject.ref}/summary")
    caller = callers.person(factories.user(["practice_supervisor"]))
    found = caller.post(f"/people/{ava.subject.ref}/looks", {}).json()
    assert "Sam Ali" in {one["who"] for one in found["entries"]}


def test_an_address_kept_back_is_kept_back(ava):
    ava.subject.address_restricted = True
    ava.subject.save()
    caller = callers.person(factories.user(["out_of_hours_worker"]))
    assert caller.get(f"/people/{ava.subject.ref}").json()["address"] == "Address withheld"


def test_a_schools_system_reads_no_more_of_a_pupil_than_the_schools_own_staff():
    school = factories.school("Larkfield")
    pupil, led = person("Ava Okoro"), person("Bo Okoro")
    factories.involvement(pupil.subject, school, role="school", purpose=Purpose.EDUCATION)
    factories.involvement(led.subject, school, purpose=Purpose.ALLOCATED)
    caller = callers.system(school, [*EVERYTHING, "notes.read", "notes.read_timeline"])
    assert caller.get(f"/people/{pupil.ref}").status_code == 200
    for part in ("summary", "family", "notes", "known"):
        assert caller.get(f"/people/{pupil.ref}/{part}").status_code == 403, part
    assert caller.get(f"/people/{led.ref}/summary").status_code == 200  # whom the school leads for
