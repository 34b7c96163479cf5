"""Due dates made anew: after an event that starts, stops or moves a clock, and after a local choice about a rule."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q

from thrive.base.access.models import Authority, Subject
from thrive.base.access.policy import Viewer
from thrive.base.casework import facts
from thrive.base.casework.facts.dues import Here
from thrive.base.casework.models import DueDate
from thrive.base.history import audit, bulk
from thrive.base.history.wall import action

BATCH = 500
VALUES = ("rule", "element_type", "element_id", "started_on", "due_on", "spoken_on", "binds")


@action
def refresh(subjects: Iterable[int], *, by: Viewer | None = None, because: str = "") -> int:
    """Make the due dates of these people agree with their elements, the rules and the local choices of today.

    Called in the transaction of whatever starts, stops or moves a clock. A day that moved while the duty still runs is
    logged, old and new; `by` and `because` say whose doing it was. Returns how many moved. A constant number of queries
    for each 500 people.
    """
    keys = sorted(set(subjects))
    here: dict[int, Here] = {}
    moved = 0
    for start in range(0, len(keys), BATCH):
        moved += _refresh(_records(keys[start : start + BATCH]), here, by, because)
    return moved


@action
def after_local_choice(
    authority: Authority | None, *, by: Viewer, rule: str = "", day: dt.date | None = None, because: str = ""
) -> int:
    """Make anew what a local choice about `rule`, or a holiday on `day`, may have moved in an authority (None: in every
    one). Returns how many due dates moved; each is logged, old and new."""
    rows = DueDate.objects.order_by()
    if authority is not None:
        rows = rows.filter(subject__authority=authority)
    if rule:
        rows = rows.filter(rule=rule)
    if day is not None:
        rows = rows.filter(Q(started_on__lte=day, due_on__gte=day))
    return refresh(rows.values_list("subject_id", flat=True).distinct(), by=by, because=because)


def _records(keys: Sequence[int]) -> list[Subject]:
    """These records, and every other of the same person. One query where none was joined to another."""
    found = list(Subject.objects.filter(pk__in=keys).select_related("authority"))
    sets = {one.alias_set_id for one in found if one.alias_set_id}
    if sets:
        known = {one.pk for one in found}
        joined = Subject.objects.filter(alias_set_id__in=sets).exclude(pk__in=known).select_related("authority")
        found += list(joined)
    return found


def _refresh(subjects: Sequence[Subject], here: dict[int, Here], by: Viewer | None, because: str) -> int:
    for one in subjects:
        if one.authority_id not in here:
            here[one.authority_id] = Here.of(one.authority)
    wanted = facts.due_dates(subjects, here)
    held = {
        (row.subject_id, row.clock, row.element_ref): row
        for row in DueDate.objects.filter(subject_id__in=[one.pk for one in subjects])
    }
    changed = [(held[key], row) for key, row in wanted.items() if key in held and _differ(held[key], row)]
    gone = [row.pk for key, row in held.items() if key not in wanted] + [old.pk for old, _ in changed]
    if gone:
        DueDate.objects.filter(pk__in=gone).delete()
    fresh = [row for key, row in wanted.items() if key not in held] + [new for _, new in changed]
    bulk.insert_keyed(fresh)
    moved = [(old, new) for old, new in changed if old.due_on != new.due_on]
    for old, new in moved:
        audit.note(
            by, "casework.due.moved", new, about=[new.subject_id], rule=new.rule, clock=new.clock,
            before=old.due_on, now=new.due_on, because=because,
        )  # fmt: skip
    return len(moved)


def _differ(old: DueDate, new: DueDate) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in VALUES)
