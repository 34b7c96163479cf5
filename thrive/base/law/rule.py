"""`Rule`: what every declared duty has, whatever its shape; `Former`: what it was before."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from thrive.base.calendar.units import Length
from thrive.base.law.source import Source

#: What a rule measures by: a length of time, or a number in the unit the rule names.
Value = Length | Decimal | int


@dataclass(frozen=True, kw_only=True)
class Former:
    """What a rule rested on before its present source: an older text and, if it differed, its value.

    The days are those of the source. `value` is None where the figure was the same.
    """

    source: Source
    value: Value | None = None

    def __post_init__(self) -> None:
        """Refuse an older text without days."""
        if self.source.in_force_from is None or self.source.in_force_to is None:
            raise ValueError(f"{self.source.citation}: an older text needs the days from and to which it was in force")


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """A duty with its source.

    `key` is its name everywhere, beginning with the domain ("protection.review.first"); `duty` says in
    one line what must be done, beginning with a verb; `owner` is the role that answers for it; `note`
    is what somebody applying it should know.
    """

    shape: ClassVar[str]

    key: str
    duty: str
    owner: str
    source: Source
    former: tuple[Former, ...] = ()
    note: str = ""

    @property
    def domain(self) -> str:
        """The domain that declares it: the first part of its key."""
        return self.key.partition(".")[0]

    @property
    @abstractmethod
    def says(self) -> str:
        """The requirement in words, without the duty: "within 15 working days of ..."."""

    @abstractmethod
    def example_faults(self) -> list[str]:
        """What is wrong with its worked examples, a sentence each; empty if they all come out."""

    @abstractmethod
    def example_lines(self) -> list[str]:
        """Its worked examples in words, one a line."""

    @property
    def sentence(self) -> str:
        """Duty and requirement in one sentence, without the full stop."""
        return f"{self.duty} {self.says}"

    def former_on(self, day: date) -> Former | None:
        """What the rule rested on on `day`, or None where its present text already applied.

        A day before every text that is held here is judged by the oldest of them.
        """
        present = self.source.in_force_from
        if present is None or present <= day or not self.former:
            return None
        held = sorted(self.former, key=_since)
        return next((former for former in reversed(held) if _since(former) <= day), held[0])

    def source_on(self, day: date) -> Source:
        """The text by which `day` is judged."""
        former = self.former_on(day)
        return self.source if former is None else former.source


def _since(former: Former) -> date:
    """Since when an older text was in force; `Former` makes sure that it says so."""
    return former.source.in_force_from or date.min
