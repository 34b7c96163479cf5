"""Two-time rows: what was so on a day, and what was known on a day."""

import datetime as dt
from dataclasses import dataclass, field, replace

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from thrive.base.history import twotime
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile, EndsBeforeStart, HistoryIsKept
from thrive.base.history.tests.helpers import NOON, Lodging, rolled_back

pytestmark = pytest.mark.django_db

MARCH = [dt.date(2026, 3, day) for day in range(1, 32)]


def lodging(place="Ash House", since=1, until=None, person=1, **values):
    return Lodging(
        person=person,
        place=place,
        true_from=MARCH[since - 1] if since else None,
        true_to=MARCH[until - 1] if until else None,
        **values,
    )


def places(day, known=None, person=1):
    return sorted(Lodging.objects.as_at(MARCH[day - 1], known).filter(person=person).values_list("place", flat=True))


# What each function does


def test_a_span_holds_its_first_day_and_not_its_last():
    twotime.add(lodging(since=3, until=6))
    assert [places(day) for day in (2, 3, 5, 6)] == [[], ["Ash House"], ["Ash House"], []]


def test_an_unknown_start_and_an_open_end_hold_always():
    row = twotime.add(lodging(since=None))
    assert places(1) == places(31) == ["Ash House"]
    assert row.is_true_on(dt.date(1990, 1, 1)) and row.is_current


@pytest.mark.parametrize(
    ("since", "until", "clashes"),
    [(1, 5, False), (1, 6, True), (9, 10, True), (10, None, False), (None, 5, False), (None, None, True), (6, 7, True)],
)
def test_add_refuses_a_row_that_meets_another(since, until, clashes):
    twotime.add(lodging("Ash House", 5, 10))
    if clashes:
        with pytest.raises(AlreadyRecorded):
            twotime.add(lodging("Birch Lane", since, until))
        assert Lodging.objects.count() == 1
    else:
        twotime.add(lodging("Birch Lane", since, until))
        assert Lodging.objects.current().count() == 2


def test_another_key_never_clashes():
    twotime.add(lodging(person=1))
    twotime.add(lodging(person=2))
    assert places(4, person=2) == ["Ash House"]


def test_change_splits_what_it_falls_into():
    with time_machine.travel(NOON, tick=False):
        old = twotime.add(lodging("Ash House", 1, 20))
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        new = twotime.change(lodging("Birch Lane", 5, 8))
    assert [places(day) for day in (4, 5, 7, 8, 19, 20)] == [
        ["Ash House"], ["Birch Lane"], ["Birch Lane"], ["Ash House"], ["Ash House"], [],
    ]  # fmt: skip
    assert places(5, known=NOON) == ["Ash House"]
    assert new.replaces == old


def test_change_never_closes_a_row_before_it_was_recorded():
    late = lodging("Birch Lane", 5, recorded_at=NOON)
    twotime.add(lodging("Ash House", 1, recorded_at=NOON + dt.timedelta(seconds=1)))
    twotime.change(late)
    assert places(6, known=NOON + dt.timedelta(seconds=1)) == ["Birch Lane"]
    assert Lodging.objects.filter(replaced_at__lt=NOON + dt.timedelta(seconds=1)).count() == 0


def test_end_keeps_what_was_known_before():
    with time_machine.travel(NOON, tick=False):
        row = twotime.add(lodging())
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        ended = twotime.end(row, on=MARCH[9], why="moved")
    assert places(10) == [] and places(9) == ["Ash House"]
    assert places(10, known=NOON) == ["Ash House"]
    assert (ended.replaces, ended.why) == (row, "moved")


def test_a_copy_has_a_ref_of_its_own():
    row = twotime.add(lodging())
    assert twotime.correct(row, place="Ash Court").ref != row.ref


def test_correct_refuses_a_row_that_was_replaced_meanwhile():
    row = twotime.add(lodging())
    twotime.correct(row, place="Ash Court")
    with pytest.raises(ChangedMeanwhile):
        twotime.correct(row, place="Ash Mews")
    assert places(2) == ["Ash Court"]


def test_a_correction_that_would_clash_leaves_the_original_current():
    row = twotime.add(lodging("Ash House", 1, 5))
    twotime.add(lodging("Birch Lane", 5, 9))
    with pytest.raises(AlreadyRecorded):
        twotime.correct(row, true_to=MARCH[6])
    assert places(2) == ["Ash House"] and places(6) == ["Birch Lane"]


def test_withdraw_leaves_a_mark_that_was_never_known():
    with time_machine.travel(NOON, tick=False):
        row = twotime.add(lodging())
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        mark = twotime.withdraw(row, why="another child's")
    assert places(2) == [] and places(2, known=NOON) == ["Ash House"]
    assert places(2, known=NOON + dt.timedelta(hours=1)) == []
    assert mark.withdrawn and mark.why == "another child's" and mark.replaces == row


@pytest.mark.parametrize("write", [twotime.add, twotime.change])
def test_a_span_without_a_day_is_refused(write):
    with pytest.raises(EndsBeforeStart, match="must be after 5 March 2026"):
        write(lodging(since=5, until=5))
    row = twotime.add(lodging(since=5))
    with pytest.raises(EndsBeforeStart):
        twotime.end(row, on=MARCH[4])
    assert places(6) == ["Ash House"]


# Rows are kept


def test_a_row_on_record_is_never_saved_again_nor_deleted():
    row = twotime.add(lodging())
    row.place = "Elsewhere"
    with pytest.raises(HistoryIsKept):
        row.save()
    with pytest.raises(HistoryIsKept):
        row.save(update_fields=["replaced_at"])
    with pytest.raises(HistoryIsKept):
        row.delete()
    with pytest.raises(HistoryIsKept):
        Lodging.objects.all().delete()
    assert places(2) == ["Ash House"]


def test_a_row_is_never_written_over_by_its_key():
    row = twotime.add(lodging())
    with pytest.raises(IntegrityError), transaction.atomic():
        lodging("Elsewhere", pk=row.pk).save()
    assert places(2) == ["Ash House"]


@pytest.mark.parametrize("values", [{"place": "Elsewhere"}, {"replaced_at": None}, {"replaced_at": NOON, "why": "x"}])
def test_only_closing_is_an_update(values):
    twotime.add(lodging())
    with pytest.raises(HistoryIsKept):
        Lodging.objects.update(**values)
    with pytest.raises(HistoryIsKept), transaction.atomic():
        Lodging.objects.bulk_update([Lodging.objects.get()], ["place"])
    with pytest.raises(HistoryIsKept):
        Lodging.objects.bulk_create([lodging()], update_conflicts=True, unique_fields=["id"], update_fields=["place"])
    assert places(2) == ["Ash House"]


def test_a_closed_row_keeps_the_instant_at_which_it_was_closed():
    twotime.add(lodging())
    assert Lodging.objects.update(replaced_at=NOON) == 1
    assert Lodging.objects.update(replaced_at=NOON + dt.timedelta(days=1)) == 0
    assert Lodging.objects.get().replaced_at == NOON


# Any sequence of changes, against a naive model


@dataclass
class Naive:
    """The same world kept as plain spans, with a copy of everything at each instant."""

    spans: list[tuple[dt.date | None, dt.date | None, str]] = field(default_factory=list)
    past: list[tuple[dt.datetime, list[tuple[dt.date | None, dt.date | None, str]]]] = field(default_factory=list)

    @staticmethod
    def days(span):
        start, end, _ = span
        return {day for day in MARCH if (start is None or start <= day) and (end is None or day < end)}

    def meets(self, span):
        return any(self.days(span) & self.days(other) for other in self.spans)

    def put_over(self, span):
        start, end, _ = span
        kept = []
        for old in self.spans:
            if not self.days(old) & self.days(span):
                kept.append(old)
                continue
            if start is not None and (old[0] is None or old[0] < start):
                kept.append((old[0], start, old[2]))
            if end is not None and (old[1] is None or old[1] > end):
                kept.append((end, old[1], old[2]))
        self.spans = [*kept, span]

    def remember(self, instant):
        self.past.append((instant, list(self.spans)))

    def as_at(self, day, known):
        spans = next((spans for instant, spans in reversed(self.past) if instant <= known), [])
        return sorted(span[2] for span in spans if day in self.days(span))


spans = st.tuples(
    st.one_of(st.none(), st.integers(2, 30)), st.one_of(st.none(), st.integers(1, 6)), st.sampled_from("ABCDEF")
)
steps = st.lists(
    st.tuples(
        st.sampled_from(["add", "change", "end", "correct", "withdraw"]),
        spans,
        st.integers(0, 5),
        st.integers(0, 3),  # minutes since the step before: two steps may share an instant
    ),
    max_size=12,
)


def as_span(drawn):
    """A non-empty span inside March, or one that runs out of it, and a place."""
    start, length, place = drawn
    if start is None:
        return None, (MARCH[length] if length else None), place
    end = min(start + length, 31) if length else None
    return MARCH[start - 1], (MARCH[end - 1] if end and end > start else None), place


def take_step(naive, kind, span, index):
    """Do the same to the table and to the naive model; both must refuse alike."""
    start, end, place = span
    row = Lodging(person=1, place=place, true_from=start, true_to=end)
    current = list(Lodging.objects.current().order_by("pk"))
    if kind == "add":
        if naive.meets(span):
            with pytest.raises(AlreadyRecorded):
                twotime.add(row)
        else:
            twotime.add(row)
            naive.spans.append(span)
    elif kind == "change":
        twotime.change(row)
        naive.put_over(span)
    elif current:
        take_step_on_row(naive, kind, span, current[index % len(current)])


def take_step_on_row(naive, kind, span, old):
    held = (old.true_from, old.true_to, old.place)
    others = replace(naive, spans=[one for one in naive.spans if one != held])
    if kind == "withdraw":
        twotime.withdraw(old, why="wrong")
        naive.spans = others.spans
        return
    start, end, place = (held[0], span[0] or MARCH[30], held[2]) if kind == "end" else span
    new = (start, end, place)
    if start is not None and end is not None and end <= start:
        with pytest.raises(EndsBeforeStart):
            twotime.end(old, on=end)
    elif others.meets(new):
        with pytest.raises(AlreadyRecorded):
            twotime.correct(old, true_from=start, true_to=end, place=place)
    else:
        if kind == "end":
            twotime.end(old, on=end)
        else:
            twotime.correct(old, true_from=start, true_to=end, place=place)
        naive.spans = [*others.spans, new]


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(steps)
def test_as_at_equals_a_naive_model_after_any_changes(drawn):
    naive, instant = Naive(), NOON
    with rolled_back():
        for kind, span, index, minutes in drawn:
            instant += dt.timedelta(minutes=minutes)
            with time_machine.travel(instant, tick=False):
                take_step(naive, kind, as_span(span), index)
            naive.remember(instant)
        edges = {day for _, spans in naive.past for start, end, _ in spans for day in (start, end) if day}
        days = sorted({MARCH[0], MARCH[30], *edges, *(day - dt.timedelta(days=1) for day in edges)} & set(MARCH))
        for known in {NOON - dt.timedelta(seconds=1), *(instant for instant, _ in naive.past), instant}:
            for day in days:
                assert places(day.day, known) == naive.as_at(day, known), (day, known)
        for day in days:
            assert places(day.day) == naive.as_at(day, instant)
            assert len(places(day.day)) <= 1
