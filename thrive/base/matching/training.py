"""Parameters learnt from labelled pairs, and refused when they are worse or have turned round.

Nothing here runs when records are compared: a set is learnt once, looked at, and shipped as a file.

* The shares of the same child come from the pairs that are labelled so.
* Those of twins, siblings and others of a household come from pairs that are labelled different: the other children
  at the home of a child that was found, sorted by how far apart they were born.
* Those of unrelated people come from random pairs.

Each share leans on the set it starts from as on so many pairs (`LEAN`), so that what few pairs show moves it little.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thrive.base.matching.batch.columns import Pool, Table
from thrive.base.matching.batch.linking import Linked
from thrive.base.matching.batch.weighing import AUTOMATIC, CODES, NONE, WEIGHED, Weigher, other_parent, weighed_levels
from thrive.base.matching.levels import BIRTH_AGAINST, GENERATION_YEARS
from thrive.base.matching.score import HOME_IS_STRONG_BITS, Scale
from thrive.base.matching.weights import (
    ALIASES,
    FIELDS,
    HOUSEHOLD,
    KINDS,
    MISSING,
    SAME,
    SIBLING,
    TWIN,
    UNRELATED,
    Weights,
    read,
)

LEAN = {SAME: 400, TWIN: 60, SIBLING: 200, HOUSEHOLD: 60, UNRELATED: 2000}
RANDOM_PAIRS = 600_000
LEAST_AUTOMATIC = 5.0  # bits: no data of ours shall talk the automatic band below a probability of 0.97
THEIR_SHARE = 0.75  # of the errors allowed, those with a second agreement may make so many; the rest is for the others
TWIN_DAYS = 2
SIBLING_DAYS = 250

_PLACES, _BONDS = ("address", "postcode", "area", "differs"), ("same", "near", "part", "differs")
_COARSE = ("coarse_month", "coarse_year", "coarse_about", "coarse_differs")
_DUE = ("due", "both_due", "due_differs")

#: Levels that share out one whole, where a field has more than one such set.
SETS: Mapping[str, Sequence[Collection[str]]] = {
    "home": [[f"{p}+{b}" for p, b in product(_PLACES, _BONDS)], _PLACES, [f"+{b}" for b in _BONDS]],
    "sex": [("same", "differs"), ("same_named", "differs_named")],
    "birth_date": [[one for one in WEIGHED["birth_date"][1:] if one not in (*_COARSE, *_DUE)]],
}

#: Levels whose shares are not learnt: exchanged names, which are never seen among strangers and count once for two
#: fields, and births that are not known to the day, whose levels depend on how much is known.
KEPT: Mapping[str, Collection[str]] = {
    "given": ("exchanged",),
    "family": ("exchanged",),
    "birth_date": (*_COARSE, *_DUE),
}

Stored = dict[str, Any]
Truth = Collection[tuple[str, str]]


@dataclass(frozen=True)
class Labelled:
    """Two files in comparing form, and which pairs of their ids are one child."""

    pool: Pool
    left: Table
    right: Table
    truth: Truth


class Refused(Exception):
    """A set of parameters may not be used; `reasons` say why."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


# --- Pairs of each kind ---------------------------------------------------------------------------


def _true_rows(data: Labelled) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The rows of the pairs of one child."""
    left = {one: row for row, one in enumerate(data.left.ids)}
    right = {one: row for row, one in enumerate(data.right.ids)}
    rows = sorted((left[a], right[b]) for a, b in data.truth if a in left and b in right)
    both = np.array(rows, dtype=np.int32).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _kind_of(first: Any, second: Any, parents: int, other_parents: int) -> str:
    """How two people at one home are related."""
    if first is None or second is None:
        return ""
    days = abs((first - second).days)
    if days <= TWIN_DAYS:
        return TWIN
    cousins = parents and other_parents and parents != other_parents
    if cousins or days < SIBLING_DAYS or days >= GENERATION_YEARS * 365:
        return HOUSEHOLD
    return SIBLING


def _related(data: Labelled) -> Iterator[tuple[str, int, int]]:
    """The kind and rows of each record with the others at the home of its own child."""
    homes: dict[tuple[int, int], list[int]] = defaultdict(list)
    form = data.left.form
    for row, home in enumerate(zip(form["home"].tolist(), form["postcode"].tolist(), strict=True)):
        if home[0]:
            homes[home].append(row)
    births = data.pool.births.values_in_order()
    born = [births[number].born for number in form["birth"].tolist()]
    left, right = _true_rows(data)
    same = set(zip(left.tolist(), right.tolist(), strict=True))
    for row, record in sorted(same):
        for other in homes[(int(form["home"][row]), int(form["postcode"][row]))]:
            if other != row and (other, record) not in same:
                kind = _kind_of(born[row], born[other], int(form["parents"][row]), int(form["parents"][other]))
                if kind:
                    yield kind, other, record


def pairs_by_kind(data: Labelled) -> dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """The rows of the labelled pairs of each kind."""
    found: dict[str, list[tuple[int, int]]] = {kind: [] for kind in KINDS}
    for kind, row, record in _related(data):
        found[kind].append((row, record))
    out = {}
    for kind in (TWIN, SIBLING, HOUSEHOLD):
        both = np.array(found[kind], dtype=np.int32).reshape(-1, 2)
        out[kind] = (both[:, 0], both[:, 1])
    chance = np.random.default_rng(1969)
    left = chance.integers(0, len(data.left), RANDOM_PAIRS).astype(np.int32)
    right = chance.integers(0, len(data.right), RANDOM_PAIRS).astype(np.int32)
    ours, theirs = _true_rows(data)
    width = len(data.right)
    strangers = ~np.isin(left.astype(np.int64) * width + right, ours.astype(np.int64) * width + theirs)
    return {SAME: (ours, theirs), **out, UNRELATED: (left[strangers], right[strangers])}


# --- Shares ---------------------------------------------------------------------------------------


def counts(data: Labelled, base: Weights) -> dict[str, dict[str, NDArray[np.int64]]]:
    """How many pairs of each kind come out at each level: by kind and field, in the order of `WEIGHED`."""
    flat = lambda name: 0.001  # noqa: E731  frequencies play no part in levels
    weigher = Weigher(data.pool, data.left, data.right, Scale(base, flat, flat))
    found: dict[str, dict[str, NDArray[np.int64]]] = {}
    for kind, (left, right) in pairs_by_kind(data).items():
        codes = weighed_levels(weigher.levels(left, right))
        found[kind] = {field: np.bincount(codes[field], minlength=len(WEIGHED[field])) for field in FIELDS}
    return found


def _merged(field: str, row: NDArray[np.int64]) -> dict[str, int]:
    """Counts by the levels of the stored set: the kinds of alias are one."""
    out: dict[str, int] = defaultdict(int)
    for level, count in zip(WEIGHED[field], row.tolist(), strict=True):
        if level != MISSING:
            out["form" if level in ALIASES else level] += count
    return out


def learn(base: Stored, data: Sequence[Labelled], *, version: str, about: str) -> Stored:
    """A set learnt from labelled pairs, leaning on `base`. Its limits are still those of `base`."""
    started = read(json.dumps(base))
    seen = [counts(one, started) for one in data]
    fields: Stored = {}
    for field in FIELDS:
        totals = {kind: _merged(field, np.sum([one[kind][field] for one in seen], axis=0)) for kind in KINDS}
        kept = KEPT.get(field, ())
        for kind, level in product(KINDS, kept):
            totals[kind].pop(level, None)
        fields[field] = _learnt(base["fields"][field], totals, SETS.get(field, [list(base["fields"][field])]))
        fields[field] |= {level: base["fields"][field][level] for level in kept}
    return {**base, "version": version, "fields": fields, "source": {"about": about, "leans_on": base["version"]}}


def _learnt(
    base: Mapping[str, Mapping[str, float]], totals: Mapping[str, Mapping[str, int]], sets: Sequence[Collection[str]]
) -> dict[str, dict[str, float]]:
    """The shares of the levels of one field."""
    found: dict[str, dict[str, float]] = {level: {} for level in base}
    for levels in sets:
        kept = [level for level in levels if level in base]
        for kind in KINDS:
            whole = sum(base[level][kind] for level in kept)
            seen = sum(totals[kind].get(level, 0) for level in kept)
            for level in kept:
                leaning = LEAN[kind] * base[level][kind] / whole
                share = (totals[kind].get(level, 0) + leaning) / (seen + LEAN[kind])
                found[level][kind] = float(f"{share:.4g}")
    return found


# --- Limits of the bands --------------------------------------------------------------------------


def _is_true(linked: Linked, truth: Truth) -> NDArray[np.bool_]:
    pairs = linked.decided.pairs
    ids = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    return np.array([(linked.left.ids[a], linked.right.ids[b]) in truth for a, b in ids], dtype=bool)


def _may_be_automatic(linked: Linked) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pairs only their total keeps from the automatic band, and which of them have a second agreement."""
    pairs = linked.decided.pairs
    weighed = weighed_levels(pairs.shown)
    given, birth = weighed["given"], weighed["birth_date"]
    against = [CODES["birth_date"][level] for level in BIRTH_AGAINST]
    clear = (given > 0) & (birth > 0) & (given != CODES["given"]["differs"]) & ~np.isin(birth, against)
    shares = [linked.scale.weights.level("home", level) for level in WEIGHED["home"]]
    home = np.array([(one[0] - one[-1]) / 100 for one in shares])[weighed["home"]]
    number = (weighed["nhs_number"] == CODES["nhs_number"]["same"]) | (weighed["upn"] == CODES["upn"]["same"])
    middle = weighed["middle"] == CODES["middle"]["same"]
    same_family = weighed["family"] != CODES["family"]["differs"]
    apart = other_parent(weighed["home"]) & (home < HOME_IS_STRONG_BITS)
    clear &= number | (~apart & (same_family | (home > 0)))
    best = np.ones(len(pairs.bits), dtype=bool)
    best[1:] = pairs.right[1:] != pairs.right[:-1]
    return clear & best & ~linked.decided.held, (home >= HOME_IS_STRONG_BITS) | number | middle


def least_for(bits: NDArray[np.float64], good: NDArray[np.bool_], precision: float) -> float:
    """The least total from which on pairs are right at this share; above all of them where none is."""
    order = np.argsort(-bits, kind="stable")
    total, right = bits[order], np.cumsum(good[order])
    enough = right >= precision * np.arange(1, len(order) + 1)
    last = np.append(total[1:] < total[:-1], True)  # equal totals stand or fall together
    at = np.flatnonzero(enough & last)
    return float(total[at[-1]]) if len(at) else float(total.max(initial=0.0)) + 1.0


def _share_right(
    agreeing: NDArray[np.bool_], totals: NDArray[np.float64], right: NDArray[np.bool_], automatic: float, alone: float
) -> float:
    """The share of right pairs in the automatic band with these limits."""
    chosen = totals >= np.where(agreeing, automatic, alone)
    return float(right[chosen].mean()) if chosen.any() else 1.0


def set_limits(
    stored: Stored, linked: Sequence[tuple[Linked, Truth]], *, precision: float, alone: float, review: float
) -> Stored:
    """The set with the limits of its bands, from labelled files that it was not learnt from.

    `precision`: the share of automatic pairs that are to be right, both of those with a second agreement and of all.
    `alone`: the share of those with names and birth date alone. `review`: the probability from which a person looks.
    The limits of the set that `linked` was made with must be so low that they hold nothing back.
    """
    bits, good, second = [], [], []
    for one, truth in linked:
        clear, agrees = _may_be_automatic(one)
        bits.append(one.decided.pairs.bits[clear])
        good.append(_is_true(one, truth)[clear])
        second.append(agrees[clear])
    totals, right, agreeing = np.concatenate(bits), np.concatenate(good), np.concatenate(second)
    of_the_errors = 1 - (1 - precision) * THEIR_SHARE
    automatic = max(least_for(totals[agreeing], right[agreeing], of_the_errors), LEAST_AUTOMATIC)
    apart = max(automatic, least_for(totals[~agreeing], right[~agreeing], alone))
    while _share_right(agreeing, totals, right, automatic, apart) < precision:
        apart += 0.25
    limits = {
        **stored["limits"],
        "automatic": round(automatic, 2),
        "alone": round(apart, 2),
        "review": round(float(np.log2(review / (1 - review))), 2),
    }
    source = {
        **stored["source"],
        "precision_set_for": precision,
        "precision_alone": alone,
        "limits_set_on_pairs": len(totals),
    }
    return {**stored, "limits": limits, "source": source}


# --- What is refused ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """How a set does on labelled files: links at automatic, wrong ones, and the errors at the best cut."""

    true: int
    automatic: int
    wrong: int
    review: int
    fewest_errors: int

    @property
    def precision(self) -> float:
        """The share of automatic links that are right."""
        return 1 - self.wrong / self.automatic if self.automatic else 1.0

    @property
    def found(self) -> float:
        """The share of true pairs that are linked automatically."""
        return (self.automatic - self.wrong) / self.true if self.true else 1.0


def figures(linked: Linked, truth: Truth) -> Figures:
    """How the set did that `linked` was made with."""
    pairs, good = linked.decided.pairs, _is_true(linked, truth)
    automatic = pairs.band == AUTOMATIC
    order = np.argsort(-pairs.bits, kind="stable")
    right = np.cumsum(good[order])
    errors = np.arange(1, len(order) + 1) - right + len(truth) - right
    return Figures(
        true=len(truth),
        automatic=int(automatic.sum()),
        wrong=int((automatic & ~good).sum()),
        review=int(((pairs.band != NONE) & ~automatic).sum()),
        fewest_errors=int(errors.min(initial=len(truth))),
    )


def out_of_order(weights: Weights) -> list[str]:
    """Where agreeing weighs less than differing, or an agreement weighs against."""
    found = []
    for field in FIELDS:
        best, worst = ("address+same", "differs+differs") if field == "home" else ("same", "differs")
        agreeing, differing = weights.bits(field, best), weights.bits(field, worst)
        if not agreeing > 0 > differing:
            found.append(f"{field}: agreeing weighs {agreeing:+.1f}, differing {differing:+.1f}.")
    for field in ("given", "family"):
        for level in ("form", "one_letter", "part"):
            if weights.bits(field, level) <= weights.bits(field, "differs"):
                found.append(f"{field}: {level} weighs less than differing.")
    return found


def swallowed(weights: Weights) -> list[str]:
    """Where a kind of relation explains the child's own records as well as the child does."""
    found = []
    for field, kinds in (("given", (TWIN, SIBLING, HOUSEHOLD)), ("birth_date", (SIBLING, HOUSEHOLD))):
        shares = dict(zip(KINDS, weights.level(field, "same"), strict=True))
        for kind in kinds:
            if shares[SAME] - shares[kind] < 200:
                found.append(f"The kind {kind} has the same {field} nearly as often as the same child.")
    return found


def objections(new: Stored, old: Figures, found: Figures) -> list[str]:
    """Why a set may not be used: out of order, one kind swallowed by another, or worse on what was held out."""
    weights = read(json.dumps(new))
    reasons = out_of_order(weights) + swallowed(weights)
    if found.fewest_errors > old.fewest_errors:
        reasons.append(f"{found.fewest_errors} errors at the best cut, where the set before has {old.fewest_errors}.")
    if found.precision < 0.999 and found.precision < old.precision:
        reasons.append(
            f"Precision {found.precision:.5f} of the automatic band, where the set before has {old.precision:.5f}."
        )
    return reasons
