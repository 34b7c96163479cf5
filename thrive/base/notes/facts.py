"""When somebody was last seen, whoever asks. Only face-to-face visits recorded as seen count."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from thrive.base.access.models import Subject
from thrive.base.access.rules import OrganisationKind
from thrive.base.calendar import clock
from thrive.base.history.prepared import prepared
from thrive.base.notes.models import NoteAbout
from thrive.base.notes.rules import ASK_SEEN


@dataclass(frozen=True)
class LastSeen:
    """What visits say of somebody: when last seen, when last seen alone, when last tried without seeing them.

    A day is None where no visit says so; `visits` counts those recorded. No visits is not the same as not seen:
    records that were brought in may have none. `seen_by` and `seen_note` are the author and ref of the visit at
    which they were last seen, `seen_at` its time where it is known.
    """

    seen_on: dt.date | None = None
    seen_at: dt.datetime | None = None
    seen_by: str = ""
    seen_note: str = ""
    alone_on: dt.date | None = None
    tried_on: dt.date | None = None
    visits: int = 0
    own_on: dt.date | None = None  # when last seen by the authority's own staff

    @property
    def days_since(self) -> int | None:
        """Days since they were last seen."""
        return None if self.seen_on is None else (clock.today() - self.seen_on).days

    @property
    def was_alone(self) -> bool:
        """Whether they were seen alone the last time they were seen."""
        return self.seen_on is not None and self.alone_on == self.seen_on

    @property
    def tried_since(self) -> bool:
        """Whether somebody has tried and not seen them since they were last seen."""
        return self.tried_on is not None and (self.seen_on is None or self.tried_on > self.seen_on)


def last_seen(subject: Subject) -> LastSeen:
    """What visits say of the person, on this record and those joined to it. One query, two for joined records."""
    ids = subject.about_ids()
    return _read(dict.fromkeys(ids, subject.pk))[subject.pk]


def last_seen_of(subject_ids: Iterable[int]) -> dict[int, LastSeen]:
    """The days and the number of visits of each of these, by Subject key; not who saw them, when, or in which note. One
    query that gathers them in the database; joined records are not looked for."""
    keys = list(subject_ids)
    found = dict.fromkeys(keys, LastSeen())
    for key, seen_on, alone_on, tried_on, own_on, visits in _days(subjects=keys):
        found[key] = LastSeen(seen_on=seen_on, alone_on=alone_on, tried_on=tried_on, own_on=own_on, visits=visits)
    return found


def _read(stands_for: dict[int, int]) -> dict[int, LastSeen]:
    """Visits of the Subjects named, gathered under the one each stands for."""
    found = {one: LastSeen() for one in stands_for.values()}
    for row in _visits(subjects=list(stands_for)):
        key = stands_for[row.subject_id]
        found[key] = _after(found[key], row)
    return found


@prepared
def _days(*, subjects: Collection[int]) -> "QuerySet[NoteAbout, Any]":
    day = "note__happened_on"
    seen_by_us = Q(seen=True, note__recorded_by__organisation__kind=OrganisationKind.COUNCIL)
    return (
        _recorded(subjects)
        .values("subject_id")
        .order_by()
        .annotate(
            seen_on=Max(day, filter=Q(seen=True)),
            alone_on=Max(day, filter=Q(seen=True, seen_alone=True)),
            tried_on=Max(day, filter=Q(seen=False)),
            own_on=Max(day, filter=seen_by_us),
            visits=Count("pk"),
        )
        .values_list("subject_id", "seen_on", "alone_on", "tried_on", "own_on", "visits")
    )


def _recorded(subjects: Collection[int]) -> "QuerySet[NoteAbout]":
    return NoteAbout.objects.filter(
        subject_id__in=subjects, note__replaced_at=None, note__kind__in=ASK_SEEN, seen__isnull=False
    )


@prepared
def _visits(*, subjects: Collection[int]) -> "QuerySet[NoteAbout]":
    return (
        _recorded(subjects)
        .order_by("note__happened_on", F("note__happened_at").asc(nulls_first=True), "note_id")
        .select_related("note__recorded_by__organisation")
    )


def _after(before: LastSeen, row: NoteAbout) -> LastSeen:
    """What is known once this later visit is counted too."""
    day = row.note.happened_on
    if not row.seen:
        return replace(before, tried_on=day, visits=before.visits + 1)
    return replace(
        before,
        seen_on=day,
        seen_at=row.note.happened_at,
        seen_by=row.note.recorded_by.name,
        seen_note=row.note.ref,
        alone_on=day if row.seen_alone else before.alone_on,
        own_on=day if row.note.recorded_by.organisation.is_council else before.own_on,
        visits=before.visits + 1,
    )
