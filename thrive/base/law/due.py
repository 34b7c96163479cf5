"""What follows from a rule in a case: a due date, a duty missed, a wrong order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from thrive.base.calendar.holidays import working_days_between
from thrive.base.calendar.units import WorkingDays
from thrive.base.calendar.words import say

if TYPE_CHECKING:
    from thrive.base.law.sequence import Sequence
    from thrive.base.law.timescale import Timescale

#: A clock is shown in amber in the last fifth of its time.
LAST_FIFTH = 5

#: A date further off than this many days is shown with its year.
SAME_YEAR_DAYS = 300


class DueState(StrEnum):
    """How pressing a due date is today."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True)
class Due:
    """A duty in a case: the rule of its day, the last lawful day, and the day its clock started."""

    rule: Timescale
    on: date
    start: date

    @classmethod
    def under(cls, rule: Timescale, start: date, extra_holidays: Collection[date] = ()) -> Due:
        """What is due under `rule` when its clock started on `start`."""
        return cls(rule=rule, on=rule.due(start, extra_holidays), start=start)

    def is_missed_by(self, day: date) -> bool:
        """Whether a thing done on `day` is late, or, given today, whether it is late already."""
        return day > self.on

    def state(self, today: date) -> DueState:
        """How pressing it is: late, today, in the last fifth of its time, or later."""
        if today >= self.on:
            return DueState.LATE if today > self.on else DueState.TODAY
        is_soon = (self.on - today).days * LAST_FIFTH <= (self.on - self.start).days
        return DueState.SOON if is_soon else DueState.LATER

    def words(self, today: date, extra_holidays: Collection[date] = ()) -> str:
        """The date for a list; see `due_words`. Late in working days where the rule counts them."""
        return due_words(self.on, today, extra_holidays, in_working_days=isinstance(self.rule.limit, WorkingDays))


def due_words(on: date, today: date, extra_holidays: Collection[date] = (), *, in_working_days: bool = False) -> str:
    """A last day for a list, at most 20 characters: "3 working days late", "Today", "Mon 30 Nov"."""
    if today > on:
        return _late_words(on, today, extra_holidays, in_working_days)
    if today == on:
        return "Today"
    if (on - today).days > SAME_YEAR_DAYS:
        return f"{on.day} {on:%b %Y}"
    return f"{on:%a} {on.day} {on:%b}"


def _late_words(on: date, today: date, extra: Collection[date], in_working_days: bool) -> str:
    """How late it is, in working days where they are counted and at least one has passed."""
    working = working_days_between(on, today, extra) if in_working_days else 0
    count, unit = (working, "working day") if working else ((today - on).days, "day")
    words = f"{count} {unit}{'' if count == 1 else 's'} late"
    return words if len(words) <= 20 else f"{(today - on).days} days late"


class DutyMissed(Exception):
    """Something was done, or is being recorded, after its last lawful day without a reason.

    `due` is the duty, `field` the form field in which the reason belongs.
    """

    def __init__(self, due: Due, *, field: str) -> None:
        """Keep the duty and the field; the message names the day and the source."""
        self.due = due
        self.field = field
        super().__init__(
            f"This was due by {say(due.on)}: {due.rule.says} ({due.rule.source.citation}). Say why it is late"
        )


class WrongOrder(Exception):
    """Something was done before what must come first.

    `sequence` is the rule, `first_on` and `then_on` the days (None if the first has not happened),
    `field` the form field to which the message belongs.
    """

    def __init__(self, sequence: Sequence, first_on: date | None, then_on: date, *, field: str = "") -> None:
        """Keep the rule, the days and the field; the message names both events and the source."""
        self.sequence = sequence
        self.first_on = first_on
        self.then_on = then_on
        self.field = field
        came = f"was on {say(first_on)}" if first_on is not None else "has not been recorded"
        first = sequence.first[:1].upper() + sequence.first[1:]
        super().__init__(
            f"{first} must come before {sequence.then} on {say(then_on)}, and it {came} ({sequence.source.citation})"
        )
