"""How exactly a date is known: to the day, the month, the year, or only about.

A date is always kept as a full day; its precision says how much of it may be believed and shown.
A month is kept as its first day, a year as its 1 January.
"""

from datetime import date
from enum import StrEnum

from thrive.base.calendar.words import say


class Precision(StrEnum):
    """How much of a recorded date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ABOUT = "about"

    @property
    def label(self) -> str:
        """What a form calls it."""
        return {"day": "Exact day", "month": "Month and year", "year": "Year only", "about": "About this day"}[self]

    def trim(self, day: date) -> date:
        """`day` as it is kept: the first day of what is known, so that nothing unknown is stored."""
        if self is Precision.MONTH:
            return day.replace(day=1)
        if self is Precision.YEAR:
            return day.replace(month=1, day=1)
        return day

    def words(self, day: date) -> str:
        """`day` in words, no more exactly than it is known: "June 2026", "about 4 June 2026"."""
        if self is Precision.MONTH:
            return f"{day:%B %Y}"
        if self is Precision.YEAR:
            return f"{day.year}"
        return f"about {say(day)}" if self is Precision.ABOUT else say(day)
