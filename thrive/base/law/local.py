"""An authority's own choices about rules: variations and commencements, and whether a rule binds.

`thrive.base.local` keeps these as dated rows and hands them in as the plain objects below. They
never change what `rules.py` declares. A row that a second person has not checked has no effect.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thrive.base.law.rule import Rule, Value

ALL_ENGLAND = ""


@dataclass(frozen=True, kw_only=True)
class LocalRow:
    """What both kinds of row have: which rule, where, for what, since when, on whose word.

    `rule` is the rule's key; `authority` its code; `area` and `purpose` are empty where the row holds
    for the whole authority and every purpose. Days are half-open: `day_to` is the first day on which
    it no longer holds. `instrument` names what it rests on (regulations, a cabinet decision).
    """

    rule: str
    authority: str
    day_from: date
    instrument: str
    entered_by: str
    checked_by: str
    day_to: date | None = None
    area: str = ""
    purpose: str = ""

    @property
    def is_checked(self) -> bool:
        """Whether somebody other than the person who entered it has checked it."""
        return bool(self.checked_by) and self.checked_by != self.entered_by

    def applies(self, rule: str, day: date, *, authority: str = "", area: str = "", purpose: str = "") -> bool:
        """Whether the row, checked, speaks about this rule on this day, here and for this purpose."""
        here = self.authority in (ALL_ENGLAND, authority)
        fits = self.area in ("", area) and self.purpose in ("", purpose)
        dated = self.day_from <= day and (self.day_to is None or day < self.day_to)
        return self.is_checked and self.rule == rule and here and fits and dated

    @property
    def rank(self) -> tuple[bool, bool, bool, date]:
        """Which of two rows that both apply goes before: the nearer one, then the later one."""
        return bool(self.authority), bool(self.area), bool(self.purpose), self.day_from


@dataclass(frozen=True, kw_only=True)
class Variation(LocalRow):
    """A limit or value that an authority has set instead of the declared one."""

    value: Value


@dataclass(frozen=True, kw_only=True)
class Commencement(LocalRow):
    """The day from which a rule binds in an authority, or in all England where `authority` is empty."""


class Force(StrEnum):
    """What a rule does on a day in a place."""

    BINDS = "binds"
    WARNS = "warns"
    SPENT = "spent"

    @property
    def label(self) -> str:
        """What a page calls it."""
        return {"binds": "In force here", "warns": "Not in force here yet", "spent": "No longer in force"}[self]


def force_of(
    rule: Rule,
    day: date,
    authority: str,
    commencements: Iterable[Commencement] = (),
    *,
    area: str = "",
    purpose: str = "",
) -> Force:
    """Whether `rule` binds on `day` in `authority`, only warns, or is spent.

    A national text in force binds everywhere. A grant condition or local procedure, and a text that
    Parliament has made but not brought into force, binds where and from when a commencement says so.
    Something that is only being consulted on never binds.
    """
    source = rule.source_on(day)
    if source.in_force_to is not None and day >= source.in_force_to:
        return Force.SPENT
    if source.in_force_on(day) and not source.kind.is_opted_into:
        return Force.BINDS
    begun = (row.applies(rule.key, day, authority=authority, area=area, purpose=purpose) for row in commencements)
    return Force.BINDS if source.status.can_commence and any(begun) else Force.WARNS


def binds(
    rule: Rule,
    day: date,
    authority: str,
    commencements: Iterable[Commencement] = (),
    *,
    area: str = "",
    purpose: str = "",
) -> bool:
    """Whether `rule` binds on `day` in `authority`; before that it only warns. See `force_of`."""
    return force_of(rule, day, authority, commencements, area=area, purpose=purpose) is Force.BINDS


def variation_of(
    rule: Rule, day: date, variations: Iterable[Variation], *, authority: str = "", area: str = "", purpose: str = ""
) -> Variation | None:
    """The variation by which `rule` is judged on `day`, or None.

    Of several the most particular one counts (purpose, area), then the latest. With no `authority`
    the rows are taken to be those of the authority in question already.
    """
    fitting = [
        row
        for row in variations
        if row.applies(rule.key, day, authority=authority or row.authority, area=area, purpose=purpose)
    ]
    return max(fitting, key=lambda row: row.rank, default=None)
