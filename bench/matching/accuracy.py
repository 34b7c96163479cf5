"""How well the engine and the peer find children whose true links are known, in one run and on the same files.

    python -m bench.matching.accuracy --peer-python PYTHON [--population own|aside|febrl] [--children 100000]
        [--records 20000] [--seeds 901 902 903] [--identifiers with|without|both] [--tree FOLDER] [--results FILE]

For each seed the files are made, the engine (`thrive link --all-bands`, of the source in `--tree`) and the peer link
them in turn, and what came out is held against the truth. The outcome is kept in `results/accuracy.json`, one entry
for each case, from which `python -m bench.matching.report` writes the tables. PYTHON is one that has the packages of
the group "bench".
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.matching import held_aside, measures, population, running

RESULTS = Path(__file__).parent / "results"
ACCURACY = RESULTS / "accuracy.json"
POPULATIONS = ("own", "aside", "febrl")


@dataclass(frozen=True)
class Case:
    """One set of files."""

    population: str
    children: int
    records: int
    seed: int
    identifiers: bool

    @property
    def key(self) -> str:
        """How the case is called in the results."""
        numbers = "with" if self.identifiers else "without"
        return f"{self.population} {self.children} {self.records} {self.seed} {numbers}"

    def make(self, folder: Path, peer_python: str) -> None:
        """Write its files."""
        if self.population == "febrl":
            options = [] if self.identifiers else ["--no-identifiers"]
            command = [peer_python, "-m", "bench.matching.febrl", "--out", str(folder), *options]
            subprocess.run(command, cwd=running.ROOT, check=True)
            return
        make = population.make if self.population == "own" else held_aside.make
        made = make(self.children, self.records, seed=self.seed, identifiers=self.identifiers)
        population.write(made, folder)


def measure(case: Case, *, peer_python: str, tree: Path, first: str = "ours") -> dict[str, Any]:
    """Make the files, link them both ways, and compare with the truth."""
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as name:
        folder = Path(name)
        case.make(folder, peer_python)
        left, right = folder / "LEFT.csv", folder / "RIGHT.csv"
        commands = {
            "ours": running.ours(left, right, folder / "ours.csv"),
            "peer": running.peer(left, right, folder / "peer.csv", peer_python),
        }
        costs = {}
        for which in sorted(commands, key=lambda which: which != first):
            costs[which] = running.run(commands[which], tree=tree)
        answers = measures.read_answers(folder)
        ours, peer = (measures.read_links(folder / f"{which}.csv") for which in ("ours", "peer"))
    outcome: dict[str, Any] = {
        "case": asdict(case),
        "known": len(answers.known),
        "records": len(answers.slices) or case.records,
    }
    outcome |= {"ours": _ours(ours, answers), "peer": {}}
    outcome["peer"] = _peer(peer, answers, outcome["ours"])
    for which, cost in costs.items():
        outcome[which]["cost"] = cost.rounded()
    outcome["parameters"] = costs["ours"].parameters
    return outcome


def _point(at: measures.AtThreshold) -> dict[str, int]:
    return {"found": at.found, "false": at.false, "missed": at.missed}


def _both(links: list[measures.Link], answers: measures.Answers) -> tuple[dict[str, Any], measures.AtThreshold]:
    """What is measured alike for any matcher, and the threshold that is precise enough."""
    points = measures.sweep(links, answers)
    precise = measures.at_precision(points)
    found = {
        "precise": _point(precise),
        "best_f1": _point(measures.at_best_f1(points)),
        "first": round(measures.ranked_first(links, answers), 5),
    }
    return found, precise


def _groups(
    linked: set[measures.Pair], links: list[measures.Link], seen: set[measures.Pair], answers: measures.Answers
) -> dict[str, dict[str, int]]:
    first = {(link.left, link.right) for link in measures.best_links(links).values()}
    groups = measures.by_group(linked, first, seen, answers)
    return {f"{kind}: {value}": asdict(group) for (kind, value), group in sorted(groups.items())}


def _ours(links: list[measures.Link], answers: measures.Answers) -> dict[str, Any]:
    found, _ = _both(links, answers)
    automatic = {(link.left, link.right) for link in links if link.band == measures.AUTOMATIC}
    seen = automatic | {(link.left, link.right) for link in links if link.band == measures.REVIEW}
    return found | {
        "automatic": _point(measures.at_bands(links, answers)),
        "seen": _point(measures.at_bands(links, answers, (measures.AUTOMATIC, measures.REVIEW))),
        "reviewed": measures.reviewed(links),
        "traps": measures.trapped(automatic, answers),
        "groups": _groups(automatic, links, seen, answers),
    }


def _peer(links: list[measures.Link], answers: measures.Answers, ours: dict[str, Any]) -> dict[str, Any]:
    """The peer links the best of each record from the threshold that is precise enough on this very file."""
    found, precise = _both(links, answers)
    best = measures.best_links(links).values()
    linked = {(link.left, link.right) for link in best if link.score >= precise.threshold}
    automatic, seen = (measures.AtThreshold(0.0, **ours[which]) for which in ("automatic", "seen"))
    review = measures.review_needed(links, answers, automatic.precision, seen.recall)
    return found | {
        "reviewed": review.pairs,
        "reached": review.reached,
        "traps": measures.trapped(linked, answers),
        "groups": _groups(linked, links, {(link.left, link.right) for link in best}, answers),
    }


def keep(outcome: dict[str, Any], path: Path, key: str) -> None:
    """Put an outcome among the results, in the place of an earlier one of the same case."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept[key] = outcome
    text = ",\n".join(f"{json.dumps(name)}: {json.dumps(kept[name])}" for name in sorted(kept))
    path.write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


def cases(given: argparse.Namespace) -> list[Case]:
    """The cases that the command line asks for."""
    kinds = {"with": (True,), "without": (False,), "both": (True, False)}[given.identifiers]
    if given.population == "febrl":
        return [Case("febrl", 5000, 5000, 0, kind) for kind in kinds]
    seeds = given.seeds or (population.TEST if given.population == "own" else held_aside.SEEDS)
    return [Case(given.population, given.children, given.records, seed, kind) for seed in seeds for kind in kinds]


def main() -> int:
    """Read the command line, measure each case and keep what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--population", choices=POPULATIONS, default="own")
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+")
    parser.add_argument("--identifiers", choices=("with", "without", "both"), default="both")
    parser.add_argument("--tree", type=Path, default=running.ROOT)
    parser.add_argument("--results", type=Path, default=ACCURACY)
    given = parser.parse_args()
    for place, case in enumerate(cases(given)):
        first = ("ours", "peer")[place % 2]
        outcome = measure(case, peer_python=given.peer_python, tree=given.tree, first=first)
        keep(outcome, given.results, case.key)
        ours, peer = outcome["ours"], outcome["peer"]
        print(
            f"{case.key}: of {outcome['known']:,} children missed at 99.9% precision {ours['precise']['missed']:,} "
            f"(peer {peer['precise']['missed']:,}), automatic {ours['automatic']}, "
            f"for people {ours['reviewed']:,} (peer {peer['reviewed']})",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
