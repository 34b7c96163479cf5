"""An invented population whose true links are known: an index of children, and an extract of an agency's records.

    python -m bench.matching.population --out FOLDER [--children 100000] [--records 20000] [--seed 1]
        [--difficulty easy|medium|hard] [--no-identifiers]

Writes LEFT.csv (the index), RIGHT.csv (the extract), truth.csv (which rows are one child), traps.csv (pairs that look
alike and are not to be joined) and slices.csv (what each record is like, for figures by group). The same arguments
give the same files. Nobody in them exists; NHS numbers are of the range 999 that is never given out, pupil numbers
name no authority.

Seeds are kept apart: engines learn on TRAIN, their thresholds are set on THRESHOLD, figures come from TEST.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench.matching.errors import (
    AGENCIES,
    COLUMNS,
    INDEX_KEEPS_OUT,
    INDEX_MISSING,
    Agency,
    Record,
    Scene,
    Spoiler,
    origin_of,
)
from bench.matching.families import AS_OF, Child, Families, Family
from bench.matching.names import MUHAMMAD
from bench.matching.slips import plain

TRAIN = (101, 102, 103, 104)
THRESHOLD = (201, 202, 203, 211, 212, 213, 214, 215)
TEST = (901, 902, 903)

NOT_INDEXED = 0.30  # of the extract; two in three with their whole family, one in three beside an indexed one
WITH_FAMILY = 0.66
INDEXED_TWICE = 0.02
TWO_RECORDS = 0.01
ADOPTED, NAMESAKES = 0.003, 0.0015  # of the extract; chance alone makes fewer namesakes, but some
COMMON_NAMES = 0.25  # of children, roughly: those whose two names are common enough for a namesake of one birth date
SCHOOL_AGE_DAYS = 4 * 365 + 120
TRAPS_OF_SIBLINGS = 0.35  # of records with an indexed sibling; every twin and cousin pair is written down
ACCENTS_LOST = 0.5
MOST_NHS_NUMBERS = 900_000
PSEUDO_AUTHORITY, CHECK_LETTERS = "001", "ABCDEFGHJKLMNPQRTUVWXYZ"
SLICES = ("id", "origin", "sex", "under_one", "twin", "moved", "has_identifier", "difficulty", "agency", "in_index")


def has_common_names(child: Child) -> bool:
    """Whether both names are among the most common of the child's origin, so that others bear them too."""
    origin = origin_of(child)
    given = origin.female if child.sex == "female" else origin.male
    return child.family in origin.family.names[:16] and set(child.given.split()) <= {*MUHAMMAD, *given.names[:24]}


class Numbers:
    """NHS and pupil numbers, each given out once, in no order that says anything."""

    def __init__(self) -> None:
        self._nhs, self._pupils = 0, 0

    def nhs_number(self) -> str:
        """A number of range 999 with a right check digit. Raises ValueError when all are given out."""
        while self._nhs < 1_000_000:
            self._nhs += 1
            first = f"999{self._nhs * 387_421 % 1_000_000:06d}"
            check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(first)) % 11
            if check != 10:
                return f"{first}{check % 11}"
        raise ValueError("All NHS numbers of range 999 are given out")

    def upn(self, born: date) -> str:
        """A pupil number with its check letter."""
        self._pupils += 1
        mixed = self._pupils * 7_368_787 % 9_000_000
        digits = f"{PSEUDO_AUTHORITY}{1000 + mixed // 1000:04d}{(born.year + 4) % 100:02d}{mixed % 1000:03d}"
        check = sum(int(digit) * place for place, digit in enumerate(digits, start=2)) % 23
        return f"{CHECK_LETTERS[check]}{digits}"


@dataclass
class Population:
    """The files, as rows. `truth` and `traps` hold pairs of LEFT and RIGHT ids."""

    left: list[tuple[str, ...]] = field(default_factory=list)
    right: list[tuple[str, ...]] = field(default_factory=list)
    truth: list[tuple[str, str]] = field(default_factory=list)
    traps: list[tuple[str, str, str]] = field(default_factory=list)
    slices: list[tuple[str, ...]] = field(default_factory=list)


class _Maker:
    def __init__(self, children: int, records: int, seed: int, difficulty: str, identifiers: bool) -> None:
        if children < 200 or records < 50 or records > children // 2:
            raise ValueError("At least 200 children and 50 records, and no more records than half the children")
        self.rng = Random(seed)
        self.families = Families(children, self.rng)
        self.spoiler = Spoiler(difficulty, self.rng)
        self.numbers, self.identifiers = Numbers(), identifiers
        self.children, self.records = children, records
        self.made = Population()
        self.index_ids: dict[int, list[str]] = {}  # by number of the child, while its family is at hand
        share = records / children
        self.out_whole = share * NOT_INDEXED * WITH_FAMILY  # chance that a family is in the extract alone
        self.out_beside = share * NOT_INDEXED * (1 - WITH_FAMILY)
        self.record_chance = share * (1 - NOT_INDEXED - ADOPTED - NAMESAKES) * 1.08

    def make(self) -> Population:
        """The whole population, rows in no order that says anything."""
        waiting: list[Family] = []
        while len(self.made.left) < self.children:
            family = waiting.pop() if waiting else self.families.next()
            if not family.cousins_of and self.families.has_cousins():
                waiting.append(self.families.next(like=family))
            self._write(family)
        made = self.made
        self.rng.shuffle(made.left)
        del made.left[self.children :]
        self._keep(self.records)
        return made

    def _keep(self, records: int) -> None:
        """Shuffle the extract, cut it to size, and leave out truths and traps of rows that are gone."""
        made = self.made
        self.rng.shuffle(made.right)
        del made.right[records:]
        left, right = {row[0] for row in made.left}, {row[0] for row in made.right}
        made.truth = [pair for pair in made.truth if pair[0] in left and pair[1] in right]
        made.traps = sorted({trap for trap in made.traps if trap[0] in left and trap[1] in right})
        known = {pair[1] for pair in made.truth}
        made.slices = [(*row, str(int(row[0] in known))) for row in sorted(made.slices) if row[0] in right]

    # --- One family -----------------------------------------------------------------------------------------------

    def _write(self, family: Family) -> None:
        if not (family.cousins_of and family.at_home):
            self.index_ids.clear()
        for child in family.children:
            self._number(child)
        alone = self.rng.random() < self.out_whole and not family.cousins_of
        if family.young_mother and not alone:
            self._number(family.young_mother)
            self._index(family.young_mother)
        beside = self.out_beside * len(family.children) if len(family.children) > 1 else 0.0
        left_out = self.rng.choice(family.children) if self.rng.random() < beside * 1.1 else None
        for child in family.children:
            if not alone and child is not left_out:
                self._index(child)
        for child in family.children:
            if alone or child is left_out or self.rng.random() < self.record_chance:
                self._record(child, family)
                if self.rng.random() < TWO_RECORDS:
                    self._record(child, family)
            self._strangers(child)

    def _number(self, child: Child) -> None:
        """Give a child what numbers it has."""
        if not child.due:
            if self.rng.random() < 0.86:
                child.nhs_number = self.numbers.nhs_number()
            if (AS_OF - child.born).days >= SCHOOL_AGE_DAYS:
                child.upn = self.numbers.upn(child.born)

    def _index(self, child: Child) -> None:
        """One row of the index; now and then two, and the second is worse."""
        row = self._row(self._left_id(), child)
        scene = self._scene(child, None)
        self.spoiler.spoil(row, scene, times=0.25, without=INDEX_KEEPS_OUT)
        if (AS_OF - child.born).days < 60 and self.rng.random() < 0.1:
            row.given_name, row.middle_names = ("Unborn" if child.due else "Baby"), ""
        self.spoiler.leave_out(row, INDEX_MISSING)
        self._add_left(row, child)
        if self.rng.random() < INDEXED_TWICE:
            again = self._row(self._left_id(), child)
            self.spoiler.spoil(again, scene, times=1.2, without=frozenset({"sibling's number"}))
            self.spoiler.leave_out(again, INDEX_MISSING)
            again.nhs_number = ""
            self._add_left(again, child)

    def _left_id(self) -> str:
        """An id that does not tell which families were made together."""
        return f"L{(len(self.made.left) + 1) * 7_654_321 % 10_000_000:07d}"

    def _add_left(self, row: Record, child: Child) -> None:
        self.made.left.append(self._as_tuple(row))
        self.index_ids.setdefault(child.number, []).append(row.id)

    def _record(self, child: Child, family: Family) -> None:
        """One record of the extract, with its truths and traps."""
        brothers = [one for one in family.children if one is not child]
        indexed = [one for one in brothers if one.number in self.index_ids]
        right_id, agency, row = self._spoilt(child, self.rng.choice(indexed) if indexed else None)
        for left_id in self.index_ids.get(child.number, ()):
            self.made.truth.append((left_id, right_id))
        for brother in indexed:
            self._family_trap(row, child, brother)
        self._cousin_traps(right_id, family)
        mother = family.young_mother
        if mother and child.given == mother.given:
            self._trap(right_id, mother, "mother and daughter")

    def _family_trap(self, row: Record, child: Child, brother: Child) -> None:
        numbers = (child.nhs_number, child.upn)
        stolen = [
            number for number in (row.nhs_number, row.upn)
            if number and number not in numbers and number in (brother.nhs_number, brother.upn)
        ]  # fmt: skip
        if stolen:
            self._trap(row.id, brother, "sibling's number")
        if child.twin and brother.born == child.born:
            self._trap(row.id, brother, "twin")
        elif self.rng.random() < TRAPS_OF_SIBLINGS:
            self._trap(row.id, brother, "sibling")

    def _cousin_traps(self, right_id: str, family: Family) -> None:
        if family.cousins_of and family.at_home:
            for cousin in family.cousins_of.children:
                if cousin.number in self.index_ids:
                    self._trap(right_id, cousin, "cousin at one address")

    def _trap(self, right_id: str, other: Child, kind: str) -> None:
        self.made.traps += [(left_id, right_id, kind) for left_id in self.index_ids.get(other.number, ())]

    def _strangers(self, child: Child) -> None:
        """Records that look like this child and are not, and its earlier self if it was adopted."""
        if child.number not in self.index_ids or child.due:
            return
        chance = self.rng.random() * self.children / self.records
        if chance < ADOPTED:
            self._earlier_self(child)
        elif chance < ADOPTED + NAMESAKES / COMMON_NAMES and has_common_names(child):
            self._namesake(child)

    def _earlier_self(self, child: Child) -> None:
        """The record of a child before its adoption: another name, number and home; the given name may have stayed."""
        origin, rng = origin_of(child), self.rng
        given = child.given if rng.random() < 0.6 else origin.given(child.sex, rng)
        before = replace(
            child, number=-child.number, given=given, family=origin.surname(rng),
            home=self.families.place.home(child.origin), nhs_number=self.numbers.nhs_number(), upn="", twin=False,
            parent=f"{origin.given('female', rng)} {origin.surname(rng)}",
        )  # fmt: skip
        self._trap(self._spoilt(before, None)[0], child, "adopted")

    def _namesake(self, child: Child) -> None:
        """Another child of the same name, born the same day or nearly, who lives elsewhere."""
        origin, rng = origin_of(child), self.rng
        day = child.born if rng.random() < 0.5 else child.born + timedelta(days=rng.choice((-1, 1, 365, -365, 30)))
        other = replace(
            child, number=-child.number, middle=origin.given(child.sex, rng) if child.middle else "", born=day,
            home=self.families.place.home(child.origin), twin=False,
            parent=f"{origin.given('female', rng)} {child.family}",
        )  # fmt: skip
        other.nhs_number = self.numbers.nhs_number() if rng.random() < 0.86 else ""
        other.upn = self.numbers.upn(child.born) if child.upn else ""
        self._trap(self._spoilt(other, None)[0], child, "namesake")

    # --- One row --------------------------------------------------------------------------------------------------

    def _spoilt(self, child: Child, sibling: Child | None) -> tuple[str, Agency, Record]:
        """Write a record of the extract. Returns its id, who keeps it, and the row."""
        right_id = f"R{(len(self.made.right) + 1) * 2_345_677 % 10_000_000:07d}"
        row = self._row(right_id, child)
        agency = self.rng.choices(AGENCIES, [one.share for one in AGENCIES])[0]
        scene = self._scene(child, sibling)
        self.spoiler.leave_out(row, agency.missing)
        wrong = self.spoiler.spoil(row, scene)
        moved = row.postcode == scene.old_home.postcode
        self.spoiler.restyle(row, agency.style)
        self.made.right.append(self._as_tuple(row))
        self._slice(row, child, agency, moved=moved, wrong=wrong)
        return right_id, agency, row

    def _slice(self, row: Record, child: Child, agency: Agency, *, moved: bool, wrong: int) -> None:
        under_one = (AS_OF - child.born).days < 365
        has = self.identifiers and bool(row.nhs_number or row.upn)
        flags = (str(int(flag)) for flag in (under_one, child.twin, moved, has))
        difficulty = ("clean", "one error", "two or more")[min(wrong, 2)]
        self.made.slices.append((row.id, child.origin, child.sex, *flags, difficulty, agency.key))

    def _scene(self, child: Child, sibling: Child | None) -> Scene:
        old_home = self.families.place.home(child.origin)
        return Scene(child, origin_of(child), old_home, sibling, self.rng)

    def _row(self, row_id: str, child: Child) -> Record:
        given, middle, family, parent = child.given, child.middle, child.family, child.parent
        if self.rng.random() < ACCENTS_LOST:
            given, middle, family, parent = plain(given), plain(middle), plain(family), plain(parent)
        if child.due:
            given, middle = "Unborn", ""
        return Record(
            row_id, child.nhs_number, child.upn, given, middle, family, child.born.isoformat(), child.sex,
            child.home.postcode, child.home.address, parent,
        )  # fmt: skip

    def _as_tuple(self, row: Record) -> tuple[str, ...]:
        if not self.identifiers:
            row.nhs_number = row.upn = ""
        return astuple(row)


def make(
    children: int = 100_000, records: int = 20_000, *, seed: int, difficulty: str = "medium", identifiers: bool = True
) -> Population:
    """A population of so many index rows and extract records. Raises ValueError for sizes that make no sense."""
    return _Maker(children, records, seed, difficulty, identifiers).make()


def write(population: Population, folder: Path) -> None:
    """Write the five files into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "LEFT.csv", COLUMNS, population.left)
    _write(folder / "RIGHT.csv", COLUMNS, population.right)
    _write(folder / "truth.csv", ("id_a", "id_b"), population.truth)
    _write(folder / "traps.csv", ("id_a", "id_b", "kind"), population.traps)
    _write(folder / "slices.csv", SLICES, population.slices)


def _write(path: Path, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)


def main() -> int:
    """Read the command line, make and write. Returns an exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=TRAIN[0])
    parser.add_argument("--difficulty", choices=("easy", "medium", "hard"), default="medium")
    parser.add_argument("--no-identifiers", action="store_true")
    given = parser.parse_args()
    began = time.perf_counter()
    try:
        made = make(
            given.children, given.records, seed=given.seed, difficulty=given.difficulty,
            identifiers=not given.no_identifiers,
        )  # fmt: skip
    except ValueError as refused:
        parser.error(str(refused))
    write(made, given.out)
    print(
        f"{len(made.left):,} children, {len(made.right):,} records, {len(made.truth):,} true links, "
        f"{len(made.traps):,} traps in {time.perf_counter() - began:.1f} s",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
