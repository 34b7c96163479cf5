"""What was known when: a record as at a day and as known at an instant, and the difference between two instants."""

from thrive.base.people.queries.known.changes import What
from thrive.base.people.queries.known.view import AsKnown, Difference, Line, Section, Told, as_known, difference

__all__ = ["AsKnown", "Difference", "Line", "Section", "Told", "What", "as_known", "difference"]
