"""How long it takes to find one child among many that are held in memory: keys, candidates, scores, order.

    python -m bench.matching.lookup [--sizes 10000 100000 1000000] [--lookups 2000] [--results FILE]

The keys of every child are hashed into two sorted arrays; a lookup asks them for the keys of one record and ranks the
children found. Nothing of a database is measured here. Names are weighed by how common they are in the whole index.
The children are of the invented population.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

import numpy as np

from bench.matching import population
from bench.matching.errors import COLUMNS
from bench.matching.growth import extrapolated
from thrive.base.matching import keys, normalise, score
from thrive.base.matching.identity import Identity

RESULTS = Path(__file__).parent / "results" / "lookup.json"
WARMING = 100


def identity(row: tuple[str, ...]) -> Identity:
    """A row of the population as the engine takes it."""
    of = dict(zip(COLUMNS, row, strict=True))
    return Identity(
        given=of["given_name"], middle=of["middle_names"], family=of["family_name"],
        birth_date=date.fromisoformat(of["dob"]) if of["dob"] else None, sex=of["gender"].lower(),
        postcode=of["postcode"], address=of["address"], nhs_number=of["nhs_number"], upn=of["upn"],
        parent_names=(of["parent_name"],) if of["parent_name"] else (),
    )  # fmt: skip


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())


class Index:
    """Children in memory, found by key."""

    def __init__(self, rows: list[tuple[str, ...]]) -> None:
        self.rows = rows
        hashes: list[np.ndarray[Any, Any]] = []
        owners: list[np.ndarray[Any, Any]] = []
        families: Counter[str] = Counter()
        givens: Counter[str] = Counter()
        for number, row in enumerate(rows):
            one = identity(row)
            found = np.fromiter((_hash(key) for key in keys.match_keys(one)), dtype=np.uint64)
            hashes.append(found)
            owners.append(np.full(len(found), number, dtype=np.int32))
            families.update(set(normalise.words(one.family)))
            givens.update(set(normalise.words(one.given)))
        every = np.concatenate(hashes)
        order = np.argsort(every, kind="stable")
        self.hashes, self.owners = every[order], np.concatenate(owners)[order]
        self.families, self.givens = score.frequency_of(families), score.frequency_of(givens)

    def candidates(self, one: Identity) -> list[int]:
        """Rows that share a key with `one`."""
        asked = np.fromiter((_hash(key) for key in keys.match_keys(one)), dtype=np.uint64)
        first = np.searchsorted(self.hashes, asked, side="left")
        last = np.searchsorted(self.hashes, asked, side="right")
        spans = [self.owners[start:end] for start, end in zip(first, last, strict=True) if end > start]
        return np.unique(np.concatenate(spans)).tolist() if spans else []

    def ranked(self, one: Identity) -> tuple[list[score.Ranked[str]], int]:
        """Children worth showing, best first, and how many were compared."""
        found = self.candidates(one)
        pairs = [(self.rows[number][0], identity(self.rows[number])) for number in found]
        return score.rank(one, pairs, frequency=self.families, given_frequency=self.givens), len(found)


def times(children: int, lookups: int) -> dict[str, float]:
    """Percentiles in milliseconds for an index so large."""
    records = max(lookups + WARMING, 1000)
    made = population.make(children, records, seed=population.TEST[-1])
    index = Index(made.left)
    took, compared = [], []
    for place, row in enumerate(made.right[: lookups + WARMING]):
        one = identity(row)
        began = time.perf_counter()
        _, count = index.ranked(one)
        if place >= WARMING:
            took.append((time.perf_counter() - began) * 1000)
            compared.append(count)
    cuts = quantiles(took, n=100)
    return {"children": children, "p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "candidates": mean(compared)}


def at_england(sizes: Sequence[dict[str, float]]) -> dict[str, float]:
    """Every figure at the size of England, by the growth between the two largest sizes."""
    small, large = sizes[-2:]
    return {name: _at_england(small, large, name) for name in ("p50", "p95", "p99", "candidates")}


def _at_england(small: dict[str, float], large: dict[str, float], what: str) -> float:
    return extrapolated(*((int(size["children"]), size[what]) for size in (small, large)))


def main() -> int:
    """Read the command line, measure, write and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--lookups", type=int, default=2000)
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    if len(given.sizes) < 2:
        parser.error("Two sizes at least, to see how the cost grows")
    sizes = []
    for children in sorted(given.sizes):
        sizes.append({name: round(value, 3) for name, value in times(children, given.lookups).items()})
        print(sizes[-1], flush=True)
    given.results.parent.mkdir(parents=True, exist_ok=True)
    given.results.write_text(
        json.dumps({"sizes": sizes, "england": at_england(sizes)}, indent=1) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
