"""Pairs of records of which nobody could say whether they are of one person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Subject, User
from thrive.base.history import audit
from thrive.base.history.prepared import prepared
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import Card, MatchDecision
from thrive.base.people.queries.matching import Candidate, compared
from thrive.base.people.queries.records import Record
from thrive.base.people.queries.withheld_words import words_kept_from


@dataclass(frozen=True)
class Doubt:
    """An open pair, seen from one of its records."""

    decision: MatchDecision
    other: Card
    why: str

    @property
    def name(self) -> str:
        """What the other record is headed with."""
        return self.other.name or "Name not recorded"

    @property
    def born(self) -> str:
        """The other's birth in words."""
        return Header(self.other, shows_address=False).born


def panel(*, viewer: User, subject: Subject) -> dict[str, Any] | None:
    """Who else this record may be of, for its summary; None where nobody doubts, which its card says. One query."""
    found = _doubts(subject, viewer) if subject.person.card.is_doubted else []
    return {"doubts": found, "doubted_ref": subject.ref} if found else None


def doubt(*, viewer: User, record: Record, other_ref: str) -> tuple[Doubt, Candidate]:
    """One open pair with its facts compared in words. Raises NotFound once it is settled, or never was."""
    for one in _doubts(record.subject, viewer):
        if one.other.ref == other_ref:
            audit.looked(viewer, "people.matches.shown", one.decision, about=[record.subject.pk, one.other.pk])
            return one, compared(record.card, one.other)
    raise NotFound(other_ref)


def _doubts(subject: Subject, viewer: User) -> list[Doubt]:
    """Open doubts about a record whose other record the viewer may know."""
    found = []
    for row in _not_sure(viewer=viewer, person=subject.pk):
        other = row.other if row.person_id == subject.pk else row.person
        other.card.person = other
        why = words_kept_from(viewer, [row.person.subject, row.other.subject]).over(row.why, row.recorded_by_id)
        found.append(Doubt(row, other.card, why))
    return found


@prepared
def _not_sure(*, viewer: User, person: int) -> "QuerySet[MatchDecision]":
    person_shows = policy.visible(viewer, permissions.SEE_HEADER, "person__subject")
    other_shows = policy.visible(viewer, permissions.SEE_HEADER, "other__subject")
    return (
        MatchDecision.objects.current()
        .filter(Q(person_id=person) & other_shows | Q(other_id=person) & person_shows)
        .filter(verdict=MatchDecision.Verdict.NOT_SURE)
        .select_related("person__card", "person__subject", "other__card", "other__subject", "recorded_by")
        .order_by("pk")
    )
