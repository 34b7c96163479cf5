"""A second invented population, made another way, by which nothing is tuned: the engine sees it when it is judged.

    python -m bench.matching.held_aside --out FOLDER [--children 100000] [--records 20000] [--seed 7001]
        [--no-identifiers]

The files are those of `population`; all else differs. Streets are walked house by house and a house may hold two
mothers; names come from other lists of other origins (`lists/held_aside_names.csv`), each equally common, with a few
loved most; the number of errors of a record is drawn first and then where they fall; fingers slip to neighbouring
keys; names are cut short by narrow columns; a whole family moves together; a record is full, thin or bare.
"""

import argparse
import csv
import sys
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from bench.matching.errors import Record
from bench.matching.names import LISTS
from bench.matching.population import Numbers, Population, write

SEEDS = (7001, 7002, 7003)
TODAY = date(2026, 6, 30)
OLDEST_DAYS = 18 * 365
NOT_INDEXED, SHARED_HOUSE, TWIN_BIRTH, MOVED = 0.3, 0.03, 0.018, 0.24
INDEXED_TWICE = 0.02
NO_ERROR, ONE_MORE = 0.42, 0.42  # chance of none; then of each further one
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NARROW = (8, 10, 12)
HOUSE_WORDS = ("Row", "Path", "Court", "Hill", "Rise", "Mews", "Parade", "Green", "Square", "Broadway")
STREETS = (
    "Anvil", "Barley", "Cinder", "Drapers", "Ember", "Fuller", "Glaziers", "Hopyard", "Ironmonger", "Juniper",
    "Kestrel", "Linden", "Magpie", "Nettle", "Osier", "Plover", "Quarry", "Reed", "Saddler", "Teasel", "Umber",
    "Vine", "Willow", "Yew", "Zephyr",
)  # fmt: skip
SECTOR_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Names:
    """The names of one origin."""

    key: str
    share: int
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    families: tuple[str, ...]

    def given(self, sex: str, rng: Random) -> str:
        """A given name: one in five from the five most loved."""
        stock = self.girls if sex == "female" else self.boys
        return rng.choice(stock[:5]) if rng.random() < 0.2 else rng.choice(stock)


@cache
def all_names() -> tuple[Names, ...]:
    """Every origin of the list."""
    with (LISTS / "held_aside_names.csv").open(encoding="utf-8") as file:
        return tuple(
            Names(row["origin"], int(row["share"]), *(tuple(row[c].split()) for c in ("girls", "boys", "families")))
            for row in csv.DictReader(file)
        )


@dataclass(slots=True)
class Person:
    """A child as it is."""

    key: int
    origin: Names
    sex: str
    given: str
    middle: str
    family: str
    born: date
    postcode: str
    address: str
    carer: str
    nhs_number: str = ""
    upn: str = ""
    twin: bool = False
    rows: list[str] = field(default_factory=list)


# --- Errors: how many first, then where ---------------------------------------------------------------------------


def neighbour(text: str, rng: Random) -> str:
    """One letter struck on the key beside it."""
    places = [at for at, letter in enumerate(text.lower()) if any(letter in row for row in KEYS)]
    if not places:
        return text
    at = rng.choice(places)
    row = next(row for row in KEYS if text[at].lower() in row)
    place = row.index(text[at].lower())
    beside = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    return text[:at] + rng.choice(beside) + text[at + 1 :]


def dropped(text: str, rng: Random) -> str:
    """One letter not struck."""
    at = rng.randrange(len(text)) if text else 0
    return text[:at] + text[at + 1 :] if len(text) > 2 else text


def early(text: str, rng: Random) -> str:
    """Two letters struck in the wrong order."""
    at = rng.randrange(len(text) - 1) if len(text) > 2 else 0
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def cut(text: str, rng: Random) -> str:
    """Cut short by a narrow column."""
    return text[: rng.choice(NARROW)].strip()


def without_vowels(text: str, rng: Random) -> str:
    """One vowel heard as another."""
    places = [at for at, letter in enumerate(text) if at and letter in "aeiou"]
    if not places:
        return dropped(text, rng)
    at = rng.choice(places)
    return text[:at] + rng.choice("aeiouy") + text[at + 1 :]


def pet_name(text: str, rng: Random) -> str:
    """The first syllable, or with an ending of affection."""
    return text[:3] + rng.choice(("", "", "y", "ie")) if len(text) > 5 else text


def run_together(text: str, rng: Random) -> str:
    """Hyphens and spaces lost."""
    return text.replace("-", " " if rng.random() < 0.5 else "").replace(" ", "") if rng.random() < 0.7 else text


TextSlip = Callable[[str, Random], str]
IN_NAMES: tuple[TextSlip, ...] = (neighbour, neighbour, dropped, early, cut, without_vowels, run_together)
Wrong = Callable[[Record, Person, Random], None]


def _given(record: Record, person: Person, rng: Random) -> None:
    slip = rng.choice((*IN_NAMES, pet_name, pet_name))
    record.given_name = slip(record.given_name, rng)


def _family(record: Record, person: Person, rng: Random) -> None:
    if rng.random() < 0.35:
        record.family_name = rng.choice(person.origin.families)
    else:
        record.family_name = rng.choice(IN_NAMES)(record.family_name, rng)


def _carer(record: Record, person: Person, rng: Random) -> None:
    if rng.random() < 0.5:
        record.parent_name = f"{person.origin.given('female', rng)} {rng.choice(person.origin.families)}"
    else:
        record.parent_name = rng.choice(IN_NAMES)(record.parent_name, rng)


def _exchanged(record: Record, person: Person, rng: Random) -> None:
    record.given_name, record.family_name = record.family_name, record.given_name


def _second_name(record: Record, person: Person, rng: Random) -> None:
    if person.middle:
        record.given_name, record.middle_names = person.middle, person.given


def _born(record: Record, person: Person, rng: Random) -> None:
    day = person.born
    wrong: list[Callable[[], date]] = [
        lambda: date(day.year, day.day, day.month),
        lambda: date(day.year, day.month % 12 + 1, day.day),
        lambda: date(day.year - rng.choice((1, -1, 10)), day.month, day.day),
        lambda: date(day.year, day.month, day.day % 10 * 10 + day.day // 10),
        lambda: date(day.year, 1, 1),
        lambda: day + timedelta(days=rng.randrange(-9, 10)),
    ]
    try:
        record.dob = rng.choice(wrong)().isoformat()
    except ValueError:
        record.dob = ""


def _sex(record: Record, person: Person, rng: Random) -> None:
    record.gender = "F" if record.gender == "M" else "M"


def _postcode(record: Record, person: Person, rng: Random) -> None:
    record.postcode = record.postcode[:-2] + rng.choice(SECTOR_LETTERS) + record.postcode[-1:]


def _address(record: Record, person: Person, rng: Random) -> None:
    record.address = rng.choice(IN_NAMES)(record.address, rng)


WRONGS: tuple[tuple[Wrong, float], ...] = (
    (_given, 24), (_family, 27), (_carer, 16), (_exchanged, 2), (_second_name, 4), (_born, 8), (_sex, 2),
    (_postcode, 7), (_address, 10),
)  # fmt: skip
FULLNESS: tuple[tuple[float, dict[str, float]], ...] = (
    (0.45, {"nhs_number": 0.2, "upn": 0.6, "middle_names": 0.3, "parent_name": 0.2, "postcode": 0.03}),
    (0.40, {"nhs_number": 0.75, "upn": 0.85, "middle_names": 0.7, "parent_name": 0.5, "address": 0.3, "gender": 0.1}),
    (0.15, {"nhs_number": 1, "upn": 1, "middle_names": 0.9, "parent_name": 0.85, "address": 0.75, "postcode": 0.3,
            "gender": 0.3, "dob": 0.05}),
)  # fmt: skip
IN_INDEX = {"nhs_number": 0.07, "upn": 0.3, "middle_names": 0.3, "parent_name": 0.25, "address": 0.04, "gender": 0.01}


# --- Streets, houses, families ------------------------------------------------------------------------------------


class Town:
    """Walks its streets and writes down who lives there."""

    def __init__(self, children: int, records: int, seed: int, identifiers: bool) -> None:
        self.rng, self.numbers = Random(seed), Numbers()
        self.children, self.records, self.identifiers = children, records, identifiers
        self.made, self.people, self.streets = Population(), 0, 0
        self.recorded = records / children

    def walk(self) -> Population:
        """Every street until the index is full; then shuffle and cut."""
        while len(self.made.left) < self.children or len(self.made.right) < self.records:
            self._street()
        made, rng = self.made, self.rng
        for rows, size in ((made.left, self.children), (made.right, self.records)):
            rng.shuffle(rows)
            del rows[size:]
        left, right = {row[0] for row in made.left}, {row[0] for row in made.right}
        made.truth = [pair for pair in made.truth if pair[0] in left and pair[1] in right]
        made.traps = [trap for trap in made.traps if trap[0] in left and trap[1] in right]
        known = {pair[1] for pair in made.truth}
        made.slices = [(*row, str(int(row[0] in known))) for row in sorted(made.slices) if row[0] in right]
        return made

    def _street(self) -> None:
        rng = self.rng
        self.streets += 1
        number = self.streets
        origins = all_names()
        main = rng.choices(origins, [one.share for one in origins])[0]  # streets have a leaning
        postcode = (
            f"XJ{number // 4000 % 99 + 1} {number % 10}"
            f"{SECTOR_LETTERS[number // 200 % 20]}{SECTOR_LETTERS[number // 10 % 20]}"
        )
        street = f"{rng.choice(STREETS)} {rng.choice(HOUSE_WORDS)}"
        for house in range(1, rng.randrange(14, 44), rng.choice((1, 2))):
            if rng.random() < 0.45:
                origin = main if rng.random() < 0.35 else rng.choices(origins, [one.share for one in origins])[0]
                household = self._family(origin, postcode, f"{house} {street}")
                if rng.random() < SHARED_HOUSE:
                    household += self._family(origin, postcode, f"{house} {street}", household[0].family)
                self._write(household)

    def _family(self, origin: Names, postcode: str, address: str, family: str = "") -> list[Person]:
        rng = self.rng
        family = family or rng.choice(origin.families)
        carer = f"{origin.given('female', rng)} {family if rng.random() < 0.6 else rng.choice(origin.families)}"
        born = TODAY - timedelta(days=rng.randrange(OLDEST_DAYS))
        found: list[Person] = []
        for _ in range(rng.choice((1, 1, 1, 2, 2, 2, 3, 3, 4, 5))):
            twins = rng.random() < TWIN_BIRTH
            for _ in range(2 if twins else 1):
                self.people += 1
                sex = rng.choice(("female", "male"))
                given = origin.given(sex, rng)
                if any(given == other.given for other in found):
                    given = origin.given(sex, rng)
                middle = origin.given(sex, rng) if rng.random() < 0.5 else ""
                found.append(
                    Person(self.people, origin, sex, given, middle, family, born, postcode, address, carer, twin=twins)
                )
            born += timedelta(days=rng.randrange(300, 1500))
            if born > TODAY:
                break
        return found

    def _write(self, household: list[Person]) -> None:
        rng = self.rng
        for person in household:
            person.nhs_number = self.numbers.nhs_number() if rng.random() < 0.9 else ""
            person.upn = self.numbers.upn(person.born) if (TODAY - person.born).days > 1700 else ""
        alone = rng.random() < NOT_INDEXED * self.recorded
        old = self._elsewhere() if rng.random() < MOVED else None
        for person in household:
            if not alone:
                for _ in range(2 if rng.random() < INDEXED_TWICE else 1):
                    self._index(person)
        for person in household:
            if alone or rng.random() < self.recorded * (1 - NOT_INDEXED) * 1.1:
                self._record(person, household, old)

    def _elsewhere(self) -> tuple[str, str]:
        rng = self.rng
        postcode = (
            f"XJ{rng.randrange(1, 40)} {rng.randrange(10)}{rng.choice(SECTOR_LETTERS)}{rng.choice(SECTOR_LETTERS)}"
        )
        return postcode, f"{rng.randrange(1, 60)} {rng.choice(STREETS)} {rng.choice(HOUSE_WORDS)}"

    def _row(self, row_id: str, person: Person) -> Record:
        return Record(
            row_id, person.nhs_number, person.upn, person.given, person.middle, person.family,
            person.born.isoformat(), person.sex[0].upper(), person.postcode, person.address, person.carer,
        )  # fmt: skip

    def _leave_out(self, row: Record, missing: dict[str, float]) -> tuple[str, ...]:
        for column, rate in missing.items():
            if self.rng.random() < rate:
                setattr(row, column, "")
        if not self.identifiers:
            row.nhs_number = row.upn = ""
        return astuple(row)

    def _index(self, person: Person) -> None:
        row = self._row(f"A{len(self.made.left) * 6_700_417 % 10_000_000:07d}", person)
        if person.rows or self.rng.random() < 0.06:
            self._spoil(row, person, 1)
        person.rows.append(row.id)
        self.made.left.append(self._leave_out(row, IN_INDEX))

    def _spoil(self, row: Record, person: Person, times: int) -> None:
        for _ in range(times):
            wrong = self.rng.choices([one for one, _ in WRONGS], [weight for _, weight in WRONGS])[0]
            wrong(row, person, self.rng)

    def _record(self, person: Person, household: list[Person], old: tuple[str, str] | None) -> None:
        rng = self.rng
        row = self._row(f"B{len(self.made.right) * 6_700_417 % 10_000_000:07d}", person)
        if old:
            row.postcode, row.address = old
        wrongs = 0
        while rng.random() < (1 - NO_ERROR if not wrongs else ONE_MORE) and wrongs < 6:
            wrongs += 1
        if (TODAY - person.born).days < 60 and rng.random() < 0.4:
            row.given_name, row.middle_names = rng.choice(("Baby", "Infant", "Newborn", "Twin 2")), ""
        self._spoil(row, person, wrongs)
        missing = rng.choices([gaps for _, gaps in FULLNESS], [share for share, _ in FULLNESS])[0]
        self.made.right.append(self._leave_out(row, missing))
        self.made.truth += [(left, row.id) for left in person.rows]
        for other in household:
            if other is not person:
                kind = "twin" if other.born == person.born else "sibling"
                kind = kind if other.carer == person.carer else "cousin at one address"
                self.made.traps += [(left, row.id, kind) for left in other.rows]
        self._slice(row, person, wrongs, moved=old is not None)

    def _slice(self, row: Record, person: Person, wrongs: int, *, moved: bool) -> None:
        flags = ((TODAY - person.born).days < 365, person.twin, moved, bool(row.nhs_number or row.upn))
        difficulty = ("clean", "one error", "two or more")[min(wrongs, 2)]
        marks = (str(int(flag)) for flag in flags)
        self.made.slices.append((row.id, person.origin.key, person.sex, *marks, difficulty, "one"))


def make(children: int = 100_000, records: int = 20_000, *, seed: int, identifiers: bool = True) -> Population:
    """A population of so many index rows and records."""
    return Town(children, records, seed, identifiers).walk()


def main() -> int:
    """Read the command line, make and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=SEEDS[0])
    parser.add_argument("--no-identifiers", action="store_true")
    given = parser.parse_args()
    write(make(given.children, given.records, seed=given.seed, identifiers=not given.no_identifiers), given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
