"""Casework over HTTP."""

from thrive.base.casework.api import (  # noqa: F401 - their operations join the room
    absences,
    approvals,
    copies,
    giving,
    holding,
    meetings,
    planning,
    plans,
    steps,
    tasks,
    team,
)
from thrive.base.casework.api.letters import room

__all__ = ["room"]
