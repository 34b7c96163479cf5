"""Age in whole years on a day."""

from datetime import date


def age_on(born: date, day: date) -> int:
    """Whole years of age on `day` of somebody born on `born`.

    A year is added at the start of the birthday (Family Law Reform Act 1969, section 9). Somebody
    born on 29 February has it on 1 March in a year without one. Raises ValueError before the birth.
    """
    if day < born:
        raise ValueError("Nobody has an age before the day of their birth")
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
