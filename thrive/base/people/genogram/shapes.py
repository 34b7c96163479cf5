"""What a family diagram is drawn from."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """The outline of a person's symbol."""

    MALE = "male"
    FEMALE = "female"
    UNBORN = "unborn"
    NOT_KNOWN = "not_known"  # sex not known or other, or nobody knows who it is


class Tie(StrEnum):
    """How two partners, or two parents of one child, stand to each other. Nearest first."""

    MARRIED = "married"
    COHABITING = "cohabiting"
    SEPARATED = "separated"
    DIVORCED = "divorced"
    LITTLE_KNOWN = "little_known"


class Descent(StrEnum):
    """How a child belongs to a parent. Nearest first."""

    BIRTH = "birth"
    ADOPTED = "adopted"
    FOSTER = "foster"
    STEP = "step"
    POSSIBLE = "possible"


@dataclass(frozen=True)
class Person:
    """Somebody to be drawn.

    `about`: the quiet line ("9 · born 2017"). `note`: a further quiet line ("Kai's father"). `risk`: at most one
    warning. `nobody`: a place kept for somebody who is not known ("?" in the symbol). `restricted`: nothing but
    the word is drawn. `level`: rows below (+) or above (-) the focus, used where no line says it.
    """

    key: str
    name: str = ""
    about: str = ""
    note: str = ""
    risk: str = ""
    shape: Shape = Shape.NOT_KNOWN
    died: bool = False
    nobody: bool = False
    restricted: bool = False
    born_on: dt.date | None = None
    level: int | None = None


@dataclass(frozen=True)
class Partnership:
    """Two people who are or were partners."""

    left: str
    right: str
    tie: Tie = Tie.LITTLE_KNOWN


@dataclass(frozen=True)
class Parentage:
    """`child` is the child of `parent`."""

    parent: str
    child: str
    descent: Descent = Descent.BIRTH


@dataclass(frozen=True)
class Household:
    """People who live together. `label`: address and since when, or "Address withheld"."""

    key: str
    label: str
    members: frozenset[str]


@dataclass(frozen=True)
class Family:
    """A family seen from `focus`. `siblings`: pairs known to be brother or sister although no parent is recorded.
    `most`: how many people are drawn at most; the nearest to the focus are kept."""

    focus: str
    people: tuple[Person, ...]
    partnerships: tuple[Partnership, ...] = ()
    parentage: tuple[Parentage, ...] = ()
    siblings: tuple[tuple[str, str], ...] = ()
    households: tuple[Household, ...] = ()
    most: int = 25
