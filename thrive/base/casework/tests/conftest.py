"""A team that several tests of work are about: who manages it, and two who work in it."""

import pytest

from thrive.base.access.models import Team, User
from thrive.base.access.tests.factories import council, team, user
from thrive.base.people.tests import factories

LEAD = "lead_practitioner"


@pytest.fixture
def east(db: None) -> Team:
    """The team."""
    return team("East", organisation=council(factories.authority()))


@pytest.fixture
def ruth(east: Team) -> User:
    """Who manages it."""
    return user(["practice_supervisor"], team=east, name="Ruth Osei")


@pytest.fixture
def nia(east: Team) -> User:
    """Who has the work, and in some tests is away."""
    return user([LEAD], team=east, name="Nia Bevan")


@pytest.fixture
def imran(east: Team) -> User:
    """Who takes it over, or covers."""
    return user([LEAD], team=east, name="Imran Shah")
