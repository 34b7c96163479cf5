"""Write the measured figures into docs/reference/matching.md, between the marks that say so.

    python -m bench.matching.report [--results FOLDER] [--page FILE]

Reads `results/accuracy.json`, `results/batch.json` and `results/lookup.json`, as far as they are there. What stands
outside the marks is left alone; a page without marks gets the section at its end.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.matching.growth import ENGLAND
from bench.matching.measures import AtThreshold
from bench.matching.running import ROOT

PAGE = ROOT / "docs" / "reference" / "matching.md"
RESULTS = Path(__file__).parent / "results"
BEGIN, END = "<!-- measured figures: begin -->", "<!-- measured figures: end -->"
WHOSE = {"own": "Own population", "aside": "Held-aside population", "febrl": "FEBRL 4"}
Outcomes = list[dict[str, Any]]


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown, numbers to the right."""
    lines = [" | ".join(heading), " | ".join("---" if not place else "---:" for place in range(len(heading)))]
    lines += [" | ".join(str(cell) for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def pooled(outcomes: Outcomes, whose: str, what: str) -> AtThreshold:
    """Found, false and missed of all seeds together."""
    sums = {name: sum(one[whose][what][name] for one in outcomes) for name in ("found", "false", "missed")}
    return AtThreshold(0.0, **sums)


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def _percent(value: float, digits: int = 2) -> str:
    return f"{value * 100:.{digits}f}%"


def _by_case(kept: dict[str, Any]) -> dict[tuple[str, int, bool], Outcomes]:
    found: dict[tuple[str, int, bool], Outcomes] = defaultdict(list)
    for outcome in kept.values():
        case = outcome["case"]
        found[case["population"], case["children"], case["identifiers"]].append(outcome)
    order = list(WHOSE)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0][1], not item[0][2])))


def _name(case: tuple[str, int, bool]) -> str:
    population, children, identifiers = case
    return f"{WHOSE[population]}, {children:,}, {'with' if identifiers else 'without'} numbers"


def against_peer(cases: dict[tuple[str, int, bool], Outcomes]) -> str:
    """Missed children, errors, ranks and work for people: ours, the peer's, and the one over the other."""
    rows = []
    for case, some in cases.items():
        missed = [pooled(some, whose, "precise").missed for whose in ("ours", "peer")]
        errors = [pooled(some, whose, "best_f1").errors for whose in ("ours", "peer")]
        first = [sum(one[whose]["first"] for one in some) / len(some) for whose in ("ours", "peer")]
        review = [sum(one[whose]["reviewed"] for one in some) for whose in ("ours", "peer")]
        reached = all(one["peer"]["reached"] for one in some)
        rows.append((
            _name(case), len(some), f"{sum(one['known'] for one in some):,}",
            f"{missed[0]:,} / {missed[1]:,}", _share(*missed), f"{errors[0]:,} / {errors[1]:,}", _share(*errors),
            f"{_percent(first[0])} / {_percent(first[1])}",
            f"{review[0]:,} / {'' if reached else 'over '}{review[1]:,}",
            _share(*review) if reached else f"under {_share(*review)}",
        ))  # fmt: skip
    heading = (
        "Files", "Seeds", "Children sought", "Missed at precision 99.9%, ours / peer", "Ratio",
        "Errors at best F1, ours / peer", "Ratio", "Right child first, ours / peer", "Pairs for people, ours / peer",
        "Ratio",
    )  # fmt: skip
    return table(heading, rows)


def at_our_threshold(cases: dict[tuple[str, int, bool], Outcomes]) -> str:
    """What the automatic band does, at the threshold of the stored parameters."""
    rows = []
    for case, some in cases.items():
        automatic, seen = pooled(some, "ours", "automatic"), pooled(some, "ours", "seen")
        rows.append((
            _name(case), _percent(automatic.precision, 3), f"{automatic.false:,}", _percent(automatic.recall),
            _percent(seen.recall), f"{sum(one['ours']['reviewed'] for one in some) / len(some):,.0f}",
        ))  # fmt: skip
    heading = (
        "Files", "Precision", "False links", "Found automatically", "Found automatically or by a person",
        "Pairs for people, each run",
    )  # fmt: skip
    return table(heading, rows)


def traps(cases: dict[tuple[str, int, bool], Outcomes]) -> str:
    """Pairs made to mislead, and how many were linked without a person."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for (population, _, _), some in cases.items():
        for one in some if population == "own" else []:
            for kind, (linked, there) in one["ours"]["traps"].items():
                sums[kind][0] += linked
                sums[kind][1] += there
                sums[kind][2] += one["peer"]["traps"][kind][0]
    rows = [(kind, f"{there:,}", ours, peer) for kind, (ours, there, peer, _) in sorted(sums.items())]
    return table(("Trap", "Pairs", "Linked automatically by ours", "Linked by the peer at precision 99.9%"), rows)


def by_group(some: Outcomes) -> str:
    """Recall and false links of each group of children, ours and the peer's."""
    sums: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for one in some:
        for whose in ("ours", "peer"):
            for group, counts in one[whose]["groups"].items():
                for name, count in counts.items():
                    sums[group][whose][name] += count
    rows = []
    for group, both in sorted(sums.items()):
        ours, peer = both["ours"], both["peer"]
        known = max(1, ours["known"])
        rows.append((
            group, f"{ours['known']:,}", _percent(ours["found"] / known, 1), _percent(ours["seen"] / known, 1),
            _percent(ours["first"] / known, 1), ours["false"], _percent(peer["found"] / known, 1), peer["false"],
        ))  # fmt: skip
    heading = (
        "Group", "Sought", "Found automatically", "Or by a person", "Ranked first", "False links",
        "Peer: found at precision 99.9%", "Peer: false links",
    )  # fmt: skip
    return table(heading, rows)


def accuracy(kept: dict[str, Any]) -> list[str]:
    """Every part about accuracy."""
    cases = _by_case(kept)
    versions = sorted({one["parameters"] for one in kept.values()} - {""})
    parts = [
        f"Parameters: {', '.join(versions)}. Figures of several seeds are taken together.",
        "### Against the peer",
        against_peer(cases),
        "### At our own threshold",
        at_our_threshold(cases),
    ]
    if any(case[0] == "own" for case in cases):
        parts += ["### Traps", traps(cases)]
    for case, some in cases.items():
        if case[0] == "own" and case[1] == 100_000:
            parts += [f"### By group of children: {_name(case)}", by_group(some)]
    return parts


def batch(kept: dict[str, Any]) -> list[str]:
    """Time, work and memory of linking two files."""
    rows = []
    for size in kept["sizes"]:
        ours, peer = size["ours"], size.get("peer")
        rows.append((
            f"{size['children']:,} x {size['records']:,}", size["runs"],
            *(f"{ours[name]:,.1f} / {peer[name]:,.1f}" if peer else f"{ours[name]:,.1f}" for name in ("wall", "cpu")),
            f"{ours['peak_mb']:,.0f} / {peer['peak_mb']:,.0f}" if peer else f"{ours['peak_mb']:,.0f}",
            _share(ours["wall"], peer["wall"]) if peer else "-",
        ))  # fmt: skip
    heading = ("Children x records", "Runs", "Seconds, ours / peer", "CPU seconds", "Peak MB", "Ratio of seconds")
    text = (
        f"Medians. Extrapolated, not measured: {ENGLAND:,} children x {kept['extrapolated_records']:,} records would "
        f"take ours about {kept['extrapolated_seconds']:,.0f} seconds and {kept['extrapolated_gb']:,.0f} GB on this "
        "machine, if the growth between the two largest sizes went on."
    )
    return ["### Two files, from command to result", table(heading, rows), text]


def lookup(kept: dict[str, Any]) -> list[str]:
    """One record against an index in memory."""
    sizes = [(f"{size['children']:,}", size) for size in kept["sizes"]]
    sizes.append((f"{ENGLAND:,}, extrapolated", kept["england"]))
    rows = [
        (children, *(f"{size[name]:.2f}" for name in ("p50", "p95", "p99")), f"{size['candidates']:.1f}")
        for children, size in sizes
    ]
    heading = ("Children", "p50, ms", "p95, ms", "p99, ms", "Candidates a lookup")
    text = "The last row was not measured: it is the growth between the two before it, gone on."
    return ["### One lookup in process", table(heading, rows), text]


SECTIONS = (("accuracy.json", accuracy), ("batch.json", batch), ("lookup.json", lookup))


def section(results: Path) -> str:
    """The whole generated part."""
    parts: list[str] = []
    for name, write in SECTIONS:
        path = results / name
        if path.exists():
            parts += write(json.loads(path.read_text(encoding="utf-8")))
    return "\n\n".join(parts)


def with_section(page: str, text: str) -> str:
    """The page with what stands between its marks replaced, or with the marks added at its end."""
    marked = f"{BEGIN}\n\n{text}\n\n{END}"
    if BEGIN not in page or END not in page:
        return f"{page.rstrip()}\n\n{marked}\n"
    before, _, rest = page.partition(BEGIN)
    return f"{before}{marked}{rest.partition(END)[2]}"


def main() -> int:
    """Read the command line and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()
    page = given.page.read_text(encoding="utf-8") if given.page.exists() else ""
    given.page.write_text(with_section(page, section(given.results)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
