"""What may be read of casework: what is mine, an imported record in full, and why a date is what it is."""

from thrive.base.casework.queries.elements import ElementPage, element, element_panel
from thrive.base.casework.queries.home import (
    Holding,
    Mine,
    drafts_and_whose,
    holding,
    staff_drafts_and_whose,
    subject_exists,
)
from thrive.base.casework.queries.why import Why, event_panel, why

__all__ = [
    "ElementPage",
    "Holding",
    "Mine",
    "Why",
    "drafts_and_whose",
    "element",
    "element_panel",
    "event_panel",
    "holding",
    "staff_drafts_and_whose",
    "subject_exists",
    "why",
]
