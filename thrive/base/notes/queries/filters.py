"""What somebody wants to see of a timeline, as plain data. Kept in the session: words and agencies are personal."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from thrive.base.history.refs import looks_like_ref
from thrive.base.record.rules import EVENT_GROUPS

WORDS_MOST = 100
SEVERAL = ("groups", "children")  # parts that hold several values


@dataclass(frozen=True)
class Filters:
    """Empty parts ask for everything. `children` and `author` are refs; both days are included."""

    groups: tuple[str, ...] = ()
    significant: bool = False
    children: tuple[str, ...] = ()
    author: str = ""
    agency: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Filters()

    def as_row(self) -> dict[str, Any]:
        """As it is kept in the session."""
        row = asdict(self)
        return {**row, "from_on": _text(self.from_on), "to_on": _text(self.to_on)}

    def without(self, name: str) -> "Filters":
        """The same without one part ("words") or one of several ("groups:visits"); unknown names change nothing."""
        part, _, one = name.partition(":")
        row = asdict(self)
        if part not in row:
            return self
        kept = [other for other in row[part] if other != one] if one and part in SEVERAL else asdict(Filters())[part]
        return read({**self.as_row(), part: kept})


def read(row: Mapping[str, Any]) -> Filters:
    """Filters kept in the session; whatever no longer makes sense is left out."""
    return Filters(
        groups=tuple(one for one in row.get("groups", ()) if one in EVENT_GROUPS),
        significant=bool(row.get("significant")),
        children=tuple(one for one in row.get("children", ()) if looks_like_ref(one)),
        author=row["author"] if looks_like_ref(row.get("author", "")) else "",
        agency=str(row.get("agency", "")),
        from_on=_day(row.get("from_on")),
        to_on=_day(row.get("to_on")),
        words=str(row.get("words", ""))[:WORDS_MOST],
    )


def _text(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
