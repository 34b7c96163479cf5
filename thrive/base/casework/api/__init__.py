"""Casework over HTTP."""

from thrive.base.casework.api import (  # noqa: F401 - their operations join the room
    approvals,
    copies,
    giving,
    holding,
    meetings,
    planning,
    plans,
    steps,
    tasks,
)
from thrive.base.casework.api.letters import room

__all__ = ["room"]
