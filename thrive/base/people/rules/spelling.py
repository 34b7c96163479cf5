"""Whether a text spells where somebody is: a street, a postcode, a telephone number, the name of a school.

Texts and what is looked for are brought to one form first (lower case, no accents, one space), so that "6 Vexholm
Terr.", "wx7 4qz" and "WX74QZ" are found as they are typed. What is described, misspelt, or called by half a name is
not found: software cannot read what a text means.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from thrive.base.matching import normalise

WITHHELD_WORDS = "[withheld]"
SHORTEST = 4  # letters of a single word that is looked for by itself


def _set(words: str) -> frozenset[str]:
    """The words of a list written in one text."""
    return frozenset(words.split())


#: Words that many places have in their names: none of them tells a place by itself.
_COMMON = _set(
    "academy care catholic ce centre church clinic college community family gp grammar group health high "
    "home hospital hostel house hub infant infants junior medical nursery playgroup practice pre preschool primary "
    "project rc refuge school secondary service services shelter sixth surgery team trust unit"
)
_JOINING = _set("and for of the")
#: Services that are the same for everybody, wherever they live.
_EVERYWHERE = _set("ambulance barnardos cafcass camhs court housing mash nhs nspcc nurse police probation social yot")


@dataclass(frozen=True)
class Place:
    """One thing that tells where somebody is: an address with its postcode, a name, a number, as they are recorded."""

    name: str = ""
    address: str = ""
    postcode: str = ""
    contact: str = ""  # a telephone number or an e-mail address


class Spelt:
    """What is looked for in texts."""

    def __init__(self, places: Iterable[Place]) -> None:
        found = (pattern for place in places for pattern in _patterns(place))
        self.patterns = sorted(set(found), key=lambda one: (-len(one), one))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return re.compile(rf"(?<![^ ])(?:{'|'.join(self.patterns)})(?![^ ])") if self.patterns else None

    def found_in(self, text: str) -> list[str]:
        """What of it a text spells, as it stands there, each once."""
        return list(dict.fromkeys(text[start:end] for start, end in self._spans(text)))

    def out_of(self, text: str) -> str:
        """The text with "[withheld]" in the place of what it spells."""
        said, before = "", 0
        for start, end in self._spans(text):
            said += text[before:start] + WITHHELD_WORDS
            before = end
        return said + text[before:]

    def _spans(self, text: str) -> list[tuple[int, int]]:
        if self._pattern is None or not text:
            return []
        plain, at = _plain(text)
        return [(at[one.start()], at[one.end() - 1] + 1) for one in self._pattern.finditer(plain)]


def spells(said: Sequence[str], *, what: str = "This", mend: str = "Take it out") -> str:
    """What an author who is named is told of a text that spells where somebody in hiding is, and how to mend it."""
    quoted = ", ".join(f"“{one}”" for one in said)
    return f"{what} says {quoted}, which is withheld from people who are not named. {mend}"


def _plain(text: str) -> tuple[str, list[int]]:
    """A text as letters, digits and single spaces, and for each of them where in the text it stands."""
    letters: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        folded = character.lower() if character.isascii() else normalise.fold(character)
        if folded in _LEFT_OUT:
            continue
        for one in folded:
            if one.isalnum():
                letters.append(one)
                at.append(place)
            elif letters and letters[-1] != " ":
                letters.append(" ")
                at.append(place)
    return "".join(letters), at


_LEFT_OUT = frozenset("'’‘`´ʻʼʹʿʾ′＇") | {""}


def _words(text: str) -> list[str]:
    return _plain(text)[0].split()


def _patterns(place: Place) -> Iterable[str]:
    yield from _address(place.address)
    if code := normalise.postcode(place.postcode) or normalise.postcode(place.address.split(",")[-1]):
        yield " ?".join(code.replace(" ", "").casefold())
    if number := normalise.phone(place.contact):
        yield _number(number)
    elif "@" in place.contact:
        yield " ".join(_words(place.contact))
    yield from _name(place.name)


def _address(address: str) -> Iterable[str]:
    """The first line, and any further one that ends in a kind of street. A town alone is not looked for."""
    is_first = True
    for part in address.split(","):
        street = normalise.read_address(part).street.split()
        if not street or (not is_first and not normalise.ends_street(street[-1])):
            continue
        if len(street) > 1 or len(street[0]) >= SHORTEST:
            yield f"(?:[0-9]+[a-z]? )?{_each(street)}"
        if normalise.ends_street(street[-1]):
            return
        is_first = False


def _number(digits: str) -> str:
    """A telephone number with spaces anywhere, from here or from abroad."""
    if digits.startswith("+"):
        return f"(?:0 ?0 ?)?{' ?'.join(digits[1:])}"
    return f"(?:0|(?:0 ?0 ?)?4 ?4 ?(?:0 ?)?) ?{' ?'.join(digits[1:])}".replace(") ? ?", ") ?")


def _name(name: str) -> Iterable[str]:
    """The name of a place: what is its own, with any of the words that such places have. Two words of its own tell it
    by themselves; one does not, unless it is the whole name."""
    said = [word for word in _words(name) if word not in _JOINING]
    own = said[: next((place for place, word in enumerate(said) if word in _COMMON), len(said))]
    further = f"(?:(?: {_either(sorted(_JOINING))})* {_either(sorted(_COMMON))})"
    if not own or (len(own) == 1 and own[0] in _EVERYWHERE):
        return
    words = _each(own)
    if len(own) > 1 or (len(said) == 1 and len(own[0]) >= SHORTEST):
        yield f"{words}{further}*"
    elif len(said) > 1:
        yield f"{words}{further}+"


def _each(words: Iterable[str]) -> str:
    """Words one after the other, each as it is or short."""
    return " ".join(_either(normalise.spellings("saint" if word == "st" else word)) for word in words)


def _either(words: Iterable[str]) -> str:
    several = [re.escape(one) for one in words]
    return several[0] if len(several) == 1 else f"(?:{'|'.join(several)})"
