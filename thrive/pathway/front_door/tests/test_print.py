"""A contact is printed at an address of its own: the same page for the same readers, and the log says so."""

import re
from typing import Any

import pytest
from django.test import Client

from thrive.base.access.rules import Restriction
from thrive.base.history.models import AuditEntry
from thrive.base.people.tests import factories as people
from thrive.base.record.models import Draft
from thrive.pathway.front_door.tests import factories as door

pytestmark = pytest.mark.django_db


@pytest.fixture
def ava() -> Any:
    return people.person(address="14 Tanner Row", postcode="WX4 2PL")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def printed() -> list[int | None]:
    return list(
        AuditEntry.objects.filter(verb="access.printed", details__tab="contact").values_list("subject_id", flat=True)
    )


def test_the_page_leads_to_its_print_and_that_is_logged_about_the_child(ava):
    officer = door.officer()
    contact = door.contact(by=door.school_lead())
    door.matched(contact, ava, by=officer)
    client = signed_in(officer)
    page = text_of(client.get(f"/front-door/contacts/{contact.ref}"))
    (address,) = re.findall(r'<a class="govuk-link" href="([^"]+)">Print this page</a>', page)
    assert printed() == []
    paper = text_of(client.get(address))
    assert printed() == [ava.pk]
    assert door.CONCERN in paper and "Official-Sensitive. Printed by Tom Beswick" in paper
    (title,) = re.findall("<title>(.*?)</title>", paper)
    assert "Ava" not in title + address


def test_a_decision_is_neither_asked_nor_begun_on_paper(ava):
    manager = door.manager()
    contact = door.contact(by=door.school_lead())
    door.matched(contact, ava, by=manager)
    client = signed_in(manager)
    assert "Record the decision" in text_of(client.get(f"/front-door/contacts/{contact.ref}"))
    paper = text_of(client.get(f"/front-door/contacts/{contact.ref}/print"))
    assert "Record the decision" not in paper and not Draft.objects.exists()


def test_what_is_withheld_is_withheld_on_paper(ava):
    officer = door.officer()
    contact = door.contact(by=door.school_lead())
    door.matched(contact, ava, by=officer)
    ava.subject.address_restricted = True
    ava.subject.save()
    paper = text_of(signed_in(door.manager()).get(f"/front-door/contacts/{contact.ref}/print"))
    assert "Withheld" in paper and "Tanner" not in paper and "Larkfield Primary" not in paper


@pytest.mark.parametrize("closed", [Restriction.RESTRICTED, Restriction.SEALED])
def test_whoever_may_not_read_it_prints_nothing(ava, closed):
    officer = door.officer()
    contact = door.contact(by=officer)
    door.matched(contact, ava, by=officer)
    ava.subject.restriction = closed
    ava.subject.save()
    assert signed_in(door.manager()).get(f"/front-door/contacts/{contact.ref}/print").status_code in (403, 404)
    assert signed_in(door.school_lead()).get(f"/front-door/contacts/{contact.ref}/print").status_code == 403
    assert printed() == []
