"""A school's own system tells the front door of a worry; its people find the child, ask the school, and decide, each by
calls; and the system reads what came of it. As `docs/how-to/call-the-api.md` has it."""

import pytest
from django.test import Client

from thrive.base.access.models import Subject
from thrive.base.access.rules import Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.access.tests.callers import API, Caller
from thrive.base.people.tests import factories as people

pytestmark = pytest.mark.django_db
CONCERN = "Ava told her teacher that she is afraid of going home."


class Story:
    """The school, its system, and whoever works at the front door that day."""

    def __init__(self) -> None:
        self.home = people.authority()
        self.school = access.school("Larkfield Primary", of=self.home)
        self.council = access.council(self.home)

    # given

    def given_a_child_on_record(self) -> None:
        self.ava = people.person("Eva Okoro", address="14 Tanner Row", postcode="WX4 2PL")

    def given_the_school_has_a_system(self) -> None:
        client, secret = callers.client_of(self.school, ["front_door.report"])
        asked = {"grant_type": "client_credentials", "client_id": client.ref, "client_secret": secret}
        token = Client().post(f"{API}/token", asked).json()["access_token"]
        self.system = Caller(Client(), {"Authorization": f"Bearer {token}"})

    # when

    def when_the_system_tells_of_a_worry(self) -> None:
        ava = {"given": "Ava", "family": "Okoro", "born_on": "2017-03-14", "address": "14 Tanner Row"}
        answer = self.system.post("/reports", {
            "concern": CONCERN, "in_danger": "no", "family_knows": "no", "consent": "not_sought",
            "source": {"name": "Helen Prior", "role": "Designated safeguarding lead"}, "people": [ava],
        })  # fmt: skip
        assert answer.status_code == 201, answer.content
        self.contact = answer.json()["ref"]

    def when_an_officer_finds_who_is_meant(self) -> None:
        officer = self._as("front_door_officer")
        assert [one["ref"] for one in officer.get("/contacts").json()["contacts"]] == [self.contact]
        path = f"/contacts/{self.contact}/people/1"
        (found,) = officer.get(f"{path}/candidates").json()["candidates"]
        assert officer.post(f"{path}/who", {"said": "same", "record": found["ref"]}).status_code == 201
        ready = {"urgency": "today", "is_ready": True, "analysis": "She is afraid of somebody at home."}
        assert officer.post(f"/contacts/{self.contact}/triage", ready).status_code == 201

    def when_the_school_is_asked_and_answers(self) -> None:
        officer, lead = self._as("front_door_officer"), access.user(["designated_safeguarding_lead"], self.school)
        question = {"question": "Who fetches her?", "basis": "public_task"}
        asked = {"organisation": self.school.ref, "about": ["1"], **question}
        ref = officer.post(f"/steps/front_door.ask/{self.contact}", asked).json()["ref"]
        said = {"kind": "knows", "words": "Lee fetches her since May."}
        assert callers.person(lead).post(f"/checks/{ref}/answer", said).status_code == 201

    def when_a_manager_decides(self) -> None:
        judged = {
            "number": 1, "outcome": "referral", "level": "family_help_s17", "reason": "She is afraid.",
            "needs": ["6.1"], "responses": ["family_help"], "family_told": "yes",
        }  # fmt: skip
        answer = self._as("front_door_manager").post(f"/contacts/{self.contact}/decisions", {"children": [judged]})
        assert answer.status_code == 201, answer.content

    # then

    def then_the_system_reads(self, outcome: str) -> None:
        seen = self.system.get(f"/reports/{self.contact}").json()
        assert seen["concern"] == CONCERN and seen["outcome"] == outcome

    def then_the_contact_is_closed_to_who_is_not_named(self) -> None:
        Subject.objects.filter(pk=self.ava.pk).update(restriction=Restriction.SEALED)
        other = self._as("front_door_officer")
        assert other.get("/contacts").json()["contacts"] == []
        assert CONCERN not in other.get(f"/contacts/{self.contact}").content.decode()

    def _as(self, role: str) -> Caller:
        return callers.person(access.user([role], self.council))


def test_a_schools_system_tells_of_a_worry_and_reads_what_came_of_it():
    story = Story()
    story.given_a_child_on_record()
    story.given_the_school_has_a_system()
    story.when_the_system_tells_of_a_worry()
    story.when_an_officer_finds_who_is_meant()
    story.when_the_school_is_asked_and_answers()
    story.then_the_system_reads("")
    story.when_a_manager_decides()
    story.then_the_system_reads("A worker will meet the family and assess what help they need.")


def test_what_is_sealed_meanwhile_is_closed_and_the_system_still_reads_its_own_words():
    story = Story()
    story.given_a_child_on_record()
    story.given_the_school_has_a_system()
    story.when_the_system_tells_of_a_worry()
    story.when_an_officer_finds_who_is_meant()
    story.then_the_contact_is_closed_to_who_is_not_named()
    story.then_the_system_reads("")
