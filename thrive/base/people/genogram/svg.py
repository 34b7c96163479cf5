"""Writing the drawing down: SVG with presentation attributes and classes only, every word escaped."""

from dataclasses import dataclass
from html import escape

from thrive.base.people.genogram import words
from thrive.base.people.genogram.labels import FIRST_LINE, LINE, Label
from thrive.base.people.genogram.outlines import Island, Rect, path
from thrive.base.people.genogram.relax import SYMBOL
from thrive.base.people.genogram.route import Arc, Bar, Line, Routes
from thrive.base.people.genogram.scheme import Scheme
from thrive.base.people.genogram.shapes import Descent, Person, Shape, Tie
from thrive.base.people.genogram.slots import Places
from thrive.base.people.genogram.text import NAME, QUIET, Style

INK, WHITE, WASH, HOME_FILL, HOME_EDGE = "#1c2628", "#fff", "#e4f0ee", "#f1f5f3", "#67757a"
_HOUSEHOLD_ABOVE = 46
_WORDS_BELOW = 23
_DIAMOND = 25
_FOCUS = 27
_DASHES: dict[Descent | Tie | None, str] = {
    Tie.LITTLE_KNOWN: "2 4",
    Descent.ADOPTED: "6 4",
    Descent.FOSTER: "9 3 2 3",
    Descent.STEP: "9 3 2 3",
    Descent.POSSIBLE: "2 4",
}
_SLASHES = {Tie.SEPARATED: (0,), Tie.DIVORCED: (-4, 4)}


@dataclass(frozen=True)
class Picture:
    """Everything that has been worked out about a drawing."""

    plan: Scheme
    places: Places
    labels: list[Label]
    x: list[int]
    y: list[int]
    depth: list[int]
    lines: Routes
    islands: list[Island]
    width: int
    height: int


def write(picture: Picture) -> str:
    """The drawing as an SVG element."""
    kin = picture.plan.kin
    parts = [
        f'<svg class="th-geno" role="img" aria-labelledby="th-geno-title th-geno-desc" width="{picture.width}"'
        f' height="{picture.height}" viewBox="0 0 {picture.width} {picture.height}">',
        f'<title id="th-geno-title">{escape(words.title(kin))}</title>',
        f'<desc id="th-geno-desc">{escape(words.description(kin, picture.plan.count))}</desc>',
    ]
    parts += [_home(picture, island) for island in picture.islands]
    parts += [_partner_line(picture, line) for line in picture.lines.lines]
    parts += [_arc(picture, arc) for arc in picture.lines.arcs]
    parts += [_bar(picture, bar) for bar in picture.lines.bars]
    parts += [_home_words(picture, island) for island in picture.islands]
    parts += [_person(picture, node) for node in range(picture.plan.people)]
    if kin.left_out:
        parts.append(_text(words.left_out(kin.left_out), QUIET, 14, picture.height - 12, middle=False))
    return "".join(parts) + "</svg>"


def _rects(picture: Picture, island: Island) -> list[Rect]:
    y, depth = picture.y, picture.depth
    rects = [(run.left, y[run.row] - _HOUSEHOLD_ABOVE, run.right, y[run.row] + depth[run.row]) for run in island.runs]
    rects += [
        (neck.left, y[neck.row] + depth[neck.row], neck.right, y[neck.row + 1] - _HOUSEHOLD_ABOVE)
        for neck in island.necks
    ]
    return rects


def _home(picture: Picture, island: Island) -> str:
    return (
        f'<path class="th-geno__home" d="{path(_rects(picture, island))}" fill="{HOME_FILL}" fill-rule="evenodd"'
        f' stroke="{HOME_EDGE}" stroke-width="1.25" stroke-dasharray="5 4"/>'
    )


def _home_words(picture: Picture, island: Island) -> str:
    """The label of a household, with a rim of its own ground so that a line behind it does not cut it."""
    row = island.last.row
    foot = picture.y[row] + picture.depth[row] - 9 - LINE * (len(island.words) - 1)
    rim = f' stroke="{HOME_FILL}" stroke-width="4" paint-order="stroke"'
    return "".join(
        _text(line, QUIET, island.words_at, foot + LINE * at, middle=False, more=rim)
        for at, line in enumerate(island.words)
    )


def _stroke(d: str, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{d}" fill="none" stroke="{INK}" stroke-width="1.5"{dashes}/>'


def _partner_line(picture: Picture, line: Line) -> str:
    y = picture.y[line.row]
    drawn = _stroke(f"M{line.left} {y}H{line.right}", _DASHES.get(line.tie, ""))
    at = (line.middle + line.right - SYMBOL) // 2
    return drawn + _slashes(line.tie, at, y)


def _slashes(tie: Tie, x: int, y: int) -> str:
    """One slash for separated, two for divorced."""
    steps = _SLASHES.get(tie, ())
    return "".join(_stroke(f"M{x + step - 5} {y + 8}L{x + step + 5} {y - 8}") for step in steps)


def _arc(picture: Picture, arc: Arc) -> str:
    y = picture.y[arc.row]
    drawn = _stroke(f"M{arc.left} {y}V{y - arc.above}H{arc.right}V{y}", _DASHES.get(arc.tie, ""))
    return drawn + _slashes(arc.tie, arc.right - 24, y - arc.above)


def _bar(picture: Picture, bar: Bar) -> str:
    """The stem, the bar and the lines down to each child. A line that is all of one kind is drawn so throughout."""
    below = bar.net.gap + 1
    height = picture.y[below] - picture.lines.bar_above(bar)
    whole = _DASHES.get(bar.styles[0], "") if len(set(bar.styles)) == 1 else ""
    drawn = []
    if bar.start is not None:
        top = picture.y[bar.net.gap]
        if bar.under is not None:
            drawn.append(_stroke(f"M{bar.start} {top}V{top + FIRST_LINE - 12}", whole))
            top += picture.labels[bar.under].depth
        drawn.append(_stroke(f"M{bar.start} {top - bar.begin_above}V{height}", whole))
    if bar.low < bar.high:
        drawn.append(_stroke(f"M{bar.low} {height}H{bar.high}", whole))
    for end, style in zip(bar.ends, bar.styles, strict=True):
        drawn.append(_stroke(f"M{end} {height}V{picture.y[below]}", _DASHES.get(style, "")))
    return "".join(drawn)


def _person(picture: Picture, node: int) -> str:
    person = picture.plan.kin.people[node]
    x, y = picture.x[node], picture.y[picture.plan.row[node]]
    parts = [symbol(person, x, y, focus=node == picture.plan.kin.focus)]
    if person.nobody and not person.restricted:
        parts.append(_text("?", NAME, x, y + 5))
    for at, (line, style) in enumerate(picture.labels[node].lines):
        parts.append(_text(line, style, x, y + FIRST_LINE + LINE * at))
    return f'<g class="th-geno__person">{"".join(parts)}</g>'


def symbol(person: Person, x: int, y: int, *, focus: bool = False) -> str:
    """A person's symbol with its middle at (x, y)."""
    if person.restricted:
        return _outline(Shape.NOT_KNOWN, x, y, _FOCUS if focus else _DIAMOND, WHITE)
    dash = ' stroke-dasharray="4 3"' if person.shape == Shape.NOT_KNOWN else ""
    drawn = _outline(person.shape, x, y, _FOCUS + 1, WHITE, dash) if focus else ""
    drawn += _outline(person.shape, x, y, _size(person.shape), WASH if focus else WHITE, dash)
    if person.died:
        reach = 14 if person.shape == Shape.NOT_KNOWN else SYMBOL if person.shape == Shape.MALE else 16
        cross = f"M{x - reach} {y - reach}L{x + reach} {y + reach}M{x + reach} {y - reach}L{x - reach} {y + reach}"
        drawn += f'<path d="{cross}" stroke="{INK}" stroke-width="1.25"/>'
    return drawn


def _size(shape: Shape) -> int:
    return _DIAMOND if shape == Shape.NOT_KNOWN else SYMBOL


def _outline(shape: Shape, x: int, y: int, half: int, fill: str, dash: str = "") -> str:
    paint = f'fill="{fill}" stroke="{INK}" stroke-width="1.75"{dash}/>'
    if shape == Shape.FEMALE:
        return f'<circle cx="{x}" cy="{y}" r="{half}" {paint}'
    if shape == Shape.MALE:
        return f'<rect x="{x - half}" y="{y - half}" width="{2 * half}" height="{2 * half}" {paint}'
    if shape == Shape.UNBORN:
        foot = y + half - 4
        return f'<path d="M{x} {y - half}L{x + half} {foot}L{x - half} {foot}Z" {paint}'
    return f'<path d="M{x} {y - half}L{x + half} {y}L{x} {y + half}L{x - half} {y}Z" {paint}'


def _text(line: str, style: Style, x: int, y: int, *, middle: bool = True, more: str = "") -> str:
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x}" y="{y}"{anchor} class="{style.css}" font-size="{style.size}"{more}>{escape(line)}</text>'
