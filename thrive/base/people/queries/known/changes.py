"""What somebody learns about a person between two instants, fact by fact. Pure: rows are handed in.

A row stands for what we held from `recorded_at` until `replaced_at`. What is new at the later instant is traced back
through what it replaces, to say whether it is a fact that nobody knew, one put right, or one that ended.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from thrive.base.people.queries.held import Held
from thrive.base.people.queries.known.kinds import content


class What(StrEnum):
    """What became of our knowledge of a fact."""

    LEARNT = "learnt"
    CORRECTED = "corrected"
    ENDED = "ended"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    PASSED = "passed"

    @property
    def label(self) -> str:
        """What the page calls it."""
        return {
            "learnt": "Learnt",
            "corrected": "Corrected",
            "ended": "Ended",
            "replaced": "Replaced",
            "withdrawn": "Taken back",
            "passed": "Recorded and taken back in between",
        }[self]


@dataclass(frozen=True)
class Change:
    """One fact that was known otherwise before. `by` is the row that made the change: its author, instant and reason.

    `before` is empty for what was learnt, `after` for what was taken back or gave way to something else.
    """

    what: What
    before: Held | None
    after: Held | None
    by: Held


def changes(rows: Iterable[Held], earlier: dt.datetime, later: dt.datetime) -> list[Change]:
    """What was known at `later` that was not known at `earlier`, and the other way round, oldest change first."""
    everything = list(rows)
    history = _History(everything)
    before = {_key(one) for one in everything if one.was_known(earlier)}
    after = {_key(one) for one in everything if one.was_known(later)}
    gone = [one for one in everything if _key(one) in before - after]
    new = [one for one in everything if _key(one) in after - before]
    heirs: dict[tuple[str, int], list[Held]] = defaultdict(list)
    found: list[Change] = []
    for one in new:
        origin = history.origin(one, before)
        if origin is None:
            found.append(Change(What.LEARNT, None, one, one))
        else:
            heirs[_key(origin)].append(one)
    for old in gone:
        found.extend(_became(old, heirs[_key(old)], history, later))
    found.extend(_passed(everything, history, earlier, later))
    return sorted(found, key=lambda one: (one.by.row.recorded_at, one.by.row._meta.label_lower, one.by.row.pk))


def _became(old: Held, heirs: Sequence[Held], history: "_History", later: dt.datetime) -> list[Change]:
    """What became of a row that is no longer held."""
    if not heirs:
        mark = history.mark_of(old, later)
        if mark is not None:
            return [Change(What.WITHDRAWN, old, None, mark)]
        return [Change(What.REPLACED, old, None, history.at_closing(old))]
    same = [one for one in heirs if content(one) == content(old)]
    found = [_of_its_time(old, one) for one in same]
    for one in heirs:
        if one in same:
            continue
        is_further = bool(same) and one.row.true_from != old.row.true_from
        found.append(Change(What.LEARNT, None, one, one) if is_further else Change(What.CORRECTED, old, one, one))
    return found


def _of_its_time(old: Held, new: Held) -> Change:
    """The same fact with other days: ended where all that is new is its end."""
    ended = new.row.true_from == old.row.true_from and old.row.true_to is None and new.row.true_to is not None
    return Change(What.ENDED if ended else What.CORRECTED, old, new, new)


def _passed(rows: Iterable[Held], history: "_History", earlier: dt.datetime, later: dt.datetime) -> list[Change]:
    """Facts that were first recorded after `earlier` and taken back before `later`."""
    found = []
    for one in rows:
        if not one.row.withdrawn or not earlier < one.row.recorded_at <= later:
            continue
        first, last = history.root(one), history.parent(one)
        if first is not None and last is not None and first.row.recorded_at > earlier:
            found.append(Change(What.PASSED, last, None, one))
    return found


class _History:
    """Rows by key, and what replaced what."""

    def __init__(self, rows: Iterable[Held]) -> None:
        self.rows = {_key(one): one for one in rows}
        self.after: dict[tuple[str, int], list[Held]] = defaultdict(list)
        for one in self.rows.values():
            if one.row.replaces_id is not None:
                self.after[one.row._meta.label_lower, one.row.replaces_id].append(one)

    def parent(self, one: Held) -> Held | None:
        """The row that `one` replaces."""
        return self.rows.get((one.row._meta.label_lower, one.row.replaces_id or 0))

    def origin(self, one: Held, among: set[tuple[str, int]]) -> Held | None:
        """The nearest row before `one` that is `among` these."""
        step = self.parent(one)
        while step is not None and _key(step) not in among:
            step = self.parent(step)
        return step

    def root(self, one: Held) -> Held | None:
        """The first row of the chain before `one`."""
        step, last = self.parent(one), None
        while step is not None:
            step, last = self.parent(step), step
        return last

    def mark_of(self, one: Held, later: dt.datetime) -> Held | None:
        """The mark by which a row, or what it became, was taken back by `later`."""
        for step in self.after[_key(one)]:
            if step.row.recorded_at > later:
                continue
            found = step if step.row.withdrawn else self.mark_of(step, later)
            if found is not None:
                return found
        return None

    def at_closing(self, one: Held) -> Held:
        """The row that was written when `one` was closed; itself where none of its table was."""
        label, instant = one.row._meta.label_lower, one.row.replaced_at
        together = (other for key, other in self.rows.items() if key[0] == label and other.row.recorded_at == instant)
        return next(together, one)


def _key(one: Held) -> tuple[str, int]:
    return one.row._meta.label_lower, one.row.pk
