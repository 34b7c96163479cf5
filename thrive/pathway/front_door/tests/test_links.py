"""One-time links: who makes them, what they show, that they are used once, and what they never tell."""

import datetime as dt
import html
import re
from typing import Any, ClassVar

import pytest
import time_machine
from django.test import Client

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import ApiAnswer, Organisation
from thrive.base.access.rules import OrganisationKind, Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry
from thrive.base.people.tests import factories as people
from thrive.pathway.front_door.actions import checking, links
from thrive.pathway.front_door.errors import AlreadyMade, ContactFault
from thrive.pathway.front_door.models import CheckAnswer, Contact, LinkEnd, OneTimeLink, PartnerCheck
from thrive.pathway.front_door.rules.links import TRIES
from thrive.pathway.front_door.tests import factories as door

pytestmark = pytest.mark.django_db
SAID = {
    "do_send": "yes", "concern": "He has bruises.", "in_danger": "no", "family_knows": "no", "consent": "not_sought",
    "part_1": "child", "given_1": "Kai", "family_1": "Marsh",
}  # fmt: skip


def police() -> Organisation:
    return access.organisation(OrganisationKind.POLICE, name="Wexmoor Police", of=door.authority())


def asked(officer: Any, body: Organisation | None = None, **person: Any) -> PartnerCheck:
    """A check with the police about Ava, who is on record."""
    contact = door.contact(by=officer)
    ava = people.person("Ava Okoro", address="14 Tanner Row", postcode="WX4 2PL", **person)
    stated = door.matched(contact, ava, by=officer)
    question = "Is anything known at 14 Tanner Row?"
    return checking.ask_partner(
        contact, body or police(), by=officer, about=[stated], question=question, basis="public_task"
    )


def to_report(**values: Any) -> tuple[OneTimeLink, str]:
    said = {"once": "one", "for_name": "Sam Reid", "for_role": "Nurse", "form": "health", "agency": "Wexmoor Clinic"}
    return links.make_report_link(by=values.pop("by", None) or door.officer(), **{**said, **values})


def to_answer(check: PartnerCheck, officer: Any, **values: Any) -> tuple[OneTimeLink, str]:
    return links.make_answer_link(check, by=officer, once="one", for_name="PC Ada Lowe", **values)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def open_it(key: str, **values: str) -> Any:
    return Client().post("/by-link", {"key": key, **values})


class TestMaking:
    def test_it_is_shown_once_and_kept_as_a_digest_until_a_day(self):
        officer = signed_in(door.officer())
        page = officer.get("/front-door/links/new").content.decode()
        (once,) = re.findall(r'name="once" value="([^"]+)"', page)
        typed = {"once": once, "for_name": "Sam Reid", "agency": "Wexmoor Clinic", "form": "health"}
        made = text_of(officer.post("/front-door/links/new", typed))
        (address,) = re.findall(r'value="(http[^"]+)"', made)
        key = html.unescape(address).partition("key=")[2]
        link = OneTimeLink.objects.get()
        assert len(key) >= 40 and key not in str(vars(link)) and "Sam" not in address and "Reid" not in address
        assert link.last_on == clock.today() + dt.timedelta(days=7)
        assert key not in text_of(officer.get("/front-door/links"))
        assert "shown only once" in text_of(officer.post("/front-door/links/new", typed, follow=True))
        assert OneTimeLink.objects.count() == 1
        assert AuditEntry.objects.filter(verb="front_door.link.made", object_id=link.pk).exists()

    def test_only_the_front_door_makes_them(self):
        with pytest.raises(NotAllowed):
            to_report(by=door.school_lead())
        assert signed_in(door.school_lead()).get("/front-door/links").status_code == 403

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"for_name": " "}, "for_name"), ({"agency": ""}, "organisation"), ({"form": "nonsense"}, "form")],
    )
    def test_a_link_for_nobody_is_not_made(self, values, field):
        with pytest.raises(ContactFault) as fault:
            to_report(**values)
        assert fault.value.field == field

    def test_the_same_form_makes_one(self):
        officer = door.officer()
        to_report(by=officer)
        with pytest.raises(AlreadyMade):
            to_report(by=officer)

    @pytest.mark.parametrize("closed", [Restriction.RESTRICTED, Restriction.SEALED])
    def test_nobody_is_asked_by_link_about_a_closed_record(self, closed):
        officer = door.officer()
        check = asked(officer)
        subject = check.about.get().person.matches.get().subject
        subject.restriction = closed
        subject.save()
        with pytest.raises(ContactFault):
            to_answer(check, officer)

    def test_which_body_was_asked_is_on_the_list_for_whoever_made_it_alone(self):
        officer = door.officer()
        to_answer(asked(officer), officer)
        assert "Wexmoor Police" in text_of(signed_in(officer).get("/front-door/links"))
        other = text_of(signed_in(door.manager()).get("/front-door/links"))
        assert "Wexmoor Police" not in other and "Ada Lowe" not in other and "Somebody who was asked" in other


class TestReporting:
    def test_looking_at_the_address_neither_asks_nor_uses_anything(self, django_assert_num_queries):
        _, key = to_report()
        with django_assert_num_queries(0):
            known, unknown = Client().get(f"/by-link?key={key}"), Client().get("/by-link?key=nonsense")
        assert known.status_code == unknown.status_code == 200
        assert "Sam" not in text_of(known) and not LinkEnd.objects.exists()
        assert known.headers["Referrer-Policy"] == "same-origin" and "no-store" in known.headers["Cache-Control"]

    def test_it_is_their_form_and_what_they_send_is_a_contact_of_theirs(self):
        link, key = to_report()
        form = text_of(open_it(key))
        assert "A concern from a health service" in form and "Sam Reid, Wexmoor Clinic" in form
        assert "Add another" in form and 'name="given_2"' in text_of(open_it(key, do_add_child="yes", given_1="Kai"))
        answer = open_it(key, **SAID)
        contact = Contact.objects.get()
        assert (contact.channel, contact.form, contact.source_code) == ("link", "health", "3D")
        assert (contact.source_name, contact.source_role, contact.source_agency) == ("Sam Reid", "Nurse", link.agency)
        assert contact.ref in text_of(Client().get(answer["Location"]))
        page = text_of(signed_in(door.officer()).get(f"/front-door/contacts/{contact.ref}"))
        assert "By a link, not signed in" in page
        entry = AuditEntry.objects.get(verb="front_door.link.used")
        assert (entry.object_id, entry.actor_key) == (link.pk, f"front_door.link {link.ref}")

    def test_it_is_used_once(self):
        _, key = to_report()
        open_it(key, **SAID)
        again = open_it(key, **SAID)
        assert again.status_code == 404 and Contact.objects.count() == 1

    def test_mistakes_do_not_use_it(self):
        _, key = to_report()
        assert "Enter what the worry is" in text_of(open_it(key, **{**SAID, "concern": ""}))
        assert open_it(key, **SAID).status_code == 302

    def test_colleagues_who_sign_in_read_what_came_of_it(self):
        lead = door.school_lead()
        _, key = to_report(organisation=lead.organisation, agency="", form="school")
        open_it(key, **SAID)
        assert "Kai Marsh" in text_of(signed_in(lead).get("/front-door/reports"))

    def test_used_over_taken_back_and_unknown_are_answered_alike(self):
        officer = door.officer()
        made = {one: to_report(by=officer, once=one) for one in ("used", "taken back", "over")}
        open_it(made["used"][1], **SAID)
        links.take_back_link(made["taken back"][0], by=officer)
        keys = [made["used"][1], made["taken back"][1], "nonsense", ""]
        said = {text_of(open_it(one)) for one in keys}
        with time_machine.travel(clock.now() + dt.timedelta(days=8)):
            said.add(text_of(open_it(made["over"][1])))
        assert len({re.sub(r'name="csrf.*?>', "", one) for one in said}) == 1
        with time_machine.travel(clock.now() + dt.timedelta(days=7)):
            assert open_it(made["over"][1]).status_code == 200

    def test_one_that_is_used_is_not_taken_back(self):
        officer = door.officer()
        link, key = to_report(by=officer)
        open_it(key, **SAID)
        page = text_of(signed_in(officer).post(f"/front-door/links/{link.ref}/take-back", follow=True))
        assert "can no longer be used" in page and LinkEnd.objects.get().kind == "used"

    def test_guessing_ends_after_some_tries_and_is_logged(self):
        _, key = to_report()
        assert {open_it(f"guess {number}").status_code for number in range(TRIES)} == {404}
        assert open_it(key).status_code == 404
        assert AuditEntry.objects.filter(verb="front_door.link.guessed").count() == 1
        assert Client(REMOTE_ADDR="10.8.7.6").post("/by-link", {"key": key}).status_code == 200


class TestAnswering:
    def test_it_shows_the_question_and_keeps_the_answer_with_who_gave_it(self):
        officer = door.officer()
        check = asked(officer)
        link, key = to_answer(check, officer)
        page = text_of(open_it(key))
        assert "Ava Okoro" in page and "14 Tanner Row" in page and check.question in page
        assert door.CONCERN not in page and "Helen Prior" not in page
        assert AuditEntry.objects.filter(verb="front_door.link.opened", subject_id__isnull=False).count() == 1
        answer = open_it(key, do_send="yes", kind="knows", words="Two calls in May.")
        assert answer.status_code == 302
        kept = CheckAnswer.objects.get()
        assert (kept.recorded_by, kept.link, kept.said_by) == (None, link, "PC Ada Lowe, by a link")
        contact = text_of(signed_in(officer).get(f"/front-door/contacts/{check.contact.ref}"))
        assert "Two calls in May." in contact and "PC Ada Lowe, by a link" in contact
        assert open_it(key).status_code == 404

    def test_words_are_asked_for_where_they_are_needed_and_the_link_stays(self):
        officer = door.officer()
        _, key = to_answer(asked(officer), officer)
        assert "Enter why it is not shared" in text_of(open_it(key, do_send="yes", kind="refused", words=" "))
        assert open_it(key).status_code == 200

    def test_where_somebody_hides_is_told_to_nobody_by_link(self):
        officer = door.officer()
        check = asked(officer)
        _, key = to_answer(check, officer)
        subject = check.about.get().person.matches.get().subject
        subject.address_restricted = True
        subject.save()
        page = text_of(open_it(key))
        assert "Ava Okoro" in page and "Tanner" not in page and "WX4" not in page

    def test_nor_to_somebody_of_the_body_who_signs_in(self):
        check = asked(door.officer())
        constable = access.user(["police_officer"], check.organisation)
        page = f"/front-door/checks/{check.ref}"
        assert "Tanner" in text_of(signed_in(constable).get(page))
        assert b"Tanner" in callers.person(constable).get(f"/checks/{check.ref}").content
        subject = check.about.get().person.matches.get().subject
        subject.address_restricted = True
        subject.save()
        shown = text_of(signed_in(access.fresh(constable)).get(page))
        assert "Ava Okoro" in shown and "Tanner" not in shown and "WX4" not in shown
        assert b"Tanner" not in callers.person(access.fresh(constable)).get(f"/checks/{check.ref}").content

    @pytest.mark.parametrize("closed", [Restriction.RESTRICTED, Restriction.SEALED])
    def test_a_record_that_closes_closes_the_link(self, closed):
        officer = door.officer()
        check = asked(officer)
        _, key = to_answer(check, officer)
        subject = check.about.get().person.matches.get().subject
        subject.restriction = closed
        subject.save()
        assert open_it(key).status_code == 404
        assert open_it(key, do_send="yes", kind="nothing").status_code == 404
        assert not CheckAnswer.objects.exists()

    def test_an_answer_that_is_there_is_not_written_over(self):
        officer = door.officer()
        check = asked(officer)
        link, key = to_answer(check, officer)
        constable = access.user(["police_officer"], check.organisation)
        checking.answer_check(check, by=constable, kind="nothing")
        assert open_it(key, do_send="yes", kind="knows", words="x").status_code == 404
        with pytest.raises(ContactFault):
            links.use_to_answer(link, kind="knows", words="x")
        assert CheckAnswer.objects.get().kind == "nothing"

    def test_a_question_taken_back_takes_its_link_along(self):
        officer = door.officer()
        check = asked(officer)
        _, key = to_answer(check, officer)
        checking.take_back_check(check, by=officer)
        assert open_it(key).status_code == 404

    def test_it_is_made_on_the_contact_and_the_page_names_no_body(self):
        officer = door.officer()
        check = asked(officer)
        client = signed_in(officer)
        assert f"/front-door/checks/{check.ref}/link" in text_of(
            client.get(f"/front-door/contacts/{check.contact.ref}")
        )
        page = text_of(client.get(f"/front-door/checks/{check.ref}/link"))
        assert "Wexmoor Police" not in page
        made = text_of(client.post(f"/front-door/checks/{check.ref}/link", {"once": "x", "for_name": "PC Ada Lowe"}))
        assert "/by-link?key=" in made


class TestCalls:
    SENT: ClassVar = {"for_name": "Sam Reid", "agency": "Wexmoor Clinic", "form": "health"}

    def test_a_link_is_made_shown_once_listed_used_and_taken_back(self) -> None:
        officer = callers.person(door.officer())
        made = officer.post("/links", self.SENT, key="once")
        assert made.status_code == 201 and "/by-link?key=" in made.json()["address"]
        assert Client().get(made.json()["address"]).status_code == 200
        (one,) = officer.get("/links").json()["links"]
        assert (one["ref"], one["is_open"], one["whom"]) == (made.json()["ref"], True, "Sam Reid, Wexmoor Clinic")
        assert officer.post(f"/links/{one['ref']}/take-back").status_code == 200
        assert officer.get("/links").json()["links"][0]["state"] == "Taken back"

    def test_a_repeat_is_told_that_it_was_made_and_not_given_the_link(self) -> None:
        officer = callers.person(door.officer())
        made = officer.post("/links", self.SENT, key="once").json()
        again = officer.post("/links", self.SENT, key="once")
        assert again.status_code == 409 and again.json()["type"].endswith("shown-once")
        assert OneTimeLink.objects.count() == 1
        key = made["address"].partition("key=")[2]
        assert not ApiAnswer.objects.filter(body__contains=key).exists()

    def test_a_link_to_answer_a_check(self) -> None:
        officer = door.officer()
        ref = asked(officer).ref
        made = callers.person(officer).post(f"/checks/{ref}/links", {"for_name": "PC Ada Lowe"})
        assert made.status_code == 201 and OneTimeLink.objects.get().check_asked.ref == ref

    def test_it_is_for_a_body_and_made_by_those_who_may(self) -> None:
        officer = callers.person(door.officer())
        refused = officer.post("/links", {"for_name": "Sam", "form": "health"})
        assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "organisation"
        other = callers.person(access.user(["lead_practitioner"]))
        assert other.post("/links", self.SENT).status_code == 403
        assert other.get("/links").status_code == 403
