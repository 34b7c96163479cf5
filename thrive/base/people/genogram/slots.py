"""Where lines to children start: between two parents side by side, under a lone parent, or in a slot of their own."""

from dataclasses import dataclass
from itertools import pairwise

from thrive.base.people.genogram.order import Row, leaf_of, mates_of
from thrive.base.people.genogram.scheme import Net, Scheme

_ON_A_LINE = 20.0  # cost of a slot on the line between two partners
_CROSSING = 6.0


@dataclass(frozen=True)
class Start:
    """Where a net starts: half way between `between`, or at `node`, or nowhere (brothers and sisters alone).

    A `node` is a slot reached by an arc above the row (`arc`), a lone parent, or a waypoint.
    """

    between: tuple[int, int] | None = None
    node: int | None = None
    arc: bool = False


@dataclass
class Places:
    """Rows with their slots, and the start of each net of the scheme, in the scheme's order."""

    rows: list[Row]
    starts: list[Start]

    def side_by_side(self, scheme: Scheme, left: int, right: int) -> bool:
        """Whether no person stands between two people of one row."""
        row = self.rows[scheme.row[left]]
        first, last = sorted((row.index(left), row.index(right)))
        return not any(scheme.is_person(node) for node in row[first + 1 : last])


def add_slots(scheme: Scheme, rows: list[Row]) -> Places:
    """Give every line to children its start."""
    places = Places(rows=list(rows), starts=[])
    for net in scheme.nets:
        parents = scheme.unions[net.union].parents
        if net.way is not None or not parents:
            places.starts.append(Start(node=net.way))
        elif len(parents) == 1:
            places.starts.append(Start(node=parents[0]))
        elif places.side_by_side(scheme, *parents):
            places.starts.append(Start(between=(parents[0], parents[1])))
        else:
            places.starts.append(_add_slot(scheme, places, net))
    return places


def _add_slot(scheme: Scheme, places: Places, net: Net) -> Start:
    """A slot between two parents who stand apart, beside the one with fewer partners if lines allow it."""
    parents = scheme.unions[net.union].parents
    number = scheme.row[parents[0]]
    row = places.rows[number]
    first, last = sorted(row.index(parent) for parent in parents)
    best = min(range(first + 1, last + 1), key=lambda at: (_cost(scheme, places, net, at), at))
    slot = scheme.add_node(number)
    places.rows[number] = (*row[:best], slot, *row[best:])
    return Start(node=slot, arc=True)


def _cost(scheme: Scheme, places: Places, net: Net, at: int) -> float:
    """What a slot costs before place `at` of its row: lines cut, distance from its owner, lines crossed."""
    union = scheme.unions[net.union]
    row, lower = places.rows[net.gap], places.rows[net.gap + 1]
    cost = _ON_A_LINE if _splits(scheme, row, at) else 0.0
    cost += 0.5 * abs(at - 0.5 - row.index(leaf_of(union, mates_of(scheme))))
    mine = [lower.index(target) for target in net.targets]
    for other in scheme.nets:
        where = _position(scheme, row, other) if other.gap == net.gap and other is not net else None
        if where is not None:
            left = where < at - 0.5
            theirs = [lower.index(target) for target in other.targets]
            cost += _CROSSING * sum(1 for one in mine for two in theirs if one != two and (one < two) == left)
    return cost


def _position(scheme: Scheme, row: Row, net: Net) -> float | None:
    """Roughly where another net starts in this row."""
    if net.way is not None:
        return float(row.index(net.way))
    parents = scheme.unions[net.union].parents
    return sum(row.index(parent) for parent in parents) / len(parents) if parents else None


def _splits(scheme: Scheme, row: Row, at: int) -> bool:
    """Whether place `at` lies on the line between two partners side by side."""
    partners = {frozenset(union.parents) for union in scheme.unions if len(union.parents) == 2}
    people = [node for node in row if scheme.is_person(node)]
    return any(
        frozenset((left, right)) in partners and row.index(left) < at <= row.index(right)
        for left, right in pairwise(people)
    )
