"""Filters and tags that write dates, ages and numbers, and the small inline pieces."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from thrive.govuk import clock, components, drawing, words
from thrive.govuk.templatetags.govuk.library import register

for _filter in (
    words.long_date, words.short_date, words.weekday_date, words.short_weekday, words.weekday, words.clock_time,
    words.at_time, words.short_at_time, words.nhs_number, words.phone, words.postcode, words.money, words.listed,
    words.or_not_recorded, words.upper_first, words.lower_first, words.sentence, words.with_days,
):  # fmt: skip
    register.filter(_filter.__name__, _filter)


@register.filter
def approx_date(value: date | None, precision: str = "day") -> str:
    """`{{ born|approx_date:precision }}`."""
    return words.approx_date(value, precision)


@register.filter
def age_words(born: date | None, today: date) -> str:
    """`{{ born|age_words:today }}`: "12 years"."""
    return words.age_words(born, today)


@register.filter
def since_time(value: datetime | None) -> str:
    """`{{ begun|since_time }}`: "2:10pm" today, the day with it before."""
    return words.since_time(value, clock.today())


@register.filter
def days_ago(value: datetime | None) -> str:
    """`{{ begun|days_ago }}`: "today", "yesterday", "3 days ago"."""
    return words.days_ago(value, clock.today())


@register.filter
def to_date(first: date | None, last: date | None) -> str:
    """`{{ start|to_date:end }}`: "4 to 9 June 2026"."""
    return words.date_range(first, last)


@register.filter
def plural(count: int, forms: str) -> str:
    """`{{ n|plural:"child,children" }}`: "1 child", "2 children"."""
    one, _, many = forms.partition(",")
    return words.plural(count, one, many)


@register.simple_tag
def percent(part: int, whole: int) -> str:
    """`{% percent 12 48 %}`: "12 of 48, 25%"."""
    return words.percent(part, whole)


@register.simple_tag
def attrs(values: dict[str, Any] | None) -> SafeString:
    """Extra HTML attributes from a mapping."""
    return components.attributes(values or None)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing that repeats words beside it: tick, warning or triangle. Hidden from screen readers."""
    return drawing.icon(name)


@register.simple_tag
def hidden(text: str) -> SafeString:
    """Words for screen readers only: `See Theo{% hidden ", Marlowe and Okoro family" %}`."""
    return format_html('<span class="govuk-visually-hidden">{}</span>', text)
