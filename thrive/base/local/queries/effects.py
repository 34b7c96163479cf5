"""What a local choice changes, and from which day. Pure: rows are handed in as the law takes them.

Every choice is looked at as if it were checked, beside the others that are, so that whoever enters or checks one sees
what comes of it before it counts.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from thrive.base import law
from thrive.base.calendar.holidays import ONE_DAY, is_working_day
from thrive.base.calendar.units import WorkingDays
from thrive.base.law.local import LocalRow
from thrive.govuk import words

PREVIEW = "preview"  # stands where a checker's name would, so that the law takes the row as checked
Row = TypeVar("Row", bound=LocalRow)


@dataclass(frozen=True)
class Stretch:
    """From `day_from` to before `day_to` (None: no end) a duty says `now` without the choice and `then` with it."""

    day_from: dt.date
    day_to: dt.date | None
    now: str
    then: str

    @property
    def changes(self) -> bool:
        """Whether the choice makes a difference in this time."""
        return self.now != self.then


@dataclass(frozen=True)
class Shift:
    """A duty whose time starts on `start` ends on `then` instead of `now`, because of a holiday between them."""

    rule: law.Rule
    start: dt.date
    now: dt.date
    then: dt.date


def of_variation(rule: law.Rule, row: law.Variation, others: Sequence[law.Variation]) -> list[Stretch]:
    """What a changed limit makes of a duty, over the time for which it holds."""
    if not isinstance(rule, law.Timescale | law.Threshold):
        return []

    def says(day: dt.date, rows: Iterable[law.Variation]) -> str:
        standing = rule.on(day, rows, area=row.area, purpose=row.purpose)
        return words.upper_first(standing.says)

    return _stretches(row, others, says)


def of_commencement(
    rule: law.Rule, row: law.Commencement, others: Sequence[law.Commencement], authority: str
) -> list[Stretch]:
    """From when a duty binds in `authority` (its code) that only warned before."""

    def says(day: dt.date, rows: Iterable[law.Commencement]) -> str:
        return law.force_of(rule, day, authority, rows, area=row.area, purpose=row.purpose).label

    return _stretches(row, others, says)


def nearer(row: LocalRow, others: Iterable[LocalRow]) -> list[LocalRow]:
    """Checked choices for the same duty that go before this one where they hold: for a part of the authority, or for
    one purpose."""
    return [
        one
        for one in others
        if one.is_checked
        and one.rule == row.rule
        and one.rank[:3] > row.rank[:3]
        and (row.day_to is None or one.day_from < row.day_to)
        and (one.day_to is None or one.day_to > row.day_from)
        and row.area in ("", one.area)
        and row.purpose in ("", one.purpose)
    ]


def of_holiday(day: dt.date, rules: Iterable[law.Rule], extra: Collection[dt.date] = ()) -> list[Shift]:
    """Duties counted in working days that fall due later where their time runs over `day`: for each, the last start
    from which it makes a difference. Empty where `day` is no working day as it is."""
    known = set(extra) - {day}
    if not is_working_day(day, known):
        return []
    start = day - ONE_DAY
    while not is_working_day(start, known):
        start -= ONE_DAY
    found = []
    for rule in rules:
        if isinstance(rule, law.Timescale) and isinstance(rule.limit, WorkingDays):
            ends = rule.due if rule.at_most is not None else rule.earliest
            now, then = ends(start, known), ends(start, {*known, day})
            if now != then:
                found.append(Shift(rule, start, now, then))
    return found


def _stretches(row: Row, others: Sequence[Row], says: Callable[[dt.date, Iterable[Row]], str]) -> list[Stretch]:
    """The time of `row`, cut where something that holds then changes; neighbours that say the same are joined."""
    as_if = replace(row, checked_by=PREVIEW)
    cuts = {row.day_from}
    for other in others:
        cuts |= {day for day in (other.day_from, other.day_to) if day is not None and _within(day, row)}
    found: list[Stretch] = []
    starts = sorted(cuts)
    for start, stop in zip(starts, [*starts[1:], row.day_to], strict=True):
        one = Stretch(start, stop, says(start, others), says(start, [*others, as_if]))
        if found and (found[-1].now, found[-1].then) == (one.now, one.then):
            found[-1] = replace(found[-1], day_to=stop)
        else:
            found.append(one)
    return found


def _within(day: dt.date, row: LocalRow) -> bool:
    return row.day_from < day and (row.day_to is None or day < row.day_to)
