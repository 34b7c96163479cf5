"""When somebody was last seen, whoever asks. Only face-to-face visits recorded as seen count."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import F, QuerySet

from thrive.base.access.models import Subject
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
    """What visits say of each of these, by Subject key. One query; joined records are not looked for."""
    return _read({one: one for one in subject_ids})


def _read(stands_for: dict[int, int]) -> dict[int, LastSeen]:
    """Visits of the Subjects named, gathered under the one each stands for."""
    found = {one: LastSeen() for one in stands_for.values()}
    for row in _visits(subjects=list(stands_for)):
        key = stands_for[row.subject_id]
        found[key] = _after(found[key], row)
    return found


@prepared
def _visits(*, subjects: Collection[int]) -> "QuerySet[NoteAbout]":
    return (
        NoteAbout.objects.filter(
            subject_id__in=subjects, note__replaced_at=None, note__kind__in=ASK_SEEN, seen__isnull=False
        )
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
