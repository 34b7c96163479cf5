"""The command behind `bin/matching`: learn a new set of parameters from labelled files, and refuse a worse one.

A folder of labelled files holds LEFT.csv (the index), RIGHT.csv (the records) and truth.csv (id_a, id_b).
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from thrive.base.matching import training, weights
from thrive.base.matching.batch import linking, reading
from thrive.base.matching.batch.linking import Linked, Source

NUMBERS = ("nhs_number", "upn")


def _linked(folder: Path, stored: weights.Weights, *, numbers: bool) -> Linked:
    """The two files of a folder, linked; without numbers they are as if no record had any."""
    sources = []
    for name in ("LEFT.csv", "RIGHT.csv"):
        reader = reading.Reader(reading.opened(folder / name))
        if not numbers:
            for column in NUMBERS:
                reader.places.pop(column, None)
        sources.append(Source(reader))
    return linking.link(sources[0], sources[1], stored)


def _truth(folder: Path) -> set[tuple[str, str]]:
    """The labelled pairs of a folder."""
    with (folder / "truth.csv").open(newline="", encoding="utf-8") as text:
        return {(row["id_a"], row["id_b"]) for row in csv.DictReader(text)}


def _labelled(folders: Sequence[Path], stored: weights.Weights) -> list[training.Labelled]:
    """The files of some folders, linked with their numbers and without, and their labelled pairs."""
    return [
        (_linked(folder, stored, numbers=numbers), _truth(folder)) for folder in folders for numbers in (True, False)
    ]


def _figures(folders: Sequence[Path], stored: weights.Weights) -> training.Figures:
    """The figures of a set over several folders."""
    found = [training.figures(linked, truth) for linked, truth in _labelled(folders, stored)]
    return training.Figures(**{key: sum(asdict(one)[key] for one in found) for key in asdict(found[0])})


def train(options: argparse.Namespace) -> int:
    """Learn, set the limits, hold against what is shipped, and write or refuse."""
    base_text = weights.stored_text(options.base)
    base, shipped = weights.read(base_text), weights.latest()
    data = _labelled(options.learn, base)
    stored = training.learn(json.loads(base_text), data, version=options.version, about=options.about)
    half = weights.read(
        json.dumps({**stored, "limits": {**stored["limits"], **dict.fromkeys(training.ASKED, 0.0), "review": -8.0}})
    )
    stored = training.set_limits(
        stored, _labelled(options.limits, half), precision=options.precision, alone=options.alone, review=options.review
    )
    before, after = _figures(options.held_out, shipped), _figures(options.held_out, weights.read(json.dumps(stored)))
    print(f"Shipped {shipped.version}: {before}\nLearnt {options.version}: {after}\nLimits: {stored['limits']}")
    reasons = training.objections(stored, before, after)
    if reasons and not options.look:
        print("Refused:\n" + "\n".join(reasons), file=sys.stderr)
        return 1
    options.out.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Written: {options.out}")
    return 0


def main() -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="bin/matching", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("train", help="learn a set of parameters, and refuse a worse or flipped one")
    one.add_argument(
        "--learn", nargs="+", type=Path, required=True, metavar="FOLDER", help="labelled files to learn from"
    )
    one.add_argument("--limits", nargs="+", type=Path, required=True, metavar="FOLDER", help="others, to set limits by")
    one.add_argument("--held-out", nargs="+", type=Path, required=True, metavar="FOLDER", help="others, to judge by")
    one.add_argument("--version", required=True, help="the name of the new set")
    one.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it")
    one.add_argument("--about", default="Learnt from labelled files.", help="on what it was learnt, in words")
    one.add_argument("--base", default="2026-11-hand", help="the set it leans on")
    one.add_argument("--precision", type=float, default=0.9993, help="the share of automatic links to be right")
    one.add_argument("--alone", type=float, default=0.99, help="the same where only names and birth date agree")
    one.add_argument("--review", type=float, default=0.15, help="the probability from which a person looks")
    one.add_argument("--look", action="store_true", help="write it even if it is refused, to look at")
    one.set_defaults(run=train)
    options = parser.parse_args()
    status: int = options.run(options)
    return status


if __name__ == "__main__":
    sys.exit(main())
