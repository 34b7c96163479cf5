"""The family diagram: from who belongs to whom, to a drawing. Pure: no database, no page, no clock.

`draw(Family(...)) -> Drawing`. The steps, each in its own module: `tidy` (what can be drawn), `generations`
(rows), `order` (who stands beside whom), `relax` (where, in whole pixels), `route` (lines), `outlines`
(households), `svg` (writing it down). The same family gives the same drawing, in whatever order it is told.
"""

from thrive.base.people.genogram.drawing import Drawing, draw
from thrive.base.people.genogram.key import KEY, symbol_of
from thrive.base.people.genogram.shapes import (
    Descent,
    Family,
    Household,
    Parentage,
    Partnership,
    Person,
    Shape,
    Tie,
)

__all__ = [
    "KEY",
    "Descent",
    "Drawing",
    "Family",
    "Household",
    "Parentage",
    "Partnership",
    "Person",
    "Shape",
    "Tie",
    "draw",
    "symbol_of",
]
