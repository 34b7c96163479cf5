"""What an importer says about a file: what it refused or found odd, and when it cannot be read at all."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

FOUND = 60  # characters kept of what stood in the file
RECORDED_HERE = "What was recorded here of this referral is something else. It stands; nothing of it was changed."


class Level(StrEnum):
    """What became of the record."""

    REFUSED = "refused"
    ODD = "odd"


class CannotRead(Exception):
    """The file as a whole cannot be used; the message says why and what would mend it. Nothing was changed."""


@dataclass(frozen=True)
class Finding:
    """One thing said about one record: where it stands, whose it is, which field, why and what would mend it.

    `found` is the text of the file that it is about. `kind` is the kind of record that was left out; empty where
    only a field was. The reason names no value, so that findings can be counted by it.
    """

    level: Level
    reason: str
    line: int | None = None
    child_id: str = ""
    field: str = ""
    kind: str = ""
    found: str = ""

    def words(self) -> str:
        """One line for a terminal: place, child id, field, reason."""
        found = f"found “{self.found}”. " if self.found else ""
        return f"{self.where()}: {found}{self.reason}"

    def where(self) -> str:
        """The line, child id and field, as far as there are any."""
        place = f"line {self.line:,}" if self.line else "file"
        about = ", ".join(part for part in (f"child {self.child_id}" if self.child_id else "", self.field) if part)
        return f"{place}, {about}" if about else place


@dataclass
class Findings:
    """Findings gathered while a file is read and taken in."""

    rows: list[Finding] = field(default_factory=list)

    def refuse(
        self,
        reason: str,
        *,
        line: int | None = None,
        child_id: str = "",
        field: str = "",
        kind: str = "",
        found: str = "",
    ) -> None:
        """Say that a record (of `kind`), or one field of it, was not taken."""
        self.rows.append(Finding(Level.REFUSED, reason, line, child_id[:60], field[:60], kind, found[:FOUND]))

    def odd(
        self, reason: str, *, line: int | None = None, child_id: str = "", field: str = "", found: str = ""
    ) -> None:
        """Say that something was taken as it came and should be looked at."""
        self.rows.append(Finding(Level.ODD, reason, line, child_id[:60], field[:60], "", found[:FOUND]))

    def counts(self) -> Counter[str]:
        """How many of each level."""
        return Counter(str(row.level) for row in self.rows)

    def refused_kinds(self) -> Counter[str]:
        """How many whole records of each kind were refused."""
        return Counter(row.kind for row in self.rows if row.level == Level.REFUSED and row.kind)

    def by_reason(self) -> dict[tuple[Level, str], list[Finding]]:
        """Findings that say the same, together: refused ones first, the most frequent first within each level."""
        groups: dict[tuple[Level, str], list[Finding]] = {}
        for row in self.rows:
            groups.setdefault((row.level, row.reason), []).append(row)
        order = sorted(groups, key=lambda key: (key[0] != Level.REFUSED, -len(groups[key]), key[1]))
        return {key: groups[key] for key in order}
