"""What may be read of casework: what is mine to do, a task, an imported record in full, why a date is what it is."""

from thrive.base.casework.queries.due_panel import due_panel
from thrive.base.casework.queries.elements import ElementPage, element, element_panel
from thrive.base.casework.queries.home import (
    Holding,
    Lists,
    Mine,
    holding,
    own_work,
    rest,
    subject_exists,
)
from thrive.base.casework.queries.parties import Party, parties, party_called, who_may_cover, worker_party
from thrive.base.casework.queries.tasks import TaskPage, task
from thrive.base.casework.queries.why import Why, event_panel, why
from thrive.base.casework.queries.worklist import Group, Work, by_date, grouped, worklist

__all__ = [
    "ElementPage",
    "Group",
    "Holding",
    "Lists",
    "Mine",
    "Party",
    "TaskPage",
    "Why",
    "Work",
    "by_date",
    "grouped",
    "due_panel",
    "element",
    "element_panel",
    "event_panel",
    "holding",
    "own_work",
    "parties",
    "party_called",
    "rest",
    "subject_exists",
    "task",
    "who_may_cover",
    "why",
    "worker_party",
    "worklist",
]
