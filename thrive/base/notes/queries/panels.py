"""Sections that notes puts on a record's summary."""

from typing import Any

from thrive.base.access import policy
from thrive.base.access.models import Subject
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity
from thrive.base.notes import facts
from thrive.base.notes.permissions import READ_NOTE, READ_TIMELINE
from thrive.base.notes.queries import timeline
from thrive.base.notes.queries.timeline import Entry

LATEST = 5  # events on the summary


def seen(*, viewer: Viewer, subject: Subject) -> dict[str, Any] | None:
    """When the child was last seen; None for somebody who may not read the timeline. Two queries.

    Visits concern somebody as a child: where only another capacity is open to the viewer there is no section.
    """
    decision = policy.decide(viewer, READ_TIMELINE, subject)
    if not decision.ok or not decision.capacities & {Capacity.ANY, Capacity.CHILD}:
        return None
    return {
        "seen": facts.last_seen(subject),
        "seen_ref": subject.ref,
        "may_read_note": policy.holds(viewer, READ_NOTE),
    }


def latest(*, viewer: Viewer, subject: Subject) -> dict[str, Any] | None:
    """The newest events; None for somebody who may not read the timeline. Two queries."""
    decision = policy.decide(viewer, READ_TIMELINE, subject)
    if not decision.ok:
        return None
    entries: list[Entry] = timeline.latest(viewer=viewer, subject=subject, opened=decision, most=LATEST)
    return {"latest": entries, "latest_ref": subject.ref}
