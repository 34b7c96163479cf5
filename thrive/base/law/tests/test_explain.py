"""Why this date: the working-out shown day by day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive.base.calendar.units import Days, Hours, Weeks, WorkingDays
from thrive.base.law import Counting, Variation, explain
from thrive.base.law.tests import samples
from thrive.base.law.tests.samples import CONFERENCE, NOTICE, REVIEW

OVER_CHRISTMAS = date(2026, 12, 11)


def flat(explanation):
    return [day for week in explanation.weeks for day in week.days]


def numbered(explanation):
    return {day.number: day.on for day in flat(explanation) if day.number is not None}


def test_the_grid_over_christmas():
    why = explain(CONFERENCE, OVER_CHRISTMAS)
    assert why.title == "Why Wednesday 6 January 2027?"
    assert why.sentence == "Hold the conference within 15 working days of the discussion."
    assert why.caption == "Working days counted from 11 December 2026 to 6 January 2027"
    assert len(why.weeks) == 5
    count = numbered(why)
    assert count[0] == OVER_CHRISTMAS
    assert count[9] == date(2026, 12, 24)
    assert count[10] == date(2026, 12, 29)
    assert count[15] == why.end == why.plan_for == date(2027, 1, 6)
    off = {day.on: day.off for day in flat(why) if day.off and day.on.weekday() < 5}
    assert off == {
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 28): "Boxing Day (substitute day)",
        date(2027, 1, 1): "New Year’s Day",
    }
    assert why.notes[:3] == (
        "Day 0 is the day of the discussion.",
        "Weekends are not counted.",
        "Not counted: Friday 25 December 2026 (Christmas Day), Monday 28 December 2026 "
        "(Boxing Day (substitute day)), Friday 1 January 2027 (New Year’s Day).",
    )


@given(
    start=st.dates(date(2025, 1, 1), date(2030, 1, 1)),
    limit=st.one_of(st.integers(1, 45).map(WorkingDays), st.integers(1, 90).map(Days), st.integers(1, 12).map(Weeks)),
    counting=st.sampled_from(Counting),
)
def test_the_grid_agrees_with_the_due_date(start, limit, counting):
    rule = samples.timescale(at_most=limit, counting=counting)
    why = explain(rule, start)
    days = flat(why)
    assert why.end == rule.due(start)
    assert [day.on for day in days] == [days[0].on + timedelta(days=step) for step in range(len(days))]
    assert days[0].on.weekday() == 0
    assert [day.on for day in days if day.is_start] == [start]
    assert [day.on for day in days if day.is_end] == [why.end]
    assert [day.on for day in days if not day.outside][:1] == [start]
    count = numbered(why)
    assert count[max(count)] == why.end
    assert list(count) == sorted(count)
    if isinstance(limit, WorkingDays):
        assert max(count) == limit.n
        assert not any(day.off for day in days if day.number)
    else:
        assert len(count) == (why.end - start).days + 1


def test_no_holiday_is_said_too():
    assert "No bank holiday falls in these days." in explain(CONFERENCE, date(2026, 11, 27)).notes


def test_an_extra_holiday_shows_by_name():
    extra = {date(2026, 12, 1): "Coronation"}
    why = explain(CONFERENCE, date(2026, 11, 27), extra)
    assert why.end == date(2026, 12, 21)
    assert "Not counted: Tuesday 1 December 2026 (Coronation)." in why.notes


def test_a_start_on_a_day_off_is_still_day_0():
    why = explain(CONFERENCE, date(2026, 11, 28))
    assert numbered(why)[0] == date(2026, 11, 28)
    assert why.notes[0].endswith("Saturday 28 November 2026 is not a working day, but it is still day 0.")


def test_days_beginning_with_count_the_day_itself_and_holidays():
    why = explain(NOTICE, date(2026, 12, 24))
    assert numbered(why)[1] == date(2026, 12, 24)
    assert numbered(why)[15] == date(2027, 1, 7)
    assert why.notes[:2] == ("Day 1 is the day of the letter.", "Weekends and bank holidays are counted.")


def test_an_event_named_as_a_day_is_not_the_day_of_a_day():
    rule = replace(CONFERENCE, clock_starts="the day the letter came")
    assert explain(rule, OVER_CHRISTMAS).notes[0] == "Day 0 is the day the letter came."


def test_months_have_no_grid_but_their_month_ends():
    why = explain(REVIEW, date(2026, 11, 30))
    assert why.weeks == ()
    assert why.milestones == (
        ("1 month", date(2026, 12, 30)),
        ("2 months", date(2027, 1, 30)),
        ("3 months", date(2027, 2, 28)),
    )
    assert why.plan_for == date(2027, 2, 26)
    assert "Sunday 28 February 2027 is not a working day: plan for Friday 26 February 2027." in why.notes
    beginning = explain(replace(REVIEW, counting=Counting.BEGINNING_WITH), date(2026, 11, 30))
    assert beginning.milestones[0] == ("1 month", date(2026, 12, 29))


def test_long_periods_have_no_grid():
    why = explain(samples.timescale(at_most=Weeks(26)), date(2026, 11, 2))
    assert (why.weeks, why.milestones) == ((), ())
    assert why.end == date(2027, 5, 3)
    assert why.plan_for == date(2027, 4, 30)
    assert any("(Early May bank holiday): plan for Friday 30 April 2027" in note for note in why.notes)


def test_computed_holidays_are_said_to_be_computed():
    assert any("worked out" in note for note in explain(CONFERENCE, date(2029, 1, 10)).notes)
    assert not any("worked out" in note for note in explain(CONFERENCE, date(2026, 1, 12)).notes)


@pytest.mark.parametrize(
    ("start", "note"),
    [
        (date(2024, 1, 8), "Guidance on Lanterns (2023 edition), replaced on 18 March 2026"),
        (date(2001, 1, 8), "The oldest text held here is in force from 4 July 2018"),
    ],
)
def test_the_text_of_the_day_is_named(start, note):
    assert any(note in said for said in explain(CONFERENCE.on(start), start).notes)


def test_a_local_change_is_named():
    row = Variation(
        rule=CONFERENCE.key,
        authority="E1",
        day_from=date(2026, 6, 1),
        value=WorkingDays(10),
        instrument="Cabinet decision",
        entered_by="Ann",
        checked_by="Bea",
    )
    why = explain(CONFERENCE.on(OVER_CHRISTMAS, [row]), OVER_CHRISTMAS)
    assert "Local change: 10 working days since 1 June 2026 (Cabinet decision)." in why.notes


def test_hours_and_bars_have_no_last_day_to_explain():
    with pytest.raises(TypeError):
        explain(samples.timescale(at_most=Hours(72)), OVER_CHRISTMAS)
    with pytest.raises(TypeError):
        explain(samples.ASKING_AGAIN, OVER_CHRISTMAS)
