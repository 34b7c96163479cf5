"""Who may be meant shows while a contact is typed: for whom, how much, how often; and in a browser."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from thrive.base.access.rules import Restriction
from thrive.base.access.tests import factories as access
from thrive.base.history.models import AuditEntry
from thrive.base.people.models import Card
from thrive.base.people.tests import factories as people
from thrive.pathway.front_door.models import Contact, ContactMatch
from thrive.pathway.front_door.tests import factories as door
from thrive.pathway.front_door.views import matches

ADDRESS = "/front-door/contacts/new/matches"
TYPED = {
    "part_1": "child", "given_1": "Ava", "family_1": "Okoro", "born_1-day": "14", "born_1-month": "3",
    "born_1-year": "2017",
}  # fmt: skip


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db
class TestThePart:
    def test_it_shows_who_may_be_meant_and_who_works_with_them_and_logs_it(self):
        ava = people.person()
        lead = access.user(["lead_practitioner"], access.council(door.authority()), name="Joanne Adeyemi")
        access.involvement(ava.subject, lead, role="lead_practitioner")
        Card.objects.filter(pk=ava.pk).update(lead_name="Joanne Adeyemi", lead_phone="01632960111")
        part = text_of(signed_in(door.officer()).post(ADDRESS, {**TYPED, "postcode_1": "WX4 2PL"}))
        assert "Who is Ava Okoro?" in part and 'name="who_1"' in part
        assert "1 person on record may be meant" in part and "<html" not in part
        assert AuditEntry.objects.filter(verb="people.matches.shown", subject_id=ava.pk).count() == 1

    def test_what_was_chosen_stays_chosen_and_nothing_is_called_wrong(self):
        ava = people.person()
        said = {**TYPED, "who_1": ava.subject.ref, "born_1-year": "20177"}
        part = text_of(signed_in(door.officer()).post(ADDRESS, said))
        assert "There is a problem" not in part and "govuk-error-message" not in part
        part = text_of(signed_in(door.officer()).post(ADDRESS, {**TYPED, "who_1": ava.subject.ref}))
        assert f'value="{ava.subject.ref}" checked' in part

    def test_of_a_restricted_record_the_name_and_of_a_sealed_one_nothing(self):
        people.person(address="9 Elder Way", restriction=Restriction.RESTRICTED)
        part = text_of(signed_in(door.officer()).post(ADDRESS, TYPED))
        assert "Ava Okoro (restricted record)" in part and "Elder Way" not in part

    def test_a_sealed_record_is_nobody(self):
        people.person(restriction=Restriction.SEALED)
        part = text_of(signed_in(door.officer()).post(ADDRESS, TYPED))
        assert "Nobody on record is like Ava Okoro" in part

    @pytest.mark.parametrize("typed", [{"given_1": "Ava", "family_1": ""}, {"given_1": "A", "family_1": "O"}])
    def test_too_little_asks_nothing(self, typed):
        people.person()
        part = text_of(signed_in(door.officer()).post(ADDRESS, {"part_1": "child", **typed}))
        assert "Type a name" in part and "Okoro" not in part.replace('value="Okoro"', "")
        assert not AuditEntry.objects.filter(verb="people.matches.shown").exists()

    def test_whoever_takes_no_contacts_is_shown_nothing(self):
        for user in (door.school_lead(), access.user(["administrator"], access.council(door.authority()))):
            assert signed_in(user).post(ADDRESS, TYPED).status_code == 403
        assert Client().post(ADDRESS, TYPED).status_code == 302

    def test_it_is_asked_by_a_form_only_and_of_ones_own_page(self):
        officer = door.officer()
        assert signed_in(officer).get(ADDRESS).status_code == 405
        checked = Client(enforce_csrf_checks=True)
        checked.force_login(officer)
        assert checked.post(ADDRESS, TYPED).status_code == 403

    def test_so_often_in_a_minute_and_no_more(self, monkeypatch):
        monkeypatch.setattr(matches, "MOST_A_MINUTE", 2)
        officer = signed_in(door.officer())
        assert [officer.post(ADDRESS, TYPED).status_code for _ in range(3)] == [200, 200, 429]

    def test_it_asks_few_questions_however_many_are_typed(self):
        for name in ("Ava Okoro", "Theo Okoro", "Kai Okoro"):
            people.person(name)
        more = {
            f"{name}_{number}": value
            for number, given in ((2, "Theo"), (3, "Kai"))
            for name, value in (("given", given), ("family", "Okoro"), ("postcode", "WX4 2PL"))
        }
        officer = signed_in(door.officer())
        with CaptureQueriesContext(connection) as asked:
            part = text_of(officer.post(ADDRESS, {**TYPED, **more}))
        assert "Who is Theo Okoro?" in part and "Who is Kai Okoro?" in part
        found = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
        assert len(found) <= 12, "\n".join(one[:110] for one in found)


@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    def test_matches_come_as_it_is_typed_and_one_save_keeps_contact_and_match(
        self, page: Page, live_server, sign_in, axe
    ):
        ava = people.person()
        refused = []
        page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: refused.append(str(error)))
        sign_in(door.officer())
        page.goto(f"{live_server.url}/front-door/contacts/new")
        page.locator("[name=form]").select_option("school")
        page.locator("[name=concern]").fill(door.CONCERN)
        page.locator("[name=given_1]").press_sequentially("Ava")
        page.locator("[name=family_1]").press_sequentially("Okoro")
        found = page.get_by_role("complementary", name="Possible matches")
        expect(found.get_by_role("heading", name="Who is Ava Okoro?")).to_be_visible()
        assert page.evaluate("document.activeElement.name") == "family_1"
        expect(found.get_by_role("heading", name="Who is Ava Okoro?")).to_be_in_viewport()  # beside what is typed
        expect(page.locator("#matches-said")).to_have_text("1 person on record may be meant.")
        axe(page)
        found.locator(f"[value='{ava.subject.ref}']").check()
        page.locator("[name='born_1-day']").fill("14")
        page.locator("[name='born_1-month']").fill("3")
        page.locator("[name='born_1-year']").fill("2017")
        expect(found.get_by_text("14 March 2017").first).to_be_visible()
        expect(found.locator(f"[value='{ava.subject.ref}']")).to_be_checked()
        for name, value in (("in_danger", "no"), ("family_knows", "no"), ("consent", "not_sought")):
            page.locator(f"[name={name}][value={value}]").check()
        page.get_by_role("button", name="Save the contact").click()
        expect(page.get_by_text("Contact recorded.")).to_be_visible()
        assert ContactMatch.objects.get().subject_id == ava.pk
        assert not refused, refused

    def test_without_scripts_the_button_does_the_same(self, browser, live_server, sign_in, page: Page):
        people.person()
        sign_in(door.officer())
        plain = browser.new_context(java_script_enabled=False, locale="en-GB")
        plain.add_cookies(page.context.cookies())
        still = plain.new_page()
        still.goto(f"{live_server.url}/front-door/contacts/new")
        still.locator("[name=given_1]").fill("Ava")
        still.locator("[name=family_1]").fill("Okoro")
        still.get_by_role("button", name="Check for matches").click()
        expect(still.get_by_role("heading", name="Who is Ava Okoro?")).to_be_visible()
        assert not Contact.objects.exists()
        plain.close()
