"""Reading a people file: each row into what it says of one child. Nothing is written here."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from thrive.base.calendar import clock
from thrive.base.directory.models import Place
from thrive.base.local import codes
from thrive.base.matching import normalise
from thrive.base.people.rules import IDENTIFIERS, RELATIONSHIPS
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.joining.entries import Adult, Entry, Home, PlaceSaid, Spelt, TeamSaid, WorkerSaid
from thrive.oversight.returns.people_file.columns import COLUMNS, ROLES, Role, match
from thrive.oversight.returns.tables import Row, Table
from thrive.oversight.returns.texts import NOT_A_DATE, NOT_YET, STILL_TO_COME, parse_date

YES, NO = {"y", "yes", "1", "true", "x", "t"}, {"", "n", "no", "0", "false", "f"}
SEXES = {"m": "M", "male": "M", "boy": "M", "1": "M", "f": "F", "female": "F", "girl": "F", "2": "F"} | dict.fromkeys(
    ("u", "unknown", "not known", "unborn", "0", "9"), "U"
)
NO_RELATION = "This relation is not known here, or has no id. It was left out. Write it like “sibling: C102”."
LONGEST = {"name": 100, "address": 300}
HEADINGS = {column.key: column.heading for column in COLUMNS}
NUMBERS = (("child_id", "la_child_id"), ("nhs_number", "nhs"), ("upn", "upn"))
SPOKEN_OF = {
    "worker": ("worker", "worker_email", "worker_code"),
    "team": ("team",),
    "school": ("school", "school_urn"),
    "surgery": ("surgery", "surgery_code"),
}


@dataclass
class Batch:
    """The rows of a file that speak of one authority and one day. `code` is empty where the file does not say."""

    code: str
    as_at: dt.date
    entries: list[Entry] = field(default_factory=list)


def read(
    table: Table, *, as_at: dt.date, progress: Callable[[int, int | None], None] = lambda done, total: None
) -> tuple[list[Batch], Findings]:
    """What the rows of a people file say, by authority and day, older days first."""
    reader = _Reader(table, as_at)
    for number, row in enumerate(table.rows, 1):
        reader.take(row)
        progress(number, None)
    return sorted(reader.batches.values(), key=lambda one: (one.as_at, one.code)), reader.findings


class _Reader:
    def __init__(self, table: Table, as_at: dt.date) -> None:
        self.findings = table.findings
        self.as_at = as_at
        self.names, unknown = match(table.headings)
        for heading in unknown:
            self.findings.odd("This column is not known. It was left out.", field=heading)
        self.says = {topic for topic, columns in SPOKEN_OF.items() if any(one in self.names for one in columns)}
        self.batches: dict[tuple[str, dt.date], Batch] = {}
        self.seen: dict[tuple[str, str], Entry] = {}

    def take(self, row: Row) -> None:
        """Read one row, or refuse it."""
        cells = _Cells(row, self.names, self.findings)
        cells.child_id = cells.text("child_id")
        numbers = self._numbers(cells)
        if not numbers:
            self.findings.refuse(
                "The row has no child id, NHS number or UPN that can be used. Give it one.", line=row.line, kind="child"
            )
            return
        cells.child_id = next(iter(numbers.values()))
        entry = self._entry(cells, numbers)
        key = (cells.text("authority"), cells.past_date("as_at") or self.as_at)
        earlier = self.seen.setdefault((key[0], entry.label), entry)
        if earlier is entry:
            self.batches.setdefault(key, Batch(*key)).entries.append(entry)
        elif earlier.born_on and entry.born_on and earlier.born_on != entry.born_on:
            cells.refuse("child_id", "This id is used twice with different birth dates. The first row stands.", "child")
        else:
            _join(earlier, entry)
            cells.odd("child_id", "This id comes twice. What the first row does not say was taken from this one.")

    def _says(self, cells: "_Cells") -> set[str]:
        """What the row speaks of, be it only by an empty cell."""
        return {topic for topic in self.says if any(cells.has(one) for one in SPOKEN_OF[topic])}

    def _numbers(self, cells: "_Cells") -> dict[str, str]:
        """The identifiers of the row in canonical form. A mistyped one is left out."""
        found: dict[str, str] = {}
        for column, scheme in NUMBERS:
            text = cells.text(column)
            if not text:
                continue
            value = IDENTIFIERS[scheme].canonical(text)
            problem = IDENTIFIERS[scheme].problem(text)
            if problem and scheme != "la_child_id":
                cells.refuse(column, f"{problem}. The number was left out.")
            elif len(value) > 60:
                cells.refuse(column, "The id is longer than 60 characters.")
            else:
                if problem:
                    cells.odd(column, "The id should be 20 letters and digits at most. It was taken as it is.")
                found[scheme] = value
        return found

    def _entry(self, cells: "_Cells", numbers: dict[str, str]) -> Entry:
        entry = Entry(
            line=cells.row.line,
            numbers=numbers,
            name=cells.name(""),
            known_as=cells.text("known_as", LONGEST["name"]),
            former=cells.several("former"),
            born_on=cells.past_date("born_on"),
            expected_on=cells.date("expected_on"),
            died_on=cells.past_date("died_on"),
            phones=cells.phones("phone"),
            family_key=cells.text("family_key", 50),
            restricted=cells.yes("restricted"),
            address_restricted=cells.yes("address_restricted"),
            says=self._says(cells),
        )
        home = cells.home("")
        entry.homes = [home] if home else []
        entry.traits = [trait for trait in (cells.sex(), cells.ethnicity()) if trait[1]]
        entry.adults = [adult for role in ROLES if (adult := _adult(cells, role)) is not None]
        entry.relations = cells.relations()
        entry.places = _places(cells)
        if team := cells.text("team", 120):
            entry.teams = [TeamSaid(team)]
        worker = WorkerSaid(
            cells.text("worker", 200),
            cells.text("worker_email", 254).lower(),
            cells.text("worker_code", 48),
            since=cells.since("worker_since"),
        )
        entry.workers = [worker] if worker.name or worker.email or worker.code else []
        return entry


def _adult(cells: "_Cells", role: Role) -> Adult | None:
    """Whoever stands in a group of columns; None where there is nobody."""
    prefix = f"{role.key}_"
    name, key = cells.name(prefix), cells.text(f"{prefix}key", 60)
    if not name and not key:
        return None
    return Adult(
        kind=role.kind,
        name=name,
        born_on=cells.past_date(f"{prefix}born_on"),
        key=key,
        sex=role.sex,
        phones=cells.phones(f"{prefix}phone"),
        home=cells.home(prefix),
    )


def _places(cells: "_Cells") -> list[PlaceSaid]:
    said = [
        PlaceSaid(
            Place.Kind.SCHOOL, cells.text("school_urn", 20), cells.text("school", 200), cells.since("school_since")
        ),
        PlaceSaid(Place.Kind.SURGERY, cells.text("surgery_code", 20).upper(), cells.text("surgery", 200)),
    ]
    return [one for one in said if one.code or one.name]


class _Cells:
    """The cells of one row by column, read with a finding where they cannot be."""

    def __init__(self, row: Row, names: Mapping[str, str], findings: Findings) -> None:
        self.row, self.names, self.findings = row, names, findings
        self.child_id = ""

    def has(self, column: str) -> bool:
        """Whether there is such a cell, be it empty."""
        return column in self.names and self.names[column] not in self.row.lacks

    def text(self, column: str, longest: int = 200) -> str:
        """A cell; what is too long to be kept is cut, and said."""
        found = self.row[self.names[column]] if column in self.names else ""
        if len(found) > longest:
            self.odd(column, f"The text is longer than {longest} characters. The rest was cut off.")
        return found[:longest]

    def date(self, column: str) -> dt.date | None:
        """A day; None for an empty cell, and with a finding for what is no day."""
        text = self.text(column)
        day = parse_date(text) if text else None
        if text and day is None:
            self.refuse(column, NOT_A_DATE, found=text)
        return day

    def past_date(self, column: str) -> dt.date | None:
        """A day that cannot be still to come, such as a birth; None, with a finding, for one that is."""
        day = self.date(column)
        if day is not None and day > clock.today():
            self.refuse(column, STILL_TO_COME, found=self.text(column))
            return None
        return day

    def since(self, column: str) -> dt.date | None:
        """The first day of something that may be planned, such as a place at a school; one still to come is said."""
        day = self.date(column)
        if day is not None and day > clock.today():
            self.odd(column, NOT_YET, found=self.text(column))
        return day

    def yes(self, column: str) -> bool:
        """Yes or no. What is neither counts as yes, and is said: these columns keep things from being seen."""
        text = self.text(column).casefold()
        if text not in YES and text not in NO:
            self.odd(column, "This is neither yes nor no. It was taken for yes.", found=text)
        return text not in NO

    def several(self, column: str) -> list[str]:
        """Parts with a semicolon between them."""
        return [part.strip()[: LONGEST["name"]] for part in self.text(column, 2_000).split(";") if part.strip()]

    def name(self, prefix: str) -> Spelt:
        """A name in parts, or whole. "Okoro, Ava" is read as family name and given name."""
        longest = LONGEST["name"]
        given, family = self.text(f"{prefix}given", longest), self.text(f"{prefix}family", longest)
        if given or family:
            return Spelt(given, self.text(f"{prefix}middle"), family)
        whole = self.text(f"{prefix}full", 300)
        last, comma, first = whole.partition(",")
        if comma and first.strip() and "," not in first:
            return Spelt(first.strip()[:longest], "", last.strip()[:longest])
        words = whole.split(" ")
        if len(words) == 2:
            return Spelt(words[0][:longest], "", words[1][:longest])
        return Spelt(full=whole)

    def home(self, prefix: str) -> Home | None:
        """An address with its postcode; None where there is neither."""
        address, text = self.text(f"{prefix}address", LONGEST["address"]), self.text(f"{prefix}postcode")
        postcode = normalise.postcode(text)
        if text and not postcode:
            self.odd(f"{prefix}postcode", "This is not a postcode. It was left out.", found=text)
        if not address and not postcode:
            return None
        return Home(address, postcode, None if prefix else self.since("address_since"))

    def phones(self, column: str) -> tuple[str, ...]:
        """Telephone numbers; what is none is said and left out."""
        found = []
        for text in re.split(r"[;/]", self.text(column)):
            number = normalise.phone(text)
            if number:
                found.append(number)
            elif text.strip():
                self.odd(column, "This is not a telephone number. It was left out.", found=text.strip())
        return tuple(dict.fromkeys(found))

    def sex(self) -> tuple[str, str]:
        """Sex as the census codes it."""
        text = self.text("sex")
        code = SEXES.get(text.casefold(), "")
        if text and not code:
            self.odd("sex", "This is not M, F or U. It was left out.", found=text)
        return "sex", code

    def ethnicity(self) -> tuple[str, str]:
        """Ethnicity as a code of the census, by code or words; anything else is kept as it is."""
        text = self.text("ethnicity", 200)
        if not text:
            return "ethnicity", ""
        known = codes.known("ethnicity")
        for one in known:
            if text.casefold() in (one.code.casefold(), one.words.casefold()):
                return "ethnicity", one.code
        self.odd("ethnicity", "This code is not on the list. It was kept, and is shown as not known.", found=text)
        return "ethnicity", text

    def relations(self) -> list[tuple[str, str]]:
        """Other relations: kind and number of whoever they are."""
        found = []
        for part in self.several("relations"):
            kind, _, key = (one.strip() for one in part.partition(":"))
            known = RELATION_WORDS.get(kind.casefold().replace("-", " "))
            if known and key:
                found.append((known, key))
            else:
                self.refuse(
                    "relations",
                    NO_RELATION,
                    found=part,
                )
        return found

    def refuse(self, column: str, reason: str, kind: str = "", found: str = "") -> None:
        """Say that a cell, or the whole row, was not taken."""
        self.findings.refuse(
            reason, line=self.row.line, child_id=self.child_id, field=HEADINGS[column], kind=kind, found=found
        )

    def odd(self, column: str, reason: str, found: str = "") -> None:
        """Say that a cell was taken as it came, or left out."""
        self.findings.odd(reason, line=self.row.line, child_id=self.child_id, field=HEADINGS[column], found=found)


def _relation_words() -> dict[str, str]:
    """Kinds of relationship by key and by each of their words."""
    found: dict[str, str] = {}
    for kind in RELATIONSHIPS.values():
        words: Sequence[str] = (kind.key.replace("_", " "), kind.words.female, kind.words.male, kind.words.neutral)
        for word in words:
            found.setdefault(word.casefold().replace("-", " "), kind.key)
    return found


RELATION_WORDS = _relation_words()


def _join(earlier: Entry, later: Entry) -> None:
    """Fill what the first row of an id did not say from a later one."""
    for name in ("name", "known_as", "born_on", "expected_on", "died_on", "family_key"):
        if not getattr(earlier, name):
            setattr(earlier, name, getattr(later, name))
    for name in ("former", "traits", "homes", "adults", "relations", "places", "teams", "workers"):
        held = getattr(earlier, name)
        kinds = {getattr(one, "kind", None) for one in held} if name in ("homes", "places") else set()
        held += [one for one in getattr(later, name) if one not in held and getattr(one, "kind", 0) not in kinds]
    held_traits = dict(reversed(earlier.traits))
    earlier.traits = list(held_traits.items())
    earlier.numbers = {**later.numbers, **earlier.numbers}
    earlier.restricted = earlier.restricted or later.restricted
    earlier.address_restricted = earlier.address_restricted or later.address_restricted
