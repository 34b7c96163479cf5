"""Fields for dates and times, read as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, NamedTuple

from django import forms
from django.utils.datastructures import MultiValueDict

from thrive.govuk import clock, words
from thrive.govuk.forms.text import clean_text
from thrive.govuk.forms.worded import Worded

PARTS = ("day", "month", "year")
EARLIEST = date(1900, 1, 1)
MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(words.MONTHS, start=1)}


class Typed(NamedTuple):
    """What was typed in the three boxes, and whether "about" was ticked."""

    day: str = ""
    month: str = ""
    year: str = ""
    about: bool = False


class ApproxDate(NamedTuple):
    """A date and how exactly it is known: day, month, year or about.

    Parts that are not known are kept as the first: June 2026 is 1 June 2026 with precision "month".
    """

    date: date
    precision: str


class DateParts(forms.Widget):
    """Three boxes posted as `name-day`, `name-month` and `name-year`, and a tick box `name-about` where offered."""

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Typed:
        """What was typed, trimmed."""
        day, month, year = (clean_text(str(data.get(f"{name}-{part}") or "")).strip() for part in PARTS)
        return Typed(day, month, year, bool(data.get(f"{name}-about")))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        """True when none of the boxes was posted at all."""
        return not any(f"{name}-{part}" in data for part in PARTS)

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """The first box."""
        return f"{id_}-day"


def month_number(text: str) -> int | None:
    """1 to 12 from figures, a month's name or its first three letters or more; None for anything else."""
    typed = text.lower().rstrip(".")
    if typed.isdecimal():
        return int(typed)
    matches = {number for name, number in MONTH_NUMBERS.items() if len(typed) >= 3 and name.startswith(typed)}
    return matches.pop() if len(matches) == 1 else None


class DateField(Worded):
    """A known date from three boxes.

    `past`: today or before. `future`: after today. `today_or_after`: not before today. `earliest` is included. Months
    may be typed as "6", "jun" or "June"; a year has four figures.
    """

    widget = DateParts
    look = "date"
    optional_parts: tuple[str, ...] = ()

    def __init__(
        self,
        label: str = "",
        *,
        past: bool = False,
        future: bool = False,
        today_or_after: bool = False,
        earliest: date = EARLIEST,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.past, self.future, self.today_or_after = past, future, today_or_after
        self.earliest = earliest
        self.today: Callable[[], date] = clock.today

    def prepare_value(self, value: Any) -> Typed:
        """Boxes filled from a date."""
        if isinstance(value, date):
            return Typed(str(value.day), str(value.month), str(value.year))
        return value if isinstance(value, Typed) else Typed()

    def to_python(self, value: Any) -> Any:
        """The date, or an error that names the part to mend: missing first, then impossible."""
        if not isinstance(value, Typed):
            return value or None
        if not any(value[:3]):
            return None
        self.check_complete(value)
        return self.read(value)

    def check_complete(self, value: Typed) -> None:
        """Refuse a date that lacks a part it must include."""
        missing = [part for part in PARTS if not getattr(value, part) and part not in self.optional_parts]
        if missing:
            raise self.refuse(f"{self.subject} must include a {words.listed(missing)}", "incomplete", parts=missing)

    def read(self, value: Typed) -> date:
        """The date that three filled boxes make."""
        self.check_year(value)
        month = month_number(value.month)
        if month is None or not 1 <= month <= 12:
            raise self.refuse(f"{self.subject} must be a real date", "unreal", parts=["month"])
        try:
            return date(int(value.year), month, int(value.day))
        except ValueError:
            raise self.refuse(f"{self.subject} must be a real date", "unreal", parts=["day"]) from None

    def check_year(self, value: Typed) -> None:
        """Refuse a year that is not four figures."""
        if not re.fullmatch(r"[0-9]{4}", value.year):
            raise self.refuse(f"{self.subject} must include a year with 4 numbers", "year", parts=["year"])

    def validate(self, value: Any) -> None:
        """Missing, then the rules: earliest, past, future."""
        super().validate(value)
        if value is not None:
            self.check_rules(value)

    def check_rules(self, day: date) -> None:
        """Refuse a day outside the limits this field was given."""
        today = self.today()
        if day < self.earliest:
            message = f"be the same as or after {words.long_date(self.earliest)}"
        elif self.past and day > today:
            message = "be today or in the past"
        elif self.future and day <= today:
            message = "be in the future"
        elif self.today_or_after and day < today:
            message = "be today or in the future"
        else:
            return
        raise self.refuse(f"{self.subject} must {message}", "rule", parts=list(PARTS))


class ApproxDateField(DateField):
    """A date of which the day, or day and month, may be left out; cleans to an `ApproxDate`.

    Ticking "about" keeps that even the part given is uncertain. A year alone with "about" is kept as its January,
    which `words.approx_date` writes as "about 2020".
    """

    optional_parts = ("day", "month")

    def prepare_value(self, value: Any) -> Typed:
        """Boxes filled with the parts that are known."""
        if not isinstance(value, ApproxDate):
            return super().prepare_value(value)
        day, month, year = str(value.date.day), str(value.date.month), str(value.date.year)
        about = value.precision == "about"
        if value.precision == "year" or (about and value.date.month == 1):
            return Typed("", "", year, about)
        return Typed(day if value.precision == "day" else "", month, year, about)

    def check_complete(self, value: Typed) -> None:
        """A day needs its month, and everything needs a year."""
        super().check_complete(value)
        if value.day and not value.month:
            raise self.refuse(f"{self.subject} must include a month", "incomplete", parts=["month"])

    def read(self, value: Typed) -> ApproxDate:  # type: ignore[override]
        """The date with its precision."""
        whole = value._replace(day=value.day or "1", month=value.month or "1")
        precision = "day" if value.day else "month" if value.month else "year"
        return ApproxDate(super().read(whole), "about" if value.about else precision)

    def check_rules(self, day: Any) -> None:
        """The rules, applied to the first day the date could be."""
        super().check_rules(day.date if isinstance(day, ApproxDate) else day)


TIME = re.compile(r"(?P<hour>\d{1,2})(?:\s*[:.]?\s*(?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?m?\.?", re.IGNORECASE)
NAMED_TIMES = {"midday": time(12), "noon": time(12), "midnight": time(0)}


def read_time(text: str) -> time | None:
    """ "2:41pm", "2.41 pm", "2pm", "14:41", "1441", "midday" or "midnight" as a time; None for anything else."""
    typed = text.strip().lower()
    if typed in NAMED_TIMES:
        return NAMED_TIMES[typed]
    match = TIME.fullmatch(typed)
    if not match or (match["half"] is None and (match["minute"] is None or typed.endswith("m"))):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class TimeField(Worded):
    """A time of day in one box; cleans to a `time`. The 24-hour clock is understood but not asked for."""

    def __init__(self, label: str = "", **options: Any) -> None:
        options.setdefault("hint", "For example, 2:41pm")
        options.setdefault("width", 10)
        super().__init__(label, **options)

    def prepare_value(self, value: Any) -> Any:
        """A time as it is written."""
        return words.clock_time(value) if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        """The time, or an error in words."""
        if isinstance(value, time):
            return value
        text = clean_text(str(value or "")).strip()
        if not text:
            return None
        read = read_time(text)
        if read is None:
            raise self.refuse(f"{self.subject} must be a real time, like 2:41pm", "unreal")
        return read
