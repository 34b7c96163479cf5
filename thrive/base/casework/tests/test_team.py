"""The team page: what each worker has, the lists behind its numbers, and moving work to somebody else."""

import datetime as dt

import pytest
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.actions import end_user
from thrive.base.access.errors import NotFound, StillInUse
from thrive.base.access.models import Involvement
from thrive.base.access.rules import Restriction
from thrive.base.access.tests.factories import days_from_today, fresh, involvement, school, user
from thrive.base.casework.actions import moving, tasks
from thrive.base.casework.models import DueDate, Task
from thrive.base.casework.queries import team as queries
from thrive.base.casework.queries.held import held_work
from thrive.base.history.models import AuditEntry
from thrive.base.notes.rules import Seen
from thrive.base.notes.tests import factories as notes
from thrive.base.people.models import Card
from thrive.base.people.tests import factories
from thrive.base.people.tests.factories import subject_of

pytestmark = pytest.mark.django_db

LEAD = "lead_practitioner"


def line_of(viewer, worker):
    """What the page says of a worker."""
    return {one.worker.pk: one for one in queries.team_page(viewer=viewer).lines}[worker.pk]


def child(name, worker, **given):
    made = factories.person(name, **given)
    involvement(made.subject, worker, role=LEAD)
    return made


def visit(person, by, days, seen):
    notes.note(person, by=by, kind="visit", text="Went.", on=days_from_today(days), seen={person: seen})


class TestNumbers:
    def test_families_children_and_levels(self, ruth, nia, imran):
        ava, theo = factories.person("Ava Okoro"), factories.person("Theo Okoro")
        mother = factories.person("Kelly Marlowe", child=False)
        involvement(factories.family("Okoro", ava, theo, adults=(mother,)).circle, nia, role=LEAD)
        child("Kai Marlowe", nia)
        status = {"key": "child_in_need", "label": "Child in need", "tone": "need-2", "rank": 20, "since": None}
        Card.objects.filter(pk=ava.pk).update(statuses=[{**status, "element": "x"}])
        line = line_of(ruth, nia)
        assert (line.families, len(line.children), line.levels) == (
            1,
            3,
            [("status-child_in_need", "Child in need", 1)],
        )
        Card.objects.filter(pk=theo.pk).update(statuses=[{**status, "element": "y"}])
        assert line_of(ruth, nia).levels == [("status-child_in_need", "Children in need", 2)]
        assert line_of(ruth, imran).children == []
        assert queries.team_page(viewer=ruth).children == 3

    def test_what_is_late_is_what_is_known_to_be(self, ruth, nia):
        ava, theo, kai = (child(f"{one} Okoro", nia) for one in ("Ava", "Theo", "Kai"))
        for person, spoken, binds in ((ava, None, True), (theo, -70, True), (kai, None, False)):
            DueDate.objects.create(
                subject=subject_of(person), clock="x", rule="x", element_ref="r", started_on=days_from_today(-90),
                due_on=days_from_today(-60), spoken_on=days_from_today(spoken) if spoken else None, binds=binds,
            )  # fmt: skip
        line = line_of(ruth, nia)
        assert line.late == 1 and line.oldest_words == "90 days, middle 90"

    def test_not_seen_tells_tried_not_alone_and_seen_by_a_partner_apart(self, ruth, nia):
        partner = user([LEAD], school())
        people = {name: child(f"{name} Okoro", nia) for name in ("Tried", "Alone", "Together", "Partner", "Never")}
        involvement(people["Partner"].subject, partner)
        visit(people["Tried"], nia, -40, Seen.ALONE)
        visit(people["Tried"], nia, -3, Seen.NOT)
        visit(people["Alone"], nia, -5, Seen.ALONE)
        visit(people["Together"], nia, -5, Seen.WITH_OTHERS)
        visit(people["Partner"], partner, -2, Seen.ALONE)
        line = line_of(ruth, nia)
        assert line.unseen == 3
        assert line.unseen_words == "1 tried, 1 seen by a partner, 1 seen, not alone"
        listed = queries.worker_line(viewer=ruth, ref=nia.ref, which=queries.UNSEEN).children
        said = {one.header.name.split()[0]: one.why_unseen for one in listed}
        assert said["Never"] == "No visit is recorded."
        assert said["Tried"].startswith("Tried on ") and "Last seen by us on " in said["Tried"]
        assert said["Partner"].startswith("Seen by a partner on ")

    def test_tasks_are_counted_and_late_ones_apart(self, ruth, nia):
        ava = subject_of(child("Ava Okoro", nia))
        for days in (-2, 5):
            tasks.ask(
                "casework.take_up", about=[ava], to=nia, by=ruth, due_on=days_from_today(days),
                of=factories.person(f"Kai Marlowe-{'ab'[days > 0]}"),
            )  # fmt: skip
        line = line_of(ruth, nia)
        assert (line.tasks, line.late_tasks) == (2, 1)

    def test_a_record_that_is_closed_to_the_manager_is_not_counted(self, ruth, nia):
        child("Ava Okoro", nia, restriction=Restriction.RESTRICTED)
        assert line_of(ruth, nia).children == [] and line_of(ruth, nia).late == 0

    def test_what_was_opened_with_a_reason_is_nobodys_work(self, ruth, nia):
        involvement(factories.person("Ava Okoro").subject, nia, purpose="opened")
        involvement(factories.person("Theo Okoro").subject, nia, purpose="cover")
        assert line_of(ruth, nia).children == []

    def test_the_page_stays_within_its_queries(self, client, ruth, nia, imran, django_assert_max_num_queries):
        for number in range(8):
            one = child(f"Ava Okoro-{chr(97 + number)}", (nia, imran)[number % 2])
            visit(one, nia if number % 2 == 0 else imran, -5, Seen.ALONE)
        client.force_login(ruth)
        client.get(reverse("casework:team"))
        with django_assert_max_num_queries(12):
            client.get(reverse("casework:team"))


class TestLists:
    def test_every_number_opens_its_list(self, client, ruth, nia):
        child("Ava Okoro", nia)
        client.force_login(ruth)
        page = client.get(reverse("casework:team")).content.decode()
        address = reverse("casework:team-list", args=[nia.ref, "unseen"])
        assert address in page
        found = client.get(address).content.decode()
        assert "Not seen by us: Nia Bevan" in found and "Ava Okoro" in found and "No visit is recorded." in found
        assert AuditEntry.objects.filter(verb="casework.team.list").count() == 1

    def test_a_worker_of_another_team_or_a_list_there_is_not_is_not_found(self, ruth, nia):
        other = user([LEAD], nia.organisation)
        for ref, which in ((other.ref, "all"), (nia.ref, "favourites")):
            with pytest.raises(NotFound):
                queries.worker_line(viewer=ruth, ref=ref, which=which)


class TestMoving:
    def test_a_family_moves_with_the_tasks_about_it(self, ruth, nia, imran):
        ava, theo = factories.person("Ava Okoro"), factories.person("Theo Okoro")
        involvement(factories.family("Okoro", ava, theo).circle, nia, role=LEAD)
        tasks.ask("casework.read_answer", about=[subject_of(ava)], to=nia, by=ruth)
        (held,) = held_work(viewer=ruth, worker=nia)
        (done,) = moving.move_many([held.row], to=imran, by=ruth, reason="Nia leaves")
        assert (held.name, done.why_not, done.tasks) == ("Okoro family", "", 1)
        assert held_work(viewer=ruth, worker=nia) == [] and len(held_work(viewer=ruth, worker=imran)) == 1
        assert {one.user for one in Task.objects.still_open()} == {imran}

    def test_a_part_in_other_words_moves_too(self, ruth, nia, imran):
        involvement(factories.person("Ava Okoro").subject, nia, role="family worker", purpose="imported")
        (held,) = held_work(viewer=ruth, worker=nia)
        assert moving.move_many([held.row], to=imran, by=ruth, reason="Nia leaves")[0].why_not == ""
        assert not Involvement.objects.now().filter(user=nia).exists()

    def test_being_named_for_what_is_sealed_is_no_work(self, client, ruth, nia, imran):
        ava = factories.person("Ava Okoro")
        row = involvement(ava.subject, nia, role=policy.SEALED_ACCESS)
        assert held_work(viewer=ruth, worker=nia) == [] and line_of(ruth, nia).children == []
        (done,) = moving.move_many([row], to=imran, by=ruth, reason="Nia leaves")
        assert "no work" in done.why_not and Involvement.objects.now().filter(user=nia).exists()
        involvement(ava.subject, ruth)
        client.force_login(ruth)
        assert "Nia Bevan" not in client.get(reverse("casework:work", args=[ava.ref])).content.decode()

    def test_what_cannot_move_stays_and_says_why(self, client, ruth, nia, imran):
        child("Ava Okoro", nia)
        kai = child("Kai Marlowe", nia, restriction=Restriction.RESTRICTED)
        involvement(kai.subject, ruth)
        client.force_login(ruth)
        address = reverse("casework:team-move", args=[nia.ref])
        values = [one.value for one in held_work(viewer=fresh(ruth), worker=nia)]
        said = {"what": values, "to": f"user:{imran.ref}", "reason": "Nia leaves", "note": ""}
        check = client.post(address, said).content.decode()
        assert "Check before it moves" in check and Involvement.objects.now().filter(user=nia).count() == 2
        done = client.post(address, {**said, "send": "1"}).content.decode()
        assert "What moved, and what did not" in done and "Imran Shah may not open the record" in done
        assert [one.subject for one in Involvement.objects.now().filter(user=nia)] == [kai.subject]

    def test_when_all_of_it_moved_the_page_of_the_team_says_so(self, client, ruth, nia, imran):
        child("Ava Okoro", nia)
        client.force_login(ruth)
        values = [one.value for one in held_work(viewer=ruth, worker=nia)]
        said = {"what": values, "to": f"user:{imran.ref}", "reason": "Nia leaves", "note": "", "send": "1"}
        page = client.post(reverse("casework:team-move", args=[nia.ref]), said, follow=True).content.decode()
        assert "1 family or person moved from Nia Bevan to Imran Shah." in page

    def test_nobody_ends_while_they_have_open_work(self, ruth, nia, imran):
        keeper = user(["administrator"], nia.organisation)
        ava = child("Ava Okoro", nia)
        tasks.ask("casework.read_answer", about=[], to=nia, by=ruth)
        on = days_from_today(1)
        for says in ("still involved with", "still has 1 open task"):
            with pytest.raises(StillInUse, match=says):
                end_user(fresh(nia), by=keeper, on=on, revision=fresh(nia).revision)
            row = Involvement.objects.current().filter(user=nia, subject=ava.subject).first()
            if row:
                moving.move(row, to=imran, by=ruth, reason="Nia leaves")
        tasks.pass_on(Task.objects.still_open().get(user=nia), to=imran, by=ruth, reason="Nia leaves")
        end_user(fresh(nia), by=keeper, on=on, revision=fresh(nia).revision)
        assert fresh(nia).ends_on == on and isinstance(on, dt.date)
