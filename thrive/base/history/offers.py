"""What the log gives to shared pages: how long it is kept, and when a look deserves a question."""

from thrive.base.history import rules
from thrive.base.offers import Domain

VERBS = (
    ("history.archived", "Moved old entries of the log into an archive"),
    ("history.search_terms.erased", "Erased what was typed into old searches"),
)

DOMAIN = Domain(key="history", title="The audit log", rules=rules.ALL, verbs=VERBS)
