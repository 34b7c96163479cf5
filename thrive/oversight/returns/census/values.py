"""Reading the text of single elements: dates, codes, flags, numbers, each with a finding where it cannot be read."""

import datetime as dt
import re
from typing import Any

from lxml import etree

from thrive.base.local import codes
from thrive.oversight.returns.census.shape import FALSE, TRUE, As, Field
from thrive.oversight.returns.findings import Findings

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
ENGLISH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")
EARLIEST_YEAR = 1900
LONGEST_CODE = 40


class Values:
    """Reads values and tells the findings what was wrong with them."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def value(self, one: Any, known: Field, child_id: str) -> Any:
        """The value of a known field in the form it is kept in; None where it cannot be read."""
        if known.read is As.DATE:
            day = self.date(one, child_id)
            return day.isoformat() if day else None
        if known.read is As.CODE:
            return self.code(one, known.code_list, child_id)
        if known.read is As.FLAG:
            return self.flag(one, child_id)
        return self.number(one, child_id)

    def date(self, one: Any, child_id: str) -> dt.date | None:
        """A day; None, with a finding, for text that is no date."""
        text = text_of(one)
        if not text:
            return None
        day = parse_date(text)
        if day is None or day.year < EARLIEST_YEAR:
            self.findings.refuse(
                f"{text[:40]!r} is not a date. Write it as 2025-03-31.",
                line=one.sourceline,
                child_id=child_id,
                field=name_of(one),
            )
            return None
        if not ISO_DATE.match(text[:10]):
            self.findings.odd(
                f"The date {text[:20]!r} was read as {day.isoformat()}. Write it like that.",
                line=one.sourceline,
                child_id=child_id,
                field=name_of(one),
            )
        return day

    def code(self, one: Any, code_list: str, child_id: str) -> str:
        """A code of a list; one that is not in it is kept as text, with a finding."""
        text = text_of(one)
        if not text:
            return ""
        if not code_list:
            return text[:LONGEST_CODE]
        code = text.upper() if codes.words(code_list, text.upper(), None) else text[:LONGEST_CODE]
        if codes.words(code_list, code, None) is None:
            self.findings.odd(
                f"The code {code!r} is not in the list. It was kept, and is shown as not known.",
                line=one.sourceline,
                child_id=child_id,
                field=name_of(one),
            )
        return code

    def flag(self, one: Any, child_id: str) -> bool | None:
        """Yes for 1 or true, no for 0, false or nothing; None, with a finding, for anything else."""
        text = text_of(one).lower()
        if text in TRUE:
            return True
        if text in FALSE or not text:
            return False
        self.findings.refuse(
            f"{text[:20]!r} is neither 1 nor 0.", line=one.sourceline, child_id=child_id, field=name_of(one)
        )
        return None

    def number(self, one: Any, child_id: str) -> int | None:
        """A whole number of up to five digits; None, with a finding, for anything else."""
        text = text_of(one)
        if text.isdigit() and len(text) < 6:
            return int(text)
        if text:
            self.findings.refuse(
                f"{text[:20]!r} is not a whole number.", line=one.sourceline, child_id=child_id, field=name_of(one)
            )
        return None


def parse_date(text: str) -> dt.date | None:
    """An ISO day, with or without a time after it, or day/month/year; None for anything else."""
    try:
        if ISO_DATE.match(text[:10]) and (len(text) == 10 or text[10] in "TZ +"):
            return dt.date.fromisoformat(text[:10])
        if found := ENGLISH_DATE.match(text):
            day, month, year = (int(part) for part in found.groups())
            return dt.date(year, month, day)
    except ValueError:
        return None
    return None


def name_of(element: Any) -> str:
    """The element's name without a namespace; empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def text_of(element: Any) -> str:
    """The element's own text, blanks folded; empty where there is none."""
    return " ".join((element.text or "").split()) if element is not None else ""
