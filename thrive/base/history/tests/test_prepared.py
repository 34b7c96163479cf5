"""Questions put into SQL once: each answer is that of the question asked the long way."""

import datetime as dt
from enum import StrEnum
from threading import Thread

import pytest
import time_machine
from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from thrive.base.calendar import clock
from thrive.base.history import prepared as preparing
from thrive.base.history.models import AuditEntry
from thrive.base.history.prepared import AtMost, NotPrepared, at_asking, each, one, prepared
from thrive.base.history.tests.helpers import Lodging, rolled_back

pytestmark = pytest.mark.django_db

MARCH = [dt.date(2026, 3, day) for day in range(1, 32)]


def lodging(person, place, since=1, until=None):
    return Lodging.objects.create(
        person=person, place=place, true_from=MARCH[since - 1], true_to=MARCH[until - 1] if until else None
    )


@prepared
def places(*, people, day):
    rows = Lodging.objects.filter(person__in=people)
    if day is not None:
        rows = rows.as_at(day)
    return rows.order_by("pk").values_list("place", flat=True)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(1, 12), st.integers(1, 15), st.integers(16, 31)),
        max_size=12,
        unique_by=lambda row: row[0],
    ),
    asked=st.lists(st.tuples(st.lists(st.integers(1, 12), max_size=9), st.none() | st.sampled_from(MARCH)), max_size=5),
)
def test_the_answer_is_that_of_the_question(rows, asked):
    with rolled_back():
        for number, (person, since, until) in enumerate(rows):
            lodging(person, f"House {number}", since, until)
        for people, day in asked:
            assert places(people=people, day=day) == list(places.__wrapped__(people=people, day=day))


def test_it_is_made_once_for_each_form():
    made = []

    @prepared
    def counted(*, people, day):
        made.append(day)
        return places.__wrapped__(people=people, day=day)

    for people in ([1], [2], [1, 2, 3], [4, 5, 6, 7]):
        for day in (MARCH[0], MARCH[3]):
            counted(people=people, day=day)
    assert len(made) == 2  # one place and four
    assert counted(people=[], day=None) == [] and len(made) == 3


def test_it_is_one_query_and_none_for_nobody():
    with CaptureQueriesContext(
        connection,
    ) as asked:
        places(people=[1, 2], day=MARCH[0])
        places(people=[], day=MARCH[0])
    assert len(asked) == 1


def test_a_longer_list_than_any_is_asked_for_as_it_is():
    lodging(7, "Ash House")
    people = range(1, preparing.LONGEST + 2)
    assert places(people=people, day=MARCH[4]) == ["Ash House"]


@prepared
def elsewhere(*, people, others):
    """The same people twice, next to each other, and others in between."""
    rows = Lodging.objects.exclude(person__in=people).filter(Q(person__in=others) | ~Q(person__in=people))
    return rows.exclude(person__in=people).order_by("person").values_list("person", flat=True)


@pytest.mark.parametrize("many", [1, 3, 127, 128, 129, 200, 257])
def test_many_values_stand_where_they_belong_however_often_they_are_asked_for(many):
    for person in range(1, 301, 7):
        lodging(person, "Ash House")
    elsewhere(people=range(1, 300 if many > 128 else 100), others=[5])  # the form, with other values
    people, others = range(300 - many, 301), [1, 8, 295]
    assert elsewhere(people=people, others=others) == list(elsewhere.__wrapped__(people=people, others=others))
    assert elsewhere(people=people, others=others) == [n for n in range(1, 301, 7) if n < 300 - many]


def test_rows_come_whole_and_marked():
    @prepared
    def found(*, place, most):
        rows = Lodging.objects.filter(place=place).annotate(words=Concat(Value("at "), F("place"))).order_by("-person")
        return rows[:most]

    for person in (1, 2, 3):
        lodging(person, "Ash House")
    first, second = found(place="Ash House", most=AtMost(2))
    assert (first.person, first.words, second.true_from) == (3, "at Ash House", MARCH[0])
    assert len(found(place="Ash House", most=None)) == 3
    second.refresh_from_db()


class Kind(StrEnum):
    ASH = "Ash House"


def test_values_are_written_as_the_database_takes_them():
    @prepared
    def at(*, place, since):
        return Lodging.objects.filter(place=place, recorded_at__gte=since)

    row = lodging(1, "Ash House")
    assert at(place=Kind.ASH, since=row.recorded_at) == [row]
    assert at(place=Kind.ASH, since=row.recorded_at + dt.timedelta(microseconds=1)) == []


def test_what_is_now_is_so_whenever_it_is_asked():
    @prepared
    def today(*, person):
        return Lodging.objects.now().filter(person=person).values_list("place", flat=True)

    lodging(1, "Ash House", 1, 10)
    lodging(1, "Birch Lane", 10)
    with time_machine.travel(dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC), tick=False):
        assert today(person=1) == ["Ash House"]
    with time_machine.travel(dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC), tick=False):
        assert today(person=1) == ["Birch Lane"]


@pytest.mark.parametrize("own", [lambda: Q(true_from__lte=clock.today()), lambda: Q(recorded_at__lte=clock.now())])
def test_a_day_or_instant_of_its_own_is_refused(own):
    @prepared
    def stale(*, person):
        return Lodging.objects.filter(own(), person=person)

    with pytest.raises(NotPrepared, match="Lodging"):
        stale(person=1)


def test_written_by_hand_values_stand_as_they_are():
    assert at_asking(lambda: 3) == 3
    assert one(3) == 3 and one(frozenset({2, 1})) == [1, 2] and each({2, 1}) == [1, 2]


def test_each_thread_asks_over_its_own_connection():
    """Another's connection may be closed, or in a transaction of somebody else."""
    used = []

    @prepared
    def entries(*, verb):
        return AuditEntry.objects.filter(verb=verb)

    entries(verb="a.b")

    def elsewhere():
        def note(execute, *asked):
            used.append(connection.connection)
            return execute(*asked)

        with connection.execute_wrapper(note):
            entries(verb="a.b")
        connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert used and used[0] is not connection.connection


def test_a_process_keeps_no_more_than_so_many_forms(monkeypatch):
    monkeypatch.setattr(preparing, "MOST_FORMS", 2)
    lodging(3, "Ash House")
    for most in (1, 2, 3, 4):

        @prepared
        def first(*, people, most):
            return Lodging.objects.filter(person__in=people)[:most]

        assert [row.person for row in first(people=range(1, 9), most=AtMost(most))] == [3]
