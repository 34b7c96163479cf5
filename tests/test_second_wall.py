"""Row-level security on PostgreSQL: what the database itself shows, told by raw SQL. SQLite has no such wall."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from conftest import APP_ROLE
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Organisation, Subject
from thrive.base.access.pages import public
from thrive.base.access.rules import Restriction
from thrive.base.access.scope import scope
from thrive.base.access.tests import factories as access
from thrive.base.access.viewers import SystemViewer
from thrive.base.history import audit, wall
from thrive.base.history.models import AuditEntry
from thrive.base.notes.tests import factories as notes
from thrive.base.people.models import Card, Name
from thrive.base.people.permissions import SEE_NAME
from thrive.base.people.tests import factories as people
from thrive.project import second_wall

pytestmark = pytest.mark.django_db

#: Tables about one person, with the column of their key.
ABOUT = {
    "people_name": "person_id",
    "people_life": "person_id",
    "people_residence": "person_id",
    "record_eventabout": "subject_id",
    "notes_noteabout": "subject_id",
    "people_card": "person_id",
    "people_personword": "person_id",
    "people_searchkey": "person_id",
}
HEADINGS = {"people_card", "people_personword", "people_searchkey"}  # by which own staff find a restricted record
NOTHING: set[str] = set()


def walled() -> bool:
    """Whether this database has the wall."""
    return connection.vendor == "postgresql"


def shown(person) -> set[str]:
    """The tables in which the database shows rows about this person, to whoever asks."""
    found = set()
    with connection.cursor() as cursor:
        for table, column in ABOUT.items():
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [person.pk])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def expected(tables: set[str]) -> set[str]:
    return tables if walled() else set(ABOUT)


@pytest.fixture
def child(db):
    found = people.person("Ava Okoro", postcode="WX4 2PL", address="3 Mill Lane")
    author = access.user(["lead_practitioner"], access.council(found.subject.authority))
    access.involvement(found.subject, author)
    notes.note(found, by=author)
    return found


@pytest.fixture
def school(child):
    return access.organisation("school", of=child.subject.authority)


@pytest.fixture
def teacher(school):
    return access.user(["designated_safeguarding_lead"], school)


@pytest.fixture
def officer(child):
    return access.user(["front_door_officer"], access.council(child.subject.authority))


def restrict(person, how):
    type(person.subject).objects.filter(pk=person.pk).update(restriction=how)


def test_a_partner_is_shown_nothing_of_a_child_they_have_nothing_to_do_with(child, teacher):
    with scope(teacher):
        assert shown(child) == expected(NOTHING)


@pytest.mark.parametrize("party", ["user", "organisation"])
def test_a_partner_is_shown_the_child_they_are_involved_with(child, teacher, school, party):
    access.involvement(child.subject, teacher if party == "user" else school, purpose="education")
    with scope(teacher):
        assert shown(child) == set(ABOUT)


def test_a_partner_involved_with_a_family_is_shown_its_members(child, teacher):
    family = people.family("Okoro", child)
    access.involvement(family.circle, teacher, purpose="education")
    with scope(teacher):
        assert shown(child) == set(ABOUT)


def test_an_involvement_that_ended_shows_nothing(child, teacher):
    access.involvement(child.subject, teacher, purpose="education", until=access.days_from_today(-1))
    with scope(teacher):
        assert shown(child) == expected(NOTHING)


def test_own_staff_are_shown_what_is_ordinary_in_their_authority(child, officer):
    with scope(officer):
        assert shown(child) == set(ABOUT)


def test_own_staff_of_another_authority_are_shown_nothing(child):
    stranger = access.user(["front_door_officer"], access.council(access.authority("Elsewhere")))
    assert stranger.organisation.authority_id != child.subject.authority_id
    with scope(stranger):
        assert shown(child) == expected(NOTHING)


def test_of_a_restricted_record_own_staff_are_shown_what_finds_it_and_nothing_else(child, officer):
    restrict(child, Restriction.RESTRICTED)
    with scope(officer):
        assert shown(child) == expected(HEADINGS)


def test_a_restricted_record_is_shown_to_whoever_is_involved_by_name(child, officer):
    restrict(child, Restriction.RESTRICTED)
    access.involvement(child.subject, officer, purpose="allocated")
    with scope(officer):
        assert shown(child) == set(ABOUT)


@pytest.mark.parametrize("purpose", ["opened"])
def test_a_restricted_record_is_not_shown_for_a_reason_typed(child, officer, purpose):
    restrict(child, Restriction.RESTRICTED)
    access.involvement(child.subject, officer, purpose=purpose)
    with scope(officer):
        assert shown(child) == expected(HEADINGS)


def test_a_restricted_record_is_not_shown_to_a_partners_whole_organisation(child, teacher, school):
    restrict(child, Restriction.RESTRICTED)
    access.involvement(child.subject, school, purpose="education")
    with scope(teacher):
        assert shown(child) == expected(NOTHING)


def test_a_sealed_record_is_shown_to_those_named_for_it_alone(child, officer):
    restrict(child, Restriction.SEALED)
    access.involvement(child.subject, officer, purpose="allocated")
    with scope(officer):
        assert shown(child) == expected(NOTHING)
    access.involvement(child.subject, officer, purpose="allocated", role="sealed_access")
    with scope(officer):
        assert shown(child) == set(ABOUT)


def test_a_system_reaches_its_authority_and_nothing_sealed(child):
    by = SystemViewer(key="test", purpose="a test", authority_id=child.subject.authority_id)
    restrict(child, Restriction.RESTRICTED)
    with scope(by):
        assert shown(child) == set(ABOUT)
    restrict(child, Restriction.SEALED)
    with scope(by):
        assert shown(child) == expected(NOTHING)


@pytest.mark.parametrize("viewer", [None, "nobody"])
def test_nobody_is_shown_nothing(child, viewer):
    with scope(viewer):
        assert shown(child) == expected(NOTHING)


def silent() -> None:
    """As a program that forgot to say who asks."""
    if walled():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('thrive.asker', '', true)")


def test_who_does_not_say_who_asks_is_shown_nothing_at_all(child):
    silent()
    guarded = [model for model, rows in second_wall.declared() if isinstance(rows, wall.Rows)]
    assert len(guarded) > 20
    filled = [model._meta.label for model in guarded if model._base_manager.exists()]
    assert (filled == []) is walled()


def test_who_does_not_say_who_asks_writes_nothing(child):
    silent()
    try:
        with transaction.atomic():
            Name.objects.bulk_create([Name(person_id=child.pk, kind="legal", given="Sneaked", family="In")])
        written = True
    except DatabaseError:
        written = False
    assert written is not walled()


def test_a_partner_writes_nothing_about_a_child_they_have_nothing_to_do_with(child, teacher):
    try:
        with scope(teacher), transaction.atomic():
            Name.objects.bulk_create([Name(person_id=child.pk, kind="legal", given="Sneaked", family="In")])
        written = True
    except DatabaseError:
        written = False
    with scope(teacher):
        changed = Card.objects.filter(pk=child.pk).update(name="Sneaked In")
    assert written is not walled() and changed == (0 if walled() else 1)


def test_the_log_takes_an_entry_from_anybody_and_is_read_by_few(teacher):
    audit.note(teacher, "test.happened")
    with scope(None):
        audit.note(None, "test.refused")
    with scope(teacher), connection.cursor() as cursor:
        cursor.execute("SELECT verb FROM history_auditentry WHERE verb LIKE 'test.%%'")
        verbs = {verb for (verb,) in cursor.fetchall()}
    assert verbs == ({"test.happened"} if walled() else {"test.happened", "test.refused"})


def test_who_asked_before_asks_again_afterwards(child, teacher, officer):
    with scope(officer):
        with scope(teacher):
            assert shown(child) == expected(NOTHING)
        assert shown(child) == set(ABOUT)
        with pytest.raises(ZeroDivisionError), wall.whole("a test"):
            raise ZeroDivisionError
        with pytest.raises(DatabaseError), transaction.atomic(), scope(teacher), connection.cursor() as cursor:
            cursor.execute("SELECT nothing_of_the_kind")
        assert shown(child) == set(ABOUT)
        assert wall.asking() is None or wall.asking().user_id == officer.pk
    assert shown(child) == set(ABOUT)


def test_a_plan_made_for_a_partner_serves_staff(teacher, as_owner):
    """It may be kept for them. Of a partner's authority, who has none, PostgreSQL expects no row, and would look there
    for every row of the table."""
    authority = access.authority()
    Subject.objects.bulk_create([Subject(authority=authority) for _ in range(3_000)])
    plan = []
    if walled():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE access_subject")
            cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
            with scope(teacher):
                cursor.execute("EXPLAIN SELECT count(*) FROM people_name")
                plan = [row[0] for row in cursor.fetchall()]
        assert any("on access_subject s" in line for line in plan)
    assert not [line for line in plan if "Index Cond: (authority_id" in line]


def test_every_guarded_table_is_guarded_in_the_database():
    faults = second_wall.gaps() if walled() else []
    assert [one for one in faults if "guard" in one] == []
    assert [one for one in faults if "superuser" in one or "BYPASSRLS" in one or "works as the owner" in one] == []


def test_migrating_puts_back_what_was_taken_down(as_owner):
    if walled():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE people_name NO FORCE ROW LEVEL SECURITY")
            cursor.execute("DROP POLICY thrive_wall ON people_life")
        named = [one for one in second_wall.gaps() if "people_name" in one or "people_life" in one]
        assert len(named) == 2
        assert any("works as the owner" in one for one in second_wall.gaps())
        second_wall.raise_wall()
        assert not [one for one in second_wall.gaps() if "does not guard" in one]
    assert len(list(second_wall.declared())) > 30


@pytest.mark.django_db(transaction=True)
def test_who_asked_does_not_stay_with_a_connection_for_the_next(child, officer):
    """Two requests on one connection, one after the other, as a pool would give it; the second says nothing."""
    seen = []

    def requests():
        try:
            with scope(officer):
                seen.append(shown(child))
            seen.append(shown(child))
            with transaction.atomic():
                seen.append(shown(child))
        finally:
            connection.close()

    thread = threading.Thread(target=requests)
    thread.start()
    thread.join()
    assert seen == ([set(ABOUT), set(), set()] if walled() else [set(ABOUT)] * 3)


@public
def forgetful(request: HttpRequest) -> HttpResponse:
    """A page that forgot to ask the policy."""
    return HttpResponse(" ".join(Card.objects.values_list("name", flat=True)))


@public
def half_done(request: HttpRequest) -> HttpResponse:
    """A page that reads, writes, and is then refused."""
    audit.looked(request.user, "test.looked")
    Organisation.objects.create(kind="school", name="Half done")
    raise NotAllowed("Not you.", permission=SEE_NAME)


urlpatterns = [path("forgetful", forgetful), path("half-done", half_done), path("", include("thrive.project.urls"))]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("party", ["teacher", "officer", "nobody"])
def test_a_page_that_forgot_the_policy_shows_what_the_wall_lets_through(child, party, request):
    client = Client()
    if party != "nobody":
        client.force_login(request.getfixturevalue(party))
    page = client.get("/forgetful").content.decode()
    assert ("Ava Okoro" in page) is (party == "officer" or not walled())
    assert shown(child) == set(ABOUT)  # the page is over, and the test asks again


@pytest.mark.urls(__name__)
def test_what_a_refused_page_began_is_taken_back_and_what_it_read_is_kept(officer):
    client = Client()
    client.force_login(officer)
    assert client.get("/half-done").status_code == 403
    assert Organisation.objects.filter(name="Half done").exists() is not walled()
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"access.refused", "test.looked"} <= verbs
