"""`StatusRule`: the words that show on a person's record while something is open."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

#: Gives, for these people on this day, as known at an instant (None: now), the statuses each has, in any order.
StatusSource = Callable[[Sequence[int], dt.date, dt.datetime | None], Mapping[int, Sequence["Status"]]]


@dataclass(frozen=True, kw_only=True)
class StatusRule:
    """A status that a person has while an element of kind `kind` is open.

    `tone` names the style of the tag (look and feel: need-1 to need-3, care, leaver, neutral); `rank` its
    place, lowest first. `unless` names an element of the same content that switches it off ("no_further_action").
    `hides` lists the keys of lesser statuses not shown beside it. `says` is the rule in words, one click away.
    `adds` names a content field whose code, of the list `adds_list`, is said after the label ("Child protection
    plan: neglect"). `several` is the label of more than one ("Children in need").
    """

    key: str
    label: str
    several: str
    tone: str
    rank: int
    kind: str
    says: str
    unless: str = ""
    adds: str = ""
    adds_list: str = ""
    hides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """A status somebody has, since when, and by which element."""

    key: str
    label: str
    tone: str
    rank: int
    since: dt.date | None
    element: str  # ref of the record that gives it

    def as_row(self) -> dict[str, Any]:
        """As it is kept on the card."""
        return {**asdict(self), "since": self.since.isoformat() if self.since else None}
