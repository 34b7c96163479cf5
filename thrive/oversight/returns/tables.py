"""Tables as people send them: CSV with any delimiter and encoding, or a spreadsheet, row by row with exact lines."""

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from thrive.oversight.returns.findings import CannotRead, Findings

DELIMITERS = ",;\t|"
LONGEST_CELL = 1_000_000  # characters
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SPREADSHEET = b"PK\x03\x04"  # .xlsx and .ods are zip files
OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0"
LINE_ENDS = ("\n", "\r")
NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def plain(heading: str) -> str:
    """A heading as it is compared: case, spaces, underscores and other marks do not count."""
    return NOT_A_LETTER.sub("", heading.casefold())


@dataclass(frozen=True)
class Row:
    """One row: the line of the file it begins on, and its cells by plain heading, blanks trimmed.

    `lacks` names the columns that the row is too short to have: of those it says nothing, not even that they are empty.
    """

    line: int
    cells: dict[str, str]
    lacks: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass
class Table:
    """A table that has been opened. `name` is the file's, or the sheet's of a spreadsheet with several."""

    name: str
    headings: list[str]
    rows: Iterable[Row]
    findings: Findings = field(default_factory=Findings)

    @property
    def columns(self) -> frozenset[str]:
        """Its headings, plain."""
        return frozenset(plain(one) for one in self.headings if plain(one))


def open_tables(path: Path) -> list[Table]:
    """The tables of a file: one of a CSV, one for each filled sheet of a spreadsheet. Raises CannotRead."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith((SPREADSHEET, OLD_SPREADSHEET)):
        return _spreadsheet(path)
    return [_delimited(path)]


# --- CSV ---------------------------------------------------------------------------------------------------------


def _delimited(path: Path) -> Table:
    findings = Findings()
    text = _decoded(path, findings)
    delimiter = _delimiter(text)
    rows = _lines(text, delimiter)
    headings = next((cells for _, cells in rows if any(cells)), [])
    if not headings:
        raise CannotRead("The file is empty.")
    if not text.endswith(LINE_ENDS):
        rows = _to_the_end(rows, len(headings))
    return Table(path.name, headings, _rows(headings, rows, findings), findings)


def _decoded(path: Path, findings: Findings) -> str:
    """The whole text. What is not UTF-8 is read as Windows-1252, as spreadsheets save it."""
    raw = path.read_bytes()
    encoding = next((name for mark, name in MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("windows-1252", errors="replace")
        findings.odd("The file is not UTF-8; it was read as Windows-1252. Look at names with accents.")
    if "\0" in text:
        raise CannotRead("This is not a table of text. Save it as CSV.")
    return text


def _delimiter(text: str) -> str:
    """Whichever delimiter the first line that is not blank has most of, outside quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.casefold().startswith("sep=") and len(first) > 4:
        return first[4]
    bare = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=bare.count)


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on. Raises CannotRead where quotation marks never end."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begun = line = 1
    try:
        for cells in reader:
            if not (line == 1 and cells and cells[0].casefold().startswith("sep=")):
                yield line, [" ".join(cell.split()) for cell in cells]
            begun, line = line, reader.line_num + 1
    except csv.Error as problem:
        raise CannotRead(f"The file is not a table: line {line:,}: {problem}.") from problem
    if line - begun > 1 and "".join(text.splitlines(keepends=True)[begun - 1 :]).count('"') % 2:
        raise CannotRead(
            f"A quotation mark on line {begun:,} is never closed, so the rest of the file cannot be told apart. "
            "Close it, or take it out."
        )


def _to_the_end(rows: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file whose last line has no end. Raises CannotRead where that row has fewer cells than there are
    headings: the file was cut, and what the row lost would be taken for empty."""
    line = 0
    cells: list[str] = []
    for line, cells in rows:
        yield line, cells
    if line and 0 < len(cells) < width:
        raise CannotRead(
            f"The file stops in the middle of a row, at line {line:,}. Export it again and check that it arrived whole."
        )


# --- spreadsheets ------------------------------------------------------------------------------------------------


def _spreadsheet(path: Path) -> list[Table]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        tables = [_sheet(name, sheet) for name, sheet in sheets]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as problem:
        raise CannotRead("The spreadsheet cannot be opened. Save it as .xlsx or CSV, without a password.") from problem
    found = [table for table in tables if table is not None]
    if not found:
        raise CannotRead("The spreadsheet is empty.")
    return [Table(path.name, one.headings, one.rows, one.findings) for one in found] if len(found) == 1 else found


def _sheet(name: str, sheet: Any) -> Table | None:
    first = (sheet.start or (0, 0))[0] + 1
    rows = ((first + number, [_cell(one) for one in cells]) for number, cells in enumerate(sheet.to_python()))
    headings = next((cells for _, cells in rows if any(cells)), [])
    findings = Findings()
    return Table(name, headings, _rows(headings, rows, findings), findings) if headings else None


def _cell(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as ISO dates."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return " ".join(str(value).split())


# --- both --------------------------------------------------------------------------------------------------------


def _rows(headings: Sequence[str], lines: Iterable[tuple[int, list[str]]], findings: Findings) -> Iterator[Row]:
    """Rows with something in them. Cells beyond the headings are said, and left out; so are rows with too few."""
    names = [plain(one) for one in headings]
    for line, cells in lines:
        if not any(cells):
            continue
        if len(cells) > len(names) and any(cells[len(names) :]):
            findings.odd("The row has more cells than there are headings. The last were left out.", line=line)
        if len(cells) < len(names):
            findings.odd("The row has fewer cells than there are headings. It says nothing of the others.", line=line)
        filled: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            if name and cell and name not in filled:
                filled[name] = cell
        yield Row(line, filled, frozenset(names[len(cells) :]))
