"""Tasks: asked once, cleared by what was to come about, passed on and dismissed with a reason, as versions."""

import datetime as dt

import pytest
from django.urls import reverse

from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.rules import Purpose, Restriction, Tie
from thrive.base.access.tests.factories import (
    council,
    days_from_today,
    declaration,
    fresh,
    involvement,
    school,
    team,
    user,
)
from thrive.base.casework.actions import tasks
from thrive.base.casework.errors import AlreadyOver, OutOfReach
from thrive.base.casework.models import Task, TaskAbout
from thrive.base.casework.queries import by_date, worklist
from thrive.base.casework.tests.factories import SEE_CHILD, task, with_kinds
from thrive.base.history.errors import ChangedMeanwhile, HistoryIsKept
from thrive.base.history.models import AuditEntry
from thrive.base.people.tests import factories
from thrive.base.people.tests.factories import subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds():
    """A kind of task that only tests know."""
    with with_kinds(SEE_CHILD):
        yield


@pytest.fixture
def at():
    """The council."""
    return council(factories.authority())


@pytest.fixture
def worker(at):
    """A lead practitioner."""
    return user(["lead_practitioner"], at, name="Nia Bevan")


@pytest.fixture
def manager(at):
    """A practice supervisor."""
    return user(["practice_supervisor"], at, name="Ruth Osei")


@pytest.fixture
def ava(worker):
    """A child the worker works with."""
    made = subject_of(factories.person("Ava Okoro"))
    involvement(made, worker)
    return made


def entries(verb):
    """The Subjects that entries of a verb are about."""
    return list(AuditEntry.objects.filter(verb=verb).values_list("subject_id", flat=True))


class TestAsking:
    def test_a_task_says_whom_it_is_about_and_who_has_it(self, ava, worker, manager):
        made = task(ava, to=worker, by=manager, due_on=days_from_today(3), why="The plan says every ten days.")
        assert (made.party, made.is_open, made.due_on) == (worker, True, days_from_today(3))
        assert list(made.about.values_list("subject_id", flat=True)) == [ava.pk]
        assert entries("casework.task.asked") == [ava.pk]

    def test_asking_again_gives_the_one_that_is_open(self, ava, worker, manager):
        first = task(ava, to=worker, by=manager, of=ava)
        assert task(ava, to=worker, by=manager, of=ava).pk == first.pk
        assert Task.objects.count() == 1

    def test_where_nothing_is_named_to_do_it_with_the_people_tell_tasks_apart(self, ava, worker, manager):
        theo = subject_of(factories.person("Theo Okoro"))
        first = task(ava, to=worker, by=manager)
        assert task(ava, to=worker, by=manager).pk == first.pk
        assert task(theo, to=worker, by=manager).pk != first.pk

    def test_another_party_is_asked_besides(self, ava, worker, manager):
        assert task(ava, to=worker, by=manager, of=ava).pk != task(ava, to=team("East"), by=manager, of=ava).pk

    def test_a_task_that_is_done_may_be_asked_anew(self, ava, worker, manager):
        first = task(ava, to=worker, by=manager, of=ava)
        tasks.clear("tests.see_child", of=ava, by=manager)
        assert task(ava, to=worker, by=manager, of=ava).thread != first.thread

    def test_another_day_is_a_version_of_the_same_task(self, ava, worker, manager):
        first = task(ava, to=worker, by=manager, of=ava, due_on=days_from_today(3))
        moved = task(ava, to=worker, by=manager, of=ava, due_on=days_from_today(5))
        assert moved.thread == first.thread and moved.due_on == days_from_today(5)
        assert Task.objects.still_open().get().pk == moved.pk
        assert entries("casework.task.due") == [ava.pk]

    def test_a_kind_or_a_duty_that_nobody_offers_is_refused(self, ava, worker, manager):
        with pytest.raises(BadAnswer, match="tests.unheard_of"):
            tasks.ask("tests.unheard_of", about=[ava], to=worker, by=manager)
        with pytest.raises(BadAnswer, match="no.such.duty"):
            task(ava, to=worker, by=manager, rule="no.such.duty")
        assert not Task.objects.exists()

    def test_a_version_is_never_changed(self, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        with pytest.raises(HistoryIsKept):
            Task.objects.filter(pk=made.pk).update(path="/elsewhere")


class TestReach:
    def test_a_restricted_record_is_for_named_people_alone(self, ava, worker, manager):
        ava.restriction = Restriction.RESTRICTED
        ava.save()
        other = user(["lead_practitioner"], worker.organisation, name="Imran Shah")
        for party in (other, team("East")):
            with pytest.raises(OutOfReach, match="only people who are named on it"):
                task(ava, to=party, by=manager)
        assert task(ava, to=worker, by=manager).user == worker

    def test_having_opened_it_with_a_reason_is_not_being_named(self, ava, manager, at):
        other = user(["lead_practitioner"], at)
        involvement(ava, other, purpose=Purpose.OPENED)
        ava.restriction = Restriction.RESTRICTED
        ava.save()
        with pytest.raises(OutOfReach):
            task(ava, to=other, by=manager)

    def test_nobody_works_on_their_own_or_a_relatives_record(self, ava, worker, manager):
        declaration(worker, ava, tie=Tie.RELATIVE)
        with pytest.raises(OutOfReach):
            task(ava, to=fresh(worker), by=manager)


class TestEnding:
    def test_what_was_to_come_about_clears_every_task_about_it(self, ava, worker, manager):
        mine = task(ava, to=worker, by=manager, of=ava)
        task(ava, to=team("East"), by=manager, of=ava)
        other = task(ava, to=worker, by=manager, of=manager)
        assert tasks.clear("tests.see_child", of=ava, by=worker) == 2
        assert Task.objects.still_open().get().thread == other.thread
        done = Task.objects.current().get(thread=mine.thread)
        assert done.state == "done" and done.replaces_id == mine.pk
        assert list(TaskAbout.objects.filter(task=done).values_list("subject_id", flat=True)) == [ava.pk]
        assert tasks.clear("tests.see_child", of=ava, by=worker) == 0

    def test_whoever_has_it_may_not_dismiss_it(self, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        with pytest.raises(NotAllowed):
            tasks.dismiss(made, by=worker, reason="Not needed")

    def test_a_manager_dismisses_it_with_a_reason(self, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        with pytest.raises(BadAnswer) as told:
            tasks.dismiss(made, by=manager, reason="  ")
        assert told.value.field == "reason"
        gone = tasks.dismiss(made, by=manager, reason="The family moved away")
        assert (gone.state, gone.why, gone.recorded_by) == ("dismissed", "The family moved away", manager)
        with pytest.raises(AlreadyOver):
            tasks.dismiss(gone, by=manager, reason="Again")

    def test_a_version_that_was_overtaken_is_refused(self, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        tasks.pass_on(made, to=manager, by=worker, reason="On leave")
        with pytest.raises(ChangedMeanwhile):
            tasks.dismiss(made, by=manager, reason="Not needed")


class TestPassingOn:
    def test_whoever_has_it_passes_it_on(self, ava, worker, manager):
        made = task(ava, to=worker, by=manager, why="Every ten days.")
        given = tasks.pass_on(made, to=manager, by=worker, reason="On leave from Monday")
        assert given.party == manager and given.thread == made.thread and given.because == "Every ten days."
        assert given.asked_at == made.asked_at and given.given_at > made.given_at
        assert [one.task.thread for one in worklist(viewer=manager)] == [made.thread]
        assert worklist(viewer=worker) == []

    def test_a_colleague_may_not_but_a_manager_may(self, ava, worker, manager, at):
        made = task(ava, to=worker, by=manager)
        other = user(["lead_practitioner"], at)
        with pytest.raises(NotAllowed):
            tasks.pass_on(made, to=other, by=other, reason="I could do it")
        assert tasks.pass_on(made, to=other, by=manager, reason="Fewer families").party == other

    def test_it_goes_to_somebody_else_with_a_reason(self, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        for to, reason, field in ((worker, "Why", "to"), (manager, "", "reason")):
            with pytest.raises(BadAnswer) as told:
                tasks.pass_on(made, to=to, by=worker, reason=reason)
            assert told.value.field == field

    def test_nobody_who_may_not_open_a_restricted_record_is_given_it(self, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        ava.restriction = Restriction.RESTRICTED
        ava.save()
        with pytest.raises(OutOfReach):
            tasks.pass_on(made, to=manager, by=worker, reason="On leave")


class TestWorklist:
    def test_what_is_due_first_comes_first_under_its_heading(self, ava, worker, manager):
        for days in (None, 30, 0, 5, -2):
            due = None if days is None else days_from_today(days)
            tasks.ask("tests.see_child", about=[ava], to=worker, by=manager, due_on=due, of=_thing(days))
        groups = by_date(worklist(viewer=worker))
        assert [one.title for one in groups] == ["Late", "Today", "Next 7 days", "Later", "No date"]
        assert [one.rows[0].due_words for one in groups][:2] == ["2 days late", "Today"]

    def test_what_a_team_is_asked_is_on_the_list_of_each_of_its_members(self, ava, manager, at):
        east = team("East", organisation=at)
        member = user(["lead_practitioner"], team=east)
        task(ava, to=east, by=manager)
        assert len(worklist(viewer=member)) == 1 and worklist(viewer=manager) == []

    def test_a_record_that_closed_is_not_told_of(self, ava, worker, manager):
        other = user(["lead_practitioner"], worker.organisation)
        task(ava, to=other, by=manager, why="Ava rang from the station.")
        ava.restriction = Restriction.RESTRICTED
        ava.save()
        (row,) = worklist(viewer=other)
        assert (row.is_closed, row.who, row.why) == (True, (), "")
        assert worklist(viewer=worker) == []

    def test_the_list_stays_within_its_queries(self, worker, manager, django_assert_max_num_queries):
        for number in range(12):
            task(subject_of(factories.person(f"Ava Okoro-{chr(97 + number)}")), to=worker, by=manager)
        with django_assert_max_num_queries(3):
            assert len(worklist(viewer=worker)) == 12


def _thing(days):
    """Something of its own for each task."""
    return factories.person(f"Kai Marlowe-{'abcdefgh'[hash(str(days)) % 8]}{chr(97 + (days or 0) % 26)}")


class TestPages:
    def test_home_leads_to_where_it_is_done_and_to_the_task(self, client, ava, worker, manager):
        made = task(ava, to=worker, by=manager, path=f"/people/{ava.ref}/", why="Every ten days.")
        client.force_login(worker)
        page = client.get(reverse("casework:home")).content.decode()
        assert "See the child" in page and "Every ten days." in page
        assert f'href="/people/{ava.ref}/"' in page and f'href="/tasks/{made.thread}"' in page

    def test_a_task_says_who_had_it_and_why_it_went(self, client, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        tasks.pass_on(made, to=manager, by=worker, reason="On leave from Monday")
        client.force_login(manager)
        page = client.get(reverse("casework:task", args=[made.thread])).content.decode()
        for words in ("Asked of Nia Bevan", "Passed on to Ruth Osei", "On leave from Monday", "Ava Okoro"):
            assert words in page
        assert entries("casework.task.read") == [ava.pk]

    def test_somebody_else_is_asked_for_a_reason_to_open_the_record(self, client, ava, worker, manager, at):
        made = task(ava, to=worker, by=manager)
        client.force_login(user(["lead_practitioner"], at))
        answer = client.get(reverse("casework:task", args=[made.thread]))
        assert answer.status_code == 302 and answer["Location"].startswith(f"/people/{ava.ref}/open")

    def test_a_partner_who_is_not_asked_is_told_of_nothing(self, client, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        client.force_login(user(["designated_safeguarding_lead"], school()))
        assert client.get(reverse("casework:task", args=[made.thread])).status_code == 404

    def test_of_a_restricted_record_nobody_else_learns_that_there_is_a_task(self, client, ava, worker, manager, at):
        made = task(ava, to=worker, by=manager)
        ava.restriction = Restriction.RESTRICTED
        ava.save()
        client.force_login(user(["lead_practitioner"], at))
        assert client.get(reverse("casework:task", args=[made.thread])).status_code == 404

    def test_passing_it_on(self, client, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        client.force_login(worker)
        address = reverse("casework:task-pass-on", args=[made.thread])
        refused = client.post(address, {"to": f"user:{manager.ref}", "reason": ""}).content.decode()
        assert "Enter why" in refused
        answer = client.post(address, {"to": f"user:{manager.ref}", "reason": "On leave"}, follow=True)
        assert "Ruth Osei has it now: see the child." in answer.content.decode()
        assert Task.objects.still_open().get().user == manager

    def test_passing_it_on_to_somebody_who_may_not_says_why_before_it_is_sent(self, client, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        ava.restriction = Restriction.RESTRICTED
        ava.save()
        client.force_login(worker)
        answer = client.post(
            reverse("casework:task-pass-on", args=[made.thread]), {"to": f"user:{manager.ref}", "reason": "On leave"}
        )
        assert "Ruth Osei may not open the record" in answer.content.decode()

    def test_taking_it_off_the_list(self, client, ava, worker, manager):
        made = task(ava, to=worker, by=manager)
        address = reverse("casework:task-dismiss", args=[made.thread])
        client.force_login(worker)
        assert client.get(address)["Location"] == reverse("casework:task", args=[made.thread])
        client.force_login(manager)
        client.post(address, {"reason": "The family moved away"})
        assert Task.objects.current().get().state == "dismissed"


def test_no_date_is_no_day_of_a_duty(ava, worker, manager):
    """Words for a last day are of the day itself, whatever the time of year."""
    task(ava, to=worker, by=manager, due_on=dt.date(2031, 6, 4))
    (row,) = worklist(viewer=worker)
    assert row.due_words == "4 Jun 2031" and row.why_url == ""
