"""Headed CSV files of people: which column is which, and which rows cannot be used."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

COLUMNS = (
    "given_name", "middle_names", "family_name", "other_names", "dob", "expected_on", "gender", "postcode", "address",
    "parent_name", "phone", "nhs_number", "upn",
)  # fmt: skip

#: Other headings by which a column is known, written without case, spaces, hyphens and underscores.
SYNONYMS = {
    "id": "recordid localid personid childid uniqueid llid",
    "given_name": "given givenname forename forenames firstname givennames",
    "middle_names": "middlename middlenames middle",
    "family_name": "family familyname surname lastname",
    "other_names": "othernames alias aliases formername formernames previousname knownas akanames",
    "dob": "dob birthdate dateofbirth born",
    "expected_on": "expectedon expecteddate expecteddateofdelivery edd duedate",
    "gender": "gender sex",
    "postcode": "postcode postalcode addresspostalcode",
    "address": "address addressline homeaddress fulladdress",
    "parent_name": "parentname parent parentnames parentcarername carername mothername fathername mother father",
    "phone": "phone phonenumber telephone telephonenumber mobile parentphone",
    "nhs_number": "nhsnumber nhsno nhs",
    "upn": "upn uniquepupilnumber",
    "set_apart": "setapart restricted sealed adopted",
}
SEVERAL = frozenset({"parent_name", "phone", "other_names", "set_apart"})  # of which a file may have more than one
NOT_COMPARED = ("id", "set_apart")  # columns that say which row it is, and whether it has any part in this
NOT_SET_APART = frozenset(
    {"", "no", "n", "0", "false", "none", "ordinary"}
)  # whatever else stands there sets the row apart
BETWEEN = ";"

_PLAIN = re.compile(r"[^a-z0-9]")
_CHUNK = 5000
MOST_PROBLEMS = 1000  # told one by one; the rest is counted


class BadFile(Exception):
    """A file cannot be used at all; the message says why and what mends it."""


@dataclass(frozen=True)
class Problem:
    """One thing in a file that could not be used."""

    line: int
    reason: str


@dataclass
class Problems:
    """What could not be used of a file. `skipped`: rows left out; `set_apart`: rows that the file keeps out of it."""

    found: list[Problem] = field(default_factory=list)
    count: int = 0
    skipped: int = 0
    set_apart: int = 0

    def tell(self, line: int, reason: str, *, skips: bool = False) -> None:
        """Keep one, as long as there are not too many to read."""
        self.count += 1
        self.skipped += skips
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(Problem(line, reason))


def plain(heading: str) -> str:
    """A heading without case, spaces and signs."""
    return _PLAIN.sub("", heading.casefold())


def _known() -> dict[str, str]:
    """The column of each known heading."""
    known = {plain(column): column for column in (*COLUMNS, *NOT_COMPARED)}
    known |= {word: column for column, words in SYNONYMS.items() for word in words.split()}
    return known


def places(headings: Sequence[str], mapping: Mapping[str, str]) -> dict[str, list[int]]:
    """Where each column stands. `mapping`: column by heading of the file, before what is known.

    Raises BadFile where a column is named twice that may not be, or no column is the id.
    """
    there = {plain(heading) for heading in headings}
    chosen = {plain(heading): column for heading, column in mapping.items() if plain(heading) in there}
    known = {heading: column for heading, column in _known().items() if column not in set(chosen.values())} | chosen
    found: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        column = known.get(plain(heading))
        if column:
            found.setdefault(column, []).append(place)
    for column, at in found.items():
        exact = [place for place in at if plain(headings[place]) == plain(column)]
        if len(at) > 1 and column not in SEVERAL:
            if len(exact) != 1:
                raise BadFile(f"More than one column of the file is {column}: {', '.join(headings[p] for p in at)}.")
            found[column] = exact
    if "id" not in found:
        raise BadFile("The file has no column id. Name one, or say in a mapping file which column it is.")
    return found


def read_mapping(text: str) -> dict[str, str]:
    """A mapping file: lines "heading of the file = column". Raises BadFile for a line that is not one."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        heading, _, column = (part.strip() for part in line.rpartition("="))
        if not heading or column not in (*COLUMNS, *NOT_COMPARED):
            columns = ", ".join((*NOT_COMPARED, *COLUMNS))
            raise BadFile(f"Line {number} of the mapping is not 'heading = column'. Columns: {columns}.")
        found[heading] = column
    return found


def unused(mapping: Mapping[str, str], readers: Iterable["Reader"]) -> list[str]:
    """The headings of a mapping that stand in none of the files."""
    there = frozenset().union(*(reader.headings for reader in readers))
    return [heading for heading in mapping if plain(heading) not in there]


def opened(path: Path) -> TextIO:
    """A file as text: UTF-8, or Windows letters where it is not. Raises BadFile where it cannot be read."""
    try:
        encoding = "utf-8-sig" if _is_utf8(path) else "cp1252"
        return path.open(newline="", encoding=encoding, errors="replace")
    except OSError as problem:
        raise BadFile(f"{path} cannot be read: {problem.strerror}.") from problem


def _is_utf8(path: Path) -> bool:
    """Whether every byte of the file is UTF-8."""
    try:
        with path.open(encoding="utf-8") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True)
class Chunk:
    """Some rows: the ids, and for each column of the file its cells."""

    ids: list[str]
    cells: dict[str, Sequence[str]]
    lines: list[int]


class Reader:
    """Reads one file in chunks. `problems` fills while it is read."""

    def __init__(self, text: TextIO, mapping: Mapping[str, str] | None = None) -> None:
        self.problems = Problems()
        self.seen: set[str] = set()
        csv.field_size_limit(1 << 20)
        self.rows = csv.reader(text)
        try:
            headings = next(self.rows, None)
        except csv.Error as problem:
            raise BadFile(f"The first line is not one of headings: {problem}.") from None
        if not headings:
            raise BadFile("The file is empty: it needs a line of headings.")
        self.width = len(headings)
        self.headings = frozenset(plain(heading) for heading in headings)
        self.places = places(headings, mapping or {})

    def _good_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that can be used, with its line."""
        at, apart, seen = self.places["id"][0], self.places.get("set_apart", ()), self.seen
        while True:
            try:
                row = next(self.rows, None)
            except csv.Error as problem:
                self.problems.tell(self.rows.line_num, f"not a row of a CSV file: {problem}", skips=True)
                continue
            if row is None:
                return
            if not any(row):
                continue
            line = self.rows.line_num
            if len(row) != self.width:
                self.problems.tell(line, f"{len(row)} cells where the headings are {self.width}", skips=True)
                continue
            own = row[at].strip()
            if not own or own in seen:
                self.problems.tell(line, "an id that an earlier row has" if own else "no id", skips=True)
                continue
            seen.add(own)
            if apart and _is_set_apart(row[place] for place in apart):
                self.problems.set_apart += 1
            else:
                yield line, row

    def chunks(self, told: Callable[[int], None] = lambda _: None) -> Iterator[Chunk]:
        """The file in chunks of a few thousand rows; `told` hears how many rows were read."""
        count = 0
        rows: list[list[str]] = []
        lines: list[int] = []
        for line, row in self._good_rows():
            rows.append(row)
            lines.append(line)
            if len(rows) == _CHUNK:
                count += len(rows)
                yield self._chunk(rows, lines)
                told(count)
                rows, lines = [], []
        if rows:
            yield self._chunk(rows, lines)
            told(count + len(rows))

    def _chunk(self, rows: list[list[str]], lines: list[int]) -> Chunk:
        turned = list(zip(*rows, strict=True))
        cells = {column: _joined([turned[place] for place in at]) for column, at in self.places.items()}
        cells.pop("set_apart", None)
        ids = [one.strip() for one in cells.pop("id")]
        return Chunk(ids, cells, lines)


def _is_set_apart(cells: Iterable[str]) -> bool:
    """Whether the file says that nobody is to be looked for in a row: adopted, restricted, sealed."""
    return any(cell.strip().casefold() not in NOT_SET_APART for cell in cells)


def _joined(columns: list[Sequence[str]]) -> Sequence[str]:
    """One column, or several as one with a semicolon between."""
    if len(columns) == 1:
        return columns[0]
    return [BETWEEN.join(part for part in parts if part.strip()) for parts in zip(*columns, strict=True)]


def reader_of(source: str | Iterable[str], mapping: Mapping[str, str] | None = None) -> Reader:
    """A reader over text in memory."""
    return Reader(io.StringIO(source if isinstance(source, str) else "\n".join(source), newline=""), mapping)
