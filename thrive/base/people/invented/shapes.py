"""The shapes of a planned family: who, related how, living where, and when somebody came to know them."""

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

from thrive.base.access.rules import Capacity, Restriction
from thrive.base.people.invented.names import Origin


class About(Enum):
    """Whom the work with a family is about."""

    EVERYBODY = "everybody"
    DISABLED_CHILD = "disabled child"
    ALONE = "alone"  # a young person whose family is not here
    YOUNG_PERSON = "young person"


@dataclass(frozen=True)
class Known:
    """When a family is worked with: spans from a day to a day, in days before the day it is planned as at.

    A span that ends after that day has a negative end.
    """

    spans: tuple[tuple[int, int], ...]
    about: About = About.EVERYBODY


@dataclass(frozen=True)
class Caution:
    """A planned warning. `review_in` is in days from the day it is planned as at; a negative one is overdue."""

    kind: str
    instruction: str
    reason: str
    review_in: int
    since: int = 170
    risk_to_children: bool = False


@dataclass
class Someone:
    """A planned person; `home` is the number of the household they live in.

    `stays_out`: known, but no work is about them. `was_in_care`: an adult with a record of their own childhood.
    """

    given: str
    family: str
    sex: str
    origin: Origin
    ethnicity: str
    born_on: dt.date | None = None
    expected_on: dt.date | None = None
    died_on: dt.date | None = None
    is_child: bool = True
    known_as: str = ""
    former_given: str = ""
    former_family: str = ""
    former_until: dt.date | None = None
    home: int = 0
    language: str = ""
    interpreter: bool = False
    faith: str = ""
    pronoun: str = ""
    nationality: str = ""
    communication: str = ""
    disabilities: tuple[str, ...] = ()
    phone: str = ""
    safe_note: str = ""
    cautions: tuple[Caution, ...] = ()
    restriction: Restriction = Restriction.ORDINARY
    address_restricted: bool = False
    stays_out: bool = False
    was_in_care: bool = False

    @property
    def birth(self) -> dt.date | None:
        """The day of birth, or the one expected."""
        return self.born_on or self.expected_on


@dataclass
class Tie:
    """`person` is the `kind` of `other`, by their places in the family's list."""

    person: int
    kind: str
    other: int
    since: dt.date | None = None


@dataclass
class Home:
    """A household: where, and since when its people have lived there."""

    address: str
    postcode: str
    since: dt.date


@dataclass
class OtherFamily:
    """A second working set some of the same people are in: who, in what capacity, from when to when."""

    name: str
    members: list[tuple[int, Capacity, dt.date | None, dt.date | None]]


@dataclass
class FamilyPlan:
    """A family: its people, how they are related, who holds responsibility for whom, where they live.

    `number` tells families of one plan apart. `is_shown`: one that guides name, led by the first lead practitioner.
    """

    name: str
    people: list[Someone]
    ties: list[Tie] = field(default_factory=list)
    responsible: list[tuple[int, int, str]] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    former_homes: list[tuple[int, Home, dt.date]] = field(default_factory=list)
    others: list[OtherFamily] = field(default_factory=list)
    number: int = 0
    is_shown: bool = False

    @property
    def children(self) -> list[int]:
        """Places of the children in the list of people."""
        return [place for place, one in enumerate(self.people) if one.is_child]

    @property
    def adults(self) -> list[int]:
        """Places of the adults who are alive."""
        return [place for place, one in enumerate(self.people) if not one.is_child and not one.died_on]


def days_before(day: dt.date, days: int) -> dt.date:
    """`day` less so many days."""
    return day - dt.timedelta(days)
