"""Lengths of time as law writes them, and how each is counted.

    WorkingDays(15).after(day)             day 0 is `day`; the fifteenth working day after it
    Days(15).beginning_with(day)           `day` is day 1; the last day of the period
    Months(2).over_on(day)                 the first day after a period beginning with `day`
    Hours(72).after(instant)               72 hours by the stopwatch, whatever the clocks do

Every result in days is inclusive: the last day on which the thing may still be done. Lengths in
days take days; lengths in hours take instants. Mixing them raises TypeError, because Python would
otherwise take an instant for a day in silence.
"""

import re
from abc import ABC, abstractmethod
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from thrive.base.calendar.holidays import ONE_DAY, is_working_day


@dataclass(frozen=True)
class Length(ABC):
    """A length of time: a count of one unit, at least 1. Raises ValueError for less."""

    n: int
    unit: ClassVar[str]

    def __post_init__(self) -> None:
        """Refuse lengths that are not whole or hold nothing ("the same day" is one day beginning with it)."""
        if isinstance(self.n, bool) or not isinstance(self.n, int) or self.n < 1:
            raise ValueError(f"A length of {self.unit}s must be a whole number, 1 or more: got {self.n!r}")

    def words(self) -> str:
        """The length in words: "1 working day", "15 working days"."""
        return f"{self.n} {self.unit}{'' if self.n == 1 else 's'}"


class DayLength(Length):
    """A length that is counted in days of the calendar."""

    @abstractmethod
    def after(self, start: date, extra: Collection[date] = ()) -> date:
        """The last day of the period that follows `start`, which is day 0.

        `extra` holds holidays beyond the bank holidays; only working days heed them.
        """

    @abstractmethod
    def beginning_with(self, start: date, extra: Collection[date] = ()) -> date:
        """The last day of the period in which `start` is day 1."""

    def over_on(self, start: date, extra: Collection[date] = ()) -> date:
        """The first day after the period beginning with `start`: "at the end of" it, a thing takes effect."""
        return self.beginning_with(start, extra) + ONE_DAY


class WorkingDays(DayLength):
    """Working days of England and Wales."""

    unit = "working day"

    def after(self, start: date, extra: Collection[date] = ()) -> date:
        """The nth working day after `start`. A start on a day off is still day 0."""
        day, left = _day(start), self.n
        while left:
            day += ONE_DAY
            left -= is_working_day(day, extra)
        return day

    def beginning_with(self, start: date, extra: Collection[date] = ()) -> date:
        """The nth working day counting `start` as the first, or the next working day if it is a day off."""
        return self.after(_day(start) - ONE_DAY, extra)


class Days(DayLength):
    """Calendar days: weekends and holidays count."""

    unit = "day"

    def after(self, start: date, extra: Collection[date] = ()) -> date:
        """The nth day after `start`."""
        return _day(start) + timedelta(days=self.n)

    def beginning_with(self, start: date, extra: Collection[date] = ()) -> date:
        """The nth day counting `start` as the first."""
        return _day(start) + timedelta(days=self.n - 1)


class Weeks(DayLength):
    """Calendar weeks."""

    unit = "week"

    def after(self, start: date, extra: Collection[date] = ()) -> date:
        """The same weekday, n weeks later."""
        return _day(start) + timedelta(weeks=self.n)

    def beginning_with(self, start: date, extra: Collection[date] = ()) -> date:
        """The day before the same weekday, n weeks later."""
        return _day(start) + timedelta(weeks=self.n) - ONE_DAY


class Months(DayLength):
    """Calendar months, by the corresponding-date rule (Dodds v Walker [1981] 1 WLR 1027).

    A month from a day runs to the same date of the month in which it ends, or to the last day of
    that month if it has no such date.
    """

    unit = "month"

    def after(self, start: date, extra: Collection[date] = ()) -> date:
        """The corresponding date n months later: 3 months after 30 November is 28 (or 29) February."""
        year, month, last = self._end_month(_day(start))
        return date(year, month, min(start.day, last))

    def beginning_with(self, start: date, extra: Collection[date] = ()) -> date:
        """The day before the corresponding date, or the last of the month where there is no such date."""
        year, month, last = self._end_month(_day(start))
        if start.day > last:
            return date(year, month, last)
        return date(year, month, start.day) - ONE_DAY

    def _end_month(self, start: date) -> tuple[int, int, int]:
        """Year, month and number of days of the month in which the period ends."""
        years, month = divmod(start.month - 1 + self.n, 12)
        year, month = start.year + years, month + 1
        return year, month, monthrange(year, month)[1]


class Hours(Length):
    """Hours that have really passed, through nights, weekends and the two days when the clocks change."""

    unit = "hour"

    def after(self, start: datetime) -> datetime:
        """The instant n hours after `start`, in the time zone of `start`.

        Raises TypeError for a day, ValueError for an instant without a time zone.
        """
        if not isinstance(start, datetime):
            raise TypeError("Hours are counted from an instant, not from a day")
        if start.tzinfo is None:
            raise ValueError("Hours are counted from an instant with a time zone")
        return (start.astimezone(UTC) + timedelta(hours=self.n)).astimezone(start.tzinfo)


_UNITS: dict[str, type[Length]] = {unit.unit: unit for unit in (WorkingDays, Days, Weeks, Months, Hours)}


def parse(text: str) -> Length:
    """The length that `text` names, as `words()` writes it: "15 working days".

    Raises ValueError, with the units that are known, for anything else.
    """
    match = re.fullmatch(r"\s*(\d{1,4})\s+([a-z ]+?)s?\s*", text.lower())
    if match is None or match[2] not in _UNITS:
        known = ", ".join(f"{unit}s" for unit in _UNITS)
        raise ValueError(f"{text!r} is not a length of time. Write a number and one of: {known}")
    return _UNITS[match[2]](int(match[1]))


def _day(start: date) -> date:
    """`start` as it is, refused where it is an instant."""
    if isinstance(start, datetime):
        raise TypeError("Days are counted from a day, not from an instant: take clock.london_day(instant)")
    return start
