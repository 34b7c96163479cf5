"""Households: outlines that follow their members from row to row and hold nobody else."""

from collections import defaultdict
from dataclasses import dataclass, field

from thrive.base.people.genogram.labels import Label
from thrive.base.people.genogram.relax import HOUSEHOLD_PAD
from thrive.base.people.genogram.route import Routes
from thrive.base.people.genogram.scheme import Scheme
from thrive.base.people.genogram.slots import Places
from thrive.base.people.genogram.text import QUIET, wrap

_DRAWN_IN = 6
_ALIKE = 24  # edges of two rows this near are drawn as one
_LEAST_OVERLAP = 32  # a neck narrower than this looks like a mistake
_NECK = 44
_CLEAR = 10  # between the necks of two households
_INSET = 10
_RADIUS = 14
Rect = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass
class Run:
    """Members of one household who stand together in one row."""

    home: int
    row: int
    left: int
    right: int


@dataclass
class Neck:
    """What joins two runs across the gap between their rows: the width they share or, where they share too little,
    a passage from one to the other."""

    upper: Run
    lower: Run

    @property
    def row(self) -> int:
        """The row above the gap."""
        return self.upper.row

    @property
    def shared(self) -> bool:
        """Whether the runs stand over each other far enough."""
        return min(self.upper.right, self.lower.right) - max(self.upper.left, self.lower.left) >= _LEAST_OVERLAP

    @property
    def left(self) -> int:
        """Left edge."""
        if self.shared:
            return max(self.upper.left, self.lower.left)
        first = min(self.upper, self.lower, key=lambda run: run.left)
        return max(first.right - _NECK, first.left)

    @property
    def right(self) -> int:
        """Right edge."""
        if self.shared:
            return min(self.upper.right, self.lower.right)
        last = max(self.upper, self.lower, key=lambda run: run.left)
        return min(last.left + _NECK, last.right)


@dataclass
class Island:
    """One outline. A household that cannot be drawn in one piece has several, each with its label."""

    home: int
    runs: list[Run]
    necks: list[Neck] = field(default_factory=list)
    words: tuple[str, ...] = ()
    words_at: int = 0

    @property
    def last(self) -> Run:
        """The run that carries the label: the lowest, of those the widest."""
        return max(self.runs, key=lambda run: (run.row, run.right - run.left, -run.left))


def islands(scheme: Scheme, places: Places, x: list[int], labels: list[Label], lines: Routes) -> list[Island]:
    """The outlines of every household, without heights."""
    runs = [
        run
        for home in range(len(scheme.kin.households))
        for row in range(scheme.count)
        for run in _runs(scheme, places, x, labels, home, row)
    ]
    found = _join(runs)
    for island in found:
        _align_edges(scheme, places, x, labels, island, runs)
        _leave_lines(island, lines)
        run = island.last
        stems = [bar.start for bar in lines.bars if bar.net.gap == run.row and bar.start is not None]
        left, right = _clearest(run, [stem for stem in stems if run.left < stem < run.right])
        label = scheme.kin.households[island.home].label
        island.words = wrap(label, QUIET, widest=right - left - 2 * _INSET, lines=3)
        island.words_at = left + _INSET
    return found


def _runs(scheme: Scheme, places: Places, x: list[int], labels: list[Label], home: int, row: int) -> list[Run]:
    runs: list[Run] = []
    open_run = False
    for node in places.rows[row]:
        if not scheme.is_person(node):
            continue
        if scheme.kin.household.get(node) != home:
            open_run = False
            continue
        reach = round(labels[node].half) + HOUSEHOLD_PAD
        if open_run:
            runs[-1].right = x[node] + reach
        else:
            runs.append(Run(home, row, x[node] - reach, x[node] + reach))
        open_run = True
    return runs


def _join(runs: list[Run]) -> list[Island]:
    """Join runs of one household in neighbouring rows where a neck finds room."""
    part = list(range(len(runs)))
    necks: list[tuple[int, Neck]] = []
    for above, upper in enumerate(runs):
        for under, lower in enumerate(runs):
            if lower.row != upper.row + 1 or lower.home != upper.home or part[above] == part[under]:
                continue
            neck = Neck(upper, lower)
            if _free(neck, upper.home, runs, [(runs[at].home, one) for at, one in necks]):
                necks.append((above, neck))
                part = [part[above] if one == part[under] else one for one in part]
    return [
        Island(
            home=runs[first].home,
            runs=[run for at, run in enumerate(runs) if part[at] == first],
            necks=[neck for at, neck in necks if part[at] == first],
        )
        for first in sorted(set(part))
    ]


def _align_edges(
    scheme: Scheme, places: Places, x: list[int], labels: list[Label], island: Island, runs: list[Run]
) -> None:
    """Let edges that nearly agree agree, where nobody and nothing is in the way."""
    for neck in island.necks:
        left, right = min(neck.upper.left, neck.lower.left), max(neck.upper.right, neck.lower.right)
        for run in (neck.upper, neck.lower):
            people = [node for node in places.rows[run.row] if scheme.is_person(node)]
            taken = [(x[node] - labels[node].half, x[node] + labels[node].half) for node in people]
            taken += [(other.left, other.right) for other in runs if other.row == run.row and other is not run]
            if run.left - left <= _ALIKE and not any(run.left > end > left - _CLEAR for _, end in taken):
                run.left = left
            if right - run.right <= _ALIKE and not any(run.right < start < right + _CLEAR for start, _ in taken):
                run.right = right


def _leave_lines(island: Island, lines: Routes) -> None:
    """Draw in an edge that would lie on a line down to children."""
    for run in island.runs:
        stems = [bar.start for bar in lines.bars if bar.net.gap == run.row and bar.start is not None]
        run.left += _DRAWN_IN if any(abs(stem - run.left) < _DRAWN_IN for stem in stems) else 0
        run.right -= _DRAWN_IN if any(abs(stem - run.right) < _DRAWN_IN for stem in stems) else 0


def _free(neck: Neck, home: int, runs: list[Run], necks: list[tuple[int, Neck]]) -> bool:
    """Whether a neck keeps clear of other households."""

    def clear(left: int, right: int) -> bool:
        return neck.right + _CLEAR <= left or right + _CLEAR <= neck.left

    others = [run for run in runs if run.home != home and run.row in (neck.row, neck.row + 1)]
    return all(clear(run.left, run.right) for run in others) and all(
        clear(other.left, other.right) for whose, other in necks if whose != home and other.row == neck.row
    )


def _clearest(run: Run, stems: list[int]) -> tuple[int, int]:
    """The widest part of a run that no line crosses; of equals the first."""
    edges = sorted([run.left, *stems, run.right])
    return max(zip(edges, edges[1:], strict=False), key=lambda part: (part[1] - part[0], -part[0]))


def path(rects: list[Rect]) -> str:
    """The outline of touching rectangles, with round corners, as SVG path data."""
    return "".join(_rounded(loop) for loop in _loops(rects))


def _loops(rects: list[Rect]) -> list[list[tuple[int, int]]]:
    """The corners of the joint outline, clockwise; inner loops for what is left free inside."""
    xs = sorted({edge for left, _, right, _ in rects for edge in (left, right)})
    ys = sorted({edge for _, top, _, bottom in rects for edge in (top, bottom)})
    filled = {
        (column, line)
        for column in range(len(xs) - 1)
        for line in range(len(ys) - 1)
        for left, top, right, bottom in rects
        if left <= xs[column] < right and top <= ys[line] < bottom
    }
    edges: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for column, line in sorted(filled):
        for beside, start, end in (
            ((column, line - 1), (column, line), (column + 1, line)),
            ((column + 1, line), (column + 1, line), (column + 1, line + 1)),
            ((column, line + 1), (column + 1, line + 1), (column, line + 1)),
            ((column - 1, line), (column, line + 1), (column, line)),
        ):
            if beside not in filled:
                edges[start].append(end)
    return [[(xs[column], ys[line]) for column, line in loop] for loop in _chains(edges)]


def _chains(edges: dict[tuple[int, int], list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    loops = []
    while edges:
        start = min(edges)
        loop, at = [start], start
        while True:
            onward = edges[at].pop(0)
            if not edges[at]:
                del edges[at]
            if onward == start:
                break
            loop.append(onward)
            at = onward
        loops.append([corner for place, corner in enumerate(loop) if _turns(loop, place)])
    return loops


def _turns(loop: list[tuple[int, int]], place: int) -> bool:
    before, here, after = loop[place - 1], loop[place], loop[(place + 1) % len(loop)]
    return not (before[0] == here[0] == after[0] or before[1] == here[1] == after[1])


def _rounded(loop: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    for place, here in enumerate(loop):
        before, after = loop[place - 1], loop[(place + 1) % len(loop)]
        radius = min(_RADIUS, _length(before, here) // 2, _length(here, after) // 2)
        first, second = _towards(here, before, radius), _towards(here, after, radius)
        parts.append(f"{'L' if parts else 'M'}{first[0]} {first[1]}Q{here[0]} {here[1]} {second[0]} {second[1]}")
    return "".join(parts) + "Z"


def _length(one: tuple[int, int], other: tuple[int, int]) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(start: tuple[int, int], goal: tuple[int, int], far: int) -> tuple[int, int]:
    def step(here: int, there: int) -> int:
        return here + (far if there > here else -far if there < here else 0)

    return step(start[0], goal[0]), step(start[1], goal[1])
