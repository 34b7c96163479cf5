"""Casework over HTTP."""

from thrive.base.casework.api import meetings, plans, steps  # noqa: F401 - its operations join the room
from thrive.base.casework.api.letters import room

__all__ = ["room"]
