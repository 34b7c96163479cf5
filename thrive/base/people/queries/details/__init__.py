"""The facts kept about a person by kind: declared once, each with its history."""

from thrive.base.people.queries.details.history import (
    Entry,
    History,
    Target,
    changeable,
    details,
    history,
    kind_called,
    life_of,
    life_steps,
    said,
    target,
)
from thrive.base.people.queries.details.kinds import KINDS, DetailKind, title_of

__all__ = [
    "KINDS",
    "DetailKind",
    "Entry",
    "History",
    "Target",
    "changeable",
    "details",
    "history",
    "kind_called",
    "life_of",
    "life_steps",
    "said",
    "target",
    "title_of",
]
