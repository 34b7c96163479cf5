"""Files as columns of small numbers: each distinct text is kept once, and put into comparing form once.

`Pool` keeps the texts of both files, `Table` which of them each row has. The number 0 is always the empty text, so 0
is a missing value everywhere.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thrive.base.calendar.precision import Precision
from thrive.base.matching import normalise, numbers
from thrive.base.matching.batch.dates import Unreadable, read_date
from thrive.base.matching.batch.reading import BETWEEN, COLUMNS, Chunk, Problems
from thrive.base.matching.identity import Birth, Identity, prepare

Numbers = NDArray[np.int32]
Spread = Callable[[Callable[[str], Any], Sequence[str]], list[Any]]  # a function over many texts, in order

NAME_COLUMNS = ("given", "middle", "family")
MOST_CHARACTERS = normalise.LONGEST


class Distinct(dict[Any, int]):
    """Numbers for distinct values, in the order they come; 0 for the empty one."""

    def __init__(self, empty: Any) -> None:
        super().__init__({empty: 0})

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self)
        return number

    def values_in_order(self) -> list[Any]:
        """The values by their numbers."""
        return list(self)


class Table:
    """The rows of one file: ids, lines, and for each column the number of its text in the pool."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.lines = array("i")
        self.raw: dict[str, array[int]] = {column: array("i") for column in COLUMNS}
        self.form: dict[str, Numbers] = {}

    def __len__(self) -> int:
        return len(self.ids)


class Pool:
    """The distinct texts of every column, and their comparing forms."""

    def __init__(self) -> None:
        self.texts = {column: Distinct("") for column in COLUMNS}
        self.names = Distinct("")
        self.others = Distinct(())
        self.parents = Distinct(())
        self.phones = Distinct(())
        self.births = Distinct(Birth(None, Precision.DAY, None))
        self.homes = Distinct("")
        self.postcodes = Distinct("")
        self.nhs = Distinct("")
        self.upns = Distinct("")

    def add(self, table: Table, chunk: Chunk) -> None:
        """The rows of a chunk, at the end of the table."""
        table.ids.extend(chunk.ids)
        table.lines.extend(chunk.lines)
        for column in COLUMNS:
            cells = chunk.cells.get(column)
            if cells is None:
                table.raw[column].extend([0] * len(chunk.ids))
            else:
                table.raw[column].extend(map(self.texts[column].__getitem__, cells))

    def settle(self, tables: Iterable[tuple[Table, Problems]], spread: Spread) -> None:
        """Put everything read into comparing form, and tell each table's problems with dates."""
        forms = self._forms(spread)
        dates = {column: [_date(text) for text in self.texts[column]] for column in ("dob", "expected_on")}
        for table, problems in tables:
            for column in dates:
                _tell_unreadable(table, column, dates[column], list(self.texts[column]), problems)
            raw = {column: np.frombuffer(cells, dtype=np.int32) for column, cells in table.raw.items() if len(table)}
            raw = raw or {column: np.zeros(0, dtype=np.int32) for column in COLUMNS}
            table.form = {name: forms[name][raw[column]] for name, column in _FORM_OF.items()}
            table.form["others"] = self._other_names(forms["family_aside"][raw["family_name"]], table.form["others"])
            table.form["birth"] = self._births(dates, raw)

    def _forms(self, spread: Spread) -> dict[str, Numbers]:
        """The number of the comparing form of each text of each column."""

        def numbered(column: str, read: Callable[[str], Any], into: Distinct) -> Numbers:
            return np.array([into[form] for form in spread(read, list(self.texts[column]))], dtype=np.int32)

        return {
            "given": numbered("given_name", normalise.usable, self.names),
            "middle": numbered("middle_names", normalise.usable, self.names),
            "family": numbered("family_name", normalise.usable, self.names),
            "family_aside": numbered("family_name", _aside, self.others),
            "others": numbered("other_names", _several_names, self.others),
            "parents": numbered("parent_name", _several_names, self.parents),
            "phones": numbered("phone", _several_phones, self.phones),
            "sex": np.array([sex_code(text) for text in self.texts["gender"]], dtype=np.int32),
            "postcode": numbered("postcode", _postcode, self.postcodes),
            "home": numbered("address", home, self.homes),
            "nhs_number": numbered("nhs_number", numbers.nhs_number, self.nhs),
            "upn": numbered("upn", numbers.upn, self.upns),
        }

    def _other_names(self, aside: Numbers, others: Numbers) -> Numbers:
        """The other names of each row, with the one in brackets after the family name."""
        merged = others.copy()
        for row in np.flatnonzero(aside):
            known = self.others.values_in_order()
            merged[row] = self.others[tuple(sorted({*known[others[row]], *known[aside[row]]}))]
        return merged

    def _births(self, dates: dict[str, list["_Read"]], raw: dict[str, Numbers]) -> Numbers:
        """The number of the birth of each row."""
        both = raw["dob"].astype(np.int64) * len(dates["expected_on"]) + raw["expected_on"]
        distinct, where = np.unique(both, return_inverse=True)
        found = []
        for one in distinct:
            born = dates["dob"][one // len(dates["expected_on"])]
            expected = dates["expected_on"][one % len(dates["expected_on"])]
            found.append(self.births[Birth(born.day, born.precision, None if born.day else expected.day)])
        return np.array(found, dtype=np.int32)[where]

    def identity(self, table: Table, row: int) -> Identity:
        """A row as it was read, for comparing one pair with all its reasons."""
        texts = {column: _text_of(self.texts[column], table.raw[column][row]) for column in COLUMNS}
        born, expected = _date(texts["dob"]), _date(texts["expected_on"])
        return Identity(
            given=texts["given_name"],
            middle=texts["middle_names"],
            family=texts["family_name"],
            other_names=split(texts["other_names"]),
            birth_date=born.day,
            birth_precision=born.precision,
            expected_on=expected.day,
            sex=SEXES.get(sex_code(texts["gender"]), texts["gender"]),
            postcode=texts["postcode"],
            address=texts["address"],
            nhs_number=texts["nhs_number"],
            upn=texts["upn"],
            parent_names=split(texts["parent_name"]),
            phones=split(texts["phone"]),
        )


_FORM_OF = {
    "given": "given_name", "middle": "middle_names", "family": "family_name", "others": "other_names",
    "parents": "parent_name", "phones": "phone", "sex": "gender", "postcode": "postcode", "home": "address",
    "nhs_number": "nhs_number", "upn": "upn",
}  # fmt: skip

_ordered: dict[int, list[str]] = {}


def _text_of(texts: Distinct, number: int) -> str:
    """The text of a number; the list of them is made once for each size."""
    held = _ordered.get(id(texts))
    if held is None or len(held) != len(texts):
        held = _ordered[id(texts)] = texts.values_in_order()
    return str(held[number])


# --- One cell -------------------------------------------------------------------------------------


class _Read:
    """What was made of the text of a date."""

    def __init__(self, day: date | None, precision: Precision, *, bad: bool = False) -> None:
        self.day, self.precision, self.bad = day, precision, bad


@lru_cache(maxsize=50_000)
def _date(text: str) -> _Read:
    """The date of a cell; no date where it is unreadable."""
    try:
        return _Read(*read_date(text))
    except Unreadable:
        return _Read(None, Precision.DAY, bad=True)


def _tell_unreadable(
    table: Table, column: str, read: Sequence[_Read], texts: Sequence[str], problems: Problems
) -> None:
    """Tell each row whose date is none; the row is used without it."""
    bad = {number for number, one in enumerate(read) if one.bad}
    if not bad:
        return
    for row, number in enumerate(table.raw[column]):
        if number in bad:
            problems.tell(table.lines[row], f"{column} is not a date: {texts[number][:40]!r}; used without it")


_SEX_WORDS = {"f": 1, "female": 1, "girl": 1, "2": 1, "m": 2, "male": 2, "boy": 2, "1": 2}
SEXES = {1: "female", 2: "male"}


def sex_code(text: str) -> int:
    """1 for female, 2 for male, 0 for anything else; also the codes 1 (male) and 2 (female) of schools and health."""
    return _SEX_WORDS.get(text.strip().casefold(), 0)


def split(text: str) -> tuple[str, ...]:
    """A cell that may hold several values with semicolons between."""
    return tuple(part.strip() for part in text.split(BETWEEN) if part.strip()) if text else ()


def _several_names(text: str) -> tuple[str, ...]:
    return tuple(sorted({form for part in split(text) if (form := normalise.usable(part))}))


def _several_phones(text: str) -> tuple[str, ...]:
    return tuple(sorted({form for part in split(text) if (form := normalise.phone(part))}))


def _aside(text: str) -> tuple[str, ...]:
    """The name in brackets after a family name."""
    if "(" not in text and "[" not in text:
        return ()
    return prepare(Identity(family=text)).other_names


def _postcode(text: str) -> str:
    return normalise.postcode(text) or normalise.outward(text)


_SIMPLE = re.compile(r"([0-9]{1,5}) ([A-Za-z ']+)")


@lru_cache(maxsize=100_000)
def _street(text: str) -> str:
    """The home at number 1 of a street."""
    return normalise.read_address(f"1 {text}").key


def home(text: str) -> str:
    """The key of an address, as `normalise.read_address` gives it; a plain number and street by its street's."""
    simple = _SIMPLE.fullmatch(text)
    if simple:
        first = _street(simple[2])
        if first.startswith("|1|"):
            return f"|{simple[1]}|{first[3:]}"
    return normalise.read_address(text).key
