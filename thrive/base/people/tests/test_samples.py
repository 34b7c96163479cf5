"""An auditor or inspector reads the records named for them, until the last day, and nothing else."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from thrive.base.access import actions as roles
from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Involvement, Subject, User
from thrive.base.access.permissions import SEE_WHO_LOOKED
from thrive.base.access.rules import Capacity, OrganisationKind, Purpose, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.history.models import AuditEntry
from thrive.base.offers import REGISTRY
from thrive.base.people import permissions
from thrive.base.people.actions import samples as actions
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Person, Sample
from thrive.base.people.queries import samples
from thrive.base.people.queries.guarding import named_on
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def ava() -> Person:
    return factories.person("Ava Okoro", address="3 Mill Lane", postcode="WX4 2PL", local_id="Q100")


@pytest.fixture
def isla() -> Person:
    return factories.person("Isla Rowbotham", local_id="Q200", restriction=Restriction.RESTRICTED)


@pytest.fixture
def zofia() -> Person:
    return factories.person("Zofia Quillbank", address="6 Vexholm Terrace", address_restricted=True)


@pytest.fixture
def governor(ava: Person) -> User:
    return access.user(["information_governance"], access.council(ava.subject.authority), name="Colin Stott")


@pytest.fixture
def auditor(ava: Person) -> User:
    council = access.council(ava.subject.authority)
    return access.user(["auditor"], council, name="Hugh Pemberton", email="hugh@example.org")


@pytest.fixture
def inspector() -> User:
    return access.user(["inspector"], access.organisation(OrganisationKind.DEPARTMENT), name="Camille Roux")


def sample(reader: User, by: User, *people: Person, days: int = 7, starts: int = 0, **more: Any) -> Sample:
    """A sample of these people from today (or `starts` days later) on."""
    made = actions.name_sample(
        reader,
        by=by,
        title="Re-referrals",
        purpose="Why families come back",
        first_day=access.days_from_today(starts),
        last_day=access.days_from_today(starts + days - 1),
    )
    if people:
        actions.put_in(made, [factories.subject_of(one) for one in people], by=by, **more)
    return made


def reads(user: User, person: Person, permission: Any = permissions.OPEN_RECORD) -> bool:
    """What both twins answer, and what the list of records says."""
    subject = factories.subject_of(person)
    user = access.fresh(user)
    said = policy.decide(user, permission, subject).ok
    assert said == Subject.objects.filter(policy.visible(user, permission), pk=person.pk).exists()
    return said


@pytest.mark.parametrize("who", ["auditor", "inspector"])
def test_the_sample_opens_from_its_first_day_to_its_last_and_nothing_else_does(who, request, governor, ava) -> None:
    reader, other = request.getfixturevalue(who), factories.person("Ben Okoro")
    sample(reader, governor, ava, starts=1, days=2)
    assert not reads(reader, ava)
    for day, expected in ((1, True), (2, True), (3, False)):
        with time_machine.travel(dt.datetime.now(dt.UTC) + day * DAY):
            assert reads(reader, ava) is expected
            assert not reads(reader, other) and not reads(reader, other, permissions.SEE_NAME)


def test_it_is_read_and_nothing_is_changed(auditor, governor, ava) -> None:
    sample(auditor, governor, ava)
    others = {one.key: one for one in REGISTRY.permissions}
    assert reads(auditor, ava, others["notes.read"]) and reads(auditor, ava, others["notes.read_timeline"])
    for permission in (permissions.CHANGE_PERSON, permissions.RESTRICT, others["notes.write"], SEE_WHO_LOOKED):
        assert not reads(auditor, ava, permission)


def test_a_restricted_record_opens_only_where_it_is_named_for_that(auditor, governor, isla) -> None:
    made = sample(auditor, governor)
    with pytest.raises(CannotBe, match="is restricted"):
        actions.put_in(made, [isla.subject], by=governor)
    assert not Involvement.objects.filter(subject=isla.subject).exists()
    actions.put_in(made, [isla.subject], by=governor, with_guarded=True)
    assert reads(auditor, isla)


def test_a_record_restricted_while_the_sample_runs_closes(auditor, governor, ava) -> None:
    sample(auditor, governor, ava, with_guarded=True)  # said of records that are guarded, which hers was not
    assert reads(auditor, ava)
    Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
    assert not reads(auditor, ava)


def test_a_withheld_address_stays_withheld_unless_it_is_named_for_that(client, auditor, governor, zofia) -> None:
    made = sample(auditor, governor, zofia)
    client.force_login(auditor)
    for path in ("/", f"/people/{zofia.ref}/"):
        page = client.get(path).content.decode()
        assert "Zofia Quillbank" in page and "Vexholm" not in page
    actions.take_out(made, zofia.subject, by=governor, why="Named anew")
    actions.put_in(made, [zofia.subject], by=governor, with_guarded=True)
    assert "Vexholm" in client.get(f"/people/{zofia.ref}/").content.decode()


def test_only_somebody_named_for_a_sealed_record_can_put_it_in(auditor, governor) -> None:
    sealed = factories.person("Poppy Tanner", local_id="Q300", restriction=Restriction.SEALED)
    made = sample(auditor, governor)
    with pytest.raises(NotAllowed):
        actions.put_in(made, [sealed.subject], by=governor, with_guarded=True)
    unknown = _refusal(governor, "ZZZZZZZZZZZZ")
    assert _refusal(governor, sealed.ref) == unknown.replace("ZZZZZZZZZZZZ", sealed.ref)
    access.involvement(sealed.subject, governor, role=policy.SEALED_ACCESS)
    with pytest.raises(CannotBe, match="is restricted"):
        actions.put_in(made, [sealed.subject], by=governor)
    actions.put_in(made, [sealed.subject], by=governor, with_guarded=True)
    assert reads(auditor, sealed)


def _refusal(governor: User, name: str) -> str:
    with pytest.raises(CannotBe) as problem:
        samples.records_called(viewer=access.fresh(governor), names=[name])
    return str(problem.value)


def test_a_record_closed_to_the_reader_stays_closed_in_a_sample(auditor, governor, ava) -> None:
    access.declaration(auditor, ava.subject)
    sample(auditor, governor, ava, with_guarded=True)
    assert not reads(auditor, ava)


def test_taking_a_record_out_and_ending_a_sample_close_at_once(auditor, governor, ava, isla) -> None:
    made = sample(auditor, governor, ava, isla, with_guarded=True)
    with pytest.raises(CannotBe, match="Enter why"):
        actions.take_out(made, ava.subject, by=governor, why=" ")
    actions.take_out(made, ava.subject, by=governor, why="Her brother was meant")
    assert not reads(auditor, ava) and reads(auditor, isla)
    actions.end_sample(made, by=governor, why="The audit was called off")
    assert not reads(auditor, isla)
    again = Sample.objects.get(pk=made.pk)
    with pytest.raises(CannotBe, match="over"):
        actions.put_in(again, [ava.subject], by=governor)
    with pytest.raises(CannotBe, match="over"):
        actions.end_sample(again, by=governor, why="Once more")


@pytest.mark.parametrize("role", ["administrator", "front_door_manager", "practice_supervisor", "auditor"])
def test_nobody_but_information_governance_names_a_sample(role, auditor, ava, client) -> None:
    worker = access.user([role], access.council(ava.subject.authority))
    with pytest.raises(NotAllowed):
        sample(auditor, worker)
    client.force_login(worker)
    assert client.get("/samples").status_code == 403


def test_nobody_names_a_sample_for_themselves(ava) -> None:
    both = access.user(["information_governance", "auditor"], access.council(ava.subject.authority))
    with pytest.raises(NotAllowed):
        sample(both, both)


def test_a_sample_is_for_a_time_and_for_somebody_who_audits_or_inspects(auditor, governor, ava) -> None:
    with pytest.raises(CannotBe, match="for a time"):
        sample(auditor, governor, days=120)
    with pytest.raises(CannotBe, match="today or later"):
        sample(auditor, governor, starts=-1)
    with pytest.raises(CannotBe, match="after the first day"):
        sample(auditor, governor, days=0)
    worker = access.user(["lead_practitioner"], access.council(ava.subject.authority))
    with pytest.raises(CannotBe, match="does not hold the role Auditor or Inspector"):
        sample(worker, governor)


def test_a_role_that_is_given_for_a_time_has_a_last_day(ava) -> None:
    council = access.council(ava.subject.authority)
    admin, worker = access.user(["administrator"], council), access.user([], council)
    with pytest.raises(BadAnswer, match="given for a time"):
        roles.give_role(worker, by=admin, role="auditor")
    roles.give_role(worker, by=admin, role="auditor", ends_on=access.days_from_today(30))


def test_every_step_and_every_look_is_logged(client, auditor, governor, ava) -> None:
    made = sample(auditor, governor, ava)
    client.force_login(auditor)
    client.get(f"/people/{ava.ref}/")
    actions.take_out(made, ava.subject, by=governor, why="Enough was seen")
    verbs = set(AuditEntry.objects.filter(subject_id=ava.pk).values_list("verb", flat=True))
    assert {"people.sample.put_in", "people.record.opened", "people.sample.taken_out", "access.involved"} <= verbs
    looked = AuditEntry.objects.get(subject_id=ava.pk, verb="people.record.opened")
    assert (looked.actor_id, looked.actor_roles) == (auditor.pk, "auditor")


def test_the_home_page_shows_the_sample_and_nobody_else(client: Client, auditor, governor, ava, isla) -> None:
    factories.person("Ben Okoro")
    client.force_login(auditor)
    assert "No records are named for you today" in client.get("/").content.decode()
    sample(auditor, governor, ava, isla, with_guarded=True)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get("/").content.decode()
    assert "Ava Okoro" in page and "Isla Rowbotham" in page and "Ben Okoro" not in page
    assert "Why families come back" in page and "Children you work with" not in page
    assert len([one for one in asked if "audit" not in one["sql"]]) <= 14
    with time_machine.travel(dt.datetime.now(dt.UTC) + 7 * DAY):
        client.force_login(auditor)
        assert "Ava Okoro" not in client.get("/").content.decode()


def test_search_finds_nobody_outside_the_sample_and_the_family_shows_no_more_than_their_names(
    client: Client, auditor, governor, ava
) -> None:
    mother = factories.person("Ngozi Okoro", child=False, address="9 Quarry Bank", postcode="WX9 9QB")
    factories.family("Okoro", ava, adults=(mother,))
    sample(auditor, governor, ava)
    client.force_login(auditor)
    found = client.post("/search", {"find": "Okoro"}, follow=True).content.decode()
    assert "Ava" in found and "Ngozi" not in found
    family = client.get(f"/people/{ava.ref}/family").content.decode()
    assert "Ngozi" in family and "Quarry" not in family and f"/people/{mother.ref}/" not in family
    assert client.get(f"/people/{mother.ref}/").status_code == 403


def test_a_sample_is_named_filled_by_search_and_by_reference_and_ended_on_pages(
    client: Client, auditor, governor, ava, isla
) -> None:
    client.force_login(governor)
    today, last = access.days_from_today(0), access.days_from_today(10)
    answers = {"reader": "hugh@example.org", "title": "Re-referrals", "purpose": "Why families come back"}
    for name, day in (("first_day", today), ("last_day", last)):
        answers |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
    add = client.post("/samples/new", answers).url
    found = client.post(add, {"look": "", "who": "Okoro"}).url
    assert "Ava Okoro" in client.get(found).content.decode()
    assert "Choose a record" in client.post(found, {"records": ""}).content.decode()
    assert "There is no record Q999" in client.post(found, {"records": "Q999"}).content.decode()
    assert "is restricted" in client.post(found, {"records": "Q200"}).content.decode()
    shown = client.post(found, {"found": [ava.ref], "records": "Q200", "guarded": "on"}).url
    page = client.get(shown).content.decode()
    assert "Ava Okoro" in page and "Opens although it is guarded" in page and "Running" in page
    assert reads(auditor, ava) and reads(auditor, isla)
    client.post(f"{shown}/records/{ava.ref}/take-out", {"why": "Her brother was meant"})
    assert "Taken out" in client.get(shown).content.decode() and not reads(auditor, ava)
    client.post(f"{shown}/end", {"why": "Called off"})
    assert "Ended early" in client.get(shown).content.decode() and not reads(auditor, isla)
    assert "Ended early" in client.get("/samples").content.decode()


def test_a_sample_does_not_make_somebody_who_is_asked_or_told(auditor, governor, isla) -> None:
    sample(auditor, governor, isla, with_guarded=True)
    assert named_on(isla.subject) == []
    rows = Involvement.objects.current().filter(subject=isla.subject)
    assert {(one.purpose, one.capacity) for one in rows} == {(Purpose.SAMPLE, Capacity.ANY)}
