"""Taking, matching, asking and deciding: what is written, what is refused, by when."""

import datetime as dt
from itertools import count

import pytest
import time_machine

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import AliasSet, Involvement, Subject
from thrive.base.access.rules import Purpose, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.casework.actions.imported import take_over
from thrive.base.casework.models import DueDate, Handover, ImportedElement, Task
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.law import DutyMissed
from thrive.base.people.tests import factories as people
from thrive.base.record.models import Event
from thrive.pathway.front_door import facts, permissions
from thrive.pathway.front_door.actions import checking, deciding, matching, taking, thresholds, triaging
from thrive.pathway.front_door.actions.deciding import Judged
from thrive.pathway.front_door.actions.taking import Stated
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.models import (
    CheckAnswer,
    Contact,
    ContactDecision,
    ContactMatch,
    Referral,
    ReferralDecision,
    Reply,
    ThresholdDocument,
)
from thrive.pathway.front_door.rules import LEVELS
from thrive.pathway.front_door.rules.contacts import Level, Outcome, Response
from thrive.pathway.front_door.tests import factories as door

pytestmark = pytest.mark.django_db
CHRISTMAS_EVE = dt.datetime(2026, 12, 24, 16, 40, tzinfo=dt.UTC)
_numbers = count(1)


def judged(person, outcome=Outcome.REFERRAL, **values) -> Judged:
    said = {"level": Level.FAMILY_HELP_S17, "reason": "A bruise and what she said."}
    return Judged(person=person, outcome=outcome, **{**said, **values})


def an_imported_referral(person, on: dt.date, *, until: dt.date | None = None) -> None:
    ImportedElement.objects.bulk_create(
        [
            ImportedElement(
                subject=person.subject, authority=person.subject.authority, kind="referral",
                natural_key=f"referral {next(_numbers)}", collection="cin", as_at=on, true_from=on, true_to=until,
                content={"received_on": on.isoformat()},
            )
        ]
    )  # fmt: skip
    take_over([person.pk])


class TestTaking:
    def test_words_are_kept_as_they_were_said(self):
        contact = door.contact(by=door.officer(), child_words="I am scared of Lee")
        stored = Contact.objects.get(pk=contact.pk)
        assert (stored.concern, stored.child_words) == (door.CONCERN, "I am scared of Lee")
        assert [one.says for one in stored.people.all()] == ["Ava Okoro"]
        assert AuditEntry.objects.filter(verb="front_door.contact.taken", object_id=contact.pk).count() == 1

    def test_a_school_reports_for_itself(self):
        lead = door.school_lead()
        contact = door.contact(by=lead)
        assert (contact.organisation, contact.reporter, contact.source_code) == (lead.organisation, lead, "2A")

    def test_nobody_signed_in_may_tell_of_a_worry(self):
        home = door.authority()
        by = permissions.public_form(home.pk)
        contact = taking.take_contact(door.told(form="public"), [door.AVA], by=by, authority=home)
        assert (contact.recorded_by, contact.source_code) == (None, "1D")

    def test_a_role_without_it_is_refused(self):
        with pytest.raises(NotAllowed):
            door.contact(by=access.user(["performance_analyst"], access.council(door.authority())))

    @pytest.mark.parametrize(
        ("values", "people", "field"),
        [
            ({"concern": "  "}, [door.AVA], "concern"),
            ({"consent": "not_needed"}, [door.AVA], "consent_why"),
            ({"incident_on": dt.date(2099, 1, 1)}, [door.AVA], "incident_on"),
            ({}, [Stated(part="adult", given="Lee")], "people"),
            ({}, [door.AVA] * 13, "people"),
            ({}, [Stated(given="Ava", born_on=dt.date(2099, 1, 1))], "born"),
            ({}, [Stated(part="unborn", born_on=dt.date(2020, 1, 1))], "born"),
            ({}, [Stated(given="Ava", harm=("no such sign",))], "harm"),
            ({}, [door.AVA, Stated(part="adult", given="Lee", harm=("missing",))], "harm"),
        ],
    )
    def test_what_nobody_could_act_on_is_refused_whole(self, values, people, field):
        with pytest.raises(ContactFault) as fault:
            door.contact(by=door.officer(), children=people, **values)
        assert fault.value.field == field
        assert not Contact.objects.exists()

    def test_signs_of_harm_outside_the_home_are_of_their_version(self):
        contact = door.contact(by=door.officer(), children=[Stated(given="Kai", harm=("missing", "online"))])
        assert contact.harm_version == "2026-1"
        assert {one.question for one in contact.harm_signs.all()} == {"missing", "online"}


class TestMatching:
    def test_the_contact_stands_on_the_record_it_is_about(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        door.matched(contact, ava, by=officer)
        event = Event.objects.get(kind="contact.received")
        assert [one.subject_id for one in event.about.all()] == [ava.pk]
        assert event.happened_on == contact.happened_on

    def test_whoever_looks_into_it_works_with_the_record_until_it_is_decided(self):
        team = access.team("Front door", organisation=access.council(door.authority()))
        officer, ava = access.user(["front_door_officer"], team=team), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        mine = Involvement.objects.now().filter(subject=ava.subject, team=team, purpose=Purpose.TEAM)
        assert mine.count() == 1
        deciding.decide(contact, [judged(person, Outcome.NFA, level=Level.UNIVERSAL)], by=door.manager())
        assert mine.count() == 0

    def test_another_open_contact_about_the_child_keeps_it_open(self):
        officer, ava = door.officer(), people.person()
        one, other = door.contact(by=officer), door.contact(by=officer)
        person = door.matched(one, ava, by=officer)
        door.matched(other, ava, by=officer)
        deciding.decide(one, [judged(person, Outcome.NFA, level=Level.UNIVERSAL)], by=door.manager())
        assert Involvement.objects.now().filter(subject=ava.subject, role=facts.LOOKS_INTO).exists()

    def test_somebody_new_is_added_from_what_was_said_and_nothing_more(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        match = matching.add_as_new(door.first(contact), by=officer)
        assert match.verdict == ContactMatch.Verdict.ADDED
        card = match.subject.person.card
        assert (card.name, card.born_on, card.address) == ("Ava Okoro", dt.date(2017, 3, 14), "14 Tanner Row")

    def test_nobody_is_added_without_a_name(self):
        officer = door.officer()
        contact = door.contact(by=officer, children=[Stated(address="14 Tanner Row")])
        with pytest.raises(ContactFault, match="needs a name"):
            matching.add_as_new(door.first(contact), by=officer)

    def test_two_people_of_a_contact_are_not_one(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer, children=[door.AVA, Stated(given="Ava")])
        door.matched(contact, ava, by=officer)
        with pytest.raises(ContactFault, match="already"):
            door.matched(contact, ava, by=officer, number=2)

    def test_a_match_is_taken_back_and_leaves_the_record(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        wrong = ContactMatch.objects.current().get(person=person)
        matching.undo_match(wrong, by=officer, why="Her cousin")
        assert not Event.objects.current().filter(kind="contact.received").exists()
        assert not Involvement.objects.now().filter(subject=ava.subject, role=facts.LOOKS_INTO).exists()
        assert ContactMatch.objects.get(pk=wrong.pk).subject_id == ava.pk, "it stays to be read"
        door.matched(contact, people.person("Ava Okoro-Bell"), by=officer)

    def test_a_match_is_not_taken_back_once_it_was_decided(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        deciding.decide(contact, [judged(person, Outcome.NFA, level=Level.UNIVERSAL)], by=door.manager())
        with pytest.raises(ContactFault, match="decided for this child"):
            matching.undo_match(ContactMatch.objects.current().get(person=person), by=officer, why="Her cousin")

    def test_a_restricted_record_is_not_matched_by_somebody_it_is_closed_to(self):
        officer = door.officer()
        hidden = people.person(restriction=Restriction.RESTRICTED)
        with pytest.raises(NotAllowed):
            door.matched(door.contact(by=officer), hidden, by=officer)


class TestDeciding:
    def test_a_referral_is_received_with_a_contact_that_asks_for_a_decision(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer, received_at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC))
        person = door.matched(contact, ava, by=officer)
        with pytest.raises(DutyMissed):
            deciding.decide(contact, [judged(person)], by=door.manager())
        done = deciding.decide(contact, [judged(person)], by=door.manager(), late_because="The school was closed")
        assert done.referrals[0].happened_on == dt.date(2026, 11, 20)
        assert done.decisions[0].late_because == "The school was closed"

    @time_machine.travel(dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC), tick=False)
    def test_a_referral_is_received_when_somebody_judges_that_one_is_needed(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(
            by=officer, asks_for_decision=False, received_at=dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
        )
        person = door.matched(contact, ava, by=officer)
        done = deciding.decide(contact, [judged(person)], by=door.manager())
        referral = done.referrals[0]
        assert referral.happened_on == dt.date(2026, 11, 24)
        assert facts.contact_due(contact).on == dt.date(2026, 11, 24), "the contact's own time runs from the contact"
        assert facts.referral_due(referral.happened_on, contact.authority).on == dt.date(2026, 11, 25)

    def test_one_working_day_over_christmas(self):
        with time_machine.travel(CHRISTMAS_EVE, tick=False):
            officer, ava = door.officer(), people.person()
            contact = door.contact(by=officer)
            person = door.matched(contact, ava, by=officer)
            referral = deciding.decide(contact, [judged(person)], by=door.manager()).referrals[0]
        assert facts.referral_due(referral.happened_on, referral.authority).on == dt.date(2026, 12, 29)
        with time_machine.travel(dt.datetime(2026, 12, 29, 16, tzinfo=dt.UTC), tick=False):
            deciding.decide_referral(
                referral, by=door.manager(), responses=[Response.FAMILY_HELP], reason="Needs help at home"
            )
        assert ReferralDecision.objects.get().late_because == ""

    def test_a_late_decision_on_a_referral_says_why(self):
        with time_machine.travel(CHRISTMAS_EVE, tick=False):
            officer, ava = door.officer(), people.person()
            contact = door.contact(by=officer)
            person = door.matched(contact, ava, by=officer)
            referral = deciding.decide(contact, [judged(person)], by=door.manager()).referrals[0]
        with time_machine.travel(dt.datetime(2026, 12, 30, 9, tzinfo=dt.UTC), tick=False):
            answer = {"by": door.manager(), "responses": [Response.FAMILY_HELP], "reason": "Needs help"}
            with pytest.raises(DutyMissed, match="29 December 2026"):
                deciding.decide_referral(referral, **answer)
            deciding.decide_referral(referral, **answer, late_because="Nobody was in")

    def test_contact_and_referral_are_decided_in_one_moment(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        asked = judged(person, responses=(Response.STRATEGY_DISCUSSION,), needs=("6.1", "8.3"))
        done = deciding.decide(contact, [asked], by=door.manager())
        decision = ReferralDecision.objects.get(referral=done.referrals[0])
        assert [one.response for one in decision.responses.all()] == [Response.STRATEGY_DISCUSSION]
        assert {one.code for one in done.decisions[0].needs.all()} == {"6.1", "8.3"}
        kinds = Event.objects.order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == ["contact.received", "contact.decided", "referral.received", "referral.decided"]

    def test_information_about_a_child_with_a_worker_is_no_new_referral(self):
        officer, ava = door.officer(), people.person()
        lead = access.user(["lead_practitioner"], access.council(door.authority()), name="Joanne Adeyemi")
        access.involvement(ava.subject, lead, role="lead_practitioner")
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        with pytest.raises(ContactFault, match="no new referral"):
            deciding.decide(contact, [judged(person)], by=door.manager())
        deciding.decide(contact, [judged(person, Outcome.LINK_TO_OPEN_WORK)], by=door.manager())
        task = Task.objects.still_open().get(kind="front_door.information")
        assert task.user == lead
        assert not Referral.objects.exists()
        assert Event.objects.filter(kind="contact.decided").count() == 1

    def test_a_child_with_a_worker_is_protected_all_the_same(self):
        officer, ava = door.officer(), people.person()
        access.involvement(ava.subject, access.user(["lead_practitioner"]), role="lead_practitioner")
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        now = judged(person, Outcome.IMMEDIATE_PROTECTION, level=Level.PROTECTION)
        assert len(deciding.decide(contact, [now], by=door.manager()).referrals) == 1

    def test_there_must_be_work_to_pass_it_to(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        with pytest.raises(ContactFault, match="Nobody works"):
            deciding.decide(contact, [judged(person, Outcome.LINK_TO_OPEN_WORK)], by=door.manager())

    @pytest.mark.parametrize("purpose", [Purpose.EDUCATION, Purpose.IMPORTED])
    def test_a_school_is_no_work_in_the_way_of_a_referral(self, purpose):
        officer, ava = door.officer(), people.person()
        access.involvement(ava.subject, access.school(of=door.authority()), purpose=purpose)
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        assert len(deciding.decide(contact, [judged(person)], by=door.manager()).referrals) == 1

    def test_a_referral_is_of_somebody_known(self):
        contact = door.contact(by=door.officer())
        with pytest.raises(ContactFault, match="Say who Ava Okoro is"):
            deciding.decide(contact, [judged(door.first(contact))], by=door.manager())
        deciding.decide(contact, [judged(door.first(contact), Outcome.INFO_ADVICE)], by=door.manager())

    def test_an_officer_does_not_decide(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        with pytest.raises(NotAllowed):
            deciding.decide(contact, [judged(door.first(contact), Outcome.NFA)], by=officer)

    def test_out_of_hours_no_more_is_decided_than_to_protect_now(self):
        night = access.user(["out_of_hours_worker"], access.council(door.authority()))
        ava = people.person()
        contact = door.contact(by=night)
        person = door.matched(contact, ava, by=night)
        with pytest.raises(NotAllowed, match="A manager decides the rest"):
            deciding.decide(contact, [judged(person, Outcome.NFA)], by=night)
        now = judged(person, Outcome.IMMEDIATE_PROTECTION, responses=(Response.IMMEDIATE_PROTECTION,))
        assert len(deciding.decide(contact, [now], by=night).referrals) == 1

    def test_what_was_decided_is_not_decided_again_unseen(self):
        contact = door.contact(by=door.officer())
        one = judged(door.first(contact), Outcome.INFO_ADVICE)
        deciding.decide(contact, [one], by=door.manager())
        with pytest.raises(ChangedMeanwhile):
            deciding.decide(contact, [one], by=door.manager())
        assert ContactDecision.objects.count() == 1

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"reason": " "}, "reason"),
            ({"level": "none of these"}, "level"),
            ({"needs": ("99.9",)}, "needs"),
            ({"outcome": Outcome.NFA, "responses": (Response.NFA,)}, "responses"),
            ({"responses": (Response.NFA, Response.FAMILY_HELP)}, "responses"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_written(self, values, field):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        with pytest.raises(ContactFault) as fault:
            deciding.decide(contact, [judged(person, **values)], by=door.manager())
        assert (fault.value.field, fault.value.number) == (field, 1)
        assert not ContactDecision.objects.exists() and not Referral.objects.exists()

    def test_no_number_of_needs_refuses_anybody(self):
        """The system suggests nothing away: a child without a single need ticked is referred as any other."""
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        assert len(deciding.decide(contact, [judged(person, needs=())], by=door.manager()).referrals) == 1


class TestFollowing:
    def test_a_referral_that_waits_is_on_a_list_until_it_is_decided(self):
        officer, ava, ruth = door.officer(), people.person(), door.manager()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        referral = deciding.decide(contact, [judged(person)], by=ruth).referrals[0]
        task = Task.objects.still_open().get(kind="front_door.decide")
        assert task.due_on == facts.referral_due(referral.happened_on, referral.authority).on
        deciding.decide_referral(referral, by=ruth, responses=[Response.FAMILY_HELP], reason="Needs help")
        assert not Task.objects.still_open().filter(kind="front_door.decide").exists()

    def test_the_next_stage_is_handed_the_child(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        both = (Response.STRATEGY_DISCUSSION, Response.IMMEDIATE_PROTECTION, Response.FAMILY_HELP)
        deciding.decide(contact, [judged(person, responses=both)], by=door.manager())
        steps = Handover.objects.current().values_list("step", flat=True)
        assert sorted(steps) == ["family_help.assessment", "protection.strategy"]

    @time_machine.travel(dt.datetime(2026, 11, 26, 10, tzinfo=dt.UTC), tick=False)
    def test_the_assessment_is_due_45_working_days_from_the_referral_not_from_the_contact(self):
        officer, ava, ruth = door.officer(), people.person(), door.manager()
        contact = door.contact(
            by=officer, asks_for_decision=False, received_at=dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
        )
        person = door.matched(contact, ava, by=officer)
        referral = deciding.decide(contact, [judged(person)], by=ruth).referrals[0]
        due = {one.clock: (one.started_on, one.due_on) for one in DueDate.objects.filter(subject=ava.subject)}
        assert due["front_door.referral.decision"] == (dt.date(2026, 11, 26), dt.date(2026, 11, 27))
        assert due["family_help.assessment"][0] == dt.date(2026, 11, 26)
        deciding.decide_referral(referral, by=ruth, responses=[Response.COMMUNITY], reason="Enough")
        assert not DueDate.objects.filter(subject=ava.subject).exists(), "no assessment comes of it"


class TestReply:
    def test_the_source_is_told_once_it_is_decided_for_every_child(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=door.school_lead(), children=[door.AVA, Stated(given="Theo")])
        ava_said = door.matched(contact, ava, by=officer)
        theo_said = contact.people.get(number=2)
        deciding.decide(contact, [judged(ava_said, responses=(Response.FAMILY_HELP,))], by=door.manager())
        assert not Reply.objects.exists()
        deciding.decide(contact, [judged(theo_said, Outcome.INFO_ADVICE)], by=door.manager(), reply="Ring us on Monday")
        words = Reply.objects.current().get().words
        assert "A worker will meet the family" in words and "Ring us on Monday" in words
        assert "Ava" not in words and "bruise" not in words

    def test_nobody_is_told_where_it_is_not_safe(self):
        contact = door.contact(by=door.officer(), is_anonymous=True)
        one = judged(door.first(contact), Outcome.INFO_ADVICE)
        deciding.decide(contact, [one], by=door.manager(), not_told_because="Gave no name")
        assert not Reply.objects.exists()

    def test_a_later_response_tells_them_anew(self):
        officer, ava, ruth = door.officer(), people.person(), door.manager()
        contact = door.contact(by=door.school_lead())
        person = door.matched(contact, ava, by=officer)
        referral = deciding.decide(contact, [judged(person)], by=ruth).referrals[0]
        assert "deciding how to respond" in Reply.objects.current().get().words
        deciding.decide_referral(referral, by=ruth, responses=[Response.COMMUNITY], reason="Enough at present")
        assert "Early help" in Reply.objects.current().get().words
        assert Reply.objects.count() == 2, "what they were told before stays"


class TestHistory:
    def test_a_referral_within_twelve_months_counts_as_one_more(self):
        ava = people.person()
        an_imported_referral(ava, dt.date(2025, 11, 26), until=dt.date(2026, 2, 1))
        earlier = facts.before([ava.subject])[ava.pk]
        assert earlier.makes_re_referral(dt.date(2026, 11, 26))
        assert not earlier.makes_re_referral(dt.date(2026, 11, 27))

    def test_a_referral_of_a_joined_record_counts(self):
        ava, other = people.person(), people.person("Ava Bell")
        Subject.objects.filter(pk__in=[ava.pk, other.pk]).update(alias_set=AliasSet.objects.create())
        an_imported_referral(other, dt.date(2026, 6, 1), until=dt.date(2026, 7, 1))
        assert facts.before([people.subject_of(ava)])[ava.pk].referrals == (dt.date(2026, 6, 1),)

    def test_our_own_referral_counts_once_whatever_the_responses(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        both = (Response.FAMILY_HELP, Response.STRATEGY_DISCUSSION)
        referral = deciding.decide(contact, [judged(person, responses=both)], by=door.manager()).referrals[0]
        assert facts.before([ava.subject])[ava.pk].referrals == (referral.happened_on,)
        assert facts.before([ava.subject], but=contact)[ava.pk].referrals == ()

    def test_contacts_before_are_counted_once_each_and_not_this_one(self):
        officer, ava = door.officer(), people.person()
        for _ in range(2):
            door.matched(door.contact(by=officer), ava, by=officer)
        now = door.contact(by=officer)
        door.matched(now, ava, by=officer)
        assert facts.before([ava.subject], but=now)[ava.pk].contacts == 2

    def test_a_contact_of_more_than_twelve_months_ago_is_not_counted(self):
        officer, ava = door.officer(), people.person()
        long_ago = dt.datetime.combine(access.days_from_today(-400), dt.time(9), tzinfo=dt.UTC)
        door.matched(door.contact(by=officer, received_at=long_ago), ava, by=officer)
        assert facts.before([ava.subject])[ava.pk].contacts == 0


class TestTriage:
    def test_the_last_one_stands_and_the_first_stays(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        one = triaging.triage(contact, by=officer, urgency="today", worker=officer)
        other = triaging.triage(contact, by=officer, urgency="ordinary", is_ready=True, over=one.pk)
        assert list(contact.triages.filter(replaced_at=None)) == [other]
        assert contact.triages.count() == 2

    def test_nobody_writes_over_another_unseen(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        triaging.triage(contact, by=officer, urgency="today")
        with pytest.raises(ChangedMeanwhile):
            triaging.triage(contact, by=door.manager(), urgency="ordinary")

    def test_work_goes_to_somebody_of_the_front_door(self):
        officer = door.officer()
        with pytest.raises(ContactFault, match="does not work at the front door"):
            triaging.triage(door.contact(by=officer), by=officer, urgency="today", worker=door.school_lead())


class TestChecks:
    def ask(self, contact, organisation, by, **values):
        said = {"about": [door.first(contact)], "question": "Attendance?", "basis": "public_task"}
        return checking.ask_partner(contact, organisation, by=by, **{**said, **values})

    def test_a_partner_is_asked_and_answers(self):
        officer, lead = door.officer(), door.school_lead()
        check = self.ask(door.contact(by=officer), lead.organisation, officer)
        answer = checking.answer_check(check, by=access.fresh(lead), kind="knows", words="Late every Monday")
        assert (answer.kind, answer.words) == ("knows", "Late every Monday")
        later = checking.answer_check(check, by=access.fresh(lead), kind="nothing")
        assert list(check.answers.filter(replaced_at=None)) == [later]

    def test_another_body_does_not_answer(self):
        officer = door.officer()
        check = self.ask(door.contact(by=officer), access.school(of=door.authority()), officer)
        with pytest.raises(NotAllowed):
            checking.answer_check(check, by=door.school_lead(), kind="nothing")

    @pytest.mark.parametrize("kind", ["knows", "refused", "withdrawn", ""])
    def test_an_answer_says_what_it_must(self, kind):
        officer, lead = door.officer(), door.school_lead()
        check = self.ask(door.contact(by=officer), lead.organisation, officer)
        with pytest.raises(ContactFault):
            checking.answer_check(check, by=lead, kind=kind)

    def test_nothing_is_asked_of_people_of_another_contact(self):
        officer = door.officer()
        other = door.first(door.contact(by=officer))
        with pytest.raises(ContactFault, match="of this contact"):
            self.ask(door.contact(by=officer), access.school(of=door.authority()), officer, about=[other])

    def test_what_is_no_longer_needed_is_not_answered(self):
        officer, lead = door.officer(), door.school_lead()
        check = self.ask(door.contact(by=officer), lead.organisation, officer)
        checking.take_back_check(check, by=officer, why="It is decided")
        with pytest.raises(ContactFault, match="no longer needs"):
            checking.answer_check(check, by=lead, kind="nothing")
        assert check.answers.get().kind == CheckAnswer.Kind.WITHDRAWN


class TestThresholds:
    def enter(self, by, on: dt.date) -> ThresholdDocument:
        return thresholds.enter_thresholds(
            door.authority(), by=by, title=f"Thresholds of {on.year}", in_force_from=on,
            criteria=dict.fromkeys(LEVELS, "What it means here"),
        )  # fmt: skip

    def test_it_counts_once_a_second_person_has_checked_it(self):
        ruth, second = door.manager(), access.user(["practice_supervisor"], access.council(door.authority()))
        document = self.enter(ruth, dt.date(2026, 1, 1))
        in_force = facts.threshold_document
        assert not in_force(door.authority().pk, dt.date(2026, 11, 1))
        with pytest.raises(NotAllowed):
            thresholds.check_thresholds(document, by=ruth)
        thresholds.check_thresholds(document, by=second)
        assert list(in_force(door.authority().pk, dt.date(2026, 11, 1))) == [document]
        assert not in_force(door.authority().pk, dt.date(2025, 12, 31))

    def test_a_decision_is_judged_by_the_one_of_its_day(self):
        ruth, second = door.manager(), access.user(["practice_supervisor"], access.council(door.authority()))
        for year in (2025, 2026, 2099):
            thresholds.check_thresholds(self.enter(ruth, dt.date(year, 1, 1)), by=second)
        contact = door.contact(by=door.officer())
        done = deciding.decide(contact, [judged(door.first(contact), Outcome.INFO_ADVICE)], by=ruth)
        assert done.decisions[0].threshold.title == "Thresholds of 2026"

    def test_one_entered_in_error_judges_nobody_any_more(self):
        ruth, second = door.manager(), access.user(["practice_supervisor"], access.council(door.authority()))
        document = self.enter(ruth, dt.date(2026, 1, 1))
        thresholds.check_thresholds(document, by=second)
        thresholds.take_back_thresholds(document, by=second, why="A draft")
        assert not facts.threshold_document(door.authority().pk, dt.date(2026, 11, 1))

    def test_every_level_is_said(self):
        with pytest.raises(ContactFault, match="Enter what it says of"):
            thresholds.enter_thresholds(
                door.authority(), by=door.manager(), title="Half", in_force_from=dt.date(2026, 1, 1), criteria={}
            )
