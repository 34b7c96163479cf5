"""Households and parental responsibility by itself, as a worker records and corrects them."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from thrive.base.access.models import Subject
from thrive.base.access.rules import Restriction
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry
from thrive.base.people import cards
from thrive.base.people.actions import family as actions
from thrive.base.people.actions import life
from thrive.base.people.models import Card, Household, HouseholdMember, ParentalResponsibility
from thrive.base.people.tests.family_records import SINCE, Records, okoro_marlowe
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db

SEPTEMBER = dt.date(2025, 9, 1)


@pytest.fixture
def records() -> Records:
    """The family of the reference picture."""
    return okoro_marlowe()


@pytest.fixture
def worker(records: Records) -> Client:
    """Their worker, signed in."""
    return signed_in(records.worker)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: HttpResponse) -> str:
    """The words of a page, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def date(name: str, day: dt.date) -> dict[str, str]:
    """The three boxes of a date."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def at(records: Records, name: str = "households", *more: object, key: str = "ava") -> str:
    """A page of somebody."""
    return reverse(f"people:{name}", args=[records.ref(key), *more])


def stay(records: Records, key: str) -> HouseholdMember:
    """Somebody's current time in the home of the family."""
    return HouseholdMember.objects.current().get(person=records[key], household=records.home)


def step(records: Records, key: str, what: str) -> str:
    """The page that changes somebody's time in the home."""
    return at(records, "household-stay", stay(records, key).pk, what)


class TestList:
    def test_everybody_in_the_home_is_there_with_their_days(self, worker: Client, records: Records) -> None:
        page = text(worker.get(at(records)))
        assert "14 Tanner Row, Wexmoor, WX4 2PL" in page
        for name in ("Kelly Marlowe", "Lee Bannister", "Kai Marlowe", "Theo Okoro"):
            assert name in page
        assert "6 May 2025" in page and "Everybody left" not in page  # Lee is not hers to change
        assert "3 Mill Court" not in page
        assert "Households" in text(worker.get(at(records, "family")))

    def test_it_is_logged_and_takes_few_queries(
        self, worker: Client, records: Records, django_assert_max_num_queries: Callable
    ) -> None:
        worker.get(at(records))
        assert AuditEntry.objects.filter(verb="people.record.opened", subject_id=records["ava"].pk).count() == 1
        for path in (at(records), at(records, "household-start"), step(records, "theo", "dates"),
                     at(records, "household-join", records.home.pk)):  # fmt: skip
            with django_assert_max_num_queries(12):
                assert worker.get(path).status_code == 200

    def test_an_address_that_would_give_somebody_away_is_withheld(self, worker: Client, records: Records) -> None:
        Subject.objects.filter(pk=records["lee"].pk).update(address_restricted=True)
        cards.rebuild([one.pk for one in records.people.values()])
        main = worker.get(at(records)).content.decode().partition("<main")[2]
        assert "Tanner Row" not in main and "Address withheld" in main

    def test_a_restricted_person_is_there_by_no_name_and_a_sealed_one_is_not(
        self, worker: Client, records: Records
    ) -> None:
        Subject.objects.filter(pk=records["lee"].pk).update(restriction=Restriction.RESTRICTED)
        Subject.objects.filter(pk=records["kai"].pk).update(restriction=Restriction.SEALED)
        main = worker.get(at(records)).content.decode().partition("<main")[2]
        assert "Lee Bannister" not in main and "Restricted" in main
        assert "Kai Marlowe" not in main

    def test_a_partner_and_a_stranger_do_not_see_it(self, records: Records) -> None:
        school = access.school(of=records["ava"].subject.authority)
        lead = access.user(roles=["designated_safeguarding_lead"], organisation=school)
        access.involvement(records["ava"].subject, school, purpose="education")
        assert signed_in(lead).get(at(records)).status_code == 403
        officer = access.user(
            roles=["police_officer"], organisation=access.organisation("police", of=records["ava"].subject.authority)
        )
        access.involvement(records["ava"].subject, officer, purpose="enquiry")
        page = text(signed_in(officer).get(at(records)))
        assert "Kelly Marlowe" in page and "Correct" not in page and "Start a household" not in page
        assert signed_in(officer).get(at(records, "household-start")).status_code == 403


class TestStarting:
    def test_a_move_ends_the_other_home_and_is_told(self, worker: Client, records: Records) -> None:
        values = {"address": "1 Quay Steps", "postcode": "wx42pq", "people": [records.ref("theo")], "moved": "yes"}
        assert "Enter the day they moved" in text(worker.post(at(records, "household-start"), values))
        answer = worker.post(at(records, "household-start"), {**values, **date("since", SEPTEMBER)})
        assert answer.url == at(records)
        home = Household.objects.get(address="1 Quay Steps")
        here = HouseholdMember.objects.now().filter(household=home)
        assert set(here.values_list("person_id", flat=True)) == {records["ava"].pk, records["theo"].pk}
        assert stay(records, "ava").true_to == SEPTEMBER
        assert Event.objects.current().get(kind="household.moved").happened_on == SEPTEMBER
        page = text(worker.get(at(records)))
        assert "1 Quay Steps, WX4 2PQ" in page and "Until" in page

    def test_a_second_home_keeps_the_first(self, worker: Client, records: Records) -> None:
        values = {"address": "3 Mill Court", "postcode": "", "moved": "no"}
        assert worker.post(at(records, "household-start"), values).status_code == 302
        assert HouseholdMember.objects.now().filter(person=records["ava"]).count() == 2

    def test_a_day_before_they_came_to_the_other_home_is_refused(self, worker: Client, records: Records) -> None:
        values = {"address": "", "postcode": "", "moved": "yes", **date("since", dt.date(2024, 1, 1))}
        assert "must be after the day they came" in text(worker.post(at(records, "household-start"), values))
        assert HouseholdMember.objects.filter(person=records["ava"]).count() == 1

    def test_only_people_whose_record_may_be_changed_are_offered(self, worker: Client, records: Records) -> None:
        page = text(worker.get(at(records, "household-start")))
        assert "Theo Okoro" in page and "Lee Bannister" not in page


class TestChanging:
    def test_somebody_joins(self, worker: Client, records: Records) -> None:
        page = at(records, "household-join", records.home.pk)
        shown = text(worker.get(page))
        assert "Daniel Okoro" in shown and "Theo Okoro" not in shown
        assert "Select who joined" in text(worker.post(page, {}))
        worker.post(page, {"people": [records.ref("daniel")], **date("since", SEPTEMBER)})
        assert stay(records, "daniel").true_from == SEPTEMBER
        assert Card.objects.get(pk=records["ava"].pk).household_size == 7

    def test_somebody_leaves_and_that_is_undone_by_a_correction(self, worker: Client, records: Records) -> None:
        page = step(records, "theo", "left")
        assert "must be after the day they came" in text(worker.post(page, {"why": "", **date("on", SINCE)}))
        worker.post(page, {"why": "To his father", **date("on", SEPTEMBER)})
        left = stay(records, "theo")
        assert (left.true_to, left.why, left.recorded_by) == (SEPTEMBER, "To his father", records.worker)
        stale = worker.get(page, follow=True)
        assert "Somebody else has changed this" in text(stale)
        fix = step(records, "theo", "dates")
        assert "Enter why you are correcting it" in text(worker.post(fix, {"why": "", **date("since", SINCE)}))
        worker.post(fix, {"why": "He came back the same day", **date("since", SINCE)})
        back = stay(records, "theo")
        assert (back.true_from, back.true_to, back.replaces) == (SINCE, None, left)
        assert Card.objects.get(pk=records["theo"].pk).household_size == 6

    def test_days_that_cross_are_refused_beside_their_field(self, worker: Client, records: Records) -> None:
        wrong = {"why": "x", **date("since", SEPTEMBER), **date("until", SINCE)}
        assert "must be after the day they came" in text(worker.post(step(records, "theo", "dates"), wrong))

    def test_what_was_entered_in_error_is_taken_back_with_the_move_that_was_told(
        self, worker: Client, records: Records
    ) -> None:
        home = actions.move_household([records["ava"]], by=records.worker, on=SEPTEMBER, address="1 Quay Steps")
        row = HouseholdMember.objects.current().get(household=home)
        page = at(records, "household-stay", row.pk, "mistake")
        assert "Enter why it was entered in error" in text(worker.post(page, {"why": ""}))
        worker.post(page, {"why": "Another Ava"})
        assert not HouseholdMember.objects.current().filter(household=home).exists()
        assert not Event.objects.current().filter(kind="household.moved").exists()
        assert "1 Quay Steps" not in text(worker.get(at(records)))

    def test_a_move_on_another_day_is_told_of_that_day(self, records: Records) -> None:
        home = actions.move_household([records["ava"]], by=records.worker, on=SEPTEMBER, address="1 Quay Steps")
        row = HouseholdMember.objects.current().get(household=home)
        actions.correct_stay(row, by=records.worker, true_from=dt.date(2025, 9, 8), true_to=None, why="A week later")
        told = Event.objects.current().get(kind="household.moved")
        assert (told.happened_on, told.why) == (dt.date(2025, 9, 8), "A week later")
        assert told.replaces.happened_on == SEPTEMBER

    def test_a_stay_of_another_household_is_not_found(self, worker: Client, records: Records) -> None:
        other = HouseholdMember.objects.current().get(person=records["daniel"])
        assert worker.get(at(records, "household-stay", other.pk, "left")).status_code == 404
        assert worker.get(at(records, "household-stay", stay(records, "lee").pk, "left")).status_code == 404
        assert worker.get(at(records, "household-stay", stay(records, "theo").pk, "party")).status_code == 404
        assert worker.get(at(records, "household-end", other.household_id)).status_code == 404


class TestEnding:
    def test_everybody_leaves(self, worker: Client, records: Records) -> None:
        access.involvement(records["lee"].subject, records.worker)
        assert "Everybody left" in text(worker.get(at(records)))
        page = at(records, "household-end", records.home.pk)
        tomorrow = clock.today() + dt.timedelta(days=1)
        assert "today or in the past" in text(worker.post(page, {"why": "", **date("on", tomorrow)}))
        worker.post(page, {"why": "The tenancy ended", **date("on", SEPTEMBER)})
        assert not HouseholdMember.objects.now().filter(household=records.home).exists()
        assert "(ended)" in text(worker.get(at(records)))
        assert AuditEntry.objects.filter(verb="people.household.ended").exists()
        assert worker.get(page).url == at(records)

    def test_not_where_somebody_is_not_theirs_to_change(self, worker: Client, records: Records) -> None:
        page = at(records, "household-end", records.home.pk)
        assert worker.post(page, {"why": "", **date("on", SEPTEMBER)}).url == at(records)
        assert HouseholdMember.objects.now().filter(household=records.home).count() == 6


class TestResponsibility:
    def test_it_is_recorded_without_a_relationship(self, worker: Client, records: Records) -> None:
        page = at(records, "responsibility")
        assert "Select how they have parental responsibility" in text(
            worker.post(page, {"holder": records.ref("sheila"), "holds": "yes", "basis": ""})
        )
        values = {"holder": records.ref("sheila"), "holds": "yes", "basis": "special_guardianship"}
        answer = worker.post(page, {**values, **date("since", SEPTEMBER)}, follow=True)
        assert "Parental responsibility was recorded of Sheila Marlowe" in text(answer)
        row = ParentalResponsibility.objects.now().get(person=records["sheila"], child=records["ava"])
        assert (row.basis, row.true_from) == ("special_guardianship", SEPTEMBER)

    def test_that_somebody_has_it_not_takes_the_place_of_what_was_held(self, worker: Client, records: Records) -> None:
        values = {"holder": records.ref("daniel"), "holds": "no", "basis": "birth_registration"}
        worker.post(at(records, "responsibility"), {**values, **date("since", SEPTEMBER)})
        row = ParentalResponsibility.objects.now().get(person=records["daniel"], child=records["ava"])
        assert (row.holds, row.basis) == (False, "")

    def test_what_law_refuses_is_said(self, worker: Client, records: Records) -> None:
        values = {"holder": records.ref("kai"), "holds": "yes", "basis": "special_guardianship"}
        assert "only be held by an adult" in text(worker.post(at(records, "responsibility"), values))

    def test_whoever_is_younger_not_born_or_dead_is_not_offered(self, worker: Client, records: Records) -> None:
        life.record_death(records["daniel"], by=records.worker, died_on=SEPTEMBER)
        page = text(worker.get(at(records, "responsibility")))
        assert "Sheila Marlowe, grandmother (mother’s side), 67 years" in page and "Kai Marlowe" in page
        assert [one for one in ("Theo Okoro", "Daniel Okoro", "Unborn") if one in page] == []

    def test_nobody_has_it_for_an_adult(self, worker: Client, records: Records) -> None:
        answer = worker.get(at(records, "responsibility", key="kelly"), follow=True)
        assert "Parental responsibility is for children" in text(answer)
        assert "Record parental responsibility" not in text(worker.get(at(records, "family", key="kelly")))

    def test_it_takes_few_queries_and_is_linked(
        self, worker: Client, records: Records, django_assert_max_num_queries: Callable
    ) -> None:
        assert at(records, "responsibility") in worker.get(at(records, "family")).content.decode()
        assert at(records, "responsibility") in worker.get(at(records, "history", "responsibility")).content.decode()
        with django_assert_max_num_queries(12):
            worker.get(at(records, "responsibility"))
