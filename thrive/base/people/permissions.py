"""What may be seen and done about people."""

from thrive.base.access.permission import Permission
from thrive.base.access.rules import COUNCIL_PRACTICE, PARTNERS, ROLES, Ring

EVERY_ROLE = frozenset(ROLES)
SEEKERS = EVERY_ROLE - {"administrator"}
READERS = COUNCIL_PRACTICE | {"police_officer", "information_governance"}

SEARCH = Permission("people.search", "search for people", SEEKERS, Ring.AUTHORITY)
SEE_NAME = Permission("people.see_name", "see a name", SEEKERS, Ring.AUTHORITY, names_restricted=True)
SEE_HEADER = Permission("people.see_header", "see who somebody is and who is involved", SEEKERS, Ring.AUTHORITY)
OPEN_RECORD = Permission("people.open_record", "read a record", READERS)
SEE_ADDRESS = Permission("people.see_address", "see an address", READERS | PARTNERS)
SEE_FAMILY = Permission("people.see_family", "see a family", READERS)
ADD_PERSON = Permission("people.add", "add a person", COUNCIL_PRACTICE, Ring.AUTHORITY)
CHANGE_PERSON = Permission("people.change", "change what is recorded about a person", COUNCIL_PRACTICE)
RESTRICT = Permission("people.restrict", "restrict a record", frozenset({"front_door_manager", "practice_supervisor"}))
OPEN_IN_EMERGENCY = Permission(
    "people.open_in_emergency",
    "open a restricted record in an emergency",
    COUNCIL_PRACTICE | {"information_governance"},
    Ring.AUTHORITY,
    names_restricted=True,
)
REVIEW_EMERGENCY = Permission(
    "people.review_emergency",
    "review emergency access",
    frozenset({"information_governance"}),
    Ring.AUTHORITY,
    names_restricted=True,
)

ALL = (
    SEARCH, SEE_NAME, SEE_HEADER, OPEN_RECORD, SEE_ADDRESS, SEE_FAMILY, ADD_PERSON, CHANGE_PERSON, RESTRICT,
    OPEN_IN_EMERGENCY, REVIEW_EMERGENCY,
)  # fmt: skip
