"""Where each step of the road stands in the drawing: rows by what comes before, places by what it is joined to.

Pure and without chance: the same declarations give the same picture.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SWEEPS = 12
BEND, GAP = 16, 24  # width of a line that passes a row by; least distance of two things in a row


@dataclass
class Plan:
    """The steps in rows from the top, with a bend where a line passes a row by; `x` is the middle of each.

    `hops` are the parts of all lines, each from one row to the next.
    """

    rows: list[list[str]] = field(default_factory=list)
    hops: list[tuple[str, str]] = field(default_factory=list)
    x: dict[str, float] = field(default_factory=dict)


def ranks(after: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The row of each: one below the lowest of those it follows."""
    found: dict[str, int] = {}

    def rank(key: str) -> int:
        if key not in found:
            found[key] = max((rank(one) + 1 for one in after[key]), default=0)
        return found[key]

    return {key: rank(key) for key in after}


def is_bend(key: str) -> bool:
    """Whether this is no step but a place where a line passes."""
    return key.startswith("|")


def plan(after: Mapping[str, Sequence[str]], width: int) -> Plan:
    """The places of all steps, each `width` wide, whose keys are those of `after`, in the order in which they come."""
    row = ranks(after)
    made = Plan(rows=[[key for key in after if row[key] == at] for at in range(max(row.values(), default=-1) + 1)])
    for key, first in after.items():
        for one in first:
            _join(made, one, key, row)
    neighbours = _neighbours(made)
    _order(made, neighbours)
    _place(made, neighbours, width)
    return made


def _join(made: Plan, start: str, end: str, row: Mapping[str, int]) -> None:
    """The line between two steps, with a bend in each row that it passes."""
    last = start
    for at in range(row[start] + 1, row[end]):
        bend = f"|{start}|{end}|{at}"
        made.rows[at].append(bend)
        made.hops.append((last, bend))
        last = bend
    made.hops.append((last, end))


def _neighbours(made: Plan) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for start, end in made.hops:
        above[end].append(start)
        below[start].append(end)
    return above, below


def _order(made: Plan, neighbours: tuple[dict[str, list[str]], dict[str, list[str]]]) -> None:
    """Put each row in the order of what it is joined to, downwards and upwards in turn."""
    for sweep in range(SWEEPS):
        joined = neighbours[sweep % 2]
        place = {key: at / max(len(row) - 1, 1) for row in made.rows for at, key in enumerate(row)}
        for row in made.rows if sweep % 2 == 0 else reversed(made.rows):
            row.sort(key=lambda key: _mean([place[one] for one in joined[key]], place[key]))
            place.update({key: at / max(len(row) - 1, 1) for at, key in enumerate(row)})


def _place(made: Plan, neighbours: tuple[dict[str, list[str]], dict[str, list[str]]], width: int) -> None:
    """Move each row under, then over, what it is joined to, as far as its order and the least distance let it."""
    for row in made.rows:
        made.x.update(zip(row, _spread([0.0] * len(row), row, width), strict=True))
    for sweep in range(SWEEPS):
        joined = neighbours[sweep % 2]
        for row in made.rows if sweep % 2 == 0 else reversed(made.rows):
            wanted = [_mean([made.x[one] for one in joined[key]], made.x[key]) for key in row]
            made.x.update(zip(row, _spread(wanted, row, width), strict=True))
    least = min((x - _half(key, width) for key, x in made.x.items()), default=0)
    made.x = {key: round(x - least) for key, x in made.x.items()}


def _spread(wanted: Sequence[float], row: Sequence[str], width: int) -> list[float]:
    """The places nearest to the wanted ones that keep the order and the distance (pool adjacent violators)."""
    offsets = [0.0]
    for left, right in zip(row, row[1:], strict=False):
        offsets.append(offsets[-1] + _half(left, width) + GAP + _half(right, width))
    pools: list[list[float]] = []
    for at, place in enumerate(wanted):
        pools.append([place - offsets[at]])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    even = [_mean(pool) for pool in pools for _ in pool]
    return [place + offset for place, offset in zip(even, offsets, strict=False)]


def _half(key: str, width: int) -> float:
    return (BEND if is_bend(key) else width) / 2


def _mean(numbers: Sequence[float], otherwise: float = 0.0) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise
