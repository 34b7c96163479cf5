"""What may be seen and done about the work with somebody."""

from thrive.base.access.permission import Permission
from thrive.base.access.rules import COUNCIL_PRACTICE

REVIEWERS = frozenset({"conference_chair", "reviewing_officer", "legal_adviser", "auditor", "inspector"})
READERS = COUNCIL_PRACTICE | REVIEWERS | {"information_governance"}

READ_LETTERS = Permission("casework.read_letters", "read letters that were sent", READERS)
WRITE_LETTER = Permission("casework.write_letter", "write and send letters", COUNCIL_PRACTICE)

ALL = (READ_LETTERS, WRITE_LETTER)
