"""Where the lines run: bars above children, arcs above rows, and how far apart the rows must be for them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from thrive.base.people.genogram.scheme import Net, Scheme
from thrive.base.people.genogram.shapes import Descent, Tie
from thrive.base.people.genogram.slots import Places

BAR_ABOVE = 62  # from the lowest bar to the middle of the children's symbols
ARC_ABOVE = 37  # from the lowest arc to the middle of its row's symbols
_TRACK = 14
_ARC_TRACK = 11
_BELOW_ROW = 18
_LANDING = 12  # between two lines that come down on one child
_ARC_LANDING = 9
_STRAIGHT = 3  # a step as small as this is left out,
_STRAIGHT_UNDER = 8  # and one as small as this under a lone parent
_MARGIN = 6


@dataclass
class Bar:
    """One net across the page: from `start` to `ends`; `track` 0 is nearest the children."""

    net: Net
    start: int | None
    ends: list[int]
    track: int = 0
    begin_above: int = 0  # how far above its row's middle the stem starts
    under: int | None = None  # the lone parent under whose words the stem starts
    styles: list[Descent | Tie] = field(default_factory=list)

    @property
    def low(self) -> int:
        """Left end."""
        return min([*self.ends, *([self.start] if self.start is not None else [])])

    @property
    def high(self) -> int:
        """Right end."""
        return max([*self.ends, *([self.start] if self.start is not None else [])])


@dataclass
class Arc:
    """A line above a row between two people who do not stand side by side."""

    row: int
    union: int
    left: int
    right: int
    tie: Tie
    track: int = 0

    @property
    def above(self) -> int:
        """How far above the middle of the row."""
        return ARC_ABOVE + _ARC_TRACK * self.track


@dataclass
class Line:
    """A line between two people side by side, at the height of their symbols."""

    row: int
    left: int
    right: int
    tie: Tie

    @property
    def middle(self) -> int:
        """Where the line to their children leaves it."""
        return (self.left + self.right) // 2


@dataclass
class Routes:
    """Every line, and the room that rows and gaps need for them."""

    bars: list[Bar]
    arcs: list[Arc]
    lines: list[Line]

    def room_above(self, row: int) -> int:
        """Least distance from the bottom of the row above to the middle of this one."""
        tracks = [bar.track for bar in self.bars if bar.net.gap == row - 1]
        return BAR_ABOVE + self.lift(row) + _TRACK * max(tracks, default=0) + _BELOW_ROW

    def lift(self, row: int) -> int:
        """How much higher than usual the bars above a row lie, because of its arcs."""
        return _ARC_TRACK * max((arc.track for arc in self.arcs if arc.row == row), default=0)

    def bar_above(self, bar: Bar) -> int:
        """From a bar to the middle of the row below it."""
        return BAR_ABOVE + self.lift(bar.net.gap + 1) + _TRACK * bar.track


def routes(scheme: Scheme, places: Places, x: list[int]) -> Routes:
    """Lines for a family whose people stand at `x`."""
    made = Routes(bars=[], arcs=[], lines=[])
    _join_partners(scheme, places, x, made)
    _join_children(scheme, places, x, made)
    for gap in sorted({bar.net.gap for bar in made.bars}):
        _stack([bar for bar in made.bars if bar.net.gap == gap])
    return made


def _join_partners(scheme: Scheme, places: Places, x: list[int], made: Routes) -> None:
    """Lines at symbol height where partners stand side by side, arcs where they do not."""
    arcs: list[tuple[int, int, int]] = []
    for number, union in enumerate(scheme.unions):
        if len(union.parents) != 2:
            continue
        left, right = sorted(union.parents, key=lambda node: x[node])
        if places.side_by_side(scheme, left, right):
            made.lines.append(Line(scheme.row[left], x[left], x[right], union.tie))
        else:
            arcs.append((number, left, right))
    made.arcs = [_arc(scheme, x, arcs, at) for at in range(len(arcs))]
    for row in sorted({arc.row for arc in made.arcs}):
        _stack_arcs([arc for arc in made.arcs if arc.row == row])


def _arc(scheme: Scheme, x: list[int], arcs: list[tuple[int, int, int]], at: int) -> Arc:
    number, left, right = arcs[at]
    union = scheme.unions[number]
    rightwards = [one for one, first, _ in arcs if first == left]
    leftwards = [one for one, _, last in arcs if last == right]
    return Arc(
        row=scheme.row[left],
        union=number,
        left=x[left] + _arc_step(scheme, arcs, left, rightwards.index(number)),
        right=x[right] - _arc_step(scheme, arcs, right, leftwards.index(number)),
        tie=union.tie,
    )


def _arc_step(scheme: Scheme, arcs: list[tuple[int, int, int]], node: int, rank: int) -> int:
    """How far from the middle an arc comes down on a symbol: beside the line from the parents and other arcs."""
    if not scheme.is_person(node):
        return 0
    alone = sum(1 for _, left, right in arcs if node in (left, right)) == 1
    if alone and not any(node in net.targets for net in scheme.nets):
        return 0
    return _ARC_LANDING + 6 * min(rank, 1)


def _stack_arcs(arcs: list[Arc]) -> None:
    """Shorter arcs below longer ones."""
    done: list[Arc] = []
    for arc in sorted(arcs, key=lambda one: (one.right - one.left, one.left)):
        over = [one.track for one in done if one.left < arc.right + _MARGIN and arc.left < one.right + _MARGIN]
        arc.track = max(over, default=-1) + 1
        done.append(arc)


def _join_children(scheme: Scheme, places: Places, x: list[int], made: Routes) -> None:
    begins = _begins(scheme, places, x)
    arcs = {arc.union: arc.above for arc in made.arcs}
    landings: dict[int, list[int]] = defaultdict(list)
    for number, net in enumerate(scheme.nets):
        for node in net.targets:
            landings[node].append(number)
    for node, nets in landings.items():
        nets.sort(key=lambda number: (_or(begins[number], x[node]), number))
    for number, net in enumerate(scheme.nets):
        start = places.starts[number]
        bar = Bar(
            net=net,
            start=begins[number],
            ends=[_landing(scheme, x[node], node, landings[node], number) for node in net.targets],
            styles=_styles(scheme, net),
            begin_above=arcs[net.union] if start.arc else 0,
            under=start.node if start.node is not None and scheme.is_person(start.node) else None,
        )
        _straighten(bar)
        made.bars.append(bar)


def _straighten(bar: Bar) -> None:
    """Leave out a step too small to look meant."""
    slack = _STRAIGHT if bar.under is None else _STRAIGHT_UNDER
    if bar.net.way is None and bar.start is not None and len(bar.ends) == 1 and abs(bar.start - bar.ends[0]) <= slack:
        bar.start = bar.ends[0]


def _or(value: int | None, other: int) -> int:
    return other if value is None else value


def _begins(scheme: Scheme, places: Places, x: list[int]) -> list[int | None]:
    """Where each stem starts; two stems under one lone parent stand a little apart."""
    sharing = Counter(start.node for start in places.starts if start.node is not None)
    seen: Counter[int] = Counter()
    found: list[int | None] = []
    for start in places.starts:
        if start.between is not None:
            found.append((x[start.between[0]] + x[start.between[1]]) // 2)
        elif start.node is None:
            found.append(None)
        else:
            step = seen[start.node] - (sharing[start.node] - 1) / 2
            seen[start.node] += 1
            found.append(x[start.node] + int(step * _LANDING))
    return found


def _landing(scheme: Scheme, middle: int, node: int, nets: list[int], number: int) -> int:
    if not scheme.is_person(node) or len(nets) == 1:
        return middle
    step = min(_LANDING, 36 // len(nets))
    return middle + int((nets.index(number) - (len(nets) - 1) / 2) * step)


def _styles(scheme: Scheme, net: Net) -> list[Descent | Tie]:
    """How the line down to each target is drawn."""
    union = scheme.unions[net.union]
    if net.union in scheme.across:
        return [union.tie for _ in net.targets]
    all_kinds = set(union.children.values())
    through = all_kinds.pop() if len(all_kinds) == 1 else Descent.BIRTH
    return [union.children.get(node, through) for node in net.targets]


def _stack(bars: list[Bar]) -> None:
    """Give bars that would run into each other different heights, so that as few lines cross as may be."""
    flat = [bar for bar in bars if bar.low < bar.high]
    ordered: list[Bar] = []
    for bar in sorted(flat, key=lambda one: (one.low, one.high)):
        ordered.insert(_best_height(ordered, bar), bar)
    placed: list[Bar] = []
    for bar in reversed(ordered):
        bar.track = max((one.track for one in placed if _meet(one, bar)), default=-1) + 1
        placed.append(bar)


def _best_height(ordered: Sequence[Bar], bar: Bar) -> int:
    """Where among bars from the top down a further one crosses fewest lines."""
    cost = least = sum(_over(bar, other) for other in ordered)
    best = 0
    for at, other in enumerate(ordered):
        cost += _over(other, bar) - _over(bar, other)
        if cost < least:
            best, least = at + 1, cost
    return best


def _meet(one: Bar, other: Bar) -> bool:
    return one.low < other.high + _MARGIN and other.low < one.high + _MARGIN


def _over(upper: Bar, lower: Bar) -> int:
    """Lines crossed if `upper` lies above `lower`; two lines on one another count more."""
    crossed = sum(1 for end in upper.ends if lower.low <= end <= lower.high)
    if lower.start is not None and upper.low <= lower.start <= upper.high:
        crossed += 1
    on_top = sum(3 for end in upper.ends if end == lower.start)
    return crossed + on_top
