"""What may be read of casework: what is mine, an imported record in full, and why a date is what it is."""

from thrive.base.casework.queries.elements import ElementPage, element, element_panel
from thrive.base.casework.queries.home import (
    Holding,
    Lists,
    Mine,
    holding,
    lists,
    subject_exists,
)
from thrive.base.casework.queries.why import Why, event_panel, why

__all__ = [
    "ElementPage",
    "Holding",
    "Lists",
    "Mine",
    "Why",
    "element",
    "element_panel",
    "event_panel",
    "holding",
    "lists",
    "subject_exists",
    "why",
]
