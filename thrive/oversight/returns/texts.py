"""Days as files write them, and what is said of those that cannot be right."""

import datetime as dt
import re
from functools import lru_cache

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
ENGLISH_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?\Z", re.ASCII)
SPOKEN_DATE = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})\Z", re.ASCII)
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
NOT_A_DATE = f"This is not a date from {EARLIEST_YEAR} to {LATEST_YEAR}. Write it as 2025-03-31."
ENDS_FIRST = "This ends before it begins. It was kept as it is. Check both dates."
STILL_TO_COME = "This day is still to come. It was left out. Check the year."
NOT_YET = "This day is still to come. It was taken, and counts from then on. Check the year."


@lru_cache(maxsize=50_000)
def parse_date(text: str) -> dt.date | None:
    """A day between 1900 and 2100; None for anything else.

    ISO, with or without a time after it; day/month/year; or the month in words, as 4-Jun-2024.
    """
    try:
        if ISO_DATE.match(text[:10]) and (len(text) == 10 or text[10] in "TZ +"):
            day = dt.date.fromisoformat(text[:10])
        elif found := ENGLISH_DATE.match(text):
            day = dt.date(*(int(part) for part in reversed(found.groups())))
        elif found := SPOKEN_DATE.match(text):
            day = dt.date(int(found[3]), _month(found[2]), int(found[1]))
        else:
            return None
    except ValueError:
        return None
    return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


def _month(word: str) -> int:
    """The number of a month in words, whole or by its first three letters. Raises ValueError for another word."""
    said = word.casefold()
    for number, month in enumerate(MONTHS, 1):
        if said in (month, month[:3]):
            return number
    raise ValueError(word)
