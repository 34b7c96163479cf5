"""Which days are off in England and Wales, on the official list and beyond it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive.base.calendar.holidays import (
    bank_holidays,
    day_off,
    is_working_day,
    next_working_day,
    official_list_ends,
)

BEYOND = official_list_ends().year + 1


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 21), "Saturday"),
        (date(2026, 11, 22), "Sunday"),
        (date(2026, 11, 23), ""),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 5, 4), "Early May bank holiday"),
        (date(2022, 6, 3), "Platinum Jubilee bank holiday"),
        (date(2020, 5, 8), "Early May bank holiday (VE day)"),
        (date(2020, 5, 4), ""),
        (date(2021, 12, 25), "Saturday"),
        (date(2021, 12, 27), "Christmas Day (substitute day)"),
        (date(2026, 7, 13), ""),
        (date(2026, 3, 17), ""),
    ],
    ids=str,
)
def test_why_a_day_is_off(day, why):
    assert day_off(day) == why
    assert is_working_day(day) == (not why)


def test_the_official_list_reaches_2028():
    assert official_list_ends() >= date(2028, 12, 31)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2031, ["01-01", "04-11", "04-14", "05-05", "05-26", "08-25", "12-25", "12-26"]),
        (2034, ["01-02", "04-07", "04-10", "05-01", "05-29", "08-28", "12-25", "12-26"]),
        (2010, ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"]),
    ],
)
def test_years_off_the_list_are_computed(year, days):
    assert [f"{day:%m-%d}" for day in bank_holidays(year)] == days


@given(year=st.integers(BEYOND, BEYOND + 60))
def test_every_year_to_come_has_the_eight_holidays_by_their_official_names(year):
    plain = {name.removesuffix(" (substitute day)") for name in bank_holidays(year).values()}
    assert plain == {name.removesuffix(" (substitute day)") for name in bank_holidays(2026).values()}
    assert all(day.weekday() < 5 for day in bank_holidays(year))


def test_the_list_cannot_be_changed_by_its_readers():
    with pytest.raises(TypeError):
        bank_holidays(2026)[date(2026, 11, 23)] = "Mine"


def test_extra_holidays_are_days_or_named_days():
    day = date(2026, 11, 23)
    assert day_off(day, [day]) == "Extra bank holiday"
    assert day_off(day, {day: "Coronation"}) == "Coronation"
    assert not is_working_day(day, {day: "Coronation"})
    assert day_off(date(2026, 11, 24), [day]) == ""


def test_an_extra_holiday_that_is_already_listed_keeps_its_listed_name():
    assert day_off(date(2026, 12, 25), [date(2026, 12, 25)]) == "Christmas Day"


def test_the_next_working_day_is_never_the_day_itself():
    assert next_working_day(date(2026, 11, 23)) == date(2026, 11, 24)
    assert next_working_day(date(2026, 12, 24)) == date(2026, 12, 29)
    assert next_working_day(date(2026, 12, 24), [date(2026, 12, 29)]) == date(2026, 12, 30)
