"""What deserves a question: each pattern on plain values."""

import datetime as dt

import pytest

from thrive.base.calendar.clock import LONDON
from thrive.base.history import patterns
from thrive.base.history.patterns import Look

MONDAY = dt.date(2026, 11, 23)


def at(hour, minute=0, day=MONDAY):
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=LONDON)


def look(subject=1, worker=7, when=None):
    return Look(key=subject, at=when or at(10), worker=worker, subject=subject)


@pytest.mark.parametrize(
    ("worker", "person", "alike"),
    [
        ("Joanne Adeyemi", "Ade Adeyemi", True),
        ("Joanne ADEYEMI", "Ade Adéyemi", True),
        ("Ruth Byrne-Osei", "Kofi Osei", True),
        ("Ruth Osei", "Osei Byrne", False),
        ("Joanne Adeyemi", "Joanne Price", False),
        ("", "", False),
        ("Joanne Adeyemi", "", False),
    ],
)
def test_same_surname(worker, person, alike):
    assert patterns.same_surname(worker, person) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("12 Mill Lane, Ashby", "WX4 2PL"), ("Flat 3, 14a Mill Lane", "WX4 7QQ"), True),
        (("12 Mill Lane", "WX4 2PL"), ("12 Mill Lane", "WX9 2PL"), False),  # another town's
        (("12 Mill Lane", "WX4 2PL"), ("9 Church Street", "WX4 2PL"), True),  # one postcode is one street
        (("12 Mill Lane", "WX4 2PL"), ("12 Mill Road", "WX4 7QQ"), False),
        (("12 Mill Lane", ""), ("12 Mill Lane", ""), False),
        (("", "WX4 2PL"), ("", "WX4 7QQ"), False),
    ],
)
def test_same_street(one, other, alike):
    assert patterns.same_street(one, other) is alike
    assert patterns.same_street(other, one) is alike


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (at(6, 59), "It was 6:59am, before the working day began at 7am"),
        (at(7), ""),
        (at(19, 59), ""),
        (at(20), "It was 8pm, after the working day ended at 8pm"),
        (at(12, day=dt.date(2026, 11, 22)), "It was midday on Sunday 22 November 2026, at the weekend"),
        (at(12, day=dt.date(2026, 12, 25)), "It was midday on Friday 25 December 2026, Christmas Day"),
        (dt.datetime(2026, 7, 1, 19, 30, tzinfo=dt.UTC), "It was 8:30pm, after the working day ended at 8pm"),
    ],
)
def test_out_of_hours_is_by_the_london_clock(when, why):
    assert patterns.out_of_hours(when) == why


def test_an_extra_holiday_is_out_of_hours():
    assert "Extra bank holiday" in patterns.out_of_hours(at(12), [MONDAY])


def test_many_records_are_different_ones_within_an_hour():
    spread = [look(n, when=at(9) + dt.timedelta(minutes=3 * n)) for n in range(40)]  # 20 in any hour
    same = [look(5, worker=8, when=at(9) + dt.timedelta(minutes=n)) for n in range(40)]
    crowd = [look(n, worker=9, when=at(9) + dt.timedelta(minutes=2 * n)) for n in range(26)]
    found = list(patterns.many_records([*reversed(crowd), *spread, *same]))
    assert [(one.look.worker, one.why) for one in found] == [(9, "They opened 26 different records within an hour")]


def test_many_records_gives_one_line_a_day():
    days = [MONDAY, MONDAY + dt.timedelta(days=1)]
    crowd = [look(n, when=at(9, day=day) + dt.timedelta(minutes=n)) for day in days for n in range(30)]
    assert [one.why for one in patterns.many_records(crowd)] == ["They opened 30 different records within an hour"] * 2


def test_nothing_recorded_waits_until_the_time_is_over():
    opening = look(1)  # on Monday: until the end of Wednesday
    assert list(patterns.nothing_recorded([opening], {}, MONDAY + dt.timedelta(days=2))) == []
    found = list(patterns.nothing_recorded([opening], {}, MONDAY + dt.timedelta(days=3)))
    assert [one.why for one in found] == [
        "They gave a reason, and had recorded nothing about the person by 25 November 2026"
    ]


@pytest.mark.parametrize(("when", "noticed"), [(at(9), True), (at(11), False)])
def test_only_what_is_recorded_afterwards_counts(when, noticed):
    found = patterns.nothing_recorded([look(1)], {(7, 1): [when]}, MONDAY + dt.timedelta(days=9))
    assert bool(list(found)) is noticed


@pytest.mark.parametrize(
    ("ended_on", "noticed"),
    [
        (None, False),
        (dt.date(2026, 11, 24), False),
        (MONDAY, True),
        (dt.date(2026, 3, 1), True),
        (dt.date(2025, 1, 1), False),
    ],
)
def test_a_look_after_the_involvement_ended(ended_on, noticed):
    assert (patterns.after_leaving(look(), ended_on) is not None) is noticed


def refused(*subjects, days=0):
    """Refusals of one worker, one a minute."""
    day = MONDAY + dt.timedelta(days=days)
    return [Look(key=n, at=at(10, n, day), worker=7, subject=one) for n, one in enumerate(subjects)]


def why(refusals, openings=()):
    return [one.why for one in patterns.many_refusals(refusals, openings)]


def test_five_refusals_of_a_day_are_asked_about_and_four_are_not():
    assert why(refused(1, 2, 3, 4, 5)) == ["They were refused 5 times that day, at 5 different records"]
    assert why(refused(1, 2, 3, 4)) == []
    assert why([*refused(1, 2, 3), *refused(4, 5, days=1)]) == []


def test_one_record_three_times_is_asked_about_over_days():
    tries = [*refused(1), *refused(1, days=2), *refused(1, days=3)]
    assert why(tries) == ["They were refused this record 3 times since 23 November 2026"]
    assert why(tries[:2]) == []
    assert [one.look for one in patterns.many_refusals(tries)] == [tries[-1]]


def test_whoever_was_asked_for_a_reason_and_gave_one_was_not_refused():
    openings = [look(subject=one, when=at(11)) for one in (1, 2)]
    assert why(refused(1, 2, 3, 4, 5), openings) == []
    assert why(refused(1, 2, 3, 4, 5), [look(subject=1, when=at(11, day=MONDAY - dt.timedelta(days=1)))])


def test_refusals_about_nobody_count_for_the_day():
    assert why(refused(*[patterns.NOBODY] * 5)) == ["They were refused 5 times that day"]
