"""Days in words, as Thrive writes them everywhere: "4 June 2026"."""

from datetime import date


def say(day: date) -> str:
    """The day without its weekday: "4 June 2026"."""
    return f"{day.day} {day:%B %Y}"


def say_weekday(day: date) -> str:
    """The day with its weekday: "Thursday 4 June 2026"."""
    return f"{day:%A} {say(day)}"
