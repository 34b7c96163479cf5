"""`Threshold`: from a value on, something counts: an age, a sum, a length of time between two days."""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Self

from thrive.base.calendar.units import DayLength, Length
from thrive.base.calendar.words import say
from thrive.base.law.local import Variation, variation_of
from thrive.base.law.rule import Rule, Value


class Comparison(StrEnum):
    """How what is measured must stand to the value."""

    AT_LEAST = "at least"
    MORE_THAN = "more than"
    AT_MOST = "at most"
    LESS_THAN = "less than"

    @property
    def holds(self) -> Callable[[Any, Any], bool]:
        """The test itself: measured against value."""
        return {"at least": operator.ge, "more than": operator.gt, "at most": operator.le, "less than": operator.lt}[
            self
        ]


@dataclass(frozen=True, kw_only=True)
class Threshold(Rule):
    """A value and how to compare with it.

    `value` is a length of days (then ask `met_between`) or a number in `unit` ("pounds", "years of
    age"; then ask `met_by`). `measured` names what is compared. `examples` are an earlier day, a later
    day and the answer; or a number and the answer.

    Raises ValueError for a number without its unit.
    """

    shape: ClassVar[str] = "Threshold"

    value: Value
    comparison: Comparison
    measured: str
    unit: str = ""
    examples: tuple[tuple[date, date, bool] | tuple[Decimal | int, bool], ...] = ()
    varied_by: Variation | None = None

    def __post_init__(self) -> None:
        """Refuse a number without its unit."""
        if not isinstance(self.value, DayLength) and not self.unit:
            raise ValueError(f"{self.key}: a number needs its unit")

    @property
    def value_words(self) -> str:
        """The value with its unit."""
        return self.value.words() if isinstance(self.value, Length) else f"{self.value} {self.unit}"

    @property
    def says(self) -> str:
        """The test in words: "if the time since the last referral is at most 12 months"."""
        return f"if {self.measured} is {self.comparison.value} {self.value_words}"

    def on(
        self,
        day: date,
        variations: Iterable[Variation] = (),
        *,
        authority: str = "",
        area: str = "",
        purpose: str = "",
    ) -> Self:
        """The threshold as it stood on `day`, with any local variation applied."""
        former = self.former_on(day)
        rule = self
        if former is not None:
            rule = replace(self, source=former.source, value=self.value if former.value is None else former.value)
        variation = variation_of(self, day, variations, authority=authority, area=area, purpose=purpose)
        return rule if variation is None else replace(rule, value=variation.value, varied_by=variation)

    def met_by(self, number: Decimal | int) -> bool:
        """Whether `number`, in the unit of this threshold, meets it. Raises TypeError for a threshold in days."""
        if isinstance(self.value, Length):
            raise TypeError(f"{self.key} compares days: ask met_between()")
        return self.comparison.holds(number, self.value)

    def met_between(self, earlier: date, later: date) -> bool:
        """Whether the time from `earlier` to `later` meets it; the corresponding date is still "at most".

        Raises TypeError for a threshold in numbers.
        """
        if not isinstance(self.value, DayLength):
            raise TypeError(f"{self.key} compares numbers: ask met_by()")
        return self.comparison.holds(later, self.value.after(earlier))

    def _answer(self, example: tuple[Any, ...]) -> bool:
        """What the threshold says to the question of an example."""
        return self.met_by(example[0]) if len(example) == 2 else self.met_between(example[0], example[1])

    def example_faults(self) -> list[str]:
        """Worked examples that do not come out."""
        return [
            f"{self.key}: the example {line!r} does not come out"
            for example, line in zip(self.examples, self.example_lines(), strict=True)
            if self._answer(example) != example[-1]
        ]

    def example_lines(self) -> list[str]:
        """Its worked examples in words: "1 March 2025, then 1 March 2026: yes"."""
        return [f"{self._question(example)}: {'yes' if example[-1] else 'no'}" for example in self.examples]

    def _question(self, example: tuple[Any, ...]) -> str:
        """The question of an example in words."""
        if len(example) == 2:
            return f"{example[0]} {self.unit}"
        return f"{say(example[0])}, then {say(example[1])}"
