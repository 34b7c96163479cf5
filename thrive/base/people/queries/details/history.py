"""What is recorded of a kind, as a viewer may read it: now, over time, and as it was known at the end of a day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thrive.base.access.errors import NotFound
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.people.models import Characteristic, Life, PersonFact
from thrive.base.people.queries.details.kinds import ELSEWHERE, KINDS, SHOWN_IN_FULL, TRAITS, DetailKind
from thrive.base.people.queries.records import Record
from thrive.base.people.rules import ADULT_AT, heading_order, reaches_age_on


@dataclass(frozen=True)
class Entry:
    """One row of a history. `state` is one of "now", "over", "replaced", "mistake"; `why` is the reason for what
    became of it, or of a row that stands, why it was corrected to this."""

    row: PersonFact
    value: str
    state: str
    why: str = ""
    ended_by: str = ""

    @property
    def state_words(self) -> str:
        """The state as a tag says it."""
        return {"now": "Now", "over": "Over", "replaced": "Replaced", "mistake": "Entered in error"}[self.state]

    @property
    def author(self) -> str:
        """Who wrote it down, or the file it came in."""
        return author(self.row)


@dataclass(frozen=True)
class History:
    """The history of one kind. `known` is the day at whose end it is looked at; None for all there is."""

    kind: DetailKind
    entries: Sequence[Entry]
    known: dt.date | None = None
    is_withheld: bool = False
    leaves_out_childhood: bool = False

    @property
    def current(self) -> list[Entry]:
        """What holds now."""
        return [one for one in self.entries if one.state == "now"]


@dataclass(frozen=True)
class Shown:
    """A kind on the Details page, with what holds now."""

    kind: DetailKind
    values: Sequence[str]


@dataclass(frozen=True)
class Target:
    """The row that a page is to change, and the current one it has become; None where it was taken back."""

    asked: PersonFact
    row: PersonFact | None
    value: str
    author: str

    @property
    def has_moved_on(self) -> bool:
        """Whether somebody changed it since the page was linked to."""
        return self.row is None or self.row.pk != self.asked.pk


def kind_called(key: str) -> DetailKind:
    """The kind of that key. Raises NotFound."""
    if key not in KINDS:
        raise NotFound(key)
    return KINDS[key]


def history(record: Record, kind: DetailKind, *, known: dt.date | None = None) -> History:
    """The history of a kind, newest first; with `known`, what was held to be true at the end of that day."""
    if kind.says_where and not record.shows_address:
        return History(kind, [], known, is_withheld=True)
    everything = rows(record, kind)
    readable = [row for row in everything if not is_of_childhood(record, kind, row)]
    if known is None:
        entries = [_entry(record, kind, row, everything) for row in readable if not row.withdrawn]
    else:
        end = dt.datetime.combine(known + dt.timedelta(days=1), dt.time(), clock.LONDON)
        entries = [
            Entry(row, said(record, kind, row), "now" if row.is_true_on(known) else "over", _why(record, row))
            for row in readable
            if row.recorded_at < end and (row.replaced_at is None or row.replaced_at >= end)
        ]
    return History(kind, entries, known, leaves_out_childhood=len(readable) < len(everything))


def rows(record: Record, kind: DetailKind) -> list[Any]:
    """Every row of a kind about the person, newest first. One query."""
    found = kind.model._default_manager.filter(
        **{f"{kind.person}_id__in": record.about_ids}, **kind.only
    ).select_related("recorded_by", *kind.related)
    return list(found.order_by("-recorded_at", "-pk"))


def details(record: Record) -> tuple[list[Shown], list[Shown], list[DetailKind]]:
    """The Details page: who somebody is in full, characteristics, and the kinds that have their place elsewhere.

    Four queries.
    """
    now = [Shown(KINDS[key], _in_order(history(record, KINDS[key]).current)) for key in SHOWN_IN_FULL]
    said: dict[str, list[str]] = {key: [] for key in TRAITS}
    for row in Characteristic.objects.now().filter(person_id__in=record.about_ids).order_by("pk"):
        key = row.kind.replace("_", "-")
        said[key].append(KINDS[key].value(row))
    traits = [Shown(KINDS[key], said[key]) for key in TRAITS]
    return now, traits, [KINDS[key] for key in ELSEWHERE]


def target(record: Record, kind: DetailKind, key: int) -> Target:
    """The row called `key` and what became of it. Raises NotFound for a row of another person or kind."""
    found = [] if kind.says_where and not record.shows_address else rows(record, kind)
    asked = next((row for row in found if row.pk == key and not row.withdrawn), None)
    if asked is None or is_of_childhood(record, kind, asked):
        raise NotFound(str(key))
    row = _successor(asked, found)
    last = row or next((mark for mark in found if mark.withdrawn and mark.replaces_id), asked)
    return Target(asked, row, said(record, kind, row or asked), author(last))


def changeable(record: Record, kind: DetailKind) -> list[Any]:
    """What is held to be true now, for a form that asks what gives way."""
    if kind.says_where and not record.shows_address:
        return []
    return [row for row in rows(record, kind) if row.is_current and row.true_to is None]


def life_of(record: Record) -> Life:
    """The current dates of birth and death; an unsaved empty row where there is none."""
    return Life.objects.current().filter(person_id__in=record.about_ids).order_by("pk").first() or Life()


def life_steps(life: Life) -> tuple[str, ...]:
    """What may happen next in a life: an unborn child is born or is not, somebody born dies."""
    if life.born_on is None and life.pregnancy_ended_on is None and life.died_on is None:
        return ("born", "expected", "pregnancy-ended") if life.expected_on else ("born", "died")
    return () if life.died_on or life.pregnancy_ended_on else ("died",)


def author(row: Any) -> str:
    """Who wrote a row, or the source it came from."""
    return row.recorded_by.name if row.recorded_by else row.source or "a colleague"


def _in_order(entries: Sequence[Entry]) -> list[str]:
    """What entries say: names in the order in which they head a record, the rest oldest first."""
    rows = sorted(entries, key=lambda one: (heading_order(getattr(one.row, "kind", "")), one.row.pk))
    return [one.value for one in rows]


def said(record: Record, kind: DetailKind, row: Any) -> str:
    """A row in words, as far as they are not kept from the viewer."""
    value = kind.value(row)
    return value if kind.says_where else record.words.over(value, row.recorded_by_id)


def _why(record: Record, row: Any) -> str:
    return record.words.over(row.why, row.recorded_by_id)


def _entry(record: Record, kind: DetailKind, row: Any, everything: Sequence[Any]) -> Entry:
    value = said(record, kind, row)
    if row.is_current:
        return Entry(row, value, "now" if row.is_true_on(clock.today()) else "over", _why(record, row))
    after = [one for one in everything if one.replaces_id == row.pk]
    mark = next((one for one in after if one.withdrawn), None)
    follower = mark or next((one for one in after if one.why), after[0] if after else None)
    return Entry(
        row,
        value,
        "mistake" if mark else "replaced",
        _why(record, follower) if follower else "",
        author(follower) if follower else "",
    )


def _successor(row: Any, everything: Sequence[Any]) -> Any:
    """The current row that `row` has become; None where it was taken back."""
    after: Mapping[int, list[Any]] = _followers(everything)
    one = row
    while one is not None and not one.is_current:
        one = next((new for new in after.get(one.pk, ()) if not new.withdrawn), None)
    return one


def _followers(everything: Sequence[Any]) -> dict[int, list[Any]]:
    """By key, the rows that replaced each: the one about the same time first."""
    found: dict[int, list[Any]] = {}
    for row in everything:
        if row.replaces_id:
            found.setdefault(row.replaces_id, []).append(row)
    by_key = {row.pk: row for row in everything}
    for key, new in found.items():
        old = by_key.get(key)
        new.sort(key=lambda one: (old is not None and one.true_from != old.true_from, -one.pk))
    return found


def is_of_childhood(record: Record, kind: DetailKind, row: Any) -> bool:
    """Whether a row belongs to an adult's own childhood file, which their worker as a parent does not read: what
    stopped being so, or was replaced, before they were 18."""
    if not kind.of_work or record.reads(Capacity.CHILD) or not record.person.has_childhood_record:
        return False
    if record.card.born_on is None:
        return False
    adult_on = reaches_age_on(record.card.born_on, ADULT_AT)
    over = row.true_to if row.is_current else row.replaced_at.astimezone(clock.LONDON).date()
    return over is not None and over <= adult_on
