"""Who may have been born in a span of days, where not every birth is known to the day.

A month is kept as its first day and a year as its 1 January; "about" may be out by a year either way.
"""

import datetime as dt
from typing import Protocol

from django.db.models import Q

from thrive.base.calendar.precision import Precision
from thrive.base.matching.typed_dates import Born


class Birth(Protocol):
    """What a card says of a birth."""

    @property
    def born_on(self) -> dt.date | None: ...
    @property
    def born_precision(self) -> str: ...
    @property
    def expected_on(self) -> dt.date | None: ...


def born(span: Born) -> Q:
    """Cards of people who may have been born, or are expected, on a day of the span."""
    within = Q(born_on__gte=span.first, born_on__lte=span.last)
    month = Q(born_precision=Precision.MONTH, born_on__gte=span.first.replace(day=1), born_on__lte=span.last)
    year = Q(born_precision=Precision.YEAR, born_on__gte=_new_year(span.first), born_on__lte=span.last)
    early, late = _about(span)
    about = Q(born_precision=Precision.ABOUT, born_on__gte=early, born_on__lte=late)
    return within | month | year | about | Q(expected_on__gte=span.first, expected_on__lte=span.last)


def is_born(span: Born, card: Birth) -> bool:
    """Whether `born` holds for this card."""
    day = card.born_on
    if day is None:
        return card.expected_on is not None and span.first <= card.expected_on <= span.last
    early, late = span.first, span.last
    if card.born_precision == Precision.ABOUT:
        early, late = _about(span)
    elif card.born_precision == Precision.YEAR:
        early = _new_year(early)
    elif card.born_precision == Precision.MONTH:
        early = early.replace(day=1)
    return early <= day <= late


def _new_year(day: dt.date) -> dt.date:
    return day.replace(month=1, day=1)


def _about(span: Born) -> tuple[dt.date, dt.date]:
    """From the start of the year before to the end of the year after."""
    return dt.date(span.first.year - 1, 1, 1), dt.date(span.last.year + 1, 12, 31)
