"""What is so in the work, whoever asks: which statuses people have, which tasks are open, who may work with whom."""

from thrive.base.casework.facts.absences import covers
from thrive.base.casework.facts.approvals import (
    approval_histories,
    approvals_of,
    approved,
    approved_thing,
    approver_near,
    approvers,
    is_own,
    unfit,
    unfit_for,
    waiting_with,
)
from thrive.base.casework.facts.dues import due_dates, element_called, imported_called, imported_elements, newest_of
from thrive.base.casework.facts.elements import newest_seen, statuses, turned_on
from thrive.base.casework.facts.handovers import may_be_passed_to, may_be_taken_back, waiting_forward
from thrive.base.casework.facts.reach import beyond
from thrive.base.casework.facts.tasks import held_by, open_of

__all__ = [
    "approval_histories",
    "approvals_of",
    "approved",
    "approved_thing",
    "approver_near",
    "approvers",
    "beyond",
    "covers",
    "due_dates",
    "element_called",
    "held_by",
    "imported_called",
    "is_own",
    "imported_elements",
    "may_be_passed_to",
    "may_be_taken_back",
    "newest_of",
    "newest_seen",
    "open_of",
    "statuses",
    "turned_on",
    "unfit",
    "unfit_for",
    "waiting_forward",
    "waiting_with",
]
