"""What may be seen and done about organisations, users and the log of who looked."""

from thrive.base.access.permission import Permission
from thrive.base.access.rules import MANAGERS, SIGNING_IN, Purpose, Ring

ADMINISTER = Permission(
    "access.administer", "keep organisations, teams, users and roles", frozenset({"administrator"}), Ring.AUTHORITY
)
SEE_WHO_LOOKED = Permission(
    "access.see_who_looked",
    "see who looked at a record",
    MANAGERS | {"information_governance"},
    Ring.AUTHORITY,
    names_restricted=True,
)
SEE_OPENINGS = Permission(
    "access.see_openings",
    "see who opened the record of somebody you work with, and why",
    MANAGERS | {"lead_practitioner", "lead_child_protection_practitioner"},
    purposes=frozenset({Purpose.ALLOCATED, Purpose.TEAM}),
)
SEE_POLICY = Permission(
    "access.see_policy", "see who may see what, and why", MANAGERS | {"information_governance"}, Ring.AUTHORITY
)
DECLARE = Permission(
    "access.declare",
    "say that you know somebody",
    SIGNING_IN,
    Ring.AUTHORITY,
    names_restricted=True,
    names_own=True,
)
KEEP_DECLARATIONS = Permission(
    "access.keep_declarations",
    "say whose records a worker must not open",
    frozenset({"information_governance"}),
    Ring.AUTHORITY,
    names_restricted=True,
)
KEEP_DRAFT = Permission("access.keep_draft", "see what you have begun to write", SIGNING_IN, Ring.AUTHORITY)
EXPORT_WHO_LOOKED = Permission(
    "access.export_who_looked",
    "take away a list of who looked at a record",
    MANAGERS | {"information_governance"},
    Ring.AUTHORITY,
    names_restricted=True,
)
SEE_WHAT_USERS_DID = Permission(
    "access.see_what_users_did",
    "see everything a user looked at and did",
    frozenset({"information_governance"}),
    Ring.AUTHORITY,
    names_restricted=True,
)
AGREE_TO_ACCOUNT_CHANGE = Permission(
    "access.agree_to_account_change",
    "agree, as a second person, to a change of how somebody signs in",
    frozenset({"administrator", "information_governance"}),
    Ring.AUTHORITY,
)
SEE_OWN_ACCOUNT = Permission("access.own_account", "see your own account", SIGNING_IN, Ring.AUTHORITY)

ALL = (
    ADMINISTER,
    SEE_WHO_LOOKED,
    SEE_OPENINGS,
    EXPORT_WHO_LOOKED,
    SEE_WHAT_USERS_DID,
    SEE_POLICY,
    DECLARE,
    KEEP_DECLARATIONS,
    AGREE_TO_ACCOUNT_CHANGE,
    SEE_OWN_ACCOUNT,
    KEEP_DRAFT,
)
