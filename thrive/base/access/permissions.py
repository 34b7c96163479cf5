"""What may be seen and done about organisations, users and the log of who looked."""

from thrive.base.access.permission import Permission
from thrive.base.access.rules import MANAGERS, ROLES, Ring

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
SEE_OWN_ACCOUNT = Permission("access.own_account", "see your own account", frozenset(ROLES), Ring.AUTHORITY)

ALL = (ADMINISTER, SEE_WHO_LOOKED, SEE_OWN_ACCOUNT)
