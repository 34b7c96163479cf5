"""The clock, dates in words, precision, spans and ages."""

import datetime as dt
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive.base.calendar import clock
from thrive.base.calendar.ages import age_on
from thrive.base.calendar.precision import Precision
from thrive.base.calendar.spans import Span
from thrive.base.calendar.words import say, say_moment, say_weekday

JUNE_4 = date(2026, 6, 4)


def test_now_is_aware_and_in_utc():
    assert clock.now().tzinfo is UTC
    assert abs((clock.now() - datetime.now(dt.UTC)).total_seconds()) < 5


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_today_is_a_london_day(monkeypatch, instant, day):
    monkeypatch.setattr(clock, "now", lambda: instant)
    assert clock.today() == day


def test_an_instant_without_a_zone_has_no_day():
    with pytest.raises(ValueError, match="time zone"):
        clock.london_day(datetime(2026, 6, 30, 22, 59, tzinfo=UTC).replace(tzinfo=None))


def test_days_in_words():
    assert say(JUNE_4) == "4 June 2026"
    assert say_weekday(JUNE_4) == "Thursday 4 June 2026"
    assert say_moment(dt.datetime(2026, 6, 4, 20, 54, tzinfo=dt.UTC)) == "Thursday 4 June 2026 at 9:54pm"


@pytest.mark.parametrize(
    ("precision", "kept", "words"),
    [
        (Precision.DAY, JUNE_4, "4 June 2026"),
        (Precision.MONTH, date(2026, 6, 1), "June 2026"),
        (Precision.YEAR, date(2026, 1, 1), "2026"),
        (Precision.ABOUT, JUNE_4, "about 4 June 2026"),
    ],
)
def test_a_date_is_shown_no_more_exactly_than_it_is_known(precision, kept, words):
    assert precision.trim(JUNE_4) == kept
    assert precision.words(kept) == words
    assert Precision(str(precision)).label


def test_a_span_holds_its_first_day_and_not_its_last():
    span = Span(date(2026, 1, 1), date(2026, 2, 1))
    assert span.contains(date(2026, 1, 1)) and span.contains(date(2026, 1, 31))
    assert not span.contains(date(2026, 2, 1)) and not span.contains(date(2025, 12, 31))
    assert span.length_days == 31 and not span.is_open


def test_an_open_span_goes_on_for_ever():
    assert Span(date(2026, 1, 1)).contains(date(9999, 12, 31))
    assert Span(None, date(2026, 1, 1)).contains(date(1, 1, 1))
    assert Span().is_open and Span().length_days is None


def test_spans_that_only_touch_do_not_overlap():
    assert not Span(date(2026, 1, 1), date(2026, 2, 1)).overlaps(Span(date(2026, 2, 1)))


def test_a_span_without_a_day_is_refused():
    with pytest.raises(ValueError, match="after"):
        Span(JUNE_4, JUNE_4)


ends = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 3, 1)))
spans = st.tuples(ends, ends).filter(lambda pair: None in pair or pair[0] < pair[1]).map(lambda pair: Span(*pair))


@given(one=spans, other=spans)
def test_overlap_means_a_shared_day(one, other):
    window = [date.fromordinal(n) for n in range(date(2025, 12, 1).toordinal(), date(2026, 4, 1).toordinal())]
    assert one.overlaps(other) == any(one.contains(day) and other.contains(day) for day in window)
    assert one.overlaps(other) == other.overlaps(one)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 22), date(2026, 11, 21), 17),
        (date(2008, 11, 22), date(2026, 11, 22), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
    ],
)
def test_ages(born, day, age):
    assert age_on(born, day) == age


def test_the_unborn_have_no_age():
    with pytest.raises(ValueError, match="birth"):
        age_on(date(2026, 11, 23), date(2026, 11, 22))
