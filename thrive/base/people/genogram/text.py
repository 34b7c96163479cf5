"""How wide words are, and how they are cut into lines. Widths of Source Sans 3, in thousandths of the size."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_REGULAR = (
    "200 289 426 497 497 824 609 249 303 303 418 497 249 311 249 350 497 497 497 497 497 497 497 497 497 497 249 249 "
    "497 497 497 425 847 543 588 571 615 527 494 617 652 263 479 579 486 727 647 664 566 664 569 534 536 645 515 786 "
    "513 476 539 303 350 303 497 500 542 504 553 456 555 496 292 504 544 246 247 495 255 829 547 542 555 555 347 419 "
    "338 544 467 719 446 467 425 303 241 303 497"
)
_BOLD = (
    "200 340 537 528 528 857 667 300 344 344 457 528 300 332 300 339 528 528 528 528 528 528 528 528 528 528 300 300 "
    "528 528 528 463 902 573 605 582 635 548 524 638 674 301 509 614 518 762 665 684 596 684 613 556 556 665 556 813 "
    "567 525 541 344 339 344 528 500 555 527 573 468 573 518 341 534 571 276 278 548 286 857 572 555 573 573 398 443 "
    "383 568 523 776 514 521 460 344 268 344 528"
)
_FIRST = 32
_UNLISTED = 660  # a little wider than most capitals
_WIDE = 1000  # a Chinese, Japanese or Korean character
_SPARE = 1.03  # another font may have to stand in
ELLIPSIS = "…"


def _table(widths: str) -> dict[str, int]:
    return {chr(_FIRST + place): int(width) for place, width in enumerate(widths.split())} | {ELLIPSIS: 970, "·": 300}


@dataclass(frozen=True)
class Style:
    """One of the few ways in which words are set."""

    css: str
    size: int
    widths: tuple[tuple[str, int], ...]

    @property
    def table(self) -> dict[str, int]:
        """Width of each character, in thousandths of the size."""
        return dict(self.widths)


NAME = Style("b", 15, tuple(_table(_BOLD).items()))
QUIET = Style("q", 14, tuple(_table(_REGULAR).items()))
LATE = Style("late", 14, tuple(_table(_BOLD).items()))
_TABLES = {style.css: style.table for style in (NAME, QUIET, LATE)}


@lru_cache(maxsize=4096)
def width(words: str, style: Style) -> float:
    """How wide `words` are in pixels, erring on the wide side."""
    table = _TABLES[style.css]
    total = 0
    for letter in words:
        known = table.get(letter) or table.get(unicodedata.normalize("NFD", letter)[0])
        if known is None:
            known = _unlisted(letter)
        total += known
    return total * style.size * _SPARE / 1000


def _unlisted(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _UNLISTED


def wrap(words: str, style: Style, *, widest: float, lines: int) -> tuple[str, ...]:
    """`words` on at most `lines` lines no wider than `widest`; what does not fit is cut and marked."""
    done: list[str] = []
    for word in printable(words).split():
        if done and width(f"{done[-1]} {word}", style) <= widest:
            done[-1] = f"{done[-1]} {word}"
        else:
            done.append(word)
    kept = done[:lines]
    if len(done) > lines:
        kept[-1] = f"{kept[-1]} {done[lines]}"
    over = len(done) > lines
    return tuple(_cut(line, style, widest, more=over and at == lines - 1) for at, line in enumerate(kept))


def _cut(line: str, style: Style, widest: float, *, more: bool) -> str:
    if not more and width(line, style) <= widest:
        return line
    while line and width(line + ELLIPSIS, style) > widest:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def printable(words: str) -> str:
    """Without characters that XML refuses, that draw nothing or that turn the line round."""
    kinds = ((letter, unicodedata.category(letter)) for letter in words)
    return "".join(
        " " if kind in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") else letter for letter, kind in kinds if kind != "Cf"
    )


def widest(lines: Iterable[tuple[str, Style]]) -> float:
    """The width of the widest of these lines; 0 for none."""
    return max((width(words, style) for words, style in lines), default=0.0)
