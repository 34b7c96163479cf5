"""Code lists of the returns, one CSV each, and what their codes mean in words.

Each row has the first and last collection year (the year in which the period ends) in which the code may be
used; an empty one sets no limit. A code that is not on its list is kept as text by whoever met it and shown
as unknown. The codes are those of the children in need census.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Code:
    """A code of a list, and the collection years in which it may be used: both inclusive, None for no limit."""

    code: str
    words: str
    first_year: int | None
    last_year: int | None

    def is_used_in(self, year: int | None) -> bool:
        """Whether the code may be used in that collection year; always, when no year is given."""
        if not year:
            return True
        return (self.first_year or year) <= year <= (self.last_year or year)


def words(name: str, code: str, year: int | None = None) -> str | None:
    """What `code` of the list `name` means in collection `year` (0 or None: in any); None if it is not known.

    Case and blanks around the code do not matter. Raises KeyError for a list that does not exist.
    """
    found = _list(name).get(code.strip().upper())
    return found.words if found and found.is_used_in(year) else None


def known(name: str, year: int | None = None) -> list[Code]:
    """The codes of the list `name` in the order of the list, as used in `year` (None: in any).

    Raises KeyError for a list that does not exist.
    """
    return [one for one in _list(name).values() if one.is_used_in(year)]


def names() -> list[str]:
    """The names of all lists."""
    files = (file.name for file in resources.files(__name__).iterdir())
    return sorted(file.removesuffix(".csv") for file in files if file.endswith(".csv"))


@cache
def _list(name: str) -> Mapping[str, Code]:
    file = resources.files(__name__) / f"{name}.csv"
    if not file.is_file():
        raise KeyError(f"There is no code list called {name!r}; there are {', '.join(names())}")
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {row["code"]: _code(row) for row in rows}


def _code(row: dict[str, str]) -> Code:
    first, last = row["first_year"], row["last_year"]
    return Code(row["code"], row["words"], int(first) if first else None, int(last) if last else None)
