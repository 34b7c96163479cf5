"""The weights of the score: how often each outcome of a comparison is seen, for one child and for two.

`m` is how often records of the same child come out at a level, `u` how often records of two different
children do; the evidence is log2(m / u) bits, and one bit doubles the odds. The method is that of Fellegi
and Sunter, Journal of the American Statistical Association 64 (1969), 1183. These first figures were set by
hand, not learnt: u from what chance gives (365 days times 18 years, a few hundred given names in common
use), m from published rates of error (ALSPAC: 12% of given names and 18% of surnames differ between two
collections; hospital records: birth date or sex wrong in 0.1%, address old in half).

A set of weights is fixed and named: the same set gives the same score for ever. To change one, add a set
under a new version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log2
from types import MappingProxyType

Frequency = Callable[[str], float]


@dataclass(frozen=True)
class Level:
    """One outcome of comparing one field: its rates, and what to say of it to a worker."""

    m: float
    u: float
    words: str

    @property
    def bits(self) -> float:
        """The evidence for being the same child, in bits, to two places; negative is against."""
        return round(log2(self.m / self.u), 2)


@dataclass(frozen=True)
class Weights:
    """A named set of rates and limits.

    `prior_bits`: the odds, before looking, that a candidate is the child: 1 in 100,000, an authority's index.
    `very_likely_bits`, `possible_bits`: the least total for each band. `alone_bits`: the least total for the
    first band when names and birth date are all that agree (namesakes). `margin_bits`: how far the best must
    lead. `home_family_bits`: the most a surname may add, or take, where the home already agrees.
    `home_is_strong_bits`: from here on the home evidence says "same household".
    """

    version: str
    prior_bits: float
    very_likely_bits: float
    possible_bits: float
    alone_bits: float
    margin_bits: float
    home_family_bits: tuple[float, float]
    home_is_strong_bits: float
    levels: Mapping[str, Mapping[str, Level]]

    def level(self, field: str, level: str) -> Level:
        """The rates of `level` of `field`; KeyError for one that does not exist."""
        return self.levels[field][level]


MISSING = "missing"
NOTHING = "Nothing to compare"

_NAME_WORDS = {
    "same": "Same",
    "spelling": "Another spelling of the same name",
    "gendered surname": "Same surname with another ending",
    "transliteration": "Same name written another way",
    "short form": "Short form of the same name",
    "one_letter": "One letter differs",
    "part": "Part of the name is the same",
    "other_name": "Same as another name held",
    "similar": "Similar",
    "sound": "Sounds the same",
    "initial": "Initial agrees",
    "exchanged": "Given and family name exchanged",
    "differs": "Differs",
}


def _names(**rates: tuple[float, float]) -> dict[str, Level]:
    """Levels of a name field; the four kinds of alias share the rates of `form`."""
    form = rates.pop("form")
    kinds = dict.fromkeys(("spelling", "gendered surname", "transliteration", "short form"), form)
    return {level: Level(m, u, _NAME_WORDS[level]) for level, (m, u) in {**rates, **kinds}.items()}


_LEVELS: dict[str, dict[str, Level]] = {
    "given": _names(
        same=(0.86, 0.006), form=(0.05, 0.002), one_letter=(0.03, 0.0015), part=(0.03, 0.002),
        other_name=(0.02, 0.002), similar=(0.012, 0.003), sound=(0.008, 0.003), initial=(0.02, 0.012),
        exchanged=(0.01, 0.00012), differs=(0.03, 0.91),
    ),
    "family": _names(
        same=(0.80, 0.002), form=(0.02, 0.0008), one_letter=(0.03, 0.0006), part=(0.05, 0.001),
        other_name=(0.05, 0.0008), similar=(0.01, 0.002), sound=(0.01, 0.002), initial=(0.005, 0.005),
        exchanged=(0.01, 0.00012), differs=(0.10, 0.99),
    ),
    "middle": {
        "same": Level(0.60, 0.03, "Same"),
        "near": Level(0.10, 0.03, "Similar"),
        "initial": Level(0.10, 0.06, "Initial agrees"),
        "differs": Level(0.30, 0.85, "Differs"),
    },
    "birth_date": {
        "same": Level(0.93, 0.00015, "Same"),
        "exchanged": Level(0.008, 0.00006, "Day and month exchanged"),
        "year": Level(0.008, 0.0025, "Year differs"),
        "month": Level(0.006, 0.0017, "Month differs"),
        "day": Level(0.012, 0.0045, "Day differs"),
        "near": Level(0.004, 0.0022, "A few days apart"),
        "stand_in": Level(0.005, 0.003, "Same year; 1 January may stand for an unknown day"),
        "same_year": Level(0.006, 0.045, "Same year"),
        "differs": Level(0.008, 0.70, "Differs"),
        "generation": Level(0.0005, 0.20, "Years apart"),
        "coarse_month": Level(0.96, 0.0046, "Same month"),
        "coarse_year": Level(0.96, 0.055, "Same year"),
        "coarse_about": Level(0.90, 0.16, "About the same"),
        "coarse_differs": Level(0.03, 0.90, "Differs"),
        "due": Level(0.95, 0.02, "Born about when expected"),
        "both_due": Level(0.95, 0.008, "Expected about the same day"),
        "due_differs": Level(0.03, 0.95, "Not when expected"),
    },
    "sex": {"same": Level(0.985, 0.5, "Same"), "differs": Level(0.08, 0.5, "Differs")},
    # One household shows itself in many fields: only the strongest of these four counts.
    "address": {"same": Level(0.50, 0.002, "Same"), "differs": Level(0.50, 0.998, "Differs")},
    "postcode": {
        "same": Level(0.50, 0.0025, "Same"),
        "outward": Level(0.20, 0.06, "Same area"),
        "differs": Level(0.30, 0.94, "Differs"),
    },
    "parent": {
        "same": Level(0.60, 0.003, "Same"),
        "near": Level(0.15, 0.003, "Similar"),
        "part": Level(0.10, 0.008, "Part of the name is the same"),
        "differs": Level(0.40, 0.98, "Differs"),
    },
    "phone": {"same": Level(0.50, 0.003, "Same"), "differs": Level(0.60, 0.997, "Differs")},
    "nhs_number": {
        "same": Level(0.97, 0.000001, "Same"),
        "unconfirmed": Level(0.97, 0.001, "Same; no name and birth date to confirm it"),
        "contradicted": Level(0.5, 0.5, "Same, but name or birth date differs: check whose it is"),
        "differs": Level(0.01, 0.999, "Differs"),
    },
    "upn": {
        "same": Level(0.95, 0.000001, "Same"),
        "unconfirmed": Level(0.95, 0.001, "Same; no name and birth date to confirm it"),
        "contradicted": Level(0.5, 0.5, "Same, but name or birth date differs: check whose it is"),
        "differs": Level(0.05, 0.999, "Differs"),
    },
    "together": {
        "twin": Level(0.001, 1.0, "Same birth date and home, other given name: may be a twin"),
        "alike": Level(0.5, 0.5, "Same birth date and home, given name only alike: may be a twin"),
    },
}  # fmt: skip

FIRST = Weights(
    version="2026-11 first",
    prior_bits=-16.6,
    very_likely_bits=6.7,
    possible_bits=-3.5,
    alone_bits=10.0,
    margin_bits=6.0,
    home_family_bits=(-1.0, 2.0),
    home_is_strong_bits=5.0,
    levels=MappingProxyType({field: MappingProxyType(levels) for field, levels in _LEVELS.items()}),
)

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


def usual_family_frequency(name: str) -> float:
    """How common a surname in comparing form is, as a share of children: two rates, common and not."""
    return COMMON_FAMILY_RATE if name in _COMMON_FAMILY else FIRST.level("family", "same").u


def usual_given_frequency(name: str) -> float:
    """How common a given name in comparing form is, as a share of children: two rates, common and not."""
    return COMMON_GIVEN_RATE if name in _COMMON_GIVEN else FIRST.level("given", "same").u


def frequency_of(counts: Mapping[str, int]) -> Frequency:
    """A frequency function from how many children bear each name, in comparing form, over the whole index.

    A name not counted is taken as borne by half a child, so that it is rare but never without limit. Raises
    ValueError when nothing was counted.
    """
    total = sum(counts.values())
    if total <= 0:
        raise ValueError("A frequency needs at least one counted name")
    return lambda name: min(0.5, max(counts.get(name, 0), 0.5) / total)
