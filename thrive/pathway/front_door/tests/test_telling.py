"""The form that anybody may fill in: what it asks, what it keeps, what it never says, and how often it is taken."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from thrive.base.access.models import CallCount
from thrive.base.access.rules import Restriction
from thrive.base.calendar.precision import Precision
from thrive.base.history.models import AuditEntry
from thrive.base.history.refs import looks_like_ref
from thrive.base.people.tests import factories as people
from thrive.pathway.front_door.actions import telling
from thrive.pathway.front_door.models import Contact, ContactMatch, ContactPerson
from thrive.pathway.front_door.tests import factories as door

pytestmark = pytest.mark.django_db
QUESTIONS = "/tell-us/questions"
SAID = {
    "step": "you", "once": "a form of somebody", "about": "child", "in_danger": "no", "concern": "She cries at night.",
    "part_1": "child", "given_1": "Ava", "family_1": "Okoro", "age_1": "9", "school_1": "Larkfield",
    "part_2": "adult", "given_2": "Lee", "relation_2": "mother’s partner", "address": "14 Tanner Row",
    "postcode": "wx42pl", "family_knows": "not_safe", "knows": "acquaintance", "may_tell": "no",
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_use(settings: Any) -> None:
    """The form is in use, at an invented authority."""
    settings.THRIVE_PUBLIC_FORM = True
    door.authority()


@pytest.fixture
def anybody() -> Client:
    """Somebody who has not signed in, in a browser that is checked for forged requests."""
    return Client(enforce_csrf_checks=True)


def send(client: Client, **values: str) -> Any:
    """Send a page as a browser does, with the token of the form that was looked at."""
    form = client.get(QUESTIONS).content.decode()
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form))
    return client.post(QUESTIONS, {**SAID, **values, "csrfmiddlewaretoken": token})


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def heading(answer: Any) -> str:
    (found,) = re.findall("<h1>(.*?)</h1>", text_of(answer))
    return found


class TestAsking:
    def test_it_says_first_what_to_do_in_an_emergency_and_whom_it_tells(self, anybody):
        page = text_of(anybody.get("/tell-us/"))
        assert page.index("call 999") < page.index("Use this form")
        assert door.authority().name in page and "do not have to say who you are" in page

    def test_one_question_follows_another_and_what_was_said_goes_along(self, anybody):
        answer = send(anybody, step="danger", in_danger="yes")
        assert heading(answer) == "What are you worried about?"
        assert "call now" in text_of(answer) and 'name="given_1" value="Ava"' in text_of(answer)
        assert heading(send(anybody, step="people")) == "Does the family know that you are telling us?"
        assert heading(send(anybody, step="people", do_back="yes")) == "What are you worried about?"

    def test_a_mistake_is_said_beside_its_box_and_nothing_is_lost(self, anybody):
        answer = send(anybody, step="people", postcode="nowhere")
        page = text_of(answer)
        assert "<title>Error: " in page and "Enter a full UK postcode" in page and "She cries at night." in page

    def test_a_family_that_asks_for_help_is_not_asked_about_itself_as_about_others(self, anybody):
        assert heading(send(anybody, step="people", about="family")) == "About you"
        page = text_of(send(anybody, step="people", about="family"))
        assert "May we tell the family" not in page

    def test_more_people_are_added_up_to_a_number(self, anybody):
        page = text_of(send(anybody, step="people", do_add_child="yes"))
        assert 'name="given_3"' in page and 'name="part_3" value="child"' in page
        many = {f"given_{number}": "A" for number in range(1, 9)}
        assert 'name="given_9"' not in text_of(send(anybody, step="people", do_add_child="yes", **many))

    def test_everything_is_looked_at_before_it_goes_and_can_be_changed(self, anybody):
        page = text_of(send(anybody))
        for said in ("She cries at night.", "Ava Okoro, about 9, Larkfield", "Lee, mother’s partner", "WX4 2PL"):
            assert said in page
        assert heading(send(anybody, do_change="worry")) == "What are you worried about?"
        assert heading(send(anybody, step="worry", looked_at="yes", concern="Other")) == "Check your answers"
        assert not Contact.objects.exists()

    def test_nothing_is_kept_before_it_is_sent(self, anybody):
        for step in ("whom", "danger", "worry", "people", "family", "you"):
            with CaptureQueriesContext(connection) as asked:
                send(anybody, step=step)
            assert not [one for one in asked if re.match("insert|update", one["sql"], re.IGNORECASE)]
        assert set(anybody.cookies) == {"thrive_csrf"}


class TestSending:
    def test_it_is_kept_in_their_words_as_from_the_public(self, anybody):
        answer = send(anybody, do_send="yes")
        contact = Contact.objects.get()
        assert (contact.form, contact.channel, contact.source_code) == ("public", "public", "1B")
        assert contact.is_anonymous and contact.family_knows == "not_safe" and contact.recorded_by is None
        child, adult = contact.people.order_by("number")
        assert (child.given, child.born_precision, child.postcode) == ("Ava", Precision.ABOUT, "WX4 2PL")
        assert (adult.part, adult.relation) == (ContactPerson.Part.ADULT, "mother’s partner")
        assert not ContactMatch.objects.exists()
        assert contact.ref in text_of(anybody.get(answer["Location"]))
        assert looks_like_ref(contact.ref)

    def test_the_log_says_that_it_was_the_form_and_nothing_of_what_was_said(self, anybody):
        send(anybody, do_send="yes")
        entry = AuditEntry.objects.get(verb="front_door.contact.taken")
        assert (entry.actor_kind, entry.actor_key) == ("system", "front_door.public_form")
        assert "Ava" not in str(entry.details)

    def test_sent_twice_it_is_kept_once_and_other_words_are_another(self, anybody):
        first, again = send(anybody, do_send="yes"), send(anybody, do_send="yes")
        assert first["Location"] == again["Location"] and Contact.objects.count() == 1
        send(anybody, do_send="yes", concern="Now she is hurt.")
        assert Contact.objects.count() == 2
        send(anybody, do_send="yes", once="a form of somebody else")
        assert Contact.objects.count() == 3

    def test_sent_twice_in_the_same_moment_it_is_kept_once(self, anybody, monkeypatch):
        first = send(anybody, do_send="yes")
        looks = iter([False, True])  # at first the other one has not been kept yet
        monkeypatch.setattr(telling, "_is_kept", lambda ref: next(looks))
        assert send(anybody, do_send="yes")["Location"] == first["Location"]
        assert Contact.objects.count() == 1

    def test_the_page_that_says_so_sends_nothing_again_and_shows_no_number_of_anybodys(self, anybody):
        address = send(anybody, do_send="yes")["Location"]
        assert anybody.get(address).status_code == anybody.get(address).status_code == 200
        assert Contact.objects.count() == 1
        ref = Contact.objects.get().ref
        assert anybody.get(f"/tell-us/sent/{ref}").status_code == 404
        assert anybody.get(f"/tell-us/sent/{ref}:x").status_code == 404

    def test_who_has_signed_in_is_not_its_source(self):
        client = Client()
        client.force_login(door.school_lead())
        client.post(QUESTIONS, {**SAID, "do_send": "yes"})
        contact = Contact.objects.get()
        assert (contact.reporter, contact.organisation, contact.recorded_by) == (None, None, None)

    def test_a_request_of_another_page_is_refused(self, anybody):
        refused = anybody.post(QUESTIONS, {**SAID, "do_send": "yes"})
        assert refused.status_code == 403 and "That was not sent" in text_of(refused)
        assert "draft" not in text_of(refused)
        assert not Contact.objects.exists()

    def test_an_authority_that_does_not_use_it_has_no_such_page(self, anybody, settings):
        settings.THRIVE_PUBLIC_FORM = False
        assert {anybody.get(one).status_code for one in ("/tell-us/", QUESTIONS)} == {404}
        assert Client().post(QUESTIONS, {**SAID, "do_send": "yes"}).status_code == 404
        assert not Contact.objects.exists()


class TestAgainstIt:
    @pytest.mark.parametrize("known", ["nobody", "ordinary", Restriction.RESTRICTED, Restriction.SEALED])
    def test_whoever_is_named_the_same_is_answered_and_asked_of_the_database(self, anybody, known):
        if known != "nobody":
            kept = {} if known == "ordinary" else {"restriction": known}
            people.person("Ava Okoro", address="14 Tanner Row", postcode="WX4 2PL", **kept)
        send(anybody)
        with CaptureQueriesContext(connection) as asked:
            answer = send(anybody, do_send="yes")
        shown = text_of(anybody.get(answer["Location"])).replace(Contact.objects.get().ref, "")
        asked_of = {name for one in asked for name in re.findall(r'"(\w+)"\."', one["sql"])}
        assert not {one for one in asked_of if one.startswith(("people_", "front_door_contactmatch"))}
        assert "Ava" not in shown and "Okoro" not in shown

    def test_from_one_address_it_is_taken_so_often_and_no_word_is_lost(self, anybody, settings):
        settings.THRIVE_PUBLIC_FORM_FROM_ONE = 2
        for number in range(2):
            send(anybody, do_send="yes", once=str(number))
        answer = send(anybody, do_send="yes", once="3")
        assert answer.status_code == 429 and Contact.objects.count() == 2
        assert "It has not been sent" in text_of(answer) and "She cries at night." in text_of(answer)
        elsewhere = Client(REMOTE_ADDR="10.9.8.7")
        assert elsewhere.post(QUESTIONS, {**SAID, "do_send": "yes"}).status_code == 302

    def test_over_all_it_is_taken_so_often(self, settings):
        settings.THRIVE_PUBLIC_FORM_FROM_ALL = 2
        said = {**SAID, "do_send": "yes"}
        answers = [
            Client(REMOTE_ADDR=f"10.9.8.{number}").post(QUESTIONS, {**said, "once": str(number)}).status_code
            for number in range(3)
        ]
        assert answers == [302, 302, 429]

    def test_a_home_with_many_addresses_is_one(self, settings):
        settings.THRIVE_PUBLIC_FORM_FROM_ONE = 1
        said = {**SAID, "do_send": "yes"}
        answers = [
            Client(REMOTE_ADDR=f"2001:db8:1:2::{number}").post(QUESTIONS, {**said, "once": str(number)}).status_code
            for number in range(2)
        ]
        assert answers == [302, 429]

    def test_no_address_is_kept(self, anybody):
        send(anybody, do_send="yes")
        assert not [one for one in CallCount.objects.values_list("caller", flat=True) if "127.0" in one]
        assert CallCount.objects.count() == 2

    @pytest.mark.parametrize(
        "values",
        [
            {"concern": "x" * 6_001},
            {"given_1": "x" * 101},
            {"about": "everybody"},
            {"in_danger": "perhaps"},
            {"age_1": "-1"},
            {"born_1-day": "31", "born_1-month": "2", "born_1-year": "2020"},
            {"source_email": "nobody"},
            {"knows": "1A"},
        ],
    )
    def test_what_no_page_asks_is_not_kept(self, anybody, values):
        answer = send(anybody, do_send="yes", **values)
        assert answer.status_code == 200 and "There is a problem" in text_of(answer)
        assert not Contact.objects.exists()

    def test_markup_and_stray_characters_are_only_words(self, anybody):
        send(anybody, do_send="yes", concern="<script>alert(1)</script>\x00 {{ x }} ' OR 1=1", given_1="\x00<b>")
        contact = Contact.objects.get()
        assert contact.concern == "<script>alert(1)</script> {{ x }} ' OR 1=1"
        client = Client()
        client.force_login(door.officer())
        page = text_of(client.get(f"/front-door/contacts/{contact.ref}"))
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page

    def test_boxes_of_others_are_not_carried(self, anybody):
        page = text_of(send(anybody, step="worry", source_code="2A", who_1="zzz", is_anonymous="on", given_999="x"))
        assert "source_code" not in page and "who_1" not in page and "given_999" not in page

    def test_what_is_far_too_long_is_not_read(self, anybody):
        answer = Client().post(QUESTIONS, {**SAID, "concern": "x" * 250_000})
        assert answer.status_code == 413


class TestAtTheFrontDoor:
    def test_the_board_and_the_contact_say_where_it_is_from_and_that_nobody_checked(self, anybody):
        send(anybody, do_send="yes", source_name="Mo Adair")
        officer = Client()
        officer.force_login(door.officer())
        for address in ("/front-door/", "/front-door/?as=table", f"/front-door/contacts/{Contact.objects.get().ref}"):
            assert "From the public, not verified" in text_of(officer.get(address))

    def test_what_a_worker_took_down_is_not_marked(self):
        contact = door.contact(by=door.officer(), form="public")
        officer = Client()
        officer.force_login(door.officer())
        assert "not verified" not in text_of(officer.get(f"/front-door/contacts/{contact.ref}"))
