"""Nothing about somebody guarded leaves Thrive by any way there is, for whoever is not named."""

import pytest

from tests.ways_out import SECRETS, WAYS, Guard, Story, story

pytestmark = pytest.mark.django_db
GUARDS = (Guard.RESTRICTED, Guard.ADDRESS, Guard.SEALED, Guard.SEALED_PART)  # the last stays


@pytest.fixture
def told() -> Story:
    """The family, before anybody is guarded."""
    return story()


def found(text: str, guard: Guard) -> list[str]:
    """The secrets of a guard that a text spells."""
    return [one for one in SECRETS[guard] if one in text]


@pytest.mark.parametrize("path", WAYS)
def test_nothing_guarded_leaves(told: Story, path: str):
    told.guard(Guard.NOTHING)
    way = WAYS[path]
    open_text = way.reach(told)
    silent = [guard for guard in way.tells if not found(open_text, guard)]
    assert not silent, f"{path} tells nothing even of an open record, so that this test could not fail: {silent}"
    for guard in GUARDS:
        told.guard(guard)
        assert not found(way.reach(told), guard), f"{path} tells what is {guard}"
