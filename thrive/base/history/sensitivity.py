"""The label every stored field carries: how much harm its disclosure could do, and to whom.

A model states `SENSITIVITY = {"field": Sensitivity.X}` for the fields it declares itself; a test refuses a
field without one. Exports, logs and the downtime pack choose by label, never by field name.
"""

from enum import StrEnum


class Sensitivity(StrEnum):
    """How a field must be handled. Ordered from harmless to most guarded, except TECHNICAL."""

    TECHNICAL = "technical"  # keys, revisions, instants of recording
    OPEN = "open"  # public anyway: code lists, names of places
    STAFF = "staff"  # about the people who work here
    PERSONAL = "personal"  # about a child or adult
    LOCATION = "location"  # would let somebody find a person
    IDENTITY = "identity"  # identifiers and names that join records
    SPECIAL = "special"  # special category: health, ethnicity, faith, sex life
    CRIMINAL = "criminal"  # offences and allegations
    PRIVILEGED = "privileged"  # legal advice
    FREE_TEXT = "free text"  # may hold any of the above
