"""Dates, times, ages, numbers and identifiers are written one way."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from thrive.govuk import words


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_dates():
    day = date(2026, 6, 4)
    assert words.long_date(day) == "4 June 2026"
    assert words.short_date(day) == "4 Jun 2026"
    assert words.weekday_date(day) == "Thursday 4 June 2026"
    assert words.short_weekday(date(2026, 11, 30)) == "Mon 30 Nov"
    assert words.weekday(day) == "Thursday"


def test_nothing_is_written_as_nothing():
    every = (
        words.long_date, words.short_date, words.weekday_date, words.short_weekday, words.weekday, words.clock_time,
        words.at_time, words.short_at_time, words.approx_date, words.nhs_number, words.phone, words.postcode,
        words.money,
    )  # fmt: skip
    assert [write(None) for write in every] == [""] * len(every)
    assert words.age_words(None, date(2026, 6, 4)) == ""


@pytest.mark.parametrize(
    ("hour", "minute", "written"),
    [
        (14, 41, "2:41pm"), (9, 0, "9am"), (12, 0, "midday"), (0, 0, "midnight"), (0, 5, "12:05am"),
        (12, 30, "12:30pm"), (23, 59, "11:59pm"),
    ],
)  # fmt: skip
def test_times(hour, minute, written):
    assert words.clock_time(time(hour, minute)) == written


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        words.at_time(datetime(2026, 6, 4, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (utc(2023, 6, 16, 20, 54), "16 June 2023 at 9:54pm"),
        # Clocks go forward on 29 March 2026 at 1am.
        (utc(2026, 3, 29, 0, 59), "29 March 2026 at 12:59am"),
        (utc(2026, 3, 29, 1, 0), "29 March 2026 at 2am"),
        # Clocks go back on 25 October 2026 at 2am: two different moments read the same.
        (utc(2026, 10, 25, 0, 30), "25 October 2026 at 1:30am"),
        (utc(2026, 10, 25, 1, 30), "25 October 2026 at 1:30am"),
        (utc(2026, 10, 25, 2, 0), "25 October 2026 at 2am"),
        # In summer the day changes at 11pm UTC.
        (utc(2026, 7, 1, 23, 0), "2 July 2026 at midnight"),
        (utc(2026, 12, 1, 23, 0), "1 December 2026 at 11pm"),
    ],
)
def test_moments_are_read_in_london_over_both_clock_changes(moment, written):
    assert words.at_time(moment) == written


def test_the_day_of_a_moment_is_londons():
    assert words.long_date(utc(2026, 6, 3, 23, 30)) == "4 June 2026"
    assert words.short_at_time(utc(2026, 6, 3, 23, 30)) == "4 Jun 2026 at 12:30am"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 6, 4), date(2026, 6, 9), "4 to 9 June 2026"),
        (date(2026, 5, 30), date(2026, 6, 9), "30 May to 9 June 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 December 2025 to 2 January 2026"),
        (date(2026, 6, 4), date(2026, 6, 4), "4 June 2026"),
        (date(2026, 6, 4), None, "From 4 June 2026"),
        (None, date(2026, 6, 9), "Until 9 June 2026"),
        (None, None, ""),
    ],
)
def test_ranges(first, last, written):
    assert words.date_range(first, last) == written


@pytest.mark.parametrize(
    ("precision", "written"),
    [("day", "4 June 2026"), ("month", "June 2026"), ("year", "2026"), ("about", "about June 2026")],
)
def test_approximate_dates(precision, written):
    assert words.approx_date(date(2026, 6, 4), precision) == written


def test_about_a_year_is_kept_as_its_january():
    assert words.approx_date(date(2020, 1, 1), "about") == "about 2020"


def test_an_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="Precision"):
        words.approx_date(date(2026, 6, 4), "week")


@pytest.mark.parametrize(
    ("born", "today", "written"),
    [
        (date(2026, 5, 26), date(2026, 6, 4), "9 days"),
        (date(2026, 6, 3), date(2026, 6, 4), "1 day"),
        (date(2026, 6, 4), date(2026, 6, 4), "0 days"),
        (date(2026, 5, 4), date(2026, 6, 3), "30 days"),
        (date(2026, 5, 4), date(2026, 6, 4), "1 month"),
        (date(2024, 6, 5), date(2026, 6, 4), "23 months"),
        (date(2024, 6, 4), date(2026, 6, 4), "2 years"),
        (date(2014, 6, 5), date(2026, 6, 4), "11 years"),
        (date(2014, 6, 4), date(2026, 6, 4), "12 years"),
        (date(2027, 2, 14), date(2026, 11, 27), "due 14 February 2027"),
    ],
)
def test_ages(born, today, written):
    assert words.age_words(born, today) == written


def test_born_on_29_february_reaches_an_age_on_1_march():
    born = date(2008, 2, 29)
    assert words.age_years(born, date(2026, 2, 28)) == 17
    assert words.age_years(born, date(2026, 3, 1)) == 18
    assert words.age_years(born, date(2028, 2, 29)) == 20


@given(st.dates(date(1900, 1, 1), date(2026, 11, 27)), st.integers(0, 40000))
def test_nobody_grows_younger(born, days):
    day = min(born + timedelta(days=days), date(2099, 12, 30))
    assert words.age_years(born, day) <= words.age_years(born, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("02079460000", "020 7946 0000"), ("01632 960001", "01632 960 001"), ("07700900982", "07700 900 982"),
        ("+44 7700 900982", "07700 900 982"), ("+44 (0)20 7946 0000", "020 7946 0000"),
        ("0113 496 0000", "0113 496 0000"), ("0161 496 0000", "0161 496 0000"), ("0808 157 0192", "0808 157 0192"),
        ("0345 123 4567", "0345 123 4567"), ("+33 1 99 00 12 34", "+33 1 99 00 12 34"), ("999", "999"),
    ],
)  # fmt: skip
def test_telephone_numbers(typed, written):
    assert words.phone(typed) == written


def test_identifiers():
    assert words.nhs_number("9991234567") == "999 123 4567"
    assert words.nhs_number("999-123 4567") == "999 123 4567"
    assert words.nhs_number("unknown") == "unknown"
    assert words.postcode("wx42pl") == "WX4 2PL"
    assert words.postcode(" ec1a  1bb ") == "EC1A 1BB"
    assert words.postcode("wx4") == "WX4"


def test_money_and_shares():
    assert words.money(Decimal("1234.5")) == "£1,234.50"
    assert words.money(-50) == "\u2212£50"
    assert words.money(0) == "£0"
    assert words.percent(12, 48) == "12 of 48, 25%"
    assert words.percent(1, 3) == "1 of 3, 33.3%"
    assert words.percent(0, 0) == "0 of 0"


def test_counts_and_lists():
    assert words.plural(1, "child", "children") == "1 child"
    assert words.plural(1200, "child", "children") == "1,200 children"
    assert words.plural(0, "day") == "0 days"
    assert words.listed([]) == ""
    assert words.listed(["Ava"]) == "Ava"
    assert words.listed(["Ava", "Kai", "Theo"]) == "Ava, Kai and Theo"
    assert words.listed(["PDF", "JPG"], "or") == "PDF or JPG"


def test_nought_is_an_answer():
    assert words.or_not_recorded(0) == 0
    assert words.or_not_recorded(None) == words.or_not_recorded("") == "Not recorded"


def test_first_letters():
    assert words.lower_first("Date of birth") == "date of birth"
    assert words.lower_first("NHS number") == "NHS number"
    assert words.upper_first("date of birth") == "Date of birth"
    assert [words.sentence(one) for one in ("Ring first", "Ring first.", "")] == ["Ring first.", "Ring first.", ""]


def test_templates_write_the_same_words():
    template = Template(
        "{% load govuk %}{{ day|long_date }}; {{ moment|at_time }}; {{ day|approx_date:'month' }}; "
        "{{ day|age_words:today }}; {{ n|plural:'child,children' }}; {{ day|to_date:today }}; {% percent 1 2 %}; "
        "{{ money|money }}; {{ none|or_not_recorded }}; {{ nhs|nhs_number }}"
    )
    context = {
        "day": date(2014, 6, 4), "today": date(2026, 6, 4), "moment": utc(2023, 6, 16, 20, 54), "n": 2, "money": 3,
        "none": None, "nhs": "9991234567",
    }  # fmt: skip
    assert template.render(Context(context)) == (
        "4 June 2014; 16 June 2023 at 9:54pm; June 2014; 12 years; 2 children; 4 June 2014 to 4 June 2026; "
        "1 of 2, 50%; £3; Not recorded; 999 123 4567"
    )


def test_how_long_ago_something_began():
    began = datetime(2026, 11, 23, 14, 10, tzinfo=UTC)
    assert words.since_time(began, date(2026, 11, 23)) == "2:10pm"
    assert words.since_time(began, date(2026, 11, 24)) == "23 November 2026 at 2:10pm"
    assert [words.days_ago(began, date(2026, 11, day)) for day in (23, 24, 26)] == ["today", "yesterday", "3 days ago"]
    assert words.since_time(None, date(2026, 11, 23)) == words.days_ago(None, date(2026, 11, 23)) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("People file 2026-11-22", "People file 22 Nov 2026"),
        ("CIN census 2025", "CIN census 2025"),
        ("Number 1234-56-78", "Number 1234-56-78"),
        ("", ""),
    ],
)
def test_days_in_a_text_are_said_as_people_say_them(text, said):
    assert words.with_days(text) == said
