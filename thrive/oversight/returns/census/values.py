"""Reading the text of single elements: dates, codes, flags, numbers, each with a finding where it cannot be read."""

import datetime as dt
from functools import lru_cache
from typing import Any

from thrive.base.calendar import clock
from thrive.base.local import codes
from thrive.oversight.returns.census.shape import FALSE, TRUE, As, Field
from thrive.oversight.returns.census.walking import Node
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.texts import ISO_DATE, NOT_A_DATE, STILL_TO_COME, parse_date

LONGEST_CODE = 40
LONGEST_NUMBER = 5  # digits


class Values:
    """Reads values and tells the findings what was wrong with them. `year` is the collection's, once it is known."""

    def __init__(self, findings: Findings, year: int | None = None) -> None:
        self.findings = findings
        self.year = year

    def value(self, one: Node, known: Field, child_id: str) -> Any:
        """The value of a known field in the form it is kept in; None where it cannot be read."""
        if known.read is As.DATE:
            day = self.date(one, child_id)
            return day.isoformat() if day else None
        if known.read is As.CODE:
            return self.code(one, known.code_list, child_id)
        if known.read is As.FLAG:
            return self.flag(one, child_id)
        return self.number(one, child_id)

    def date(self, one: Node | None, child_id: str) -> dt.date | None:
        """A day; None for no text, and with a finding for text that is no date."""
        text = one.text if one is not None else ""
        if one is None or not text:
            return None
        day = parse_date(text)
        if day is None:
            self._refuse(one, child_id, NOT_A_DATE)
        elif not ISO_DATE.match(text[:10]):
            self._odd(one, child_id, "The date was read as day, month, year. Write it as 2025-03-31.")
        return day

    def past_date(self, one: Node | None, child_id: str) -> dt.date | None:
        """A day that cannot be still to come, such as a birth; None, with a finding, for one that is."""
        day = self.date(one, child_id)
        if one is not None and day is not None and day > clock.today():
            self._refuse(one, child_id, STILL_TO_COME)
            return None
        return day

    def code(self, one: Node | None, code_list: str, child_id: str) -> str:
        """A code of a list; one that is not in it is kept as text, with a finding."""
        text = one.text if one is not None else ""
        if one is None or not text:
            return ""
        if not code_list:
            return text[:LONGEST_CODE]
        code, is_known, is_of_year = look_up(code_list, text, self.year)
        if not is_known:
            self._odd(one, child_id, "This code is not on the list. It was kept, and is shown as not known.")
        elif not is_of_year:
            self._odd(one, child_id, "This code is not used in this collection year. It was kept.")
        return code

    def flag(self, one: Node, child_id: str) -> bool | None:
        """Yes for 1 or true, no for 0, false or nothing; None, with a finding, for anything else."""
        text = one.text.lower()
        if text in TRUE:
            return True
        if text in FALSE or not text:
            return False
        self._refuse(one, child_id, "This must be 1 for yes or 0 for no.")
        return None

    def number(self, one: Node, child_id: str) -> int | None:
        """A whole number of up to five digits; None, with a finding, for anything else."""
        text = one.text
        if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
            return int(text)
        if text:
            self._refuse(one, child_id, "This must be a whole number.")
        return None

    def _refuse(self, one: Node, child_id: str, reason: str) -> None:
        self.findings.refuse(reason, line=one.line, child_id=child_id, field=one.name, found=one.text)

    def _odd(self, one: Node, child_id: str, reason: str) -> None:
        self.findings.odd(reason, line=one.line, child_id=child_id, field=one.name, found=one.text)


@lru_cache(maxsize=2_000)
def look_up(code_list: str, text: str, year: int | None) -> tuple[str, bool, bool]:
    """The code as it is kept, whether the list has it at all, and whether it has it in that collection year."""
    is_known = codes.words(code_list, text) is not None
    code = text.upper() if is_known else text[:LONGEST_CODE]
    return code, is_known, codes.words(code_list, text, year) is not None
