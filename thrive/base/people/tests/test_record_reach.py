"""Opening what a search has found, from end to end, and what it costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thrive.base.access.rules import Capacity, Purpose, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.people import cards
from thrive.base.people.models import ParentalResponsibility
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = access.user(["front_door_officer"], access.council(factories.authority()))
    client.force_login(user)
    return user


def test_somebody_found_by_sound_is_opened_with_a_reason(client, officer):
    child = factories.person("Siobhan Byrne")
    found = client.post("/search", {"find": "Shivaun"}, follow=True)
    assert f'href="/people/{child.ref}/"' in found.content.decode()
    asked = client.get(f"/people/{child.ref}/", follow=True)
    assert asked.redirect_chain == [(f"/people/{child.ref}/open?next=%2Fpeople%2F{child.ref}%2F", 302)]
    opened = client.post(f"/people/{child.ref}/open", {"reason": "duty", "next": f"/people/{child.ref}/"}, follow=True)
    assert opened.redirect_chain == [(f"/people/{child.ref}/", 302)]
    assert "Where things stand" in opened.content.decode()


def test_a_restricted_record_stays_shut_whatever_the_reason(client, officer):
    child = factories.person("Siobhan Byrne", restriction=Restriction.RESTRICTED)
    assert client.get(f"/people/{child.ref}/").status_code == 403
    assert client.get(f"/people/{child.ref}/open").status_code == 403
    assert client.post(f"/people/{child.ref}/open", {"reason": "duty"}).status_code == 403


def test_nobody_is_asked_who_may_read_it_already_or_never(client, officer):
    child = factories.person("Siobhan Byrne")
    client.post(f"/people/{child.ref}/open", {"reason": "duty"})
    assert client.get(f"/people/{child.ref}/open").url == f"/people/{child.ref}/"
    school = access.school(of=child.subject.authority)
    lead = access.user(["designated_safeguarding_lead"], school)
    access.involvement(child.subject, school, role="school", purpose=Purpose.EDUCATION, capacity=Capacity.CHILD)
    client.force_login(lead)
    assert client.get(f"/people/{child.ref}/").status_code == 200
    assert client.get(f"/people/{child.ref}/open").status_code == 403


def test_a_partner_is_told_whom_to_ask_and_not_of_records_they_cannot_open(client):
    child, mother = factories.person("Siobhan Byrne"), factories.person("Sinead Byrne", child=False)
    ParentalResponsibility.objects.create(person=mother, child=child, basis="mother")
    school = access.school(of=child.subject.authority)
    access.involvement(child.subject, school, role="school", purpose=Purpose.EDUCATION, capacity=Capacity.CHILD)
    client.force_login(access.user(["designated_safeguarding_lead"], school))
    page = client.get(f"/people/{child.ref}/").content.decode()
    assert "Sinead Byrne" in page and "Not shown to you" in page and "On their record" not in page
    assert "for your work, ask the council." in page
    access.involvement(child.subject, access.user(["lead_practitioner"]), role="lead_practitioner")
    cards.rebuild([child.pk])
    assert "for your work, ask the lead practitioner." in client.get(f"/people/{child.ref}/").content.decode()


def test_one_goes_on_only_to_our_own_pages(client, officer):
    child = factories.person("Siobhan Byrne")
    answer = client.post(f"/people/{child.ref}/open", {"reason": "duty", "next": "https://elsewhere.example/"})
    assert answer.url == f"/people/{child.ref}/"


def test_every_section_of_the_summary_has_its_heading(client, officer):
    child = factories.person("Siobhan Byrne")
    access.involvement(child.subject, officer)
    page = client.get(f"/people/{child.ref}/").content.decode()
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.DOTALL)
    assert len(headings) > 4 and [one for one in headings if not one.strip()] == []


def test_the_summary_takes_few_queries(client, officer, django_assert_max_num_queries):
    child = factories.person("Siobhan Byrne", address="14 Tanner Row", postcode="WX4 2PL", nhs="9990482136")
    access.involvement(child.subject, officer)
    client.get(f"/people/{child.ref}/")
    with django_assert_max_num_queries(12):
        client.get(f"/people/{child.ref}/")


def test_a_ref_that_is_nobodys_asks_the_database_as_much_as_a_sealed_record(client, officer):
    sealed = factories.person("Poppy Tanner", restriction=Restriction.SEALED)
    asked = []
    for ref in ("ZZZZZZZZZZZZ", sealed.ref):
        client.get(f"/people/{ref}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/people/{ref}/").status_code == 404
        asked.append(len(queries))
    assert asked[0] == asked[1]
