"""The family pages, as a worker meets them."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from thrive.base.access.models import CircleMember, Subject
from thrive.base.access.rules import Restriction
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry
from thrive.base.people.models import ParentalResponsibility, Relationship
from thrive.base.people.tests import factories
from thrive.base.people.tests.family_records import Records, okoro_marlowe

pytestmark = pytest.mark.django_db


@pytest.fixture
def records() -> Records:
    """The family of the reference picture."""
    return okoro_marlowe()


@pytest.fixture
def worker(records: Records) -> Client:
    """Their worker, signed in."""
    client = Client()
    client.force_login(records.worker)
    return client


def address(records: Records, name: str = "family", key: str = "ava", *more: str) -> str:
    """A family page of somebody."""
    return reverse(f"people:{name}", args=[records.ref(key), *more])


def text(response: HttpResponse) -> str:
    """The words of a page, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def answers(relation: str, **more: str) -> dict[str, str]:
    """A filled relation form."""
    return {"relation": relation, "note": "", "responsibility": "not_known", "basis": "", **more}


def date(name: str, day: dt.date) -> dict[str, str]:
    """The three boxes of a date."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_the_page_has_the_diagram_its_key_and_the_whole_list(worker: Client, records: Records) -> None:
    response = worker.get(address(records))
    page = response.content.decode()
    assert response.status_code == 200
    assert 'class="th-geno"' in page
    assert 'aria-label="Family diagram, scrolls sideways"' in page
    assert 'tabindex="0"' in page
    for words in ("Kelly Marlowe", "Half-sister (father’s side)", "one household", "Does not apply", "Swimming lifts"):
        assert words in text(response)
    assert "Ava" not in re.search(r"<title>(.*?)</title>", page)[1]
    assert "style=" not in page


def test_looking_is_logged_once(worker: Client, records: Records) -> None:
    worker.get(address(records))
    entry = AuditEntry.objects.get(verb="people.record.opened", subject_id=records["ava"].pk)
    assert entry.details["tab"] == "family"


def test_the_page_stays_within_its_queries(
    worker: Client, records: Records, django_assert_max_num_queries: Callable
) -> None:
    worker.get(address(records))
    with django_assert_max_num_queries(12):
        worker.get(address(records))


def test_an_earlier_day_is_asked_for_and_said(worker: Client, records: Records) -> None:
    response = worker.get(address(records), date("as_at", dt.date(2025, 1, 31)))
    assert response.url.endswith("?day=2025-01-31")
    page = text(worker.get(response.url))
    assert "As at 31 January 2025 , as is known now" in page
    assert "Lee Bannister" not in page


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "2025-13-01"])
def test_a_day_that_is_none_is_today(worker: Client, records: Records, day: str) -> None:
    assert "As at today" in text(worker.get(address(records), {"day": day}))


def test_a_day_to_come_is_refused_beside_the_boxes(worker: Client, records: Records) -> None:
    response = worker.get(address(records), date("as_at", clock.today() + dt.timedelta(days=2)))
    assert response.status_code == 200
    assert "must be today or in the past" in text(response) or "must be in the past" in text(response)


def test_somebody_not_involved_is_asked_for_a_reason_and_a_partner_is_refused(records: Records) -> None:
    stranger = access.user(roles=["lead_practitioner"], organisation=records.worker.organisation)
    school = access.school(of=records["ava"].subject.authority)
    lead = access.user(roles=["designated_safeguarding_lead"], organisation=school)
    access.involvement(records["ava"].subject, school, purpose="education")
    client = Client()
    client.force_login(stranger)
    assert client.get(address(records)).url.startswith(reverse("people:open", args=[records.ref("ava")]))
    client.force_login(lead)
    assert client.get(address(records)).status_code == 403


def test_a_reader_who_may_not_change_is_offered_no_change(records: Records) -> None:
    officer = access.user(
        roles=["police_officer"], organisation=access.organisation("police", of=records["ava"].subject.authority)
    )
    access.involvement(records["ava"].subject, officer, purpose="enquiry")
    client = Client()
    client.force_login(officer)
    page = text(client.get(address(records)))
    assert "Kelly Marlowe" in page
    assert "Add someone" not in page
    assert "Change" not in page


class TestAdding:
    def test_somebody_is_found_chosen_and_added_in_one_go(self, worker: Client, records: Records) -> None:
        pat = factories.person("Patience Lowe", born=dt.date(1970, 1, 1), child=False, sex="F",
                               in_authority=records["ava"].subject.authority)  # fmt: skip
        found = worker.post(address(records, "family-add"), {"who": "Patience Lowe"})
        assert "Patience Lowe" in text(worker.get(found.url))
        page = address(records, "family-add") + f"?with={pat.subject.ref}"
        assert "What is Patience Lowe to Ava?" in text(worker.get(page))
        response = worker.post(
            page,
            answers(
                "special_guardian", responsibility="yes", basis="special_guardianship", families=records.family.ref,
                note="Since the hearing", **date("since", dt.date(2026, 3, 2)),
            ),
        )  # fmt: skip
        assert response.url == address(records)
        row = Relationship.objects.current().get(person=pat, other=records["ava"])
        assert (row.kind, row.true_from, row.note) == ("special_guardian", dt.date(2026, 3, 2), "Since the hearing")
        assert ParentalResponsibility.objects.now().get(person=pat).basis == "special_guardianship"
        assert CircleMember.objects.now().get(subject_id=pat.pk).circle_id == records.family.pk
        shown = text(worker.get(response.url))
        assert "Patience Lowe was added to the family" in shown
        assert "Special guardian" in shown

    def test_the_other_side_of_a_relation_may_be_chosen(self, worker: Client, records: Records) -> None:
        bo = factories.person("Bo Frey", born=dt.date(2026, 1, 2), in_authority=records["ava"].subject.authority)
        page = address(records, "family-add", "kelly") + f"?with={bo.subject.ref}"
        assert worker.post(page, {"relation": "parent:back", "note": ""}).status_code == 302
        assert Relationship.objects.current().get(other=bo).person == records["kelly"]

    def test_a_doubtful_answer_is_asked_about_and_goes_through_when_confirmed(
        self, worker: Client, records: Records
    ) -> None:
        page = address(records, "family-add") + f"?with={records.ref('tracey')}"
        response = worker.post(page, answers("parent"))
        assert "has 2 parents by birth recorded already" in text(response)
        assert not Relationship.objects.filter(person=records["tracey"], kind="parent").exists()
        assert worker.post(page, answers("parent", confirmed="on")).status_code == 302

    def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_written(
        self, worker: Client, records: Records
    ) -> None:
        before = Relationship.objects.count()
        page = address(records, "family-add") + f"?with={records.ref('kelly')}"
        assert "already recorded" in text(worker.post(page, answers("parent", confirmed="on")))
        assert "Select how they are related" in text(worker.post(page, answers("")))
        assert "Select how they have parental responsibility" in text(
            worker.post(page, answers("kinship_carer", responsibility="yes"))
        )
        tomorrow = date("since", clock.today() + dt.timedelta(days=1))
        assert "in the past" in text(worker.post(page, answers("kinship_carer", **tomorrow)))
        assert Relationship.objects.count() == before

    def test_a_failure_half_way_leaves_nothing(self, worker: Client, records: Records) -> None:
        page = address(records, "family-add") + f"?with={records.ref('theo')}"
        response = worker.post(page, answers("carer", responsibility="yes", basis="special_guardianship"))
        assert "can only be held by an adult" in text(response)
        assert not Relationship.objects.filter(kind="carer").exists()

    def test_too_little_to_search_for_is_said(self, worker: Client, records: Records) -> None:
        assert "Enter at least 2 letters or numbers" in text(worker.post(address(records, "family-add"), {"who": "a"}))

    def test_a_restricted_record_cannot_be_chosen(self, worker: Client, records: Records) -> None:
        Subject.objects.filter(pk=records["dot"].pk).update(restriction=Restriction.RESTRICTED)
        assert worker.get(address(records, "family-add") + f"?with={records.ref('dot')}").status_code == 403

    def test_a_ref_that_is_nobodys_is_not_found(self, worker: Client, records: Records) -> None:
        assert worker.get(address(records, "family-add") + "?with=nobody").status_code == 404
        assert worker.get(address(records, "family-end", "ava", "nobody")).status_code == 404


class TestEnding:
    def test_a_relationship_ends_and_can_be_seen_to_have(self, worker: Client, records: Records) -> None:
        row = Relationship.objects.get(person=records["dot"], other=records["ava"])
        page = address(records, "family-end", "ava", row.ref)
        assert "Dot Ferris, neighbour" in text(worker.get(page))
        assert "Enter when it ended" in text(worker.post(page, {"what": "ended", "why": ""}))
        response = worker.post(page, {"what": "ended", "why": "Moved away", **date("on", clock.today())})
        assert response.status_code == 302
        shown = text(worker.get(response.url))
        assert "The relationship with Dot Ferris was ended." in shown
        assert "Ended relationships (1)" in shown
        assert "Moved away" in shown

    def test_what_was_entered_in_error_needs_a_reason(self, worker: Client, records: Records) -> None:
        row = Relationship.objects.get(person=records["daniel"], other=records["ava"])
        page = address(records, "family-end", "ava", row.ref)
        assert "stay so" in text(worker.get(page))
        assert "Enter why it was entered in error" in text(worker.post(page, {"what": "error", "why": ""}))
        worker.post(page, {"what": "error", "why": "The wrong Daniel"})
        assert not Relationship.objects.current().filter(person=records["daniel"], other=records["ava"]).exists()
        assert worker.get(page).status_code == 404

    def test_a_relationship_of_other_people_is_not_ended_from_here(self, worker: Client, records: Records) -> None:
        row = Relationship.objects.get(person=records["ian"], other=records["iris"])
        assert worker.get(address(records, "family-end", "ava", row.ref)).status_code == 404


def test_an_unborn_child_is_started_from_the_mothers_page(worker: Client, records: Records) -> None:
    due = clock.today() + dt.timedelta(days=100)
    page = address(records, "family-unborn", "tracey")
    access.involvement(records["tracey"].subject, records.worker)
    assert "Tracey Marlowe is recorded as the mother" in text(worker.get(page))
    assert "must be today or" in text(worker.post(page, date("expected_on", dt.date(2020, 1, 1))))
    response = worker.post(page, date("expected_on", due))
    assert "The record of the unborn child was started." in text(worker.get(response.url))
    assert "Unborn" in text(worker.get(address(records, "family", "tracey")))


def test_only_who_may_expect_a_child_is_offered_to_start_its_record(worker: Client, records: Records) -> None:
    """On the page of a small child or a boy it would make a mother of them."""
    for who, is_offered in (("kelly", True), ("ava", False), ("daniel", False)):
        assert ("expects a child" in text(worker.get(address(records, "family", who)))) is is_offered, who


def test_a_family_of_nobody_says_so(records: Records) -> None:
    alone = factories.person("Ola Quist", in_authority=records["ava"].subject.authority)
    access.involvement(alone.subject, records.worker)
    client = Client()
    client.force_login(records.worker)
    page = text(client.get(reverse("people:family", args=[alone.subject.ref])))
    assert "Nobody is recorded yet" in page
