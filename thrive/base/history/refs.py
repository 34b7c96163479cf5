"""The outside name of a record: 12 characters, random, easy to read out over the telephone."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 or o, no 1, i or l
LENGTH = 12


def new_ref() -> str:
    """A fresh ref. 31 to the power 12 values; nothing about the record can be worked out from it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def looks_like_ref(text: str) -> bool:
    """Whether `text` has the shape of a ref."""
    return len(text) == LENGTH and all(letter in ALPHABET for letter in text)
