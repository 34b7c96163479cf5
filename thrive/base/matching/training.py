"""Parameters learnt from labelled pairs, and refused when they are worse or have turned round.

Nothing here runs when records are compared: a set is learnt once, looked at, and shipped as a file. Its shares are
fitted to files whose pairs are known (`fitting`), the limits of its bands are set on others, and on others again it is
held against the set before.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thrive.base.matching import fitting
from thrive.base.matching.batch.linking import Linked
from thrive.base.matching.batch.weighing import AUTOMATIC, NONE, WEIGHED, asked, weighed_levels
from thrive.base.matching.fitting import Stored
from thrive.base.matching.weights import FIELDS, HOUSEHOLD, KINDS, SAME, SIBLING, TWIN, Weights, read

LEAST_AUTOMATIC = 4.0  # bits: however right the whole band is, no pair of a probability below 0.94 shall be in it
LEAST_ALONE = 4.75  # bits, 0.964: nor shall names and a birth date alone be where chance makes a namesake that likely
LEAST_OTHER_PARENT = 8.0  # bits, 0.996: nor where another parent is named elsewhere
THEIR_SHARE = 0.6  # of the errors allowed, those with a second agreement may make so many; the rest is for the others

#: The limits of the automatic band by their names, in the order of `Limits.asked`.
ASKED = ("automatic", "alone", "other_parent")

#: What tells the child from a relation. A mother and daughter may share the one, and never both.
TOLD_BY = {TWIN: ("given",), SIBLING: ("given", "birth_date"), HOUSEHOLD: ("given", "birth_date")}

Truth = Collection[tuple[str, str]]
Labelled = tuple[Linked, Truth]


class Refused(Exception):
    """A set of parameters may not be used; `reasons` say why."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


def learn(base: Stored, data: Sequence[Labelled], *, version: str, about: str) -> Stored:
    """A set learnt from labelled files, leaning on `base`. Its limits are still those of `base`."""
    found = fitting.patterns(base, [(linked, _is_true(linked, truth)) for linked, truth in data])
    fields, expected = fitting.fit(base, found)
    source = {"about": about, "leans_on": base["version"]}
    return {**base, "version": version, "fields": fields, "expected": expected, "source": source}


# --- Limits of the bands --------------------------------------------------------------------------


def _is_true(linked: Linked, truth: Truth) -> NDArray[np.bool_]:
    pairs = linked.decided.pairs
    ids = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    return np.array([(linked.left.ids[a], linked.right.ids[b]) in truth for a, b in ids], dtype=bool)


def _may_be_automatic(linked: Linked) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Which best pairs of a set without limits are automatic, and which limit each is for: a place in `ASKED`."""
    pairs = linked.decided.pairs
    weighed = weighed_levels(pairs.shown)
    shares = [linked.scale.weights.level("home", level) for level in WEIGHED["home"]]
    home_bits = np.array([(one[0] - one[-1]) / 100 for one in shares])[weighed["home"]]
    best = np.ones(len(pairs.bits), dtype=bool)
    best[1:] = pairs.right[1:] != pairs.right[:-1]
    return best & (pairs.band == AUTOMATIC), asked(weighed, home_bits)


def least_for(bits: NDArray[np.float64], good: NDArray[np.bool_], precision: float) -> float:
    """The least total from which on pairs are right at this share; above all of them where none is."""
    order = np.argsort(-bits, kind="stable")
    total, right = bits[order], np.cumsum(good[order])
    enough = right >= precision * np.arange(1, len(order) + 1)
    last = np.append(total[1:] < total[:-1], True)  # equal totals stand or fall together
    at = np.flatnonzero(enough & last)
    return float(total[at[-1]]) if len(at) else float(total.max(initial=0.0)) + 1.0


def _share_right(
    held_to: NDArray[np.int8], totals: NDArray[np.float64], right: NDArray[np.bool_], limits: Sequence[float]
) -> float:
    """The share of right pairs in the automatic band with these limits."""
    chosen = totals >= np.array(limits)[held_to]
    return float(right[chosen].mean()) if chosen.any() else 1.0


def set_limits(stored: Stored, linked: Sequence[Labelled], *, precision: float, alone: float, review: float) -> Stored:
    """The set with the limits of its bands, from labelled files that it was not learnt from.

    `precision`: the share of automatic pairs that are to be right; of those with a second agreement more are.
    `alone`: the share of those with names and birth date alone, and of those with another parent elsewhere. `review`:
    the probability from which a person looks. The limits of the set that `linked` was made with must be so low that
    they hold nothing back.
    """
    bits, good, kind = [], [], []
    for one, truth in linked:
        clear, held_to = _may_be_automatic(one)
        bits.append(one.decided.pairs.bits[clear])
        good.append(_is_true(one, truth)[clear])
        kind.append(held_to[clear])
    totals, right, of = np.concatenate(bits), np.concatenate(good), np.concatenate(kind)
    wanted = (1 - (1 - precision) * THEIR_SHARE, alone, alone)
    limits = [least_for(totals[of == place], right[of == place], share) for place, share in enumerate(wanted)]
    limits[0] = max(limits[0], LEAST_AUTOMATIC)
    limits[1] = max(limits[0], limits[1], LEAST_ALONE)
    limits[2] = max(limits[1], limits[2], LEAST_OTHER_PARENT)
    while _share_right(of, totals, right, limits) < precision:
        limits = [limits[0], limits[1] + 0.25, max(limits[1] + 0.25, limits[2])]
    found = dict(zip(ASKED, (round(limit, 2) for limit in limits), strict=True))
    found["review"] = round(float(np.log2(review / (1 - review))), 2)
    source = {
        **stored["source"],
        "precision_set_for": precision,
        "precision_alone": alone,
        "limits_set_on_pairs": len(totals),
    }
    return {**stored, "limits": {**stored["limits"], **found}, "source": source}


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
    for kind, fields in TOLD_BY.items():
        shares = [dict(zip(KINDS, weights.level(field, "same"), strict=True)) for field in fields]
        if sum(share[SAME] - share[kind] for share in shares) < 200 * len(fields):
            found.append(f"The kind {kind} has the same {' and '.join(fields)} nearly as often as the same child.")
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
