"""The steps of a contact: their task list, the pages made from their questions, and the same over HTTP."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thrive.base.access.rules import OrganisationKind, Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.casework.road import asking, kept, standing
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.offers import Questions, Step
from thrive.base.people.tests import factories as people
from thrive.base.record.models import Draft
from thrive.govuk import forms
from thrive.pathway.front_door.actions import checking, deciding, triaging
from thrive.pathway.front_door.actions.deciding import Judged
from thrive.pathway.front_door.actions.taking import Stated
from thrive.pathway.front_door.models import PartnerCheck, Triage
from thrive.pathway.front_door.permissions import TAKE_CONTACT
from thrive.pathway.front_door.queries import contacts
from thrive.pathway.front_door.rules import URGENCIES
from thrive.pathway.front_door.rules.contacts import Level, Outcome, Response
from thrive.pathway.front_door.steps import CONTACT
from thrive.pathway.front_door.tests import factories as door

pytestmark = pytest.mark.django_db


def police():
    return access.organisation(OrganisationKind.POLICE, name="Wexmoor Police", of=door.authority())


def decided(contact, *, by, outcome=Outcome.NFA) -> None:
    judged = Judged(person=door.first(contact), outcome=outcome, level=Level.COMMUNITY, reason="What she said.")
    deciding.decide(contact, [judged], by=by)


def steps(contact, viewer) -> dict:
    found = contacts.contact(viewer=access.fresh(viewer), ref=contact.ref)
    return {one.title: one for one in standing.task_list(contacts.MATTER, found, viewer=viewer)}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestTheTaskList:
    def test_a_new_contact_says_what_is_to_be_done_first(self):
        officer = door.officer()
        found = steps(door.contact(by=officer), officer)
        assert {title: one.status for title, one in found.items()}.items() >= {
            "Record the contact": "Completed",
            "Say who Ava Okoro is": "Not started",
            "Triage the contact": "Not started",
            "Ask a partner": "Not started",
            "Decide the referral": "Cannot start yet",
            "Tell whoever told us": "Cannot start yet",
        }.items()
        assert found["Decide what comes of the contact"].status.startswith("Due ")

    def test_only_what_one_may_do_is_a_link(self):
        officer, manager = door.officer(), door.manager()
        contact = door.contact(by=officer)
        decide = "Decide what comes of the contact"
        assert not steps(contact, officer)[decide].href
        assert steps(contact, manager)[decide].href == reverse("front_door:contact", args=[contact.ref]) + "#decision"
        assert steps(contact, officer)["Triage the contact"].href == reverse("front_door:triage", args=[contact.ref])

    def test_what_is_done_says_so_and_can_be_done_again_until_it_is_decided(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        triaging.triage(contact, by=officer, urgency="today")
        done = steps(contact, officer)["Triage the contact"]
        assert (done.status, done.hint) == ("Completed", "Today.") and done.href
        decided(contact, by=door.manager())
        assert not steps(contact, officer)["Triage the contact"].href

    def test_the_last_day_is_said_and_late_when_it_is_late(self):
        officer = door.officer()
        with time_machine.travel(dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC), tick=False):
            contact = door.contact(by=officer)
        with time_machine.travel(dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC), tick=False):
            late = steps(contact, officer)["Decide what comes of the contact"]
        assert (late.status, late.kind) == ("3 days late", "late")

    def test_a_referral_waits_for_its_decision_with_its_own_last_day(self):
        officer, manager = door.officer(), door.manager()
        contact = door.contact(by=officer)
        door.matched(contact, people.person(), by=officer)
        decided(contact, by=manager, outcome=Outcome.REFERRAL)
        found = steps(contact, manager)
        assert found["Decide the referral of Ava Okoro"].status.startswith("Due ")
        assert found["Decide the referral of Ava Okoro"].href and not found["Ask a partner"].href
        assert found["Decide what comes of the contact"].status == found["Tell whoever told us"].status == "Completed"

    def test_a_decided_contact_asks_no_more_than_an_open_one(self):
        officer, manager = door.officer(), door.manager()
        contact = door.contact(by=officer, children=[door.AVA, Stated(given="Theo")])
        for number, name in ((1, "Ava Okoro"), (2, "Theo Okoro")):
            door.matched(contact, people.person(name), by=officer, number=number)
        judged = [
            Judged(person=one, outcome=Outcome.REFERRAL, level=Level.COMMUNITY, reason="What she said.", needs=("1.1",))
            for one in contact.people.filter(replaced_at=None)
        ]
        made = deciding.decide(contact, judged, by=manager).referrals
        deciding.decide_referral(made[0], by=manager, responses=[Response.FAMILY_HELP], reason="She needs help.")
        client, address = signed_in(manager), reverse("front_door:contact", args=[contact.ref])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).content.decode()
        found = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
        assert len(found) <= 12, "\n".join(one[:110] for one in found)
        assert "Family Help assessment (section 17)" in page and page.count("Needs found") == 2

    def test_a_partner_who_is_asked_stands_there_and_leads_nowhere(self):
        officer, asked = door.officer(), police()
        contact = door.contact(by=officer)
        checking.ask_partner(
            contact, asked, by=officer, about=[door.first(contact)], question="Anything?", basis="public_task"
        )
        assert steps(contact, officer)["Ask a partner"].status == "Completed"
        found = steps(contact, officer)["Wexmoor Police: answer"]
        assert found.status == "Not started" and "Hoped for" in found.hint and not found.href

    def test_of_a_child_in_hiding_no_partner_is_named(self):
        officer, asked = door.officer(), police()
        contact = door.contact(by=door.school_lead())
        ava = people.person(address_restricted=True)
        checking.ask_partner(
            contact, asked, by=officer, about=[door.first(contact)], question="Anything?", basis="public_task"
        )
        door.matched(contact, ava, by=officer)
        assert not [one for one in steps(contact, officer) if "Wexmoor" in one]


class TestAPageMadeFromQuestions:
    def test_it_triages_and_leads_back(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        client, address = signed_in(officer), reverse("front_door:triage", args=[contact.ref])
        page = client.get(address).content.decode()
        assert "Triage the contact" in page and "A concern from a school or college" in page
        answer = client.post(address, {"urgency": "today", "is_ready": "on"})
        assert answer.headers["Location"] == reverse("front_door:contact", args=[contact.ref])
        row = Triage.objects.get()
        assert (row.urgency, row.is_ready, row.recorded_by) == ("today", True, officer)
        assert not Draft.objects.filter(finished_at=None).exists()

    def test_what_somebody_else_said_meanwhile_is_not_overwritten(self):
        officer, other = door.officer(), door.manager()
        contact = door.contact(by=officer)
        triaging.triage(contact, by=other, urgency="today")
        answer = signed_in(officer).post(
            reverse("front_door:triage", args=[contact.ref]), {"urgency": "ordinary", "analysis": "Mine"}
        )
        assert "Somebody else has triaged this contact" in answer.content.decode()
        assert Triage.objects.get().urgency == "today"
        assert Draft.objects.get().answers["analysis"] == ["Mine"]

    def test_what_the_action_refuses_stands_beside_its_answer(self):
        officer, asked = door.officer(), police()
        contact = door.contact(by=officer)
        answer = signed_in(officer).post(
            reverse("front_door:ask", args=[contact.ref]), {"organisation": asked.ref, "question": "Anything?"}
        )
        page = answer.content.decode()
        assert "Select whom you ask about" in page and "Select on what basis you ask" in page
        assert not PartnerCheck.objects.exists()

    def test_it_asks_a_partner_and_says_whom(self):
        officer, asked = door.officer(), police()
        contact = door.contact(by=officer)
        said = {"organisation": asked.ref, "about": ["1"], "question": "Anything?", "basis": "public_task"}
        answer = signed_in(officer).post(reverse("front_door:ask", args=[contact.ref]), said, follow=True)
        assert "Wexmoor Police was asked." in answer.content.decode()
        assert PartnerCheck.objects.get().organisation == asked

    def test_once_it_is_decided_nothing_more_is_asked_and_what_was_typed_is_kept(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        decided(contact, by=door.manager())
        answer = signed_in(officer).post(
            reverse("front_door:triage", args=[contact.ref]),
            {"urgency": "today", "analysis": "Late thought"},
            follow=True,
        )
        assert "nothing more is to be done here" in answer.content.decode()
        assert not Triage.objects.exists() and Draft.objects.get().answers["analysis"] == ["Late thought"]

    def test_of_a_closed_record_it_does_not_open(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        ava = people.person()
        door.matched(contact, ava, by=officer)
        ava.subject.restriction = Restriction.RESTRICTED
        ava.subject.save()
        assert signed_in(door.officer()).get(reverse("front_door:ask", args=[contact.ref])).status_code == 403


class TestWhatAStepKeeps:
    """As the page of an ordinary step shows it: tried with what triage keeps, whose own page has a form of its own."""

    def step(self, **values) -> Step:
        fields = {
            "urgency": forms.ChoiceField("How urgent?", choices=list(URGENCIES.items())),
            "is_ready": forms.TickField("Ready"),
            "worker": forms.TextField("Who"),
            "analysis": forms.LongTextField("What we make of it"),
        }
        return Step(
            key="front_door.odd", title="Odd", who="Nobody", needs=TAKE_CONTACT, about=contacts.MATTER,
            asks=Questions(fields=fields, action=print, keeps=Triage, **values),
        )  # fmt: skip

    def shown(self, contact, viewer, **values):
        found = contacts.contact(viewer=access.fresh(viewer), ref=contact.ref)
        asking._made.pop("front_door.odd", None)
        return kept.kept(self.step(**values), CONTACT, found)

    def test_each_answer_is_told_in_words_with_who_and_when_and_no_other_row(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        triaging.triage(contact, by=officer, urgency="now", worker=officer, analysis="Ring her first")
        (one,) = self.shown(contact, officer)
        assert (one.on, one.by) == (clock.today(), "Tom Beswick")
        assert {row.key: row.value for row in one.rows} == {
            "How urgent?": URGENCIES["now"], "Ready": "No", "What we make of it": "Ring her first",
        }  # fmt: skip

    def test_what_a_later_one_replaces_is_not_told(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        first = triaging.triage(contact, by=officer, urgency="now")
        triaging.triage(contact, by=officer, urgency="today", over=first.pk)
        assert len(self.shown(contact, officer)) == 1

    def test_a_hidden_address_is_taken_out_of_it(self):
        officer, ava = door.officer(), people.person(address="9 Elder Way", postcode="WX9 9ZZ", address_restricted=True)
        contact = door.contact(by=officer)
        door.matched(contact, ava, by=officer)
        triaging.triage(contact, by=officer, urgency="now", analysis="They are at 9 Elder Way")
        (one,) = self.shown(contact, door.officer())
        assert "Elder Way" not in str(one.rows)
        (own,) = self.shown(contact, officer)
        assert "Elder Way" in str(own.rows), "its author reads it whole"

    def test_what_the_permission_does_not_read_is_left_out(self, monkeypatch):
        officer = door.officer()
        contact = door.contact(by=officer)
        triaging.triage(contact, by=officer, urgency="now", analysis="Bail")
        monkeypatch.setitem(Triage.SENSITIVITY, "analysis", Sensitivity.CRIMINAL)
        (one,) = self.shown(contact, officer)
        assert "Bail" not in str(one.rows)


class TestTheSameOverHttp:
    ADDRESS = "/steps/front_door.ask/{}"

    def said(self, **other):
        return {"organisation": police().ref, "about": ["1"], "question": "Anything?", "basis": "public_task", **other}

    def test_a_partner_is_asked_once_for_a_key(self):
        officer, said = door.officer(), self.said()
        contact = door.contact(by=officer)
        caller = callers.person(officer)
        for _ in range(2):
            answer = caller.post(self.ADDRESS.format(contact.ref), said, key="mine")
            assert answer.status_code == 201, answer.content
        assert answer.json() == {"ref": PartnerCheck.objects.get().ref}

    def test_a_wrong_answer_is_named(self):
        officer, said = door.officer(), self.said(organisation="222222222222")
        contact = door.contact(by=officer)
        answer = callers.person(officer).post(self.ADDRESS.format(contact.ref), said)
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "organisation"

    def test_whoever_may_not_is_refused(self):
        contact = door.contact(by=door.officer())
        answer = callers.person(door.school_lead()).post(self.ADDRESS.format(contact.ref), self.said())
        assert answer.status_code == 403

    def test_nobody_is_asked_about_a_decided_contact(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        decided(contact, by=door.manager())
        answer = callers.person(officer).post(self.ADDRESS.format(contact.ref), self.said())
        assert answer.status_code == 409 and not PartnerCheck.objects.exists()

    def test_a_step_with_an_operation_of_its_own_has_no_other(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        answer = callers.person(officer).post(f"/steps/front_door.triage/{contact.ref}", {"urgency": "today"})
        assert answer.status_code == 404 and not Triage.objects.exists()
