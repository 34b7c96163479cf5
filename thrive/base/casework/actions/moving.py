"""Moving work from one worker to another: one family or many, with what moved and what did not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from thrive.base.access import policy
from thrive.base.access.actions import end_involvement
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Involvement, User
from thrive.base.calendar import clock
from thrive.base.casework import facts
from thrive.base.casework.actions import allocations, tasks
from thrive.base.casework.models import Handover, Task
from thrive.base.casework.permissions import MOVE_WORK
from thrive.base.casework.rules.giving import PARTS
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.wall import action

BESIDE = "co_worker"  # what somebody becomes whose part was said in other words


@dataclass(frozen=True)
class Moved:
    """What became of one piece of work: with how many tasks it moved, how many approvals stay that the new worker
    could not give, or why it did not move."""

    row: Involvement
    tasks: int = 0
    left: int = 0
    why_not: str = ""


@action
def move(row: Involvement, *, to: User, by: User, reason: str, note: str = "") -> tuple[int, int]:
    """Give the work of one involvement to another worker from today, with the open tasks about those people. Returns
    how many tasks went with it, and how many stayed: approvals that the new worker could not give.

    Raises as `allocations.allocate` does, and ChangedMeanwhile where the involvement has ended already.
    """
    about = row.subject or row.circle
    assert about is not None
    if row.user_id == to.pk:
        raise BadAnswer("They have it already", field="to")
    if row.role == policy.SEALED_ACCESS:
        raise BadAnswer("Being named for what is sealed is no work, and is given by those who are named", field="what")
    if not Involvement.objects.current().filter(pk=row.pk).exists():
        raise ChangedMeanwhile("Somebody else moved this while you had it open")
    role = row.role if row.role in PARTS else BESIDE
    made: Handover = allocations.allocate(about, to=to, role=role, by=by, reason=reason, note=note)
    for left in Involvement.objects.current().filter(pk=row.pk):
        end_involvement(left, by=by, on=clock.today(), why=reason[:400])
    keys = list(made.about.values_list("subject_id", flat=True))
    held = Task.objects.still_open().filter(user_id=row.user_id, about__subject_id__in=keys).distinct()
    fit = [task for task in held if not facts.unfit_for(task, to)]
    for task in fit:
        tasks.pass_on(task, to=to, by=by, reason=reason)
    audit.note(by, "casework.moved", made, about=keys, to=to.pk, tasks=len(fit))
    return len(fit), len(held) - len(fit)


def move_many(rows: Sequence[Involvement], *, to: User, by: User, reason: str, note: str = "") -> list[Moved]:
    """Move each of these; what cannot be moved stays, and says why. Raises NotAllowed for whoever moves no work, and
    BadAnswer without a reason. Each leaves the entries of `move`."""
    policy.require_role(by, MOVE_WORK)
    allocations.check_words(reason, note)
    found = []
    for row in rows:
        try:
            with transaction.atomic():
                found.append(Moved(row, *move(row, to=to, by=by, reason=reason, note=note)))
        except NotAllowed as problem:
            found.append(Moved(row, why_not=problem.reason))
        except (BadAnswer, AlreadyRecorded, ChangedMeanwhile) as problem:
            found.append(Moved(row, why_not=str(problem)))
    return found
