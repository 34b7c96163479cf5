"""An imported record in full: in words, with where it came from and what earlier files said."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from thrive.base.access.rules import Capacity, Restriction
from thrive.base.access.tests import factories as make
from thrive.base.access.viewers import SystemViewer
from thrive.base.casework.actions import imported as actions
from thrive.base.casework.models import ImportedElement
from thrive.base.casework.queries import element_panel
from thrive.base.history.models import AuditEntry
from thrive.base.people.tests import factories as people
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def child():
    return people.person("Ava Okoro")


@pytest.fixture
def worker(child, client):
    user = make.user(["lead_practitioner"])
    make.involvement(child.subject, user)
    client.force_login(user)
    return user


def take_in(child, year=2025, kind="referral", key="2024-05-01", ended=None, **content):
    """What a file of that year says; the row that is current then."""
    home = child.subject.authority
    incoming = actions.Incoming(
        child.pk,
        kind,
        key,
        content,
        began_on=dt.date(2024, 5, 1),
        ended_on=dt.date.fromisoformat(ended) if ended else None,
    )
    actions.take_in(
        [incoming],
        authority=home,
        collection="cin",
        year=year,
        by=SystemViewer("tests", "test", home.pk),
        source=f"CIN census {year}",
    )
    return ImportedElement.objects.current().get(kind=kind)


def shown(client, one):
    answer = client.get(reverse("casework:element", args=[one.ref]))
    assert answer.status_code == 200, answer.content
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


REFERRAL = {
    "received_on": "2024-05-01",
    "source": "2A",
    "primary_need": "ZZ",
    "no_further_action": False,
    "elements": {"CINreferralDate": "2024-05-01", "Invention": {"Part": ["x", "y"]}},
}


def test_dates_codes_and_flags_are_in_words(client, worker, child):
    words = shown(client, take_in(child, **REFERRAL))
    assert "Received 1 May 2024" in words
    assert "Referred by School (2A)" in words
    assert "Main need ZZ (code not known)" in words
    assert "No further action No" in words
    assert "Came from CIN census 2025" in words and "Speaks of 31 March 2025" in words


def test_everything_of_the_file_can_be_read(client, worker, child):
    words = shown(client, take_in(child, **REFERRAL))
    assert "CINreferralDate 2024-05-01" in words
    assert "Invention, Part x" in words and "Invention, Part y" in words


def test_several_codes_are_listed(client, worker, child):
    words = shown(client, take_in(child, kind="assessment", started_on="2024-05-01", factors=["3A", "99Z"]))
    assert "(3A) 99Z (code not known)" in words


def test_what_became_due_leads_to_why(client, worker, child):
    one = take_in(child, kind="s47_enquiry", started_on="2024-05-01", conference_held_on="2024-05-22")
    answer = client.get(reverse("casework:element", args=[one.ref])).content.decode()
    assert reverse("casework:why", args=[one.ref, "protection.conference.initial"]) in answer


def test_what_earlier_files_said_stays_readable(client, worker, child):
    first = take_in(child, 2024, **REFERRAL)
    take_in(child, 2025, ended="2024-09-30", **REFERRAL, closed_on="2024-09-30", closure_reason="RC7")
    words = shown(client, first)  # the old name leads to what stands in its place
    assert "Closed 30 September 2024" in words
    assert "What earlier files said" in words and "CIN census 2024" in words
    assert "Closed, Why it was closed" in words


def test_the_look_is_logged(client, worker, child):
    one = take_in(child, **REFERRAL)
    shown(client, one)
    entry = AuditEntry.objects.get(verb="casework.element.read")
    assert (entry.subject_id, entry.object_id, entry.actor_id) == (child.pk, one.pk, worker.pk)


@pytest.mark.parametrize(
    ("role", "restriction", "status"),
    [
        ("front_door_officer", Restriction.ORDINARY, 302),  # a reason would do
        ("performance_analyst", Restriction.ORDINARY, 403),
        ("lead_practitioner", Restriction.RESTRICTED, 403),
        ("lead_practitioner", Restriction.SEALED, 404),
    ],
)
def test_it_opens_only_to_those_who_may_open_the_record(client, child, role, restriction, status):
    one = take_in(child, **REFERRAL)
    type(child.subject).objects.filter(pk=child.pk).update(restriction=restriction)
    client.force_login(make.user([role], make.council(child.subject.authority)))
    answer = client.get(reverse("casework:element", args=[one.ref]))
    assert answer.status_code == status
    assert b"Okoro" not in answer.content


def test_a_childhood_record_stays_closed_to_her_childrens_worker(client, child):
    one = take_in(child, **REFERRAL)
    user = make.user(["lead_practitioner"])
    make.involvement(child.subject, user, capacity=Capacity.ADULT)
    client.force_login(user)
    assert client.get(reverse("casework:element", args=[one.ref])).status_code == 403


def test_an_unknown_record_is_not_found(client, worker):
    assert client.get(reverse("casework:element", args=["aaaaaaaaaaaa"])).status_code == 404


def test_an_event_leads_to_its_record(worker, child):
    one = take_in(child, **REFERRAL)
    event = Event.objects.get(object_id=one.pk)
    found = element_panel(viewer=worker, subject=child.subject, event=event)
    assert (found["element"], found["title"]) == (one, "Referral")
    stranger = make.user(["front_door_officer"])
    assert element_panel(viewer=stranger, subject=child.subject, event=event) is None
