"""`LetterKind`: a letter that a domain lets people send, declared as data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from thrive.base.offers.domain import Keyed


class Audience(StrEnum):
    """Who a letter is for. What a family is sent is plain, 12 point or larger, and without codes."""

    FAMILY = "family"
    AGENCY = "agency"


@dataclass(frozen=True, kw_only=True)
class LetterPart:
    """Something its writer says in a letter.

    `label` and `hint` ask the writer; `heading` stands above it in the letter, and is found by its English words in the
    translation files. Nothing stands above a part without one.
    """

    key: str
    label: str
    hint: str = ""
    heading: str = ""
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class LetterContent:
    """What a letter tells of something on record, beside what its writer says: plain values, without keys or codes.

    `about` are the keys of the Subjects it concerns; every text among `facts` is checked as the writer's own is.
    """

    about: Sequence[int]
    facts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class LetterKind:
    """A kind of letter.

    `title` is what workers call it, `heading` what stands in it, in English; both say nothing of anybody. `template` is
    rendered with the parts, whom it is to and about, and from whom. `needs` is the permission to write one. A change of
    the template that somebody could ask about later gives it a new `version`: what was sent is kept as it was.

    A kind with `content` is made from a thing on record, such as a plan: it is called as
    `content(viewer=..., ref=..., addressee=...)` and gives a LetterContent, without what the addressee must not learn.
    """

    key: str
    title: str
    heading: str
    audience: Audience
    template: str
    needs: Keyed
    parts: tuple[LetterPart, ...] = ()
    version: int = 1
    content: Callable[..., LetterContent] | None = None

    def part(self, key: str) -> LetterPart:
        """The part called `key`. Raises KeyError for an unknown one."""
        return {one.key: one for one in self.parts}[key]
