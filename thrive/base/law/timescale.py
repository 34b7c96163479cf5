"""`Timescale`: something must be done by a day, or not before one, or not again for a while."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self

from thrive.base.calendar.holidays import ONE_DAY
from thrive.base.calendar.units import DayLength, Hours, Length
from thrive.base.calendar.words import say_moment, say_weekday
from thrive.base.law.local import Variation, variation_of
from thrive.base.law.rule import Rule, Value


class Counting(StrEnum):
    """How a period is counted: `start` is day 0 ("after"), or day 1 ("beginning with")."""

    AFTER = "after"
    BEGINNING_WITH = "beginning_with"


@dataclass(frozen=True, kw_only=True)
class Timescale(Rule):
    """A time limit, and the event that starts its clock.

    Give `at_most` (do it by then), `not_before` (no sooner than the nth day) or both; or `bar` (not at
    all until the period is over). `clock_starts` names the event, to follow "of" in a sentence.
    `examples` are pairs of start and result: the last lawful day, or for a rule without `at_most` the
    first lawful one. `varied_by` is filled by `on()` and never declared.

    Raises ValueError for a rule with no limit, or with a bar beside another limit.
    """

    shape: ClassVar[str] = "Time limit"

    clock_starts: str
    examples: tuple[tuple[date, date], ...] | tuple[tuple[datetime, datetime], ...] = ()
    at_most: Length | None = None
    not_before: Length | None = None
    bar: Length | None = None
    counting: Counting = Counting.AFTER
    varied_by: Variation | None = None

    def __post_init__(self) -> None:
        """Refuse a rule with no limit, or with a bar beside another limit."""
        others = self.at_most is not None or self.not_before is not None
        if others == (self.bar is not None):
            raise ValueError(f"{self.key}: give at_most or not_before (or both), or else a bar")

    @property
    def limit(self) -> Length:
        """The length that decides: at most, else not before, else the bar."""
        limit = self.at_most or self.not_before or self.bar
        if limit is None:
            raise ValueError(f"{self.key} has no limit")
        return limit

    @property
    def says(self) -> str:
        """The limit in words: "within 15 working days of the strategy discussion"."""
        is_after = self.counting is Counting.AFTER
        of, after = ("of", "after") if is_after else ("beginning with", "beginning with")
        if self.bar is not None:
            return f"not within {self.bar.words()} {of} {self.clock_starts}"
        sooner = f"not sooner than {self.not_before.words()} {after} {self.clock_starts}" if self.not_before else ""
        later = f"within {self.at_most.words()} {of} {self.clock_starts}" if self.at_most else ""
        return " and ".join(part for part in (sooner, later) if part)

    def on(
        self,
        day: date,
        variations: Iterable[Variation] = (),
        *,
        authority: str = "",
        area: str = "",
        purpose: str = "",
    ) -> Self:
        """The rule as it stood on `day`: the text of that day, with any local variation applied.

        `variations` are the authority's own rows; name the `authority` where they may be of several.
        """
        former = self.former_on(day)
        rule = self if former is None else replace(self._with(former.value), source=former.source)
        variation = variation_of(self, day, variations, authority=authority, area=area, purpose=purpose)
        return rule if variation is None else replace(rule._with(variation.value), varied_by=variation)

    def _with(self, value: Value | None) -> Self:
        """The rule with another limit, or itself for None. Raises TypeError for a bare number."""
        if value is None:
            return self
        if not isinstance(value, Length):
            raise TypeError(f"{self.key}: a time limit needs a length such as '45 working days', not {value!r}")
        if self.at_most is not None:
            return replace(self, at_most=value)
        return replace(self, bar=value) if self.bar is not None else replace(self, not_before=value)

    def due(self, start: date, extra_holidays: Collection[date] = ()) -> date:
        """The last day on which the duty is met, inclusive, where its clock started on `start`.

        `extra_holidays` are days off beyond the bank holidays. Raises TypeError for a rule without
        `at_most`, for one in hours (see `due_at`), and for an instant.
        """
        if self.at_most is None:
            raise TypeError(f"{self.key} sets no last day: ask earliest()")
        return self._end(self.at_most, start, extra_holidays)

    def due_at(self, start: datetime) -> datetime:
        """The last instant at which the duty is met, for a limit in hours. Raises TypeError for any other."""
        if not isinstance(self.at_most, Hours):
            raise TypeError(f"{self.key} is not limited in hours: ask due()")
        return self.at_most.after(start)

    def earliest(self, start: date, extra_holidays: Collection[date] = ()) -> date:
        """The first day on which it may be done: the nth day, or the day after a bar has run out.

        Raises TypeError for a rule that sets only a last day.
        """
        if self.bar is not None:
            return self._end(self.bar, start, extra_holidays) + ONE_DAY
        if self.not_before is None:
            raise TypeError(f"{self.key} sets no first day: ask due()")
        return self._end(self.not_before, start, extra_holidays)

    def _end(self, length: Length, start: date, extra: Collection[date]) -> date:
        """The last day of `length`, counted as this rule counts."""
        if not isinstance(length, DayLength):
            raise TypeError(f"{self.key} is limited in hours: ask due_at() with the instant")
        if self.counting is Counting.BEGINNING_WITH:
            return length.beginning_with(start, extra)
        return length.after(start, extra)

    def _answer(self, start: date) -> date:
        """What an example is compared with: the last lawful day or instant, else the first lawful day."""
        if isinstance(self.at_most, Hours) and isinstance(start, datetime):
            return self.due_at(start)
        return self.due(start) if self.at_most is not None else self.earliest(start)

    def example_faults(self) -> list[str]:
        """Worked examples that do not come out."""
        return [
            f"{self.key}: from {start} comes {self._answer(start)}, but its example says {said}"
            for start, said in self.examples
            if self._answer(start) != said
        ]

    def example_lines(self) -> list[str]:
        """Its worked examples: "Friday 27 November 2026: due by Friday 18 December 2026", of hours with their times."""
        word = "due by" if self.at_most is not None else "not before"
        return [f"{_say(start)}: {word} {_say(said)}" for start, said in self.examples]


def _say(start: date) -> str:
    """A day, or an instant with its time."""
    return say_moment(start) if isinstance(start, datetime) else say_weekday(start)
