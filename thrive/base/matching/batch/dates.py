"""Dates as files hold them: ISO, 20170314, 2017/03/14, 14/03/2017, or only a month or a year."""

import re
from datetime import date

from thrive.base.calendar.precision import Precision

FILLERS = frozenset({date(1900, 1, 1), date(1901, 1, 1), date(9999, 12, 31)})  # what systems write for "not known"
EARLIEST_YEAR, LATEST_YEAR = 1880, 2199

_TIME = r"(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")


class Unreadable(ValueError):
    """A text is not a date."""


def _day(year: str, month: str, day: str) -> date:
    """The day, or Unreadable when there is none such or the year is no birth year."""
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR and int(year) != FILLERS_YEAR:
        raise Unreadable
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable from None


FILLERS_YEAR = 9999


def _parts(text: str) -> tuple[date, Precision]:
    """The day meant and how exactly. Raises Unreadable."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[3], found[4]), Precision.DAY
    if found := _DAY_FIRST.fullmatch(text):
        return _day(found[4], found[3], found[1]), Precision.DAY
    if found := _PLAIN.fullmatch(text):
        return _day(*found.groups()), Precision.DAY
    if found := _MONTH.fullmatch(text):
        return _day(found[1], found[2], "1"), Precision.MONTH
    if _YEAR.fullmatch(text):
        return _day(text, "1", "1"), Precision.YEAR
    raise Unreadable


def read_date(text: str) -> tuple[date | None, Precision]:
    """The date of a cell; no date for an empty cell or a filler. Raises Unreadable for anything else."""
    text = text.strip()
    if not text:
        return None, Precision.DAY
    if not text.isascii():
        raise Unreadable
    day, precision = _parts(text)
    return (None if day in FILLERS else day), precision
