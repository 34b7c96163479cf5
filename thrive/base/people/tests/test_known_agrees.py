"""Whatever is learnt late, corrected, ended, reopened or taken back: a look back says what a naive model remembers.

The model keeps a copy of everything that was held after each step. It knows nothing of rows that replace each other.
"""

import datetime as dt
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thrive.base.history import twotime
from thrive.base.history.errors import AlreadyRecorded, EndsBeforeStart
from thrive.base.history.tests.helpers import NOON, rolled_back
from thrive.base.people.models import CaseSummary, Person, PersonFact, Residence
from thrive.base.people.queries.held import Held, rows_about
from thrive.base.people.queries.known.changes import What, changes
from thrive.base.people.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MARCH = [dt.date(2026, 3, day) for day in range(1, 11)]
MODELS = (Residence, CaseSummary)
Fact = tuple[str, str, dt.date | None, dt.date | None]

day = st.one_of(st.none(), st.integers(0, 9))
steps = st.lists(
    st.tuples(
        st.sampled_from(["live", "move", "write", "correct", "end", "reopen", "withdraw"]),
        st.sampled_from("ABCD"),
        day,
        day,
        st.integers(0, 5),  # which of the rows held now
        st.integers(0, 2),  # minutes since the step before: two steps may share an instant
    ),
    min_size=1,
    max_size=9,
)


def fact(row: PersonFact) -> Fact:
    """What a row says, and when it was so."""
    said = row.address if isinstance(row, Residence) else row.text  # type: ignore[attr-defined]
    return type(row).__name__, said, row.true_from, row.true_to


def meets(one: Fact, other: Fact) -> bool:
    return holds_days(one) & holds_days(other) != set()


def holds_days(one: Fact) -> set[dt.date]:
    """The days of a fact, among those of the test and one on either side."""
    days = [MARCH[0] - dt.timedelta(days=1), *MARCH, MARCH[-1] + dt.timedelta(days=1)]
    return {day for day in days if (one[2] is None or one[2] <= day) and (one[3] is None or one[3] > day)}


class Naive:
    """Everything held now, and a copy of it for each instant."""

    def __init__(self) -> None:
        self.held: list[Fact] = []
        self.past: list[tuple[dt.datetime, list[Fact]]] = []

    def give_way(self, old: Fact, new: Fact) -> None:
        """What is left of a fact beside one that takes its place."""
        self.held.remove(old)
        if new[2] is not None and (old[2] is None or old[2] < new[2]):
            self.held.append((old[0], old[1], old[2], new[2]))
        if new[3] is not None and (old[3] is None or old[3] > new[3]):
            self.held.append((old[0], old[1], new[3], old[3]))

    def known(self, instant: dt.datetime) -> list[Fact]:
        return next((held for at, held in reversed(self.past) if at <= instant), [])

    def as_at(self, on: dt.date, instant: dt.datetime) -> Counter:
        return Counter(one for one in self.known(instant) if on in holds_days(one))


def is_span(start: dt.date | None, end: dt.date | None) -> bool:
    return start is None or end is None or start < end


def take(person: Person, naive: Naive, step: tuple[Any, ...]) -> None:
    """The same to the tables and to the model; both refuse alike."""
    kind, word, first, last, index, _ = step
    start, end = (MARCH[first] if first is not None else None), (MARCH[last] if last is not None else None)
    homes = list(Residence.objects.current().filter(person=person).order_by("pk"))
    held = [*homes, *CaseSummary.objects.current().filter(person=person).order_by("pk")]
    if kind in ("live", "move", "write"):
        if not is_span(start, end):
            return
        if kind == "write":
            new: Fact = ("CaseSummary", word, start, end)
            for old in [one for one in naive.held if one[0] == "CaseSummary" and meets(one, new)]:
                naive.give_way(old, new)
            twotime.change(CaseSummary(person=person, text=word, true_from=start, true_to=end))
        else:
            new = ("Residence", word, start, end)
            row = Residence(person=person, address=word, true_from=start, true_to=end)
            if kind == "move" and homes:
                old = homes[index % len(homes)]
                if meets(fact(old), new):
                    naive.give_way(fact(old), new)
                twotime.change(row, instead_of=[old])
            else:
                twotime.add(row)
        naive.held.append(new)
    elif held:
        change(naive, held[index % len(held)], kind, word, start, end)


def change(naive: Naive, row: PersonFact, kind: str, word: str, start: dt.date | None, end: dt.date | None) -> None:
    was = fact(row)
    if kind == "withdraw":
        twotime.withdraw(row, why="never so")
        naive.held.remove(was)
        return
    new = {
        "correct": (was[0], word, start, end),
        "end": (was[0], was[1], was[2], end or MARCH[-1]),
        "reopen": (was[0], was[1], was[2], None),
    }[kind]
    said = "address" if isinstance(row, Residence) else "text"
    values = {said: new[1], "true_from": new[2], "true_to": new[3]}
    others = list(naive.held)
    others.remove(was)
    if not is_span(new[2], new[3]):
        with pytest.raises(EndsBeforeStart):
            twotime.correct(row, **values)
    elif was[0] == "CaseSummary" and any(one[0] == was[0] and meets(one, new) for one in others):
        with pytest.raises(AlreadyRecorded):
            twotime.correct(row, **values)
    else:
        twotime.correct(row, why="looked again", **values)
        naive.held = [*others, new]


def looked_back(rows: list[Held], on: dt.date, instant: dt.datetime) -> Counter:
    return Counter(fact(one.row) for one in rows if one.was_known(instant) and one.row.is_true_on(on))


def queried(person: Person, on: dt.date, instant: dt.datetime) -> Counter:
    return Counter(fact(row) for model in MODELS for row in model.objects.as_at(on, instant).filter(person=person))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=steps)
def test_a_look_back_equals_a_naive_model_and_knowledge_never_changes_the_past(drawn: list[tuple[Any, ...]]) -> None:
    with rolled_back():
        with time_machine.travel(NOON - dt.timedelta(days=1), tick=False):
            person = factories.person("")
        naive, instant = Naive(), NOON
        said: dict[dt.datetime, Counter] = {}
        for step in drawn:
            instant += dt.timedelta(minutes=step[-1])
            with time_machine.travel(instant, tick=False):
                take(person, naive, step)
            naive.past.append((instant, list(naive.held)))
            rows = rows_about([person.pk], MODELS)
            for earlier in {at for at, _ in naive.past if at < instant}:
                now = Counter(fact(one.row) for one in rows if one.was_known(earlier))
                assert said.setdefault(earlier, now) == now, earlier
        instants = sorted({NOON - dt.timedelta(seconds=1), *(at for at, _ in naive.past)})
        for known in instants:
            assert Counter(fact(one.row) for one in rows if one.was_known(known)) == Counter(naive.known(known))
        for on in MARCH[::3]:
            for known in instants[-3:]:
                expected = naive.as_at(on, known)
                assert looked_back(rows, on, known) == queried(person, on, known) == expected, (on, known)
        for earlier, later in combinations(instants, 2):
            check_difference(rows, earlier, later)


def check_difference(rows: list[Held], earlier: dt.datetime, later: dt.datetime) -> None:
    """What was known before, without what changed, with what it changed to, is what is known after."""
    found = changes(rows, earlier, later)
    before = {key(one) for one in rows if one.was_known(earlier)}
    after = {key(one) for one in rows if one.was_known(later)}
    lost = {key(one.before) for one in found if one.before and one.what is not What.PASSED}
    gained = {key(one.after) for one in found if one.after}
    assert lost <= before and gained <= after
    assert (before - lost) | gained == after
    assert all(earlier < one.by.row.recorded_at <= later for one in found if one.what is not What.REPLACED)
    for one in found:
        if one.what is What.ENDED:
            assert fact(one.before.row)[:3] == fact(one.after.row)[:3] and one.after.row.true_to is not None
        if one.what in (What.LEARNT, What.CORRECTED, What.ENDED):
            assert one.by is one.after
        if one.what in (What.WITHDRAWN, What.PASSED):
            assert one.by.row.withdrawn and one.by.row.why == "never so"
    assert not changes(rows, later, later)


def key(one: Held) -> tuple[str, int]:
    return one.row._meta.label_lower, one.row.pk
