"""How near a stored word is to a typed one, and how that is said."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from thrive.base.matching import keys

LEAST_ALIKE = 0.5  # a sound leaves out vowels: Okoro and Iqra have one sound, and nobody mistakes them


class Nearness(IntEnum):
    """How a stored word answers a typed one, best first. The number is what it costs in the ranking."""

    SAME = 0
    FORM = 10  # another form of the name: Kate, Katherine
    BEGINNING = 12
    LETTER = 20
    SOUND = 30


@dataclass(frozen=True)
class Likeness:
    """A stored word answers `typed`, and how."""

    typed: str
    stored: str
    nearness: Nearness

    @property
    def says(self) -> str:
        """Why this matched, for a worker; nothing where the word is the same."""
        if self.nearness is Nearness.FORM:
            return _form_says(self.typed, self.stored)
        return {
            Nearness.SAME: "",
            Nearness.BEGINNING: f"Begins with {self.typed.capitalize()}",
            Nearness.LETTER: f"One letter differs: {self.stored.capitalize()}",
            Nearness.SOUND: f"Sounds like {self.typed.capitalize()}",
        }[self.nearness]


@lru_cache(maxsize=100_000)
def likeness(typed: str, stored: str) -> Likeness | None:
    """How `stored` answers `typed`; None if it does not. Both in comparing form."""
    nearness = _nearness(typed, stored)
    return None if nearness is None else Likeness(typed, stored, nearness)


def _nearness(typed: str, stored: str) -> Nearness | None:
    if typed == stored:
        return Nearness.SAME
    if keys.alias_kind(typed, stored):
        return Nearness.FORM
    if stored.startswith(typed):
        return Nearness.BEGINNING
    if not keys.deletes(typed).isdisjoint(keys.deletes(stored)) and keys.within_one_edit(typed, stored):
        return Nearness.LETTER
    sound = keys.sound(typed)
    heard = bool(sound) and sound == keys.sound(stored)
    return Nearness.SOUND if heard and JaroWinkler.similarity(typed, stored) >= LEAST_ALIKE else None


def _form_says(typed: str, stored: str) -> str:
    """A short form names the whole name; a spelling says how what was typed sounds."""
    kind = keys.alias_kind(typed, stored)
    whole = max((typed, stored), key=len).capitalize()
    if kind == keys.SHORT_FORM:
        return f"Short form of {whole}"
    if kind == keys.GENDERED_SURNAME:
        return f"Same surname as {typed.capitalize()}, with another ending"
    return f"Another spelling of {typed.capitalize()}" if kind == keys.SPELLING else f"Sounds like {typed.capitalize()}"
