"""What the log gives to shared pages: how long it is kept, and when a look deserves a question."""

from thrive.base.history import rules
from thrive.base.offers import Domain

DOMAIN = Domain(key="history", title="The audit log", rules=rules.ALL)
