"""What a file says of one person, whatever the file: names, homes, parents, places, workers, each with its dates."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from thrive.base.casework.actions.imported import Incoming
from thrive.base.matching import normalise


@dataclass(frozen=True)
class Spelt:
    """A name as a file spells it: in parts or in one."""

    given: str = ""
    middle: str = ""
    family: str = ""
    full: str = ""

    def __bool__(self) -> bool:
        return bool(self.given or self.family or self.full)

    @property
    def words(self) -> str:
        """The name as it is said."""
        return self.full or " ".join(part for part in (self.given, self.middle, self.family) if part)

    @property
    def compared(self) -> str:
        """Given and family name as names are compared."""
        return normalise.name(self.full or f"{self.given} {self.family}")


@dataclass
class Home:
    """An address, with the first day where it is known; `until` is the first day somebody lived there no more."""

    address: str
    postcode: str
    since: dt.date | None = None
    until: dt.date | None = None
    kind: str = "home"

    @property
    def compared(self) -> tuple[str, str]:
        """The address as addresses are compared."""
        return normalise.address(self.address), normalise.postcode(self.postcode) or self.postcode


@dataclass
class Adult:
    """Somebody who brings a child up, or is related to one, as a child's row names them."""

    kind: str  # of `people.rules.RELATIONSHIPS`: what they are to the child
    name: Spelt = Spelt()
    born_on: dt.date | None = None
    key: str = ""
    sex: str = ""
    phones: tuple[str, ...] = ()
    home: Home | None = None


@dataclass(frozen=True)
class PlaceSaid:
    """A school or surgery as a file names it."""

    kind: str  # of `directory.Place`
    code: str
    name: str
    since: dt.date | None = None


@dataclass(frozen=True)
class WorkerSaid:
    """A worker as a file names them, in a role, from a day until (not including) another."""

    name: str = ""
    email: str = ""
    code: str = ""
    other_code: str = ""  # of another kind, tried when nobody has the first
    role: str = "lead_practitioner"
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class TeamSaid:
    """A team as a file names it."""

    text: str  # name or code
    since: dt.date | None = None
    until: dt.date | None = None
    other: str = ""  # another name or code, tried when no team has the first


@dataclass(frozen=True)
class ElementSaid:
    """A dated record of a dataset, about whoever the entry is about. See `casework.Incoming`."""

    kind: str
    natural_key: str
    content: dict[str, Any]
    parent_key: str = ""
    began_on: dt.date | None = None
    ended_on: dt.date | None = None

    def incoming(self, subject_id: int) -> Incoming:
        """The element as casework takes it in."""
        return Incoming(
            subject_id, self.kind, self.natural_key, self.content, self.parent_key, self.began_on, self.ended_on
        )


@dataclass
class Entry:
    """One person of a file. `numbers` are their identifiers by scheme; the first that is on record names them.

    `says` names what the file speaks of at all ("worker", "team", "school", "surgery"): what it speaks of and leaves
    empty is so no more. `is_child`: a record is kept about them as a child.
    """

    line: int
    numbers: dict[str, str] = field(default_factory=dict)
    is_child: bool = True
    name: Spelt = Spelt()
    known_as: str = ""
    former: list[str] = field(default_factory=list)
    born_on: dt.date | None = None
    expected_on: dt.date | None = None
    died_on: dt.date | None = None
    traits: list[tuple[str, str]] = field(default_factory=list)  # characteristics: kind and value
    homes: list[Home] = field(default_factory=list)
    phones: tuple[str, ...] = ()
    adults: list[Adult] = field(default_factory=list)
    relations: list[tuple[str, str]] = field(default_factory=list)  # kind and the other's number: they are this
    family_key: str = ""
    places: list[PlaceSaid] = field(default_factory=list)
    teams: list[TeamSaid] = field(default_factory=list)
    workers: list[WorkerSaid] = field(default_factory=list)
    elements: list[ElementSaid] = field(default_factory=list)
    restricted: bool = False
    address_restricted: bool = False
    says: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        """The number by which a report calls them."""
        return next(iter(self.numbers.values()), "")

    @property
    def scope(self) -> str:
        """The key of their family: the file's, or one of their own."""
        return self.family_key or f"child {self.label}"
