"""Closing a referral, putting right how it was closed, opening it again: in facts, on the timeline, on pages."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from thrive.base.access.errors import NotAllowed
from thrive.base.access.rules import Restriction
from thrive.base.access.tests import factories as access
from thrive.base.casework.models import DueDate, ImportedElement, Task
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.people.models import Card
from thrive.base.people.tests import factories as people
from thrive.base.record.models import Event
from thrive.pathway.front_door import facts
from thrive.pathway.front_door.actions import closing, deciding
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.models import Referral, ReferralClosure
from thrive.pathway.front_door.rules.contacts import Level, Outcome, Response
from thrive.pathway.front_door.tests import factories as door
from thrive.pathway.front_door.tests.test_taking_over import brought

pytestmark = pytest.mark.django_db
D = dt.date
TODAY = D(2026, 6, 3)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 6, 3, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def ava():
    return people.person("Ava Okoro")


def referred(person, *responses: Response) -> Referral:
    """A referral that was made and decided today."""
    officer = door.officer()
    contact = door.contact(by=officer)
    stated = door.matched(contact, person, by=officer)
    judged = deciding.Judged(
        person=stated, outcome=Outcome.REFERRAL, level=Level.FAMILY_HELP_S17, reason="A bruise.",
        responses=responses,
    )  # fmt: skip
    return deciding.decide(contact, [judged], by=door.manager()).referrals[0]


@pytest.fixture
def referral(ava) -> Referral:
    return referred(ava, Response.FAMILY_HELP)


def close(referral: Referral, *, by=None, **values) -> ReferralClosure:
    said = {"closed_on": TODAY, "reason_code": "RC7", "reason": "Nothing came of it.", "need": "N4", **values}
    return closing.close_referral(referral, by=by or door.manager(), **said)


class TestClosing:
    def test_it_is_closed_on_a_day_for_a_reason_and_nothing_runs_any_more(self, ava, referral):
        assert DueDate.objects.filter(clock="family_help.assessment").exists()
        closure = close(referral)
        found = facts.standing_of(referral)
        assert (found.closed_on, found.closure_code, found.need_code) == (TODAY, "RC7", "N4")
        assert found.content["closed_on"] == "2026-06-03" and found.content["closure_reason"] == "RC7"
        assert not DueDate.objects.exists() and not Task.objects.still_open().exists()
        event = Event.objects.current().get(object_type="front_door.referralclosure", object_id=closure.pk)
        assert (event.title, event.happened_on, event.significant) == ("Closed", TODAY, True)
        assert AuditEntry.objects.get(verb="front_door.referral.closed").subject_id == ava.pk

    def test_the_status_ends_on_the_day_after(self, ava, referral):
        close(referral)
        assert {one["key"] for one in Card.objects.get(pk=ava.pk).statuses} == {"child_in_need"}
        from thrive.base.offers import REGISTRY
        from thrive.base.people import cards

        tomorrow = TODAY + dt.timedelta(1)
        assert ava.pk in REGISTRY.turned_on(tomorrow)
        with time_machine.travel(dt.datetime(2026, 6, 4, 10, tzinfo=dt.UTC)):
            cards.rebuild([ava.pk])
        assert not Card.objects.get(pk=ava.pk).statuses

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"closed_on": D(2026, 6, 4)}, "closed_on"),
            ({"closed_on": D(2026, 6, 2)}, "closed_on"),
            ({"reason_code": "RC99"}, "reason_code"),
            ({"need": "N99"}, "need"),
            ({"need": ""}, "need"),
            ({"reason": " "}, "reason"),
        ],
    )
    def test_what_cannot_be_so_is_refused(self, referral, values, field):
        with pytest.raises(ContactFault) as fault:
            close(referral, **values)
        assert fault.value.field == field
        assert not ReferralClosure.objects.exists()

    def test_one_that_waits_is_decided_first(self, ava):
        with pytest.raises(ContactFault, match="Decide it before"):
            close(referred(ava))

    def test_where_nothing_more_is_done_there_is_nothing_to_close(self, ava):
        with pytest.raises(ContactFault, match="nothing to close"):
            close(referred(ava, Response.NFA))

    def test_while_somebody_works_with_the_child_it_needs_a_reason(self, ava, referral):
        access.involvement(ava.subject, access.user(["lead_practitioner"], access.council(door.authority())))
        with pytest.raises(ContactFault) as fault:
            close(referral)
        assert fault.value.field == "still_open_because"
        closure = close(referral, still_open_because="The plan goes on under another referral.")
        assert closure.still_open_because

    def test_while_an_assessment_goes_on_it_needs_a_reason(self, ava):
        brought(ava)
        brought(ava, kind="assessment", key="2026-03-02/2026-03-03", parent="2026-03-02", started_on="2026-03-03")
        with pytest.raises(ContactFault) as fault:
            close(Referral.objects.get())
        assert fault.value.field == "still_open_because"

    def test_closed_after_assessment_is_not_said_where_more_came_of_it(self, ava):
        brought(ava)
        brought(
            ava, kind="s47_enquiry", key="2026-03-02/2026-03-03", parent="2026-03-02", started_on="2026-03-03",
            conference_not_required=True,
        )  # fmt: skip
        with pytest.raises(ContactFault) as fault:
            close(Referral.objects.get(), reason_code="RC8")
        assert fault.value.field == "reason_code"

    @pytest.mark.parametrize("role", ["front_door_officer", "out_of_hours_worker", "lead_practitioner"])
    def test_a_manager_closes(self, referral, role):
        with pytest.raises(NotAllowed):
            close(referral, by=access.user([role], access.council(door.authority())))

    def test_not_about_a_record_that_is_closed_to_them(self, ava, referral):
        type(ava.subject).objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
        with pytest.raises(NotAllowed):
            close(Referral.objects.get())

    def test_a_closed_referral_is_not_decided_anew(self, referral):
        close(referral)
        with pytest.raises(ContactFault, match="Open it again"):
            deciding.decide_referral(referral, by=door.manager(), responses=[Response.NFA], reason="No.")


class TestPuttingItRight:
    def test_a_correction_replaces_with_a_reason_and_is_told_once(self, referral):
        first = close(referral)
        with pytest.raises(ContactFault) as fault:
            close(referral, reason_code="RC5", over=first.pk)
        assert fault.value.field == "why"
        second = close(referral, reason_code="RC5", over=first.pk, why="They moved.")
        assert second.replaces == first
        assert facts.standing_of(referral).closure_code == "RC5"
        assert Event.objects.current().filter(title="Closed").count() == 1

    def test_it_is_opened_again_and_what_ran_runs(self, ava, referral):
        first = close(referral)
        with pytest.raises(ContactFault):
            closing.reopen_referral(referral, by=door.manager(), why=" ", over=first.pk)
        closing.reopen_referral(referral, by=door.manager(), why="The wrong child.", over=first.pk)
        assert facts.standing_of(referral).closed_on is None
        assert DueDate.objects.filter(clock="family_help.assessment").exists()
        titles = list(Event.objects.current().order_by("pk").values_list("title", flat=True))
        assert "Closed" not in titles and titles[-1] == "Referral opened again"
        assert ReferralClosure.objects.count() == 2

    def test_what_a_file_closed_is_opened_again(self, ava):
        brought(ava, received_on="2026-03-02", source="6", no_further_action=False, closed_on="2026-05-01")
        referral = Referral.objects.get()
        closing.reopen_referral(referral, by=door.manager(), why="It is not over.")
        assert facts.standing_of(referral).closed_on is None
        assert [one.title for one in Event.objects.current().order_by("pk")] == [
            "Referral received", "Referral opened again",
        ]  # fmt: skip
        assert ImportedElement.objects.current().get().content["closed_on"] == "2026-05-01"

    def test_two_people_do_not_close_it_over_each_other(self, referral):
        first = close(referral)
        with pytest.raises(ChangedMeanwhile):
            close(referral, why="Late", over=None)
        with pytest.raises(ChangedMeanwhile):
            closing.reopen_referral(referral, by=door.manager(), why="No", over=first.pk + 1)

    def test_what_was_known_before_stays_known(self, ava, referral):
        before = dt.datetime(2026, 6, 3, 10, 30, tzinfo=dt.UTC)
        with time_machine.travel(dt.datetime(2026, 6, 3, 11, tzinfo=dt.UTC), tick=False):
            close(referral)
        (then,) = facts.standing([ava.pk], before)[ava.pk]
        assert then.closed_on is None


class TestPages:
    def _said(self, page: str, name: str) -> str:
        return page.partition(f'name="{name}" value="')[2].partition('"')[0]

    def test_a_manager_closes_it_and_opens_it_again(self, client, ava, referral):
        client.force_login(door.manager())
        address = reverse("front_door:referral", args=[referral.ref])
        page = client.get(address).content.decode()
        assert "Family Help assessment (section 17)" in page and "Ava Okoro" in page
        shut = reverse("front_door:referral-close", args=[referral.ref])
        assert shut in page
        form = client.get(shut).content.decode()
        answers = {
            "closed_on-day": "3", "closed_on-month": "6", "closed_on-year": "2026", "reason_code": "RC7", "need": "N4",
            "reason": "They moved in with their aunt.", "over": "", "draft_slip": self._said(form, "draft_slip"),
        }  # fmt: skip
        assert client.post(shut, answers).headers["Location"] == address
        page = client.get(address).content.decode()
        assert "Closed on 3 June 2026" in page and "They moved in with their aunt." in page
        assert "Services ended for another reason" in page
        again = reverse("front_door:referral-reopen", args=[referral.ref])
        form = client.get(again).content.decode()
        answers = {
            "why": "They came back.", "over": self._said(form, "over"), "draft_slip": self._said(form, "draft_slip"),
        }  # fmt: skip
        assert client.post(again, answers).headers["Location"] == address
        assert "They came back." in client.get(address).content.decode()

    def test_what_a_file_brought_has_the_same_page(self, client, ava):
        brought(ava)
        client.force_login(door.manager())
        page = client.get(reverse("front_door:referral", args=[ImportedElement.objects.get().ref])).content.decode()
        assert "CIN census 2026" in page and "School" in page and "Taken further" in page
        assert "The file does not say when" in page and "What the file says, in full" in page

    def test_a_lead_reads_the_referral_of_a_child_they_work_with_and_no_other(self, client, ava, referral):
        lead = access.user(["lead_practitioner"], access.council(door.authority()))
        access.involvement(ava.subject, lead)
        client.force_login(lead)
        address = reverse("front_door:referral", args=[referral.ref])
        page = client.get(address).content.decode()
        shut = reverse("front_door:referral-close", args=[referral.ref])
        assert "Family Help assessment" in page and shut not in page
        client.force_login(access.user(["lead_practitioner"], access.council(door.authority())))
        assert client.get(address).status_code in (302, 403)

    def test_a_restricted_record_closes_all_of_its_pages(self, client, ava, referral):
        type(ava.subject).objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
        client.force_login(door.manager())
        for name in ("referral", "referral-close", "referral-reopen"):
            answer = client.get(reverse(f"front_door:{name}", args=[referral.ref]))
            assert answer.status_code == 403 and b"Okoro" not in answer.content

    def test_it_asks_few_questions(self, client, referral, django_assert_max_num_queries):
        close(referral)
        client.force_login(door.manager())
        address = reverse("front_door:referral", args=[referral.ref])
        client.get(address)
        with django_assert_max_num_queries(12):  # the entry in the log is one of them
            client.get(address)
