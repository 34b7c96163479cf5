"""Whether somebody who is to have work may know of the people it is about."""

from collections.abc import Iterable

from thrive.base.access import policy
from thrive.base.access.models import Subject, Team, User
from thrive.base.access.rules import Restriction
from thrive.base.people.permissions import SEE_HEADER


def beyond(party: User | Team, subjects: Iterable[Subject]) -> list[Subject]:
    """Those of these people whose record is closed to `party`, so that no work about them may be theirs.

    A restricted or sealed record answers to named people, never to a team; one's own record, or that of somebody
    declared, to nobody. What is ordinary may be told to whoever is asked to work on it.
    """
    return [one for one in subjects if not _reaches(party, one)]


def _reaches(party: User | Team, subject: Subject) -> bool:
    if isinstance(party, User) and policy.is_barred(party, subject):
        return False
    if subject.restriction == Restriction.ORDINARY:
        return True
    return isinstance(party, User) and policy.decide(party, SEE_HEADER, subject).ok
