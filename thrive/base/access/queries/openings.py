"""Who opened a record with a reason, for those who work with the person: whoever has it, and their team.

A reason is asked of a colleague so that somebody can see it. Whoever works with the child knows best whether it is
so; they need not be allowed to read the whole log for that.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from thrive.base.access import policy
from thrive.base.access.models import Subject, User
from thrive.base.access.permissions import SEE_OPENINGS
from thrive.base.access.policy import Viewer
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.history import wall
from thrive.base.history.models import AuditEntry
from thrive.base.history.prepared import prepared

WITH_REASON = "access.opened_with_reason"
ON_SUMMARY, ON_HOME, ON_PAGE = Days(30), Days(7), Days(365)  # how far back each goes
MOST_ON_SUMMARY = 3
MOST = 1_000  # entries that are read at once
NONE_GIVEN = RawSQL("''", ())  # in the words of the question, so that the index of entries with a reason is found


@dataclass(frozen=True)
class Opening:
    """Somebody opened the record of `subject` with a reason. `role`: what they held then, in words."""

    subject: int
    at: dt.datetime
    who: str
    role: str
    reason: str


def openings(*, viewer: Viewer, subject: Subject) -> list[Opening]:
    """Who opened this record with a reason in the last year, last first; not the viewer. One query beyond the decision.

    Raises NotAllowed.
    """
    policy.require(viewer, SEE_OPENINGS, subject)
    return _read(viewer, subject.about_ids(), since=_back(ON_PAGE))


def openings_panel(*, viewer: Viewer, subject: Subject) -> dict[str, Any] | None:
    """The newest of the last 30 days, for the summary; None where there are none, or the viewer may not see them."""
    if not policy.decide(viewer, SEE_OPENINGS, subject).ok:
        return None
    found = _read(viewer, subject.about_ids(), since=_back(ON_SUMMARY))
    return {"openings": found[:MOST_ON_SUMMARY], "more": max(0, len(found) - MOST_ON_SUMMARY)} if found else None


def openings_lately(*, viewer: Viewer) -> list[Opening]:
    """Who opened, in the last seven days, records of those whom the viewer or their team works with; last first.

    One query, or none for whoever may not ask. Openings are few, and those somebody works with may be very many: so
    each opening is asked whom it is of.
    """
    if not policy.holds(viewer, SEE_OPENINGS):
        return []
    return _read(viewer, None, since=_back(ON_HOME))


def _whole(viewer: Viewer, **asked: Any) -> list[Any]:
    """The rows, for a partner's lead too: the wall keeps the log from partners, and the policy has spoken by now."""
    if isinstance(viewer, User) and viewer.standing.is_own_staff:
        return _rows(viewer=viewer, **asked)
    with wall.whole("whoever works with somebody may see who opened the record, and no more of the log"):
        return _rows(viewer=viewer, **asked)


@prepared
def _rows(
    *, viewer: Viewer, subjects: Collection[int] | None, actor: int | None, since: dt.datetime
) -> "QuerySet[AuditEntry, Any]":
    theirs = Subject.objects.filter(policy.visible(viewer, SEE_OPENINGS), pk=OuterRef("subject_id"))
    whose = Q(Exists(theirs)) if subjects is None else Q(subject_id__in=subjects)
    name: QuerySet[Any] = User.objects.filter(pk=OuterRef("actor_id")).values("name")[:1]
    return (
        AuditEntry.objects.filter(whose, verb=WITH_REASON, at__gte=since)
        .exclude(actor_id=actor)
        .exclude(reason=NONE_GIVEN)  # all have a reason, and entries with one have an index
        .order_by("-at", "-pk")
        .values_list("subject_id", "at", "actor_id", "actor_roles", "reason", Subquery(name))[:MOST]
    )


def _back(period: Days) -> dt.date:
    return clock.today() - dt.timedelta(days=period.n)


def _read(viewer: Viewer, subjects: Collection[int] | None, *, since: dt.date) -> list[Opening]:
    """Openings since a London day, of these or of all whom the viewer works with: of several by one worker, of one
    person, on one day and for one reason, the last."""
    rows = _whole(viewer, subjects=subjects, actor=viewer.actor_id, since=clock.start_of(since))
    found: dict[tuple[Any, ...], Opening] = {}
    for subject, at, actor, roles, reason, who in rows:
        titles = ", ".join(policy.role_titles(roles.split(",")))
        once = (subject, actor, reason, clock.london_day(at))
        found.setdefault(once, Opening(subject, at, who or f"User {actor}", titles, reason))
    return list(found.values())
