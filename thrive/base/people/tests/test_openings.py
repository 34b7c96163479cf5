"""Whoever works with somebody sees who opened the record with a reason: on the record, and on home."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from thrive.base.access import actions, policy, queries
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Subject, User
from thrive.base.access.permissions import SEE_OPENINGS
from thrive.base.access.rules import OrganisationKind, Purpose
from thrive.base.access.tests import factories as access
from thrive.base.history.models import AuditEntry
from thrive.base.history.refs import new_ref
from thrive.base.people.models import Person
from thrive.base.people.permissions import OPEN_RECORD
from thrive.base.people.tests import factories
from thrive.base.record.actions import save_draft

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def ava() -> Person:
    return factories.person("Ava Okoro")


@pytest.fixture
def team():
    return access.team(organisation=access.council(factories.authority()))


@pytest.fixture
def lead(ava: Person, team) -> User:
    """Who has the child."""
    worker = access.user(["lead_practitioner"], team=team, name="Joanne Adeyemi")
    access.involvement(ava.subject, worker, purpose=Purpose.ALLOCATED)
    access.involvement(ava.subject, team, purpose=Purpose.TEAM)
    return worker


@pytest.fixture
def supervisor(team) -> User:
    """Who oversees the lead's team."""
    return access.user(["practice_supervisor"], team=team, name="Anwar Hussain")


@pytest.fixture
def stranger() -> User:
    """Somebody else at the council."""
    return access.user(["front_door_officer"], access.council(factories.authority()), name="Dawn Rowbotham")


def opens(who: User, *those: Person | Subject, reason: str = "duty", days_ago: int = 0, circles=()) -> None:
    """Somebody opens records with a reason."""
    with time_machine.travel(MONDAY - dt.timedelta(days=days_ago), tick=False):
        for one in those:
            subject = one.subject if isinstance(one, Person) else one
            worker = access.fresh(who)
            actions.open_with_reason(subject, by=worker, permission=OPEN_RECORD, reason=reason, with_circles=circles)


def text(client: Client, who: User, path: str) -> str:
    """The words of a page."""
    client.force_login(access.fresh(who))
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("reader", ["lead", "supervisor"])
def test_the_record_says_who_opened_it_as_what_when_and_why(client, ava, lead, supervisor, stranger, reader):
    opens(stranger, ava, reason="cover")
    who = {"lead": lead, "supervisor": supervisor}[reader]
    for page in (f"/people/{ava.ref}/", f"/people/{ava.ref}/openings"):
        words = text(client, who, page)
        for said in ("Dawn Rowbotham", "Front-door officer", "23 Nov 2026 at 10am", "I am covering for a colleague"):
            assert said in words, page


def test_nothing_is_shown_where_nobody_did(client, ava, lead):
    assert "Opened with a reason" not in text(client, lead, f"/people/{ava.ref}/")
    assert "Nobody." in text(client, lead, f"/people/{ava.ref}/openings")


def test_the_summary_shows_the_newest_of_thirty_days_and_leads_to_the_rest(client, ava, lead, stranger):
    for days_ago in (40, 20, 10, 5, 1):
        opens(stranger, ava, days_ago=days_ago)
    page = text(client, lead, f"/people/{ava.ref}/")
    assert "1 opening more" in page and "18 Nov 2026" in page and "14 Oct 2026" not in page
    assert text(client, lead, f"/people/{ava.ref}/openings").count("Dawn Rowbotham") == 5


def test_one_reason_given_twice_in_a_day_is_one_line_and_ones_own_is_none(ava, lead, stranger):
    family = factories.family("Okoro family", ava)
    opens(stranger, ava, circles=[family.circle])
    opens(stranger, ava)
    opens(lead, ava)
    found = queries.openings(viewer=access.fresh(lead), subject=ava.subject)
    assert [one.who for one in found] == ["Dawn Rowbotham"]


@pytest.mark.parametrize("role", ["lead_practitioner", "practice_supervisor", "front_door_officer"])
def test_whoever_does_not_work_with_them_may_not_see_it(client, ava, lead, stranger, role):
    opens(stranger, ava)
    curious = access.user([role], access.council(factories.authority()), name="Some Body")
    opens(curious, ava)
    curious = access.fresh(curious)
    with pytest.raises(NotAllowed):
        queries.openings(viewer=curious, subject=ava.subject)
    assert queries.openings_lately(viewer=curious) == []
    client.force_login(curious)
    assert client.get(f"/people/{ava.ref}/openings").status_code == 403
    assert "Dawn Rowbotham" not in text(client, curious, f"/people/{ava.ref}/")
    assert "Dawn Rowbotham" not in text(client, curious, "/")


def test_a_lead_at_a_school_sees_it_of_the_family_they_lead(client, ava, stranger):
    school = access.organisation(OrganisationKind.SCHOOL, of=factories.authority())
    leading = access.user(["lead_practitioner"], school)
    access.involvement(ava.subject, leading, purpose=Purpose.ALLOCATED)
    opens(stranger, ava)
    assert "Dawn Rowbotham" in text(client, leading, f"/people/{ava.ref}/openings")
    assert "by Dawn Rowbotham" in text(client, leading, "/")


def test_a_school_that_only_teaches_them_may_not(ava, stranger):
    school = access.organisation(OrganisationKind.SCHOOL, of=factories.authority())
    teacher = access.user(["lead_practitioner"], school)
    access.involvement(ava.subject, school, purpose=Purpose.EDUCATION)
    opens(stranger, ava)
    assert queries.openings_lately(viewer=access.fresh(teacher)) == []
    with pytest.raises(NotAllowed):
        queries.openings(viewer=access.fresh(teacher), subject=ava.subject)


@pytest.mark.parametrize("reader", ["lead", "supervisor"])
def test_home_says_who_opened_ones_childrens_records_in_the_last_week(client, ava, lead, supervisor, stranger, reader):
    who = {"lead": lead, "supervisor": supervisor}[reader]
    opens(stranger, ava, days_ago=8)
    assert "in the last 7 days" not in text(client, who, "/")
    opens(stranger, ava, reason="quality", days_ago=6)
    page = text(client, who, "/")
    assert "Opened with a reason in the last 7 days" in page
    assert f'/people/{ava.ref}/openings">Ava Okoro</a>, by Dawn Rowbotham, front-door officer' in page
    assert "I am checking the quality of practice" in page


def test_home_speaks_of_children_in_families_one_works_with_but_not_of_their_adults(client, stranger):
    ava, kelly = factories.person("Ava Okoro"), factories.person("Kelly Marlowe", born=None, child=False)
    family = factories.family("Marlowe family", ava, adults=(kelly,))
    worker = access.user(["lead_practitioner"], access.council(factories.authority()))
    access.involvement(family.circle, worker, purpose=Purpose.ALLOCATED)
    opens(stranger, kelly)
    assert "in the last 7 days" not in text(client, worker, "/")
    opens(stranger, ava, circles=[family.circle])
    page = text(client, worker, "/")
    assert page.count("by Dawn Rowbotham") == 1 and "Kelly Marlowe" not in page


def test_what_has_ended_or_is_restricted_to_others_is_not_spoken_of(client, ava, lead, supervisor, stranger):
    opens(stranger, ava)
    ava.subject.restriction = "restricted"
    ava.subject.save()
    assert "by Dawn Rowbotham" in text(client, lead, "/"), "is named on the record"
    assert "Dawn Rowbotham" not in text(client, supervisor, "/"), "sees it through the team only"


def begin(who: User, person: Person) -> None:
    """Leave a draft about somebody."""
    save_draft(
        new_ref(),
        by=who,
        form="notes.note",
        title="Note",
        answers={"text_1": ["x"]},
        revision=0,
        subject=person.subject,
        path=f"/people/{person.ref}/notes/new",
    )


@pytest.mark.parametrize("reader", ["lead", "supervisor"])
def test_home_with_everything_on_it_stays_within_its_queries(
    client, ava, lead, supervisor, stranger, reader, django_assert_max_num_queries
):
    theo = factories.person("Theo Okoro")
    family = factories.family("Okoro family", ava, theo)
    for one in (lead, supervisor):
        access.involvement(family.circle, one, purpose=Purpose.ALLOCATED)
        begin(access.fresh(one), theo)
    opens(stranger, ava)
    who = {"lead": lead, "supervisor": supervisor}[reader]
    client.force_login(access.fresh(who))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "by Dawn Rowbotham" in client.get("/").content.decode()


def test_many_openings_take_no_more_queries_than_one(ava, lead, stranger, django_assert_max_num_queries):
    for days_ago in range(30):
        opens(stranger, ava, days_ago=days_ago)
    viewer, subject = access.fresh(lead), Subject.objects.get(pk=ava.pk)
    policy.require(viewer, SEE_OPENINGS, subject)
    with django_assert_max_num_queries(3):
        assert len(queries.openings(viewer=viewer, subject=subject)) == 30


def test_reading_it_is_logged(client, ava, lead):
    text(client, lead, f"/people/{ava.ref}/openings")
    last = AuditEntry.objects.latest("pk")
    assert (last.verb, last.details["tab"], last.subject_id) == ("people.record.opened", "openings", ava.pk)
