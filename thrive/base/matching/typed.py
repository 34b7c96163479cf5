"""Work out what one search box holds: names, a birth date, a postcode, a number, or several of them mixed.

The text is cut into parts from left to right, each as long as can be understood. A part may be read in
more than one way ("2017" is a year or a child id): the person sought must satisfy every part, each in any
one of its readings. A part that cannot be read at all keeps its text and has none. Nothing is ever raised.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from thrive.base.matching import normalise, numbers
from thrive.base.matching.typed_dates import Born, read_born

NHS_NUMBER = "nhs_number"
UPN = "upn"
ULN = "uln"
PHONE = "phone"
POSTCODE = "postcode"
OUTWARD = "outward"
BORN = "born"
REF = "ref"
CHILD_ID = "child_id"
ADDRESS = "address"
NAME = "name"
KINDS = (NHS_NUMBER, UPN, ULN, PHONE, POSTCODE, OUTWARD, BORN, REF, CHILD_ID, ADDRESS, NAME)
NUMBER_KINDS = frozenset({NHS_NUMBER, UPN, ULN, REF, CHILD_ID})

LONGEST_TEXT = 300
MOST_TOKENS = 30
LONGEST_SPAN = 6  # tokens that may make one part, apart from an address
REF_LETTERS = frozenset("23456789abcdefghjkmnpqrstuvwxyz")  # as in `history.refs`, which lies above this room
REF_LENGTH = 12


@dataclass(frozen=True)
class Reading:
    """One way to understand a part. `value` is canonical; a name's may hold several words, all of which count.

    `born`: the days meant, for the kind `born` only. An address is read further by `normalise.read_address`.
    """

    kind: str
    value: str
    born: Born | None = None


@dataclass(frozen=True)
class Part:
    """A stretch of the text as typed, with every way to read it, the likeliest first."""

    text: str
    readings: tuple[Reading, ...]

    def of(self, kind: str) -> Reading | None:
        """The reading of this kind, if there is one."""
        return next((reading for reading in self.readings if reading.kind == kind), None)


@dataclass(frozen=True)
class Query:
    """What was typed, understood."""

    text: str
    parts: tuple[Part, ...]

    def all(self, kind: str) -> tuple[Reading, ...]:
        """Every reading of a kind, in the order typed."""
        return tuple(reading for part in self.parts for reading in part.readings if reading.kind == kind)

    def first(self, kind: str) -> Reading | None:
        """The first reading of a kind."""
        return next(iter(self.all(kind)), None)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that may be of a name, each once, in the order typed."""
        return tuple(dict.fromkeys(word for reading in self.all(NAME) for word in reading.value.split()))

    @property
    def identifiers(self) -> tuple[Reading, ...]:
        """Every reading that is a number of one person."""
        return tuple(r for part in self.parts for r in part.readings if r.kind in NUMBER_KINDS)

    @property
    def unread(self) -> tuple[str, ...]:
        """The parts that could not be understood, as typed ("31/2/2017")."""
        return tuple(part.text for part in self.parts if not part.readings)

    @property
    def is_empty(self) -> bool:
        """Whether fewer than two letters or numbers were typed, too few to search for."""
        return sum(character.isalnum() for character in self.text) < 2


# --- One part of several tokens -------------------------------------------------------------------

_DIGITS_ONLY = re.compile(r"[+0-9().\-/ ]+")
_SECTOR = re.compile(r"[0-9][A-Za-z]?")


def _as_number(text: str) -> list[Reading]:
    """NHS number, learner number, pupil number or telephone."""
    found = [
        Reading(kind, value)
        for kind, value in ((NHS_NUMBER, numbers.nhs_number(text)), (ULN, numbers.uln(text)), (UPN, numbers.upn(text)))
        if value
    ]
    phone = normalise.phone(text) if _DIGITS_ONLY.fullmatch(text) else ""
    return [*found, Reading(PHONE, phone)] if phone else found


def _as_born(text: str, today: date) -> list[Reading]:
    born = read_born(text, today=today)
    return [Reading(BORN, born.first.isoformat(), born)] if born else []


def _as_postcode(text: str) -> list[Reading]:
    if not re.fullmatch(r"[A-Za-z0-9]+[ \-]?[A-Za-z0-9]*", text):
        return []
    whole = normalise.postcode(text)
    if whole:
        return [Reading(POSTCODE, whole)]
    first, _, rest = text.partition(" ")
    if rest and normalise.outward(first) and _SECTOR.fullmatch(rest):
        return [Reading(OUTWARD, normalise.outward(first))]  # "WX4 2": begun, not finished
    return []


# --- One token ------------------------------------------------------------------------------------


def _as_code(token: str) -> list[Reading]:
    """Readings of one token that holds a digit: ref, first half of a postcode, a local or other number."""
    if not re.fullmatch(r"[A-Za-z0-9]+(?:[\-/.][A-Za-z0-9]+)*", token) or not any(c.isdigit() for c in token):
        return []
    if re.fullmatch(r"[0-9]{1,4}[/.\-][0-9]{1,2}(?:[/.\-][0-9]{1,4})?", token):
        return []  # meant as a date, and not one
    found = _as_ref(token)
    outward = normalise.outward(token) if token.isalnum() and not normalise.postcode(token) else ""
    if outward:
        found.append(Reading(OUTWARD, outward))
    return [*found, Reading(CHILD_ID, numbers.strip(token))]


def _as_ref(token: str) -> list[Reading]:
    low = token.lower()
    return [Reading(REF, low)] if len(low) == REF_LENGTH and REF_LETTERS.issuperset(low) else []


def _as_name(token: str) -> list[Reading]:
    if any(c.isdigit() for c in token) or "@" in token:
        return []
    name = normalise.name(token)
    return [*_as_ref(token), Reading(NAME, name)] if name else []


# --- Addresses ------------------------------------------------------------------------------------

_HOUSE = re.compile(r"[0-9]{1,4}[A-Za-z]?")


def _is_word(token: str) -> bool:
    return any(c.isalpha() for c in token) and not any(c.isdigit() for c in token)


def _street_length(tokens: list[str], start: int) -> int:
    """How many words from `start` make a street: as far as the kind of street, or all the words there are."""
    length = 0
    for token in tokens[start:]:
        if not _is_word(token):
            break
        length += 1
        if length >= 2 and normalise.ends_street(token):
            return length
    return length


def _address(tokens: list[str], start: int, today: date) -> tuple[int, list[Reading]]:
    """An address that begins at `start`: how many tokens it takes, and its readings; 0 when there is none."""
    here = start
    if tokens[here].lower() in ("flat", "apartment", "apt", "unit") and here + 1 < len(tokens):
        here += 2
    short = True  # 14 before a word begins an address; 1002 before one may be a child id
    if here < len(tokens) and _HOUSE.fullmatch(tokens[here]) and not _as_born(tokens[here], today):
        short = len(tokens[here]) <= 3
        here += 1
    street = _street_length(tokens, here) if here < len(tokens) else 0
    ends = street >= 2 and normalise.ends_street(tokens[here + street - 1])
    sure = here > start and short and (start == 0 or here - start >= 2)
    if not street or not (sure or ends):
        return 0, []
    text = " ".join(tokens[start : here + street])
    found = [Reading(ADDRESS, normalise.address(text))]
    if here == start:  # "Grace Hill" may be a street and may be a girl
        found.insert(0, Reading(NAME, normalise.name(text)))
    return here + street - start, found


# --- The whole text -------------------------------------------------------------------------------

_LABELS = frozenset(
    {
        "dob",
        "d.o.b",
        "born",
        "due",
        "nhs",
        "upn",
        "uln",
        "tel",
        "phone",
        "mobile",
        "postcode",
        "id",
        "ref",
        "no",
        "number",
    }
)
_NAME_PREFIXES = frozenset({"o", "mc", "mac"})


def _tokens(text: str) -> list[str]:
    """The words typed, without commas and without labels such as "dob" before what they name."""
    found = text.replace(",", " ").replace(";", " ").split()[:MOST_TOKENS]
    kept = []
    for place, token in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else ""
        if token.lower().strip(":.#") in _LABELS and any(c.isdigit() for c in after):
            continue
        kept.append(token)
    return kept


def _longest(tokens: list[str], start: int, read: Callable[[str], list[Reading]]) -> tuple[int, list[Reading]]:
    """The longest run of tokens from `start` that `read` understands."""
    for length in range(min(LONGEST_SPAN, len(tokens) - start), 0, -1):
        found = read(" ".join(tokens[start : start + length]))
        if found:
            return length, found
    return 0, []


def _part(tokens: list[str], start: int, today: date) -> tuple[int, list[Reading]]:
    """The part that begins at `start`: how many tokens it takes, at least one, and its readings."""
    readers: tuple[Callable[[str], list[Reading]], ...] = (
        _as_number,
        lambda text: _as_born(text, today),
        _as_postcode,
    )
    length, found = max((_longest(tokens, start, read) for read in readers), key=lambda read: read[0])
    address_length, address = _address(tokens, start, today)
    if address_length > length:
        return address_length, address
    if length > 1:
        return length, found
    token = tokens[start]
    if token.lower() in _NAME_PREFIXES and start + 1 < len(tokens) and _is_word(tokens[start + 1]):
        return 2, _as_name(f"{token} {tokens[start + 1]}")
    every = [*found, *(reading for read in readers for reading in read(token)), *_as_code(token), *_as_name(token)]
    return 1, list(dict.fromkeys(every))


def read_query(text: str, *, today: date) -> Query:
    """Understand what was typed into the one search box.

    `today` settles years of two digits, ages, and which years a person may have been born in. Only the first
    300 characters and 30 words count.
    """
    text = " ".join(text[:LONGEST_TEXT].split())
    tokens = _tokens(text)
    parts = []
    start = 0
    while start < len(tokens):
        length, readings = _part(tokens, start, today)
        typed = " ".join(tokens[start : start + length])
        if readings or any(c.isalnum() for c in typed):
            parts.append(Part(typed, tuple(readings)))
        start += length
    return Query(text, tuple(parts))
