"""An adopted girl whose former name can be sealed, and two who are named on her record."""

import datetime as dt

import pytest

from thrive.base.access.models import User
from thrive.base.access.tests import factories as access
from thrive.base.people.models import Person
from thrive.base.people.tests import factories


@pytest.fixture
def manager(db: None) -> User:
    """A practice supervisor, named on the record."""
    return access.user(
        ["practice_supervisor", "lead_practitioner"], access.council(factories.authority()), name="Ola Manby"
    )


@pytest.fixture
def reader(db: None) -> User:
    """A lead practitioner, named on the record."""
    return access.user(["lead_practitioner"], access.council(factories.authority()), name="Reva Stowe")


@pytest.fixture
def posy(manager: User, reader: User) -> Person:
    """An adopted girl, once Poppy Trevanion."""
    made = factories.person("Posy Ellerby", former_name="Poppy Trevanion", born=dt.date(2016, 2, 13), nhs="9990000018")
    for one in (manager, reader):
        access.involvement(made.subject, one, role="lead_practitioner")
    return made
