"""Days in words, as Thrive writes them everywhere: "4 June 2026"."""

from datetime import date, datetime

from thrive.base.calendar.clock import LONDON


def say(day: date) -> str:
    """The day without its weekday: "4 June 2026"."""
    return f"{day.day} {day:%B %Y}"


def say_weekday(day: date) -> str:
    """The day with its weekday: "Thursday 4 June 2026"."""
    return f"{day:%A} {say(day)}"


def say_moment(moment: datetime) -> str:
    """The instant in London with its weekday: "Thursday 4 June 2026 at 9:54pm"."""
    here = moment.astimezone(LONDON)
    return f"{say_weekday(here)} at {here.hour % 12 or 12}:{here:%M}{'am' if here.hour < 12 else 'pm'}"
