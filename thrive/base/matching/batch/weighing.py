"""The score of many pairs at once, by the same comparisons and the same sums as `score.weigh` gives one.

Each distinct pair of values of a field is compared once. Levels become small numbers, shares are looked up in tables,
and the sum is over whole hundredths of a bit, so that it is the same to the last digit as that of one pair alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thrive.base.matching import levels
from thrive.base.matching.batch.columns import Pool, Table
from thrive.base.matching.identity import Names
from thrive.base.matching.score import HOME_IS_STRONG_BITS, NAME_FIELDS, NUMBERS, Scale
from thrive.base.matching.weights import FIELDS, KINDS, MISSING, Hundredths, both_borne, name_shares, rarity
from thrive.base.matching.words import LEVELS

Codes = NDArray[np.uint8]
Rows = NDArray[np.int32]

_PLACES = ("address", "postcode", "area", "differs")
_BONDS = ("same", "near", "part", "differs")
_HOMES = [levels.home(place, bond) for place, bond in product((MISSING, *_PLACES), (MISSING, *_BONDS))]

#: The levels of each field, by their codes; 0 is missing.
SHOWN = {field: (MISSING, *(level for level in found)) for field, found in LEVELS.items() if field != "together"}
WEIGHED = {**SHOWN, "home": tuple(_HOMES), "sex": (MISSING, "same", "differs", "same_named", "differs_named")}
CODES = {field: {level: code for code, level in enumerate(found)} for field, found in WEIGHED.items()}

_WEAK = np.array([CODES["given"][level] for level in sorted(levels.WEAK)], dtype=np.uint8)
_CLOSE = np.array([CODES["given"][level] for level in sorted(levels.CLOSE)], dtype=np.uint8)
_NAMED = np.array([CODES["given"][level] for level in sorted(levels.NAMED)], dtype=np.uint8)
_ONLY_ALIKE = np.array([CODES["given"][level] for level in sorted(levels.ONLY_ALIKE)], dtype=np.uint8)
_ANOTHER_FAMILY = np.array([CODES["family"][level] for level in sorted(levels.ANOTHER_FAMILY)], dtype=np.uint8)
_BIRTH_AGAINST = np.array([CODES["birth_date"][level] for level in sorted(levels.BIRTH_AGAINST)], dtype=np.uint8)

AUTOMATIC, REVIEW, NONE = 2, 1, 0


@dataclass
class Weighed:
    """Some pairs with their scores: rows of both tables, total bits, band, the kind it might else be, levels shown."""

    left: Rows
    right: Rows
    bits: NDArray[np.float64]
    band: NDArray[np.int8]
    otherwise: NDArray[np.int8]
    taken: NDArray[np.float64]
    shown: dict[str, Codes]

    def of(self, chosen: NDArray[Any]) -> "Weighed":
        """Some of them, by number or by mask."""
        return Weighed(
            self.left[chosen], self.right[chosen], self.bits[chosen], self.band[chosen], self.otherwise[chosen],
            self.taken[chosen], {field: codes[chosen] for field, codes in self.shown.items()},
        )  # fmt: skip


def joined(parts: Sequence[Weighed]) -> Weighed:
    """Several as one, in order. There is at least one."""
    return Weighed(
        left=np.concatenate([part.left for part in parts]),
        right=np.concatenate([part.right for part in parts]),
        bits=np.concatenate([part.bits for part in parts]),
        band=np.concatenate([part.band for part in parts]),
        otherwise=np.concatenate([part.otherwise for part in parts]),
        taken=np.concatenate([part.taken for part in parts]),
        shown={field: np.concatenate([part.shown[field] for part in parts]) for field in parts[0].shown},
    )


def over_pairs(
    left: Rows, right: Rows, answer: Callable[[int, int], int], *, same: int, missing: int | None = 0
) -> NDArray[np.int32]:
    """`answer` for each pair of numbers, asked once for each distinct pair, the lower number first.

    Equal numbers have `same`; a pair with 0 has `missing`, or is asked too where that is None.
    """
    out = np.full(len(left), same, dtype=np.int32)
    ask = left != right
    if missing is not None:
        none = (left == 0) | (right == 0)
        out[none] = missing
        ask &= ~none
    low, high = np.minimum(left[ask], right[ask]).astype(np.int64), np.maximum(left[ask], right[ask])
    distinct, where = np.unique((low << 32) | high, return_inverse=True)
    lows, highs = (distinct >> 32).tolist(), (distinct & 0xFFFFFFFF).tolist()
    answers = np.fromiter(map(answer, lows, highs), dtype=np.int32, count=len(distinct))
    out[ask] = answers[where]
    return out


class Weigher:
    """Weighs pairs of rows of two tables. Made once; `weigh` may then run in several processes."""

    def __init__(self, pool: Pool, left: Table, right: Table, scale: Scale) -> None:
        self.left, self.right, self.scale = left.form, right.form, scale
        self.names = pool.names.values_in_order()
        self.others = pool.others.values_in_order()
        self.parents = pool.parents.values_in_order()
        self.phones = pool.phones.values_in_order()
        self.births = pool.births.values_in_order()
        self.postcodes = pool.postcodes.values_in_order()
        self.before = np.array(scale.weights.before(scale.index_size), dtype=np.int64)
        self.shares = {field: self._shares(field) for field in FIELDS}

    def _shares(self, field: str) -> NDArray[np.int64]:
        """The shares of each level of a field, by its code."""
        stored = self.scale.weights
        rows = [_level_or_nothing(stored.level, field, level) for level in WEIGHED[field]]
        return np.array(rows, dtype=np.int64)

    def weigh(self, left: Rows, right: Rows) -> Weighed:
        """The scores of these pairs."""
        shown = self.levels(left, right)
        weighed = weighed_levels(shown)
        sums = np.tile(self.before, (len(left), 1))
        for field in FIELDS:
            if field in NAME_FIELDS:
                sums += self._name_shares(field, weighed[field], left, right)
            else:
                sums += self.shares[field][weighed[field]]
        bits = sums[:, 0] / 100
        rest = np.log2(np.sum(np.exp2(sums[:, 1:] / 100), axis=1))
        total = np.round(bits - rest, 2)
        last = len(KINDS) - 1
        taken = np.round((sums[:, last] / 100) - rest, 2)
        otherwise = (last - np.argmax(sums[:, :0:-1], axis=1)).astype(np.int8)
        shares = self.shares["home"][weighed["home"]]
        home_bits = (shares[:, 0] - shares[:, -1]) / 100
        band = self._bands(total, weighed, home_bits)
        return Weighed(left, right, total, band, otherwise, taken, shown)

    def one_child(self, left: Rows, right: Rows) -> NDArray[np.int8]:
        """How surely these rows are one child: automatic only beyond doubt, as twins of like names are not."""
        found, limits = self.weigh(left, right), self.scale.weights.limits
        sure = (found.band == AUTOMATIC) & (found.bits >= limits.beyond_doubt)
        return np.where(sure, AUTOMATIC, np.where(found.bits >= limits.automatic, REVIEW, NONE)).astype(np.int8)

    def levels(self, left: Rows, right: Rows) -> dict[str, Codes]:
        """The level of each field that is shown."""
        given, family = self._names(left, right)
        self._tell_borne(given, left, right)
        found = {
            "given": given,
            "family": family,
            "middle": self._compared("middle", left, right, self.names, levels.middle),
            "birth_date": self._births(left, right),
            "sex": self._equal("sex", "sex", left, right),
            "address": self._equal("home", "address", left, right),
            "postcode": self._compared("postcode", left, right, self.postcodes, levels.postcode, same_asks=True),
            "parent": self._compared("parents", left, right, self.parents, levels.parents, called="parent"),
            "phone": self._compared("phones", left, right, self.phones, levels.phones, called="phone"),
            "nhs_number": self._equal("nhs_number", "nhs_number", left, right),
            "upn": self._equal("upn", "upn", left, right),
        }
        return {field: codes.astype(np.uint8) for field, codes in found.items()}

    def _equal(self, name: str, field: str, left: Rows, right: Rows) -> NDArray[Any]:
        """Levels of values that are the same or not."""
        ones, others = self.left[name][left], self.right[name][right]
        codes = np.where(ones == others, CODES[field]["same"], CODES[field]["differs"])
        return np.where((ones == 0) | (others == 0), 0, codes)

    def _compared(
        self, name: str, left: Rows, right: Rows, values: Sequence[Any], compare: Callable[[Any, Any], str], *,
        called: str = "", same_asks: bool = False,
    ) -> NDArray[Any]:  # fmt: skip
        """Levels by a comparison of two values."""
        codes = CODES[called or name]
        ones, others = self.left[name][left], self.right[name][right]
        found = over_pairs(
            ones, others, lambda one, other: codes[compare(values[one], values[other])], same=codes["same"]
        )
        if same_asks:  # half a postcode is not a whole one
            own = np.array([codes[compare(value, value)] for value in values], dtype=np.int32)
            found = np.where(ones == others, own[ones], found)
        return found

    def _births(self, left: Rows, right: Rows) -> NDArray[Any]:
        """Levels of the births; the same value may still be known only to the month."""
        codes = CODES["birth_date"]
        ones, others = self.left["birth"][left], self.right["birth"][right]
        found = over_pairs(
            ones, others, lambda one, other: codes[levels.birth(self.births[one], self.births[other])], same=0
        )
        own = np.array([codes[levels.birth(birth, birth)] for birth in self.births], dtype=np.int32)
        return np.where(ones == others, own[ones], found)

    # --- Names ---

    def _name_levels(self, ones: Rows, others: Rows) -> NDArray[np.int32]:
        """Levels of two columns of names."""
        codes, names = CODES["given"], self.names
        return over_pairs(
            ones, others, lambda one, other: codes[levels.names(names[one], names[other])], same=codes["same"]
        )

    def _names(self, left: Rows, right: Rows) -> tuple[NDArray[Any], NDArray[Any]]:
        """Levels of given and family name, as `levels.both_names` gives them."""
        ones = {name: self.left[name][left] for name in ("given", "middle", "family", "others", "parents")}
        others = {name: self.right[name][right] for name in ones}
        given = self._name_levels(ones["given"], others["given"])
        family = self._name_levels(ones["family"], others["family"])
        weak_given, weak_family = np.isin(given, _WEAK), np.isin(family, _WEAK)
        self._exchange(given, family, np.flatnonzero(weak_given & weak_family), ones, others)
        self._ask_others(given, family, np.flatnonzero(weak_given | weak_family), ones, others)
        self._ask_parents(family, np.flatnonzero(family == CODES["family"]["differs"]), ones, others)
        return given, family

    def _exchange(
        self,
        given: NDArray[Any],
        family: NDArray[Any],
        at: NDArray[Any],
        ones: dict[str, Rows],
        others: dict[str, Rows],
    ) -> None:
        """Mark the exchanged names among the pairs `at`."""
        crossed = self._name_levels(ones["given"][at], others["family"][at])
        at, crossed = at[np.isin(crossed, _CLOSE)], crossed[np.isin(crossed, _CLOSE)]
        back = self._name_levels(ones["family"][at], others["given"][at])
        exchanged = at[np.isin(back, _CLOSE)]
        given[exchanged] = CODES["given"]["exchanged"]
        family[exchanged] = CODES["family"]["exchanged"]

    def _ask_others(
        self,
        given: NDArray[Any],
        family: NDArray[Any],
        at: NDArray[Any],
        ones: dict[str, Rows],
        others: dict[str, Rows],
    ) -> None:
        """Look into middle and other names of the pairs `at`, where there are any."""
        middle = (ones["middle"][at] > 0) | (others["middle"][at] > 0)
        more = (ones["others"][at] > 0) | (others["others"][at] > 0)
        weak = np.isin(given[at], _WEAK)
        simple = at[middle & weak & ~more]
        shared = self._share_word(ones["given"][simple], others["middle"][simple])
        shared |= self._share_word(ones["middle"][simple], others["given"][simple])
        given[simple[shared]] = CODES["given"]["middle_used"]
        for row in at[more]:
            left, right = (self._all_names(side, row) for side in (ones, others))
            first, last = levels.both_names(left, right)
            given[row], family[row] = CODES["given"][first], CODES["family"][last]

    def _ask_parents(
        self, family: NDArray[Any], at: NDArray[Any], ones: dict[str, Rows], others: dict[str, Rows]
    ) -> None:
        """Mark, of the pairs `at`, those where the family name of one side is that of a parent of the other."""
        found = self._is_a_parents(ones["family"][at], others["parents"][at])
        found |= self._is_a_parents(others["family"][at], ones["parents"][at])
        family[at[found]] = CODES["family"]["parents"]

    def _is_a_parents(self, family: Rows, parents: Rows) -> NDArray[np.bool_]:
        """Whether a word of a family name is that of a parent, asked once for each distinct pair."""
        distinct, where = np.unique((family.astype(np.int64) << 32) | parents, return_inverse=True)
        names, of = self.names, self.parents
        answers = [levels.is_a_parents(names[one >> 32], of[one & 0xFFFFFFFF]) for one in distinct.tolist()]
        return np.array(answers, dtype=bool)[where]

    def _share_word(self, ones: Rows, others: Rows) -> NDArray[np.bool_]:
        """Whether two columns of names have a word in common."""
        names = self.names
        found = over_pairs(ones, others, lambda one, other: levels.share_word(names[one], names[other]), same=1)
        return found.astype(bool)

    def _all_names(self, side: dict[str, Rows], row: int) -> Names:
        return Names(
            self.names[side["given"][row]], self.names[side["middle"][row]], self.names[side["family"][row]],
            self.others[side["others"][row]], self.parents[side["parents"][row]],
        )  # fmt: skip

    def _tell_borne(self, given: NDArray[Any], left: Rows, right: Rows) -> None:
        """Mark the given names that are only alike and are each borne by children."""
        at = np.flatnonzero(np.isin(given, _ONLY_ALIKE))
        names, frequency = self.names, self.scale.given
        found = over_pairs(
            self.left["given"][left[at]], self.right["given"][right[at]],
            lambda one, other: both_borne(names[one], names[other], frequency), same=0,
        )  # fmt: skip
        given[at[found.astype(bool)]] = CODES["given"]["borne"]

    def rarities(self, field: str, codes: Codes, left: Rows, right: Rows) -> NDArray[np.int64]:
        """How common the names of each pair are, as `weights.rarity` says; 0 where the level does not ask."""
        ones, others = self.left[field][left].astype(np.int64), self.right[field][right].astype(np.int64)
        frequency = self.scale.frequency(field)
        low, high = np.minimum(ones, others), np.maximum(ones, others)
        distinct, where = np.unique((low << 36) | (high << 8) | codes, return_inverse=True)
        out = np.zeros(len(distinct), dtype=np.int64)
        for place, one in enumerate(distinct.tolist()):
            level = WEIGHED[field][one & 0xFF]
            if level not in _UNCHANGED:
                out[place] = rarity(level, self.names[one >> 36], self.names[(one >> 8) & 0xFFFFFFF], frequency)
        return out[where]

    def _name_shares(self, field: str, codes: Codes, left: Rows, right: Rows) -> NDArray[np.int64]:
        """The shares of a name field, by how common the names are."""
        rare = self.rarities(field, codes, left, right)
        distinct, where = np.unique((-rare << 8) | codes, return_inverse=True)  # `rare` is 0 or less: log2 of a share
        found = [
            name_shares(self.scale.weights, field, WEIGHED[field][one & 0xFF], -(one >> 8)) for one in distinct.tolist()
        ]
        return np.array(found, dtype=np.int64).reshape(-1, len(KINDS))[where]

    def _bands(self, total: NDArray[Any], weighed: dict[str, Codes], home_bits: NDArray[Any]) -> NDArray[np.int8]:
        """The band of each pair, by the rules of `score.band`."""
        limits = self.scale.weights.limits
        agreeing = number_agrees(weighed)
        given, birth, family = weighed["given"], weighed["birth_date"], weighed["family"]
        missing = (given == 0) | (birth == 0)
        contradicted = (given == CODES["given"]["differs"]) | np.isin(birth, _BIRTH_AGAINST)
        at_home = home_bits >= HOME_IS_STRONG_BITS
        apart = other_parent(weighed["home"]) & np.isin(family, _ANOTHER_FAMILY)
        moved = (family == CODES["family"]["differs"]) | apart
        held = (agreeing & contradicted) | ~at_home & (missing | ~agreeing & moved)
        enough = np.array(limits.asked)[asked(weighed, home_bits)]
        band = np.where((total >= enough) & ~held, AUTOMATIC, REVIEW)
        low = np.where(agreeing & (missing | contradicted), REVIEW, NONE)
        return np.where(total < limits.review, low, band).astype(np.int8)


_UNCHANGED = frozenset({MISSING, "differs", "exchanged", "other_name"})


def _level_or_nothing(level_of: Callable[[str, str], Hundredths], field: str, level: str) -> Hundredths:
    """The shares of a level, or none for what is only said and not weighed (an unconfirmed number)."""
    try:
        return level_of(field, level)
    except KeyError:
        return (0,) * len(KINDS)


def _table(one: str, other: str, joint: Callable[[str, str], str], found: Sequence[str]) -> NDArray[np.uint8]:
    """The code of the joint level of two fields, by their codes."""
    numbers = {level: code for code, level in enumerate((MISSING, *found))}
    return np.array([[numbers[joint(left, right)] for right in SHOWN[other]] for left in SHOWN[one]], dtype=np.uint8)


def weighed_levels(shown: dict[str, Codes]) -> dict[str, Codes]:
    """The levels that are weighed, as `score.levels_weighed` gives them."""
    place = _PLACE_TABLE[shown["address"], shown["postcode"]]
    bond = _BOND_TABLE[shown["parent"], shown["phone"]]
    home = (place * (len(_BONDS) + 1) + bond).astype(np.uint8)
    named = np.isin(shown["given"], _NAMED) & (shown["sex"] > 0)
    sex = shown["sex"] + np.where(named, 2, 0).astype(np.uint8)
    return {**{field: shown[field] for field in FIELDS if field in shown}, "home": home, "sex": sex}


def number_agrees(weighed: dict[str, Codes]) -> NDArray[np.bool_]:
    """Whether an NHS number or a pupil number is the same."""
    same = [weighed[field] == CODES[field]["same"] for field in NUMBERS]
    return np.asarray(same[0] | same[1])


def asked(weighed: dict[str, Codes], home_bits: NDArray[Any]) -> NDArray[np.int8]:
    """Which limit of the automatic band each pair is held to: its place in `Limits.asked`."""
    second = (home_bits >= HOME_IS_STRONG_BITS) | number_agrees(weighed)
    middle = weighed["middle"] == CODES["middle"]["same"]
    in_full = middle & (weighed["family"] == CODES["family"]["same"])
    apart = other_parent(weighed["home"]) & ~in_full
    return np.where(second, 0, np.where(apart, 2, np.where(middle, 0, 1))).astype(np.int8)


def other_parent(home: Codes) -> NDArray[np.bool_]:
    """Whether the level of the household says that the parents differ."""
    return np.asarray(home % (len(_BONDS) + 1) == 1 + _BONDS.index("differs"))


_PLACE_TABLE = _table("address", "postcode", levels.place, _PLACES)
_BOND_TABLE = _table("parent", "phone", levels.bond, _BONDS)
