"""Days as files write them."""

import datetime as dt
import re
from functools import lru_cache

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
ENGLISH_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?\Z", re.ASCII)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


@lru_cache(maxsize=50_000)
def parse_date(text: str) -> dt.date | None:
    """An ISO day, with or without a time after it, or day/month/year, between 1900 and 2100; None for anything else."""
    try:
        if ISO_DATE.match(text[:10]) and (len(text) == 10 or text[10] in "TZ +"):
            day = dt.date.fromisoformat(text[:10])
        elif found := ENGLISH_DATE.match(text):
            day = dt.date(*(int(part) for part in reversed(found.groups())))
        else:
            return None
    except ValueError:
        return None
    return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None
