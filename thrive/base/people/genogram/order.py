"""Who stands beside whom: the order within each row.

People are put in one after another, the nearest to the focus first, each where the drawing suffers least; then
single people and groups of partners are moved for as long as that helps. What makes a drawing suffer is weighed
in `Weights`. Costs are remembered by row and by gap, so that trying a place is cheap.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from thrive.base.people.genogram.scheme import Net, Scheme
from thrive.base.people.genogram.shapes import Shape, Tie
from thrive.base.people.genogram.tidy import Union

Row = tuple[int, ...]


@dataclass(frozen=True)
class Weights:
    """What each blemish costs."""

    crossing: float = 6.0
    apart: float = 2.0  # partners who do not stand side by side
    between: float = 0.6  # each person between them
    broken_household: float = 5.0
    broken_siblings: float = 0.4
    younger_first: float = 0.3
    aside: float = 0.15  # children not under their parents
    mother_last: float = 0.02


WEIGHTS = Weights()
_PULL = {Tie.MARRIED: 3.0, Tie.COHABITING: 3.0, Tie.SEPARATED: 2.0, Tie.DIVORCED: 1.8, Tie.LITTLE_KNOWN: 1.2}
_PASSES = 4
_ENOUGH = 200_000  # pairs of lines compared, after which what has been found is taken


def order(scheme: Scheme) -> list[Row]:
    """The nodes of each row from left to right."""
    search = _Search(scheme)
    for node in search.nearest_first():
        search.put_in(node)
    for _ in range(_PASSES):
        if not search.improve():
            break
    return search.rows


class _Search:
    """Rows as they stand, and what they cost."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.rows: list[Row] = [() for _ in range(scheme.count)]
        self.pairs = _by_row(scheme, [union for union in scheme.unions if len(union.parents) == 2])
        self.children = _children_by_row(scheme)
        self.homes = _homes_by_row(scheme)
        self.nets: dict[int, list[Net]] = defaultdict(list)
        for net in scheme.nets:
            self.nets[net.gap].append(net)
        self.mates = _mates(scheme)
        self.spent = 0
        self.row_costs: dict[tuple[int, Row], float] = {}
        self.gap_costs: dict[tuple[int, Row, Row], float] = {}

    def nearest_first(self) -> list[int]:
        """Every node, outwards from the focus; those not tied to anybody last."""
        near: dict[int, list[int]] = defaultdict(list)
        for union in self.scheme.unions:
            for parent in union.parents:
                near[parent] += [*union.parents, *union.children]
                for child in union.children:
                    near[child].append(parent)
            if not union.parents:
                for child in union.children:
                    near[child] += union.children
        for net in self.scheme.nets:
            ends = [*net.targets, *([net.way] if net.way is not None else self.scheme.unions[net.union].parents)]
            for node in ends:
                near[node] += ends
        done: dict[int, None] = {}
        starts = [self.scheme.kin.focus] if self.scheme.kin.focus is not None else []
        for start in [*starts, *range(len(self.scheme.row))]:
            edge = [start]
            while edge:
                fresh = sorted({node for node in edge if node not in done}, key=self._rank)
                done.update(dict.fromkeys(fresh))
                edge = [other for node in fresh for other in near[node] if other not in done]
        return list(done)

    def _rank(self, node: int) -> tuple[bool, int]:
        """Women before men, so that a mother's family comes to stand on the left."""
        people = self.scheme.kin.people
        return (node < len(people) and people[node].shape == Shape.MALE, node)

    def put_in(self, node: int) -> None:
        """Put `node` where its row, and the gaps above and below, suffer least."""
        row = self.scheme.row[node]
        if self.spent > _ENOUGH:
            self.rows[row] += (node,)
        else:
            self.rows[row] = self._best(row, self.rows[row], (node,))

    def improve(self) -> bool:
        """Move single nodes, then groups of partners, wherever that helps. Whether anything moved."""
        before = list(self.rows)
        for row in range(len(self.rows)):
            for block in self._blocks(row):
                if self.spent > _ENOUGH:
                    return False
                rest = tuple(node for node in self.rows[row] if node not in block)
                best = self._best(row, rest, block)
                if self._cost(row, best) < self._cost(row, self.rows[row]) - 1e-9:
                    self.rows[row] = best
        for union in self.scheme.unions:
            if union.children and union.parents and self.spent <= _ENOUGH:
                self._move_with_children(union)
        return before != self.rows

    def _move_with_children(self, union: Union) -> None:
        """Move a parent and, after them, the children they have there, to where the whole drawing suffers least."""
        parent = leaf_of(union, self.mates)
        row = self.scheme.row[parent]
        best, least = list(self.rows), self._total()
        rest = tuple(node for node in self.rows[row] if node != parent)
        for place in range(len(rest) + 1):
            self.rows[row] = (*rest[:place], parent, *rest[place:])
            for child in union.children:
                below = self.scheme.row[child]
                self.rows[below] = self._best(below, tuple(one for one in self.rows[below] if one != child), (child,))
            cost = self._total()
            if cost < least - 1e-9:
                best, least = list(self.rows), cost
        self.rows = best

    def _total(self) -> float:
        """What the whole drawing costs."""
        rows = sum(self._row_cost(number, nodes) for number, nodes in enumerate(self.rows))
        above: list[Row] = [(), *self.rows]
        return rows + sum(self._gap_cost(number - 1, above[number], nodes) for number, nodes in enumerate(self.rows))

    def _blocks(self, row: int) -> list[Row]:
        singles = [(node,) for node in sorted(self.rows[row])]
        groups: list[list[int]] = []
        for node in self.rows[row]:
            if groups and self.mates[groups[-1][-1]] & {node}:
                groups[-1].append(node)
            else:
                groups.append([node])
        return [*singles, *(tuple(group) for group in groups if len(group) > 1)]

    def _best(self, row: int, rest: Row, block: Row) -> Row:
        """`rest` with `block`, either way round, where it costs least; of equals the place furthest right."""
        best, least = rest + block, float("inf")
        for turned in (block, block[::-1]) if len(block) > 1 else (block,):
            for place in range(len(rest), -1, -1):
                tried = rest[:place] + turned + rest[place:]
                cost = self._cost(row, tried)
                if cost < least - 1e-9:
                    best, least = tried, cost
        return best

    def _cost(self, row: int, nodes: Row) -> float:
        """What this order of one row costs, with the other rows as they stand."""
        cost = self._row_cost(row, nodes)
        cost += self._gap_cost(row - 1, self.rows[row - 1] if row else (), nodes)
        if row + 1 < len(self.rows):
            cost += self._gap_cost(row, nodes, self.rows[row + 1])
        return cost

    def _row_cost(self, row: int, nodes: Row) -> float:
        found = self.row_costs.get((row, nodes))
        if found is None:
            place = {node: at for at, node in enumerate(nodes)}
            found = self._apart(row, place) + self._broken(row, nodes, place)
            self.row_costs[row, nodes] = found
        return found

    def _apart(self, row: int, place: dict[int, int]) -> float:
        cost = 0.0
        people = self.scheme.kin.people
        for union in self.pairs[row]:
            left, right = union.parents
            if left not in place or right not in place:
                continue
            between = abs(place[left] - place[right]) - 1
            if between:
                nobody = people[left].nobody or people[right].nobody
                pull = _PULL[union.tie] + (1.0 if union.children and not nobody else 0.0)
                cost += pull * (WEIGHTS.apart + WEIGHTS.between * between)
            first = left if place[left] < place[right] else right
            if people[first].shape == Shape.MALE:
                cost += WEIGHTS.mother_last
        return cost

    def _broken(self, row: int, nodes: Row, place: dict[int, int]) -> float:
        """Households and groups of children with others in between, and children out of age order."""
        cost = 0.0
        for members in self.homes[row]:
            cost += WEIGHTS.broken_household * max(_runs(nodes, members) - 1, 0)
        for children, company in self.children[row]:
            here = sorted(place[child] for child in children if child in place)
            if len(here) < 2:
                continue
            strangers = sum(1 for node in nodes[here[0] : here[-1] + 1] if node not in company)
            cost += WEIGHTS.broken_siblings * strangers
            ages = [place[child] for child in children if child in place]
            cost += WEIGHTS.younger_first * sum(1 for at, one in enumerate(ages) for two in ages[at + 1 :] if two < one)
        return cost

    def _gap_cost(self, gap: int, upper: Row, lower: Row) -> float:
        found = self.gap_costs.get((gap, upper, lower))
        if found is None:
            found = self._crossings(gap, upper, lower)
            self.gap_costs[gap, upper, lower] = found
        return found

    def _crossings(self, gap: int, upper: Row, lower: Row) -> float:
        above = {node: at for at, node in enumerate(upper)}
        below = {node: at for at, node in enumerate(lower)}
        middle_above, middle_below = (len(upper) - 1) / 2, (len(lower) - 1) / 2
        cost = 0.0
        drawn: list[tuple[float, int, int, list[int]]] = []
        for net in self.nets[gap]:
            ends = [below[node] for node in net.targets if node in below]
            if not ends:
                continue
            mean = sum(ends) / len(ends) - middle_below
            start = self._start(net, above)
            if start is None:
                continue
            cost += WEIGHTS.aside * abs(start - middle_above - mean)
            drawn.append((start, min(ends), max(ends), ends))
        self.spent += len(drawn) * len(drawn)
        drawn.sort()
        for at, (start, _, high, ends) in enumerate(drawn):
            for other, low, _, others in drawn[at + 1 :]:
                if high > low and start < other:
                    cost += WEIGHTS.crossing * sum(1 for one in ends for two in others if one > two)
        return cost

    def _start(self, net: Net, above: dict[int, int]) -> float | None:
        """Where in the upper row the lines start: at a person, or between two of them."""
        if net.way is not None:
            return float(above[net.way]) if net.way in above else None
        union = self.scheme.unions[net.union]
        parents = sorted(above[parent] for parent in union.parents if parent in above)
        if not parents:
            return None
        if len(parents) == 1:
            return float(parents[0])
        left, right = parents
        if right == left + 1:
            return (left + right) / 2
        return left + 0.4 if above[leaf_of(union, self.mates)] == left else right - 0.4


def leaf_of(union: Union, mates: dict[int, set[int]]) -> int:
    """Of two partners the one with fewer others."""
    return min(union.parents, key=lambda parent: (len(mates[parent]), -parent))


def _mates(scheme: Scheme) -> dict[int, set[int]]:
    mates: dict[int, set[int]] = defaultdict(set)
    for union in scheme.unions:
        if len(union.parents) == 2:
            left, right = union.parents
            mates[left].add(right)
            mates[right].add(left)
    return mates


def mates_of(scheme: Scheme) -> dict[int, set[int]]:
    """Whom each person is joined to in their own row."""
    return _mates(scheme)


def _by_row(scheme: Scheme, unions: list[Union]) -> dict[int, list[Union]]:
    found: dict[int, list[Union]] = defaultdict(list)
    for union in unions:
        found[scheme.row[union.parents[0]]].append(union)
    return found


def _children_by_row(scheme: Scheme) -> dict[int, list[tuple[list[int], set[int]]]]:
    """Children of one union in one row, the eldest first, with those who may stand among them: their partners."""
    mates = _mates(scheme)
    found: dict[int, list[tuple[list[int], set[int]]]] = defaultdict(list)
    for union in scheme.unions:
        by_row: dict[int, list[int]] = defaultdict(list)
        for child in sorted(union.children):
            by_row[scheme.row[child]].append(child)
        for row, children in by_row.items():
            if len(children) > 1:
                company = set(children).union(*(mates[child] for child in children))
                found[row].append((children, company))
    return found


def _homes_by_row(scheme: Scheme) -> dict[int, list[set[int]]]:
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for person, home in scheme.kin.household.items():
        found[scheme.row[person], home].add(person)
    by_row: dict[int, list[set[int]]] = defaultdict(list)
    for (row, _), members in sorted(found.items()):
        by_row[row].append(members)
    return by_row


def _runs(nodes: Row, members: set[int]) -> int:
    """In how many pieces `members` stand in a row."""
    inside = [node in members for node in nodes]
    return sum(inside[:1]) + sum(1 for before, after in pairwise(inside) if after and not before)
