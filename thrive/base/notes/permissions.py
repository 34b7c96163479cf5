"""What may be read and written about people as notes and on their timeline."""

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import User
from thrive.base.access.permission import Permission
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import COUNCIL_PRACTICE, MANAGERS

REVIEWERS = frozenset({"conference_chair", "reviewing_officer", "legal_adviser", "auditor", "inspector"})
ENQUIRING = frozenset({"police_officer", "child_protection_health_member", "child_protection_education_member"})
READERS = COUNCIL_PRACTICE | REVIEWERS | {"information_governance"}

READ_TIMELINE = Permission("notes.read_timeline", "read a timeline", READERS | ENQUIRING)
READ_NOTE = Permission("notes.read", "read notes", READERS)
WRITE_NOTE = Permission("notes.write", "write notes", COUNCIL_PRACTICE)

ALL = (READ_TIMELINE, READ_NOTE, WRITE_NOTE)


def may_correct(viewer: Viewer, author_id: int) -> bool:
    """Whether `viewer` wrote the note or is a manager. Leave to write about its people is asked for besides."""
    return isinstance(viewer, User) and (author_id == viewer.pk or bool(MANAGERS & viewer.standing.roles))


def require_corrector(viewer: Viewer, author_id: int) -> None:
    """As `may_correct`, but raises NotAllowed for a no."""
    if not may_correct(viewer, author_id):
        raise NotAllowed("Only its author or a manager may correct a note.", permission=WRITE_NOTE)


def may_know_source(viewer: Viewer, author_id: int) -> bool:
    """Whether `viewer` may know who gave information whose source is withheld: its author and managers."""
    return may_correct(viewer, author_id)
