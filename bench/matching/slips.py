"""Slips of the hand, the ear and the scanner in one piece of text, and text without its accents."""

import unicodedata
from functools import cache
from random import Random

from bench.matching.names import variants

LOOKS_LIKE = (("rn", "m"), ("cl", "d"), ("l", "i"), ("e", "c"), ("h", "b"), ("vv", "w"), ("u", "v"), ("n", "r"))
SOUNDS_LIKE = (
    ("ph", "f"), ("ck", "k"), ("ee", "i"), ("ie", "y"), ("y", "ie"), ("ei", "ie"), ("ou", "u"), ("oo", "u"),
    ("sh", "ch"), ("s", "z"), ("c", "k"), ("kh", "k"), ("dh", "d"), ("th", "t"), ("w", "v"), ("j", "y"), ("ai", "ay"),
    ("tt", "t"), ("nn", "n"), ("ll", "l"), ("ss", "s"), ("a", "e"), ("i", "e"), ("o", "u"),
)  # fmt: skip


def typing(text: str, rng: Random) -> str:
    """One letter left out, doubled, put in, exchanged with the next, or another one."""
    if len(text) < 3:
        return text
    at = rng.randrange(1, len(text))
    kind = rng.randrange(5)
    letter = rng.choice("etaoinsrhldcumfpgwybvkxjqz")
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at - 1] + text[at:]
    if kind == 2 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 3:
        return text[:at] + letter + text[at:]
    return text[:at] + letter + text[at + 1 :]


def _one_of(table: tuple[tuple[str, str], ...], text: str, rng: Random) -> str:
    low = text.lower()
    possible = [(old, new) for old, new in table if old in low[1:]]
    if not possible:
        return typing(text, rng)
    old, new = rng.choice(possible)
    at = low.index(old, 1)
    return text[:at] + new + text[at + len(old) :]


def sound(text: str, rng: Random) -> str:
    """Written as heard."""
    return _one_of(SOUNDS_LIKE, text, rng)


def scanned(text: str, rng: Random) -> str:
    """Read wrongly by a scanner."""
    return _one_of(LOOKS_LIKE, text, rng)


def slip(text: str, rng: Random) -> str:
    """One of the three, typing most often."""
    return rng.choice((typing, typing, typing, sound, sound, scanned))(text, rng)


def respelt(text: str, rng: Random) -> str:
    """One word of the name in another known spelling, if there is one."""
    words = text.split()
    known = [place for place, word in enumerate(words) if word in variants("spelling")]
    if known:
        place = rng.choice(known)
        words[place] = rng.choice(variants("spelling")[words[place]])
    return " ".join(words)


_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"})


@cache
def plain(text: str) -> str:
    """Text without accents."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text).translate(_LETTERS)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
