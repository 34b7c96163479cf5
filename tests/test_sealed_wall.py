"""What is under a seal, asked of the tables themselves: PostgreSQL shows it to those alone who are named for it.

SQLite has no such wall; there the models' own managers leave it out.
"""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, transaction

from thrive.base.access.models import CircleMember, User
from thrive.base.access.scope import scope
from thrive.base.access.tests import factories as access
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.history import twotime
from thrive.base.people.actions import family, sealing
from thrive.base.people.models import (
    SEALED_TABLES,
    HouseholdMember,
    Identifier,
    Name,
    ParentalResponsibility,
    Person,
    Relationship,
    SealedRow,
)
from thrive.base.people.tests import factories as people

pytestmark = pytest.mark.django_db
SEALED_MODELS = (Name, Identifier, Relationship, ParentalResponsibility, HouseholdMember, CircleMember)
NOTHING: set[str] = set()


def walled() -> bool:
    """Whether this database has the wall."""
    return connection.vendor == "postgresql"


@pytest.fixture
def manager() -> User:
    """A manager named on the record."""
    return access.user(["practice_supervisor"], access.council(people.authority()), name="Ola Manby")


@pytest.fixture
def colleague(posy: Person) -> User:
    """Somebody named on the record, not for what is sealed of it."""
    user = access.user(["lead_practitioner"], access.council(people.authority()), name="Reva Stowe")
    access.involvement(posy.subject, user, role="lead_practitioner")
    return access.fresh(user)


@pytest.fixture
def posy(manager: User) -> Person:
    """An adopted girl: her former name, its number, and all that ties her to her birth mother are sealed."""
    made = people.person("Posy Ellerby", former_name="Poppy Trevanion", nhs="9990000018")
    access.involvement(made.subject, manager, role="lead_practitioner")
    by = access.fresh(manager)
    mother = people.person("Halina Zelwer", sex="F", child=False)
    access.involvement(mother.subject, manager, role="lead_practitioner")
    tie = Relationship.objects.create(person=mother, kind="parent", other=made)
    ParentalResponsibility.objects.create(person=mother, child=made, basis="mother")
    people.family("Zelwer", made, adults=(mother,))
    home = family.move_household([made, mother], by=by, on=access.days_from_today(-99), address="3 Mill Lane")
    for row in (CircleMember.objects.current().get(subject=made.pk), HouseholdMember.objects.get(person=made)):
        twotime.end(row, on=clock.today(), why="Adopted")
    assert home.pk
    for row in (Name.objects.get(person=made, kind="former"), Identifier.objects.get(person=made), tie):
        sealing.seal_part(made, row, by=by, reason="adoption", why="Adopted.")
    return made


def shown() -> set[str]:
    """The models of whose sealed rows the database shows any to whoever asks, told by raw SQL."""
    found = set()
    with connection.cursor() as cursor:
        for model in SEALED_MODELS:
            cursor.execute(
                f"SELECT count(*) FROM {model._meta.db_table} WHERE id IN "
                '(SELECT row_id FROM people_sealedrow WHERE "table" = %s AND replaced_at IS NULL)',
                [model._meta.label_lower],
            )
            if cursor.fetchone()[0]:
                found.add(model._meta.label_lower)
    return found


ALL = {model._meta.label_lower for model in SEALED_MODELS}


def test_the_tables_are_those_that_a_seal_can_cover(posy: Person) -> None:
    assert SEALED_TABLES.keys() == ALL == set(SealedRow.objects.values_list("table", flat=True))
    for label, columns in SEALED_TABLES.items():
        assert {one.attname for one in apps.get_model(label)._meta.concrete_fields} >= set(columns)


def test_the_whole_truth_holds_it(posy: Person) -> None:
    assert shown() == ALL


def _named(posy: Person, request: pytest.FixtureRequest) -> User:
    return access.fresh(request.getfixturevalue("manager"))


def _colleague(posy: Person, request: pytest.FixtureRequest) -> User:
    found: User = request.getfixturevalue("colleague")
    return found


def _system(posy: Person, request: pytest.FixtureRequest) -> SystemViewer:
    return SystemViewer(key="test", purpose="a test", authority_id=posy.subject.authority_id)


def _opener(posy: Person, request: pytest.FixtureRequest) -> User:
    user = access.user(["front_door_officer"], access.council(people.authority()))
    access.involvement(posy.subject, user, purpose="opened", role="sealed_access")
    return access.fresh(user)


@pytest.mark.parametrize(
    ("who", "reads"), [(_named, ALL), (_colleague, NOTHING), (_system, NOTHING), (_opener, NOTHING)]
)
def test_raw_sql_shows_what_is_sealed_to_those_named_for_it_alone(
    posy: Person, request: pytest.FixtureRequest, who: Callable[..., User | SystemViewer], reads: set[str]
) -> None:
    viewer = who(posy, request)
    with scope(viewer):
        assert shown() == (reads if walled() else ALL)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_name WHERE person_id = %s AND family = 'Ellerby'", [posy.pk])
            assert cursor.fetchone()[0] == 1, "what is not sealed is shown as before"


def test_a_lifted_seal_shows_it_again(posy: Person, manager: User, colleague: User) -> None:
    with transaction.atomic():
        for seal in posy.subject.part_seals.filter(replaced_at=None, lifted=False):
            sealing.lift_seal(seal, by=access.fresh(manager), why="She asked.")
    with scope(colleague), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_name WHERE person_id = %s AND family = 'Trevanion'", [posy.pk])
        assert cursor.fetchone()[0] > 0
