"""The table of rules, and the shapes they look at."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Fields = dict[str, str]


def day(fields: Fields, name: str) -> dt.date | None:
    """A date of a group; None where it is not there."""
    return dt.date.fromisoformat(fields[name]) if fields.get(name) else None


@dataclass
class Plan:
    """A child protection plan with the days of its reviews ("" for one without a day)."""

    fields: Fields
    reviews: list[str] = field(default_factory=list)


@dataclass
class Details:
    """One referral with what it holds."""

    fields: Fields
    assessments: list[tuple[Fields, list[str]]] = field(default_factory=list)
    enquiries: list[Fields] = field(default_factory=list)
    cin_plans: list[Fields] = field(default_factory=list)
    cp_plans: list[Plan] = field(default_factory=list)

    @property
    def is_nfa(self) -> bool:
        return self.fields.get("ReferralNFA") in ("1", "true")

    def day(self, name: str) -> dt.date | None:
        return day(self.fields, name)


@dataclass
class Child:
    """One child of the file."""

    ids: list[tuple[str, str]]
    ethnicity: list[str]
    disabilities: list[str]
    details: list[Details]

    def text(self, name: str) -> str:
        return next((value for key, value in self.ids if key == name), "")

    def day(self, name: str) -> dt.date | None:
        return day(dict(self.ids), name)

    @property
    def label(self) -> str:
        return self.text("LAchildID") or "(no id)"


@dataclass
class Census:
    """A whole file. `speaks` is the last day it can speak of: the end of the period, or the day it was written."""

    header: Fields
    children: list[Child]

    @property
    def year(self) -> int:
        return int(self.header["Year"])

    @property
    def starts(self) -> dt.date:
        return dt.date(self.year - 1, 4, 1)

    @property
    def ends(self) -> dt.date:
        return dt.date(self.year, 3, 31)

    @property
    def speaks(self) -> dt.date:
        written = self.header.get("DateTime", "")[:10]
        return min(self.ends, dt.date.fromisoformat(written)) if written else self.ends

    def holds(self, one: dt.date | None) -> bool:
        return one is not None and self.starts <= one <= self.ends


Found = Iterator[str]
OfFile = Callable[[Census], Found]
RULES: dict[str, OfFile] = {}


def of_file(code: str) -> Callable[[OfFile], OfFile]:
    """Enter a rule that looks at the whole file."""

    def enter(check: OfFile) -> OfFile:
        RULES[code] = check
        return check

    return enter


def of_child(code: str) -> Callable[[Callable[[Census, Child], bool]], object]:
    """Enter a rule that is broken by a child, or not."""

    def enter(breaks: Callable[[Census, Child], bool]) -> object:
        RULES[code] = lambda census: (one.label for one in census.children if breaks(census, one))
        return breaks

    return enter


def of_details(code: str) -> Callable[[Callable[[Census, Child, Details], bool]], object]:
    """Enter a rule that is broken by a referral of a child, or not."""

    def enter(breaks: Callable[[Census, Child, Details], bool]) -> object:
        RULES[code] = lambda census: (
            f"{child.label} {one.fields.get('CINreferralDate', '')}"
            for child in census.children
            for one in child.details
            if breaks(census, child, one)
        )
        return breaks

    return enter
