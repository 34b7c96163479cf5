"""People over HTTP."""

from thrive.base.people.api import known  # noqa: F401 - its operations join the room
from thrive.base.people.api.records import room

__all__ = ["room"]
