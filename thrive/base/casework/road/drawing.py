"""The road drawn: a box for each step, a line to whatever follows it. SVG with attributes and classes only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from thrive.base.casework.road.places import Plan, is_bend, plan
from thrive.base.casework.road.telling import Told

INK, WHITE, WASH, EDGE = "#1c2628", "#fff", "#f1f5f3", "#67757a"
WIDTH, INSET, LINE, HEAD = 216, 12, 18, 5
LETTERS, BOLD_LETTERS = 31, 26  # that fit a line of a box, at 14 and 15 px
LANE, ABOVE, BELOW, EDGE_OF_ALL = 12, 16, 20, 4


@dataclass(frozen=True)
class Box:
    """A step with its words in lines; `bold` of them are the title."""

    told: Told
    lines: tuple[str, ...]
    bold: int

    @property
    def height(self) -> int:
        """How tall it is."""
        return INSET + LINE * len(self.lines) + INSET // 2


def draw(steps: Sequence[Told]) -> str:
    """The drawing as an SVG element. What it says stands in the list beside it as well."""
    boxes = {one.key: _box(one) for one in steps}
    placed = plan({one.key: one.after for one in steps}, WIDTH)
    lanes = [_lanes(placed, at) for at in range(len(placed.rows))]
    tops, bottoms, foot = _heights(placed, boxes, lanes)
    width = max((round(x) for x in placed.x.values()), default=0) + WIDTH // 2 + 2 * EDGE_OF_ALL
    parts = [
        f'<svg class="th-geno" role="img" aria-labelledby="th-road-title th-road-desc" width="{width}"'
        f' height="{foot}" viewBox="0 0 {width} {foot}">',
        '<title id="th-road-title">The pathway</title>',
        f'<desc id="th-road-desc">{len(boxes)} steps, each joined to those that follow it. The list below says the'
        " same.</desc>",
    ]
    for at, row in enumerate(placed.rows):
        parts += [_lines(placed, lanes[at], bottoms[at], tops)]
        parts += [_passing(placed.x[key], tops[at], bottoms[at]) for key in row if is_bend(key)]
    parts += [_shape(boxes[key], round(placed.x[key]), tops[at]) for at, row in enumerate(placed.rows) for key in row
              if not is_bend(key)]  # fmt: skip
    parts += [_to_the_row_foot(boxes[key], placed, key, tops[at], bottoms[at]) for at, row in enumerate(placed.rows)
              for key in row if not is_bend(key)]  # fmt: skip
    return "".join(parts) + "</svg>"


def _box(one: Told) -> Box:
    title = wrap(one.title, BOLD_LETTERS)
    quiet = [one.who, *([one.by_when] if one.by_when else []), *([] if one.built else [f"{one.room}. Not built yet"])]
    return Box(one, (*title, *(line for text in quiet for line in wrap(text, LETTERS))), len(title))


def _lanes(placed: Plan, at: int) -> dict[tuple[str, str], int]:
    """For each line that leaves a row, how deep its sideways part lies: lines that share an end share it."""
    hops = [one for one in placed.hops if one[0] in placed.rows[at]]
    group: dict[str, str] = {}

    def root(key: str) -> str:
        while group.setdefault(key, key) != key:
            key = group[key]
        return key

    for start, end in hops:
        group[root(f"{start}>")] = root(f">{end}")
    bent = dict.fromkeys(root(f"{start}>") for start, end in hops if placed.x[start] != placed.x[end])
    depth = {one: lane for lane, one in enumerate(sorted(bent, key=lambda one: _leftmost(one, hops, placed, root)))}
    return {(start, end): depth.get(root(f"{start}>"), 0) for start, end in hops}


def _leftmost(one: str, hops: Iterable[tuple[str, str]], placed: Plan, root) -> float:  # type: ignore[no-untyped-def]
    return min(placed.x[start] for start, _ in hops if root(f"{start}>") == one)


def _heights(
    placed: Plan, boxes: dict[str, Box], lanes: Sequence[dict[tuple[str, str], int]]
) -> tuple[list[int], list[int], int]:
    """The top and the foot of each row, and of the whole."""
    tops, bottoms, y = [], [], EDGE_OF_ALL
    for at, row in enumerate(placed.rows):
        tops.append(y)
        y += max(boxes[key].height for key in row if not is_bend(key))
        bottoms.append(y)
        y += ABOVE + LANE * max(lanes[at].values(), default=0) + BELOW
    return tops, bottoms, (bottoms[-1] if bottoms else 0) + EDGE_OF_ALL


def _lines(placed: Plan, lanes: dict[tuple[str, str], int], foot: int, tops: Sequence[int]) -> str:
    """The lines from one row to the next, each with a head where it reaches a step."""
    below = next((top for top in tops if top > foot), foot)
    parts = []
    for (start, end), lane in lanes.items():
        x, to, turn = _x(placed, start), _x(placed, end), foot + ABOVE + LANE * lane
        parts.append(_path(f"M{x} {foot}V{turn}H{to}V{below}"))
        if not is_bend(end):
            parts.append(f'<path d="M{to} {below}l-{HEAD} -{HEAD * 2}h{HEAD * 2}z" fill="{EDGE}"/>')
    return "".join(parts)


def _to_the_row_foot(box: Box, placed: Plan, key: str, top: int, foot: int) -> str:
    """The part of the lines below a box that is less tall than its row."""
    leaves = any(start == key for start, _ in placed.hops)
    return _passing(placed.x[key], top + box.height, foot) if leaves and top + box.height < foot else ""


def _passing(x: float, top: int, foot: int) -> str:
    return _path(f"M{round(x) + EDGE_OF_ALL} {top}V{foot}")


def _path(d: str) -> str:
    return f'<path d="{d}" fill="none" stroke="{EDGE}" stroke-width="1.5"/>'


def _shape(box: Box, middle: int, top: int) -> str:
    left = middle - WIDTH // 2 + EDGE_OF_ALL
    fill, dash = (WHITE, "") if box.told.built else (WASH, ' stroke-dasharray="5 4"')
    edge = f'stroke="{INK if box.told.built else EDGE}" stroke-width="1.5"{dash}'
    parts = [f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{box.height}" rx="4" fill="{fill}" {edge}/>']
    for at, line in enumerate(box.lines):
        look = "b" if at < box.bold else "q"
        y = top + INSET + LINE * at + LINE // 2 + 2
        parts.append(f'<text class="{look}" x="{left + INSET}" y="{y}">{escape(line)}</text>')
    return "".join(parts)


def _x(placed: Plan, key: str) -> int:
    return round(placed.x[key]) + EDGE_OF_ALL
