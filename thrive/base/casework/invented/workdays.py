"""Working days counted quickly: the same days as `thrive.base.calendar` counts, looked up in a list made once."""

import datetime as dt
from bisect import bisect_left, bisect_right
from functools import cache

from thrive.base.calendar.holidays import is_working_day

FIRST, LAST = dt.date(1975, 1, 1), dt.date(2045, 12, 31)


@cache
def _all() -> list[dt.date]:
    days = (FIRST + dt.timedelta(number) for number in range((LAST - FIRST).days))
    return [day for day in days if is_working_day(day)]


def after(day: dt.date, number: int) -> dt.date:
    """The last day of `number` working days after `day`; for 0, `day` or the next working day."""
    days = _all()
    return days[bisect_right(days, day) + number - 1] if number else days[bisect_left(days, day)]


def on_or_before(day: dt.date) -> dt.date:
    """`day`, or the last working day before it."""
    days = _all()
    return days[bisect_right(days, day) - 1]


def between(start: dt.date, end: dt.date) -> int:
    """How many working days come after `start`, up to and including `end`."""
    days = _all()
    return bisect_right(days, end) - bisect_right(days, start)


def collection_ends(day: dt.date) -> dt.date:
    """The 31 March on which the collection year ends that holds `day`."""
    return dt.date(day.year + (day.month > 3), 3, 31)
