"""Taking imported elements in, so that the newest collection speaks and nothing older is lost."""

import datetime as dt
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from thrive.base.access.models import Authority, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.casework import facts
from thrive.base.casework.actions import dues
from thrive.base.casework.models import CollectionSeen, ImportedElement
from thrive.base.casework.rules import TOLD, Told, codes_of
from thrive.base.history import audit, bulk
from thrive.base.history.wall import action
from thrive.base.local import codes
from thrive.base.offers import REGISTRY, Differs
from thrive.base.record import events

BATCH = 2_000
OBJECT_TYPE = "casework.importedelement"
SENTENCE = 400  # characters of an event's sentence


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

    @property
    def true_to(self) -> dt.date | None:
        """The first day on which it is over."""
        return Days(1).after(self.ended_on) if self.ended_on else None


@dataclass(frozen=True)
class Collection:
    """What a file is: its kind, the collection year of its code lists (0: none) and the day of which it speaks."""

    key: str
    year: int
    as_at: dt.date
    source: str


@dataclass
class Tally:
    """What became of the elements of a file: new, replaced, unchanged or older than what is on record.

    `touched` are the keys of Subjects about whom something was written. `differs` says where people here recorded
    something else, which stands.
    """

    counts: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[tuple[str, str]] = field(default_factory=Counter)
    touched: set[int] = field(default_factory=set)
    differs: list[Differs] = field(default_factory=list)

    def count(self, kind: str, outcome: str) -> None:
        """Count one element of `kind`."""
        self.counts[outcome] += 1
        self.by_kind[kind, outcome] += 1


@action
def take_in(
    elements: Sequence[Incoming],
    *,
    authority: Authority,
    collection: str,
    year: int,
    by: Viewer,
    source: str,
    as_at: dt.date | None = None,
    about: Sequence[int] = (),
) -> Tally:
    """Take in the elements of one batch of people from one collection. `as_at` is 31 March of `year` where not given;
    `about` are Subjects of whom the file speaks, with or without elements.

    An element on record under the same natural key is replaced when this collection is the same or a later
    one and says something else; an older collection replaces nothing, but adds what is not on record.
    Domains take over what is theirs. Writes events and audit entries, and makes the due dates anew. The caller
    rebuilds the cards.
    """
    speaks = Collection(collection, year, as_at or dt.date(year, 3, 31), source)
    tally = Tally()
    subjects = sorted({*about, *(one.subject_id for one in elements)})
    held = _held(subjects)
    now = clock.now()
    newest = facts.newest_seen(subjects, collection)
    fresh: list[ImportedElement] = []
    replaced: list[ImportedElement] = []
    for one in elements:
        old = held.get((one.subject_id, one.kind, one.natural_key))
        outcome = _outcome(one, old, speaks, newest.get(one.subject_id))
        tally.count(one.kind, outcome)
        if outcome in ("new", "replaced"):
            fresh.append(_row(one, authority, speaks, by, old, now))
        if outcome == "replaced" and old is not None:
            replaced.append(old)
    tally.differs = _write(fresh, replaced, by=by, source=source, now=now)
    tally.touched = {row.subject_id for row in fresh}
    _remember(subjects, newest, speaks)
    dues.refresh(subjects, by=by)
    return tally


@action
def take_over(subjects: Sequence[int]) -> int:
    """Let the domains take over what files brought of these people before there were such domains. Returns how many
    elements were new to them; of the people they are about, due dates are made anew. Nothing is told on timelines or
    logged: it was when the files came. A second time changes nothing.
    """
    takers = REGISTRY.taken_over
    rows = ImportedElement.objects.current().filter(subject_id__in=subjects, kind__in=list(takers)).order_by("pk")
    new, _, _ = _hand_over(list(rows))
    if new:
        dues.refresh(subjects)
    return new


def spoken_of() -> Sequence[int]:
    """The people of whom files brought something that domains take over, whether or not they have, in order."""
    kinds = list(REGISTRY.taken_over)
    rows = ImportedElement.objects.current().filter(kind__in=kinds)
    return sorted(set(rows.values_list("subject_id", flat=True)))


def _hand_over(rows: Sequence[ImportedElement]) -> tuple[int, set[tuple[int, str]], list[Differs]]:
    """What domains make of these rows: how many are new, which dates are told already, and what differs."""
    new, untold, differs = 0, set[tuple[int, str]](), list[Differs]()
    for kind, taker in REGISTRY.taken_over.items():
        some = [row for row in rows if row.kind == kind]
        if some:
            done = taker.take(some)
            new += done.new
            untold |= done.untold
            differs += done.differs
    return new, untold, differs


def _outcome(one: Incoming, old: ImportedElement | None, speaks: Collection, newest: dt.date | None) -> str:
    """What becomes of an element. Within its own kind a collection is as old as the newest seen; beside another kind,
    as old as what that one said here."""
    if old is None:
        return "new"
    if (old.content, old.true_from, old.true_to) == (one.content, one.began_on, one.true_to):
        return "unchanged"
    spoke = newest if old.collection == speaks.key and newest is not None else old.as_at
    return "older" if spoke > speaks.as_at else "replaced"


def _held(subjects: Sequence[int]) -> dict[tuple[int, str, str], ImportedElement]:
    rows = ImportedElement.objects.current().filter(subject_id__in=subjects)
    return {(row.subject_id, row.kind, row.natural_key): row for row in rows}


def _remember(subjects: Iterable[int], newest: dict[int, dt.date], speaks: Collection) -> None:
    CollectionSeen.objects.bulk_create(
        [
            CollectionSeen(subject_id=key, collection=speaks.key, as_at=speaks.as_at)
            for key in subjects
            if key not in newest or newest[key] < speaks.as_at
        ],
        update_conflicts=True,
        unique_fields=["subject", "collection"],
        update_fields=["as_at"],
        batch_size=BATCH,
    )


def _row(
    one: Incoming, authority: Authority, speaks: Collection, by: Viewer, old: ImportedElement | None, now: dt.datetime
) -> ImportedElement:
    return ImportedElement(
        subject_id=one.subject_id,
        authority_id=authority.pk,
        kind=one.kind,
        natural_key=one.natural_key,
        parent_key=one.parent_key,
        collection=speaks.key,
        collection_year=speaks.year,
        as_at=speaks.as_at,
        content=one.content,
        true_from=one.began_on,
        true_to=one.true_to,
        source=speaks.source,
        replaces_id=old.pk if old else None,
        recorded_at=now,
        recorded_by=by if isinstance(by, User) else None,
    )


def _write(
    fresh: list[ImportedElement], replaced: list[ImportedElement], *, by: Viewer, source: str, now: dt.datetime
) -> list[Differs]:
    keys = [row.pk for row in replaced]
    for start in range(0, len(keys), BATCH):
        ImportedElement.objects.filter(pk__in=keys[start : start + BATCH]).update(replaced_at=now)
    events.take_back(OBJECT_TYPE, keys, at=now)
    made = bulk.insert_keyed(fresh)
    _, untold, differs = _hand_over(made)
    events.tell_many([told for row in made for told in _tellings(row, untold)])
    audit.note_many(by, "casework.imported", sorted({row.subject_id for row in made}), source=source)
    return differs


def _tellings(row: ImportedElement, untold: Container[tuple[int, str]]) -> list[events.Telling]:
    return [
        events.Telling(
            about={row.subject_id: Capacity.CHILD},
            group=told.group,
            kind=f"{row.kind}.{told.date}",
            title=told.title,
            sentence=_sentence(told, row.content),
            on=dt.date.fromisoformat(row.content[told.date]),
            significant=told.significant,
            source=row.source,
            object_type=OBJECT_TYPE,
            object_id=row.pk,
            recorded_at=row.recorded_at,
        )
        for told in TOLD.get(row.kind, ())
        if row.content.get(told.date)
        and (not told.only_if or row.content.get(told.only_if) is True)
        and (row.pk, told.date) not in untold
    ]


def _sentence(told: Told, content: dict[str, Any]) -> str:
    """The codes of an element in words, whatever year they are of; an unknown one is shown as it came."""
    words = [codes.words(told.code_list, code) or f"{code} (code not known)" for code in codes_of(told, content)]
    text = "; ".join(words)
    return f"{text[: SENTENCE - 4]}..." if len(text) > SENTENCE else (f"{text}." if text else "")
