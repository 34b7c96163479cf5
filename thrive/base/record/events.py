"""Telling the timeline. The action that made something happen says so here, in the same transaction."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models

from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.calendar.precision import Precision
from thrive.base.history import bulk
from thrive.base.record.models import Event, EventAbout

BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One event to be told. `about` maps Subject keys to the capacity it concerns them in.

    The title and sentence show on every record named in `about`, so they hold nothing about one of them alone.
    """

    about: Mapping[int, Capacity]
    group: str
    kind: str
    title: str
    on: dt.date
    sentence: str = ""
    at: dt.datetime | None = None
    precision: Precision = Precision.DAY
    significant: bool = False
    by: User | None = None
    agency: str = ""
    source: str = ""
    label: str = ""
    object_type: str = ""
    object_id: int | None = None
    replaces: Event | None = None
    why: str = ""
    recorded_at: dt.datetime = field(default_factory=clock.now)


def tell(
    obj: models.Model,
    *,
    about: Sequence[Subject | int] | Mapping[int, Capacity],
    group: str,
    kind: str,
    title: str,
    on: dt.date,
    sentence: str = "",
    at: dt.datetime | None = None,
    precision: Precision = Precision.DAY,
    significant: bool = False,
    by: User | None = None,
    agency: str = "",
    source: str = "",
    label: str = "",
    replaces: Event | None = None,
    why: str = "",
) -> Event:
    """Write one event made by `obj`, about these Subjects (as children, unless a capacity is given).

    With a `label` (of `rules.LABELS`) only roles see it that read such, and its author. With `replaces` it is the
    corrected telling of that event, for the reason `why`.
    """
    if not isinstance(about, Mapping):
        about = {one if isinstance(one, int) else one.pk: Capacity.CHILD for one in about}
    return tell_many(
        [
            Telling(
                about=about,
                group=group,
                kind=kind,
                title=title,
                on=on,
                sentence=sentence,
                at=at,
                precision=precision,
                significant=significant,
                by=by,
                agency=agency,
                source=source,
                label=label,
                replaces=replaces,
                why=why,
                object_type=obj._meta.label_lower,
                object_id=obj.pk,
            )
        ]
    )[0]


def told_by(obj: models.Model) -> Event | None:
    """The current event that `obj` told, the latest if there are several."""
    rows = Event.objects.current().filter(object_type=obj._meta.label_lower, object_id=obj.pk)
    return rows.order_by("-pk").first()


def tell_many(tellings: Sequence[Telling]) -> list[Event]:
    """Write many events in a few statements; for importers and other set-based work."""
    events = list(bulk.insert_keyed([_event(one) for one in tellings]))
    bulk.insert_values(
        EventAbout,
        ("event_id", "subject_id", "capacity", "happened_on"),
        (
            (event.pk, subject, capacity, event.happened_on)
            for event, telling in zip(events, tellings, strict=True)
            for subject, capacity in telling.about.items()
        ),
    )
    return events


def take_back(
    object_type: str, object_ids: Sequence[int], *, at: dt.datetime | None = None, kinds: Sequence[str] = ()
) -> int:
    """Close the events of rows that were themselves replaced; their successors tell anew. Returns how many.

    With `kinds`, only events of these kinds: where a row told of several things and one of them stands no longer.
    """
    closed = 0
    for start in range(0, len(object_ids), BATCH):
        some = object_ids[start : start + BATCH]
        rows = Event.objects.current().filter(object_type=object_type, object_id__in=some)
        rows = rows.filter(kind__in=kinds) if kinds else rows
        closed += rows.update(replaced_at=at or clock.now())
    return closed


def _event(telling: Telling) -> Event:
    return Event(
        group=telling.group,
        kind=telling.kind,
        title=telling.title,
        happened_on=telling.on,
        happened_at=telling.at,
        precision=telling.precision,
        sentence=telling.sentence,
        significant=telling.significant,
        agency=telling.agency,
        source=telling.source,
        label=telling.label,
        replaces=telling.replaces,
        why=telling.why,
        recorded_by=telling.by,
        recorded_at=telling.recorded_at,
        object_type=telling.object_type,
        object_id=telling.object_id,
    )
