"""What a search asks for, in the terms of the index: needs, all of which a person must meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from thrive.base.matching import normalise, numbers, typed
from thrive.base.matching.typed import Part, Query, Reading
from thrive.base.matching.typed_dates import Born

NUMBERS = (typed.NHS_NUMBER, typed.UPN, typed.ULN, typed.REF, typed.CHILD_ID)
LONGEST_PREFIX = 4  # letters that an authority may put before its own numbers
PLACES = (typed.POSTCODE, typed.OUTWARD, typed.ADDRESS)


@dataclass(frozen=True)
class Key:
    """An exact key of the index. `begins`: a key that begins so will do."""

    kind: str
    key: str
    begins: bool = False


@dataclass(frozen=True)
class Need:
    """One thing asked for. It is met by a person of all the `words`, or of a number, or a place, or a birth."""

    text: str
    words: tuple[str, ...] = ()
    numbers: tuple[Key, ...] = ()
    phones: tuple[Key, ...] = ()
    places: tuple[Key, ...] = ()
    born: tuple[Born, ...] = ()

    @property
    def names_somebody(self) -> bool:
        """Whether it may be asked of a restricted record: a name or a number, not where somebody lives."""
        return bool(self.words or self.numbers)


def needs_of(query: Query) -> list[Need]:
    """The needs of what was typed. A part that can only be a name of several words is as many needs."""
    found: list[Need] = []
    for part, torn in zip(query.parts, _torn_numbers(query.parts), strict=True):
        need = _need(part, torn)
        if need.words and not (need.numbers or need.phones or need.places or need.born):
            found.extend(Need(text=word, words=(word,)) for word in need.words)
        elif part.readings:
            found.append(need)
    return found


def _torn_numbers(parts: Sequence[Part]) -> list[tuple[Key, ...]]:
    """For each part, the number it may be half of: "WX 48213" is on record as WX48213."""
    found: list[tuple[Key, ...]] = [() for _ in parts]
    for place, (letters, digits) in enumerate(pairwise(parts)):
        if letters.text.isalpha() and len(letters.text) <= LONGEST_PREFIX and digits.of(typed.CHILD_ID):
            whole = numbers.strip(letters.text + digits.text)
            found[place] = found[place + 1] = tuple(Key(kind, whole) for kind in (typed.CHILD_ID, "number"))
    return found


def _need(part: Part, torn: tuple[Key, ...]) -> Need:
    return Need(
        text=part.text,
        words=tuple(word for one in _of(part, typed.NAME) for word in one.value.split()),
        numbers=tuple(key for one in _of(part, *NUMBERS) for key in _number_keys(one)) + torn,
        phones=tuple(Key("phone", one.value) for one in _of(part, typed.PHONE)),
        places=tuple(key for one in _of(part, *PLACES) for key in _place_keys(one)),
        born=tuple(one.born for one in _of(part, typed.BORN) if one.born is not None),
    )


def _of(part: Part, *kinds: str) -> list[Reading]:
    return [one for one in part.readings if one.kind in kinds]


def _number_keys(one: Reading) -> list[Key]:
    """A child's number may be any number that is not checked: an older system's, a court's."""
    if one.kind == typed.REF:
        return [Key("ref", one.value)]
    return [Key(one.kind, one.value), *([Key("number", one.value)] if one.kind == typed.CHILD_ID else [])]


def _place_keys(one: Reading) -> list[Key]:
    if one.kind != typed.ADDRESS:
        return [Key(one.kind, one.value)]
    line = normalise.read_address(one.value)
    if not line.street:
        return []
    return [Key("address", f"{line.number} {line.street}", True) if line.number else Key("street", line.street, True)]
