"""A restricted record opens in an emergency: to whom, for how long, who is told, and who reviews it."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Involvement, User
from thrive.base.access.rules import OrganisationKind, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.history.models import AuditEntry
from thrive.base.people import permissions
from thrive.base.people.actions import emergencies, guarding
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import EmergencyNotice, EmergencyOpening, GuardDecision, Person
from thrive.base.people.queries.emergencies import emergency
from thrive.base.people.rules import why_problem
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db
WHY = "Isla has rung 999 from the bus station and is alone there."
FRIDAY_NIGHT = dt.datetime(2026, 11, 27, 22, 30, tzinfo=dt.UTC)


@pytest.fixture
def friday_night() -> Iterator[Any]:
    """Half past ten on a Friday night."""
    with time_machine.travel(FRIDAY_NIGHT, tick=False) as clock:
        yield clock


@pytest.fixture
def isla() -> Person:
    """A girl whose record is restricted."""
    return factories.person(
        "Isla Rowbotham", address="2 Fell View", postcode="WX8 9AA", restriction=Restriction.RESTRICTED
    )


def somebody(role: str, name: str, **more: str) -> User:
    """A user of the council."""
    return access.user([role], access.council(factories.authority()), name=name, **more)


@pytest.fixture
def owner(isla: Person) -> User:
    """Her lead practitioner."""
    user = somebody("lead_practitioner", "Ruth Clegg", email="ruth@example.org")
    access.involvement(isla.subject, user, role="lead_practitioner")
    return user


@pytest.fixture
def governor() -> User:
    """The information-governance officer."""
    return somebody("information_governance", "Colin Stott", email="colin@example.org")


@pytest.fixture
def worker() -> User:
    """The worker on duty at night."""
    return somebody("out_of_hours_worker", "Nadia Malik")


def without_tokens(answer: Any) -> str:
    """A page without what is new in every answer: the tokens of its forms."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", answer.content.decode())


def reads(user: User, person: Person) -> bool:
    """Whether they may read the record now."""
    return policy.decide(access.fresh(user), permissions.OPEN_RECORD, person.subject).ok


def test_it_opens_for_three_hours_and_closes_by_itself(isla, worker, friday_night) -> None:
    assert not reads(worker, isla)
    opening = emergencies.open_in_emergency(isla.subject, by=worker, reason="danger", why=WHY)
    assert opening.until_at == FRIDAY_NIGHT + dt.timedelta(hours=3)
    assert reads(worker, isla)
    friday_night.move_to(FRIDAY_NIGHT + dt.timedelta(hours=2, minutes=59))
    assert reads(worker, isla)  # past midnight
    friday_night.move_to(FRIDAY_NIGHT + dt.timedelta(hours=3))
    assert not reads(worker, isla)


def test_those_who_must_know_are_told_at_once_and_the_letter_names_nobody(
    isla, worker, owner, governor, settings, django_capture_on_commit_callbacks
) -> None:
    settings.THRIVE_EMAIL_FROM = "thrive@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        emergencies.open_in_emergency(isla.subject, by=worker, reason="danger", why=WHY)
    assert set(EmergencyNotice.objects.values_list("user__name", flat=True)) == {"Ruth Clegg", "Colin Stott"}
    assert {one.to[0] for one in mail.outbox} == {"ruth@example.org", "colin@example.org"}
    for one in mail.outbox:
        said = one.subject + one.body
        assert not [word for word in ("Isla", "Rowbotham", "Nadia", "Malik", "bus station") if word in said]
    entry = AuditEntry.objects.get(verb="people.emergency.opened")
    assert (entry.subject_id, entry.actor_id) == (isla.pk, worker.pk)


def test_without_e_mail_set_up_none_is_sent(isla, worker, owner, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        emergencies.open_in_emergency(isla.subject, by=worker, reason="danger", why=WHY)
    assert mail.outbox == []


@pytest.mark.parametrize("why", ["", "Urgent", "a" * 40, " " * 30, "now now now now now now"])
def test_it_has_to_be_said_in_words(isla, worker, why) -> None:
    assert why_problem(why)
    with pytest.raises(CannotBe):
        emergencies.open_in_emergency(isla.subject, by=worker, reason="danger", why=why)
    with pytest.raises(CannotBe):
        emergencies.open_in_emergency(isla.subject, by=worker, reason="curious", why=WHY)
    assert not Involvement.objects.exists()


def test_partners_and_other_authorities_have_no_such_way(isla) -> None:
    police = access.organisation(OrganisationKind.POLICE, of=factories.authority())
    elsewhere = access.council(access.authority("Elsewhere"))
    for user in (access.user(["police_officer"], police), access.user(["out_of_hours_worker"], elsewhere)):
        with pytest.raises(NotAllowed):
            emergencies.open_in_emergency(isla.subject, by=user, reason="danger", why=WHY)


def test_nobody_opens_the_record_of_somebody_they_declared(isla, worker) -> None:
    access.declaration(worker, isla.subject)
    with pytest.raises(NotAllowed):
        emergencies.open_in_emergency(isla.subject, by=access.fresh(worker), reason="danger", why=WHY)
    assert not EmergencyOpening.objects.exists()


def test_a_sealed_record_stays_unknown(client: Client, worker) -> None:
    sealed = factories.person("Poppy Tanner", restriction=Restriction.SEALED)
    with pytest.raises(NotAllowed):
        emergencies.open_in_emergency(sealed.subject, by=worker, reason="danger", why=WHY)
    client.force_login(worker)
    unknown = client.get("/people/ZZZZZZZZZZZZ/emergency")
    found = client.get(f"/people/{sealed.ref}/emergency")
    assert found.status_code == unknown.status_code == 404
    assert without_tokens(found) == without_tokens(unknown)


def test_a_withheld_address_is_reason_enough_and_an_open_record_is_not(worker) -> None:
    zofia = factories.person("Zofia Nowak", address="6 Hollin Terrace", postcode="WX7 4NE", address_restricted=True)
    emergencies.open_in_emergency(zofia.subject, by=worker, reason="missing", why=WHY)
    assert policy.is_named(access.fresh(worker), zofia.subject)
    ava = factories.person("Ava Okoro")
    with pytest.raises(CannotBe):
        emergencies.open_in_emergency(ava.subject, by=worker, reason="missing", why=WHY)


def test_an_emergency_does_not_open_the_record_to_everybody(isla, owner) -> None:
    manager = somebody("practice_supervisor", "Tara Gill")
    emergencies.open_in_emergency(isla.subject, by=manager, reason="danger", why=WHY)
    guard = {"restriction": Restriction.ORDINARY, "address_restricted": False, "reason": "over", "why": "Over"}
    with pytest.raises(NotAllowed):
        guarding.restrict(isla, by=access.fresh(manager), **guard)
    access.involvement(isla.subject, manager, role="practice_supervisor")
    guarding.restrict(isla, by=access.fresh(manager), **guard)
    assert [one.reason for one in GuardDecision.objects.filter(subject=isla.subject).order_by("pk")] == ["", "over"]


def test_the_review_is_due_the_next_working_day_by_somebody_else(isla, governor, worker, friday_night) -> None:
    opening = emergencies.open_in_emergency(isla.subject, by=worker, reason="danger", why=WHY)
    assert opening.review_by == dt.date(2026, 11, 30)
    own = emergencies.open_in_emergency(isla.subject, by=governor, reason="danger", why=WHY)
    with pytest.raises(NotAllowed):
        emergencies.review_emergency(own, by=governor, outcome="justified", why="Mine")
    with pytest.raises(NotAllowed):
        emergencies.review_emergency(opening, by=worker, outcome="justified", why="Mine")
    first = emergencies.review_emergency(opening, by=governor, outcome="follow_up", why="Ask her manager.")
    second = emergencies.review_emergency(opening, by=governor, outcome="justified", why="She was right.")
    assert second.replaces == first
    assert [one.outcome for one in emergency(viewer=access.fresh(governor), ref=opening.ref).reviews] == [
        "justified",
        "follow_up",
    ]


def test_the_review_shows_what_stands_out(isla, governor, friday_night) -> None:
    cousin = somebody("front_door_officer", "Dawn Rowbotham")
    emergencies.open_in_emergency(isla.subject, by=cousin, reason="danger", why=WHY)
    friday_night.shift(dt.timedelta(hours=4))
    opening = emergencies.open_in_emergency(isla.subject, by=access.fresh(cousin), reason="danger", why=WHY)
    found = emergency(viewer=governor, ref=opening.ref)
    said = {one.title: one.why for one in found.patterns}
    assert said["Again on this record"] == "It was opened in an emergency once before"
    assert said["This worker’s other emergencies"] == "They did so once before, on any record"
    assert "the same surname" in said["Same surname as the worker"]
    assert "2:30am" in said["Out of hours"]


def test_from_the_refusal_to_the_review(client: Client, isla, owner, governor, worker) -> None:
    client.force_login(worker)
    refused = client.get(f"/people/{isla.ref}/")
    assert refused.status_code == 403
    assert f"/people/{isla.ref}/emergency" in refused.content.decode()
    card = client.get(f"/people/{isla.ref}/emergency").content.decode()
    assert "closes by itself" in card and "Fell View" not in card
    assert not EmergencyOpening.objects.exists()
    short = client.post(f"/people/{isla.ref}/emergency", {"reason": "danger", "why": "Urgent"}).content.decode()
    assert "at least 20 characters" in short
    opened = client.post(f"/people/{isla.ref}/emergency", {"reason": "danger", "why": WHY}, follow=True)
    assert opened.status_code == 200 and "2 Fell View" in opened.content.decode()
    client.force_login(owner)
    home = client.get("/").content.decode()
    assert "Nadia Malik opened the record of Isla Rowbotham" in home
    notice = EmergencyNotice.objects.get(user=owner)
    client.force_login(governor)
    assert client.post(f"/emergencies/told/{notice.ref}").status_code == 404
    queue = client.get("/emergencies").content.decode()
    assert "Isla Rowbotham" in queue and "Those to review come first, the longest due on top" in queue
    opening = EmergencyOpening.objects.get()
    page = client.get(f"/emergencies/{opening.ref}").content.decode()
    assert WHY in page and "Opened the record: summary" in page
    assert "Fell View" not in page
    assert (
        client.post(f"/emergencies/{opening.ref}", {"outcome": "justified", "why": "Rang police."}).status_code == 302
    )
    client.force_login(owner)
    client.post(f"/emergencies/told/{notice.ref}")
    assert "in an emergency" not in client.get("/").content.decode()
    client.force_login(worker)
    assert client.get("/emergencies").status_code == 403


def test_cover_and_a_reason_for_today_open_no_restricted_record(client: Client, isla, worker) -> None:
    client.force_login(worker)
    assert client.post(f"/people/{isla.ref}/open", {"reason": "cover"}).status_code == 403
    assert not reads(worker, isla)
