"""What is asked of facts about people: identifiers, names, relationships, parental responsibility, ages.

Data and pure functions, by noun. What a word on the screen, an import or a form may say is settled here once.
"""

from thrive.base.people.rules.identifiers import (
    IDENTIFIERS,
    SSD_TYPES,
    UPN_UNKNOWN,
    IdentifierScheme,
    UpnUnknown,
    is_temporary_upn,
    upn_problem,
)

__all__ = [
    "IDENTIFIERS",
    "SSD_TYPES",
    "UPN_UNKNOWN",
    "IdentifierScheme",
    "UpnUnknown",
    "is_temporary_upn",
    "upn_problem",
]
