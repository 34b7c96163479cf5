"""What is asked of casework: how imported elements read, what goes into letters, how work is given and listed."""

from thrive.base.casework.rules.elements import AS_IT_CAME, ELEMENT_TITLES, FIELDS, TOLD, Kept, Told, codes_of

__all__ = ["AS_IT_CAME", "ELEMENT_TITLES", "FIELDS", "TOLD", "Kept", "Told", "codes_of"]
