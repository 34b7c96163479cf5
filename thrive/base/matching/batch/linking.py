"""One file against another, or against itself: from what was read to pairs with their bands.

Work is cut into pieces of fixed size, so the answer is the same for one worker and for many.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from thrive.base.matching.batch import candidates
from thrive.base.matching.batch.columns import Pool, Table
from thrive.base.matching.batch.deciding import Decided, decide, decide_within
from thrive.base.matching.batch.reading import Problems, Reader
from thrive.base.matching.batch.weighing import Weigher, joined
from thrive.base.matching.batch.working import cut_up, forked, workers_here
from thrive.base.matching.score import Scale
from thrive.base.matching.weights import Frequency, Weights, frequency_of

PIECE = 50_000  # pairs weighed at a time
TEXTS = 4_000  # texts put into comparing form at a time


class Told(Protocol):
    """Hears what is being done, how much of it is done, and of how much."""

    def __call__(self, what: str, done: int, total: int | None = None) -> None:
        """Hear it."""


def silent(what: str, done: int, total: int | None = None) -> None:
    """Tell nobody."""


@dataclass
class Linked:
    """What came out: the pairs that share a key, with bands; and what is needed to say why."""

    pool: Pool
    left: Table
    right: Table
    scale: Scale
    decided: Decided
    cut: dict[str, int]


@dataclass(frozen=True)
class Source:
    """A file to link, and where its problems are told."""

    reader: Reader

    @property
    def problems(self) -> Problems:
        """What could not be used of it."""
        return self.reader.problems


def _spread(workers: int) -> Callable[[Callable[[str], Any], Sequence[str]], list[Any]]:
    """A function over many texts, by several processes where it is worth it."""

    def spread(read: Callable[[str], Any], texts: Sequence[str]) -> list[Any]:
        pieces = [texts[start : start + TEXTS] for start in range(0, len(texts), TEXTS)]
        with forked(lambda piece: [read(text) for text in piece], workers if len(pieces) > 2 * workers else 1) as run:
            return [form for forms in run(pieces) for form in forms]

    return spread


def _read(source: Source, pool: Pool, told: Told, what: str) -> Table:
    table = Table()
    for chunk in source.reader.chunks(lambda rows: told(what, rows)):
        pool.add(table, chunk)
    return table


def frequencies(pool: Pool, table: Table) -> tuple[Frequency, Frequency]:
    """How common each family and given name is in a table, in that order."""
    found = []
    names = pool.names.values_in_order()
    for column in ("family", "given"):
        counts: Counter[str] = Counter()
        for number, times in enumerate(np.bincount(table.form[column], minlength=1).tolist()):
            if number and times:
                counts.update(dict.fromkeys(names[number].split(), times))
        found.append(frequency_of(counts or {"": 1}))
    return found[0], found[1]


def link(left: Source, right: Source, weights: Weights, *, workers: int = 0, told: Told = silent) -> Linked:
    """Each row of `right` with the rows of `left`, the index, that may be the same child."""
    pool = Pool()
    ones = _read(left, pool, told, "Reading the first file")
    others = _read(right, pool, told, "Reading the second file")
    return _linked(pool, (ones, left.problems), (others, right.problems), weights, workers or workers_here(), told)


def dedupe(source: Source, weights: Weights, *, workers: int = 0, told: Told = silent) -> Linked:
    """The rows of one file that may be the same child."""
    pool = Pool()
    table = _read(source, pool, told, "Reading the file")
    within = replace(weights, expected={**weights.expected, "same": weights.expected_within})
    both = (table, source.problems)
    return _linked(pool, both, both, within, workers or workers_here(), told)


def _linked(
    pool: Pool, left: tuple[Table, Problems], right: tuple[Table, Problems], weights: Weights, workers: int, told: Told
) -> Linked:
    """Everything after reading."""
    ones, others = left[0], right[0]
    told("Preparing", 0)
    spread = _spread(workers)
    pool.settle([left] if ones is others else [left, right], spread)
    source = candidates.KeySource(pool, spread)
    found = candidates.find(source, ones, others, lambda kind: told(f"Looking for pairs by {kind}", 0))
    del source
    scale = Scale(weights, *frequencies(pool, ones), index_size=max(len(ones), 2))
    weigher = Weigher(pool, ones, others, scale)

    def weigh(piece: tuple[int, int]) -> Any:
        return weigher.weigh(found.left[slice(*piece)], found.right[slice(*piece)])

    count = len(found.left)
    pieces = cut_up(count, PIECE)
    parts = []
    with forked(weigh, workers if len(pieces) > 1 else 1) as run:
        for part in run(pieces):
            parts.append(part)
            told("Comparing", min(len(parts) * PIECE, count), count)
    margin = weights.limits.margin
    if ones is others:
        decided = decide_within(joined(parts), margin)
    else:
        decided = decide(joined(parts), margin, ones.ids, Weigher(pool, ones, ones, scale).one_child)
    return Linked(pool, ones, others, scale, decided, found.cut)
