"""How dates, times, ages, numbers and identifiers are written, everywhere in Thrive.

Moments are kept in UTC and written as Europe/London reads them. Words never carry a leading nought ("4 June 2026",
"2:41pm"). Anything missing (None) comes out as an empty string, so that a template decides what to say instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MINUS = "\N{MINUS SIGN}"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOT_RECORDED = "Not recorded"

# A person under a month is counted in days, under two years in months, then in years.
MONTHS_UNTIL_YEARS = 24


def local(moment: datetime) -> datetime:
    """An aware moment as Europe/London reads it; ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone: times are kept in UTC")
    return moment.astimezone(LONDON)


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def long_date(value: date | datetime | None) -> str:
    """ "4 June 2026"."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(value: date | datetime | None) -> str:
    """ "4 Jun 2026", for tables."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def with_days(text: str) -> str:
    """A text that names days as machines do, with the days as people say them: "People file 22 Nov 2026"."""
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", _day_in_words, text)


def _day_in_words(found: re.Match[str]) -> str:
    try:
        return short_date(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def weekday_date(value: date | datetime | None) -> str:
    """ "Thursday 4 June 2026", for appointments."""
    return "" if value is None else f"{WEEKDAYS[_day(value).weekday()]} {long_date(value)}"


def short_weekday(value: date | datetime | None) -> str:
    """ "Mon 30 Nov", for due dates in the weeks around today."""
    if value is None:
        return ""
    day = _day(value)
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}"


def weekday(value: date | datetime | None) -> str:
    """ "Thursday"."""
    return "" if value is None else WEEKDAYS[_day(value).weekday()]


def clock_time(value: time | datetime | None) -> str:
    """ "2:41pm", "9am", "midday", "midnight"."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local(value).time()
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    minutes = f":{value.minute:02d}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'pm' if value.hour >= 12 else 'am'}"


def at_time(value: datetime | None) -> str:
    """ "16 June 2023 at 9:54pm"."""
    return "" if value is None else f"{long_date(value)} at {clock_time(value)}"


def short_at_time(value: datetime | None) -> str:
    """ "16 Jun 2023 at 9:54pm", for tables."""
    return "" if value is None else f"{short_date(value)} at {clock_time(value)}"


def since_time(value: datetime | None, today: date) -> str:
    """A moment as people say it afterwards: "2:10pm" today, "24 November 2026 at 2:10pm" before."""
    if value is None:
        return ""
    return clock_time(value) if local(value).date() == today else at_time(value)


def days_ago(value: datetime | None, today: date) -> str:
    """How long ago, in days: "today", "yesterday", "3 days ago"."""
    if value is None:
        return ""
    days = (today - local(value).date()).days
    return {0: "today", 1: "yesterday"}.get(max(days, 0), f"{days:,} days ago")


def date_range(first: date | None, last: date | None) -> str:
    """ "4 to 9 June 2026", both days included; "From 4 June 2026" or "Until 9 June 2026" when one end is open."""
    if first is None or last is None:
        return f"From {long_date(first)}" if first else f"Until {long_date(last)}" if last else ""
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {long_date(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} to {long_date(last)}"
    return f"{long_date(first)} to {long_date(last)}"


def approx_date(value: date | None, precision: str = "day") -> str:
    """A date no more exact than it is known; ValueError for an unknown precision.

    day "4 June 2026", month "June 2026", year "2026", about "about June 2026". January with "about" is written
    "about 2026": a year alone is kept as its January, and an uncertain January is about that year too.
    """
    if value is None:
        return ""
    month = f"{MONTHS[value.month - 1]} {value.year}"
    words = {
        "day": long_date(value),
        "month": month,
        "year": str(value.year),
        "about": f"about {value.year if value.month == 1 else month}",
    }
    if precision not in words:
        raise ValueError(f"Precision must be one of day, month, year or about, not {precision!r}")
    return words[precision]


def whole_months(born: date, today: date) -> int:
    """Whole months lived; somebody born on the 31st turns a month older on the 1st after a shorter month."""
    return (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)


def age_years(born: date, today: date) -> int:
    """Whole years lived; somebody born on 29 February reaches an age on 1 March in other years."""
    return whole_months(born, today) // 12


def age_words(born: date | None, today: date) -> str:
    """ "9 days" under a month, "7 months" under two years, then "12 years"; "due 4 June 2026" before birth."""
    if born is None:
        return ""
    if born > today:
        return f"due {long_date(born)}"
    months = whole_months(born, today)
    if months < 1:
        return plural((today - born).days, "day")
    return plural(months, "month") if months < MONTHS_UNTIL_YEARS else plural(months // 12, "year")


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 child", "1,200 children"; `many` defaults to `one` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def money(pounds: Decimal | int | float | None) -> str:
    """ "£1,234.50", "£50" and "−£50"; pennies are left out of whole pounds."""
    if pounds is None:
        return ""
    amount = Decimal(str(pounds)).quantize(Decimal("0.01"))
    text = f"{abs(amount):,.2f}".removesuffix(".00")
    return f"{MINUS if amount < 0 else ''}£{text}"


def percent(part: int, whole: int) -> str:
    """ "12 of 48, 25%": a share is never written without its count; at most one decimal."""
    if whole == 0:
        return "0 of 0"
    share = f"{100 * part / whole:.1f}".removesuffix(".0")
    return f"{part:,} of {whole:,}, {share}%"


def nhs_number(value: str | None) -> str:
    """ "999 123 4567"; anything that is not ten figures comes back as it is."""
    digits = re.sub(r"\s|-", "", value or "")
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if re.fullmatch(r"\d{10}", digits) else value or ""


def postcode(value: str | None) -> str:
    """Upper case with one space before the last three: "WX4 2PL". A district alone comes back in upper case."""
    packed = re.sub(r"\s+", "", value or "").upper()
    return f"{packed[:-3]} {packed[-3:]}" if re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}", packed) else packed


# Groups of figures after the code, by how a British number starts. The first that fits is used.
_PHONE_GROUPS = (
    (re.compile(r"(02\d)(\d{4})(\d{4})"), 3),
    (re.compile(r"(011\d|01\d1)(\d{3})(\d{4})"), 3),
    (re.compile(r"(0[3589]\d{2})(\d{3})(\d{4})"), 3),
    (re.compile(r"(0800)(\d{3})(\d{3})"), 3),
    (re.compile(r"(01\d{3})(\d{3})(\d{3})"), 3),
    (re.compile(r"(0\d{4})(\d{3})(\d{2,3})"), 3),
)


def phone(value: str | None) -> str:
    """ "020 7946 0000", "01632 960 001", "07700 900 982"; numbers of other countries come back as typed."""
    digits = re.sub(r"[\s().-]", "", value or "")
    digits = re.sub(r"^(?:\+44|0044)(?:0)?", "0", digits)
    for pattern, groups in _PHONE_GROUPS:
        if match := pattern.fullmatch(digits):
            return " ".join(match.groups()[:groups])
    return (value or "").strip()


def listed(items: Iterable[str], joiner: str = "and") -> str:
    """ "Ava", "Ava and Theo", "Ava, Kai and Theo"."""
    words = [str(item) for item in items]
    return f" {joiner} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def or_not_recorded(value: object) -> object:
    """The value, or "Not recorded" when nothing was written; 0 and False are answers and stay."""
    return NOT_RECORDED if value is None or value == "" else value


def upper_first(text: str) -> str:
    """The text with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text as a sentence stands before another: with a full stop, unless it ends with a mark already."""
    return text if not text or text.endswith((".", "?", "!", "”")) else f"{text}."


def lower_first(text: str) -> str:
    """The text with a small first letter, unless it starts with an abbreviation: "NHS number" stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
