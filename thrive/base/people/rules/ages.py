"""Ages: computed, never stored, and said no more exactly than the birth is known."""

from datetime import date

from thrive.base.calendar.ages import age_on
from thrive.base.calendar.precision import Precision
from thrive.base.calendar.words import say
from thrive.govuk import words

ADULT_AT = 18  # Family Law Reform Act 1969 section 1; "child" in the Children Act 1989 section 105(1)


def reaches_age_on(born: date, age: int) -> date:
    """The birthday on which somebody is `age`; 1 March for a 29 February in a year that has none."""
    year = born.year + age
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def is_child_on(born: date | None, day: date) -> bool | None:
    """Whether somebody is under 18 on `day`: so is a child not born yet. None where the birth is not recorded."""
    return None if born is None else day < reaches_age_on(born, ADULT_AT)


def age_in_words(
    *,
    today: date,
    born_on: date | None = None,
    precision: str = Precision.DAY,
    expected_on: date | None = None,
    pregnancy_ended_on: date | None = None,
    died_on: date | None = None,
) -> str:
    """What stands beside a name: "9 years", "about 9 years", "due 4 June 2026", "died aged 64 years", or "".

    Under a month in days, under two years in months. A pregnancy that has ended is said gently and without a date.
    A day expected that has passed "was due": nobody has recorded the birth.
    """
    if born_on is None:
        if pregnancy_ended_on:
            return "pregnancy ended"
        return f"{_due(expected_on, today)} {say(expected_on)}" if expected_on else ""
    if died_on:
        return f"died aged {words.age_words(born_on, died_on)}" if born_on <= died_on else "died"
    if born_on > today:
        return words.age_words(born_on, today)
    if precision == Precision.DAY:
        return words.age_words(born_on, today)
    if precision == Precision.MONTH:
        return f"about {words.age_words(born_on, today)}"
    return f"about {words.plural(age_on(born_on, today), 'year')}"


def _due(expected_on: date, today: date) -> str:
    return "due" if expected_on >= today else "was due"
