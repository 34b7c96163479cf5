"""Reading the cells of a dataset's row, each with a finding where it cannot be read."""

import datetime as dt
import json
from typing import Any

from thrive.base.calendar import clock
from thrive.base.local import codes
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.tables import Row, plain
from thrive.oversight.returns.texts import NOT_A_DATE, STILL_TO_COME, parse_date

YES, NO = {"y", "yes", "1", "true", "t"}, {"n", "no", "0", "false", "f"}
EMPTY = {"null", "none", "n/a", "na", "nan", "nat", "unk"}
OPEN_END = 9999  # years that mean "no end in sight"


class Cells:
    """One row of a table. `child_id` is whose it is, for the findings."""

    def __init__(self, table: str, row: Row, findings: Findings, person: str = "") -> None:
        self.table, self.row, self.findings = table, row, findings
        self.child_id = self.text(person) if person else ""

    def text(self, column: str, longest: int = 200) -> str:
        """A cell; words that stand for nothing are nothing."""
        found = self.row[plain(column)]
        return "" if found.casefold() in EMPTY else found[:longest]

    def date(self, column: str) -> dt.date | None:
        """A day; None for an empty cell, and with a finding for what is no day."""
        text = self.text(column)
        if not text or text.startswith(str(OPEN_END)):
            return None
        day = parse_date(text)
        if day is None:
            self.refuse(column, NOT_A_DATE, found=text)
        return day

    def past_date(self, column: str) -> dt.date | None:
        """A day that cannot be still to come, such as a birth; None, with a finding, for one that is."""
        day = self.date(column)
        if day is not None and day > clock.today():
            self.refuse(column, STILL_TO_COME, found=self.text(column))
            return None
        return day

    def flag(self, column: str) -> bool | None:
        """Yes or no; None for an empty cell, and with a finding for anything else."""
        text = self.text(column).casefold()
        if not text:
            return None
        if text not in YES and text not in NO:
            self.odd(column, "This is neither Y nor N. It was left out.", found=text)
            return None
        return text in YES

    def code(self, column: str, code_list: str) -> str:
        """A code of a list, by code or words; another is kept as text, with a finding."""
        text = self.text(column, 40)
        if not text:
            return ""
        first = text.split(" ")[0].rstrip(":-")
        for one in (text, first):
            if codes.words(code_list, one) is not None:
                return one.upper()
        by_words = {one.words.casefold(): one.code for one in codes.known(code_list)}
        if text.casefold() in by_words:
            return by_words[text.casefold()]
        self.odd(column, "This code is not on the list. It was kept, and is shown as not known.", found=text)
        return text

    def json(self, column: str) -> Any:
        """What a cell of JSON holds; its text where it is no JSON."""
        text = self.text(column, 10_000)
        try:
            return json.loads(text) if text else None
        except ValueError:
            return text

    def as_it_came(self) -> dict[str, str]:
        """Every cell of the row that is filled."""
        return dict(self.row.cells)

    def refuse(self, column: str, reason: str, *, kind: str = "", found: str = "") -> None:
        """Say that a cell, or the whole row, was not taken."""
        self.findings.refuse(
            reason,
            line=self.row.line,
            child_id=self.child_id,
            field=f"{self.table}, {column}",
            kind=kind,
            found=found,
        )

    def odd(self, column: str, reason: str, *, found: str = "") -> None:
        """Say that a cell was taken as it came, or left out."""
        self.findings.odd(
            reason, line=self.row.line, child_id=self.child_id, field=f"{self.table}, {column}", found=found
        )
