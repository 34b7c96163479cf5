"""Tasks, what is due, and handing work over, over HTTP."""

import pytest

from thrive.base.access.models import Involvement, Subject
from thrive.base.access.rules import Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests.callers import fields
from thrive.base.access.tests.factories import council, days_from_today, fresh, involvement, school, team, user
from thrive.base.casework.actions import handovers
from thrive.base.casework.models import DueDate, Handover, Task
from thrive.base.casework.tests.factories import SEE_CHILD, task, with_kinds
from thrive.base.history.refs import new_ref
from thrive.base.people.tests import factories
from thrive.base.people.tests.factories import subject_of

pytestmark = pytest.mark.django_db
LEAD = "lead_practitioner"


@pytest.fixture(autouse=True)
def kinds():
    with with_kinds(SEE_CHILD):
        yield


@pytest.fixture
def at():
    return council(factories.authority())


@pytest.fixture
def nia(at):
    return user([LEAD], at, name="Nia Bevan")


@pytest.fixture
def imran(at):
    return user([LEAD], at, name="Imran Shah")


@pytest.fixture
def ruth(at):
    return user(["practice_supervisor"], at, name="Ruth Osei")


@pytest.fixture
def ava(nia):
    made = subject_of(factories.person("Ava Okoro"))
    involvement(made, nia)
    return made


def as_(who):
    return callers.person(fresh(who))


def sent_to(who, **other):
    return {"to": {"user": who.ref}, "reason": "They moved to the east", **other}


def grounded(who, **other):
    return sent_to(who, **{"basis": "task", "consent": "agreed", **other})


class TestTasks:
    def test_the_list_is_that_of_the_home_page(self, ava, nia, imran):
        made = task(ava, to=nia, by=imran, due_on=days_from_today(-1), why="She rang")
        task(ava, to=imran, by=imran)
        found = as_(nia).get("/tasks").json()
        (one,) = found["work"]
        assert (one["ref"], one["title"], one["group"], one["why"]) == (
            made.thread,
            "See the child",
            "late",
            "She rang",
        )
        assert one["about"] == [{"ref": ava.ref, "name": "Ava Okoro"}] and one["is_new"] and found["pages"] == 1
        assert as_(nia).get("/tasks?show=late").json()["total"] == 1
        assert as_(nia).get("/tasks?show=soon").json()["total"] == 0

    def test_of_a_record_that_closed_it_says_that_there_is_a_task(self, ava, nia, imran):
        made = task(ava, to=imran, by=nia, why="Pomegranate")
        Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.SEALED)
        caller = as_(imran)
        for answer in (caller.get("/tasks"), caller.get(f"/tasks/{made.thread}")):
            assert answer.status_code == 200 and b"Ava" not in answer.content and b"Pomegranate" not in answer.content
        assert caller.get("/tasks").json()["work"][0]["is_closed"]

    def test_it_is_passed_on_once_with_a_reason(self, ava, nia, imran):
        made = task(ava, to=nia, by=imran)
        caller, path = as_(nia), f"/tasks/{made.thread}/pass-on"
        assert fields(caller.post(path, sent_to(imran, reason=" "))) == ["reason"]
        assert fields(caller.post(path, {"to": {}, "reason": "Away"})) == ["to"]
        assert fields(caller.post(path, {"to": {"user": new_ref()}, "reason": "Away"})) == ["to"]
        first, again = (caller.post(path, sent_to(imran), key="one") for _ in range(2))
        assert first.status_code == 201 and again["Idempotency-Replayed"] == "true"
        assert Task.objects.current().get().user == imran
        versions = as_(imran).get(f"/tasks/{made.thread}").json()["versions"]
        assert [one["what"] for one in versions] == ["Asked of Nia Bevan", "Passed on to Imran Shah"]
        assert as_(user([LEAD], nia.organisation)).post(path, sent_to(nia)).status_code in (403, 404)

    def test_a_manager_dismisses_it_and_whoever_has_it_does_not(self, ava, nia, imran, ruth):
        made = task(ava, to=nia, by=imran)
        path = f"/tasks/{made.thread}/dismiss"
        assert as_(nia).post(path, {"reason": "Done"}).status_code == 403
        involvement(ava, ruth)
        assert as_(ruth).post(path, {"reason": "Asked twice"}).status_code == 201
        assert fields(as_(ruth).post(path, {"reason": "Asked twice"})) == [""]
        assert Task.objects.current().get().state == Task.State.DISMISSED

    def test_nobody_is_given_a_task_about_a_record_closed_to_them(self, ava, nia, imran):
        made = task(ava, to=nia, by=imran)
        Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
        assert fields(as_(nia).post(f"/tasks/{made.thread}/pass-on", sent_to(imran))) == ["to"]

    def test_what_is_due_of_somebody_is_read_by_who_works_with_them(self, ava, nia, imran):
        task(ava, to=imran, by=nia, due_on=days_from_today(3))
        DueDate.objects.create(
            subject=ava, clock="family_help.assessment", rule="family_help.assessment", due_on=days_from_today(9),
            started_on=days_from_today(-9), element_ref=new_ref(), element_type="front_door.referral", binds=True,
        )  # fmt: skip
        found = as_(nia).get(f"/people/{ava.ref}/due").json()["due"]
        assert [(one["title"] == "See the child", one["party"]) for one in found] == [(True, "Imran Shah"), (False, "")]
        other = callers.person(user([LEAD], school("Larkfield")))
        assert other.get(f"/people/{ava.ref}/due").status_code in (403, 404)

    def test_to_whom_work_may_be_given_is_listed(self, nia, imran):
        east = team("East", organisation=nia.organisation)
        found = as_(nia).get("/parties").json()["parties"]
        assert [(one["kind"], one["ref"]) for one in found] == [
            ("user", imran.ref), ("user", nia.ref), ("team", east.ref),
        ]  # fmt: skip


class TestHandingOver:
    def test_a_manager_allocates_and_whoever_gets_it_takes_it_up(self, ava, nia, imran, ruth):
        path = f"/people/{ava.ref}/handovers/allocate"
        assert as_(nia).post(path, sent_to(imran)).status_code == 403
        ref = as_(ruth).post(path, sent_to(imran, note="Ring her aunt")).json()["ref"]
        seen = as_(imran).get(f"/handovers/{ref}").json()
        assert (seen["kind"], seen["note"], seen["may_answer"]) == ("allocate", "Ring her aunt", True)
        assert as_(nia).post(f"/handovers/{ref}/accept").status_code == 403
        assert as_(imran).post(f"/handovers/{ref}/accept").status_code == 201
        assert fields(as_(imran).post(f"/handovers/{ref}/accept")) == [""]
        work = as_(imran).get(f"/people/{ava.ref}/work").json()
        assert "Imran Shah" in [one["name"] for one in work["now"]]
        assert [(one["ref"], one["state"]) for one in work["handovers"]] == [(ref, "Taken on")]

    def test_a_transfer_is_declined_and_its_sender_reads_why(self, ava, nia, imran):
        path = f"/people/{ava.ref}/handovers/transfer"
        assert "consent_why" in fields(as_(nia).post(path, grounded(imran, consent="not_safe")))
        assert fields(as_(nia).post(path, grounded(imran, reply_by=str(days_from_today(-1))))) == ["reply_by"]
        first, again = (as_(nia).post(path, grounded(imran), key="one") for _ in range(2))
        assert first.json() == again.json() and Handover.objects.count() == 1
        ref = first.json()["ref"]
        assert "reason" in fields(as_(imran).post(f"/handovers/{ref}/decline", {"reason": " "}))
        assert as_(imran).post(f"/handovers/{ref}/decline", {"reason": "No room"}).status_code == 201
        seen = as_(nia).get(f"/handovers/{ref}").json()
        assert (seen["state"], seen["answer"], seen["may_acknowledge"]) == ("declined", "No room", True)
        assert as_(imran).post(f"/handovers/{ref}/acknowledge").status_code == 403
        assert as_(nia).post(f"/handovers/{ref}/acknowledge").status_code == 200
        assert not Task.objects.still_open().exists()

    def test_what_is_shared_is_taken_back_and_says_no_more(self, ava, nia, imran):
        path = f"/people/{ava.ref}/handovers/share"
        assert fields(as_(nia).post(path, grounded(imran, until_on=str(days_from_today(-1))))) == ["until_on"]
        ref = (
            as_(nia).post(path, grounded(imran, until_on=str(days_from_today(3)), note="Sleeps at hers")).json()["ref"]
        )
        assert Involvement.objects.now().filter(user=imran).exists()
        assert as_(nia).post(f"/handovers/{ref}/take-back", {"reason": "Done"}).status_code == 201
        assert not Involvement.objects.now().filter(user=imran).exists()
        seen = as_(imran).get(f"/handovers/{ref}").json()
        assert (seen["is_closed"], seen["note"], seen["about"], seen["basis"]) == (True, "", [], "")

    def test_a_service_is_asked_for_of_a_family(self, ava, nia, imran):
        family = factories.family("Okoro", ava.person)
        involvement(family.circle, nia)
        (choice,) = as_(nia).get(f"/people/{ava.ref}/work").json()["families"]
        assert choice["ref"] == family.ref
        path = f"/people/{ava.ref}/handovers/refer"
        assert fields(as_(nia).post(path, grounded(imran, family=new_ref()))) == ["family"]
        ref = as_(nia).post(path, grounded(imran, family=family.ref)).json()["ref"]
        assert Handover.objects.get(thread=ref).circle == family.circle

    def test_nobody_is_let_in_to_a_restricted_record_by_a_hand_over(self, ava, nia, imran, ruth):
        Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
        for kind in ("transfer", "refer"):
            assert fields(as_(nia).post(f"/people/{ava.ref}/handovers/{kind}", grounded(imran))) == ["to"]
        assert as_(ruth).post(f"/people/{ava.ref}/handovers/allocate", sent_to(imran)).status_code in (403, 422)
        assert not Handover.objects.exists()

    def test_a_hand_over_of_a_record_that_closed_says_that_there_was_one(self, ava, nia, imran):
        ref = as_(nia).post(f"/people/{ava.ref}/handovers/transfer", grounded(imran, note="Pomegranate")).json()["ref"]
        Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.SEALED)
        answer = as_(imran).get(f"/handovers/{ref}")
        assert answer.json()["is_closed"] and b"Pomegranate" not in answer.content and b"Ava" not in answer.content
        assert as_(user([LEAD], nia.organisation)).get(f"/handovers/{ref}").status_code == 404

    def test_only_who_sent_it_or_moves_work_takes_it_back(self, ava, nia, imran):
        row = handovers.refer(
            ava, to=imran, by=fresh(nia), reason="Help", reply_by=days_from_today(3),
            grounds=handovers.Grounds(basis="task", consent="agreed"),
        )  # fmt: skip
        assert as_(imran).post(f"/handovers/{row.thread}/take-back", {"reason": "No"}).status_code == 403
