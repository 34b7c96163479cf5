"""Who may keep the authority's own choices about rules."""

from thrive.base.access.permission import Permission
from thrive.base.access.rules import SIGNING_IN, Ring

SEE_DUTIES = Permission("local.see_duties", "see the list of duties", SIGNING_IN, Ring.AUTHORITY)
KEEP_CHOICES = Permission(
    "local.keep_choices",
    "enter and check local changes to duties",
    frozenset({"administrator", "performance_analyst", "information_governance"}),
    Ring.AUTHORITY,
)

ALL = (SEE_DUTIES, KEEP_CHOICES)
