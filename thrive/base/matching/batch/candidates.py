"""Which pairs are worth comparing: those that share a key, as `keys.match_keys` gives them, for whole files at once.

Every key becomes a number of 64 bits by a fixed hash, kind by kind. The index's numbers are sorted and the others
looked up in them. A key that very many children of the index share finds none of them: how many look-ups that cut is
counted and told. The other keys of such a child still find it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thrive.base.calendar.precision import Precision
from thrive.base.matching import keys
from thrive.base.matching.batch.columns import Pool, Spread, Table

Hashes = NDArray[np.uint64]
Rows = NDArray[np.int32]

MOST_SHARING = 300  # children of the index that one key may find
MOST_SOUNDS = 8  # of which pairs are made
_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def text_hash(text: str) -> int:
    """A number of 64 bits for a text, the same on every machine."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _mixed(kind: str, *parts: Hashes | int) -> Hashes:
    """One number for a kind of key and its parts, in order."""
    found = np.uint64(text_hash(kind)) * np.ones(1, dtype=np.uint64)
    for part in parts:
        found = (found ^ np.asarray(part, dtype=np.uint64)) * _FACTORS[0]
        found = (found ^ (found >> np.uint64(29))) * _FACTORS[1]
        found = found ^ (found >> np.uint64(32))
    return found


@dataclass(frozen=True)
class Ragged:
    """Several numbers for each row: `rows` in ascending order, and beside it the numbers."""

    rows: Rows
    numbers: Hashes

    def of(self, chosen: NDArray[np.bool_]) -> "Ragged":
        """Only those of chosen rows."""
        kept = chosen[self.rows]
        return Ragged(self.rows[kept], self.numbers[kept])


class Lists:
    """A list of numbers for each of some distinct values."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self.counts = np.array([len(one) for one in lists], dtype=np.int64)
        self.starts = np.concatenate(([0], np.cumsum(self.counts)[:-1])) if lists else self.counts
        self.flat = np.array([number for one in lists for number in one], dtype=np.uint64)

    def spread(self, values: Rows) -> Ragged:
        """The numbers of each row, whose value is given."""
        counts = self.counts[values]
        rows = np.repeat(np.arange(len(values), dtype=np.int32), counts)
        within = np.arange(len(rows), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
        return Ragged(rows, self.flat[np.repeat(self.starts[values], counts) + within])


def _together(*parts: Ragged) -> Ragged:
    """Several as one, each number of a row once, in ascending order."""
    rows = np.concatenate([part.rows for part in parts])
    found = np.concatenate([part.numbers for part in parts])
    order = np.lexsort((found, rows))
    rows, found = rows[order], found[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (found[1:] != found[:-1])
    return Ragged(rows[first], found[first])


def _crossed(left: Ragged, right: Ragged, count: int) -> tuple[Rows, Hashes, Hashes]:
    """Each number of the one with each of the other, row by row."""
    counts = np.bincount(right.rows, minlength=count)
    starts = np.cumsum(counts) - counts
    times = counts[left.rows]
    rows = np.repeat(left.rows, times)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
    return rows, np.repeat(left.numbers, times), right.numbers[np.repeat(starts[left.rows], times) + within]


def _pairs(sounds: Ragged) -> tuple[Rows, Hashes]:
    """A number for each two of the sounds of a row."""
    starts = np.searchsorted(sounds.rows, sounds.rows)
    early = np.arange(len(sounds.rows)) - starts < MOST_SOUNDS
    rows, found = sounds.rows[early], sounds.numbers[early]
    all_rows, all_pairs = [rows[:0]], [found[:0]]
    for step in range(1, MOST_SOUNDS):
        same = np.flatnonzero(rows[step:] == rows[:-step]) if len(rows) > step else np.zeros(0, dtype=np.int64)
        all_rows.append(rows[same])
        all_pairs.append(_mixed("pair", found[same], found[same + step]))
    return np.concatenate(all_rows), np.concatenate(all_pairs)


class KeySource:
    """Makes the keys of a table, kind by kind."""

    def __init__(self, pool: Pool, spread: Spread) -> None:
        heard = spread(_sounds, list(pool.names))
        parents = list(pool.parents)
        self.sounds = Lists([[text_hash(one) for one in some] for some in heard])
        self.words = Lists([[text_hash(word) for word in name.split()] for name in pool.names])
        self.other_sounds = Lists([[text_hash(o) for n in names for o in _sounds(n)] for names in pool.others])
        self.other_words = Lists([[text_hash(w) for n in names for w in n.split()] for names in pool.others])
        self.parent_sounds = Lists([sorted({text_hash(o) for n in names for o in _sounds(n)}) for names in parents])
        self.parents = Lists([[text_hash("+".join(_sounds(name))) for name in names] for names in parents])
        self.phones = Lists([[text_hash(phone) for phone in phones] for phones in pool.phones])
        self.homes = _hashes(pool.homes)
        self.postcodes = _hashes(pool.postcodes)
        self.outwards = _hashes([postcode.split(" ")[0] for postcode in pool.postcodes])
        self.whole = np.array([" " in postcode for postcode in pool.postcodes])
        self.nhs, self.upns = _hashes(pool.nhs), _hashes(pool.upns)
        births = list(pool.births)
        self.known = np.array([birth.born is not None for birth in births])
        self.to_the_day = self.known & np.array([birth.precision is Precision.DAY for birth in births])
        self.about = np.array([birth.precision is Precision.ABOUT for birth in births])
        self.due = np.array([birth.expected_on is not None for birth in births])
        days = [birth.born or birth.expected_on for birth in births]
        self.parts = [
            np.array([getattr(day, part) if day else 0 for day in days], dtype=np.uint64)
            for part in ("year", "month", "day")
        ]

    def kinds(self, table: Table) -> Iterator[tuple[str, Rows, Hashes]]:
        """The rows and keys of each kind, as `keys.match_keys` has them."""
        form = table.form
        count = len(table)
        sounds = _together(
            *(self.sounds.spread(form[name]) for name in ("given", "middle", "family")),
            self.other_sounds.spread(form["others"]),
        )
        words = _together(
            *(self.words.spread(form[name]) for name in ("given", "middle", "family")),
            self.other_words.spread(form["others"]),
        )
        year, month, day = (part[form["birth"]] for part in self.parts)
        to_the_day, known = self.to_the_day[form["birth"]], self.known[form["birth"]]
        low, high = np.minimum(month, day), np.maximum(month, day)
        either = _mixed("day", year, low, high) if count else year
        at_home, home = form["home"] > 0, self.homes[form["home"]]
        whole, postcode = self.whole[form["postcode"]], self.postcodes[form["postcode"]]

        yield from self._by_birth(table, sounds, to_the_day, either, (at_home, home), (whole, postcode))
        yield from self._by_parent(table, to_the_day, year, month)
        yield from self._by_pair(table, sounds, (year, month, day), to_the_day, known)

        some = words.of(whole)
        yield "tp", some.rows, _mixed("tp", some.numbers, postcode[some.rows])
        some = sounds.of(at_home)
        yield "sa", some.rows, _mixed("sa", some.numbers, home[some.rows])
        given = self.sounds.spread(form["given"])
        rows, one, other = _crossed(given, self.phones.spread(form["phones"]), count)
        yield "gt", rows, _mixed("gt", one, other)
        for kind, known_numbers, name in (("nhs", self.nhs, "nhs_number"), ("upn", self.upns, "upn")):
            rows = np.flatnonzero(form[name]).astype(np.int32)
            yield kind, rows, _mixed(kind, known_numbers[form[name][rows]])

    def _by_birth(self, table: Table, sounds: Ragged, to_the_day: Any, either: Hashes, home: Any, postcode: Any):  # type: ignore[no-untyped-def]
        """Keys of a birth date with a name, a parent's among them, or a home."""
        some = _together(sounds, self.parent_sounds.spread(table.form["parents"])).of(to_the_day)
        yield "sb", some.rows, _mixed("sb", some.numbers, either[some.rows])
        for kind, (has, numbers) in (("bp", postcode), ("ba", home)):
            rows = np.flatnonzero(to_the_day & has).astype(np.int32)
            yield kind, rows, _mixed(kind, either[rows], numbers[rows])

    def _by_parent(self, table: Table, to_the_day: Any, year: Hashes, month: Hashes):  # type: ignore[no-untyped-def]
        """Keys of a parent with the birth, the month it is expected, or the given name."""
        parents = self.parents.spread(table.form["parents"])
        born = parents.of(to_the_day)
        months = year * np.uint64(12) + month
        rows, found = [born.rows], [_mixed("em", born.numbers, months[born.rows])]
        due = parents.of(self.due[table.form["birth"]])
        for step in (-1, 0, 1):
            rows.append(due.rows)
            found.append(_mixed("em", due.numbers, (months[due.rows].astype(np.int64) + step).astype(np.uint64)))
        yield "em", np.concatenate(rows), np.concatenate(found)
        given = self.sounds.spread(table.form["given"])
        crossed, one, other = _crossed(given, parents, len(table))
        yield "gm", crossed, _mixed("gm", one, other)

    def _by_pair(self, table: Table, sounds: Ragged, born: Any, to_the_day: Any, known: Any):  # type: ignore[no-untyped-def]
        """Keys of two names with part of the birth date or the first half of the postcode."""
        year, month, day = born
        rows, pairs = _pairs(sounds)
        exact = to_the_day[rows]
        some, two = rows[exact], pairs[exact]
        yield "pm", some, _mixed("pm", two, year[some], month[some])
        yield "pd", some, _mixed("pd", two, year[some], day[some])
        yield "pa", some, _mixed("pa", two, month[some], day[some])
        some, two = rows[known[rows]], pairs[known[rows]]
        all_rows, found = [some], [_mixed("py", two, year[some])]
        about = self.about[table.form["birth"]][some]
        for step in (-1, 1):
            near = (year[some[about]].astype(np.int64) + step).astype(np.uint64)
            all_rows.append(some[about])
            found.append(_mixed("py", two[about], near))
        yield "py", np.concatenate(all_rows), np.concatenate(found)
        has = table.form["postcode"][rows] > 0
        some, two = rows[has], pairs[has]
        yield "po", some, _mixed("po", two, self.outwards[table.form["postcode"][some]])


def _sounds(name: str) -> list[str]:
    return keys.sounds_of(name)


def _hashes(texts: Any) -> Hashes:
    return np.array([text_hash(text) for text in texts], dtype=np.uint64)


@dataclass
class Found:
    """The candidate pairs, each once: rows of the two tables. `cut`: look-ups left out, by kind of key."""

    left: Rows
    right: Rows
    cut: dict[str, int] = field(default_factory=dict)


_PLACES = np.uint64((1 << 24) - 1)  # of a table that says whether a key may be asked for


def _asked_for(index: tuple[Rows, Hashes], asked: Hashes) -> tuple[Rows, Hashes]:
    """The part of an index whose keys may be among those asked for: the rest is not worth sorting."""
    may_be = np.zeros(int(_PLACES) + 1, dtype=bool)
    may_be[asked & _PLACES] = True
    kept = np.flatnonzero(may_be[index[1] & _PLACES])
    return index[0][kept], index[1][kept]


def _matches(index: tuple[Rows, Hashes], asked: tuple[Rows, Hashes]) -> tuple[Rows, Rows, int]:
    """The pairs of rows that share a key, and how many look-ups found too many to follow."""
    index_rows, index_keys = _asked_for(index, asked[1])
    order = np.argsort(index_keys)
    index_rows, index_keys = index_rows[order], index_keys[order]
    order = np.argsort(asked[1])
    asked_rows, asked_keys = asked[0][order], asked[1][order]
    low = np.searchsorted(index_keys, asked_keys, side="left")
    counts = np.searchsorted(index_keys, asked_keys, side="right") - low
    too_many = counts > MOST_SHARING
    counts[too_many] = 0
    rows = np.repeat(asked_rows, counts)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return index_rows[np.repeat(low, counts) + within], rows, int(too_many.sum())


def _numbered(left: Rows, right: Rows) -> NDArray[np.uint64]:
    """Pairs of rows as one number each, which stand in order of the right row."""
    return (right.astype(np.uint64) << np.uint64(32)) | left.astype(np.uint64)


def _once(numbers: Hashes) -> Hashes:
    """Each number once, in ascending order, as `np.unique` gives them: it looks each up by hash first, which for
    millions takes many times as long."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def find(source: KeySource, left: Table, right: Table, told: Callable[[str], None] = lambda _: None) -> Found:
    """The pairs of a row of `left`, the index, and a row of `right` that share a key.

    For one table twice: each pair once.
    """
    cut: dict[str, int] = {}
    parts = [np.zeros(0, dtype=np.uint64)]
    same = left is right
    asked_kinds = source.kinds(right)
    for kind, rows, hashes in source.kinds(left):
        told(kind)
        _, asked_rows, asked = next(asked_kinds)
        ones, others, left_out = _matches((rows, hashes), (asked_rows, asked))
        if same:
            ones, others = ones[ones < others], others[ones < others]
        if left_out:
            cut[kind] = left_out
        parts.append(_once(_numbered(ones, others)))
    found = _once(np.concatenate(parts))
    low = np.uint64(0xFFFFFFFF)
    return Found((found & low).astype(np.int32), (found >> np.uint64(32)).astype(np.int32), cut)
