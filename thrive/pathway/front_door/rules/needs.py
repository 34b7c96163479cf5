"""The national reference set of needs, by headline outcome: version SF2022.

The ten headline outcomes are those of the Supporting Families framework of 2022 to 2025; the words of the needs are
our own short form of them and stay to be checked against its third chapter. No later national list was found. They
prompt and describe: no number of needs opens or closes any door.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

NEEDS_VERSION = "SF2022"


@dataclass(frozen=True)
class Need:
    """A need of the reference set, under its headline outcome."""

    code: str
    outcome: str
    words: str


@cache
def needs() -> Mapping[str, Need]:
    """Every need by its code, in the order of the set."""
    file = resources.files(__package__) / "needs.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {row["code"]: Need(row["code"], row["outcome"], row["words"]) for row in rows}


def headings() -> Mapping[str, list[Need]]:
    """The needs under each headline outcome, in order."""
    found: dict[str, list[Need]] = {}
    for one in needs().values():
        found.setdefault(one.outcome, []).append(one)
    return found


def need_called(code: str) -> Need | None:
    """The need with this code; None for one that is not in the set."""
    return needs().get(code)
