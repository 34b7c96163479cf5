"""The pages of the front door, as an officer, a manager, a school and the police meet them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thrive.base.access.models import AliasSet, Subject
from thrive.base.access.rules import OrganisationKind, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.local.models import Holiday
from thrive.base.people.models import Card
from thrive.base.people.tests import factories as people
from thrive.base.record.models import Draft
from thrive.pathway.front_door import facts
from thrive.pathway.front_door.actions import checking, deciding, thresholds
from thrive.pathway.front_door.actions.taking import Stated
from thrive.pathway.front_door.models import CheckAnswer, Contact, ContactMatch, Referral, ReferralDecision, Reply
from thrive.pathway.front_door.queries import contacts
from thrive.pathway.front_door.rules import LEVELS
from thrive.pathway.front_door.rules.contacts import Level, Outcome, Response
from thrive.pathway.front_door.tests import factories as door

pytestmark = pytest.mark.django_db
TYPED = {
    "form": "school", "channel": "telephone", "received_on-day": "", "concern": door.CONCERN, "in_danger": "no",
    "family_knows": "no", "consent": "not_sought", "asks_for_decision": "on", "part_1": "child", "given_1": "Ava",
    "family_1": "Okoro", "born_1-day": "14", "born_1-month": "3", "born_1-year": "2017",
}  # fmt: skip


def typed(**values: str) -> dict[str, str]:
    today = clock.today()
    day = {f"received_on-{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    return {**TYPED, **day, **values}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def published_thresholds(manager) -> None:
    """A threshold document in force today, checked by a second manager."""
    document = thresholds.enter_thresholds(
        door.authority(), title="Wexmoor thresholds", in_force_from=clock.today(), url="",
        criteria=dict.fromkeys(LEVELS, "Anybody would worry"), by=manager,
    )  # fmt: skip
    thresholds.check_thresholds(document, by=door.manager())


DECIDED = {
    "nothing": 0,
    "a referral": 1,  # it waits for a response
    "the referral too": 1,
    "everything": 3,
}


def decide_some(contact: Contact, decided: str, *, by) -> None:
    """Decide a contact for so many of its children, with a response to the referrals unless they wait."""
    responses = () if decided == "a referral" else (Response.FAMILY_HELP,)
    for one in contact.people.filter(replaced_at=None).order_by("number")[: DECIDED[decided]]:
        judged = deciding.Judged(
            person=one, outcome=Outcome.REFERRAL, level=Level.FAMILY_HELP_S17, reason="A bruise", needs=("6.1",),
            responses=responses,
        )  # fmt: skip
        deciding.decide(contact, [judged], by=by)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


class TestTaking:
    def test_matches_show_before_anything_is_saved(self):
        people.person("Eva Okoro", address="14 Tanner Row", postcode="WX4 2PL")
        answer = signed_in(door.officer()).post(reverse("front_door:take"), typed(do_check="yes"))
        page = text_of(answer)
        assert "Who is Ava Okoro?" in page and "Eva Okoro" in page
        assert not Contact.objects.exists()

    def test_who_works_with_a_likely_match_shows_at_once(self):
        ava = people.person(address="14 Tanner Row", postcode="WX4 2PL")
        lead = access.user(["lead_practitioner"], access.council(door.authority()), name="Joanne Adeyemi")
        access.involvement(ava.subject, lead, role="lead_practitioner")
        Card.objects.filter(pk=ava.pk).update(lead_name="Joanne Adeyemi", lead_phone="01632960111")
        home = {"address_1": "14 Tanner Row", "postcode_1": "WX4 2PL"}
        page = text_of(signed_in(door.officer()).post(reverse("front_door:take"), typed(do_check="yes", **home)))
        assert "Somebody works with Ava Okoro now:</strong> Joanne Adeyemi" in page

    def test_it_is_not_saved_before_it_was_asked_who_is_meant(self):
        people.person()
        client = signed_in(door.officer())
        answer = client.post(reverse("front_door:take"), typed())
        assert "Say who they are before you save" in text_of(answer)
        assert not Contact.objects.exists()

    def test_one_save_keeps_contact_and_match(self):
        ava = people.person()
        answer = signed_in(door.officer()).post(reverse("front_door:take"), typed(who_1=ava.subject.ref))
        contact = Contact.objects.get()
        assert answer.headers["Location"] == reverse("front_door:contact", args=[contact.ref])
        assert ContactMatch.objects.get().subject_id == ava.pk
        assert not Draft.objects.filter(finished_at=None).exists()

    def test_a_brother_at_the_same_address_is_typed_once(self):
        more = {"part_2": "child", "given_2": "Theo", "same_home_2": "on", "address_1": "14 Tanner Row"}
        signed_in(door.officer()).post(reverse("front_door:take"), typed(**more, who_1="unknown", who_2="new"))
        assert [one.address for one in Contact.objects.get().people.all()] == ["14 Tanner Row"] * 2

    def test_another_child_is_kept_though_nothing_but_a_name_is_said_of_them(self):
        client = signed_in(door.officer())
        page = text_of(client.post(reverse("front_door:take"), typed(do_add_child="yes")))
        assert 'name="given_2"' in page and 'value="Okoro"' in page
        client.post(reverse("front_door:take"), typed(given_2="Theo", who_1="unknown", who_2="unknown"))
        assert [one.says for one in Contact.objects.get().people.order_by("number")] == ["Ava Okoro", "Theo"]

    def test_an_adult_is_added_beside_the_children(self):
        client = signed_in(door.officer())
        page = text_of(client.post(reverse("front_door:take"), typed(do_add_adult="yes")))
        assert 'name="part_2" value="adult"' in page
        client.post(reverse("front_door:take"), typed(part_2="adult", given_2="Lee", who_1="unknown", who_2="unknown"))
        assert [one.part for one in Contact.objects.get().people.order_by("number")] == ["child", "adult"]

    def test_adding_somebody_beside_look_alikes_asks_why(self):
        people.person()
        page = text_of(signed_in(door.officer()).post(reverse("front_door:take"), typed(who_1="new")))
        assert "Enter why it is none of them" in page
        assert not Contact.objects.exists()

    def test_a_restricted_look_alike_says_no_more_than_the_name(self):
        people.person(address="9 Elder Way", restriction=Restriction.RESTRICTED)
        page = text_of(signed_in(door.officer()).post(reverse("front_door:take"), typed(do_check="yes")))
        assert "Ava Okoro (restricted record)" in page and "Elder Way" not in page

    def test_errors_keep_what_was_typed(self):
        page = text_of(signed_in(door.officer()).post(reverse("front_door:take"), typed(concern="", who_1="unknown")))
        assert "Enter what the worry is" in page and 'value="Okoro"' in page


class TestContact:
    def test_it_shows_what_was_said_and_what_was_there_before(self):
        officer, ava = door.officer(), people.person()
        door.matched(door.contact(by=officer), ava, by=officer)
        contact = door.contact(by=officer, child_words="I do not like Lee")
        door.matched(contact, ava, by=officer)
        page = text_of(signed_in(officer).get(reverse("front_door:contact", args=[contact.ref])))
        assert door.CONCERN in page and "I do not like Lee" in page
        assert "1 other contact in the last 12 months" in page and "Never referred before" in page

    def test_what_was_told_under_a_joined_record_was_there_before(self):
        officer, ava, double = door.officer(), people.person(), people.person("Ava Bell")
        Subject.objects.filter(pk__in=[ava.pk, double.pk]).update(alias_set=AliasSet.objects.create())
        door.matched(door.contact(by=officer), double, by=officer)
        contact = door.contact(by=officer)
        door.matched(contact, ava, by=officer)
        page = text_of(signed_in(officer).get(reverse("front_door:contact", args=[contact.ref])))
        assert "1 other contact in the last 12 months" in page

    def test_the_days_by_which_to_decide_pass_over_the_extra_holidays_that_were_checked(self):
        officer, manager = door.officer(), door.manager()
        contact = door.contact(by=officer, children=[door.AVA, Stated(given="Theo")])
        for number, name in ((1, "Ava Okoro"), (2, "Theo Okoro")):
            door.matched(contact, people.person(name), by=officer, number=number)
        decide_some(contact, "a referral", by=manager)
        referral = Referral.objects.get()
        before = contacts.contact(viewer=manager, ref=contact.ref).referral_dues[referral.pk].on
        Holiday.objects.create(day=before, name="Unchecked", recorded_by=officer, checked_by=officer)
        assert contacts.contact(viewer=manager, ref=contact.ref).referral_dues[referral.pk].on == before
        here = {"authority": referral.authority, "name": "Wexmoor fair"}
        Holiday.objects.create(day=before, recorded_by=officer, checked_by=manager, **here)
        after = contacts.contact(viewer=manager, ref=contact.ref).referral_dues[referral.pk].on
        assert after == facts.referral_due(referral.happened_on, referral.authority).on > before

    @pytest.mark.parametrize("decided", DECIDED)
    def test_a_page_with_all_that_there_may_be_asks_twelve_queries(self, decided):
        officer, manager, names = door.officer(), door.manager(), ("Ava Okoro", "Theo Okoro", "Max Okoro")
        published_thresholds(manager)
        stated = [door.AVA, Stated(given="Theo", harm=("missing",)), Stated(given="Max")]
        contact = door.contact(by=officer, children=stated)
        for number, name in enumerate(names, 1):
            kept = {"address_restricted": True} if number == 3 else {}
            known = people.person(name, **kept)
            door.matched(contact, known, by=officer, number=number)
        both = [known.pk, people.person("Maxwell Okoro").pk]
        Subject.objects.filter(pk__in=both).update(alias_set=AliasSet.objects.create())
        school = door.school_lead().organisation
        checking.ask_partner(contact, school, by=officer, about=[door.first(contact)], question="?", basis="consent")
        decide_some(contact, decided, by=manager)
        client, address = signed_in(manager), reverse("front_door:contact", args=[contact.ref])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = text_of(client.get(address))
        found = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
        assert len(found) <= 12, "\n".join(one[:110] for one in found)
        assert "Signs of harm outside the home" in page
        assert ("Anybody would worry" in page) == (decided != "everything")

    def test_a_manager_decides_on_the_same_page(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=door.school_lead())
        door.matched(contact, ava, by=officer)
        client = signed_in(door.manager())
        sent = {
            "outcome_1": "referral", "level_1": "family_help_s17", "reason_1": "A bruise", "needs_1": ["6.1"],
            "responses_1": ["family_help"], "reply": "", "not_told_because": "", "dissent": "",
        }  # fmt: skip
        answer = client.post(reverse("front_door:contact", args=[contact.ref]), sent)
        assert answer.status_code == 302
        assert ReferralDecision.objects.get().referral.subject_id == ava.pk
        page = text_of(client.get(reverse("front_door:contact", args=[contact.ref])))
        assert "Family Help assessment (section 17)" in page and "A worker will meet the family" in page

    def test_a_missing_answer_is_named(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        door.matched(contact, ava, by=officer)
        page = text_of(
            signed_in(door.manager()).post(reverse("front_door:contact", args=[contact.ref]), {"outcome_1": "referral"})
        )
        assert "Enter why, for Ava Okoro" in page and "Select the level of need of Ava Okoro" in page
        assert not Referral.objects.exists()

    def test_an_officer_sees_no_decision_form(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        page = text_of(signed_in(officer).get(reverse("front_door:contact", args=[contact.ref])))
        assert "A front-door manager decides" in page and "Record the decision" not in page

    def test_a_contact_closes_with_the_record_it_is_about(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        door.matched(contact, ava, by=officer)
        Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
        other = signed_in(access.user(["front_door_officer"], access.council(door.authority())))
        answer = other.get(reverse("front_door:contact", args=[contact.ref]))
        assert answer.status_code == 403 and door.CONCERN not in text_of(answer)
        assert "Ava" not in text_of(other.get(reverse("front_door:board")))

    def test_a_hidden_address_given_by_a_caller_is_withheld(self):
        officer, ava = door.officer(), people.person(address_restricted=True)
        lead = door.school_lead()
        contact = door.contact(by=lead, concern="She lives at 14 Tanner Row now.")
        door.matched(contact, ava, by=officer)
        page = text_of(signed_in(officer).get(reverse("front_door:contact", args=[contact.ref])))
        assert "Withheld" in page and "WX4" not in page

    def test_another_authoritys_contact_is_not_there(self):
        contact = door.contact(by=door.officer())
        away = access.user(["front_door_manager"], access.council(access.authority("Elsewhere", is_home=False)))
        assert signed_in(away).get(reverse("front_door:contact", args=[contact.ref])).status_code == 404


class TestTakingBack:
    def test_a_wrong_match_is_taken_back_with_a_reason_and_made_again(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        door.matched(contact, ava, by=officer)
        client, address = signed_in(officer), reverse("front_door:person", args=[contact.ref, 1])
        assert "Is it somebody else?" in text_of(client.get(address))
        assert "Enter why it is somebody else" in text_of(client.post(address, {"why": ""}))
        client.post(address, {"why": "Her cousin"})
        assert ContactMatch.objects.current().get().subject is None
        assert "Who is Ava Okoro?" in text_of(client.get(address))

    def test_a_question_that_is_no_longer_needed_names_nobody_to_the_partner_any_more(self):
        officer, lead = door.officer(), door.school_lead()
        contact = door.contact(by=officer)
        check = checking.ask_partner(
            contact, lead.organisation, by=officer, about=[door.first(contact)], question="?", basis="consent"
        )
        client = signed_in(officer)
        assert "No longer needed" in text_of(client.get(reverse("front_door:contact", args=[contact.ref])))
        client.post(reverse("front_door:check-take-back", args=[check.ref]))
        page = text_of(signed_in(lead).get(reverse("front_door:check", args=[check.ref])))
        assert "no longer needs an answer" in page and "Okoro" not in page

    def test_nobody_takes_back_a_question_about_a_record_that_is_closed_to_them(self):
        officer, ava = door.officer(), people.person()
        contact = door.contact(by=officer)
        person = door.matched(contact, ava, by=officer)
        check = checking.ask_partner(
            contact, door.school_lead().organisation, by=officer, about=[person], question="?", basis="consent"
        )
        Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
        other = access.user(["front_door_officer"], access.council(door.authority()))
        assert signed_in(other).post(reverse("front_door:check-take-back", args=[check.ref])).status_code == 403


class TestBoard:
    def test_each_stands_where_its_facts_put_it(self):
        officer, ava = door.officer(), people.person()
        fresh = door.contact(by=officer, children=[Stated(given="Nia")])
        asked = door.contact(by=officer)
        door.matched(asked, ava, by=officer)
        checking.ask_partner(
            asked, door.school_lead().organisation, by=officer, about=[door.first(asked)], question="?", basis="consent"
        )
        board = signed_in(officer).get(reverse("front_door:board")).context["board"]
        assert {one.contact.ref: one.column for one in board.cards} == {fresh.ref: "new", asked.ref: "waiting"}

    def test_what_is_decided_leaves_it(self):
        contact = door.contact(by=door.officer())
        one = deciding.Judged(
            person=door.first(contact), outcome=deciding.Outcome.INFO_ADVICE, level="universal", reason="Advice given"
        )
        deciding.decide(contact, [one], by=door.manager())
        assert "No open contacts" in text_of(signed_in(door.manager()).get(reverse("front_door:board")))

    def test_the_queries_do_not_grow_with_the_contacts(self):
        officer = door.officer()
        client = signed_in(officer)

        def asked() -> int:
            with CaptureQueriesContext(connection) as found:
                client.get(reverse("front_door:board"))
            return len(found)

        door.contact(by=officer)
        asked()
        few = asked()
        for _ in range(5):
            door.contact(by=officer)
        assert asked() == few

    def test_the_table_has_every_contact_of_the_board(self):
        officer = door.officer()
        for name in ("Nia", "Kai"):
            door.contact(by=officer, children=[Stated(given=name)])
        page = text_of(signed_in(officer).get(reverse("front_door:board"), {"as": "table"}))
        assert "Nia" in page and "Kai" in page and "Nobody yet" in page


class TestPartners:
    def test_a_school_reports_and_reads_what_came_of_it(self):
        lead = door.school_lead()
        client = signed_in(lead)
        sent = {name: value for name, value in typed().items() if name not in ("form", "channel")}
        answer = client.post(reverse("front_door:report"), sent)
        contact = Contact.objects.get()
        assert answer.headers["Location"] == reverse("front_door:reported", args=[contact.ref])
        assert (contact.reporter, contact.form) == (lead, "school")
        one = deciding.Judged(
            person=door.first(contact), outcome=deciding.Outcome.INFO_ADVICE, level="universal", reason="Known to us"
        )
        deciding.decide(contact, [one], by=door.manager())
        page = text_of(client.get(reverse("front_door:reported", args=[contact.ref])))
        assert "Information or advice was given" in page and "Known to us" not in page

    def test_another_school_does_not_read_it(self):
        contact = door.contact(by=door.school_lead())
        assert signed_in(door.school_lead()).get(reverse("front_door:reported", args=[contact.ref])).status_code == 404

    def test_no_school_learns_from_its_report_who_is_on_record(self):
        people.person(address="9 Elder Way")
        sent = {name: value for name, value in typed(do_check="yes").items() if name not in ("form", "channel")}
        page = text_of(signed_in(door.school_lead()).post(reverse("front_door:report"), sent))
        assert "Elder Way" not in page and "Who is" not in page

    def test_police_see_whom_they_are_asked_about_and_not_the_worry(self):
        force = access.organisation(OrganisationKind.POLICE, of=door.authority())
        officer, constable = door.officer(), access.user(["police_officer"], force)
        contact = door.contact(by=officer, children=[door.AVA, Stated(given="Theo")])
        check = checking.ask_partner(
            contact, force, by=officer, about=[door.first(contact)], question="Incidents?", basis="public_task"
        )
        client = signed_in(constable)
        page = text_of(client.get(reverse("front_door:check", args=[check.ref])))
        assert "Ava Okoro" in page and "Incidents?" in page
        assert "Theo" not in page and "worried about going home" not in page
        sent = {"kind": "knows", "words": "Two incidents in May", "is_intelligence": "on"}
        client.post(reverse("front_door:check", args=[check.ref]), sent)
        assert CheckAnswer.objects.get().words == "Two incidents in May"

    def test_police_information_is_marked(self):
        force = access.organisation(OrganisationKind.POLICE, of=door.authority())
        officer = door.officer()
        contact = door.contact(by=officer)
        check = checking.ask_partner(
            contact, force, by=officer, about=[door.first(contact)], question="?", basis="public_task"
        )
        checking.answer_check(
            check, by=access.user(["police_officer"], force), kind="knows", words="A source says", is_intelligence=True
        )
        address = reverse("front_door:contact", args=[contact.ref])
        page = text_of(signed_in(officer).get(address))
        assert "A source says" in page and "not to be passed on" in page

    def test_another_body_is_not_shown_the_question(self):
        officer = door.officer()
        contact = door.contact(by=officer)
        check = checking.ask_partner(
            contact, access.school(of=door.authority()), by=officer, about=[door.first(contact)], question="?",
            basis="consent",
        )  # fmt: skip
        assert signed_in(door.school_lead()).get(reverse("front_door:check", args=[check.ref])).status_code == 404


class TestInformation:
    def passed_on(self):
        officer, ava, theo = door.officer(), people.person(), people.person("Theo Bell")
        lead = access.user(["lead_practitioner"], access.council(door.authority()), name="Joanne Adeyemi")
        access.involvement(ava.subject, lead, role="lead_practitioner")
        contact = door.contact(by=door.school_lead(), children=[door.AVA, Stated(given="Theo", family="Bell")])
        person = door.matched(contact, ava, by=officer)
        door.matched(contact, theo, by=officer, number=2)
        one = deciding.Judged(
            person=person, outcome=deciding.Outcome.LINK_TO_OPEN_WORK, level="community", reason="For Joanne"
        )
        deciding.decide(contact, [one], by=door.manager())
        return contact, access.fresh(lead)

    def test_whoever_works_with_the_child_reads_it_and_takes_it_off_their_list(self):
        contact, lead = self.passed_on()
        client = signed_in(lead)
        assert "Read what is new about a child" in text_of(client.get("/"))
        page = text_of(client.get(reverse("front_door:information", args=[contact.ref])))
        assert door.CONCERN in page and "Theo" not in page
        client.post(reverse("front_door:information", args=[contact.ref]))
        assert "Read what is new about a child" not in text_of(client.get("/"))

    def test_nobody_else_reads_it(self):
        contact, _ = self.passed_on()
        other = access.user(["lead_practitioner"], access.council(door.authority()))
        assert signed_in(other).get(reverse("front_door:information", args=[contact.ref])).status_code == 404


class TestThresholds:
    def test_entered_by_one_and_checked_by_another(self):
        ruth, second = door.manager(), access.user(["practice_supervisor"], access.council(door.authority()))
        sent = {"title": "Right help", "url": "", "in_force_from-day": "1", "in_force_from-month": "1"}
        sent |= {"in_force_from-year": "2026"}
        sent |= {f"level_{level}": "What it means" for level in ("universal", "community", "cp")}
        sent |= {"level_family_help_eh": "What it means", "level_family_help_s17": "What it means"}
        assert signed_in(ruth).post(reverse("front_door:thresholds-enter"), sent).status_code == 302
        page = text_of(signed_in(ruth).get(reverse("front_door:thresholds")))
        assert "Not checked yet" in page and "It is what was published" not in page
        client = signed_in(second)
        document = client.get(reverse("front_door:thresholds")).context["rows"][0]
        client.post(reverse("front_door:thresholds-check", args=[document.ref]))
        assert "In force" in text_of(client.get(reverse("front_door:thresholds")))
        assert Reply.objects.count() == 0
