"""How strongly do two records say that they are the same child? A score with its reasons in words.

Field by field the two are compared (`levels`), each outcome weighs for or against (`weights`), and the
sum with the odds beforehand gives a probability (Fellegi and Sunter, 1969). What the sum alone gets wrong
is put right by rules that can be read:

* Home, postcode, parent, telephone and surname all say "same household". Only the strongest counts, and
  where it does the surname adds little.
* A number that agrees must be confirmed by birth date and given name: it may be the brother's.
* Same birth date and home with another given name is a twin, not a match; with a name only alike, a person decides.
* Names and birth date alone may be a namesake's: without a second agreement more is asked.
* The best candidate is not the child by being best: there is an absolute limit, and a lead over the next.

Whom a viewer may see, and adopted or sealed records, are settled before: only the candidates passed in are compared.
"""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from thrive.base.calendar.words import say
from thrive.base.matching import levels
from thrive.base.matching.identity import Identity, Prepared, prepare
from thrive.base.matching.weights import (
    FIRST,
    MISSING,
    NOTHING,
    Frequency,
    Level,
    Weights,
    frequency_of,
    usual_family_frequency,
    usual_given_frequency,
)

__all__ = [
    "BAND_LABELS", "FIELD_LABELS", "POSSIBLE", "UNLIKELY", "VERY_LIKELY", "FieldEvidence", "Identity", "Ranked",
    "Score", "compare", "frequency_of", "rank",
]  # fmt: skip

VERY_LIKELY = "very_likely"
POSSIBLE = "possible"
UNLIKELY = "unlikely"
BAND_LABELS = {VERY_LIKELY: "Very likely", POSSIBLE: "Possible", UNLIKELY: "Unlikely"}
FIELD_LABELS = {
    "given": "Given name",
    "family": "Family name",
    "middle": "Middle name",
    "birth_date": "Born",
    "sex": "Sex",
    "address": "Address",
    "postcode": "Postcode",
    "parent": "Parent",
    "phone": "Telephone",
    "nhs_number": "NHS number",
    "upn": "Unique pupil number",
    "together": "Taken together",
}

_HOME = ("address", "postcode", "parent", "phone")
_NUMBERS = ("nhs_number", "upn")
_BIRTH_AGAINST = frozenset({"differs", "generation", "same_year", "coarse_differs", "due_differs"})
_GIVEN_ALIKE = frozenset({"one_letter", "similar", "sound", "initial"})


@dataclass(frozen=True)
class FieldEvidence:
    """One compared field: both values as written, the level, the words for a worker, the weight in bits."""

    field: str
    left: str
    right: str
    level: str
    words: str
    weight: float

    @property
    def label(self) -> str:
        """What a page calls the field."""
        return FIELD_LABELS[self.field]


@dataclass(frozen=True)
class Score:
    """The outcome of a comparison. `weight` is the sum of the evidence and of the odds beforehand, in bits."""

    probability: float
    weight: float
    band: str
    evidence: tuple[FieldEvidence, ...]
    version: str

    @property
    def label(self) -> str:
        """The band in words."""
        return BAND_LABELS[self.band]

    def of(self, field: str) -> FieldEvidence:
        """The evidence of one field; KeyError for a field that is not compared."""
        for item in self.evidence:
            if item.field == field:
                return item
        raise KeyError(field)


def _shown(one: Prepared) -> dict[str, str]:
    """The fields of a record as they were written."""
    raw = one.raw
    born = one.precision.words(raw.birth_date) if raw.birth_date else ""
    if not born and one.expected_on:
        born = f"due {say(one.expected_on)}"
    return {
        "given": raw.given,
        "family": raw.family,
        "middle": raw.middle,
        "birth_date": born,
        "sex": raw.sex,
        "address": raw.address,
        "postcode": raw.postcode,
        "parent": ", ".join(raw.parent_names),
        "phone": ", ".join(raw.phones),
        "nhs_number": raw.nhs_number,
        "upn": raw.upn,
        "together": "",
    }


def _levels(left: Prepared, right: Prepared) -> dict[str, str]:
    """The level of every field, in the order of the page."""
    found = {
        "given": levels.name_field(left, right, "given"),
        "family": levels.name_field(left, right, "family"),
        "middle": levels.middle(left, right),
        "birth_date": levels.birth(left, right),
        "sex": levels.same_or_not(left.sex, right.sex),
        "address": levels.same_or_not(left.home, right.home),
        "postcode": levels.postcode(left, right),
        "parent": levels.parents(left, right),
        "phone": levels.phones(left, right),
    }
    for field in _NUMBERS:
        level = levels.same_or_not(getattr(left, field), getattr(right, field))
        found[field] = _confirmed(found) if level == "same" else level
    return found


def _confirmed(found: dict[str, str]) -> str:
    """What an agreeing number is worth, given birth date and given name."""
    given, birth = found["given"], found["birth_date"]
    if given == "differs" or birth in _BIRTH_AGAINST:
        return "contradicted"
    return "unconfirmed" if MISSING in (given, birth) else "same"


@dataclass(frozen=True)
class _Frequencies:
    family: Frequency
    given: Frequency

    def bits(self, field: str, level: str, rates: Level, left: Prepared, right: Prepared) -> float:
        """The evidence of a name by how common that very name is, not by the average.

        Where the names are the same, the rarest word counts. Where they are only alike, a common name makes
        chance more likely, and a rare one changes nothing.
        """
        frequency = self.family if field == "family" else self.given
        ones, others = set(getattr(left, field).split()), set(getattr(right, field).split())
        shared = [min(max(frequency(word), 1e-7), 0.5) for word in sorted(ones & others)]
        if level == "same":
            return replace(rates, u=min(shared)).bits if shared else rates.bits
        if rates.bits <= 0:
            return rates.bits
        chance = max(frequency(word) for word in sorted(ones | others)) / 2
        return replace(rates, u=min(max(rates.u, chance), rates.m)).bits


def _bits(
    found: dict[str, str], left: Prepared, right: Prepared, weights: Weights, frequencies: _Frequencies
) -> dict[str, float]:
    """The weight of each field on its own."""
    bits: dict[str, float] = {}
    for field, level in found.items():
        if level == MISSING:
            bits[field] = 0.0
        elif field in ("given", "family"):
            bits[field] = frequencies.bits(field, level, weights.level(field, level), left, right)
        else:
            bits[field] = weights.level(field, level).bits
    return bits


def _count_home_once(bits: dict[str, float], weights: Weights) -> float:
    """Leave only the strongest household evidence in `bits`, and limit the surname beside it. Returns its weight."""
    strongest = max(_HOME, key=lambda field: (bits[field], -_HOME.index(field)))
    if bits[strongest] <= 0:  # nothing agrees: the mildest known disagreement, since families move
        against = [field for field in _HOME if bits[field] < 0]
        strongest = max(against, key=lambda field: bits[field]) if against else strongest
    home = bits[strongest]
    for field in _HOME:
        bits[field] = home if field == strongest else 0.0
    if home >= weights.home_is_strong_bits:
        least, most = weights.home_family_bits
        bits["family"] = min(max(bits["family"], least), most)
    return home


def _together(found: dict[str, str], *, one_home: bool) -> str:
    """The level of what no field says alone: a twin, or perhaps one."""
    same_home = one_home or (found["family"] == "same" and found["parent"] == "same")
    if found["birth_date"] not in ("same", "exchanged") or not same_home:
        return MISSING
    if found["given"] == "differs":
        return "twin"
    return "alike" if found["given"] in _GIVEN_ALIKE else MISSING


def _band(total: float, found: dict[str, str], weights: Weights, *, one_home: bool) -> str:
    """The band of a total, after the rules that a sum does not know."""
    numbers = {found[field] for field in _NUMBERS}
    if total < weights.possible_bits:
        return POSSIBLE if numbers & {"contradicted", "unconfirmed"} else UNLIKELY
    second = one_home or "same" in numbers or found["middle"] == "same"
    enough = weights.very_likely_bits if second else max(weights.very_likely_bits, weights.alone_bits)
    doubtful = (
        total < enough
        or bool(numbers & {"contradicted", "unconfirmed"})
        or (found["together"] != MISSING and "same" not in numbers)
        or found["given"] in (MISSING, "differs")
        or found["birth_date"] in _BIRTH_AGAINST | {MISSING}
    )
    return POSSIBLE if doubtful else VERY_LIKELY


def _probability(bits: float) -> float:
    """The probability of odds given in bits."""
    return 1 / (1 + 2 ** min(-bits, 1000.0))


def _words(field: str, level: str, left: Prepared, right: Prepared, weights: Weights) -> str:
    """What to say of a field to a worker."""
    if level == MISSING:
        return NOTHING
    if level == "generation" and left.born and right.born:
        return f"{abs(left.born.year - right.born.year)} years apart"
    return weights.level(field, level).words


def _score(left: Prepared, right: Prepared, weights: Weights, frequencies: _Frequencies) -> Score:
    found = _levels(left, right)
    bits = _bits(found, left, right, weights, frequencies)
    one_home = _count_home_once(bits, weights) >= weights.home_is_strong_bits
    found["together"] = _together(found, one_home=one_home)
    if found["together"] != MISSING:
        bits["together"] = weights.level("together", found["together"]).bits
    total = round(weights.prior_bits + sum(bits.values()), 2)
    shown_left, shown_right = _shown(left), _shown(right)
    evidence = tuple(
        FieldEvidence(
            field, shown_left[field], shown_right[field], found[field],
            _words(field, found[field], left, right, weights), bits[field],
        )
        for field in bits
    )  # fmt: skip
    band = _band(total, found, weights, one_home=one_home)
    return Score(_probability(total), total, band, evidence, weights.version)


def compare(
    left: Identity,
    right: Identity,
    *,
    frequency: Frequency = usual_family_frequency,
    given_frequency: Frequency = usual_given_frequency,
    weights: Weights = FIRST,
) -> Score:
    """How strongly two records say that they are the same child; the same whichever comes first.

    `frequency` and `given_frequency` give the share of children who bear a family or given name, in comparing
    form: agreeing on a rare name says more. They must come from the whole index (`frequency_of`).
    """
    return _score(prepare(left), prepare(right), weights, _Frequencies(frequency, given_frequency))


Ref = TypeVar("Ref", bound=Hashable)


@dataclass(frozen=True)
class Ranked(Generic[Ref]):
    """A candidate with its score. `close_to`: other candidates too near in score to tell apart by it."""

    ref: Ref
    score: Score
    close_to: tuple[Ref, ...] = ()


def rank(
    identity: Identity,
    candidates: Iterable[tuple[Ref, Identity]],
    *,
    frequency: Frequency = usual_family_frequency,
    given_frequency: Frequency = usual_given_frequency,
    weights: Weights = FIRST,
    keep: Collection[str] = (VERY_LIKELY, POSSIBLE),
) -> list[Ranked[Ref]]:
    """The candidates in the bands of `keep`, best first; equal scores in the order of their refs as text.

    Very likely ones too close to each other are held at possible and name each other: two rows of one child
    and two children who look alike are for a person to tell apart.
    """
    one = prepare(identity)
    frequencies = _Frequencies(frequency, given_frequency)
    found = [Ranked(ref, _score(one, prepare(other), weights, frequencies)) for ref, other in candidates]
    found.sort(key=lambda ranked: (-ranked.score.weight, str(ranked.ref)))
    return [ranked for ranked in _held_back(found, weights) if ranked.score.band in keep]


def _held_back(found: list[Ranked[Ref]], weights: Weights) -> list[Ranked[Ref]]:
    """`found` with the very likely ones that do not lead by enough held at possible."""
    likely = [ranked for ranked in found if ranked.score.band == VERY_LIKELY]
    out = []
    for ranked in found:
        rivals = tuple(
            other.ref
            for other in likely
            if other is not ranked and abs(other.score.weight - ranked.score.weight) < weights.margin_bits
        )
        if ranked.score.band == VERY_LIKELY and rivals:
            ranked = Ranked(ranked.ref, replace(ranked.score, band=POSSIBLE), rivals)
        out.append(ranked)
    return out
