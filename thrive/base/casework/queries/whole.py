"""Whoever reads a part of something does not write it anew: what they wrote would lose the rest."""

from thrive.base.access.errors import NotAllowed
from thrive.base.access.permission import Permission
from thrive.base.casework.permissions import HOLD_MEETING, WRITE_PLAN
from thrive.base.casework.queries.meetings import MeetingView
from thrive.base.casework.queries.plans import PlanView


def require_whole(view: MeetingView | PlanView) -> None:
    """Raises NotAllowed where a part of the meeting or plan is withheld from whoever opened it."""
    is_plan = isinstance(view, PlanView)
    if view.is_read_in_part:
        raise _in_part("plan" if is_plan else "meeting", WRITE_PLAN if is_plan else HOLD_MEETING)


def _in_part(what: str, permission: Permission) -> NotAllowed:
    return NotAllowed(
        f"A part of this {what} is withheld from you, so you cannot write it anew. Ask somebody who is named on the "
        "record.",
        permission=permission,
    )
