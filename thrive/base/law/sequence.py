"""`Sequence`: one thing must have happened before another may; no days are counted."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from thrive.base.calendar.words import say
from thrive.base.law.due import WrongOrder
from thrive.base.law.rule import Rule


@dataclass(frozen=True, kw_only=True)
class Sequence(Rule):
    """This before that. Both on the same day is in order.

    `first` and `then` name the two events in words. `examples` are the day of the first (None if it
    has not happened), the day of the other, and whether that is in order.
    """

    shape: ClassVar[str] = "Order"

    first: str
    then: str
    examples: tuple[tuple[date | None, date, bool], ...] = ()

    @property
    def says(self) -> str:
        """The order in words: "the offer before the application"."""
        return f"{self.first} before {self.then}"

    def holds(self, first_on: date | None, then_on: date) -> bool:
        """Whether the first had happened when the other did."""
        return first_on is not None and first_on <= then_on

    def require(self, first_on: date | None, then_on: date, *, field: str = "") -> None:
        """Do nothing if the order holds, else raise WrongOrder for the form field `field`."""
        if not self.holds(first_on, then_on):
            raise WrongOrder(self, first_on, then_on, field=field)

    def example_faults(self) -> list[str]:
        """Worked examples that do not come out."""
        return [
            f"{self.key}: {first_on} then {then_on} should be {'in' if said else 'out of'} order"
            for first_on, then_on, said in self.examples
            if self.holds(first_on, then_on) != said
        ]

    def example_lines(self) -> list[str]:
        """Its worked examples in words."""
        return [
            f"{self.first} {f'on {say(first_on)}' if first_on else 'not yet'}, {self.then} on {say(then_on)}: "
            f"{'in order' if said else 'out of order'}"
            for first_on, then_on, said in self.examples
        ]
