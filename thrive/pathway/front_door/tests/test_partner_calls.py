"""What partners do at the front door over HTTP, by people and by systems: reports and their outcomes, checks; and the
threshold document."""

import pytest

from thrive.base.access.rules import OrganisationKind
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.access.tests.callers import fields
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions import deciding
from thrive.pathway.front_door.models import Contact, PartnerCheck, ThresholdDocument
from thrive.pathway.front_door.tests import factories as door
from thrive.pathway.front_door.tests.test_api import SENT, worry

pytestmark = pytest.mark.django_db


class TestChecks:
    def asked(self, **other):
        return {**SENT["checks"], "organisation": self.police().ref, **other}

    def police(self):
        return getattr(self, "_police", None) or self._make()

    def _make(self):
        self._police = access.organisation(OrganisationKind.POLICE, of=door.authority())
        return self._police

    def test_police_are_asked_and_answer(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        caller, sent = callers.person(officer), self.asked()
        assert self.police().ref in [one["ref"] for one in caller.get("/partners").json()["partners"]]
        ref = caller.post(f"/steps/front_door.ask/{contact.ref}", sent).json()["ref"]
        constable = callers.person(access.user(["police_officer"], self.police()))
        (listed,) = constable.get("/checks").json()["checks"]
        assert listed["about"][0]["name"] == "Ava Okoro" and listed["answer"] == ""
        read = constable.get(f"/checks/{ref}")
        assert read.json()["question"] == "What?" and door.CONCERN not in read.content.decode()
        assert fields(constable.post(f"/checks/{ref}/answer", {"kind": "refused"})) == ["words"]
        said = {"kind": "knows", "words": "Called there twice", "is_intelligence": True}
        assert constable.post(f"/checks/{ref}/answer", said).status_code == 201
        (seen,) = caller.get(f"/contacts/{contact.ref}").json()["checks"]
        assert (seen["answer"], seen["words"], seen["is_intelligence"]) == ("knows", "Called there twice", True)
        assert fields(caller.post(f"/checks/{ref}/take-back")) == [""]

    def test_what_is_taken_back_names_nobody_any_more(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        caller = callers.person(officer)
        ref = caller.post(f"/steps/front_door.ask/{contact.ref}", self.asked()).json()["ref"]
        constable = callers.person(access.user(["police_officer"], self.police()))
        assert caller.post(f"/checks/{ref}/take-back", {"why": "Found"}).status_code == 201
        assert b"Ava" not in constable.get("/checks").content
        read = constable.get(f"/checks/{ref}").json()
        assert (read["answer"], read["question"], read["words"]) == ("withdrawn", "", "")
        assert fields(constable.post(f"/checks/{ref}/answer", {"kind": "nothing"})) == [""]

    def test_another_body_is_told_nothing(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        ref = callers.person(officer).post(f"/steps/front_door.ask/{contact.ref}", self.asked()).json()["ref"]
        other = callers.person(door.school_lead())
        assert other.get("/checks").json()["checks"] == []
        assert other.get(f"/checks/{ref}").status_code == 404
        assert other.post(f"/checks/{ref}/answer", {"kind": "nothing"}).status_code == 404

    def test_nobody_is_asked_about_whom_the_contact_does_not_name(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        caller, path = callers.person(officer), f"/steps/front_door.ask/{contact.ref}"
        assert fields(caller.post(path, self.asked(about=["2"]))) == ["about"]
        assert fields(caller.post(path, self.asked(organisation=officer.organisation.ref))) == ["organisation"]
        assert not PartnerCheck.objects.exists()


class TestReports:
    def test_a_safeguarding_lead_reports_and_a_colleague_reads_the_outcome(self):
        lead = door.school_lead()
        ref = callers.person(lead).post("/reports", worry(attendance_percent=88, child_words="No")).json()["ref"]
        contact = Contact.objects.get(ref=ref)
        assert (contact.form, contact.reporter, contact.organisation) == ("school", lead, lead.organisation)
        colleague = callers.person(door.school_lead(lead.organisation))
        assert colleague.get(f"/reports/{ref}").json()["outcome"] == ""
        _advise(contact)
        assert colleague.get("/reports").json()["reports"][0]["is_answered"]
        assert "advice was given" in colleague.get(f"/reports/{ref}").json()["outcome"]
        assert callers.person(door.school_lead(access.school("Other", of=door.authority()))).get(
            f"/reports/{ref}"
        ).status_code == 404  # fmt: skip

    def test_a_person_is_the_source_themselves_and_is_asked_what_their_form_asks(self):
        caller = callers.person(door.school_lead())
        assert fields(caller.post("/reports", worry(source={"name": "Somebody"}))) == ["source"]
        assert fields(caller.post("/reports", worry(source_reference="77"))) == ["source_reference"]

    def test_a_schools_system_reports_and_reads_the_outcome(self):
        school = access.school("Larkfield Primary", of=door.authority())
        system = callers.system(school, ["front_door.report"])
        sent = worry(source={"name": "Helen Prior", "role": "Safeguarding lead"})
        made, again = (system.post("/reports", sent, key="mis-1") for _ in range(2))
        assert made.status_code == 201 and made.json() == again.json() and Contact.objects.count() == 1
        contact = Contact.objects.get()
        assert (contact.channel, contact.organisation, contact.reporter) == ("system", school, None)
        entry = AuditEntry.objects.get(verb="front_door.contact.taken")
        assert entry.actor_kind == "system" and entry.actor_key.startswith("client ")
        read = callers.person(door.officer()).get(f"/contacts/{contact.ref}").json()
        assert read["source"] == "Helen Prior, Safeguarding lead, Larkfield Primary"
        _advise(contact)
        assert "advice was given" in system.get(f"/reports/{made.json()['ref']}").json()["outcome"]
        assert callers.system(access.school("Other", of=door.authority()), ["front_door.report"]).get(
            f"/reports/{contact.ref}"
        ).status_code == 404  # fmt: skip

    def test_a_police_system_reads_what_systems_sent_and_not_what_officers_did(self):
        police = access.organisation(OrganisationKind.POLICE, of=door.authority())
        constable, system = access.user(["police_officer"], police), callers.system(police, ["front_door.report"])
        own = callers.person(constable).post("/reports", worry()).json()["ref"]
        sent = system.post("/reports", worry(source_reference="WX/26/1", incident_on="2026-01-02")).json()["ref"]
        assert [one["ref"] for one in system.get("/reports").json()["reports"]] == [sent]
        assert system.get(f"/reports/{own}").status_code == 404
        assert [one["ref"] for one in callers.person(constable).get("/reports").json()["reports"]] == [own]

    def test_a_system_without_the_scope_is_refused(self):
        system = callers.system(access.school("Larkfield Primary", of=door.authority()), ["people.search"])
        assert system.post("/reports", worry()).status_code == 403 and system.get("/reports").status_code == 403
        assert system.get("/contacts").status_code == 403


def _advise(contact) -> None:
    """It is decided that advice is enough."""
    advice = deciding.Judged(
        person=door.first(contact), outcome=rules.Outcome.INFO_ADVICE, level="universal", reason="Enough"
    )
    deciding.decide(contact, [advice], by=access.fresh(door.manager()))


class TestThresholds:
    def document(self, **other):
        levels = [{"level": key, "words": f"What {key} means"} for key in rules.LEVELS]
        return {"title": "Right help", "in_force_from": clock.today().isoformat(), "levels": levels, **other}

    def test_one_manager_enters_and_another_checks(self):
        first, second = door.manager(), access.user(["front_door_manager"], access.council(door.authority()))
        caller = callers.person(first)
        ref = caller.post("/thresholds", self.document()).json()["ref"]
        assert caller.post(f"/thresholds/{ref}/check").status_code == 403
        assert not caller.get(f"/thresholds/{ref}").json()["is_in_force"]
        assert callers.person(second).post(f"/thresholds/{ref}/check").status_code == 201
        (read,) = callers.person(door.officer()).get("/thresholds").json()["documents"]
        assert read["is_in_force"] and [one["key"] for one in read["levels"]] == list(rules.LEVELS)
        assert fields(caller.post(f"/thresholds/{ref}/take-back", {"why": " "})) == ["why"]
        assert caller.post(f"/thresholds/{ref}/take-back", {"why": "Wrong year"}).status_code == 201
        assert caller.get(f"/thresholds/{ref}").json()["is_taken_back"]
        assert caller.post(f"/thresholds/{ref}/take-back", {"why": "Wrong year"}).status_code == 409

    def test_a_level_without_words_is_refused_and_an_officer_enters_none(self):
        sent = self.document(levels=self.document()["levels"][1:])
        assert fields(callers.person(door.manager()).post("/thresholds", sent)) == ["levels"]
        assert callers.person(door.officer()).post("/thresholds", self.document()).status_code == 403
        assert not ThresholdDocument.objects.exists()
