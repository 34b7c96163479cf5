"""What may be read of casework: what is mine, and why a date is what it is."""

from thrive.base.casework.queries.home import Holding, Mine, holding, subject_exists
from thrive.base.casework.queries.why import Why, event_panel, why

__all__ = ["Holding", "Mine", "Why", "event_panel", "holding", "subject_exists", "why"]
