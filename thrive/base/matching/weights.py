"""The stored parameters of the score: how often each outcome of a comparison is seen, for each kind of pair.

A pair of records is of the same child, of twins, of siblings, of others of one household, of namesakes, or of two
people who have nothing to do with each other. For every level of every field a set of parameters holds the share of
pairs of each kind that come out so. The method is that of Fellegi and Sunter, Journal of the American Statistical
Association 64 (1969), 1183, with six kinds of pair in place of two.

A set is a file of `parameters/`, fixed and named: the same set gives the same score for ever. To change one, add a
file under a new version (`training` makes them). Everything is kept in whole hundredths of a bit, so that one pair
alone and a million at once come to the same sum.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log2
from types import MappingProxyType
from typing import Any

Frequency = Callable[[str], float]

SAME = "same"
TWIN = "twin"
SIBLING = "sibling"
HOUSEHOLD = "household"
NAMESAKE = "namesake"
UNRELATED = "unrelated"
KINDS = (SAME, TWIN, SIBLING, HOUSEHOLD, NAMESAKE, UNRELATED)

FIELDS = ("given", "family", "middle", "birth_date", "sex", "home", "nhs_number", "upn")

MISSING = "missing"
ALIASES = ("spelling", "gendered surname", "transliteration", "short form")  # one set of rates, called "form"
ALIKE = frozenset({"form", "one_letter", "similar", "sound", "borne", "initial", "parents"})

RAREST = 2.0**-14  # no name counts as rarer than this: one child in sixteen thousand
LEAST = 1e-7
ALIKE_RANGE = (-200, 300)  # how far the frequency of a name may move the chance of a name only alike, in hundredths
PART_RANGE = (-400, 500)

Hundredths = tuple[int, ...]  # of a bit, one for each of KINDS


@dataclass(frozen=True)
class Limits:
    """Where the bands begin, in bits of a total.

    `automatic`, `review`: the least total of each band. `alone`: the least for the automatic band when names and
    birth date are all that agree (namesakes); `other_parent`: when besides another parent is named at another home.
    `margin`: how far the best candidate must lead.
    """

    automatic: float
    alone: float
    review: float
    margin: float
    other_parent: float = math.inf

    @property
    def asked(self) -> tuple[float, float, float]:
        """The least total of the automatic band with a second agreement, without, and where another parent is named."""
        alone = max(self.automatic, self.alone)
        return self.automatic, alone, max(alone, self.other_parent)

    @property
    def beyond_doubt(self) -> float:
        """The least total at which two rows of an index are taken for one child without a person."""
        return self.automatic + self.margin


@dataclass(frozen=True)
class Weights:
    """A named set of parameters.

    `index_size`: the number of children in the index, where the caller does not say. `expected`: how many records
    of each kind but the last an index of that size holds for one record looked up; `expected_within`: how many more
    of the same child a file holds for one of its own. `levels`: by field and level, log2 of the share of each kind of
    pair. `source`: the file's own words: on what data it was set, and for what precision.
    """

    version: str
    index_size: int
    expected: Mapping[str, float]
    expected_within: float
    limits: Limits
    levels: Mapping[str, Mapping[str, Hundredths]]
    source: Mapping[str, Any]

    def level(self, field: str, level: str) -> Hundredths:
        """The shares of a level; nothing for or against where it is missing. KeyError for one that does not exist."""
        if level == MISSING:
            return NOTHING_KNOWN
        return self.levels[field]["form" if level in ALIASES else level]

    def bits(self, field: str, level: str) -> float:
        """What a level says for the same child rather than an unrelated one, before the frequency of a name."""
        shares = self.level(field, level)
        return (shares[0] - shares[-1]) / 100

    def before(self, index_size: int | None = None) -> Hundredths:
        """The odds of each kind before looking, against any one unrelated person of the index.

        An index of twice the size holds no more of a child's own rows, twins and family, and twice as many namesakes.
        The size counts in whole bits, so that it moves no score each day.
        """
        size = 100 * round(log2(max(index_size or self.index_size, 2)))
        sizes = {NAMESAKE: 100 * round(log2(self.index_size))}
        return (*(hundredths(self.expected[kind]) - sizes.get(kind, size) for kind in KINDS[:-1]), 0)


NOTHING_KNOWN: Hundredths = (0,) * len(KINDS)


def hundredths(share: float) -> int:
    """log2 of a share in whole hundredths."""
    return round(100 * log2(max(share, LEAST)))


def _shares(stored: Mapping[str, Mapping[str, float]]) -> Mapping[str, Hundredths]:
    """The levels of one field."""
    return MappingProxyType(
        {level: tuple(hundredths(shares[kind]) for kind in KINDS) for level, shares in stored.items()}
    )


def read(text: str) -> Weights:
    """A set from the text of its file. Raises ValueError or KeyError for a file that is not one."""
    stored = json.loads(text)
    levels = {field: _shares(stored["fields"][field]) for field in FIELDS}
    return Weights(
        version=stored["version"],
        index_size=stored["index_size"],
        expected=MappingProxyType({kind: float(stored["expected"][kind]) for kind in KINDS[:-1]}),
        expected_within=float(stored["expected_within"]),
        limits=Limits(**stored["limits"]),
        levels=MappingProxyType(levels),
        source=MappingProxyType(stored["source"]),
    )


def versions() -> list[str]:
    """The names of the sets that are shipped, the oldest first."""
    folder = files("thrive.base.matching").joinpath("parameters")
    return sorted(file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json"))


def stored_text(version: str) -> str:
    """The text of a shipped set; ValueError when there is none of that name."""
    if version not in versions():
        raise ValueError(f"There are no parameters of version {version!r}. There are: {', '.join(versions())}")
    return files("thrive.base.matching").joinpath("parameters", f"{version}.json").read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def load(version: str) -> Weights:
    """A shipped set by its name; ValueError when there is none."""
    return read(stored_text(version))


def latest() -> Weights:
    """The newest shipped set: the one that scores unless another is named."""
    return load(versions()[-1])


# --- How common a name is -------------------------------------------------------------------------


def _listed(*lines: str) -> frozenset[str]:
    """The words of some lines."""
    return frozenset(" ".join(lines).split())


# Names that thousands of children in England share, most of them from a few origins: agreeing on one
# of these says little, and a matcher that does not know it joins namesakes. Rates are rounded on purpose;
# an index of its own counts is better (`frequency_of`).
_COMMON_FAMILY = _listed(
    "ahmed akhtar akter ali begum bibi brown davies evans green hall harris hassan hussain islam jackson johnson jones",
    "kaur khan khatun lewis malik mohamed mohammed nguyen patel roberts robinson shah singh smith taylor thomas",
    "thompson uddin ullah walker white williams wilson wood wright",
)
_COMMON_GIVEN = _listed(
    "abdul abdullah ahmed aisha ali amelia ava charlie daniel ella emily fatima freya george grace harry ibrahim",
    "isabella isla jack jacob james joshua leo lily maryam mia mohamed mohammad mohammed muhammad noah oliver",
    "olivia omar oscar poppy sarah sophia sophie thomas william yusuf zainab",
)
COMMON_FAMILY_RATE = 0.012
COMMON_GIVEN_RATE = 0.025
USUAL_FAMILY_RATE = 0.002
USUAL_GIVEN_RATE = 0.006


def usual_family_frequency(name: str) -> float:
    """How common a surname in comparing form is, as a share of children: two rates, common and not."""
    return COMMON_FAMILY_RATE if name in _COMMON_FAMILY else USUAL_FAMILY_RATE


def usual_given_frequency(name: str) -> float:
    """How common a given name in comparing form is, as a share of children: two rates, common and not."""
    return COMMON_GIVEN_RATE if name in _COMMON_GIVEN else USUAL_GIVEN_RATE


def frequency_of(counts: Mapping[str, int]) -> Frequency:
    """A frequency function from how many children bear each name, in comparing form, over the whole index.

    A name not counted is taken as borne by half a child, so that it is rare but never without limit. Raises
    ValueError when nothing was counted.
    """
    total = sum(counts.values())
    if total <= 0:
        raise ValueError("A frequency needs at least one counted name")
    return lambda name: min(0.5, max(counts.get(name, 0), 0.5) / total)


def rarity(level: str, left: str, right: str, frequency: Frequency) -> int:
    """log2 of how common the names compared are, in hundredths; 0 where the level does not ask.

    Of names that share words the rarest counts; of names only alike the commonest, which chance makes likelier.
    """
    ones, others = set(left.split()), set(right.split())
    if level in ("same", "part", "shares"):
        shared = [frequency(word) for word in ones & others]
        return hundredths(max(min(shared), RAREST)) if shared else 0
    if level in ALIKE or level in ALIASES:
        return hundredths(max(*(frequency(word) for word in ones | others), RAREST))
    return 0


BORNE = 5e-5  # a name as common as this is borne by children, and is not a slip of the pen


def both_borne(left: str, right: str, frequency: Frequency) -> bool:
    """Whether two names are both names that children bear: Jayden and Hayden, not Jayden and Jaydn."""
    return all(frequency(word) > BORNE for word in {*left.split(), *right.split()})


def name_shares(weights: Weights, field: str, level: str, rare: int) -> Hundredths:
    """The shares of a level of a name field, for names as rare as this (`rarity`).

    Unrelated people share a name as often as it is borne, and a mother and daughter no less often than that.
    Brothers and sisters avoid it; namesakes have it whatever it is. Names only alike never say more than the same one.
    """
    shares = weights.level(field, level)
    if not rare or field == "middle" and level != "same":
        return shares
    same, twin, sibling, household, namesake, unrelated = shares
    if level == "same":
        return same, twin, sibling, max(household, rare), namesake, rare
    whole = weights.level(field, "same")
    least, most = PART_RANGE if level in ("part", "shares") else ALIKE_RANGE
    chance = min(unrelated + min(max(rare - whole[-1], least), most), max(same, unrelated))
    return same, twin, sibling, household, namesake, max(chance, same - whole[0] + rare)
