"""Roles, rings, purposes and the other words of access, as data. No law is decided elsewhere in this room."""

from thrive.base.access.rules.kinds import (
    GUARDED,
    LOG_EXPORT_REASONS,
    OPENING_REASONS,
    ORGANISATION_WORDS,
    OWN_TIES,
    PURPOSE_WORDS,
    TAKEN,
    TIE_WORDS,
    WORK,
    Capacity,
    OrganisationKind,
    Purpose,
    Reach,
    Restriction,
    Ring,
    Tie,
)
from thrive.base.access.rules.role import Role
from thrive.base.access.rules.roles import COUNCIL_PRACTICE, MANAGERS, PARTNERS, ROLES, SIGNING_IN

__all__ = [
    "COUNCIL_PRACTICE",
    "GUARDED",
    "LOG_EXPORT_REASONS",
    "MANAGERS",
    "OPENING_REASONS",
    "ORGANISATION_WORDS",
    "OWN_TIES",
    "PARTNERS",
    "PURPOSE_WORDS",
    "ROLES",
    "SIGNING_IN",
    "TAKEN",
    "TIE_WORDS",
    "WORK",
    "Capacity",
    "OrganisationKind",
    "Purpose",
    "Reach",
    "Restriction",
    "Ring",
    "Role",
    "Tie",
]
