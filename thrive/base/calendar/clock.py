"""The only clock: today in London, and this instant in UTC.

Nothing else in Thrive may ask the machine for the time. Days are London days, because a duty that
falls due "on 3 May" falls due by the clock on an English wall; instants are kept in UTC.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in London."""
    return london_day(now())


def london_day(instant: datetime) -> date:
    """The London day on which `instant` falls. Raises ValueError for an instant without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone: a time without one could be either side of midnight")
    return instant.astimezone(LONDON).date()


def start_of(day: date) -> datetime:
    """The instant at which a London day begins."""
    return datetime.combine(day, time.min, tzinfo=LONDON)
