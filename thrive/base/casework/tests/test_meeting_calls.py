"""Meetings and plans over HTTP: the same actions and rules as on the pages."""

import pytest

from thrive.base.access.models import Subject
from thrive.base.access.rules import Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.access.tests.callers import fields
from thrive.base.calendar import clock
from thrive.base.casework.models import Approval, Letter, Meeting, MeetingEntry, Plan, PlanProgress, PlanVersion, Task
from thrive.base.history.refs import new_ref
from thrive.base.notes.tests import factories as notes
from thrive.base.people import cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> notes.Household:
    """Ava, Theo and Kai with Kelly and Lee, their worker and her manager."""
    return notes.household()


@pytest.fixture
def worker(house):
    return callers.person(access.fresh(house.worker))


@pytest.fixture
def manager(house):
    return callers.person(access.fresh(house.manager))


def ref(person) -> str:
    return Subject.objects.get(pk=person.pk).ref


def a_meeting(house, **other):
    return {
        "kind": "casework.family_meeting", "about": [ref(house.ava), ref(house.theo)], "purpose": "plan",
        "starts_at": "2026-12-07T14:00:00Z", "where": "The library", "chair": "Joanne Adeyemi", **other,
    }  # fmt: skip


def set_up(house, caller) -> str:
    made = caller.post(f"/people/{ref(house.ava)}/meetings", a_meeting(house))
    assert made.status_code == 201, made.content
    return made.json()["ref"]


class TestMeetings:
    def test_a_meeting_is_set_up_moved_and_read(self, house, worker):
        meeting = set_up(house, worker)
        seen = worker.get(f"/meetings/{meeting}").json()
        assert (seen["starts_at"], seen["where"], len(seen["about"])) == ("2026-12-07T14:00:00Z", "The library", 2)
        moved = {
            "starts_at": "2026-12-08T09:15:00Z",
            "chair": "Ruth Osei",
            "why": "Kelly works",
            "seen": seen["revision"],
        }
        path = f"/meetings/{meeting}/arrangement"
        assert fields(worker.post(path, {**moved, "why": ""})) == ["why"]
        assert worker.post(path, {**moved, "seen": ""}).status_code == 409
        assert worker.post(path, moved).status_code == 201
        assert worker.post(path, moved).status_code == 409
        assert worker.get(f"/meetings/{meeting}").json()["chair"] == "Ruth Osei"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"purpose": "party"}, "purpose"),
            ({"chair": " "}, "chair"),
            ({"must_be_by": "2026-12-06"}, "starts_at"),
            ({"about": ["222222222222"]}, "about"),
        ],
    )
    def test_what_cannot_be_set_up_is_said_at_its_answer(self, house, worker, change, field):
        assert field in fields(worker.post(f"/people/{ref(house.ava)}/meetings", a_meeting(house, **change)))
        assert not Meeting.objects.exists()

    def test_the_same_call_again_sets_up_one(self, house, worker):
        path = f"/people/{ref(house.ava)}/meetings"
        first, again = (worker.post(path, a_meeting(house), key="one") for _ in range(2))
        assert first.json() == again.json() and Meeting.objects.count() == 1

    def test_it_is_held_ended_and_minuted(self, house, worker, manager):
        meeting = set_up(house, worker)
        listed = worker.get(f"/people/{ref(house.ava)}/invitees").json()
        assert {one["name"] for one in listed["family"]} >= {"Ava Okoro", "Kelly Marlowe"}
        seats = [
            {"person": ref(house.kelly), "agency": "family"}, {"worker": house.manager.ref, "agency": "social_care"},
            {"name": "A nurse", "agency": "health", "report_due_on": "2026-12-01"},
        ]  # fmt: skip
        kelly, ruth, nurse = (worker.post(f"/meetings/{meeting}/seats", one).json()["ref"] for one in seats)
        assert fields(worker.post(f"/meetings/{meeting}/seats", seats[0])) == ["person"]
        assert fields(worker.post(f"/meetings/{meeting}/seats", {"agency": "health"})) == ["name"]
        assert Task.objects.still_open().get().user == house.manager
        said = [
            {"kind": "note", "text": "Mornings are hard.", "kept_from": [nurse]},
            {"kind": "child_view", "text": "I want my bed.", "child": ref(house.ava)},
            {"kind": "decision", "text": "It works.", "child": ref(house.ava), "outcome": "goes_on"},
            {"kind": "action", "text": "Ring the school", "seat": ruth, "due_on": "2026-12-20"},
        ]
        took = [{"seat": kelly, "state": "present"}, {"seat": nurse, "state": "not_invited", "why": "On leave"}]
        path = f"/meetings/{meeting}/entries"
        kept = worker.post(path, {"attendance": took, "said": said})
        assert kept.status_code == 201, kept.content
        note, _, decision, action = kept.json()["entries"]
        dissent = {"kind": "dissent", "text": "Too little.", "seat": kelly, "against": decision}
        assert worker.post(path, {"said": [dissent]}).status_code == 201
        assert MeetingEntry.objects.get(ref=note).kept_from.get().seat.ref == nurse
        assert fields(worker.post(f"/meetings/{meeting}/end")) == ["went_on_because"]
        assert fields(worker.post(f"/meetings/{meeting}/end", {"ended_at": "2199-01-01T00:00:00Z"})) == ["ended_at"]
        assert worker.post(f"/meetings/{meeting}/end", {"went_on_because": "Ruth was ill"}).status_code == 201

        assert worker.post(path, {"said": said[:1]}).status_code == 422
        assert manager.post(f"/meetings/actions/{action}", {"how": "done"}).status_code == 201
        assert manager.post(f"/meetings/actions/{action}", {"how": "done"}).status_code == 409
        minutes = f"/meetings/{meeting}/minutes"
        assert worker.post(minutes, {"text": "Help goes on."}).status_code == 201
        assert worker.post(minutes, {"text": "Help goes on."}).status_code == 409
        assert fields(worker.post(minutes, {"text": "Help goes on!", "seen": 1})) == ["why"]
        assert worker.post(minutes, {"text": "Help goes on!", "seen": 1, "why": "Kelly asked"}).status_code == 201
        versions = worker.get(minutes).json()["versions"]
        assert [(one["number"], one["why"]) for one in versions] == [(2, "Kelly asked"), (1, "")]

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"kind": "decision", "text": "So.", "outcome": "goes_on"}, "said.child"),
            ({"kind": "decision", "text": "So.", "child": "ava", "outcome": "party"}, "said.outcome"),
            ({"kind": "note", "text": " "}, "said.text"),
            ({"kind": "action", "text": "Ring"}, "said.0.seat"),
            ({"kind": "view", "text": "So.", "seat": "222222222222"}, "said.0.seat"),
            ({"kind": "note", "text": "So.", "kept_from": ["222222222222"]}, "said.0.kept_from"),
            ({"kind": "child_view", "text": "So.", "child": "222222222222"}, "said.0.child"),
        ],
    )
    def test_what_cannot_be_kept_is_said_at_its_answer(self, house, worker, said, field):
        meeting = set_up(house, worker)
        entry = {**said, **({"child": ref(house.ava)} if said.get("child") == "ava" else {})}
        assert fields(worker.post(f"/meetings/{meeting}/entries", {"said": [entry]})) == [field]
        assert not MeetingEntry.objects.exists()

    def test_whoever_was_not_invited_is_said_why(self, house, worker):
        meeting = set_up(house, worker)
        seat = worker.post(f"/meetings/{meeting}/seats", {"name": "A nurse", "agency": "health"}).json()["ref"]
        sent = {"attendance": [{"seat": seat, "state": "not_invited"}]}
        assert fields(worker.post(f"/meetings/{meeting}/entries", sent)) == ["attendance.0.why"]

    def test_it_is_called_off_with_a_reason(self, house, worker):
        meeting = set_up(house, worker)
        assert fields(worker.post(f"/meetings/{meeting}/call-off", {"why": " "})) == ["why"]
        assert worker.post(f"/meetings/{meeting}/call-off", {"why": "Kelly is ill"}).status_code == 201
        assert worker.get(f"/meetings/{meeting}").json()["state"] == "Called off"
        assert worker.post(f"/meetings/{meeting}/end").status_code == 422

    def test_a_restricted_child_closes_it_to_who_is_not_named(self, house, worker):
        meeting = set_up(house, worker)
        other = access.user(["lead_practitioner"], house.home)
        access.involvement(house.ava.subject, other)
        caller = callers.person(access.fresh(other))
        assert caller.post(f"/meetings/{meeting}/call-off", {"why": "So"}).status_code == 403
        Subject.objects.filter(pk=house.theo.pk).update(restriction=Restriction.SEALED)
        for path, body in (("entries", {}), ("end", {}), ("minutes", {"text": "x"}), ("seats", {"agency": "health"})):
            assert caller.post(f"/meetings/{meeting}/{path}", body).status_code == 404
        assert caller.get(f"/meetings/{meeting}/minutes").status_code == 404

    def test_who_reads_where_it_is_withheld_does_not_move_it(self, house, worker):
        meeting = set_up(house, worker)
        seen = worker.get(f"/meetings/{meeting}").json()["revision"]
        other = access.user(["lead_practitioner"], house.home)
        access.involvement(house.circle, access.team(organisation=house.home))
        access.involvement(house.circle, other, purpose="opened", until=access.days_from_today(1))
        hide(house.ava)
        caller = callers.person(access.fresh(other))
        assert caller.get(f"/meetings/{meeting}").json()["where"] == "Withheld"
        moved = {"starts_at": "2026-12-08T09:15:00Z", "chair": "Ruth Osei", "why": "So", "seen": seen}
        assert caller.post(f"/meetings/{meeting}/arrangement", moved).status_code == 403


class TestCopies:
    def test_an_invitation_is_kept_and_that_it_came(self, house, worker):
        meeting = set_up(house, worker)
        seat = worker.post(f"/meetings/{meeting}/seats", {"person": ref(house.kelly), "agency": "family"}).json()["ref"]
        path = f"/seats/{seat}/letters"
        sent = {"kind": "casework.invitation", "how": "hand", "sent_on": clock.today().isoformat()}
        assert fields(worker.post(path, {**sent, "how": "pigeon"})) == ["how"]
        first, again = (worker.post(path, sent, key="one") for _ in range(2))
        assert first.status_code == 201 and first.json() == again.json(), first.content
        letter = first.json()["ref"]
        assert "The library" in worker.get(f"/letters/{letter}").json()["text"]
        has = {"received_on": clock.today().isoformat(), "said": "She rang"}
        assert fields(worker.post(f"/letters/{letter}/received", {**has, "said": ""})) == ["said"]
        assert worker.post(f"/letters/{letter}/received", has).status_code == 201
        assert worker.post(f"/letters/{letter}/received", has).status_code == 409
        assert Letter.objects.get().of_ref == seat
        stranger = callers.person(access.user(["lead_practitioner"], house.home))
        assert stranger.post(path, sent).status_code == 403

    def test_a_copy_of_a_plan_is_for_somebody_of_the_family(self, house, worker, manager):
        plan = begin(house, worker)
        assert manager.post(f"/plans/{plan}/answer", {"version": 1, "outcome": "agreed"}).status_code == 201
        sent = {"how": "hand", "sent_on": clock.today().isoformat(), "to_person": ref(house.kelly)}
        made = worker.post(f"/plans/{plan}/copies", sent)
        assert made.status_code == 201, made.content
        assert "We all sleep through." in worker.get(f"/letters/{made.json()['ref']}").json()["text"]
        assert fields(worker.post(f"/plans/{plan}/copies", {**sent, "to_person": "222222222222"})) == ["to_person"]
        Subject.objects.filter(pk=house.theo.pk).update(restriction=Restriction.SEALED)
        other = access.user(["lead_practitioner"], house.home)
        access.involvement(house.ava.subject, other)
        assert callers.person(access.fresh(other)).post(f"/plans/{plan}/copies", sent).status_code == 404


def hide(person) -> None:
    """Her address is withheld."""
    Subject.objects.filter(pk=person.pk).update(address_restricted=True)
    cards.rebuild([person.pk])


def a_plan(house, **other):
    return {
        "kind": "casework.family_plan", "about": [ref(house.ava), ref(house.theo)],
        "review_on": access.days_from_today(60).isoformat(),
        "needs": [
            {
                "need": "Sleep", "outcome": "We all sleep through.", "known_by": "Ava is awake in school.",
                "actions": [{"what": "Buy a bed", "worker": house.worker.ref, "due_on": "2026-12-20"}],
            }
        ],
        "opinions": [
            {"person": ref(house.ava), "text": "I want my own bed."},
            {"person": ref(house.theo), "why_not": "He is too young to say"},
        ],
        **other,
    }  # fmt: skip


def begin(house, caller) -> str:
    made = caller.post(f"/people/{ref(house.ava)}/plans", a_plan(house))
    assert made.status_code == 201, made.content
    return made.json()["ref"]


class TestPlans:
    def test_a_plan_is_begun_agreed_to_and_its_action_told(self, house, worker, manager):
        plan = begin(house, worker)
        seen = manager.get(f"/plans/{plan}").json()
        (action,) = seen["needs"][0]["actions"]
        assert (action["who"], action["due_on"]) == ("Joanne Adeyemi", "2026-12-20") and len(seen["opinions"]) == 2
        path = f"/plans/{plan}/answer"
        assert (
            callers.person(access.fresh(house.worker)).post(path, {"version": 1, "outcome": "agreed"}).status_code
            == 403
        )
        assert fields(manager.post(path, {"version": 1, "outcome": "returned"})) == ["why"]
        assert manager.post(path, {"version": 1, "outcome": "agreed"}).status_code == 201
        assert manager.post(path, {"version": 1, "outcome": "agreed"}).status_code == 409
        assert Task.objects.still_open().get().user == house.worker
        step = f"/plans/steps/{action['ref']}"
        assert fields(worker.post(step, {"state": "not_needed"})) == ["why"]
        assert worker.post(step, {"state": "done", "said": "It stands."}).status_code == 201
        assert PlanProgress.objects.current().get().said == "It stands." and not Task.objects.still_open().exists()

    def test_who_is_asked_to_agree_is_said_and_taken_back(self, house, worker, manager):
        path = f"/people/{ref(house.ava)}/plans"
        assert fields(worker.post(path, a_plan(house, to=house.worker.ref))) == ["to"]
        plan = worker.post(path, a_plan(house, to=house.manager.ref, comment="Before Friday")).json()["ref"]
        (waits,) = manager.get("/tasks?show=approve").json()["work"]
        assert "Before Friday" in waits["why"] and manager.get("/tasks?show=returned").json()["total"] == 0
        asked = Approval.objects.get().thread
        seen = worker.get(f"/approvals/{asked}").json()
        assert (seen["state"], seen["may_take_back"], seen["may_answer"]) == ("asked", True, False)
        assert manager.post(f"/approvals/{asked}/take-back", {"why": "So"}).status_code == 403
        assert fields(worker.post(f"/approvals/{asked}/take-back", {"why": " "})) == ["why"]
        assert worker.post(f"/approvals/{asked}/take-back", {"why": "A word is missing"}).status_code == 201
        assert worker.post(f"/approvals/{asked}/take-back", {"why": "A word is missing"}).status_code == 409
        assert manager.post(f"/plans/{plan}/answer", {"version": 1, "outcome": "agreed"}).status_code == 422
        assert worker.post(f"/plans/{plan}/ask", {"comment": "Now whole"}).status_code == 201
        assert worker.post(f"/plans/{plan}/ask").status_code == 409
        said = {"version": 1, "outcome": "agreed", "comment": "Good"}
        assert manager.post(f"/plans/{plan}/answer", said).status_code == 201
        stranger = callers.person(access.user(["lead_practitioner"], house.home))
        assert stranger.get(f"/approvals/{asked}").status_code == 403
        other = access.user(["lead_practitioner"], house.home)
        access.involvement(house.ava.subject, other)
        Subject.objects.filter(pk=house.theo.pk).update(restriction=Restriction.SEALED)
        assert callers.person(access.fresh(other)).get(f"/approvals/{asked}").status_code == 404

    def test_a_further_version_follows_the_one_that_was_seen(self, house, worker, manager):
        plan = begin(house, worker)
        step = worker.get(f"/plans/{plan}").json()["needs"][0]["actions"][0]["ref"]
        anew = a_plan(house, why="Kelly asked for it", seen=1)
        del anew["about"]
        anew["needs"][0] |= {
            "outcome": "Everybody sleeps.",
            "actions": [{**anew["needs"][0]["actions"][0], "step": step}],
        }
        path = f"/plans/{plan}/versions"
        assert worker.post(path, {**anew, "seen": 2}).status_code == 409
        assert fields(worker.post(path, {**anew, "why": " "})) == ["why"]
        assert fields(worker.post(path, {**anew, "kind": "poem"})) == ["kind"]
        assert worker.post(path, anew).status_code == 201
        assert worker.post(path, anew).status_code == 409
        assert Plan.objects.get().steps.get().ref == step and PlanVersion.objects.count() == 2
        found = worker.get(f"/plans/{plan}/differences?before=1&after=2").json()["differences"]
        assert [(one["what"], one["after"]) for one in found] == [("Outcome", "Everybody sleeps.")]
        assert worker.get(f"/plans/{plan}/differences?before=1&after=3").status_code == 404
        assert manager.post(f"/plans/{plan}/answer", {"version": 1, "outcome": "agreed"}).status_code == 422

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"review_on": "2026-01-01"}, "review_on"),
            ({"opinions": []}, "opinions"),
            ({"about": ["222222222222"]}, "about"),
            ({"needs": [{"need": "Sleep", "outcome": " "}]}, "needs.0.outcome"),
            (
                {"needs": [{"need": "Sleep", "outcome": "So", "actions": [{"what": "Ring"}]}]},
                "needs.0.actions.0.person",
            ),
            (
                {
                    "needs": [
                        {"need": "Sleep", "outcome": "So", "actions": [{"what": "Ring", "worker": "222222222222"}]}
                    ]
                },
                "needs.0.actions.0.worker",
            ),
            ({"opinions": [{"person": "222222222222", "text": "So"}]}, "opinions.0.text"),
        ],
    )
    def test_what_cannot_be_planned_is_said_at_its_answer(self, house, worker, change, field):
        assert field in fields(worker.post(f"/people/{ref(house.ava)}/plans", a_plan(house, **change)))
        assert not Plan.objects.exists()

    def test_the_same_call_again_begins_one(self, house, worker):
        path = f"/people/{ref(house.ava)}/plans"
        first, again = (worker.post(path, a_plan(house), key="one") for _ in range(2))
        assert first.json() == again.json() and Plan.objects.count() == 1

    def test_a_child_whose_record_closed_closes_the_plan(self, house, worker, manager):
        plan = begin(house, worker)
        step = worker.get(f"/plans/{plan}").json()["needs"][0]["actions"][0]["ref"]
        other = access.user(["practice_supervisor"], house.home)
        access.involvement(house.ava.subject, other)
        Subject.objects.filter(pk=house.theo.pk).update(restriction=Restriction.SEALED)
        caller = callers.person(access.fresh(other))
        anew = a_plan(house, why="So", seen=1)
        del anew["about"]
        for path, body in (
            (f"/plans/{plan}/versions", anew),
            (f"/plans/{plan}/answer", {"version": 1, "outcome": "agreed"}),
            (f"/plans/steps/{step}", {"state": "done"}),
        ):
            assert caller.post(path, body).status_code == 404
        assert caller.get(f"/plans/{plan}/differences?before=1&after=1").status_code == 404

    def test_nobody_plans_for_whom_they_are_not_involved_with(self, house):
        stranger = callers.person(access.user(["lead_practitioner"], house.home))
        assert stranger.post(f"/people/{ref(house.ava)}/plans", a_plan(house)).status_code == 403
        assert stranger.post(f"/people/{new_ref()}/plans", a_plan(house)).status_code == 404

    def test_the_kinds_are_listed_for_whoever_may_begin_one(self, worker):
        assert "casework.family_plan" in [one["key"] for one in worker.get("/plan-kinds").json()["kinds"]]
        (kind,) = worker.get("/meeting-kinds").json()["kinds"]
        assert "plan" in kind["purposes"] and "goes_on" in kind["decisions"]
