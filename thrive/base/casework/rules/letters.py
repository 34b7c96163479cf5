"""Letters: the languages they are written in, how they are sent, how large they are printed, and what goes in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PART_MOST = 6_000  # characters of what its writer says in one part
NAME_MOST = 200
ADDRESS_MOST = 300


@dataclass(frozen=True)
class Language:
    """A language whose fixed sentences stand in a translation file. `direction`: "ltr", or "rtl" for Urdu or Arabic.

    How to add one is in docs/how-to/add-a-language.md.
    """

    code: str
    title: str
    direction: str = "ltr"


ENGLISH = Language("en-gb", "English")
LANGUAGES: Mapping[str, Language] = {one.code: one for one in (ENGLISH, Language("cy", "Welsh (Cymraeg)"))}

HOW_SENT: Mapping[str, str] = {
    "hand": "Handed over",
    "post": "By post",
    "email": "By secure email, outside Thrive",
    "read": "Read aloud to them, and left with them",
}
BY_POST = "post"

SIZES: Mapping[str, str] = {"ordinary": "12 point", "large": "Large print, 18 point"}
LARGE = "large"

KEPT_FROM_AUTHOR = (
    "An address near this family is withheld from you. Letters about them are written by people who are named on the "
    "record."
)
SEALED = "This record is sealed. Nothing is sent out from it; write from the record that is open."


def texts_in(value: Any) -> Iterator[str]:
    """Every text among plain values, however deep: what goes into a letter is checked wherever it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


def says_too_much(said: list[str], *, what: str) -> str:
    """What is told to the writer whose words tell the addressee what they must not learn, and how to mend it."""
    quoted = ", ".join(f"“{one}”" for one in dict.fromkeys(said))
    return f"{what} says {quoted}, which whoever gets this must not learn. Take it out"
