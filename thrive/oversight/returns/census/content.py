"""What a census holds once it has been read: plain data, nothing of XML and nothing of a database."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from thrive.oversight.returns.findings import Findings


@dataclass(frozen=True)
class Header:
    """Whose file it is and which collection: `year` is the one in which the period ends, on 31 March."""

    authority_code: str
    year: int
    reference_date: dt.date


@dataclass
class Element:
    """One dated record within a child, ready to be taken in. `referral` is None for the referral itself."""

    kind: str
    began_on: dt.date
    content: dict[str, Any]
    line: int
    ended_on: dt.date | None = None
    referral: "Element | None" = None
    within: "Element | None" = None  # the plan of a review; else the referral
    natural_key: str = ""

    @property
    def parent_key(self) -> str:
        """The natural key of its referral; empty for the referral itself."""
        return self.referral.natural_key if self.referral else ""


@dataclass
class Child:
    """One child of the file: identifiers and characteristics by name, and its elements."""

    child_id: str
    line: int
    born_on: dt.date | None = None
    expected_on: dt.date | None = None
    died_on: dt.date | None = None
    sex: str = ""
    upn: str = ""
    former_upn: str = ""
    upn_unknown: str = ""
    ethnicity: str = ""
    disabilities: list[str] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    referrals: list[list[Element]] = field(default_factory=list)  # the same elements, by referral

    def add(self, elements: list[Element]) -> None:
        """Add a referral (the first of `elements`) and what belongs to it, each with a key of its own."""
        taken = {(one.kind, one.natural_key) for one in self.elements}
        for one in elements:
            parent = one.within or one.referral
            key = f"{parent.natural_key}/{one.began_on}" if parent else str(one.began_on)
            number = 2
            one.natural_key = key
            while (one.kind, one.natural_key) in taken:
                one.natural_key = f"{key}#{number}"
                number += 1
            taken.add((one.kind, one.natural_key))
        self.elements += elements
        self.referrals.append(elements)

    def holds(self, elements: list[Element]) -> bool:
        """Whether the same referral, alike in every part, is held already."""
        return any(_same(elements, some) for some in self.referrals)


@dataclass
class Census:
    """A whole file, read."""

    header: Header
    children: list[Child]
    findings: Findings


def _same(some: list[Element], others: list[Element]) -> bool:
    def said(elements: list[Element]) -> list[tuple]:
        return [(one.kind, one.began_on, one.ended_on, one.content) for one in elements]

    return len(some) == len(others) and said(some) == said(others)
