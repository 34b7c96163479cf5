"""What is known of somebody when two records are compared, as the caller wrote it.

Raw text goes in; `Prepared` is the same thing in comparing form, worked out once however many
candidates it is held against.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from thrive.base.calendar.precision import Precision
from thrive.base.matching import normalise, numbers


@dataclass(frozen=True)
class Identity:
    """One side of a comparison. Everything may be missing, and missing says nothing for or against.

    `other_names`: full former, known-as or alias names ("Ava Marlowe"). `birth_precision` is a value of
    `calendar.Precision`. `expected_on`: the day an unborn child is due. `sex`: "female" or "male"; any other
    word counts as missing. `parent_names`: full names of those who bring the child up.
    """

    given: str = ""
    middle: str = ""
    family: str = ""
    other_names: tuple[str, ...] = ()
    birth_date: date | None = None
    birth_precision: str = Precision.DAY
    expected_on: date | None = None
    sex: str = ""
    postcode: str = ""
    address: str = ""
    nhs_number: str = ""
    upn: str = ""
    parent_names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class Names(NamedTuple):
    """The names of a record in comparing form, with those of the parents."""

    given: str
    middle: str
    family: str
    other_names: tuple[str, ...]
    parents: tuple[str, ...]


class Birth(NamedTuple):
    """When a child was born, or is expected."""

    born: date | None
    precision: Precision
    expected_on: date | None


@dataclass(frozen=True)
class Prepared:
    """An identity in comparing form. Numbers that fail their check, and stand-in names, are empty."""

    raw: Identity
    given: str
    middle: str
    family: str
    other_names: tuple[str, ...]
    born: date | None
    precision: Precision
    expected_on: date | None
    sex: str
    postcode: str
    outward: str
    home: str
    nhs_number: str
    upn: str
    parents: tuple[str, ...]
    phones: tuple[str, ...]

    @property
    def names(self) -> Names:
        """All names together."""
        return Names(self.given, self.middle, self.family, self.other_names, self.parents)

    @property
    def birth(self) -> Birth:
        """Birth, or the day it is expected."""
        return Birth(self.born, self.precision, self.expected_on)

    @property
    def name_words(self) -> tuple[str, ...]:
        """Every word of every name, each once, in a fixed order."""
        whole = " ".join((self.given, self.middle, self.family, *self.other_names))
        return tuple(sorted(set(whole.split())))


_SEXES = {"female": "female", "f": "female", "male": "male", "m": "male"}


def _precision(text: str) -> Precision:
    """The precision named; an unknown word is read as the least exact, so that nothing is over-believed."""
    try:
        return Precision(text)
    except ValueError:
        return Precision.ABOUT


def _each_once(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({text for text in texts if text}))


def prepare(identity: Identity) -> Prepared:
    """`identity` in comparing form. Takes any content; never raises."""
    family_aside = normalise.bracketed(identity.family)
    others = tuple(normalise.usable(name) for name in (*identity.other_names, family_aside))
    return Prepared(
        raw=identity,
        given=normalise.usable(identity.given),
        middle=normalise.usable(identity.middle),
        family=normalise.usable(identity.family),
        other_names=_each_once(others),
        born=identity.birth_date,
        precision=_precision(identity.birth_precision),
        expected_on=identity.expected_on if identity.birth_date is None else None,
        sex=_SEXES.get(normalise.name(identity.sex), ""),
        postcode=normalise.postcode(identity.postcode),
        outward=normalise.outward(identity.postcode),
        home=normalise.read_address(identity.address).key,
        nhs_number=numbers.nhs_number(identity.nhs_number),
        upn=numbers.upn(identity.upn),
        parents=_each_once(tuple(normalise.usable(parent) for parent in identity.parent_names)),
        phones=_each_once(tuple(normalise.phone(phone) for phone in identity.phones)),
    )
