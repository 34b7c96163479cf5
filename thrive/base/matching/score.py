"""How strongly do two records say that they are the same child? A score with its reasons in words.

Field by field the two are compared (`levels`). Six kinds of pair then compete to explain what was found (`kinds`):
the same child, twins, siblings, others of one household, namesakes, and unrelated people. The evidence of a field is
what it says for the same child rather than a stranger; what the other kinds take away is the line "taken together".
Home, postcode, parent and telephone are one comparison, so that a household counts once.

What a probability does not settle is put right by rules that can be read (`band`):

* A number that agrees while given name or birth date contradicts it may be the brother's: a person decides.
* So does one where either has no given name or no birth date, unless the household agrees.
* Names and birth date alone may be a namesake's: without a second agreement more is asked.
* Where another parent is named at another home, no number agrees and no name in full, still more is asked: the names
  must be so rare that a namesake is not to be feared.
* A wholly different surname at another home, with no number that agrees, is for a person, and so is the other parent's
  where another parent is named: this keeps an adopted child from the earlier self.
* The best candidate is not the child by being best: there is an absolute limit, and a lead over the next, unless the
  next is another row of the same child. Whoever trails the best by so much is not the child, with the same exception.

Whom a viewer may see, and adopted or sealed records, are settled before: only the candidates passed in are compared.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from thrive.base.calendar.words import say
from thrive.base.matching import kinds, levels, words
from thrive.base.matching.identity import Identity, Prepared, prepare
from thrive.base.matching.weights import (
    FIELDS,
    MISSING,
    Frequency,
    Hundredths,
    Weights,
    both_borne,
    frequency_of,
    latest,
    name_shares,
    rarity,
    usual_family_frequency,
    usual_given_frequency,
)
from thrive.base.matching.words import AUTOMATIC, BAND_LABELS, FIELD_LABELS, NONE, REVIEW

__all__ = [
    "AUTOMATIC", "BAND_LABELS", "FIELD_LABELS", "NONE", "REVIEW", "FieldEvidence", "Identity", "Ranked", "Score",
    "compare", "frequency_of", "rank",
]  # fmt: skip

NUMBERS = ("nhs_number", "upn")
NAME_FIELDS = ("given", "family", "middle")
HOME_IS_STRONG_BITS = 5.0  # from here on the household is a second agreement beside names and birth date


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
    """The outcome of a comparison. `weight` is the sum of the evidence and of the odds beforehand, in bits.

    `otherwise`: the kind of pair this most likely is if it is not the same child.
    """

    probability: float
    weight: float
    before: float
    band: str
    otherwise: str
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


def levels_shown(left: Prepared, right: Prepared, given_frequency: Frequency) -> dict[str, str]:
    """The level of every field that is shown, in the order of the page."""
    given, family = levels.both_names(left.names, right.names)
    if given in levels.ONLY_ALIKE and both_borne(left.given, right.given, given_frequency):
        given = "borne"
    return {
        "given": given,
        "family": family,
        "middle": levels.middle(left.middle, right.middle),
        "birth_date": levels.birth(left.birth, right.birth),
        "sex": levels.same_or_not(left.sex, right.sex),
        "address": levels.same_or_not(left.home, right.home),
        "postcode": levels.postcode(left.postcode or left.outward, right.postcode or right.outward),
        "parent": levels.parents(left.parents, right.parents),
        "phone": levels.phones(left.phones, right.phones),
        "nhs_number": levels.same_or_not(left.nhs_number, right.nhs_number),
        "upn": levels.same_or_not(left.upn, right.upn),
    }


def levels_weighed(shown: Mapping[str, str]) -> dict[str, str]:
    """The level of every field that is weighed: the household is one, and the sex depends on the given name."""
    place = levels.place(shown["address"], shown["postcode"])
    bond = levels.bond(shown["parent"], shown["phone"])
    joint = {"home": levels.home(place, bond), "sex": levels.sex(shown["sex"], shown["given"])}
    return {field: joint.get(field) or shown[field] for field in FIELDS}


@dataclass(frozen=True)
class Scale:
    """What a comparison is weighed with: the parameters, how common names are, how large the index is."""

    weights: Weights
    family: Frequency = usual_family_frequency
    given: Frequency = usual_given_frequency
    index_size: int | None = None

    def shares(self, field: str, level: str, left: Prepared, right: Prepared) -> Hundredths:
        """The shares of one level for these two records."""
        if field not in NAME_FIELDS:
            return self.weights.level(field, level)
        rare = rarity(level, getattr(left, field), getattr(right, field), self.frequency(field))
        return name_shares(self.weights, field, level, rare)

    def frequency(self, field: str) -> Frequency:
        """How common a name of this field is. Middle names are not counted: Kaur and Singh, James and Rose are as
        common there as they are as family or given names."""
        if field == "middle":
            return lambda name: max(self.given(name), self.family(name))
        return self.family if field == "family" else self.given


def _home_row(shown: Mapping[str, str]) -> str:
    """The row that carries the evidence of the household: the closest agreement, else the first that differs."""
    for field, agreeing in (
        ("address", ("same",)), ("postcode", ("same",)), ("parent", ("same", "near")), ("phone", ("same",)),
        ("postcode", ("outward",)), ("parent", ("part",)),
    ):  # fmt: skip
        if shown[field] in agreeing:
            return field
    return next((field for field in ("address", "postcode", "parent", "phone") if shown[field] != MISSING), "address")


def band(total: float, weighed: Mapping[str, str], home_bits: float, weights: Weights) -> str:
    """The band of a total, after the rules that a sum does not know."""
    limits = weights.limits
    agreeing = any(weighed[field] == "same" for field in NUMBERS)
    doubt = levels.confirmation(weighed["given"], weighed["birth_date"])
    if total < limits.review:
        return REVIEW if agreeing and doubt else NONE
    at_home = home_bits >= HOME_IS_STRONG_BITS
    another_name = weighed["family"] in levels.ANOTHER_FAMILY
    middle = weighed["middle"] == "same"
    in_full = middle and weighed["family"] == "same"
    other_parent = weighed["home"].endswith("+differs")
    held = (
        (agreeing and doubt == "contradicted")
        or (not at_home and MISSING in (weighed["given"], weighed["birth_date"]))
        or (not at_home and not agreeing and weighed["family"] == "differs")
        or (not at_home and not agreeing and other_parent and another_name)
    )
    enough, alone, apart = limits.asked
    if not (at_home or agreeing or in_full):
        enough = apart if other_parent else enough if middle else alone
    return AUTOMATIC if total >= enough and not held else REVIEW


def _words(field: str, level: str, left: Prepared, right: Prepared, confirmation: str) -> str:
    """What to say of a field to a worker."""
    if level == "generation" and left.born and right.born:
        return f"{abs(left.born.year - right.born.year)} years apart"
    if field in NUMBERS and level == "same":
        level = confirmation or level
    return words.of(field, level)


def weigh(left: Prepared, right: Prepared, scale: Scale) -> Score:
    """The score of two prepared records."""
    shown = levels_shown(left, right, scale.given)
    weighed = levels_weighed(shown)
    shares = {field: scale.shares(field, level, left, right) for field, level in weighed.items()}
    before = scale.weights.before(scale.index_size)
    sums = kinds.summed([before, *shares.values()])
    total = kinds.total_bits(sums)

    bits = dict.fromkeys((*shown, "together"), 0.0)
    for field, share in shares.items():
        bits[_home_row(shown) if field == "home" else field] = (share[0] - share[-1]) / 100
    start = (before[0] - before[-1]) / 100
    bits["together"] = round(total - start - sum(bits.values()), 2)
    shown["together"] = kinds.notable(kinds.otherwise(sums), bits["together"], total)

    home_bits = (shares["home"][0] - shares["home"][-1]) / 100
    confirmation = levels.confirmation(weighed["given"], weighed["birth_date"])
    ones, others = _shown(left), _shown(right)
    evidence = tuple(
        FieldEvidence(
            field, ones[field], others[field], level, _words(field, level, left, right, confirmation), bits[field]
        )
        for field, level in shown.items()
    )
    return Score(
        probability=kinds.probability(total),
        weight=total,
        before=start,
        band=band(total, weighed, home_bits, scale.weights),
        otherwise=kinds.otherwise(sums),
        evidence=evidence,
        version=scale.weights.version,
    )


def compare(
    left: Identity,
    right: Identity,
    *,
    frequency: Frequency = usual_family_frequency,
    given_frequency: Frequency = usual_given_frequency,
    weights: Weights | None = None,
    index_size: int | None = None,
) -> Score:
    """How strongly two records say that they are the same child; the same whichever comes first.

    `frequency` and `given_frequency` give the share of children who bear a family or given name, in comparing
    form: agreeing on a rare name says more. They must come from the whole index (`frequency_of`), and so must
    `index_size`: in a larger index more strangers agree by chance.
    """
    return weigh(prepare(left), prepare(right), Scale(weights or latest(), frequency, given_frequency, index_size))


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
    weights: Weights | None = None,
    index_size: int | None = None,
    keep: Collection[str] = (AUTOMATIC, REVIEW),
) -> list[Ranked[Ref]]:
    """The candidates in the bands of `keep`, best first; equal scores in the order of their refs as text.

    Only the best may be automatic, and only if it leads those who may be another child; and with it other rows of the
    same child, which do not stand in each other's way. Those too close name each other.
    """
    one = prepare(identity)
    candidates = list(candidates)
    scale = Scale(weights or latest(), frequency, given_frequency, index_size)
    found = [Ranked(ref, weigh(one, prepare(other), scale)) for ref, other in candidates]
    found.sort(key=lambda ranked: (-ranked.score.weight, str(ranked.ref)))
    known = dict(candidates)

    def one_child(ref: Ref, other: Ref) -> str:
        """How surely two candidates are rows of one child: automatic only beyond doubt, as like-named twins are not."""
        score = weigh(prepare(known[ref]), prepare(known[other]), scale)
        limits = scale.weights.limits
        if score.band == AUTOMATIC and score.weight >= limits.beyond_doubt:
            return AUTOMATIC
        return REVIEW if score.weight >= limits.automatic else NONE

    return [ranked for ranked in _held_back(found, scale.weights, one_child) if ranked.score.band in keep]


def _held_back(found: list[Ranked[Ref]], weights: Weights, one_child: Callable[[Ref, Ref], str]) -> list[Ranked[Ref]]:
    """`found` with each one's near rivals named, and with the bands that the lead of the first leaves them."""
    out: list[Ranked[Ref]] = []
    for ranked in found:
        rivals = [
            other.ref
            for other in found
            if other is not ranked
            and other.score.band != NONE
            and abs(other.score.weight - ranked.score.weight) < weights.limits.margin
        ]
        band = ranked.score.band
        if band != NONE and out:
            band = _beside(out[0], ranked, weights, one_child(out[0].ref, ranked.ref))
        elif band == AUTOMATIC and any(one_child(ranked.ref, rival) != AUTOMATIC for rival in rivals):
            band = REVIEW
        out.append(replace(ranked, score=replace(ranked.score, band=band), close_to=tuple(rivals)))
    return out


def _beside(first: Ranked[Ref], ranked: Ranked[Ref], weights: Weights, one_child: str) -> str:
    """The band of a candidate who is not the first, by how surely the two are one child."""
    if one_child == NONE and first.score.weight - ranked.score.weight >= weights.limits.margin:
        return NONE
    if first.score.band == AUTOMATIC and one_child == AUTOMATIC:
        return ranked.score.band
    return REVIEW
