"""The kinds of note, what a timeline says of them, and whose names a paragraph holds.

Only a visit with the child seen counts as having seen them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from thrive.base.calendar.clock import london_day
from thrive.base.calendar.precision import Precision
from thrive.base.matching import normalise
from thrive.base.people.rules.spelling import spells


@dataclass(frozen=True)
class NoteKind:
    """A kind of note: where it stands on the timeline, and whether it asks who was seen."""

    key: str
    title: str
    group: str
    asks_seen: bool = False
    may_withhold_source: bool = False


NOTE_KINDS = {
    kind.key: kind
    for kind in (
        NoteKind("visit", "Visit", "visits", asks_seen=True),
        NoteKind("call", "Telephone call", "notes"),
        NoteKind("meeting", "Meeting", "meetings"),
        NoteKind("message", "Message or letter", "notes"),
        NoteKind("direct_work", "Direct work", "visits", asks_seen=True),
        NoteKind("childs_words", "Child’s words", "notes"),
        NoteKind("management_decision", "Management decision", "meetings"),
        NoteKind("supervision", "Supervision", "meetings"),
        NoteKind("third_party", "Information from somebody else", "notes", may_withhold_source=True),
    )
}
ASK_SEEN = frozenset(kind.key for kind in NOTE_KINDS.values() if kind.asks_seen)

SENTENCE = 200  # characters of a note shown on the timeline
WHY_MOST = 400  # characters of the reason for a correction
LATE_AFTER = dt.timedelta(hours=24)  # product-conventions section 6
DAYS_UNTIL_MONTHS = 60
MONTHS_UNTIL_YEARS = 24
DAYS_IN_A_MONTH = 30.4375  # for words such as "3 months later" only


class Seen(StrEnum):
    """Whether somebody was seen at a visit."""

    ALONE = "alone"
    WITH_OTHERS = "with"
    NOT = "not"

    @property
    def label(self) -> str:
        """What forms and pages call it."""
        return {"alone": "Seen alone", "with": "Seen with others there", "not": "Not seen"}[self]

    @property
    def was_seen(self) -> bool:
        """Whether it counts as having been seen."""
        return self is not Seen.NOT

    @classmethod
    def of(cls, seen: bool | None, alone: bool | None) -> "Seen | None":
        """From the two marks that are kept; None where nothing was said."""
        if seen is None:
            return None
        return (cls.ALONE if alone else cls.WITH_OTHERS) if seen else cls.NOT


FOR_NAMED = "Only for people who are named on the record"


class NoteFault(ValueError):
    """A note cannot be written so. `field` names the answer to mend; "paragraphs" for the text."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class SpellsPlace(NoteFault):
    """A text of somebody named spells where somebody in hiding is. `number`: which of its paragraphs, from 1."""

    def __init__(self, said: Sequence[str], *, field: str, number: int = 0) -> None:
        mend = f"Take it out, or tick “{FOR_NAMED}”" if field == "paragraphs" else "Take it out"
        where = f"Paragraph {number}" if number else {"why": "The reason"}.get(field, "This")
        super().__init__(spells(said, what=where, mend=mend), field=field)
        self.number = number


@dataclass(frozen=True)
class Told:
    """A paragraph as it is written: whom alone it is about, by key, and whether it is kept for people who are named."""

    text: str
    owner: int | None = None
    for_named: bool = False


def event_title(kind: NoteKind, seen: Sequence[Seen]) -> str:
    """What the timeline calls a note. It shows on every record the note is about, so it names nobody."""
    if not kind.asks_seen or not seen:
        return kind.title
    count = sum(one.was_seen for one in seen)
    if len(seen) == 1:
        return f"{kind.title}: {'seen alone' if seen[0] is Seen.ALONE else 'seen' if count else 'not seen'}"
    if count == len(seen):
        every = "both" if count == 2 else f"all {count}"
        return f"{kind.title}: {every} seen{', each alone' if all(one is Seen.ALONE for one in seen) else ''}"
    return f"{kind.title}: {count} of {len(seen)} seen" if count else f"{kind.title}: nobody seen"


def recorded_later(
    happened_on: dt.date, happened_at: dt.datetime | None, precision: str, recorded_at: dt.datetime
) -> str:
    """ "Recorded 3 days later", or nothing when it was recorded within 24 hours or the day is not known exactly."""
    if precision != Precision.DAY:
        return ""
    days = (london_day(recorded_at) - happened_on).days
    within = recorded_at - happened_at <= LATE_AFTER if happened_at else days <= 1
    if within or days < 1:
        return ""
    if days <= DAYS_UNTIL_MONTHS:
        return f"Recorded {days} day{'' if days == 1 else 's'} later"
    months = int(days / DAYS_IN_A_MONTH)
    if months < MONTHS_UNTIL_YEARS:
        return f"Recorded {months} month{'' if months == 1 else 's'} later"
    return f"Recorded {months // 12} years later"


@dataclass(frozen=True)
class Somebody:
    """A person whose name a paragraph may hold."""

    key: int
    name: str
    known_as: str = ""

    @property
    def words(self) -> list[str]:
        """The words of the name, for comparing."""
        return normalise.words(self.name)


@dataclass(frozen=True)
class Household:
    """A child a note is about, with the adults of the child's families."""

    child: Somebody
    adults: tuple[Somebody, ...]


@dataclass(frozen=True)
class Stray:
    """A paragraph names an adult who belongs to some of the children a note is about, and not to others."""

    paragraph: int
    adult: Somebody
    belongs_to: tuple[Somebody, ...]
    not_to: tuple[Somebody, ...]


def strays(paragraphs: Sequence[tuple[str, int | None]], households: Sequence[Household]) -> list[Stray]:
    """Adults named in paragraphs that show on the record of a child whose family they are not in.

    `paragraphs` are (text, key of the one person it is about, or None for everybody). One with an owner shows on
    that record alone and is passed over. A first name counts by itself only where it is written with a capital
    and nobody else of the families bears it.
    """
    adults = {adult.key: adult for one in households for adult in one.adults}
    everybody = [*adults.values(), *(one.child for one in households)]
    found = []
    for number, (text, owner) in enumerate(paragraphs):
        if owner is not None:
            continue
        for adult in adults.values():
            ours = tuple(one.child for one in households if adult in one.adults)
            others = tuple(one.child for one in households if adult not in one.adults)
            if others and is_named(text, adult, [one for one in everybody if one.key != adult.key]):
                found.append(Stray(number, adult, ours, others))
    return found


def is_named(text: str, somebody: Somebody, others: Iterable[Somebody]) -> bool:
    """Whether `text` names `somebody`: by the whole name, or by the part of it that none of `others` bears."""
    text = POSSESSIVE.sub("", text)
    whole = somebody.words
    if len(whole) > 1 and _holds(_tokens(text), whole):
        return True
    taken = {word for other in others for word in [*other.words, *normalise.words(other.known_as)]}
    own = {word for word in (*whole[:1], *normalise.words(somebody.known_as)) if word not in taken}
    if own & set(_tokens(" ".join(CAPITALISED.findall(text)))):
        return True
    family = whole[-1] if len(whole) > 1 and whole[-1] not in taken else ""
    return bool(family) and family in _tokens(" ".join(TITLED.findall(text)))


POSSESSIVE = re.compile(r"['’]s\b")
APOSTROPHE = re.compile(r"['’]")
CAPITALISED = re.compile(r"\b[^\W\d_a-z][^\W\d_]*")
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+([^\W\d_]+(?:['’-][^\W\d_]+)*)")
LETTERS = re.compile(r"[^\W\d_]+")


def _tokens(text: str) -> list[str]:
    """The words of a text, written as `normalise.words` writes names."""
    return LETTERS.findall(normalise.fold(APOSTROPHE.sub("", text)))


def _holds(tokens: Sequence[str], phrase: Sequence[str]) -> bool:
    length = len(phrase)
    return any(list(tokens[start : start + length]) == list(phrase) for start in range(len(tokens) - length + 1))
