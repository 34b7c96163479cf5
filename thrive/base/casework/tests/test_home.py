"""The page one lands on: what is mine, whose drafts are whose, and nothing that a role has no use for."""

import pytest
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.tests.factories import council, days_from_today, fresh, involvement, school, team, user
from thrive.base.casework.actions import tasks
from thrive.base.casework.models import DueDate
from thrive.base.history.refs import new_ref
from thrive.base.people.bar import Header
from thrive.base.people.tests import factories
from thrive.base.people.tests.factories import subject_of
from thrive.base.record.actions import save_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    """A lead practitioner."""
    return user(["lead_practitioner"], council(factories.authority()), name="Nia")


def home(client, who) -> str:
    """The words of the page."""
    client.force_login(who)
    return " ".join(client.get(reverse("casework:home")).content.decode().split())


def begin(who, person) -> None:
    """Leave a draft about somebody."""
    save_draft(
        new_ref(), by=who, form="notes.note", title="Note", answers={"text_1": ["x"]}, revision=0,
        subject=subject_of(person), path=reverse("notes:new", args=[person.ref]),
    )  # fmt: skip


def test_a_draft_says_whose_it_is(client, worker):
    begin(worker, factories.person("Ava Okoro"))
    assert "Note, Ava Okoro</a>" in home(client, worker)


def test_a_draft_does_not_name_whom_its_author_may_not_see(client, worker):
    ava = factories.person("Ava Okoro", restriction="sealed")
    begin(worker, ava)
    page = home(client, worker)
    assert "Note</a>" in page and "Okoro" not in page


def test_a_role_that_opens_no_records_is_shown_none(client):
    factories.person("Ava Okoro")
    page = home(client, user(["administrator"], council(factories.authority()), name="Meera"))
    assert "Children you work with" not in page and "Opened by you today" not in page
    assert "Your roles open no records." in page


def test_the_page_stays_within_its_queries(client, worker, django_assert_max_num_queries):
    for name in ("Ava Okoro", "Theo Okoro", "Kai Marlowe"):
        begin(worker, factories.person(name))
    client.force_login(worker)
    with django_assert_max_num_queries(12):
        client.get(reverse("casework:home"))


def test_an_address_breaks_before_its_postcode(client, worker):
    ava = factories.person("Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL")
    involvement(ava.subject, worker)
    assert '14 Tanner Row, Wexmoor, <span class="th-nowrap">WX4 2PL</span>' in home(client, worker)


def test_an_address_that_is_withheld_shows_none_of_it():
    ava = factories.person("Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL")
    shown, withheld = Header(ava.card, shows_address=True), Header(ava.card, shows_address=False)
    assert (shown.street, shown.postcode) == ("14 Tanner Row, Wexmoor", "WX4 2PL")
    assert (withheld.street, withheld.postcode) == ("Address withheld", "")


def test_many_children_come_in_pages(client, worker, django_assert_max_num_queries):
    for number in range(32):
        involvement(factories.person(f"Ava Okoro-{chr(97 + number // 26)}{chr(97 + number % 26)}").subject, worker)
    first = home(client, worker)
    assert "Children you work with (1 to 20 of 32)" in first and "Okoro-bf" not in first
    with django_assert_max_num_queries(12):
        second = client.get(reverse("casework:home"), {"page": "2"}).content.decode()
    assert "(21 to 32 of 32)" in second and "Okoro-bf" in second and "Okoro-aa" not in second
    assert "(1 to 20 of 32)" in client.get(reverse("casework:home"), {"page": "no number"}).content.decode()


def test_a_part_of_an_involvement_is_said_in_words(client, worker):
    involvement(factories.person("Posy Ellerby").subject, worker, role=policy.SEALED_ACCESS)
    page = home(client, worker)
    assert "Named for what is sealed" in page and "ealed_access" not in page


def test_whoever_may_not_open_with_a_reason_reads_nothing_of_it(client):
    factories.person("Ava Okoro")
    for roles, at, offers in (
        (["lead_practitioner"], council(factories.authority()), True),
        (["designated_safeguarding_lead"], school(), False),
    ):
        assert ("Opened by you today" in home(client, user(roles, at))) is offers


def test_an_empty_database_offers_each_what_they_can_do(client):
    at = council(factories.authority())
    imports, adds = ">Import your authority’s files</a>", ">Add a person</a>, or wait"
    for roles, place, offered in (
        (["performance_analyst"], at, {imports}),
        (["front_door_officer"], at, {adds}),
        (["designated_safeguarding_lead"], school(), set()),
    ):
        page = home(client, user(roles, place))
        assert "Nobody is on record yet." in page
        assert {one for one in (imports, adds) if one in page} == offered


class TestNeedsYou:
    def asked(self, worker, *names, family=""):
        by = user(["practice_supervisor"], worker.organisation)
        people = [factories.person(name) for name in names]
        circle = factories.family(family, *people).circle if family else None
        for number, one in enumerate(people):
            tasks.ask(
                "casework.take_up", about=[subject_of(one)], to=worker, by=by, due_on=days_from_today(3 * number - 2),
                of=one,
            )  # fmt: skip
        if circle:
            involvement(circle, worker)
        return people

    def test_counts_lead_to_their_lists(self, client, worker):
        self.asked(worker, "Ava Okoro", "Theo Okoro", "Kai Marlowe", "Posy Ellerby", family="Okoro")
        page = home(client, worker)
        assert '<strong>1</strong> <a href="/?show=late">late</a>' in page
        assert '<strong>3</strong> <a href="/?show=soon">due in 7 days</a>' in page
        assert '<strong>4</strong> <a href="/?show=new">new to you</a>' in page
        late = client.get("/?show=late").content.decode()
        assert "Needs you: what is late" in late and late.count("th-task") == 1

    def test_the_grouping_is_kept_with_the_worker(self, client, worker):
        self.asked(worker, "Ava Okoro", "Theo Okoro", family="Okoro")
        self.asked(worker, "Kai Marlowe")
        assert "colgroup" in home(client, worker) and ">Late <span" in home(client, worker)
        client.post(reverse("casework:group-by"), {"by": "family"})
        page = home(client, fresh(worker))
        assert '>Okoro family <span class="th-quiet">2</span>' in page and ">Kai Marlowe <span" in page
        assert '<option value="family" selected>' in page
        client.post(reverse("casework:group-by"), {"by": "shoe size"})
        assert fresh(worker).work_grouped_by == "family"

    def test_each_grouping_shows_every_row(self, client, worker):
        self.asked(worker, "Ava Okoro", "Theo Okoro", family="Okoro")
        client.force_login(worker)
        for by in ("date", "family", "person", "type"):
            client.post(reverse("casework:group-by"), {"by": by})
            assert home(client, fresh(worker)).count('class="th-task') == 2

    def test_a_managers_home_with_everything_on_it_stays_within_its_queries(
        self, client, django_assert_max_num_queries
    ):
        east = team("East", organisation=council(factories.authority()))
        manager = user(["lead_practitioner", "practice_supervisor"], team=east)
        colleague = user(["lead_practitioner"], team=east)
        people = self.asked(manager, "Ava Okoro", "Theo Okoro", "Kai Marlowe", family="Okoro")
        begin(manager, people[0])
        begin(colleague, people[1])
        for one in people:
            DueDate.objects.create(
                subject=subject_of(one), clock="protection.conference.initial", rule="protection.conference.initial",
                element_ref=one.ref, started_on=days_from_today(-90), due_on=days_from_today(-60),
            )  # fmt: skip
        for number in range(32):  # more than one page of children
            name = f"Rafe Ellery-{chr(97 + number // 26)}{chr(97 + number % 26)}"
            involvement(factories.person(name).subject, manager)
        involvement(people[0].subject, user(["front_door_officer"]), purpose="opened", since=days_from_today(0))
        client.force_login(manager)
        client.get("/")
        with django_assert_max_num_queries(12):
            page = client.get("/").content.decode()
        assert "Hold the initial child protection conference" in page and "Drafts of your staff" in page
        assert "(1 to 20 of 35)" in page

    def test_a_record_with_everything_on_it_stays_within_its_queries(self, client, django_assert_max_num_queries):
        worker = user(["lead_practitioner", "practice_supervisor"], council(factories.authority()))
        ava, _, _ = self.asked(worker, "Ava Okoro", "Theo Okoro", "Kai Marlowe", family="Okoro")
        begin(worker, ava)
        DueDate.objects.create(
            subject=subject_of(ava), clock="protection.conference.initial", rule="protection.conference.initial",
            element_ref=ava.ref, started_on=days_from_today(-90), due_on=days_from_today(-60),
        )  # fmt: skip
        client.force_login(worker)
        client.get(reverse("people:record", args=[ava.ref]))
        with django_assert_max_num_queries(12):
            page = client.get(reverse("people:record", args=[ava.ref])).content.decode()
        assert "Hold the initial child protection conference" in page

    def test_a_duty_of_brothers_and_sisters_is_one_row(self, client, worker):
        people = [factories.person(name) for name in ("Ava Okoro", "Theo Okoro")]
        involvement(factories.family("Okoro", *people).circle, worker)
        for one in people:
            DueDate.objects.create(
                subject=subject_of(one), clock="protection.conference.initial", rule="protection.conference.initial",
                element_ref=one.ref, started_on=days_from_today(-1), due_on=days_from_today(2),
            )  # fmt: skip
        page = home(client, worker)
        assert page.count('class="th-task') == 1 and "Ava Okoro</a>" in page and "Theo Okoro</a>" in page

    def test_a_long_list_comes_in_pages_what_is_due_first_first(self, client, worker):
        by = user(["practice_supervisor"], worker.organisation)
        ava = subject_of(factories.person("Ava Okoro"))
        for number in range(23):
            tasks.ask(
                "casework.take_up", about=[ava], to=worker, by=by, due_on=days_from_today(number - 1),
                of=council(factories.authority()) if number == 0 else user([], worker.organisation),
            )  # fmt: skip
        page = home(client, worker)
        assert page.count('class="th-task') == 20 and "Needs you (1 to 20 of 23)" in page
        last = client.get("/?show=all&rows=2").content.decode()
        assert last.count('class="th-task') == 3 and "(21 to 23 of 23)" in last
        late = client.get("/?show=late").content.decode()
        assert late.count('class="th-task') == 1 and "Pages of what needs you" not in late

    def test_pages_keep_a_group_together(self, client, worker):
        by = user(["practice_supervisor"], worker.organisation)
        ava, theo = (subject_of(factories.person(name)) for name in ("Ava Okoro", "Theo Okoro"))
        for number in range(22):
            about = ava if number in (0, 21) else theo
            tasks.ask(
                "casework.take_up", about=[about], to=worker, by=by, due_on=days_from_today(number),
                of=user([], worker.organisation),
            )  # fmt: skip
        client.force_login(worker)
        client.post("/group-by", {"by": "person"})
        page = client.get("/").content.decode()
        assert page.count("Ava Okoro</a>") == 2 and page.count("Theo Okoro</a>") == 18
