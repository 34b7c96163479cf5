"""A family laid out in rows: who is in which row, and which lines run from one row to the next."""

from collections import defaultdict
from dataclasses import dataclass, replace

from thrive.base.people.genogram.generations import rows
from thrive.base.people.genogram.shapes import Descent
from thrive.base.people.genogram.tidy import Kin, Union


@dataclass(frozen=True)
class Net:
    """Lines from one point in a row down to one or more points in the next.

    From `union` (its place in the scheme) or, where a line passes through a row, from the waypoint `way`.
    `gap`: the row above; -1 for brothers and sisters in the top row whose parents are not recorded.
    """

    gap: int
    union: int
    targets: tuple[int, ...]
    way: int | None = None


@dataclass
class Scheme:
    """`row[node]` for people (numbered as in `kin`) and, after them, waypoints and slots.

    A waypoint is where a long line passes through a row; a slot is where a line to children starts when their
    parents do not stand side by side. `across`: partners in different rows, drawn as a line downwards.
    """

    kin: Kin
    row: list[int]
    unions: list[Union]
    nets: list[Net]
    across: dict[int, int]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return max(self.row, default=0) + 1

    @property
    def people(self) -> int:
        """How many of the nodes are people."""
        return len(self.kin.people)

    def is_person(self, node: int) -> bool:
        """Whether a node is a person and not a point on a line."""
        return node < self.people

    def add_node(self, row: int) -> int:
        """A further waypoint or slot."""
        self.row.append(row)
        return len(self.row) - 1


def scheme(kin: Kin) -> Scheme:
    """Rows, and the lines between them."""
    made = Scheme(kin=kin, row=rows(kin), unions=[], nets=[], across={})
    _split(made)
    _add_sibling_groups(made)
    for place, union in enumerate(made.unions):
        _add_nets(made, place, union)
    return made


def _split(made: Scheme) -> None:
    """Parents who stand in different rows each have their own line to the child."""
    found: dict[tuple[int, ...], Union] = {}
    for union in made.kin.unions:
        if len({made.row[parent] for parent in union.parents}) == 1:
            mine = found.setdefault(union.parents, replace(union, children={}))
            mine.tie, mine.partners = union.tie, union.partners
            mine.children.update(union.children)
            continue
        for parent in union.parents:
            one = found.setdefault((parent,), Union(parents=(parent,)))
            one.children.update({child: how for child, how in union.children.items() if child not in one.children})
    made.unions = [found[parents] for parents in sorted(found)]
    for union in made.kin.unions:
        if union.partners and not union.children and len({made.row[parent] for parent in union.parents}) == 2:
            upper, lower = sorted(union.parents, key=lambda parent: made.row[parent])
            made.across[len(made.unions)] = lower
            made.unions.append(Union(parents=(upper,), tie=union.tie, partners=True))


def _add_sibling_groups(made: Scheme) -> None:
    """One bar over brothers and sisters of one row who have no parent recorded."""
    near: dict[int, set[int]] = defaultdict(set)
    for left, right in made.kin.siblings:
        if made.row[left] == made.row[right]:
            near[left].add(right)
            near[right].add(left)
    seen: set[int] = set()
    for start in sorted(near):
        if start in seen:
            continue
        group, edge = {start}, [start]
        while edge:
            new = near[edge.pop()] - group
            group |= new
            edge.extend(sorted(new))
        seen |= group
        made.unions.append(Union(parents=(), children=dict.fromkeys(sorted(group), Descent.BIRTH)))


def _add_nets(made: Scheme, place: int, union: Union) -> None:
    """Lines from one union to its children, through waypoints where they are more than one row down."""
    below = sorted(union.children)
    if place in made.across:
        below = [made.across[place]]
    if not below:
        return
    gap = made.row[union.parents[0]] if union.parents else made.row[below[0]] - 1
    way: int | None = None
    while below:
        targets = [child for child in below if made.row[child] == gap + 1]
        below = [child for child in below if made.row[child] > gap + 1]
        onward = made.add_node(gap + 1) if below else None
        if onward is not None:
            targets.append(onward)
        made.nets.append(Net(gap=gap, union=place, targets=tuple(targets), way=way))
        gap, way = gap + 1, onward
