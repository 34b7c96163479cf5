"""Why this date? The working-out of a due date, day by day, as a page can show it.

`explain()` gives plain data: the weeks of the calendar with every day numbered as it was counted, the
days that were not counted and why, and the sentences that belong beneath.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from thrive.base.calendar.holidays import (
    ONE_DAY,
    day_off,
    last_working_day_on_or_before,
    official_list_ends,
)
from thrive.base.calendar.units import Months, WorkingDays
from thrive.base.calendar.words import say, say_weekday
from thrive.base.law.timescale import Counting, Timescale

#: Longer periods are shown by their ends only: a grid of more weeks than this explains nothing.
LONGEST_GRID_DAYS = 100
WEEKEND = ("Saturday", "Sunday")


@dataclass(frozen=True)
class Day:
    """One day of the grid.

    `number` is the count it was given, None if it was not counted; `off` says why it is no working
    day ("Saturday", "Boxing Day"), or is empty. A day `outside` only fills up its week.
    """

    on: date
    number: int | None
    off: str
    is_start: bool = False
    is_end: bool = False
    outside: bool = False


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday."""

    days: tuple[Day, ...]


@dataclass(frozen=True)
class Explanation:
    """Why a duty falls due when it does.

    `start` is the day its clock started, `end` the last lawful day. `weeks` is empty for periods that
    are counted in months or are longer than a grid can show; `milestones` then names the month ends.
    `plan_for` is the last working day on or before `end`.
    """

    rule: Timescale
    start: date
    end: date
    plan_for: date
    weeks: tuple[Week, ...]
    milestones: tuple[tuple[str, date], ...]
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        """The heading: "Why Friday 18 December 2026?"."""
        return f"Why {say_weekday(self.end)}?"

    @property
    def sentence(self) -> str:
        """The duty and its limit, as a sentence."""
        return f"{self.rule.sentence}."

    @property
    def caption(self) -> str:
        """What the grid shows, for people who cannot see it."""
        counted = "Working days" if isinstance(self.rule.limit, WorkingDays) else "Days"
        return f"{counted} counted from {say(self.start)} to {say(self.end)}"


def explain(rule: Timescale, start: date, extra_holidays: Collection[date] = ()) -> Explanation:
    """The working-out of the last lawful day under `rule` where its clock started on `start`.

    Pass the rule of the day, `rule.on(start, variations)`. Raises TypeError for a rule without a
    last day, or in hours.
    """
    end = rule.due(start, extra_holidays)
    limit = rule.limit
    has_grid = not isinstance(limit, Months) and (end - start).days <= LONGEST_GRID_DAYS
    return Explanation(
        rule=rule,
        start=start,
        end=end,
        plan_for=last_working_day_on_or_before(end, extra_holidays),
        weeks=tuple(_weeks(rule, start, end, extra_holidays)) if has_grid else (),
        milestones=_milestones(rule, start),
        notes=tuple(_notes(rule, start, end, extra_holidays)),
    )


def _weeks(rule: Timescale, start: date, end: date, extra: Collection[date]) -> Iterator[Week]:
    """The weeks that hold the period, each from Monday to Sunday."""
    numbers = _numbers(rule, start, end, extra)
    monday = start - timedelta(days=start.weekday())
    while monday <= end:
        days = (monday + timedelta(days=step) for step in range(7))
        yield Week(
            tuple(
                Day(
                    on=day,
                    number=numbers.get(day),
                    off=day_off(day, extra),
                    is_start=day == start,
                    is_end=day == end,
                    outside=not start <= day <= end,
                )
                for day in days
            )
        )
        monday += timedelta(weeks=1)


def _numbers(rule: Timescale, start: date, end: date, extra: Collection[date]) -> dict[date, int]:
    """The count each day of the period was given; days that were passed over have none."""
    skips = isinstance(rule.limit, WorkingDays)
    first = start if rule.counting is Counting.BEGINNING_WITH else start + ONE_DAY
    days = (first + timedelta(days=step) for step in range((end - first).days + 1))
    counted = [day for day in days if not (skips and day_off(day, extra))]
    numbers = {day: count for count, day in enumerate(counted, start=1)}
    return numbers if rule.counting is Counting.BEGINNING_WITH else {start: 0} | numbers


def _milestones(rule: Timescale, start: date) -> tuple[tuple[str, date], ...]:
    """The corresponding date of each month on the way, for limits in months."""
    limit = rule.limit
    if not isinstance(limit, Months):
        return ()
    counted = [Months(n) for n in range(1, limit.n + 1)]
    if rule.counting is Counting.BEGINNING_WITH:
        return tuple((months.words(), months.beginning_with(start)) for months in counted)
    return tuple((months.words(), months.after(start)) for months in counted)


def _notes(rule: Timescale, start: date, end: date, extra: Collection[date]) -> Iterator[str]:
    """The sentences that belong beneath the working-out."""
    yield _start_note(rule, start, extra)
    if isinstance(rule.limit, WorkingDays):
        yield "Weekends are not counted."
        yield _holidays_note(start, end, extra)
    elif isinstance(rule.limit, Months):
        yield "A month runs to the same date of a later month, or to its last day if it has no such date."
    else:
        yield "Weekends and bank holidays are counted."
    if day_off(end, extra):
        plan_for = last_working_day_on_or_before(end, extra)
        yield f"{say_weekday(end)} is not a working day{_why(end, extra)}: plan for {say_weekday(plan_for)}."
    if end > official_list_ends():
        yield f"Bank holidays after {say(official_list_ends())} are worked out, as the official list ends there."
    yield from _edition_notes(rule, start)


def _start_note(rule: Timescale, start: date, extra: Collection[date]) -> str:
    """Which day is day 0 or day 1, and what it means where that day is off."""
    day = rule.clock_starts if rule.clock_starts.startswith("the day ") else f"the day of {rule.clock_starts}"
    if rule.counting is Counting.BEGINNING_WITH:
        return f"Day 1 is {day}."
    note = f"Day 0 is {day}."
    if isinstance(rule.limit, WorkingDays) and day_off(start, extra):
        note += f" {say_weekday(start)} is not a working day{_why(start, extra)}, but it is still day 0."
    return note


def _why(day: date, extra: Collection[date]) -> str:
    """The name of a holiday in brackets; nothing for a weekend, whose name is in the date already."""
    off = day_off(day, extra)
    return "" if off in WEEKEND else f" ({off})"


def _holidays_note(start: date, end: date, extra: Collection[date]) -> str:
    """Which bank holidays were passed over."""
    days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    off = [(day, why) for day in days if (why := day_off(day, extra)) and why not in WEEKEND]
    if not off:
        return "No bank holiday falls in these days."
    return "Not counted: " + ", ".join(f"{say_weekday(day)} ({why})" for day, why in off) + "."


def _edition_notes(rule: Timescale, start: date) -> Iterator[str]:
    """What to know about the text by which the day was judged."""
    source = rule.source
    if source.in_force_from is not None and start < source.in_force_from:
        yield f"The oldest text held here is in force from {say(source.in_force_from)}; this case is judged by it."
    if source.in_force_to is not None:
        yield f"The text in force on that day applies: {source.citation}, replaced on {say(source.in_force_to)}."
    if rule.varied_by is not None:
        row = rule.varied_by
        yield f"Local change: {rule.limit.words()} since {say(row.day_from)} ({row.instrument})."
