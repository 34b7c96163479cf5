"""The columns of a people file and the headings by which each is known."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from thrive.oversight.returns.tables import plain


@dataclass(frozen=True)
class Column:
    """One column: its key, what it holds, and headings it goes by besides its own."""

    key: str
    heading: str
    holds: str
    synonyms: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The plain headings it is known by."""
        return frozenset(plain(one) for one in (self.key, self.heading, *self.synonyms))


@dataclass(frozen=True)
class Role:
    """A column group for somebody who brings the child up: what they are to the child, and what it says of sex."""

    key: str
    heading: str
    kind: str  # of `people.rules.RELATIONSHIPS`
    sex: str = ""


ROLES = (
    Role("mother", "Mother", "parent", "F"),
    Role("father", "Father", "parent", "M"),
    Role("parent", "Other parent", "parent"),
    Role("carer", "Carer", "carer"),
)

_DAY = "Day, as 2024-06-04, 4/6/2024 or 4-Jun-2024"


def _own() -> tuple[Column, ...]:
    """The columns about the child, from the list beside this module."""
    text = (resources.files(__package__) / "columns.csv").read_text(encoding="utf-8")
    return tuple(
        Column(row["key"], row["heading"], row["holds"], tuple(row["synonyms"].split("; ")) if row["synonyms"] else ())
        for row in csv.DictReader(text.splitlines())
    )


def _of_role(role: Role) -> tuple[Column, ...]:
    name = role.heading
    return (
        Column(f"{role.key}_full", f"{name} name", "Whole name", (name, f"{name} full name")),
        Column(f"{role.key}_given", f"{name} first name", "Given name", (f"{name} forename",)),
        Column(f"{role.key}_family", f"{name} surname", "Family name", (f"{name} last name", f"{name} family name")),
        Column(f"{role.key}_born_on", f"{name} date of birth", _DAY, (f"{name} DOB", f"{name} birth date")),
        Column(
            f"{role.key}_key",
            f"{name} id",
            "Their own id, alike wherever they stand; it may be their child id",
            (f"{name} key", f"{name} person id", f"{name} number"),
        ),
        Column(f"{role.key}_phone", f"{name} phone", "Numbers, with ; between them", (f"{name} mobile",)),
        Column(f"{role.key}_address", f"{name} address", "On one line; the child’s own puts them in one household"),
        Column(f"{role.key}_postcode", f"{name} postcode", "Of that address"),
    )


COLUMNS: tuple[Column, ...] = (*_own(), *(column for role in ROLES for column in _of_role(role)))

#: A table is a people file if it has one of each.
NEEDED: tuple[frozenset[str], ...] = (
    frozenset({"child_id", "nhs_number", "upn"}),
    frozenset({"given", "family", "full", "born_on", "address", "worker", "worker_email", "family_key", "mother_full"}),
)


def match(headings: Iterable[str]) -> tuple[Mapping[str, str], list[str]]:
    """The plain heading of each column that is there, by column key, and the headings that nobody knows."""
    by_name = {name: column.key for column in reversed(COLUMNS) for name in column.names}
    found: dict[str, str] = {}
    unknown: list[str] = []
    for heading in headings:
        key = by_name.get(plain(heading))
        if key is None and plain(heading):
            unknown.append(heading)
        elif key is not None:
            found.setdefault(key, plain(heading))
    return found, unknown


def is_people_file(headings: Iterable[str]) -> bool:
    """Whether these are headings of a people file."""
    found = match(headings)[0].keys()
    return all(found & some for some in NEEDED)
