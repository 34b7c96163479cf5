"""The words under a symbol: name, age, at most one note and one warning, each on lines that fit."""

from dataclasses import dataclass

from thrive.base.people.genogram.shapes import Person, Shape
from thrive.base.people.genogram.text import LATE, NAME, QUIET, Style, widest, wrap

_UNNAMED = {Shape.UNBORN: "Unborn"}
_WIDEST = 128.0
_LEAST_HALF = 29.0  # the focus's double outline, and a pixel
FIRST_LINE = 42  # from the middle of a symbol to the foot of the first line
LINE = 17
TAIL = 5  # below the foot of the last line


@dataclass(frozen=True)
class Label:
    """Lines with their style. `half`: half the width of the widest line or of the symbol, whichever is more."""

    lines: tuple[tuple[str, Style], ...]
    half: float

    @property
    def depth(self) -> int:
        """From the middle of the symbol to the bottom of the words."""
        return FIRST_LINE + LINE * (len(self.lines) - 1) + TAIL


def label(person: Person) -> Label:
    """The words of one person; of a restricted one, only that."""
    lines = [(line, style) for words, style, most in _parts(person) for line in _wrapped(words, style, most)]
    return Label(lines=tuple(lines), half=max(_LEAST_HALF, widest(lines) / 2))


def _parts(person: Person) -> list[tuple[str, Style, int]]:
    if person.restricted:
        return [("Restricted", NAME, 1)]
    name = person.name.strip() or ("Not known" if person.nobody else _UNNAMED.get(person.shape, "Name not recorded"))
    return [(name, NAME, 2), (person.about, QUIET, 2), (person.note, QUIET, 2), (person.risk, LATE, 2)]


def _wrapped(words: str, style: Style, most: int) -> tuple[str, ...]:
    return wrap(words, style, widest=_WIDEST, lines=most)
