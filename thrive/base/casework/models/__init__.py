"""What is kept of the work, by noun."""

from thrive.base.casework.models.dues import DueDate
from thrive.base.casework.models.imported import CollectionSeen, ImportedElement
from thrive.base.casework.models.letters import Letter, LetterAbout
from thrive.base.casework.models.tasks import Task, TaskAbout

__all__ = ["CollectionSeen", "DueDate", "ImportedElement", "Letter", "LetterAbout", "Task", "TaskAbout"]
