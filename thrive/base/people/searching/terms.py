"""What somebody typed into the search box and the boxes under "More options", kept and understood."""

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from thrive.base.calendar import clock
from thrive.base.calendar.precision import Precision
from thrive.base.matching import normalise, typed
from thrive.base.matching.typed import Part, Query, Reading, read_query
from thrive.base.matching.typed_dates import Born
from thrive.govuk import words

ABOUT_YEARS = 1


@dataclass(frozen=True)
class Terms:
    """One search as typed. `find` is the one box; the rest are the separate ones. `born` is an ISO date."""

    find: str = ""
    first: str = ""
    last: str = ""
    born: str = ""
    born_precision: str = "day"
    postcode: str = ""

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Terms as they were kept; what is not known to this version is left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: str(value) for name, value in kept.items() if name in known})

    def kept(self) -> dict[str, str]:
        """The terms as they are kept, without the empty ones."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def born_on(self) -> dt.date | None:
        """The birth date asked for, if there is one."""
        return dt.date.fromisoformat(self.born) if self.born else None

    @property
    def words(self) -> str:
        """Everything typed, in one line."""
        born = words.approx_date(self.born_on, self.born_precision) if self.born_on else ""
        return ", ".join(part for part in (self.find, f"{self.first} {self.last}".strip(), born, self.postcode) if part)

    @property
    def is_too_short(self) -> bool:
        """Whether fewer than two letters or numbers were typed in all."""
        return not self.born and sum(c.isalnum() for c in self.find + self.first + self.last + self.postcode) < 2

    def query(self) -> Query:
        """The terms understood. Every box filled must be met."""
        whole = read_query(self.find, today=clock.today())
        parts = [*whole.parts]
        for name in (self.first, self.last):
            parts += [Part(word, (Reading(typed.NAME, word),)) for word in normalise.words(name)]
        if self.born_on:
            born = _span(self.born_on, Precision(self.born_precision))
            parts.append(Part(self.born, (Reading(typed.BORN, self.born, born),)))
        code = normalise.postcode(self.postcode)
        outward = normalise.outward(self.postcode)
        if code or outward:
            kind = typed.POSTCODE if code else typed.OUTWARD
            parts.append(Part(self.postcode, (Reading(kind, code or outward),)))
        return Query(whole.text, tuple(parts))


def _span(day: dt.date, precision: Precision) -> Born:
    """The days a birth date typed into boxes may mean; "about" is a year either way."""
    if precision is Precision.DAY:
        return Born(day, day, precision)
    if precision is Precision.MONTH:
        after = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return Born(day.replace(day=1), after - dt.timedelta(days=1), precision)
    slack = ABOUT_YEARS if precision is Precision.ABOUT else 0
    return Born(dt.date(day.year - slack, 1, 1), dt.date(day.year + slack, 12, 31), precision)
