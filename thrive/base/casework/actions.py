"""Taking imported elements in, so that the newest collection speaks and nothing older is lost."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from thrive.base.access.models import Authority, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.casework.models import CollectionSeen, ImportedElement
from thrive.base.casework.rules import TOLD, Told, codes_of
from thrive.base.history import audit
from thrive.base.local import codes
from thrive.base.record import events

BATCH = 1_000
OBJECT_TYPE = "casework.importedelement"


@dataclass(frozen=True)
class Incoming:
    """One element of a file, about the Subject with this key. `began_on` and `ended_on` are its first and last day."""

    subject_id: int
    kind: str
    natural_key: str
    content: dict[str, Any]
    parent_key: str = ""
    began_on: dt.date | None = None
    ended_on: dt.date | None = None


@dataclass
class Tally:
    """What became of the elements of a file: new, replaced, unchanged or older than what is on record."""

    counts: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, kind: str, outcome: str) -> None:
        """Count one element of `kind`."""
        self.counts[outcome] += 1
        self.by_kind[kind, outcome] += 1


@transaction.atomic
def take_in(
    elements: Sequence[Incoming], *, authority: Authority, collection: str, year: int, by: Viewer, source: str
) -> Tally:
    """Take in the elements of one batch of people from one collection.

    An element on record under the same natural key is replaced when this collection is the same or a later
    one and says something else; an older collection replaces nothing, but adds what is not on record.
    Writes events and audit entries. The caller rebuilds the cards.
    """
    tally = Tally()
    subjects = sorted({one.subject_id for one in elements})
    held = _held(subjects)
    newest = _newest(subjects, collection)
    fresh: list[ImportedElement] = []
    replaced: list[ImportedElement] = []
    for one in elements:
        old = held.get((one.subject_id, one.kind, one.natural_key))
        outcome = _outcome(one, old, newest.get(one.subject_id, 0) > year)
        tally.count(one.kind, outcome)
        if outcome in ("new", "replaced"):
            fresh.append(_row(one, authority, collection, year, by, source, old))
        if outcome == "replaced" and old is not None:
            replaced.append(old)
    _write(fresh, replaced, year=year, by=by, source=source)
    _remember(subjects, newest, collection, year)
    return tally


def _outcome(one: Incoming, old: ImportedElement | None, is_older: bool) -> str:
    if old is None:
        return "new"
    if old.content == one.content:
        return "unchanged"
    return "older" if is_older else "replaced"


def _held(subjects: Sequence[int]) -> dict[tuple[int, str, str], ImportedElement]:
    rows = ImportedElement.objects.current().filter(subject_id__in=subjects)
    return {(row.subject_id, row.kind, row.natural_key): row for row in rows}


def _newest(subjects: Sequence[int], collection: str) -> dict[int, int]:
    seen = CollectionSeen.objects.filter(subject_id__in=subjects, collection=collection)
    return dict(seen.values_list("subject_id", "year"))


def _remember(subjects: Iterable[int], newest: dict[int, int], collection: str, year: int) -> None:
    CollectionSeen.objects.bulk_create(
        [
            CollectionSeen(subject_id=key, collection=collection, year=year)
            for key in subjects
            if newest.get(key, 0) < year
        ],
        update_conflicts=True,
        unique_fields=["subject", "collection"],
        update_fields=["year"],
        batch_size=BATCH,
    )


def _row(
    one: Incoming,
    authority: Authority,
    collection: str,
    year: int,
    by: Viewer,
    source: str,
    old: ImportedElement | None,
) -> ImportedElement:
    return ImportedElement(
        subject_id=one.subject_id,
        authority=authority,
        kind=one.kind,
        natural_key=one.natural_key,
        parent_key=one.parent_key,
        collection=collection,
        collection_year=year,
        content=one.content,
        true_from=one.began_on,
        true_to=Days(1).after(one.ended_on) if one.ended_on else None,
        source=source,
        replaces=old,
        recorded_by=by if isinstance(by, User) else None,
    )


def _write(
    fresh: list[ImportedElement], replaced: list[ImportedElement], *, year: int, by: Viewer, source: str
) -> None:
    now = clock.now()
    keys = [row.pk for row in replaced]
    for start in range(0, len(keys), BATCH):
        ImportedElement.objects.filter(pk__in=keys[start : start + BATCH]).update(replaced_at=now)
    events.take_back(OBJECT_TYPE, keys, at=now)
    made = ImportedElement.objects.bulk_create(fresh, batch_size=BATCH)
    events.tell_many([told for row in made for told in _tellings(row, year)])
    about: dict[str, set[int]] = defaultdict(set)
    for row in made:
        about[row.kind].add(row.subject_id)
    for kind, subjects in about.items():
        audit.note_many(by, "casework.imported", sorted(subjects), kind=kind, source=source)


def _tellings(row: ImportedElement, year: int) -> list[events.Telling]:
    return [
        events.Telling(
            about={row.subject_id: Capacity.CHILD},
            group=told.group,
            kind=f"{row.kind}.{told.date}",
            title=told.title,
            sentence=_sentence(told, row.content, year),
            on=dt.date.fromisoformat(row.content[told.date]),
            significant=told.significant,
            source=row.source,
            object_type=OBJECT_TYPE,
            object_id=row.pk,
        )
        for told in TOLD.get(row.kind, ())
        if row.content.get(told.date)
    ]


def _sentence(told: Told, content: dict[str, Any], year: int) -> str:
    """The codes of an element in words; an unknown one is shown as it came and said to be unknown."""
    words = [codes.words(told.code_list, code, year) or f"{code} (code not known)" for code in codes_of(told, content)]
    text = "; ".join(words)
    return f"{text[:396]}..." if len(text) > 400 else (f"{text}." if text else "")
