"""Birth dates as people type them into a search box: "14/3/2017", "14 mar 2017", "14.03.17", "2017", "aged 9"."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from thrive.base.calendar.precision import Precision

EARLIEST_YEAR = 1880
_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}

_SEPARATOR = r"[\s/.,\-]+"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:\s+of)?"
_MONTH = r"(?P<month>[0-9]{1,2}|[a-z]{3,9})"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_FULL_YEAR = r"(?P<year>[0-9]{4})"
_DAY_MONTH_YEAR = re.compile(rf"{_DAY}{_SEPARATOR}{_MONTH}{_SEPARATOR}{_YEAR}")
_MONTH_DAY_YEAR = re.compile(rf"(?P<month>[a-z]{{3,9}}){_SEPARATOR}{_DAY}{_SEPARATOR}{_FULL_YEAR}")
_YEAR_MONTH_DAY = re.compile(rf"{_FULL_YEAR}{_SEPARATOR}{_MONTH}{_SEPARATOR}(?P<day>[0-9]{{1,2}})")
_RUN_TOGETHER = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4}|[0-9]{2})")
_RUN_TOGETHER_ISO = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_MONTH_YEAR = re.compile(rf"(?P<month>[0-9]{{1,2}}(?=[/.\-])|[a-z]{{3,9}}){_SEPARATOR}{_FULL_YEAR}")
_YEAR_ONLY = re.compile(r"(?P<about>about |approx |around |circa |c ?)?(?P<year>[0-9]{4})(?P<ish>ish)?")
_AGE = re.compile(r"aged? ?(?P<age>[0-9]{1,2})|(?P<years>[0-9]{1,2}) ?(?:years?(?: old)?|yrs?|yo)")


@dataclass(frozen=True)
class Born:
    """The days on which the person sought may have been born, both ends included."""

    first: date
    last: date
    precision: Precision


def _year(text: str, today: date) -> int:
    """A year of two or four digits; two digits are the latest such year that is not past the next one."""
    year = int(text)
    if len(text) == 4:
        return year
    year += today.year // 100 * 100
    return year if year <= today.year + 1 else year - 100


def _month(text: str) -> int:
    """The number of a month written as a number or a name, or 0."""
    return int(text) if text.isdigit() else _MONTHS.get(text, 0)


def _real(year: int, month: int, day: int, today: date) -> date | None:
    """The day, if it exists and somebody may have been, or may soon be, born on it."""
    if not EARLIEST_YEAR <= year <= today.year + 1 or not 1 <= month <= 12:
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _whole_day(text: str, today: date) -> Born | None:
    for pattern in (_DAY_MONTH_YEAR, _MONTH_DAY_YEAR, _YEAR_MONTH_DAY, _RUN_TOGETHER_ISO, _RUN_TOGETHER):
        found = pattern.fullmatch(text)
        if not found:
            continue
        year, month, day = _year(found["year"], today), _month(found["month"]), int(found["day"])
        written = _real(year, month, day, today)
        if written is None and pattern is _DAY_MONTH_YEAR:
            written = _real(year, day, month, today)  # 3/14/2017: the American order is the only one that fits
        if written:
            return Born(written, written, Precision.DAY)
    return None


def _month_or_year(text: str, today: date) -> Born | None:
    found = _MONTH_YEAR.fullmatch(text)
    first = _real(int(found["year"]), _month(found["month"]), 1, today) if found else None
    if first:
        return Born(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), Precision.MONTH)
    found = _YEAR_ONLY.fullmatch(text)
    if not found or not EARLIEST_YEAR < (year := int(found["year"])) <= today.year + 1:
        return None
    if found["about"] or found["ish"]:
        return Born(date(year - 1, 1, 1), date(year + 1, 12, 31), Precision.ABOUT)
    return Born(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)


def _years_before(day: date, years: int) -> date:
    """The same day some years before; 28 February for a 29th that year had not."""
    year = day.year - years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def _age(text: str, today: date) -> Born | None:
    found = _AGE.fullmatch(text)
    if not found:
        return None
    age = int(found["age"] or found["years"])
    return Born(_years_before(today, age + 1) + timedelta(days=1), _years_before(today, age), Precision.ABOUT)


def read_born(text: str, *, today: date) -> Born | None:
    """When the person sought was born, if `text` says so and nothing else; None otherwise. Never raises."""
    plain = " ".join(text.lower().split()).strip(".,")
    if not plain.isascii() or len(plain) > 30:
        return None
    return _whole_day(plain, today) or _month_or_year(plain, today) or _age(plain, today)
