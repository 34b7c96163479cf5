"""Whose events are asked for, where the question is prepared."""

from thrive.base.access.rules import Capacity
from thrive.base.history.prepared import take_apart
from thrive.base.notes.queries.telling import Opens, Scope


def test_each_place_of_a_prepared_scope_is_of_whom_it_opens_for():
    """Swapped, a mother's capacity would open what is kept about her child, and hers the child's."""
    scope = Scope(
        {
            12: Opens(frozenset({Capacity.CHILD}), frozenset()),
            11: Opens(frozenset({Capacity.ADULT}), frozenset()),
            13: Opens(frozenset({Capacity.ANY}), frozenset()),
        }
    )
    part = take_apart(scope)
    places = part.stand_in(lambda values: values)
    assert {place.read(part.values): opens for place, opens in places.items()} == scope
    other = Scope({key: Opens(frozenset({Capacity.ANY}), frozenset()) for key in scope})
    assert take_apart(other).form != part.form
