"""People over HTTP."""

from thrive.base.people.api import known, lookup, sealing  # noqa: F401 - their operations join the room
from thrive.base.people.api.records import room

__all__ = ["room"]
