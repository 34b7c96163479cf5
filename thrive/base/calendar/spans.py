"""Half-open spans of days, as two-time rows keep them: the first day is in, the last is not."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """The days from `start` up to, and not including, `end`.

    None as `start` means nobody knows since when; None as `end` means it still is so. Raises
    ValueError for a span that holds no day.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        """Refuse a span that ends before it has begun."""
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError("A span must end after the day on which it starts")

    @property
    def is_open(self) -> bool:
        """Whether it has no end yet."""
        return self.end is None

    @property
    def length_days(self) -> int | None:
        """How many days it holds, or None where it is open at either side."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Whether `day` lies in it."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one day. Spans that only touch share none."""
        return _before(self.start, other.end) and _before(other.start, self.end)


def _before(start: date | None, end: date | None) -> bool:
    """Whether something that started on `start` had begun before something ended on `end`."""
    return start is None or end is None or start < end
