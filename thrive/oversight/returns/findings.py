"""What an importer says about a file: what it refused or found odd, and when it cannot be read at all."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """What became of the record."""

    REFUSED = "refused"
    ODD = "odd"


class CannotRead(Exception):
    """The file as a whole cannot be used; the message says why and what would mend it. Nothing was changed."""


@dataclass(frozen=True)
class Finding:
    """One thing said about one record: where it stands, whose it is, which field, why and what would mend it."""

    level: Level
    reason: str
    line: int | None = None
    child_id: str = ""
    field: str = ""

    def words(self) -> str:
        """One line for a terminal: place, child id, field, reason."""
        place = f"line {self.line}" if self.line else "file"
        about = ", ".join(part for part in (f"child {self.child_id}" if self.child_id else "", self.field) if part)
        return f"{place}: {self.level}: {f'{about}: ' if about else ''}{self.reason}"


@dataclass
class Findings:
    """Findings gathered while a file is read and taken in."""

    rows: list[Finding] = field(default_factory=list)

    def refuse(self, reason: str, *, line: int | None = None, child_id: str = "", field: str = "") -> None:
        """Say that a record, or one field of it, was not taken."""
        self.rows.append(Finding(Level.REFUSED, reason, line, child_id[:60], field))

    def odd(self, reason: str, *, line: int | None = None, child_id: str = "", field: str = "") -> None:
        """Say that something was taken as it came and should be looked at."""
        self.rows.append(Finding(Level.ODD, reason, line, child_id[:60], field))

    def counts(self) -> Counter[str]:
        """How many of each level."""
        return Counter(str(row.level) for row in self.rows)
