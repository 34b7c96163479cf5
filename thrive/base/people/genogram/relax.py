"""Where everybody stands across the page: children under their parents, parents over their children.

Each row keeps its order and a least gap between neighbours. Every node is pulled towards where it would like to
be; the nearest lawful positions are found by pooling adjacent violators, row after row, up and down, and in the
end set to whole pixels.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

from thrive.base.people.genogram.labels import Label
from thrive.base.people.genogram.order import Row
from thrive.base.people.genogram.scheme import Net, Scheme
from thrive.base.people.genogram.slots import Places, Start
from thrive.base.people.genogram.tidy import Union

SYMBOL = 22  # half the side of a square
HOUSEHOLD_PAD = 12  # from the widest thing inside a household to its outline
_LABEL_GAP = 10
_LINE_GAP = 8  # between a line and the words beside it
_PARTNER_GAP = 96
_ROUGH, _FINE = 10, 30  # sweeps with and without the pull that keeps a row compact
_FINE_SHARE = 0.02
_SETTLED = 0.05  # pixels
_AS_CHILD, _AS_PARENT, _OWNER, _PARTNER, _FAR_PARTNER, _NEIGHBOUR, _STAY = 0.7, 1.0, 0.2, 0.12, 0.02, 0.05, 0.05


@dataclass
class _Task:
    """What relaxing needs, worked out once."""

    scheme: Scheme
    places: Places
    gaps: list[list[int]]
    pairs: list[tuple[int, int, float]]


def positions(scheme: Scheme, places: Places, labels: list[Label]) -> list[int]:
    """The middle of each node, in whole pixels, from an arbitrary nought."""
    task = _Task(
        scheme, places, [_gaps(scheme, places, row, labels) for row in places.rows], _partner_pulls(scheme, places)
    )
    x = [0.0] * len(scheme.row)
    for number, row in enumerate(places.rows):
        for node, at in zip(row, _spread(task.gaps[number]), strict=False):
            x[node] = at
    numbers = list(range(len(places.rows)))
    for turn in range(_ROUGH + _FINE):
        compact = 1.0 if turn < _ROUGH else _FINE_SHARE
        before = list(x)
        for number in numbers if turn % 2 else reversed(numbers):
            _relax_row(task, number, x, compact)
        if turn > _ROUGH and all(abs(new - old) < _SETTLED for new, old in zip(x, before, strict=True)):
            break
    return [math.floor(at + 0.5) for at in x]


def _spread(gaps: list[int]) -> list[float]:
    """Positions at the least gaps, middle at nought."""
    at = [0.0]
    for gap in gaps:
        at.append(at[-1] + gap)
    return [one - at[-1] / 2 for one in at]


def _relax_row(task: _Task, number: int, x: list[float], compact: float) -> None:
    row = task.places.rows[number]
    if not row:
        return
    pulls: dict[int, list[tuple[float, float]]] = defaultdict(list)
    _pull_from_nets(task, number, x, pulls)
    _pull_from_row(task, number, x, pulls, compact)
    weights = [sum(weight for _, weight in pulls[node]) for node in row]
    wanted = [sum(at * weight for at, weight in pulls[node]) / total for node, total in zip(row, weights, strict=True)]
    for node, at in zip(row, keep_apart(wanted, weights, task.gaps[number]), strict=True):
        x[node] = at


def _pull_from_nets(task: _Task, number: int, x: list[float], pulls: dict[int, list[tuple[float, float]]]) -> None:
    """Children towards their parents' middle, parents towards the middle of their children."""
    for net, start in zip(task.scheme.nets, task.places.starts, strict=True):
        if net.gap not in (number, number - 1):
            continue
        ends = [x[node] for node in net.targets]
        middle = (min(ends) + max(ends)) / 2
        begin = _anchor(start, x)
        if begin is None:
            continue
        if net.gap == number - 1:
            for node in net.targets:
                pulls[node].append((x[node] + begin - middle, _AS_CHILD))
            continue
        for node, weight in _starters(task.scheme, net, start):
            pulls[node].append((x[node] + middle - begin, weight))


def _anchor(start: Start, x: list[float]) -> float | None:
    if start.between is not None:
        return (x[start.between[0]] + x[start.between[1]]) / 2
    return x[start.node] if start.node is not None else None


def _starters(scheme: Scheme, net: Net, start: Start) -> list[tuple[int, float]]:
    """The nodes that carry a start, and how hard each is pulled over the children."""
    if start.between is not None:
        return [(node, _AS_PARENT) for node in start.between]
    found = [(start.node, _AS_PARENT)] if start.node is not None else []
    if start.arc:
        found += [(parent, _OWNER) for parent in scheme.unions[net.union].parents]
    return found


def _pull_from_row(
    task: _Task, number: int, x: list[float], pulls: dict[int, list[tuple[float, float]]], compact: float
) -> None:
    """Neighbours and partners towards each other, and everybody to where they are."""
    row, gaps = task.places.rows[number], task.gaps[number]
    for node in row:
        pulls[node].append((x[node], _STAY))
    for at, gap in enumerate(gaps):
        left, right = row[at], row[at + 1]
        pulls[left].append((x[right] - gap, _NEIGHBOUR * compact))
        pulls[right].append((x[left] + gap, _NEIGHBOUR * compact))
    for left, right, weight in task.pairs:
        if task.scheme.row[left] == number:
            gap = _PARTNER_GAP if x[left] < x[right] else -_PARTNER_GAP
            pulls[left].append((x[right] - gap, weight * compact))
            pulls[right].append((x[left] + gap, weight * compact))


def keep_apart(wanted: list[float], weights: list[float], gaps: list[int]) -> list[float]:
    """The positions nearest to `wanted` (least weighted squares) in the same order and at least `gaps` apart."""
    offset = [0.0]
    for gap in gaps:
        offset.append(offset[-1] + gap)
    blocks: list[list[float]] = []  # weighted sum, weight, members
    for want, weight, shift in zip(wanted, weights, offset, strict=True):
        blocks.append([(want - shift) * weight, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, weight_of, members = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += weight_of
            blocks[-1][2] += members
    level = [total / weight for total, weight, members in blocks for _ in range(int(members))]
    return [at + shift for at, shift in zip(level, offset, strict=True)]


def _partner_pulls(scheme: Scheme, places: Places) -> list[tuple[int, int, float]]:
    found = []
    for union in scheme.unions:
        if len(union.parents) == 2:
            left, right = union.parents
            near = places.side_by_side(scheme, left, right)
            found.append((left, right, _PARTNER if near else _FAR_PARTNER))
    return found


def _gaps(scheme: Scheme, places: Places, row: Row, labels: list[Label]) -> list[int]:
    """The least distance between each node of a row and the next."""
    homes = _homes_along(scheme, row)
    gaps = []
    for at in range(len(row) - 1):
        left, right = row[at], row[at + 1]
        both_people = scheme.is_person(left) and scheme.is_person(right)
        gap = _half(scheme, left, labels) + _half(scheme, right, labels) + (_LABEL_GAP if both_people else _LINE_GAP)
        if homes[at] != homes[at + 1]:
            gap += sum(HOUSEHOLD_PAD for home in (homes[at], homes[at + 1]) if home is not None)
        gaps.append(math.ceil(gap))
    for union in scheme.unions:
        if len(union.parents) == 2 and union.parents[0] in row and places.side_by_side(scheme, *union.parents):
            _widen(scheme, row, gaps, union.parents, _least_between(scheme, union, labels))
    return gaps


def _least_between(scheme: Scheme, union: Union, labels: list[Label]) -> float:
    """Room for a line that can be seen and, from its middle, one down between the two names and outlines."""
    if not union.children:
        return _PARTNER_GAP
    homes = [scheme.kin.household.get(parent) for parent in union.parents]
    pad = HOUSEHOLD_PAD if homes[0] != homes[1] else 0
    return max(_PARTNER_GAP, 2 * (max(labels[parent].half for parent in union.parents) + pad + _LINE_GAP))


def _widen(scheme: Scheme, row: Row, gaps: list[int], parents: tuple[int, ...], least: float) -> None:
    first, last = sorted((row.index(parents[0]), row.index(parents[1])))
    short = math.ceil(least) - sum(gaps[first:last])
    if short > 0:
        gaps[first] += short


def _half(scheme: Scheme, node: int, labels: list[Label]) -> float:
    return labels[node].half if scheme.is_person(node) else 0.0


def _homes_along(scheme: Scheme, row: Row) -> list[int | None]:
    """The household each node lies in; a point on a line lies in one if people of it stand on both sides."""
    homes = [scheme.kin.household.get(node) for node in row]
    for at, node in enumerate(row):
        if scheme.is_person(node):
            continue
        before = next((homes[one] for one in range(at - 1, -1, -1) if scheme.is_person(row[one])), None)
        after = next((homes[one] for one in range(at + 1, len(row)) if scheme.is_person(row[one])), None)
        homes[at] = before if before == after else None
    return homes
