"""Nothing about somebody guarded leaves Thrive by any way there is, for whoever is not named."""

import pytest
from django.db import transaction

from tests.guarded_story import SECRETS, Guard, Story, story
from tests.ways_out import WAYS, Way

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GUARDS = (Guard.RESTRICTED, Guard.ADDRESS, Guard.SEALED, Guard.SEALED_PART)


@pytest.fixture
def told() -> Story:
    """The family, before anybody is guarded."""
    return story()


def found(text: str, guard: Guard) -> list[str]:
    """The secrets of a guard that a text spells."""
    return [one for one in SECRETS[guard] if one in text]


def answer(way: Way, told: Story) -> str:
    """What a way says; what going there wrote is taken back, so that each way meets the same story."""
    began = transaction.savepoint()
    try:
        return way.reach(told)
    finally:
        transaction.savepoint_rollback(began)


def test_every_way_tells_of_an_open_record(told: Story):
    """Otherwise the test below could not fail."""
    told.guard(Guard.NOTHING)
    silent = []
    for path, way in WAYS.items():
        text = answer(way, told)
        silent += [f"{path}: {guard}" for guard in way.tells if not found(text, guard)]
    assert not silent


@pytest.mark.parametrize("guard", GUARDS)
def test_nothing_guarded_leaves(told: Story, guard: Guard):
    told.guard(guard)
    leaks = {path: leaked for path, way in WAYS.items() if (leaked := found(answer(way, told), guard))}
    assert not leaks
