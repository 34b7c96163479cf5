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
    number = dice.randrange(_REFS) if dice else secrets.randbelow(_REFS)
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
