"""The file that comes out: id_a, id_b, score, band, reasons.

It is written beside its place and moved there when it is whole, so that half a file never stands for one. A cell
that a spreadsheet would take for a formula gets an apostrophe before it, as in `govuk.downloads`, which needs Django.
"""

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from thrive.base.matching import kinds, levels, words
from thrive.base.matching.batch.deciding import places_by_id
from thrive.base.matching.batch.linking import Linked
from thrive.base.matching.batch.weighing import AUTOMATIC, NONE, REVIEW, SHOWN
from thrive.base.matching.batch.working import cut_up, forked, workers_here
from thrive.base.matching.identity import prepare
from thrive.base.matching.score import NUMBERS, FieldEvidence, Score, weigh
from thrive.base.matching.weights import KINDS, MISSING

COLUMNS = ("id_a", "id_b", "score", "band", "reasons")
BANDS = {AUTOMATIC: words.AUTOMATIC, REVIEW: words.REVIEW, NONE: words.NONE}
ORDER = (
    "given",
    "family",
    "middle",
    "birth_date",
    "sex",
    "address",
    "postcode",
    "parent",
    "phone",
    "nhs_number",
    "upn",
)
HOME = frozenset({"address", "postcode", "parent", "phone"})
PLACES = 6  # of a score
PIECE = 20_000  # rows written at a time

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9.,]+")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _combined(shown: Mapping[str, NDArray[np.uint8]]) -> NDArray[np.int64]:
    """The levels of all fields of each pair as one number: there are far fewer of them than pairs."""
    found = np.zeros(1, dtype=np.int64)
    for field in ORDER:
        found = found * len(SHOWN[field]) + shown[field]
    return found


@lru_cache(maxsize=1 << 17)
def _said(combined: int) -> tuple[str, ...]:
    """What is said of the levels of all fields, where there was something to compare."""
    found = {}
    for field in reversed(ORDER):
        combined, code = divmod(combined, len(SHOWN[field]))
        found[field] = SHOWN[field][code]
    doubt = levels.confirmation(found["given"], found["birth_date"])  # what they say to a number that agrees
    found |= {number: doubt for number in NUMBERS if doubt and found[number] == "same"}
    return tuple(_phrase(field, found[field]) for field in ORDER if found[field] != MISSING)


def _phrase(field: str, level: str) -> str:
    """One field and its level in words."""
    text = words.of(field, level)
    return f"{words.FIELD_LABELS[field]}: {text[0].lower()}{text[1:]}"


@lru_cache(maxsize=1 << 16)
def _score(bits: float) -> str:
    """The probability of a pair, as it is written."""
    return f"{round(kinds.probability(bits), PLACES):.{PLACES}f}"


class Reasons:
    """Says why, in words, for each pair of a link."""

    def __init__(self, linked: Linked) -> None:
        self.linked = linked
        self.pairs = linked.decided.pairs
        self.combined = _combined(self.pairs.shown)
        self.same_file = linked.left is linked.right

    def ids(self, number: int) -> tuple[str, str]:
        """The ids of a pair; of two rows of one file the lower as text first."""
        one, other = self.linked.left.ids[self.pairs.left[number]], self.linked.right.ids[self.pairs.right[number]]
        return (other, one) if self.same_file and other < one else (one, other)

    def score(self, number: int) -> str:
        """The probability of a pair."""
        return _score(float(self.pairs.bits[number]))

    def short(self, number: int) -> str:
        """Field by field in words, and what stands in the way."""
        return "; ".join([*_said(int(self.combined[number])), *self._beside(number)])

    def _beside(self, number: int) -> list[str]:
        """What other kind it may be, and who else came near."""
        found = []
        other = KINDS[self.pairs.otherwise[number]]
        kind = kinds.notable(other, float(self.pairs.taken[number]), float(self.pairs.bits[number]))
        if kind != MISSING:
            found.append(words.of("together", kind))
        return found + self._next(number)

    def _next(self, number: int) -> list[str]:
        """Who else came near."""
        rival = int(self.linked.decided.next_best[number])
        if rival < 0 or self.pairs.band[rival] == NONE:
            return []
        decided = self.linked.decided
        said = "Held for a person, since another comes close" if decided.held[number] else "Next"
        said = "Far behind another" if decided.behind[number] else said
        return [f"{said}: {self._rival_id(number, rival)} ({self.score(rival)})"]

    def _rival_id(self, number: int, rival: int) -> str:
        """Whom the runner-up would join."""
        mine, others = self.ids(number), self.ids(rival)
        if not self.same_file:
            return others[0]
        return next((one for one in others if one not in mine), others[0])

    def in_full(self, number: int) -> str:
        """Every field with both values and its weight in bits, then the odds beforehand and the runner-up."""
        found = self.explained(number)
        said = [_line(item) for item in found.evidence if item.level != MISSING or item.weight]
        said.append(f"Beforehand: {found.before:+.1f}")
        said.append(f"Sum: {found.weight:+.1f} bits, parameters {found.version}")
        return "; ".join(said + self._next(number))

    def explained(self, number: int) -> Score:
        """The same pair weighed alone, with all its evidence."""
        one = self.linked.pool.identity(self.linked.left, int(self.pairs.left[number]))
        other = self.linked.pool.identity(self.linked.right, int(self.pairs.right[number]))
        return weigh(prepare(one), prepare(other), self.linked.scale)


def _line(item: FieldEvidence) -> str:
    """One field with both values."""
    values = "" if item.field == "together" else f"{item.left or '-'} | {item.right or '-'}: "
    text = item.words or "What a family shares counts less"
    counted = "counted with the home" if item.field in HOME and not item.weight else f"{item.weight:+.1f}"
    return f"{item.label}: {values}{text} ({counted})"


def _ordered(linked: Linked, *, all_bands: bool) -> NDArray[np.int64]:
    """The pairs to write, in the order of the second id, the best first."""
    pairs = linked.decided.pairs
    chosen = np.arange(len(pairs.bits)) if all_bands else np.flatnonzero(pairs.band != NONE)
    first, second = pairs.left[chosen], pairs.right[chosen]
    if linked.left is linked.right:
        both = places_by_id(np.concatenate((first, second)), linked.left.ids).reshape(2, -1)
        ones, others = both.min(axis=0), both.max(axis=0)
    else:
        ones, others = places_by_id(first, linked.left.ids), places_by_id(second, linked.right.ids)
    return chosen[np.lexsort((ones, -pairs.bits[chosen], others))]


def rows(linked: Linked, *, evidence: bool, all_bands: bool) -> Iterator[tuple[str, ...]]:
    """The rows to write, in order."""
    return _rows(Reasons(linked), _ordered(linked, all_bands=all_bands).tolist(), evidence=evidence)


def _rows(reasons: Reasons, numbers: Iterable[int], *, evidence: bool) -> Iterator[tuple[str, ...]]:
    band = reasons.pairs.band
    why = reasons.in_full if evidence else reasons.short
    for number in numbers:
        one, other = reasons.ids(number)
        yield one, other, reasons.score(number), BANDS[int(band[number])], why(number)


def texts(linked: Linked, *, evidence: bool, all_bands: bool, workers: int = 0) -> Iterator[tuple[int, str]]:
    """The lines of the file in pieces: how many rows, and their text."""
    reasons, ordered = Reasons(linked), _ordered(linked, all_bands=all_bands)

    def text(piece: tuple[int, int]) -> tuple[int, str]:
        return _text(_rows(reasons, ordered[slice(*piece)].tolist(), evidence=evidence))

    pieces = cut_up(len(ordered), PIECE)
    with forked(text, (workers or workers_here()) if len(pieces) > 1 else 1) as run:
        yield from run(pieces)


def _text(found: Iterable[tuple[str, ...]]) -> tuple[int, str]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    count = 0
    for row in found:
        writer.writerow([safe(cell) for cell in row])
        count += 1
    return count, out.getvalue()


def write(path: Path, found: Iterable[tuple[int, str]]) -> int:
    """Write the headings and these texts, all of it or nothing. Returns how many rows. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    count = 0
    try:
        with os.fdopen(handle, "w", newline="", encoding="utf-8") as out:
            out.write(",".join(COLUMNS) + "\n")
            for rows_here, text in found:
                out.write(text)
                count += rows_here
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o600)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    return count
