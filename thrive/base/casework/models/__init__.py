"""What is kept of the work, by noun."""

from thrive.base.casework.models.absences import Absence
from thrive.base.casework.models.approvals import Approval, ApprovalAbout
from thrive.base.casework.models.dues import DueDate
from thrive.base.casework.models.handovers import Handover, HandoverAbout
from thrive.base.casework.models.imported import CollectionSeen, ImportedElement
from thrive.base.casework.models.letters import Letter, LetterAbout
from thrive.base.casework.models.meetings import (
    ActionEnd,
    Arrangement,
    Attendance,
    KeptFrom,
    Meeting,
    MeetingAbout,
    MeetingEnd,
    MeetingEntry,
    Minutes,
    Receipt,
    Seat,
)
from thrive.base.casework.models.plans import (
    Plan,
    PlanAbout,
    PlanAction,
    PlanNeed,
    PlanOpinion,
    PlanProgress,
    PlanStep,
    PlanVersion,
)
from thrive.base.casework.models.tasks import Task, TaskAbout

__all__ = [
    "Absence",
    "ActionEnd",
    "Approval",
    "ApprovalAbout",
    "Arrangement",
    "Attendance",
    "CollectionSeen",
    "DueDate",
    "Handover",
    "HandoverAbout",
    "ImportedElement",
    "KeptFrom",
    "Letter",
    "LetterAbout",
    "Meeting",
    "MeetingAbout",
    "MeetingEnd",
    "MeetingEntry",
    "Minutes",
    "Plan",
    "PlanAbout",
    "PlanAction",
    "PlanNeed",
    "PlanOpinion",
    "PlanProgress",
    "PlanStep",
    "PlanVersion",
    "Receipt",
    "Seat",
    "Task",
    "TaskAbout",
]
