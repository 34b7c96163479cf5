"""What linking two files costs: seconds, work of the processors and memory, ours and the peer's in turn.

    python -m bench.matching.batch --peer-python PYTHON [--sizes 10000 100000 1000000] [--runs 3]
        [--peer-up-to 1000000] [--tree FOLDER] [--results FILE]

From command to written result, each in processes of its own, whoever is first changing from run to run; medians. One
record is sought for every ten children (every five at 100,000, as the target has it). The cost at 12 million children
is extrapolated from the two largest sizes, and said to be.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.matching import population, running
from bench.matching.growth import ENGLAND, extrapolated

RESULTS = Path(__file__).parent / "results" / "batch.json"


def records_for(children: int) -> int:
    """How many records are sought among so many children."""
    return 20_000 if children == 100_000 else children // 10


def costs(children: int, *, runs: int, peer_python: str | None, tree: Path) -> dict[str, Any]:
    """Medians of one size. Without `peer_python` ours alone."""
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as name:
        folder = Path(name)
        made = population.make(children, records_for(children), seed=population.TEST[-1])
        population.write(made, folder)
        del made
        left, right, out = folder / "LEFT.csv", folder / "RIGHT.csv", folder / "links.csv"
        commands = {"ours": running.ours(left, right, out)}
        if peer_python:
            commands["peer"] = running.peer(left, right, out, peer_python)
        found: dict[str, list[running.Cost]] = {which: [] for which in commands}
        for number in range(runs):
            for which in sorted(commands, reverse=bool(number % 2)):
                found[which].append(running.run(commands[which], tree=tree))
    size: dict[str, Any] = {"children": children, "records": records_for(children), "runs": runs}
    return size | {which: _medians(some) for which, some in found.items()}


def _medians(some: Sequence[running.Cost]) -> dict[str, float]:
    return {name: round(median(getattr(one, name) for one in some), 2) for name in ("wall", "cpu", "peak_mb")}


def at_england(sizes: Sequence[dict[str, Any]], what: str) -> float:
    """`what` of ours at the size of England, by the growth between the two largest sizes."""
    small, large = sorted(sizes, key=lambda size: size["children"])[-2:]
    return extrapolated(*((size["children"], size["ours"][what]) for size in (small, large)))


def main() -> int:
    """Read the command line, measure, write and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer-up-to", type=int, default=1_000_000)
    parser.add_argument("--tree", type=Path, default=running.ROOT)
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    if len(given.sizes) < 2:
        parser.error("Two sizes at least, to see how the cost grows")
    sizes = []
    for children in sorted(given.sizes):
        python = given.peer_python if children <= given.peer_up_to else None
        sizes.append(costs(children, runs=given.runs, peer_python=python, tree=given.tree))
        print(sizes[-1], flush=True)
    kept = {
        "sizes": sizes,
        "extrapolated_records": ENGLAND // 10,
        "extrapolated_seconds": round(at_england(sizes, "wall")),
        "extrapolated_gb": round(at_england(sizes, "peak_mb") / 1024, 1),
    }
    given.results.parent.mkdir(parents=True, exist_ok=True)
    given.results.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
