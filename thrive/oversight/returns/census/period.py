"""What belongs to a collection: its period, and what of a referral happened in it or goes on at its end.

As the census asks: a referral that was open on any day of the period; of what it holds, what ended in the period or
had not ended by its last day. A referral of no further action belongs to the period in which it was received.
What is dated after the last day was not known by then, and is left out.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thrive.oversight.returns.census.shape import CIN_PLAN, CP_PLAN, PRE_PROCEEDINGS, As, Module

PRE_PROCEEDINGS_FROM = 2027
INTERNAL_REVIEW_UNTIL = 2023
SEX_FROM = 2025
LIMITS = ("conference_due_on",)  # days by which something should happen: known before they come


@dataclass(frozen=True)
class Period:
    """The period of a collection: the twelve months that end on 31 March of `year`."""

    year: int

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year - 1, 4, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return dt.date(self.year, 3, 31)

    def holds(self, day: dt.date | None) -> bool:
        """Whether `day` lies in it."""
        return day is not None and self.first <= day <= self.last

    def has_referral(self, content: Mapping[str, Any]) -> bool:
        """Whether a referral belongs to the collection."""
        received, closed = _day(content, "received_on"), _day(content, "closed_on")
        if received is None or received > self.last:
            return False
        if content.get("no_further_action"):
            return received >= self.first
        return closed is None or closed >= self.first

    def has(self, kind: str, content: Mapping[str, Any]) -> bool:
        """Whether an element of a referral belongs to the collection."""
        if kind == "assessment":
            return self._runs(content, "started_on", "authorised_on")
        if kind == "s47_enquiry":
            return self._has_enquiry(content)
        if kind in (CIN_PLAN.kind, CP_PLAN.kind):
            return self._runs(content, "started_on", "ended_on")
        if kind == "cp_review":
            return self.holds(_day(content, "held_on"))
        if kind == PRE_PROCEEDINGS.kind:
            return self.year >= PRE_PROCEEDINGS_FROM and self._runs(content, "started_on", "ended_on")
        return False

    def told(self, content: Mapping[str, Any], module: Module) -> dict[str, Any]:
        """The fields of an element as they stood on the last day: by their names in the file, in its order."""
        found: dict[str, Any] = {}
        for name, known in module.fields.items():
            value = content.get(known.name)
            is_dated = known.read is As.DATE and known.name not in LIMITS
            if value is None or (is_dated and dt.date.fromisoformat(str(value)) > self.last):
                continue
            found[name] = value
        return found

    def _runs(self, content: Mapping[str, Any], first: str, last: str) -> bool:
        started, ended = _day(content, first), _day(content, last)
        return started is not None and started <= self.last and (ended is None or ended >= self.first)

    def _has_enquiry(self, content: Mapping[str, Any]) -> bool:
        """An enquiry without a conference is over when none was needed; the census does not say on which day."""
        started, held = _day(content, "started_on"), _day(content, "conference_held_on")
        if started is None or started > self.last:
            return False
        if held is None and content.get("conference_not_required"):
            return started >= self.first
        return held is None or held >= self.first


def _day(content: Mapping[str, Any], name: str) -> dt.date | None:
    text = content.get(name)
    return dt.date.fromisoformat(text) if text else None
