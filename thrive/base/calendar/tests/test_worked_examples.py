"""The worked examples of the practice sheet: each row is counted as a caseworker would count it."""

from datetime import date

import pytest

from thrive.base.calendar.holidays import day_off, is_working_day, last_working_day_on_or_before
from thrive.base.calendar.units import Days, Months, Weeks, WorkingDays

AFTER = [
    ("referral on Christmas Eve", date(2026, 12, 24), WorkingDays(1), date(2026, 12, 29)),
    ("referral on a Saturday", date(2026, 11, 28), WorkingDays(1), date(2026, 11, 30)),
    ("strategy discussion, no holidays", date(2026, 11, 27), WorkingDays(15), date(2026, 12, 18)),
    ("strategy discussion over Christmas", date(2026, 12, 11), WorkingDays(15), date(2027, 1, 6)),
    ("assessment", date(2026, 11, 2), WorkingDays(45), date(2027, 1, 7)),
    ("first core group", date(2026, 12, 18), WorkingDays(10), date(2027, 1, 6)),
    ("first review conference", date(2026, 12, 18), Months(3), date(2027, 3, 18)),
    ("care application issued", date(2026, 11, 2), Weeks(26), date(2027, 5, 3)),
]


@pytest.mark.parametrize(("start", "length", "due"), [row[1:] for row in AFTER], ids=[row[0] for row in AFTER])
def test_counted_after_the_day(start, length, due):
    assert length.after(start) == due


@pytest.mark.parametrize(
    ("start", "last_day"),
    [(date(2026, 11, 23), date(2026, 12, 7)), (date(2026, 12, 24), date(2027, 1, 7))],
    ids=["attendance order notice", "the same over Christmas: holidays count"],
)
def test_a_notice_of_15_days_beginning_with_service(start, last_day):
    assert Days(15).beginning_with(start) == last_day


def test_the_christmas_holidays_of_2026_are_the_friday_and_the_monday():
    assert day_off(date(2026, 12, 25)) == "Christmas Day"
    assert day_off(date(2026, 12, 28)) == "Boxing Day (substitute day)"
    assert is_working_day(date(2026, 12, 24))


def test_26_weeks_that_end_on_a_bank_holiday_show_the_working_day_before():
    due = Weeks(26).after(date(2026, 11, 2))
    assert day_off(due) == "Early May bank holiday"
    assert last_working_day_on_or_before(due) == date(2027, 4, 30)


def test_two_months_beginning_with_royal_assent_are_over_on_29_june():
    passed = date(2026, 4, 29)
    assert Months(2).beginning_with(passed) == date(2026, 6, 28)
    assert Months(2).over_on(passed) == date(2026, 6, 29)


def test_an_out_of_hours_trigger_keeps_its_real_day_as_day_0():
    saturday, sunday, friday = date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 27)
    assert WorkingDays(1).after(saturday) == WorkingDays(1).after(sunday) == WorkingDays(1).after(friday)
