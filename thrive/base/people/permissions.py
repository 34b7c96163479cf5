"""What may be seen and done about people.

Roles are named as far as these pages serve what `practice.md` section 15 says they must see, and no further: a
support package approver needs no narrative, a virtual school head no more than who has a social worker.
"""

from thrive.base.access.permission import Permission
from thrive.base.access.rules import COUNCIL_PRACTICE, MANAGERS, PARTNERS, SIGNING_IN, Ring

WITHOUT_PEOPLE = frozenset({"administrator", "consent_panel_member", "support_package_approver"})
SEEKERS = SIGNING_IN - WITHOUT_PEOPLE
REVIEWERS = frozenset({"conference_chair", "reviewing_officer", "legal_adviser", "auditor", "inspector"})
ENQUIRING = frozenset({"police_officer", "child_protection_health_member", "child_protection_education_member"})
READERS = COUNCIL_PRACTICE | REVIEWERS | ENQUIRING | {"information_governance"}

SEARCH = Permission("people.search", "search for people", SEEKERS, Ring.AUTHORITY)
SEE_NAME = Permission("people.see_name", "see a name", SEEKERS, Ring.AUTHORITY, names_restricted=True, names_own=True)
SEE_HEADER = Permission("people.see_header", "see who somebody is and who is involved", SEEKERS, Ring.AUTHORITY)
OPEN_RECORD = Permission("people.open_record", "read a record", READERS)
SEE_ADDRESS = Permission("people.see_address", "see an address", READERS | PARTNERS)
SEE_FAMILY = Permission("people.see_family", "see a family", READERS | {"family_group_coordinator"})
ADD_PERSON = Permission("people.add", "add a person", COUNCIL_PRACTICE, Ring.AUTHORITY)
CHANGE_PERSON = Permission("people.change", "change what is recorded about a person", COUNCIL_PRACTICE)
RESTRICT = Permission("people.restrict", "restrict a record", MANAGERS)
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
NAME_SAMPLE = Permission(
    "people.name_sample",
    "name records for an audit or an inspection",
    frozenset({"information_governance"}),
    Ring.AUTHORITY,
    names_restricted=True,
)

ALL = (
    SEARCH, SEE_NAME, SEE_HEADER, OPEN_RECORD, SEE_ADDRESS, SEE_FAMILY, ADD_PERSON, CHANGE_PERSON, RESTRICT,
    OPEN_IN_EMERGENCY, REVIEW_EMERGENCY, NAME_SAMPLE,
)  # fmt: skip
