"""What a set of scored pairs is worth against the truth: missed children, false links, traps, ranks, work for people.

Every record of RIGHT counts once. It is found when its best link is one of the rows that are that child (an index may
hold a child twice), missed when it has such a row and is not found; a best link to any other row is a false link.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

WANTED_PRECISION = 0.999
AUTOMATIC, REVIEW = "automatic", "review"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """One scored pair. `band` is empty where the matcher has none."""

    left: str
    right: str
    score: float
    band: str = ""


@dataclass(frozen=True)
class Answers:
    """What is known of a population: links, traps by kind, and what each record is like."""

    truth: frozenset[Pair]
    traps: dict[str, frozenset[Pair]]
    slices: dict[str, dict[str, str]]

    @property
    def known(self) -> frozenset[str]:
        """Records whose child is in the index."""
        return frozenset(right for _, right in self.truth)


def read_answers(folder: Path) -> Answers:
    """The answers beside the two files. Traps and slices may be absent."""
    truth = frozenset((row["id_a"], row["id_b"]) for row in _rows(folder / "truth.csv"))
    traps: dict[str, set[Pair]] = defaultdict(set)
    for row in _rows(folder / "traps.csv"):
        traps[row["kind"]].add((row["id_a"], row["id_b"]))
    slices = {row["id"]: row for row in _rows(folder / "slices.csv")}
    return Answers(truth, {kind: frozenset(pairs) for kind, pairs in traps.items()}, slices)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_links(path: Path) -> list[Link]:
    """Links as `thrive link` and the peer write them."""
    return [Link(row["id_a"], row["id_b"], float(row["score"]), row.get("band", "")) for row in _rows(path)]


# --- Best links and thresholds ------------------------------------------------------------------------------------


def best_links(links: Iterable[Link]) -> dict[str, Link]:
    """The best link of each record; of equal ones that with the least index id, so that chance has no part."""
    best: dict[str, Link] = {}
    for link in links:
        held = best.get(link.right)
        if held is None or (-link.score, link.left) < (-held.score, held.left):
            best[link.right] = link
    return best


@dataclass(frozen=True)
class AtThreshold:
    """What linking every best link from a score on would give."""

    threshold: float
    found: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of links that are right; 1 when there is none."""
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of children of the index that are found."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def errors(self) -> int:
        """False and missed links."""
        return self.false + self.missed

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.found / (2 * self.found + self.errors) if self.found else 0.0


def sweep(links: Iterable[Link], answers: Answers) -> list[AtThreshold]:
    """What each possible threshold would give, the highest first."""
    best = sorted(best_links(links).values(), key=lambda link: -link.score)
    known = len(answers.known)
    points = [AtThreshold(float("inf"), 0, 0, known)]
    found = false = 0
    for place, link in enumerate(best):
        right = (link.left, link.right) in answers.truth
        found, false = found + right, false + (not right)
        if place + 1 == len(best) or best[place + 1].score < link.score:
            points.append(AtThreshold(link.score, found, false, known - found))
    return points


def at_precision(points: Iterable[AtThreshold], wanted: float = WANTED_PRECISION) -> AtThreshold:
    """The threshold that misses fewest children among those that are precise enough."""
    return min((point for point in points if point.precision >= wanted), key=lambda point: (point.missed, point.false))


def at_best_f1(points: Iterable[AtThreshold]) -> AtThreshold:
    """The threshold of the best F1."""
    return max(points, key=lambda point: (point.f1, -point.errors))


def at_bands(links: Iterable[Link], answers: Answers, bands: tuple[str, ...] = (AUTOMATIC,)) -> AtThreshold:
    """What the matcher's own bands give, whatever the score. A record linked to two children is false once for each."""
    pairs = {(link.left, link.right) for link in links if link.band in bands}
    right = pairs & answers.truth
    found = {pair[1] for pair in right}
    return AtThreshold(0.0, len(found), len(pairs) - len(right), len(answers.known - found))


# --- Ranks, traps, work for people --------------------------------------------------------------------------------


def ranked_first(links: Iterable[Link], answers: Answers) -> float:
    """The share of children of the index that stand first among the candidates of their record."""
    first = {(link.left, link.right) for link in best_links(links).values()}
    return len(first & answers.truth) / max(1, len(answers.known))


def reviewed(links: Iterable[Link]) -> int:
    """How many pairs a matcher with bands gives to people."""
    return sum(link.band == REVIEW for link in links)


@dataclass(frozen=True)
class Review:
    """Work for people. `reached`: whether it is enough; else `pairs` are all there are, and it is not."""

    pairs: int
    reached: bool


def review_needed(links: list[Link], answers: Answers, precision: float, recall: float) -> Review:
    """How many best links a matcher without bands must give to people for the same precision and recall.

    Above the upper threshold links are precise enough without a person; the lower one is where so many children
    have been seen, by the matcher or by a person, as `recall` says.
    """
    points = sweep(links, answers)
    upper = at_precision(points, min(precision, WANTED_PRECISION))
    enough = [point for point in points if point.recall >= recall]
    lower = max(enough, key=lambda point: point.threshold) if enough else points[-1]
    pairs = lower.found + lower.false - upper.found - upper.false
    return Review(max(0, pairs), bool(enough))


def trapped(pairs: Iterable[Pair], answers: Answers) -> dict[str, tuple[int, int]]:
    """Of each kind of trap, how many the links fell into and how many there are."""
    linked = set(pairs)
    return {kind: (len(linked & traps), len(traps)) for kind, traps in sorted(answers.traps.items())}


# --- By group of children -----------------------------------------------------------------------------------------


@dataclass
class Group:
    """What linking gives for one group."""

    known: int = 0
    found: int = 0
    false: int = 0
    first: int = 0
    seen: int = field(default=0)

    @property
    def recall(self) -> float:
        """The share of the group's children that are found."""
        return self.found / self.known if self.known else 1.0


SLICED_BY: dict[str, Callable[[dict[str, str]], str]] = {
    "sex": lambda row: row["sex"],
    "age": lambda row: "under one" if row["under_one"] == "1" else "one and over",
    "twins": lambda row: "twin" if row["twin"] == "1" else "not a twin",
    "home": lambda row: "moved" if row["moved"] == "1" else "not moved",
    "number": lambda row: "with a number" if row["has_identifier"] == "1" else "without",
    "record": lambda row: row["difficulty"],
    "kept by": lambda row: row["agency"],
    "origin": lambda row: row["origin"],
}


def by_group(
    linked: Iterable[Pair], first: Iterable[Pair], seen: Iterable[Pair], answers: Answers
) -> dict[tuple[str, str], Group]:
    """Found, false, ranked first and seen by anybody, for every group of `SLICED_BY`."""
    groups: dict[tuple[str, str], Group] = defaultdict(Group)
    known = answers.known
    good_first = {right for left, right in first if (left, right) in answers.truth}
    good_seen = {right for left, right in seen if (left, right) in answers.truth}
    by_right: dict[str, list[bool]] = defaultdict(list)
    for left, right in linked:
        by_right[right].append((left, right) in answers.truth)
    for right, row in answers.slices.items():
        for kind, value in SLICED_BY.items():
            group = groups[kind, value(row)]
            group.known += right in known
            group.found += any(by_right.get(right, ()))
            group.false += by_right.get(right, []).count(False)
            group.first += right in good_first
            group.seen += right in good_seen
    return dict(groups)
