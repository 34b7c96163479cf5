"""The bands of a file's pairs: a lead over the next candidate, and what stands in the way of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thrive.base.matching.batch.weighing import AUTOMATIC, NONE, REVIEW, Weighed

OneChild = Callable[[NDArray[np.int32], NDArray[np.int32]], NDArray[np.int8]]  # how surely are these rows one child?


@dataclass
class Decided:
    """Pairs with their final bands. `next_best`: the number of the pair that is the runner-up of each, or -1.

    `held`: whether the pair would be automatic but for it. `behind`: whether it would be in review or better, but
    trails the best of its record so far that it is not the child.
    """

    pairs: Weighed
    next_best: NDArray[np.int64]
    held: NDArray[np.bool_]
    behind: NDArray[np.bool_]


def decide(pairs: Weighed, margin: float, ids: Sequence[str], one_child: OneChild) -> Decided:
    """Hold back what is automatic and does not lead the candidates of its right row by `margin` bits, and put away
    who trails the best of them by so much.

    Another row of the same child of the index holds nothing back, and is automatic with the best where `one_child`
    says so beyond doubt; it is not put away where it only may be one. Equal ones stand in the order of their `ids`.
    """
    order = np.lexsort((places_by_id(pairs.left, ids), -pairs.bits, pairs.right))
    pairs = pairs.of(order)
    count = len(pairs.bits)
    first = np.ones(count, dtype=bool)
    first[1:] = pairs.right[1:] != pairs.right[:-1]
    starts = np.flatnonzero(first)
    best = np.repeat(starts, np.diff(np.append(starts, count)))
    has_next = np.append(~first[1:], False) if count else first
    next_best = np.where(first, np.where(has_next, np.arange(count) + 1, -1), best).astype(np.int64)

    after = np.flatnonzero((pairs.band != NONE) & ~first)
    alike = np.where(first, AUTOMATIC, NONE)
    alike[after] = one_child(pairs.left[best[after]], pairs.left[after])
    trails = pairs.bits[best] - pairs.bits >= margin
    automatic = pairs.band == AUTOMATIC
    rivalled = np.zeros(count, dtype=bool)
    rivalled[best[(pairs.band != NONE) & ~trails & (alike != AUTOMATIC)]] = True
    stands = (automatic & ~rivalled)[best] & (alike == AUTOMATIC)
    behind = (pairs.band != NONE) & trails & (alike == NONE)
    held = automatic & ~stands & ~behind
    pairs.band = np.where(behind, NONE, np.where(held, REVIEW, pairs.band)).astype(np.int8)
    return Decided(pairs, next_best, held, behind)


def places_by_id(rows: NDArray[np.int32], ids: Sequence[str]) -> NDArray[np.int64]:
    """The place of each row in the order of the ids, so that the order of rows does not matter."""
    distinct, where = np.unique(rows, return_inverse=True)
    order = sorted(range(len(distinct)), key=lambda place: ids[int(distinct[place])])
    places = np.empty(len(distinct), dtype=np.int64)
    places[order] = np.arange(len(distinct))
    return places[where]


def decide_within(pairs: Weighed, margin: float) -> Decided:
    """The same for one file against itself: a rival counts unless the two it would join are one child as well.

    Three rows of one child are three pairs, and none stands in another's way.
    """
    ends = {
        number: (int(pairs.left[number]), int(pairs.right[number]))
        for number in np.flatnonzero(pairs.band != NONE).tolist()
    }
    automatic = {both for number, both in ends.items() if pairs.band[number] == AUTOMATIC}  # the lower row is first
    by_row: dict[int, list[int]] = {}
    for number, both in ends.items():
        for row in both:
            by_row.setdefault(row, []).append(number)
    next_best = np.full(len(pairs.bits), -1, dtype=np.int64)
    held = np.zeros(len(pairs.bits), dtype=bool)
    for number, (one, other) in ends.items():
        for row, far in ((one, other), (other, one)):
            for rival in by_row[row]:
                third = ends[rival][0] if ends[rival][1] == row else ends[rival][1]
                if rival == number or (min(far, third), max(far, third)) in automatic:
                    continue
                if next_best[number] < 0 or pairs.bits[rival] > pairs.bits[next_best[number]]:
                    next_best[number] = rival
        rival = int(next_best[number])
        close = rival >= 0 and pairs.bits[number] - pairs.bits[rival] < margin
        held[number] = close and pairs.band[number] == AUTOMATIC
    pairs.band = np.where(held, REVIEW, pairs.band).astype(np.int8)
    return Decided(pairs, next_best, held, np.zeros(len(pairs.bits), dtype=bool))
