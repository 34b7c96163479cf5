"""What was known when, over HTTP: a record as at a day and as known at an instant, and what was learnt after it."""

import datetime as dt
from typing import Literal

from ninja import Schema
from pydantic import AwareDatetime

from thrive.base.access.calls.caller import Call
from thrive.base.access.calls.shapes import Ref
from thrive.base.people import permissions
from thrive.base.people.api.records import Status, room
from thrive.base.people.queries import known as known_queries


class FactKnown(Schema):
    """One fact as it was held: true from `since` to before `until`, where those are known."""

    kind: str
    title: str
    says: str
    since: dt.date | None
    until: dt.date | None
    recorded_at: dt.datetime
    author: str
    source: str
    why: str


class RecordKnown(Schema):
    """A record as at a day, as known at an instant. `withheld` names kinds of fact that are kept from the caller."""

    day: dt.date
    known: dt.datetime
    was_on_record: bool
    facts: list[FactKnown]
    statuses: list[Status]
    withheld: list[str]


class FactChanged(Schema):
    """What became of our knowledge of one fact. `by` is what was written to make the change."""

    what: Literal["learnt", "corrected", "ended", "replaced", "withdrawn", "passed"]
    kind: str
    before: FactKnown | None
    after: FactKnown | None
    by: FactKnown


class KnowledgeChanged(Schema):
    """What was known at `later` that was not known at `earlier`, oldest first. Statuses are those of `day`."""

    earlier: dt.datetime
    later: dt.datetime
    day: dt.date
    changes: list[FactChanged]
    statuses_before: list[str]
    statuses_after: list[str]
    withheld: list[str]


@room.read("/people/{ref}/known", needs=permissions.OPEN_RECORD, answers=RecordKnown)
def as_known(request: Call, ref: Ref, day: dt.date | None = None, known: AwareDatetime | None = None) -> RecordKnown:
    """Read a record as at a day (by default today), as known at an instant (by default now).

    What an instant knew never changes. Who may see what is judged as of now: what is kept from the caller today is
    not shown as at any day.
    """
    found = known_queries.as_known(viewer=request.viewer, ref=ref, day=day, known=known)
    return RecordKnown(
        day=found.day,
        known=found.known,
        was_on_record=found.was_on_record,
        facts=[_fact(line) for section in found.sections for line in section.lines],
        statuses=[Status(key=one["key"], label=one["label"], since=one["since"] or None) for one in found.statuses],
        withheld=[title for section in found.sections for title in section.withheld],
    )


@room.read("/people/{ref}/known/changes", needs=permissions.OPEN_RECORD, answers=KnowledgeChanged)
def knowledge_changed(
    request: Call, ref: Ref, earlier: AwareDatetime, later: AwareDatetime | None = None, day: dt.date | None = None
) -> KnowledgeChanged:
    """Read what was learnt, corrected, ended or taken back between two instants (the later by default now).

    Fact by fact, each with who recorded it, when and why. `day` is that of the statuses (by default today).
    """
    found = known_queries.difference(viewer=request.viewer, ref=ref, earlier=earlier, later=later, day=day)
    return KnowledgeChanged(
        earlier=found.earlier,
        later=found.later,
        day=found.day,
        changes=[
            FactChanged(
                what=one.what.value,
                kind=one.kind,
                before=_fact(one.before) if one.before else None,
                after=_fact(one.after) if one.after else None,
                by=_fact(one.by),
            )
            for one in found.changes
        ],
        statuses_before=list(found.statuses_before),
        statuses_after=list(found.statuses_after),
        withheld=list(found.withheld),
    )


def _fact(one: known_queries.Line) -> FactKnown:
    return FactKnown(**{name: getattr(one, name) for name in FactKnown.model_fields})
