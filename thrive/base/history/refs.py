"""The outside name of a record: 12 characters, random, easy to read out over the telephone."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 or o, no 1, i or l
LENGTH = 12
_REFS = len(ALPHABET) ** LENGTH

_dice: ContextVar[random.Random | None] = ContextVar("thrive_ref_dice", default=None)


def new_ref() -> str:
    """A fresh ref. 31 to the power 12 values; nothing about the record can be worked out from it."""
    dice = _dice.get()
    return _spelt(dice.randrange(_REFS) if dice else secrets.randbelow(_REFS))


def ref_drawn_from(digest: bytes) -> str:
    """The ref that the same digest gives each time: for what may be sent twice and must be kept once. The digest is
    keyed, and of at least 16 bytes, so that nobody can work it out or aim at another's."""
    if len(digest) < 16:
        raise ValueError("A ref is drawn from at least 16 bytes")
    return _spelt(int.from_bytes(digest) % _REFS)


def _spelt(number: int) -> str:
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


@contextmanager
def repeatable(seed: str) -> Iterator[None]:
    """Draw the same refs in the same order while the block runs. For invented people only: such refs can be guessed."""
    token = _dice.set(random.Random(seed))
    try:
        yield
    finally:
        _dice.reset(token)


def looks_like_ref(text: str) -> bool:
    """Whether `text` has the shape of a ref."""
    return len(text) == LENGTH and all(letter in ALPHABET for letter in text)
