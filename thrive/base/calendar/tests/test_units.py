"""How lengths of time are counted: properties that hold for every day, and the awkward edges."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive.base.calendar.clock import LONDON
from thrive.base.calendar.holidays import is_working_day, last_working_day_on_or_before, working_days_between
from thrive.base.calendar.units import Days, Hours, Length, Months, Weeks, WorkingDays, parse

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
counts = st.integers(1, 130)
extras = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=8)
near_days = st.dates(date(2026, 1, 1), date(2027, 6, 30))
day_lengths = st.builds(lambda unit, n: unit(n), st.sampled_from([WorkingDays, Days, Weeks, Months]), counts)
lengths = st.one_of(day_lengths, counts.map(Hours))


@given(start=near_days, n=counts, extra=extras)
def test_working_days_never_end_on_a_day_off(start, n, extra):
    assert is_working_day(WorkingDays(n).after(start, extra), extra)


@given(start=days, n=counts)
def test_counting_back_undoes_counting_forward(start, n):
    assert working_days_between(start, WorkingDays(n).after(start)) == n


@given(start=near_days, n=counts, extra=extras)
def test_counting_back_heeds_extra_holidays_too(start, n, extra):
    assert working_days_between(start, WorkingDays(n).after(start, extra), extra) == n


@given(start=near_days, end=near_days, extra=extras)
def test_working_days_between_agrees_with_looking_at_every_day(start, end, extra):
    first, last = sorted((start, end))
    span = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    looked = sum(is_working_day(day, extra) for day in span)
    assert working_days_between(start, end, extra) == (looked if start <= end else -looked)


@given(start=days, later=st.integers(0, 40), length=day_lengths)
def test_a_later_start_is_never_due_earlier(start, later, length):
    after = start + timedelta(days=later)
    assert length.after(start) <= length.after(after)
    assert length.beginning_with(start) <= length.beginning_with(after)


@given(start=days, length=day_lengths)
def test_a_longer_limit_is_due_later(start, length):
    assert length.after(start) < type(length)(length.n + 1).after(start)


@given(start=days, length=day_lengths)
def test_beginning_with_a_day_ends_no_later_than_after_it(start, length):
    assert start <= length.beginning_with(start) <= length.after(start)
    assert length.over_on(start) == length.beginning_with(start) + timedelta(days=1)


@given(start=near_days, n=counts, extra=extras)
def test_an_extra_holiday_never_brings_a_day_nearer(start, n, extra):
    assert WorkingDays(n).after(start, extra) >= WorkingDays(n).after(start)


@given(start=days, n=counts)
def test_months_keep_the_date_or_take_the_last_of_the_month(start, n):
    end = Months(n).after(start)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == n
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(length=lengths)
def test_what_a_length_says_can_be_read_back(length):
    assert parse(length.words()) == length


@pytest.mark.parametrize(
    ("start", "n", "after", "beginning_with"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28), date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 2, 28), 1, date(2026, 3, 28), date(2026, 3, 27)),
        (date(2026, 3, 1), 1, date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28), date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15), date(2027, 12, 14)),
    ],
)
def test_ends_of_months(start, n, after, beginning_with):
    assert Months(n).after(start) == after
    assert Months(n).beginning_with(start) == beginning_with


def test_working_days_beginning_with_a_working_day_count_it():
    monday = date(2026, 11, 23)
    assert WorkingDays(1).beginning_with(monday) == monday
    assert WorkingDays(5).beginning_with(monday) == date(2026, 11, 27)


def test_working_days_beginning_with_a_day_off_count_from_the_next_working_day():
    assert WorkingDays(1).beginning_with(date(2026, 11, 28)) == date(2026, 11, 30)


def test_an_extra_holiday_moves_the_date_by_one_working_day():
    royal_event = date(2026, 12, 1)
    assert WorkingDays(15).after(date(2026, 11, 27), [royal_event]) == date(2026, 12, 21)


@given(minutes=st.integers(0, 1_000_000), n=counts)
def test_hours_are_hours_that_have_passed(minutes, n):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    london = start.astimezone(LONDON)
    assert Hours(n).after(start) - start == timedelta(hours=n)
    assert Hours(n).after(london).astimezone(UTC) == Hours(n).after(start)


def test_72_hours_of_police_protection_run_through_the_weekend():
    friday = datetime(2026, 11, 27, 17, 30, tzinfo=LONDON)
    assert Hours(72).after(friday) == datetime(2026, 11, 30, 17, 30, tzinfo=LONDON)


def test_72_hours_end_an_hour_earlier_on_the_wall_when_the_clocks_go_back():
    friday = datetime(2026, 10, 23, 18, 0, tzinfo=LONDON)
    end = Hours(72).after(friday)
    assert (end.day, end.hour) == (26, 17)


def test_72_hours_end_an_hour_later_on_the_wall_when_the_clocks_go_forward():
    friday = datetime(2027, 3, 26, 18, 0, tzinfo=LONDON)
    end = Hours(72).after(friday)
    assert (end.day, end.hour) == (29, 19)


@pytest.mark.parametrize("unit", [WorkingDays, Days, Weeks, Months])
def test_days_are_not_counted_from_an_instant(unit):
    with pytest.raises(TypeError, match="london_day"):
        unit(1).after(datetime(2026, 11, 22, 9, tzinfo=UTC))
    with pytest.raises(TypeError, match="london_day"):
        unit(1).beginning_with(datetime(2026, 11, 22, 9, tzinfo=UTC))


def test_hours_are_not_counted_from_a_day_or_from_a_time_without_zone():
    with pytest.raises(TypeError, match="instant"):
        Hours(1).after(date(2026, 11, 22))
    with pytest.raises(ValueError, match="time zone"):
        Hours(1).after(datetime(2026, 11, 22, 9, tzinfo=UTC).replace(tzinfo=None))


@pytest.mark.parametrize("n", [0, -1, 1.5, True])
def test_a_length_is_a_whole_number_of_at_least_one(n):
    with pytest.raises(ValueError, match="whole number"):
        WorkingDays(n)


def test_lengths_of_different_units_differ():
    assert Days(3) != WorkingDays(3)
    assert len({Days(3), WorkingDays(3), Days(3)}) == 2


@pytest.mark.parametrize(("length", "words"), [(WorkingDays(1), "1 working day"), (Months(3), "3 months")])
def test_lengths_in_words(length: Length, words):
    assert length.words() == words


@pytest.mark.parametrize("text", ["", "soon", "15", "0 days", "3 fortnights", "-3 days", "15 working days or so"])
def test_other_text_is_not_a_length(text):
    with pytest.raises(ValueError, match="not a length|whole number"):
        parse(text)


@given(day=days)
def test_the_last_working_day_is_near_and_works(day):
    last = last_working_day_on_or_before(day)
    assert last <= day and is_working_day(last)
    assert working_days_between(last, day) == 0
