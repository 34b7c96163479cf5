"""Referrals that files bring are referrals of the front door; what people recorded stands before what files say."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from thrive.base.access.tests import factories as access
from thrive.base.access.viewers import SystemViewer
from thrive.base.casework.actions import imported
from thrive.base.casework.models import DueDate, ImportedElement
from thrive.base.people.models import Card, Person
from thrive.base.people.tests import factories as people
from thrive.base.record.models import Event
from thrive.pathway.front_door import facts
from thrive.pathway.front_door.actions import closing, deciding
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.models import Referral, ReferralDecision
from thrive.pathway.front_door.queries import board
from thrive.pathway.front_door.rules.contacts import Level, Outcome, Response
from thrive.pathway.front_door.tests import factories as door

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 3, 10, tzinfo=dt.UTC)
D = dt.date
REFERRAL = {"received_on": "2026-03-02", "source": "2A", "primary_need": "N1", "no_further_action": False}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ava() -> Person:
    return people.person("Ava Okoro")


def brought(
    person: Person, year: int = 2026, key: str = "2026-03-02", kind: str = "referral", parent: str = "", **said
):
    """What a file of that year says of one element."""
    content = said or REFERRAL
    ended = content.get("closed_on") or content.get("authorised_on")
    one = imported.Incoming(
        person.pk, kind, key, content, parent_key=parent,
        began_on=D.fromisoformat(content.get("received_on") or content["started_on"]),
        ended_on=D.fromisoformat(ended) if ended else None,
    )  # fmt: skip
    authority = person.subject.authority
    return imported.take_in(
        [one], authority=authority, collection="cin", year=year, by=SystemViewer("tests", "test", authority.pk),
        source=f"CIN census {year}",
    )  # fmt: skip


def standing(person: Person) -> facts.Standing:
    (found,) = facts.standing([person.pk])[person.pk]
    return found


class TestTaking:
    def test_it_has_the_name_and_the_day_that_the_file_gave_it(self, ava):
        brought(ava)
        element, referral = ImportedElement.objects.get(), Referral.objects.get()
        assert (referral.ref, referral.happened_on, referral.natural_key) == (element.ref, D(2026, 3, 2), "2026-03-02")
        assert (referral.contact, referral.source, referral.source_code) == (None, "CIN census 2026", "2A")

    def test_the_next_year_s_file_speaks_of_the_same_one(self, ava):
        brought(ava, 2025)
        first = ImportedElement.objects.get()
        brought(ava, 2026, **REFERRAL, closed_on="2026-05-01", closure_reason="RC7")
        assert Referral.objects.count() == 1
        assert (standing(ava).closed_on, standing(ava).closure_code) == (D(2026, 5, 1), "RC7")
        later = ImportedElement.objects.current().get()
        assert {facts.referral_called(one.ref) for one in (first, later)} == {Referral.objects.get()}

    def test_an_older_file_changes_nothing_and_the_same_file_twice_neither(self, ava):
        brought(ava, 2026, **REFERRAL, closed_on="2026-05-01", closure_reason="RC7")
        counts = Referral.objects.count(), Event.objects.count(), DueDate.objects.count()
        brought(ava, 2026, **REFERRAL, closed_on="2026-05-01", closure_reason="RC7")
        brought(ava, 2025)
        assert (Referral.objects.count(), Event.objects.count(), DueDate.objects.count()) == counts
        assert standing(ava).closed_on == D(2026, 5, 1)

    def test_a_database_that_held_it_before_is_brought_along_once(self, ava):
        ImportedElement.objects.create(
            subject=ava.subject, authority=ava.subject.authority, kind="referral", natural_key="2026-03-02",
            collection="cin", as_at=D(2026, 3, 31), true_from=D(2026, 3, 2), source="CIN census 2026", content=REFERRAL,
        )  # fmt: skip
        assert imported.spoken_of() == [ava.pk]
        assert imported.take_over([ava.pk]) == 1
        assert imported.take_over([ava.pk]) == 0
        assert Referral.objects.get().ref == ImportedElement.objects.get().ref
        assert not Event.objects.exists()

    def test_it_counts_as_a_referral_before(self, ava):
        brought(ava)
        assert facts.before([ava.subject])[ava.pk].referrals == (D(2026, 3, 2),)

    def test_its_clocks_and_its_status_are_those_of_a_referral(self, ava):
        brought(ava)
        assert set(DueDate.objects.values_list("element_type", flat=True)) == {"front_door.referral"}
        assert {one["key"] for one in card(ava).statuses} == {"child_in_need"}
        brought(ava, 2027, **REFERRAL, closed_on="2026-05-01", closure_reason="RC7")
        assert not DueDate.objects.exists() and not card(ava).statuses

    def test_an_assessment_beneath_it_stops_its_clock(self, ava):
        brought(ava)
        brought(
            ava, kind="assessment", key="2026-03-02/2026-03-03", parent="2026-03-02", started_on="2026-03-03",
            authorised_on="2026-04-10",
        )  # fmt: skip
        assert not DueDate.objects.filter(clock="family_help.assessment").exists()


def card(person: Person) -> Card:
    from thrive.base.people import cards

    cards.rebuild([person.pk])
    return Card.objects.get(pk=person.pk)


class TestWhatWasRecordedHere:
    @pytest.fixture
    def made_here(self, ava) -> Referral:
        officer = door.officer()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        judged = deciding.Judged(
            person=person, outcome=Outcome.REFERRAL, level=Level.FAMILY_HELP_S17, reason="A bruise.",
            responses=(Response.FAMILY_HELP,), need="N5",
        )  # fmt: skip
        return deciding.decide(contact, [judged], by=door.manager()).referrals[0]

    def test_a_referral_made_here_is_known_again_in_a_file(self, ava, made_here):
        tally = brought(ava, 2027, key="2026-06-03", received_on="2026-06-03", source="2A", no_further_action=False)
        assert Referral.objects.get() == made_here
        assert tally.counts == {"new": 1} and not tally.differs
        assert Event.objects.current().filter(title="Referral received").count() == 1

    def test_where_the_file_says_otherwise_ours_stands_and_it_is_said(self, ava, made_here):
        tally = brought(ava, 2027, key="2026-06-03", received_on="2026-06-03", source="6", no_further_action=True)
        assert {one.field for one in tally.differs} == {"source", "no_further_action"}
        found = standing(ava)
        assert (found.source_code, found.no_further_action, found.need_code) == ("2A", False, "N5")

    def test_what_a_file_says_of_its_closing_counts_where_nobody_closed_it_here(self, ava, made_here):
        brought(
            ava, 2027, key="2026-06-03", received_on="2026-06-03", source="2A", no_further_action=False,
            closed_on="2026-06-20", closure_reason="RC5",
        )  # fmt: skip
        assert standing(ava).closed_on == D(2026, 6, 20)
        assert Event.objects.current().filter(title="Closed").count() == 1

    def test_two_of_one_day_are_told_apart(self, ava, made_here):
        assert made_here.natural_key == "2026-06-03"
        officer = door.officer()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        judged = deciding.Judged(
            person=person, outcome=Outcome.IMMEDIATE_PROTECTION, level=Level.PROTECTION, reason="Now."
        )
        other = deciding.decide(contact, [judged], by=door.manager()).referrals[0]
        assert other.natural_key == "2026-06-03#2"


class TestOneThatAFileBrought:
    def test_it_waits_on_the_board_until_it_is_decided(self, ava):
        brought(ava, 2027, key="2026-06-02", received_on="2026-06-02", source="6")
        ruth = door.manager()
        (shown,) = board.board(viewer=ruth).cards
        assert (shown.stage, shown.children, shown.url) == (
            "Referral to decide", ["Ava Okoro"], reverse("front_door:referral", args=[Referral.objects.get().ref]),
        )  # fmt: skip
        decide(ruth)
        assert not board.board(viewer=ruth).cards
        assert DueDate.objects.get().clock == "family_help.assessment"

    @pytest.mark.parametrize(
        "said", [{"no_further_action": False}, {"decided_on": "2026-06-02"}, {"closed_on": "2026-06-03"}]
    )
    def test_one_that_was_decided_elsewhere_does_not_wait(self, ava, said):
        brought(ava, 2027, key="2026-06-02", received_on="2026-06-02", source="6", **said)
        assert not standing(ava).waits
        assert not board.board(viewer=door.manager()).cards

    def test_what_the_file_says_of_its_decision_is_corrected_by_one_of_ours(self, ava):
        brought(ava)
        with pytest.raises(ContactFault) as fault:
            decide(door.manager(), on=D(2026, 3, 1))
        assert fault.value.field == "decided_on"
        decide(door.manager(), on=D(2026, 3, 3), responses=[Response.NFA])
        found = standing(ava)
        assert (found.decided_on, found.no_further_action) == (D(2026, 3, 3), True)
        assert ReferralDecision.objects.get().decided_at is None
        assert ImportedElement.objects.get().content["no_further_action"] is False

    def test_a_later_file_does_not_take_our_word_back(self, ava):
        brought(ava)
        close(door.manager(), D(2026, 4, 1))
        tally = brought(ava, 2027, **REFERRAL, closed_on="2026-05-01", closure_reason="RC5")
        assert {one.field for one in tally.differs} == {"closed_on", "closure_reason"}
        assert (standing(ava).closed_on, standing(ava).closure_code) == (D(2026, 4, 1), "RC7")
        assert [one.happened_on for one in Event.objects.current().filter(title="Closed")] == [D(2026, 4, 1)]

    def test_why_this_date_is_answered_under_the_name_in_the_file(self, ava, client):
        brought(ava)
        worker = access.user(["lead_practitioner"])
        access.involvement(ava.subject, worker)
        client.force_login(worker)
        page = client.get(reverse("casework:why", args=[ImportedElement.objects.get().ref, "family_help.assessment"]))
        assert "from CIN census 2026" in page.content.decode()


def decide(by, *, on: D | None = None, responses=(Response.FAMILY_HELP,)) -> ReferralDecision:
    return deciding.decide_referral(
        Referral.objects.get(), by=by, responses=responses, reason="Looked at it.", decided_on=on,
        late_because="It was decided elsewhere.",
    )  # fmt: skip


def close(by, on: D, **values):
    said = {"reason_code": "RC7", "reason": "The plan was met.", "need": "N1", **values}
    return closing.close_referral(Referral.objects.get(), by=by, closed_on=on, **said)
