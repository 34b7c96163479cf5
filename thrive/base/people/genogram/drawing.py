"""From a family to its drawing."""

from dataclasses import dataclass

from thrive.base.people.genogram import labels as words_under
from thrive.base.people.genogram.order import order
from thrive.base.people.genogram.outlines import Island, islands
from thrive.base.people.genogram.relax import HOUSEHOLD_PAD, SYMBOL, positions
from thrive.base.people.genogram.route import ARC_ABOVE, Routes, routes
from thrive.base.people.genogram.scheme import Scheme, scheme
from thrive.base.people.genogram.shapes import Family
from thrive.base.people.genogram.slots import add_slots
from thrive.base.people.genogram.svg import Picture, write
from thrive.base.people.genogram.tidy import tidy
from thrive.base.people.genogram.words import marks

HOUSEHOLD_ABOVE = 46  # from an outline's upper edge to the middle of the row
_HOUSEHOLD_BELOW = 15
_WORDS_BELOW = 23  # from the last line under a symbol to the foot of an outline's first line
_WORDS_TAIL = 9
_LINE = 17
_LEAST_PITCH = 176
_MARGIN = 14
_LEAST_WIDTH = 240
_FOOT = 26


@dataclass(frozen=True)
class Drawing:
    """A drawn family. `svg` is complete and safe to print. `marks`: which entries of the key it needs.

    `left_out`: people too far from the focus to be drawn. `contradictions`: relationships that would make
    somebody their own ancestor and so are not drawn.
    """

    svg: str
    width: int
    height: int
    marks: tuple[str, ...]
    left_out: int
    contradictions: int


def draw(family: Family) -> Drawing:
    """Draw a family. Never fails on odd data: what cannot be drawn is counted, not guessed."""
    picture = lay_out(family)
    kin = picture.plan.kin
    return Drawing(
        svg=write(picture),
        width=picture.width,
        height=picture.height,
        marks=marks(picture),
        left_out=kin.left_out,
        contradictions=kin.contradictions,
    )


def lay_out(family: Family) -> Picture:
    """Work out where everything of a family's drawing goes."""
    kin = tidy(family)
    plan = scheme(kin)
    places = add_slots(plan, order(plan))
    labels = [words_under.label(person) for person in kin.people]
    x, width = _from_the_left_edge(plan, positions(plan, places, labels), labels)
    lines = routes(plan, places, x)
    outlines = islands(plan, places, x, labels, lines)
    depth = _depths(plan, labels, outlines)
    y = _heights(plan, lines, depth, outlines)
    height = y[-1] + depth[-1] + _MARGIN + (_FOOT if kin.left_out else 0)
    return Picture(plan, places, labels, x, y, depth, lines, outlines, width, height)


def _from_the_left_edge(plan: Scheme, x: list[int], labels: list[words_under.Label]) -> tuple[list[int], int]:
    """Everything moved so that the leftmost thing stands at the margin, and the width that results."""
    reach = [
        round(label.half) + (HOUSEHOLD_PAD if node in plan.kin.household else 0) for node, label in enumerate(labels)
    ]
    shift = _MARGIN - min([at - far for at, far in zip(x, reach, strict=False)] + x, default=0)
    moved = [at + shift for at in x]
    right = max([at + far for at, far in zip(moved, reach, strict=False)] + moved, default=0)
    return moved, max(right + _MARGIN, _LEAST_WIDTH)


def _depths(plan: Scheme, labels: list[words_under.Label], outlines: list[Island]) -> list[int]:
    """From the middle of each row to the bottom of what stands under it."""
    depths = [
        max((labels[node].depth for node in range(plan.people) if plan.row[node] == row), default=0)
        for row in range(plan.count)
    ]
    below = list(depths)
    for island in outlines:
        for run in island.runs:
            below[run.row] = max(below[run.row], depths[run.row] + _HOUSEHOLD_BELOW)
        inside = max(labels[node].depth for node in _members(plan, island))
        words = inside + _WORDS_BELOW + _LINE * (len(island.words) - 1) + _WORDS_TAIL
        below[island.last.row] = max(below[island.last.row], words)
    return below


def _members(plan: Scheme, island: Island) -> list[int]:
    """People who live there and stand in the row of the outline's label."""
    return [
        person
        for person, home in plan.kin.household.items()
        if home == island.home and plan.row[person] == island.last.row
    ]


def _heights(plan: Scheme, lines: Routes, depth: list[int], outlines: list[Island]) -> list[int]:
    """The middle of each row."""
    top = SYMBOL + 4
    if any(arc.row == 0 for arc in lines.arcs):
        top = max(top, ARC_ABOVE + lines.lift(0) + 4)
    if any(run.row == 0 for island in outlines for run in island.runs):
        top = max(top, HOUSEHOLD_ABOVE + 2)
    if any(bar.net.gap == -1 for bar in lines.bars):
        top = max(top, max(lines.bar_above(bar) for bar in lines.bars if bar.net.gap == -1) + 4)
    y = [top + _MARGIN // 2]
    for row in range(1, plan.count):
        y.append(y[-1] + max(_LEAST_PITCH, depth[row - 1] + lines.room_above(row)))
    return y
