"""Which kind of pair is this: the same child, twins, siblings, others of a household, namesakes, or unrelated people?

Each kind explains the evidence more or less well, and competes with the others. So a twin is not told from the child
by a rule: the same birth date and home are as likely for twins, and only the given name, the sex and the numbers
are left to decide. What the other related kinds take away is shown as one line, "taken together".
"""

from collections.abc import Sequence
from math import log2

from thrive.base.matching.weights import KINDS, MISSING, UNRELATED, Hundredths

NOTABLE_BITS = 1.0  # from here on it is worth saying which other kind the pair may be,
CLEAR_BITS = 9.0  # unless the whole is as clear as this


def total_bits(sums: Hundredths) -> float:
    """The odds that the pair is the same child against all other kinds, in bits to two places."""
    rest = sum(2.0 ** (one / 100) for one in sums[1:])
    return round(sums[0] / 100 - log2(rest), 2)


def summed(parts: Sequence[Hundredths]) -> Hundredths:
    """The evidence of all fields and the odds beforehand for each kind."""
    return tuple(sum(column) for column in zip(*parts, strict=True))


def otherwise(sums: Hundredths) -> str:
    """The kind that explains the evidence best if the pair is not the same child."""
    return max(KINDS[1:], key=lambda kind: (sums[KINDS.index(kind)], KINDS.index(kind)))


def notable(kind: str, taken: float, total: float) -> str:
    """The related kind to warn of, where it takes away at least `NOTABLE_BITS` and doubt is left; else missing."""
    return kind if kind != UNRELATED and taken <= -NOTABLE_BITS and total < CLEAR_BITS else MISSING


def probability(bits: float) -> float:
    """The probability of odds given in bits."""
    return 1 / (1 + 2 ** min(-bits, 1000.0))
