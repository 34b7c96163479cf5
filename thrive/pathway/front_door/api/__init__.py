"""The front door over HTTP: contacts and what comes of them, reports of other services, checks, thresholds."""

from thrive.pathway.front_door.api import (  # noqa: F401 - their operations join the room
    checks,
    contacts,
    deciding,
    links,
    people,
    referrals,
    reports,
    thresholds,
)
from thrive.pathway.front_door.api.room import room

__all__ = ["room"]
