"""Shares of the kinds of pair, fitted so that pairs of one child and all others come out as far apart as they can.

Counting what each kind looks like takes the fields for independent, and they are not: who has moved has another parent
named more often, a careless hand writes both names wrong, and a namesake agrees in all that is rarest. So the shares
are fitted to the answer itself: the total of a pair is to be the odds that it is the same child. Each share leans on
the set it starts from, so that what few pairs show moves it little; the levels of a field still share out one whole.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thrive.base.matching.batch.linking import Linked
from thrive.base.matching.batch.weighing import WEIGHED, Weigher, weighed_levels
from thrive.base.matching.score import NAME_FIELDS
from thrive.base.matching.weights import (
    ALIASES,
    ALIKE_RANGE,
    FIELDS,
    HOUSEHOLD,
    KINDS,
    LEAST,
    NAMESAKE,
    PART_RANGE,
    SAME,
    UNRELATED,
)

Floats = NDArray[np.float64]
Stored = dict[str, Any]

LEANING = 5.0  # how strongly each share is held where it was; the square of what it moved by, in powers of e
MOST_STEPS = 400
RARITY_STEP = 50  # hundredths of a bit: names nearly as rare as each other are one pattern
BIT = np.log(2)

_PLACES, _BONDS = ("address", "postcode", "area", "differs"), ("same", "near", "part", "differs")
_COARSE = ("coarse_month", "coarse_year", "coarse_about", "coarse_differs")
_DUE = ("due", "both_due", "due_differs")

#: Levels that share out one whole, where they are not all of a field. Those of no set are not fitted: how often a birth
#: known to the month or not at all agrees depends on how much is known.
SETS: Mapping[str, Sequence[Collection[str]]] = {
    "home": [[f"{p}+{b}" for p, b in product(_PLACES, _BONDS)], _PLACES, [f"+{b}" for b in _BONDS]],
    "sex": [("same", "differs"), ("same_named", "differs_named")],
    "birth_date": [[one for one in WEIGHED["birth_date"][1:] if one not in (*_COARSE, *_DUE)]],
}

_SAME, _HOUSEHOLD, _UNRELATED = (KINDS.index(kind) for kind in (SAME, HOUSEHOLD, UNRELATED))
_OTHERS = slice(_SAME + 1, len(KINDS))


@dataclass(frozen=True)
class Patterns:
    """The distinct outcomes of many comparisons, and how many pairs of one child and of others came out so.

    `places`: for each field the place of its level among those of the set, -1 where it is missing. `rarity`: of each
    name field, in hundredths of a bit, 0 where the level does not ask. `sizes`: of the index, in hundredths of a bit.
    """

    places: NDArray[np.int64]
    rarity: NDArray[np.int64]
    sizes: NDArray[np.int64]
    one_child: NDArray[np.int64]
    others: NDArray[np.int64]


def _places(stored: Stored, field: str) -> NDArray[np.int64]:
    """For each code of a field the place of its level in the stored set; the kinds of alias have one place."""
    known = list(stored["fields"][field])
    named = ["form" if level in ALIASES else level for level in WEIGHED[field]]
    return np.array([known.index(level) if level in known else -1 for level in named], dtype=np.int64)


def _rows(stored: Stored, linked: Linked) -> NDArray[np.int64]:
    """One row for each pair: places, rarity, size."""
    pairs = linked.decided.pairs
    weigher = Weigher(linked.pool, linked.left, linked.right, linked.scale)
    weighed = weighed_levels(pairs.shown)
    columns = [_places(stored, field)[weighed[field]] for field in FIELDS]
    for field in NAME_FIELDS:
        rare = weigher.rarities(field, weighed[field], pairs.left, pairs.right)
        columns.append(RARITY_STEP * np.round(rare / RARITY_STEP).astype(np.int64))
    size = 100 * round(log2(linked.scale.index_size or stored["index_size"]))
    columns.append(np.full(len(pairs.left), size, dtype=np.int64))
    return np.column_stack(columns)


def patterns(stored: Stored, labelled: Sequence[tuple[Linked, NDArray[np.bool_]]]) -> Patterns:
    """What came out of some files whose pairs are known to be of one child or not."""
    rows = np.vstack([_rows(stored, linked) for linked, _ in labelled])
    good = np.concatenate([one for _, one in labelled])
    distinct, where = np.unique(rows, axis=0, return_inverse=True)
    counted = [np.bincount(where.ravel()[chosen], minlength=len(distinct)) for chosen in (good, ~good)]
    fields = len(FIELDS)
    return Patterns(distinct[:, :fields], distinct[:, fields:-1], distinct[:, -1], counted[0], counted[1])


@dataclass(frozen=True)
class _Borrowed:
    """Patterns in which the chance of unrelated people moves with another share: that of `kind` at the same level, or
    at the level of the whole name; against it where `sign` is -1."""

    patterns: NDArray[np.bool_]
    kind: int
    of_whole: bool
    sign: int


@dataclass(frozen=True)
class _Read:
    """The shares of one field for each pattern, by kind, and which of them move with their own level. Of the others
    some follow from how rare a name is, and some are borrowed."""

    shares: Floats
    own: NDArray[np.bool_]
    borrowed: Sequence[_Borrowed] = ()


class _Model:
    """The sums of all kinds for all patterns, as `weights.name_shares` and `kinds.summed` make them."""

    def __init__(self, stored: Stored, found: Patterns) -> None:
        self.found, self.stored = found, stored
        self.levels = {field: list(stored["fields"][field]) for field in FIELDS}
        self.starts = dict(zip(FIELDS, np.cumsum([0, *(len(self.levels[field]) for field in FIELDS)]), strict=False))
        self.wholes = [
            np.array([self.starts[field] + self.levels[field].index(level) for level in some])
            for field in FIELDS
            for some in SETS.get(field, [self.levels[field]])
        ]  # fmt: skip
        every = [stored["fields"][field][level] for field in FIELDS for level in self.levels[field]]
        shares = np.array([[max(level[kind], LEAST) for level in every] for kind in KINDS])
        self.base = np.concatenate([
            self.shared_out(np.log(shares)).ravel(), np.log([stored["expected"][kind] for kind in KINDS[:-1]])
        ])  # fmt: skip

    def parts(self, at: Floats) -> tuple[Floats, Floats]:
        """Shares by kind and level, and what is expected of each kind but the last."""
        split = len(at) - len(KINDS) + 1
        return at[:split].reshape(len(KINDS), -1), at[split:]

    def shared_out(self, free: Floats) -> Floats:
        """Logarithms of shares that make up a whole in each set of levels; those of no set stay as they are."""
        out = free.copy()
        for whole in self.wholes:
            out[:, whole] = free[:, whole] - np.logaddexp.reduce(free[:, whole], axis=1)[:, None]
        return out

    def back(self, moved: Floats, shares: Floats) -> Floats:
        """What moves shares by so much, through `shared_out`."""
        out = np.zeros_like(moved)
        for whole in self.wholes:
            out[:, whole] = moved[:, whole] - np.exp(shares[:, whole]) * moved[:, whole].sum(axis=1)[:, None]
        return out

    def before(self, expected: Floats) -> Floats:
        """The odds of each kind before looking, against one unrelated person."""
        sizes = {NAMESAKE: np.full(len(self.found.sizes), 100.0 * round(log2(self.stored["index_size"])))}
        rows = [
            expected[place] - BIT * sizes.get(kind, self.found.sizes) / 100 for place, kind in enumerate(KINDS[:-1])
        ]
        return np.vstack([*rows, np.zeros(len(self.found.sizes))])

    def read(self, field: str, shares: Floats) -> _Read:
        """The shares of one field for each pattern."""
        places = self.found.places[:, FIELDS.index(field)]
        known = places >= 0
        out = np.where(known, shares[:, self.starts[field] + places], 0.0)
        own = np.tile(known, (len(KINDS), 1))
        if field not in NAME_FIELDS:
            return _Read(out, own)
        rare = BIT * self.found.rarity[:, NAME_FIELDS.index(field)] / 100
        asked, whole = rare != 0, places == self.levels[field].index("same")
        same = asked & whole
        out[_UNRELATED, same], own[_UNRELATED, same] = rare[same], False
        chance_wins = same & (rare > out[_HOUSEHOLD])
        out[_HOUSEHOLD, chance_wins], own[_HOUSEHOLD, chance_wins] = rare[chance_wins], False
        if field == "middle":
            return _Read(out, own)
        alike = asked & ~whole
        own[_UNRELATED, alike] = False
        return _Read(out, own, self._chance_of_alike(field, out, shares, rare, alike))

    def _chance_of_alike(
        self, field: str, out: Floats, shares: Floats, rare: Floats, alike: NDArray[np.bool_]
    ) -> list[_Borrowed]:
        """Write into `out` how often unrelated people have names only so alike; returns what that moves with."""
        places = self.found.places[:, FIELDS.index(field)]
        parts = [self.levels[field].index(level) for level in ("part", "shares")]
        least, most = (
            BIT * np.where(np.isin(places, parts), part, other) / 100
            for part, other in zip(PART_RANGE, ALIKE_RANGE, strict=True)
        )
        whole = shares[:, self.starts[field] + self.levels[field].index("same")]
        moved = rare - whole[_UNRELATED]
        chance = out[_UNRELATED] + np.clip(moved, least, most)
        above, below = np.maximum(out[_SAME], out[_UNRELATED]), out[_SAME] - whole[_SAME] + rare
        bounded = np.maximum(np.minimum(chance, above), below)
        lifted = alike & (bounded == below)
        capped = alike & ~lifted & (chance > above)
        free = alike & ~lifted & ~capped
        by_same = capped & (out[_SAME] > out[_UNRELATED])
        out[_UNRELATED, alike] = bounded[alike]
        return [
            _Borrowed(free | capped & ~by_same, _UNRELATED, of_whole=False, sign=1),
            _Borrowed(free & (least < moved) & (moved < most), _UNRELATED, of_whole=True, sign=-1),
            _Borrowed(lifted | by_same, _SAME, of_whole=False, sign=1),
            _Borrowed(lifted, _SAME, of_whole=True, sign=-1),
        ]

    def loss(self, at: Floats) -> tuple[float, Floats]:
        """How surprising the labels are, and how that changes with each number."""
        free, expected = self.parts(at)
        shares = self.shared_out(free)
        reads = {field: self.read(field, shares) for field in FIELDS}
        sums = self.before(expected) + sum(one.shares for one in reads.values())
        rest = np.logaddexp.reduce(sums[_OTHERS], axis=0)
        total = sums[_SAME] - rest
        found = self.found
        surprise = found.one_child @ np.logaddexp(0, -total) + found.others @ np.logaddexp(0, total)
        wrong = (found.one_child + found.others) / (1 + np.exp(-total)) - found.one_child
        by_kind = np.vstack([wrong, -wrong * np.exp(sums[_OTHERS] - rest)])

        moved = np.zeros_like(shares)
        for field, one in reads.items():
            places, start = found.places[:, FIELDS.index(field)], self.starts[field]
            many = len(self.levels[field])
            for kind, of in enumerate(one.own):
                moved[kind, start : start + many] += np.bincount(places[of], by_kind[kind, of], minlength=many)
            for part in one.borrowed:
                some = places[part.patterns]
                some = np.full(len(some), self.levels[field].index("same")) if part.of_whole else some
                counted = np.bincount(some, by_kind[_UNRELATED, part.patterns], minlength=many)
                moved[part.kind, start : start + many] += part.sign * counted
        off = at - self.base
        slope = np.concatenate([self.back(moved, shares).ravel(), by_kind[:-1].sum(axis=1)]) + LEANING * off
        return float(surprise + LEANING * (off @ off) / 2), slope

    def stored_as(self, at: Floats) -> tuple[Stored, dict[str, float]]:
        """The fields and what is expected, as a set keeps them."""
        free, expected = self.parts(at)
        shares = np.exp(self.shared_out(free))
        fields = {
            field: {
                level: {kind: _short(shares[row, self.starts[field] + place]) for row, kind in enumerate(KINDS)}
                for place, level in enumerate(self.levels[field])
            }
            for field in FIELDS
        }
        return fields, {kind: _short(np.exp(one)) for kind, one in zip(KINDS[:-1], expected, strict=True)}


def _short(share: float) -> float:
    return float(f"{share:.4g}")


def fit(base: Stored, found: Patterns) -> tuple[Stored, dict[str, float]]:
    """The fields of a set, and what it expects of each kind, fitted to labelled pairs and leaning on `base`."""
    from scipy.optimize import minimize  # of the group "dev": only who learns parameters needs it

    model = _Model(base, found)
    done = minimize(model.loss, model.base, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS})
    return model.stored_as(done.x)
