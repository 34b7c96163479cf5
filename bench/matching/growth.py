"""What a measure would be at a size nobody measured: England."""

from math import log

ENGLAND = 12_000_000  # children


def extrapolated(smaller: tuple[int, float], larger: tuple[int, float], size: int = ENGLAND) -> float:
    """A figure at `size` if the growth between two measured sizes went on; a straight line in logarithms."""
    (low, less), (high, more) = smaller, larger
    return more * (size / high) ** (log(more / less) / log(high / low))
