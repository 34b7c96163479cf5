"""What was decided goes to somebody who takes it up, who is asked, and no longer once it is not needed."""

import pytest
from django.test import Client
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.casework.actions import handovers
from thrive.base.casework.models import Handover
from thrive.base.casework.queries import worklist
from thrive.base.people.permissions import OPEN_RECORD
from thrive.base.people.tests import factories as people
from thrive.pathway.front_door import facts
from thrive.pathway.front_door.actions import closing, deciding
from thrive.pathway.front_door.models import Referral
from thrive.pathway.front_door.rules.contacts import Level, Outcome, Response
from thrive.pathway.front_door.tests import factories as door

pytestmark = pytest.mark.django_db
HELP, PROTECT = "family_help.assessment", "protection.strategy"


@pytest.fixture
def ruth():
    return door.manager()


@pytest.fixture
def east():
    return access.team("East Family Help", organisation=access.council(door.authority()))


@pytest.fixture
def referral(ruth) -> Referral:
    contact = door.contact(by=door.officer())
    stated = door.matched(contact, people.person("Ava Okoro"), by=door.officer())
    judged = deciding.Judged(
        person=stated, outcome=Outcome.REFERRAL, level=Level.FAMILY_HELP_S17, reason="A bruise.",
        responses=(Response.FAMILY_HELP,),
    )  # fmt: skip
    return deciding.decide(contact, [judged], by=ruth).referrals[0]


def states(referral: Referral) -> list[tuple[str, str]]:
    return [(one.step, one.state) for one in facts.passed_on(referral)]


def asked(who) -> list[str]:
    return [one.task.kind for one in worklist(viewer=access.fresh(who))]


def page_of(who, address: str) -> str:
    client = Client()
    client.force_login(who)
    return " ".join(client.get(address).content.decode().split())


class TestFollowing:
    def test_whoever_decided_is_asked_to_say_who_takes_it_up(self, referral, ruth):
        assert states(referral) == [(HELP, Handover.State.SENT)]
        assert asked(ruth) == ["casework.name_taker"]

    def test_another_decision_withdraws_what_is_needed_no_longer(self, referral, ruth):
        deciding.decide_referral(referral, by=ruth, responses=[Response.STRATEGY_DISCUSSION], reason="She disclosed.")
        assert states(referral) == [(HELP, Handover.State.REVOKED), (PROTECT, Handover.State.SENT)]
        assert asked(ruth) == ["casework.name_taker"]

    def test_another_decision_for_the_same_asks_nobody_twice(self, referral, ruth, east):
        handovers.pass_to(facts.passed_on(referral).get(), to=east, by=ruth)
        deciding.decide_referral(referral, by=ruth, responses=[Response.FAMILY_HELP], reason="As I said.")
        assert states(referral) == [(HELP, Handover.State.SENT)]
        assert facts.passed_on(referral).get().team == east and asked(ruth) == []

    def test_what_was_taken_up_stays_with_them_whatever_is_decided_later(self, referral, ruth, east):
        member = access.user(["lead_practitioner"], team=east)
        handovers.accept(handovers.pass_to(facts.passed_on(referral).get(), to=east, by=ruth), by=member)
        deciding.decide_referral(referral, by=ruth, responses=[Response.STRATEGY_DISCUSSION], reason="She disclosed.")
        assert states(referral) == [(HELP, Handover.State.ACCEPTED), (PROTECT, Handover.State.SENT)]
        assert policy.decide(access.fresh(member), OPEN_RECORD, referral.subject).ok

    def test_closing_asks_nobody_any_more_and_opening_again_asks_anew(self, referral, ruth, east):
        member = access.user(["lead_practitioner"], team=east)
        handovers.pass_to(facts.passed_on(referral).get(), to=east, by=ruth)
        row = closing.close_referral(
            referral, by=ruth, closed_on=referral.happened_on, reason_code="RC7", reason="They moved.", need="N4"
        )
        assert states(referral) == [(HELP, Handover.State.REVOKED)] and asked(member) == []
        closing.reopen_referral(referral, by=ruth, why="They came back.", over=row.pk)
        assert states(referral) == [(HELP, Handover.State.REVOKED), (HELP, Handover.State.SENT)]
        assert asked(ruth) == ["casework.name_taker"]


class TestPages:
    def test_the_referral_shows_its_steps_and_leads_to_the_form(self, referral, ruth, east):
        address = reverse("front_door:referral", args=[referral.ref])
        page = page_of(ruth, address)
        to = reverse("casework:handover-to", args=[facts.passed_on(referral).get().thread])
        assert "Pass on: assess what help the family needs" in page and to in page
        assert "Nobody has been asked to take it up" in page
        client = Client()
        client.force_login(ruth)
        answer = client.post(to, {"to": f"team:{east.ref}", "role": "lead_practitioner", "note": "Ring first."})
        assert answer.status_code == 302
        assert "East Family Help is asked to take it up" in page_of(ruth, address)
        assert "East Family Help is asked no longer" in page_of(ruth, to)

    def test_the_team_takes_it_up_on_its_own_page(self, referral, ruth, east):
        member = access.user(["lead_practitioner"], team=east)
        row = handovers.pass_to(facts.passed_on(referral).get(), to=east, by=ruth)
        page = page_of(member, reverse("casework:handover", args=[row.thread]))
        assert "Assess what help the family needs" in page and "Do you take it on?" in page
        client = Client()
        client.force_login(member)
        client.post(reverse("casework:handover", args=[row.thread]), {"answer": "accept", "reason": ""})
        assert "East Family Help took it up" in page_of(ruth, reverse("front_door:referral", args=[referral.ref]))

    def test_a_missing_answer_is_named(self, referral, ruth):
        client = Client()
        client.force_login(ruth)
        to = reverse("casework:handover-to", args=[facts.passed_on(referral).get().thread])
        assert "Select who takes it up" in client.post(to, {"role": "lead_practitioner"}).content.decode()

    def test_the_name_of_a_team_does_not_tell_where_somebody_in_hiding_is(self, referral, ruth, east):
        subject = referral.subject
        row = handovers.pass_to(facts.passed_on(referral).get(), to=east, by=ruth)
        subject.address_restricted = True
        subject.save()
        other = door.manager()
        for address in ("front_door:referral", referral.ref), ("casework:handover", row.thread):
            page = page_of(other, reverse(address[0], args=[address[1]]))
            assert "A team (its name is withheld)" in page and "East Family Help" not in page

    def test_before_the_decision_the_steps_wait(self, ruth):
        contact = door.contact(by=door.officer())
        stated = door.matched(contact, people.person("Theo Okoro"), by=door.officer())
        judged = deciding.Judged(
            person=stated, outcome=Outcome.REFERRAL, level=Level.FAMILY_HELP_S17, reason="A bruise."
        )
        referral = deciding.decide(contact, [judged], by=ruth).referrals[0]
        page = page_of(ruth, reverse("front_door:referral", args=[referral.ref]))
        assert page.count("First: decide the referral.") == 2

    def test_the_page_asks_few_questions(self, client, referral, ruth, east, django_assert_max_num_queries):
        handovers.pass_to(facts.passed_on(referral).get(), to=east, by=ruth)
        client.force_login(ruth)
        address = reverse("front_door:referral", args=[referral.ref])
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)


class TestCalls:
    def test_a_program_reads_it_and_says_who_takes_it_up(self, referral, ruth, east):
        caller = callers.person(ruth)
        (one,) = caller.get(f"/referrals/{referral.ref}").json()["passed_on"]
        assert (one["step"], one["state"], one["to"]) == (HELP, "sent", "")
        sent = caller.post(f"/handovers/{one['handover']}/to", {"to": {"team": east.ref}, "note": "Ring first."})
        assert sent.status_code == 201, sent.content
        (one,) = caller.get(f"/referrals/{referral.ref}").json()["passed_on"]
        assert (one["state"], one["to"]) == ("sent", "East Family Help")
        again = caller.post(f"/handovers/{one['handover']}/to", {"to": {"team": east.ref}})
        assert again.status_code == 422 and "asked already" in again.content.decode()
