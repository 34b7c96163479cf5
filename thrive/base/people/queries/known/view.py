"""A record as at a day and as it was known at an instant, and what was learnt between two instants.

Who may see what is judged as of now: what is kept from the viewer today is not shown as at any day.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from thrive.base.access import policy
from thrive.base.access.models import CircleMember
from thrive.base.access.policy import Viewer
from thrive.base.calendar import clock
from thrive.base.offers import REGISTRY
from thrive.base.people import permissions
from thrive.base.people.queries.details.history import is_of_childhood
from thrive.base.people.queries.family.gathered import people_seen
from thrive.base.people.queries.held import Held, rows_about
from thrive.base.people.queries.known import changes as told
from thrive.base.people.queries.known.changes import Change, What
from thrive.base.people.queries.known.kinds import GROUPS, TITLES, Reader, detail_of, kind_of, other_in
from thrive.base.people.queries.records import Record, open_record
from thrive.base.people.queries.withheld_words import WithheldWords

WHEREABOUTS = frozenset({"households"})  # says where somebody lives, beside the kinds that are guarded as addresses


@dataclass(frozen=True)
class Line:
    """One fact as it was held: what it says, since when and until when, who wrote it down and when."""

    kind: str
    says: str
    since: dt.date | None
    until: dt.date | None
    recorded_at: dt.datetime
    author: str
    source: str = ""
    why: str = ""

    @property
    def title(self) -> str:
        """The kind of fact."""
        return TITLES[self.kind]


@dataclass(frozen=True)
class Section:
    """A heading with its facts. `withheld` names the kinds that are kept from the viewer."""

    title: str
    lines: Sequence[Line]
    withheld: Sequence[str] = ()


@dataclass(frozen=True)
class AsKnown:
    """A record as at `day`, as known at `known`. `begun_at` is when the record was begun: before that nothing was
    known. `is_now`: whether it is today as known now."""

    day: dt.date
    known: dt.datetime
    is_now: bool
    begun_at: dt.datetime
    sections: Sequence[Section]
    statuses: Sequence[dict[str, Any]]
    leaves_out_childhood: bool = False

    @property
    def was_on_record(self) -> bool:
        """Whether there was a record at that instant."""
        return self.begun_at <= self.known

    @property
    def is_empty(self) -> bool:
        """Whether nothing was known that held on the day."""
        return not self.statuses and not any(one.lines for one in self.sections)


@dataclass(frozen=True)
class Told:
    """One change in words. `before` and `after` are empty where there was or is nothing."""

    what: What
    kind: str
    before: Line | None
    after: Line | None
    by: Line

    @property
    def title(self) -> str:
        """The kind of fact."""
        return TITLES[self.kind]


@dataclass(frozen=True)
class Difference:
    """What was known at `later` that was not known at `earlier`, fact by fact, oldest first.

    `statuses_before` and `statuses_after` are labels that show on `day` by either knowledge.
    """

    earlier: dt.datetime
    later: dt.datetime
    day: dt.date
    changes: Sequence[Told]
    statuses_before: Sequence[str]
    statuses_after: Sequence[str]
    withheld: Sequence[str] = ()
    begun_at: dt.datetime | None = None  # where the record was begun in between

    @property
    def is_none(self) -> bool:
        """Whether nothing was learnt."""
        return not self.changes and self.statuses_before == self.statuses_after and self.begun_at is None


@dataclass
class _Readable:
    """The rows of a record that the viewer may read, and how to say them."""

    rows: list[Held]
    reader: Reader
    words: WithheldWords
    withheld: list[str] = field(default_factory=list)
    leaves_out_childhood: bool = False


def as_known(
    *,
    viewer: Viewer,
    ref: str,
    day: dt.date | None = None,
    known: dt.datetime | None = None,
    record: Record | None = None,
) -> AsKnown:
    """The record called `ref` as at `day` (default today), as known at the instant `known` (default now).

    `record`: the record if it has been opened already for OPEN_RECORD. Raises NotFound and NotAllowed; logs the look.
    Four queries beside opening the record. What is asked of an instant gives the same whenever it is asked later.
    """
    opened = record or open_record(viewer=viewer, ref=ref, tab="known", needs=permissions.OPEN_RECORD)
    now = clock.now()
    instant, on = min(known or now, now), day or clock.today()
    readable = _readable(opened)
    by_kind: dict[str, list[Line]] = defaultdict(list)
    for one in readable.rows:
        if one.was_known(instant) and one.row.is_true_on(on):
            line = _line(readable, one)
            by_kind[line.kind].append(line)
    return AsKnown(
        day=on,
        known=instant,
        is_now=known is None and on == clock.today(),
        begun_at=opened.person.added_at,
        sections=[
            Section(
                group.title,
                [line for key in group.kinds for line in by_kind[key]],
                [TITLES[key] for key in group.kinds if key in readable.withheld],
            )
            for group in GROUPS
        ],
        statuses=_statuses(opened, on, known),
        leaves_out_childhood=readable.leaves_out_childhood,
    )


def difference(
    *,
    viewer: Viewer,
    ref: str,
    earlier: dt.datetime,
    later: dt.datetime | None = None,
    day: dt.date | None = None,
    record: Record | None = None,
) -> Difference:
    """What was known of the person called `ref` at `later` (default now) that was not known at `earlier`.

    `day` is that of the statuses (default today). Raises NotFound and NotAllowed; logs the look. Five queries beside
    opening the record.
    """
    opened = record or open_record(viewer=viewer, ref=ref, tab="known", needs=permissions.OPEN_RECORD)
    now = clock.now()
    first, last = sorted([min(earlier, now), min(later or now, now)])
    on = day or clock.today()
    readable = _readable(opened)
    begun = opened.person.added_at
    return Difference(
        earlier=first,
        later=last,
        day=on,
        changes=[_told(readable, one) for one in told.changes(readable.rows, first, last)],
        statuses_before=[one["label"] for one in _statuses(opened, on, first)],
        statuses_after=[one["label"] for one in _statuses(opened, on, last)],
        withheld=[TITLES[key] for key in readable.withheld],
        begun_at=begun if first < begun <= last else None,
    )


def _readable(record: Record) -> _Readable:
    """Every row about the person that is for this viewer. Being in one family shows nothing of another, so that
    families show to those who work with them. Three queries."""
    own = frozenset(record.about_ids)
    rows = rows_about(record.about_ids)
    others = {other for one in rows if (other := other_in(one, own)) is not None and other not in own}
    reader = Reader(own, people_seen(record.viewer, {key: [] for key in others}))
    found = _Readable([], reader, record.words, withheld=[] if record.shows_address else sorted(_whereabouts()))
    circles = [one.row.circle_id for one in rows if isinstance(one.row, CircleMember)]
    worked_with = policy.circles_worked_with(record.viewer, circles)
    for one in rows:
        kind = kind_of(one)
        if isinstance(one.row, CircleMember) and one.row.circle_id not in worked_with:
            continue
        detail = detail_of(kind)
        if kind in found.withheld or not reader.may_say(one):
            continue
        if detail is not None and is_of_childhood(record, detail, one.row):
            found.leaves_out_childhood = True
            continue
        found.rows.append(one)
    return found


def _whereabouts() -> set[str]:
    """Kinds that tell where somebody is."""
    guarded = {key for key in TITLES if (detail := detail_of(key)) is not None and detail.says_where}
    return guarded | WHEREABOUTS


def _line(readable: _Readable, one: Held) -> Line:
    row, kind, says = one.row, kind_of(one), readable.reader.says(one)
    author = getattr(row, "recorded_by_id", None)
    return Line(
        kind=kind,
        says=says if kind in _whereabouts() else readable.words.over(says, author),
        since=row.true_from,
        until=row.true_to,
        recorded_at=row.recorded_at,
        author=one.author,
        source=row.source if row.source != one.author else "",
        why=readable.words.over(row.why, author),
    )


def _told(readable: _Readable, one: Change) -> Told:
    by = _line(readable, one.by)
    return Told(
        what=one.what,
        kind=by.kind,
        before=_line(readable, one.before) if one.before else None,
        after=_line(readable, one.after) if one.after else None,
        by=by,
    )


def _statuses(record: Record, day: dt.date, known: dt.datetime | None) -> list[dict[str, Any]]:
    """The statuses of the person, on this record and any joined to it. One query for each domain that keeps some."""
    found = REGISTRY.statuses(record.about_ids, day, known)
    return [one for key in record.about_ids for one in found.get(key, [])]
