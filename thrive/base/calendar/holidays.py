"""Working days of England and Wales: which days are off, and what they are called.

A working day is any day but Saturday, Sunday and the bank holidays of England and Wales. Days on
which one office is shut do not stop a statutory clock, so they are not known here.

The official GOV.UK list, in the copy bundled with govuk-bank-holidays (never fetched: the same
start must give the same due date on every machine), is used for the years it covers; years outside
it are computed by the `holidays` library. A bank holiday announced later (a royal event) is passed
in as `extra`: days, or a mapping of days to names. `thrive.base.local` keeps those rows.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays as computed
from govuk_bank_holidays.bank_holidays import BankHolidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5
EXTRA_NAME = "Extra bank holiday"

#: The library's names that differ from those of the official list.
_OFFICIAL_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "New Year's Day": "New Year’s Day",
}


@cache
def _official() -> Mapping[int, Mapping[date, str]]:
    """The bundled official list by year, with substitute days named as such."""
    listed = BankHolidays(use_cached_holidays=True)
    years: dict[int, dict[date, str]] = {}
    for event in listed.get_holidays(division=BankHolidays.ENGLAND_AND_WALES):
        substitute = " (substitute day)" if event["notes"] == "Substitute day" else ""
        years.setdefault(event["date"].year, {})[event["date"]] = event["title"] + substitute
    return years


def _computed(year: int) -> dict[date, str]:
    """The bank holidays of a year that the official list does not cover. Weekend days are left out."""
    found = computed.country_holidays("GB", subdiv="ENG", years=year, language="en_GB")
    named = {}
    for day, title in found.items():
        plain = title.removesuffix(" (observed)")
        substitute = " (substitute day)" if title != plain else ""
        named[day] = _OFFICIAL_NAMES.get(plain, plain) + substitute
    return {day: name for day, name in sorted(named.items()) if day.weekday() < SATURDAY}


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of England and Wales in `year`, by day, with their names; read only."""
    official = _official().get(year)
    return MappingProxyType(dict(official) if official is not None else _computed(year))


def official_list_ends() -> date:
    """The last day the bundled official list speaks for; later years are computed."""
    return date(max(_official()), 12, 31)


def day_off(day: date, extra: Collection[date] = ()) -> str:
    """Why `day` is not a working day ("Saturday", "Christmas Day"), or "" if it is one.

    `extra` holds further holidays: days, or a mapping of days to their names.
    """
    if day.weekday() >= SATURDAY:
        return f"{day:%A}"
    name = bank_holidays(day.year).get(day, "")
    if not name and day in extra:
        return extra[day] if isinstance(extra, Mapping) else EXTRA_NAME
    return name


def is_working_day(day: date, extra: Collection[date] = ()) -> bool:
    """Whether `day` is a working day: not a weekend, a bank holiday or one of `extra`."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year) and day not in extra


def next_working_day(day: date, extra: Collection[date] = ()) -> date:
    """The first working day after `day` (never `day` itself)."""
    day += ONE_DAY
    while not is_working_day(day, extra):
        day += ONE_DAY
    return day


def last_working_day_on_or_before(day: date, extra: Collection[date] = ()) -> date:
    """`day` itself if it is a working day, else the last one before it.

    For a limit in calendar months that falls on a day off: plan for the working day before.
    """
    while not is_working_day(day, extra):
        day -= ONE_DAY
    return day


def working_days_between(start: date, end: date, extra: Collection[date] = ()) -> int:
    """How many working days come after `start`, up to and including `end`.

    The inverse of counting forward: `working_days_between(s, WorkingDays(n).after(s)) == n`.
    Negative if `end` is before `start`, so that records in the wrong order show as such.
    """
    if end < start:
        return -working_days_between(end, start, extra)
    weekdays = _weekdays_to(end) - _weekdays_to(start)
    off = {day for year in range(start.year, end.year + 1) for day in bank_holidays(year)} | set(extra)
    return weekdays - sum(1 for day in off if start < day <= end and day.weekday() < SATURDAY)


def _weekdays_to(day: date) -> int:
    """How many Mondays to Fridays lie between Monday 1 January of the year 1 and `day`, both included."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * SATURDAY + min(rest, SATURDAY)
