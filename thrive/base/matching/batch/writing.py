"""The file that comes out: id_a, id_b, score, band, reasons.

It is written beside its place and moved there when it is whole, so that half a file never stands for one. A cell
that a spreadsheet would take for a formula gets an apostrophe before it, as in `govuk.downloads`, which needs Django.
"""

import csv
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from thrive.base.matching import kinds, levels, words
from thrive.base.matching.batch.linking import Linked
from thrive.base.matching.batch.weighing import AUTOMATIC, NONE, REVIEW, SHOWN, Weighed
from thrive.base.matching.identity import prepare
from thrive.base.matching.score import FieldEvidence, Score, weigh
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

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9.,]+")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


@lru_cache(maxsize=4096)
def _said(field: str, code: int, doubt: str) -> str:
    """What is said of one level of one field; "" where there was nothing to compare."""
    level = SHOWN[field][code]
    if level == MISSING:
        return ""
    level = doubt if doubt and field in ("nhs_number", "upn") and level == "same" else level
    text = words.of(field, level)
    return f"{words.FIELD_LABELS[field]}: {text[0].lower()}{text[1:]}"


def _doubt(pairs: Weighed, number: int) -> str:
    """What birth date and given name say to a number that agrees."""
    given, birth = (SHOWN[field][pairs.shown[field][number]] for field in ("given", "birth_date"))
    return levels.confirmation(given, birth)


class Reasons:
    """Says why, in words, for each pair of a link."""

    def __init__(self, linked: Linked) -> None:
        self.linked = linked
        self.pairs = linked.decided.pairs
        self.same_file = linked.left is linked.right

    def ids(self, number: int) -> tuple[str, str]:
        """The ids of a pair; of two rows of one file the lower as text first."""
        one, other = self.linked.left.ids[self.pairs.left[number]], self.linked.right.ids[self.pairs.right[number]]
        return (other, one) if self.same_file and other < one else (one, other)

    def score(self, number: int) -> float:
        """The probability of a pair."""
        return round(kinds.probability(float(self.pairs.bits[number])), PLACES)

    def short(self, number: int) -> str:
        """Field by field in words, and what stands in the way."""
        doubt = _doubt(self.pairs, number)
        said = [_said(field, int(self.pairs.shown[field][number]), doubt) for field in ORDER]
        return "; ".join([part for part in said if part] + self._beside(number))

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


def rows(linked: Linked, *, evidence: bool, all_bands: bool) -> Iterator[tuple[str, ...]]:
    """The rows in the order of the second id, the best first."""
    reasons = Reasons(linked)
    chosen = np.arange(len(reasons.pairs.bits)) if all_bands else np.flatnonzero(reasons.pairs.band != NONE)
    ordered = sorted(
        chosen.tolist(),
        key=lambda number: (reasons.ids(number)[1], -reasons.pairs.bits[number], reasons.ids(number)[0]),
    )
    for number in ordered:
        one, other = reasons.ids(number)
        said = reasons.in_full(number) if evidence else reasons.short(number)
        yield one, other, f"{reasons.score(number):.{PLACES}f}", BANDS[int(reasons.pairs.band[number])], said


def write(path: Path, found: Iterable[tuple[str, ...]]) -> int:
    """Write the file, all of it or nothing. Returns how many rows. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    count = 0
    try:
        with os.fdopen(handle, "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(COLUMNS)
            for row in found:
                writer.writerow([safe(cell) for cell in row])
                count += 1
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o600)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    return count
