"""A person's family as a list and a diagram, as far as a viewer may see it.

Restricted members are there as "Restricted", sealed ones are not there, an address that is kept back is kept back
for everybody who shares it. Six queries, however large the family.
"""

import datetime as dt
from dataclasses import dataclass

from thrive.base.access import policy
from thrive.base.access.policy import Viewer
from thrive.base.calendar import clock
from thrive.base.people import genogram, permissions
from thrive.base.people.genogram import Drawing
from thrive.base.people.queries.family.diagram import to_draw
from thrive.base.people.queries.family.gathered import Gathered, gather
from thrive.base.people.queries.family.rows import Lived, Row, first_name, graph, is_child, name, rows, ties
from thrive.base.people.queries.records import Record, find_subject

__all__ = ["Ended", "FamilyView", "Lived", "Row", "family_view"]


@dataclass(frozen=True)
class Ended:
    """A relationship of the focus that no longer holds."""

    name: str
    ref: str
    tie: Lived


@dataclass(frozen=True)
class FamilyView:
    """What the family page shows. `day`: as at; `known`: as known at that instant, None as known now."""

    name: str
    first_name: str
    day: dt.date
    rows: list[Row]
    ended: list[Ended]
    drawing: Drawing
    focus_is_child: bool
    known: dt.datetime | None = None

    @property
    def is_today(self) -> bool:
        """Whether the family is shown as it is now, as known now."""
        return self.day == clock.today() and self.known is None


def family_view(
    *,
    viewer: Viewer,
    ref: str,
    day: dt.date | None = None,
    known: dt.datetime | None = None,
    record: Record | None = None,
) -> FamilyView:
    """The family of the person called `ref` as at `day` (default today), as known at the instant `known` (default now).

    `record`: the record if it has been opened already for SEE_FAMILY. Raises NotFound and NotAllowed. The caller
    logs the look.
    """
    subject = record.subject if record else find_subject(ref)
    if record is None:
        policy.require(viewer, permissions.SEE_FAMILY, subject)
    family = gather(viewer, subject, day or clock.today(), known=known)
    return FamilyView(
        name=name(family.focus, family.day),
        first_name=first_name(family.focus, family.day),
        day=family.day,
        rows=rows(family),
        ended=_ended(family),
        drawing=genogram.draw(to_draw(family, graph(family))),
        focus_is_child=is_child(family.focus, family.day),
        known=known,
    )


def _ended(family: Gathered) -> list[Ended]:
    """Ended relationships of the focus, with everybody whose record is not restricted."""
    return [
        Ended(name(one, family.day), one.card.ref if one.header else "", tie)
        for one in [*family.people.values(), *family.former.values()]
        if not one.hidden
        for tie in ties(family, one.key, ended=True)
    ]
