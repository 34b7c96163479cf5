"""The front door over HTTP: its workers, other services, and the systems of other services."""

import datetime as dt

import pytest

from thrive.base.access.models import Subject
from thrive.base.access.rules import Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.access.tests.callers import fields
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry
from thrive.base.history.refs import new_ref
from thrive.base.people.tests import factories as people
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions import deciding
from thrive.pathway.front_door.actions.taking import Stated
from thrive.pathway.front_door.models import (
    Contact,
    ContactDecision,
    ContactMatch,
    Referral,
    ReferralDecision,
    Triage,
)
from thrive.pathway.front_door.tests import factories as door

pytestmark = pytest.mark.django_db
AVA = {"given": "Ava", "family": "Okoro", "born_on": "2017-03-14"}


def worry(*who, **other):
    return {
        "concern": door.CONCERN, "in_danger": "no", "family_knows": "no", "consent": "not_sought",
        "people": list(who) or [AVA], **other,
    }  # fmt: skip


def a_contact(*who, **other):
    return worry(*who, **{"form": "school", **other})


def matched(contact, *, by):
    """The record of the contact's first child, who is known."""
    ava = people.person(address="14 Tanner Row", postcode="WX4 2PL")
    door.matched(contact, ava, by=by)
    return ava


class TestTaking:
    @pytest.mark.parametrize("form", rules.FORMS)
    def test_a_contact_of_every_form_is_taken_and_read(self, form):
        caller = callers.person(door.officer())
        made = caller.post("/contacts", a_contact(form=form, source={"name": "Helen Prior", "role": "Teacher"}))
        assert made.status_code == 201, made.content
        read = caller.get(f"/contacts/{made.json()['ref']}").json()
        assert read["concern"] == door.CONCERN and read["source"].startswith("Helen Prior, Teacher")
        assert [(one["says"], one["born_on"], one["said"]) for one in read["people"]] == [
            ("Ava Okoro", "2017-03-14", "")
        ]
        assert read["asks_for_decision"] == rules.FORMS[form].asks_for_decision
        assert AuditEntry.objects.filter(verb="front_door.contact.taken").count() == 1

    def test_what_it_says_of_people_is_kept_as_the_form_keeps_it(self):
        caller = callers.person(door.officer())
        told = [
            {**AVA, "born_precision": "month", "postcode": "wx42pl", "harm": ["missing"], "nhs_number": "999 000 0018"},
            {"part": "unborn", "expected_on": "2027-03-01"},
            {"part": "adult", "given": "Lee", "relation": "mother’s partner", "born_on": "1985-05-05"},
        ]
        ref = caller.post("/contacts", a_contact(*told, received_at="2026-11-02T09:30:15+00:00")).json()["ref"]
        contact = Contact.objects.get(ref=ref)
        assert contact.received_at == dt.datetime(2026, 11, 2, 9, 30, 15, tzinfo=dt.UTC)
        ava, unborn, lee = contact.people.order_by("number")
        assert (ava.born_on, ava.born_precision, ava.postcode) == (dt.date(2017, 3, 1), "month", "WX4 2PL")
        assert ava.nhs_number == "9990000018" and (unborn.part, lee.relation) == ("unborn", "mother’s partner")
        assert contact.harm_signs.get().question == "missing"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"people": [{**AVA, "born_on": "2199-01-01"}]}, "people.0.born_on"),
            ({"people": [{**AVA, "nhs_number": "1"}]}, "people.0.nhs_number"),
            ({"people": [AVA, {**AVA, "harm": ["poem"]}]}, "people.1.harm"),
            ({"people": [{"part": "adult", "given": "Lee"}]}, "people"),
            ({"people": [{"part": "unborn", "born_on": "2017-03-14"}]}, "people.0.born_on"),
            ({"people": [AVA, {"part": "adult", "given": "Lee", "school": "Larkfield"}]}, "people.1.school"),
            ({"people": [{**AVA, "relation": "sister"}]}, "people.0.relation"),
            ({"consent": "not_needed"}, "consent_why"),
            ({"received_at": "2199-01-01T00:00:00Z"}, "received_at"),
            ({"received_at": "2026-01-01T00:00:00"}, "sent.received_at"),
            ({"source": {"email": "no"}}, "source.email"),
            ({"source_code": "ZZ"}, "source_code"),
            ({"incident_on": "2199-01-01"}, "incident_on"),
            ({"form": "poem"}, "sent.form"),
            ({"concern": " "}, "concern"),
        ],
    )
    def test_what_cannot_be_taken_is_said_at_its_answer(self, change, field):
        assert field in fields(callers.person(door.officer()).post("/contacts", a_contact(**change)))
        assert not Contact.objects.exists()

    def test_the_same_call_again_takes_it_once(self):
        caller = callers.person(door.officer())
        first, again = (caller.post("/contacts", a_contact(), key="one") for _ in range(2))
        assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
        assert Contact.objects.count() == 1

    def test_only_the_front_door_takes_contacts(self):
        lead = access.user(["lead_practitioner"], access.council(door.authority()))
        assert callers.person(lead).post("/contacts", a_contact()).status_code == 403
        assert callers.system(access.council(door.authority()), ["front_door.take"]).post(
            "/contacts", a_contact()
        ).status_code == 403  # fmt: skip

    def test_what_the_keys_mean_can_be_asked(self):
        found = callers.person(door.school_lead()).get("/contacts/questions").json()
        assert [one["key"] for one in found["forms"]] == list(rules.FORMS)
        assert {one["key"] for one in found["harm"]} == set(rules.harm_questions(clock.today()).asks)


class TestReading:
    def test_the_board_is_listed_and_narrowed(self):
        officer = door.officer()
        caller = callers.person(officer)
        first, second = door.contact(by=officer), door.contact(by=officer, children=[Stated(given="Theo")])
        caller.post(f"/contacts/{second.ref}/triage", {"urgency": "now", "worker": officer.ref})

        def listed(asked: str) -> list[str]:
            return [one["ref"] for one in caller.get(f"/contacts{asked}").json()["contacts"]]

        assert listed("") == [second.ref, first.ref]
        assert listed("?urgency=now") == listed("?whose=mine") == listed("?stage=matching") == [second.ref]
        assert listed("?whose=nobody") == listed("?stage=new") == [first.ref]
        assert listed("?late=true") == [] and caller.get("/contacts?stage=poem").status_code == 422

    def test_a_restricted_record_takes_its_contact_with_it(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        ava = matched(contact, by=officer)
        Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
        other = callers.person(access.user(["front_door_officer"], access.council(door.authority())))
        assert other.get("/contacts").json()["contacts"] == []
        assert other.get(f"/contacts/{contact.ref}").status_code == 403
        for path in ("triage", "people/1/who/take-back"):
            assert other.post(f"/contacts/{contact.ref}/{path}", SENT[path]).status_code == 403
        assert other.post(f"/steps/front_door.ask/{contact.ref}", SENT["checks"]).status_code == 403

    def test_a_hidden_address_is_withheld(self):
        officer = door.officer()
        lead = door.school_lead()
        contact = door.contact(by=lead, concern="She lives at 14 Tanner Row now.")
        door.matched(contact, people.person(address_restricted=True), by=officer)
        answer = callers.person(officer).get(f"/contacts/{contact.ref}")
        assert "Withheld" in answer.json()["source"] and answer.json()["people"][0]["address"] == "Withheld"
        assert b"Larkfield" not in answer.content

    def test_what_was_passed_on_is_read_by_whoever_works_with_the_child(self):
        officer, manager = door.officer(), door.manager()
        ava = people.person()
        lead = access.user(["lead_practitioner"], access.council(door.authority()))
        access.involvement(ava.subject, lead, role="lead_practitioner")
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        link = deciding.Judged(person=person, outcome=rules.Outcome.LINK_TO_OPEN_WORK, level="cp", reason="Open")
        deciding.decide(contact, [link], by=access.fresh(manager))
        caller = callers.person(access.fresh(lead))
        assert caller.get(f"/information/{contact.ref}").json()["concern"] == door.CONCERN
        assert caller.post(f"/information/{contact.ref}/read").status_code == 200
        other = access.user(["lead_practitioner"], access.council(door.authority()))
        assert callers.person(other).get(f"/information/{contact.ref}").status_code == 404


SENT = {
    "triage": {"urgency": "now"},
    "people/1/who/take-back": {"why": "Her cousin"},
    "checks": {"organisation": "222222222222", "about": ["1"], "question": "What?", "basis": "public_task"},
}


class TestPeople:
    def test_who_is_meant_is_found_said_and_taken_back(self):
        officer, ava = door.officer(), people.person(address="14 Tanner Row", postcode="WX4 2PL")
        contact = door.contact(by=officer)
        caller, path = callers.person(officer), f"/contacts/{contact.ref}/people/1"
        (found,) = caller.get(f"{path}/candidates").json()["candidates"]
        assert found["ref"] == ava.subject.ref and found["is_very_likely"] and found["compared"]
        assert caller.post(f"{path}/who", {"said": "same", "record": found["ref"]}).status_code == 201
        assert ContactMatch.objects.current().get().subject_id == ava.pk
        read = caller.get(f"/contacts/{contact.ref}").json()["people"][0]
        assert read["record"]["ref"] == ava.subject.ref and read["before"]["referrals"] == []
        assert caller.get(f"{path}/candidates").json()["candidates"] == []
        assert caller.post(f"{path}/who", {"said": "unknown"}).status_code == 409
        assert fields(caller.post(f"{path}/who/take-back", {"why": " "})) == ["why"]
        assert caller.post(f"{path}/who/take-back", {"why": "Her cousin"}).status_code == 201
        assert ContactMatch.objects.current().get().subject is None
        assert fields(caller.post(f"{path}/who/take-back", {"why": "Her cousin"})) == ["number"]

    def test_who_may_be_meant_is_found_before_anything_is_kept(self):
        ava = people.person(address="14 Tanner Row", postcode="WX4 2PL")
        people.person("Theo Quill", address="9 Elder Way", restriction=Restriction.RESTRICTED)
        caller, path = callers.person(door.officer()), "/contacts/candidates"
        sent = {"people": [AVA, {"part": "unborn"}, {"given": "Theo", "family": "Quill"}]}
        answer = caller.post(path, sent)
        assert answer.status_code == 200, answer.content
        first, theo = answer.json()["people"]
        assert (first["number"], first["candidates"][0]["ref"]) == (1, ava.subject.ref)
        assert (theo["number"], theo["candidates"][0]["is_closed"]) == (3, True) and b"Elder Way" not in answer.content
        assert fields(caller.post(path, {"people": [{**AVA, "upn": "1"}]})) == ["people.0.upn"]
        assert not Contact.objects.exists()
        lead = access.user(["lead_practitioner"], access.council(door.authority()))
        assert callers.person(lead).post(path, sent).status_code == 403

    def test_somebody_new_is_added_with_why_they_are_none_of_those_found(self):
        officer = door.officer()
        people.person()
        contact = door.contact(by=officer)
        caller, path = callers.person(officer), f"/contacts/{contact.ref}/people/1/who"
        assert fields(caller.post(path, {"said": "added"})) == ["why"]
        assert caller.post(path, {"said": "added", "why": "Another mother"}).status_code == 201
        assert ContactMatch.objects.current().get().verdict == "added"

    def test_nobody_but_a_candidate_is_meant(self):
        officer = door.officer()
        contact, other = door.contact(by=officer), people.person("Zed Quill")
        caller, path = callers.person(officer), f"/contacts/{contact.ref}/people/1/who"
        assert fields(caller.post(path, {"said": "same", "record": other.subject.ref})) == ["record"]
        assert caller.post(f"/contacts/{contact.ref}/people/2/who", {"said": "unknown"}).status_code == 404
        assert caller.post(path, {"said": "unknown"}).status_code == 201

    def test_a_restricted_candidate_is_no_more_than_a_name(self):
        officer = door.officer()
        hidden = people.person(address="9 Elder Way", restriction=Restriction.RESTRICTED)
        contact = door.contact(by=officer)
        caller, path = callers.person(officer), f"/contacts/{contact.ref}/people/1"
        answer = caller.get(f"{path}/candidates")
        assert answer.json()["candidates"][0]["is_closed"] and b"Elder Way" not in answer.content
        assert caller.post(f"{path}/who", {"said": "same", "record": hidden.subject.ref}).status_code == 403


class TestTriage:
    def test_it_is_said_and_changed_by_whoever_saw_it(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        caller, path = callers.person(officer), f"/contacts/{contact.ref}/triage"
        assert [one["ref"] for one in caller.get("/contacts/workers").json()["workers"]] == [officer.ref]
        assert caller.post(path, {"urgency": "today", "analysis": "Ring the school"}).status_code == 201
        seen = caller.get(f"/contacts/{contact.ref}").json()["triage"]
        assert seen["analysis"] == "Ring the school"
        assert caller.post(path, {"urgency": "now"}).status_code == 409
        changed = {"urgency": "now", "is_ready": True, "worker": officer.ref, "seen": seen["revision"]}
        assert caller.post(path, changed).status_code == 201
        assert caller.post(path, changed).status_code == 409
        assert Triage.objects.current().get().worker == officer
        assert fields(caller.post(path, {**changed, "worker": new_ref(), "seen": _revision(caller, contact)})) == [
            "worker"
        ]


def _revision(caller, contact) -> str:
    return caller.get(f"/contacts/{contact.ref}").json()["triage"]["revision"]


class TestDeciding:
    def judged(self, **other):
        return {
            "number": 1, "outcome": "referral", "level": "family_help_s17", "reason": "A bruise", "needs": ["6.1"],
            **other,
        }  # fmt: skip

    def test_a_contact_and_its_referral_are_decided(self):
        officer = door.officer()
        contact = door.contact(by=door.school_lead())
        ava = matched(contact, by=officer)
        caller = callers.person(door.manager())
        made = caller.post(f"/contacts/{contact.ref}/decisions", {"children": [self.judged()]})
        assert made.status_code == 201, made.content
        (ref,) = made.json()["referrals"]
        opened = caller.get(f"/referrals/{ref}").json()
        assert (opened["contact"], opened["person"]) == (contact.ref, ava.subject.ref) and not opened["is_late"]
        said = {"responses": ["family_help"], "reason": "Needs help", "family_told": "yes"}
        assert caller.post(f"/referrals/{ref}/decisions", said).status_code == 201
        assert ReferralDecision.objects.current().get().referral.subject_id == ava.pk
        read = caller.get(f"/contacts/{contact.ref}").json()
        assert read["people"][0]["decision"]["needs"][0]["key"] == "6.1" and not read["is_undecided"]
        assert read["people"][0]["referral"]["responses"] == ["family_help"] and "meet the family" in read["reply"]
        again = caller.post(f"/contacts/{contact.ref}/decisions", {"children": [self.judged()]})
        assert fields(again) == ["children.0.number"]
        assert caller.post(f"/contacts/{contact.ref}/triage", SENT["triage"]).status_code == 409  # as on the page
        assert caller.post(f"/steps/front_door.ask/{contact.ref}", SENT["checks"]).status_code == 409

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"needs": ["99.9"]}, "children.0.needs"),
            ({"reason": " "}, "children.0.reason"),
            ({"responses": ["nfa", "family_help"]}, "children.0.responses"),
            ({"outcome": "link_to_open_work"}, "children.0.outcome"),
            ({"number": 3}, "children.0.number"),
        ],
    )
    def test_what_cannot_be_decided_is_said_at_its_answer(self, change, field):
        contact = door.contact(by=door.officer())
        matched(contact, by=door.officer())
        sent = {"children": [self.judged(**change)]}
        assert field in fields(callers.person(door.manager()).post(f"/contacts/{contact.ref}/decisions", sent))
        assert not ContactDecision.objects.exists()

    def test_a_late_one_says_why(self):
        contact = door.contact(by=door.officer(), received_at=clock.now() - dt.timedelta(days=5))
        matched(contact, by=door.officer())
        caller, path = callers.person(door.manager()), f"/contacts/{contact.ref}/decisions"
        sent = {"children": [self.judged()]}
        assert fields(caller.post(path, sent)) == ["late_because"]
        assert caller.post(path, {**sent, "late_because": "Nobody was here"}).status_code == 201

    def test_an_officer_decides_nothing_and_a_child_not_matched_is_no_referral(self):
        contact = door.contact(by=door.officer())
        sent = {"children": [self.judged()]}
        path = f"/contacts/{contact.ref}/decisions"
        assert callers.person(door.officer()).post(path, sent).status_code == 403
        assert fields(callers.person(door.manager()).post(path, sent)) == ["children.0.outcome"]
        assert not Referral.objects.exists()

    def test_a_referral_of_a_restricted_record_is_closed(self):
        contact = door.contact(by=door.officer())
        ava = matched(contact, by=door.officer())
        caller = callers.person(door.manager())
        (ref,) = caller.post(f"/contacts/{contact.ref}/decisions", {"children": [self.judged()]}).json()["referrals"]
        Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
        said = {"responses": ["family_help"], "reason": "Needs help", "family_told": "yes"}
        closed = (403, 404)  # behind the second wall there is no such referral
        assert caller.get(f"/referrals/{ref}").status_code in closed
        assert caller.post(f"/referrals/{ref}/decisions", said).status_code in closed
