"""What each outcome of a comparison is called, in the words of a worker."""

from collections.abc import Mapping

from thrive.base.matching.weights import HOUSEHOLD, MISSING, NAMESAKE, SIBLING, TWIN

AUTOMATIC = "automatic"
REVIEW = "review"
NONE = "none"
BAND_LABELS = {AUTOMATIC: "Very likely", REVIEW: "Possible", NONE: "Unlikely"}

FIELD_LABELS = {
    "given": "Given name",
    "family": "Family name",
    "middle": "Middle name",
    "birth_date": "Born",
    "sex": "Sex",
    "address": "Address",
    "postcode": "Postcode",
    "parent": "Parent",
    "phone": "Telephone",
    "nhs_number": "NHS number",
    "upn": "Unique pupil number",
    "together": "Taken together",
}

NOTHING = "Nothing to compare"

_NAMES = {
    "same": "Same",
    "spelling": "Another spelling of the same name",
    "gendered surname": "Same surname with another ending",
    "transliteration": "Same name written another way",
    "short form": "Short form of the same name",
    "one_letter": "One letter differs",
    "part": "Part of the name is the same",
    "shares": "One word of the name is the same",
    "middle_used": "The middle name is used",
    "other_name": "Same as another name held",
    "parents": "The other parent's name",
    "similar": "Similar",
    "sound": "Sounds the same",
    "borne": "Alike, and each is a name in use",
    "initial": "Initial agrees",
    "exchanged": "Given and family name exchanged",
    "differs": "Differs",
}
_NUMBERS = {
    "same": "Same",
    "unconfirmed": "Same; no name and birth date to confirm it",
    "contradicted": "Same, but name or birth date differs: check whose it is",
    "differs": "Differs",
}
_PARTLY = {"same": "Same", "near": "Similar", "part": "Part of the name is the same", "differs": "Differs"}

LEVELS: Mapping[str, Mapping[str, str]] = {
    "given": _NAMES,
    "family": _NAMES,
    "middle": {"same": "Same", "near": "Similar", "initial": "Initial agrees", "differs": "Differs"},
    "birth_date": {
        "same": "Same",
        "exchanged": "Day and month exchanged",
        "year": "Year differs",
        "month": "Month differs",
        "digit": "One digit of the day differs",
        "day": "Day differs",
        "near": "A few days apart",
        "stand_in": "Same year; 1 January may stand for an unknown day",
        "same_year": "Same year",
        "differs": "Differs",
        "generation": "Years apart",
        "coarse_month": "Same month",
        "coarse_year": "Same year",
        "coarse_about": "About the same",
        "coarse_differs": "Differs",
        "due": "Born about when expected",
        "both_due": "Expected about the same day",
        "due_differs": "Not when expected",
    },
    "sex": {"same": "Same", "differs": "Differs"},
    "address": {"same": "Same", "differs": "Differs"},
    "postcode": {"same": "Same", "outward": "Same area", "differs": "Differs"},
    "parent": _PARTLY,
    "phone": {"same": "Same", "differs": "Differs"},
    "nhs_number": _NUMBERS,
    "upn": _NUMBERS,
    "together": {
        TWIN: "Same birth date and home: may be a twin",
        SIBLING: "Same household: may be a brother or sister",
        HOUSEHOLD: "Same household: may be a parent or cousin",
        NAMESAKE: "Names and birth date alone: may be a namesake",
    },
}


def of(field: str, level: str) -> str:
    """What is said of a level; of the evidence taken together nothing is said unless it stands against."""
    if level == MISSING:
        return "" if field == "together" else NOTHING
    return LEVELS[field][level]
