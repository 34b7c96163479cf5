"""Searching as a browser without scripts does it."""

import datetime as dt
import re

import pytest

from thrive.base.access.rules import Restriction
from thrive.base.access.signals import signed_out
from thrive.base.access.tests import factories as access
from thrive.base.history import search_terms
from thrive.base.history.models import AuditEntry
from thrive.base.people.models import Relationship, SavedSearch
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = access.user(["front_door_officer"], access.council(factories.authority(), phone="01632 960 000"))
    client.force_login(user)
    return user


def look_for(client, find="", **more):
    return client.post("/search", {"find": find, **more}, follow=True)


def text(response):
    return " ".join(response.content.decode().split())


def test_what_is_typed_never_stands_in_the_address(client, officer):
    factories.person("Ava Okoro")
    answer = client.post("/search", {"find": "Ava Okoro"})
    assert answer.status_code == 302
    saved = SavedSearch.objects.get()
    assert answer.url == f"/search/{saved.ref}"
    page = client.get(answer.url)
    assert "1 person found" in text(page)
    assert "<title>1 person found – Search – Thrive</title>" in text(page)
    assert "<strong>Ava</strong>" in text(page)


def test_a_result_says_enough_to_tell_people_apart(client, officer):
    factories.person(
        "Ava Okoro", known_as="Avie", former_name="Ava Marlowe", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL"
    )
    page = text(look_for(client, "Marlowe"))
    for words in ("Known as Avie", "Also Ava Marlowe", "14 March 2017", "14 Tanner Row, WX4", "Former or other name"):
        assert words in page


def test_a_restricted_record_shows_its_name_and_whom_to_ask(client, officer):
    factories.person("Ava Okoro", address="14 Tanner Row", postcode="WX4 2PL", restriction=Restriction.RESTRICTED)
    page = text(look_for(client, "Ava Okoro"))
    assert "Restricted record" in page and "Ask the duty team on 01632 960 000" in page
    main = re.sub(r"/people/(add|\w+/emergency)", "", page.partition("<main")[2])
    for hidden in ("14 March 2017", "Tanner", "WX4", "/people/"):
        assert hidden not in main


def test_a_hidden_address_is_withheld(client, officer):
    factories.person("Ava Okoro", address="14 Tanner Row", postcode="WX4 2PL", address_restricted=True)
    page = text(look_for(client, "Ava Okoro"))
    assert "Address withheld" in page and "Tanner" not in page and "WX4" not in page


def test_a_record_restricted_since_the_search_is_closed_on_its_page(client, officer):
    person = factories.person("Ava Okoro", postcode="WX4 2PL")
    look_for(client, "Ava WX4")
    person.subject.restriction = Restriction.RESTRICTED
    person.subject.save()
    page = text(client.get(f"/search/{SavedSearch.objects.get().ref}"))
    assert "Restricted record" in page and "14 March 2017" not in page


def test_nobody_found_gives_advice_first_and_then_a_way_to_add(client, officer):
    page = text(look_for(client, "Zzyzx Qwerty"))
    saved = SavedSearch.objects.get()
    assert page.index("Before you add somebody") < page.index(f"/people/add?from={saved.ref}")
    assert "You searched for “Zzyzx Qwerty”" in page


def test_who_may_add_nobody_is_not_told_of_adding(client):
    client.force_login(access.user(["designated_safeguarding_lead"], access.school("Larkfield Primary School")))
    page = text(look_for(client, "Zzyzx Qwerty"))
    assert "What you can try" in page and "add somebody" not in page and "/people/add" not in page


def test_more_options_narrow(client, officer):
    factories.person("Ava Okoro", born=dt.date(2017, 3, 14), postcode="WX4 2PL")
    factories.person("Ava Okoro", born=dt.date(2012, 3, 14))
    assert "2 people found" in text(look_for(client, first="Ava", last="Okoro"))
    assert "1 person found" in text(look_for(client, first="Ava", **{"born-year": "2016", "born-about": "on"}))
    assert "Nobody found" in text(look_for(client, first="Ava", **{"born-year": "2015"}))
    assert "1 person found" in text(look_for(client, "ava", postcode="wx4"))


@pytest.mark.parametrize("find", ["", "a", " ? "])
def test_too_little_is_an_error(client, officer, find):
    page = look_for(client, find)
    assert "Enter at least 2 letters or numbers" in text(page)
    assert "<title>Error: " in text(page)
    assert not SavedSearch.objects.exists()


def test_what_could_not_be_read_is_said(client, officer):
    factories.person("Ava Okoro")
    assert "“31/2/2017” could not be used" in text(look_for(client, "Ava 31/2/2017"))


def test_twenty_a_page(client, officer):
    for number in range(25):
        factories.person("Ava Okoro", local_id=f"C{number}")
    look_for(client, "Okoro")
    ref = SavedSearch.objects.get().ref
    page = text(client.get(f"/search/{ref}?page=2"))
    assert "25 people found, page 2 of 2" in page
    assert page.count("Same name") == 5


def test_twins_are_told_apart_in_words(client, officer):
    ava, ada = factories.person("Ava Okoro"), factories.person("Ada Okoro")
    mother = factories.person("Kelly Okoro", born=dt.date(1990, 1, 1), child=False)
    for child in (ava, ada):
        Relationship.objects.create(person=mother, other=child, kind="parent")
    page = text(look_for(client, "Okoro 2017"))
    assert "Twin of Ada Okoro" in page and "Twin of Ava Okoro" in page


def test_a_search_is_its_owners_alone_and_forgotten_when_they_sign_out(client, officer):
    factories.person("Ava Okoro")
    look_for(client, "Ava")
    ref = SavedSearch.objects.get().ref
    other = access.user(["front_door_officer"], officer.organisation)
    client.force_login(other)
    assert client.get(f"/search/{ref}").status_code == 404
    signed_out.send(sender=None, user=officer)
    client.force_login(officer)
    assert client.get(f"/search/{ref}").status_code == 404


def test_the_log_holds_a_digest_and_a_count_and_no_words(client, officer):
    factories.person("Ava Okoro")
    look_for(client, "Ava Okoro")
    entries = AuditEntry.objects.filter(verb__startswith="people.search").order_by("pk")
    assert [entry.verb for entry in entries] == ["people.searched", "people.search.shown"]
    assert entries[0].details["found"] == 1
    assert entries[0].object_id == entries[1].object_id
    digest = entries[0].details["terms"]
    assert search_terms.of([digest])[digest]["find"] == "Ava Okoro"
    assert "ava" not in str([entry.details for entry in entries]).lower()


def test_a_partner_finds_only_those_they_are_involved_with(client):
    school = access.school(of=factories.authority())
    client.force_login(access.user(["designated_safeguarding_lead"], school))
    pupil, _ = factories.person("Ava Okoro"), factories.person("Ava Okafor")
    access.involvement(pupil.subject, school, role="pupil", purpose="education")
    page = text(look_for(client, "Ava"))
    assert "1 person found" in page and "Okafor" not in page
    assert "Add a new person" not in page


def test_an_administrator_has_no_search(client):
    client.force_login(access.user(["administrator"], access.council(factories.authority())))
    assert client.get("/search").status_code == 403


def test_few_queries_whatever_is_found(client, officer, django_assert_max_num_queries):
    for number in range(30):
        factories.person("Ava Okoro", former_name="Ava Marlowe", local_id=f"C{number}")
    factories.person("Avah Okoro", restriction=Restriction.RESTRICTED)
    look_for(client, "Ava Marlowe")
    with django_assert_max_num_queries(12):
        client.post("/search", {"find": "Avaa Marlow"})
    ref = SavedSearch.objects.order_by("-pk").first().ref
    with django_assert_max_num_queries(12):
        client.get(f"/search/{ref}")
