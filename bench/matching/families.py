"""Families that never were, in homes that never were: who lives where, with whom, born when.

A family has one to six children spaced as children are, now and then twins; some share their home or their street
with cousins, some have a mother who is hardly grown up herself and stands in the same index. Origins live near their
own more than chance would have it, which is what makes namesakes neighbours.
"""

import csv
from bisect import bisect
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from bench.matching.names import LISTS, Origin, Parents, as_woman, name_child, origins, pick_origin

AS_OF = date(2026, 11, 2)
CHILDREN_IN_FAMILY = (0.43, 0.34, 0.15, 0.05, 0.02, 0.01)
TWIN_BIRTHS = 0.015
TWINS_ALIKE = 0.25  # of twins of one sex, with names that begin alike
OLDEST_DAYS = int(18.9 * 365.25)
LEAST_BETWEEN_BIRTHS, MOST_BETWEEN_BIRTHS = 330, 1900
LIVES_NEAR_OWN = 0.55
COUSINS_AT_HOME, COUSINS_NEARBY = 0.012, 0.04
COUSIN_NAMED_ALIKE = 0.2  # of cousins at one address: one given name and nearly one age
YOUNG_MOTHER_INDEXED = 0.012
MOTHERS_SURNAME, HALF_SIBLING, DOUBLE_BARRELLED = 0.24, 0.08, 0.05
MIXED_COUPLE = 0.09
HOMES_IN_POSTCODE = 6
INWARD = "ABDEFGHJLNPQRSTUWXYZ"
AREAS = ("WX", "QX", "ZX", "XW", "VX", "QW")
TOWNS = ("Wexmoor", "Eastmoor", "Holmbeck", "Carrow", "Netherby", "Tarnside", "Ousely", "Brackwater")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a family lives."""

    postcode: str
    address: str
    town: str


@dataclass(slots=True)
class Child:
    """A child as it is. `due` children are not born: `born` is the day they are expected."""

    number: int
    family_number: int
    origin: str
    sex: str
    given: str
    middle: str
    family: str
    born: date
    home: Home
    parent: str
    mother_family: str = ""
    nhs_number: str = ""
    upn: str = ""
    twin: bool = False
    due: bool = False


@dataclass(slots=True)
class Family:
    """Children of one mother; `cousins` are in the family numbered so. `young_mother` stands in the index herself."""

    number: int
    children: list[Child]
    surname: str
    cousins_of: "Family | None" = None
    at_home: bool = False
    young_mother: Child | None = None


@cache
def streets() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that streets are called by, and the kinds of street."""
    with (LISTS / "streets.csv").open(encoding="utf-8") as file:
        names, kinds = (tuple(row["words"].split()) for row in csv.DictReader(file))
    return names, kinds


@dataclass
class Place:
    """Deals out homes: neighbourhoods, postcodes in them, some with more families of one origin."""

    children: int
    rng: Random
    near_own: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.neighbourhoods = max(12, self.children // 1200)
        for one in origins():
            few = max(1, round(self.neighbourhoods * 0.02 + one.share / 12))
            self.near_own[one.key] = [self.rng.randrange(self.neighbourhoods) for _ in range(few)]

    def home(self, origin: str) -> Home:
        """A home where families of this origin live, or anywhere."""
        if self.rng.random() < LIVES_NEAR_OWN:
            return self.home_in(self.rng.choice(self.near_own[origin]))
        return self.home_in(self.rng.randrange(self.neighbourhoods))

    def home_in(self, neighbourhood: int) -> Home:
        """A home in one neighbourhood of about 650 families."""
        rng = self.rng
        outward, sector = divmod(neighbourhood, 10)
        area, number = AREAS[outward // 98 % len(AREAS)], outward % 98 + 1
        unit = rng.randrange(650 // HOMES_IN_POSTCODE)
        postcode = f"{area}{number} {sector}{INWARD[unit // 20]}{INWARD[unit % 20]}"
        names, kinds = streets()
        place = (neighbourhood * 131 + unit // 3 * 17) % (len(names) * len(kinds))
        street = f"{names[place % len(names)]} {kinds[place // len(names)]}"
        line = f"{rng.randrange(1, 120)} {street}"
        if rng.random() < 0.16:
            line = f"Flat {rng.randrange(1, 30)}, {line}"
        return Home(postcode, line, TOWNS[outward % len(TOWNS)])


_SIZES = tuple(accumulate(CHILDREN_IN_FAMILY))


class Families:
    """Makes families one after another, each child numbered once."""

    def __init__(self, children: int, rng: Random) -> None:
        self.rng, self.place = rng, Place(children, rng)
        self.child_number = self.family_number = 0

    def next(self, like: Family | None = None) -> Family:
        """A family, or the cousins of `like`: the same father's surname and origin, at or near its home."""
        rng = self.rng
        origin = pick_origin(rng)
        at_home = False
        home = None
        father_family = ""
        if like:
            first = like.children[0]
            origin = next(one for one in origins() if one.key == first.origin)
            at_home = rng.random() < COUSINS_AT_HOME / (COUSINS_AT_HOME + COUSINS_NEARBY)
            home = first.home if at_home else self.place.home(origin.key)
            father_family = like.surname
        family = self._family(origin, home or self.place.home(origin.key), father_family)
        family.cousins_of, family.at_home = like, at_home
        if like and at_home and rng.random() < COUSIN_NAMED_ALIKE:
            self._named_after_one_grandparent(like.children[0], family.children[-1])
        return family

    def _named_after_one_grandparent(self, one: Child, other: Child) -> None:
        if not (one.due or other.due or other.twin):
            other.sex, other.given, other.family = one.sex, one.given, one.family
            other.born = min(one.born + timedelta(days=self.rng.randrange(-250, 250)), AS_OF)

    def has_cousins(self) -> bool:
        """Whether the family just made gets cousins."""
        return self.rng.random() < COUSINS_AT_HOME + COUSINS_NEARBY

    def _family(self, origin: Origin, home: Home, father_family: str) -> Family:
        rng = self.rng
        self.family_number += 1
        parents = self._parents(origin, father_family)
        children: list[Child] = []
        for born, twins in self._births():
            theirs = parents
            if children and rng.random() < HALF_SIBLING:
                theirs = replace(parents, father_given=origin.given("male", rng), father_family=origin.surname(rng))
            first = self._child(origin, theirs, home, born, children)
            children.append(first)
            if twins:
                first.twin = True
                children.append(self._twin(origin, theirs, first, children))
        family = Family(self.family_number, children, parents.father_family)
        if rng.random() < YOUNG_MOTHER_INDEXED:
            family.young_mother = self._young_mother(parents, family)
        return family

    def _parents(self, origin: Origin, father_family: str) -> Parents:
        rng = self.rng
        other = pick_origin(rng) if rng.random() < MIXED_COUPLE else origin
        father = father_family or origin.surname(rng)
        mother = father if rng.random() < 0.55 and origin.way in ("inherit", "slavic") else other.surname(rng)
        if other.way == "slavic":
            mother = as_woman(mother)
        child_family = father
        if not father_family and origin.way == "inherit":
            chance = rng.random()
            if chance < MOTHERS_SURNAME:
                child_family = mother
            elif chance < MOTHERS_SURNAME + DOUBLE_BARRELLED and mother != father:
                child_family = f"{mother}-{father}"
        return Parents(other.given("female", rng), mother, origin.given("male", rng), child_family)

    def _births(self) -> list[tuple[date, bool]]:
        """Days of birth, oldest first, and whether two were born."""
        rng = self.rng
        count = bisect(_SIZES, rng.random()) + 1
        ago = rng.randrange(-60, OLDEST_DAYS)
        births = []
        for _ in range(count):
            twins = ago > 0 and rng.random() < TWIN_BIRTHS  # two unborn could not be told apart by anybody
            births.append((AS_OF - timedelta(days=ago), twins))
            ago -= rng.randrange(LEAST_BETWEEN_BIRTHS, MOST_BETWEEN_BIRTHS)
            if ago < -60:
                break
        return births

    def _child(self, origin: Origin, parents: Parents, home: Home, born: date, others: list[Child]) -> Child:
        rng = self.rng
        self.child_number += 1
        sex = "male" if rng.random() < 0.513 else "female"
        besides = {other.given for other in others}
        given, middle, family = name_child(origin, sex, parents, rng, besides)
        parent = self._carer(parents)
        return Child(
            self.child_number, self.family_number, origin.key, sex, given, middle, family, born, home, parent,
            parents.mother_family, due=born > AS_OF,
        )  # fmt: skip

    def _carer(self, parents: Parents) -> str:
        if self.rng.random() < 0.84:
            return f"{parents.mother_given} {parents.mother_family}"
        return f"{parents.father_given} {parents.father_family}"

    def _twin(self, origin: Origin, parents: Parents, first: Child, others: list[Child]) -> Child:
        rng = self.rng
        twin = self._child(origin, parents, first.home, first.born, others)
        twin.parent, twin.twin = first.parent, True
        if rng.random() < 0.6:
            twin.sex = first.sex
            twin.given, twin.middle, twin.family = name_child(
                origin, twin.sex, parents, rng, {other.given for other in others}
            )
            if rng.random() < TWINS_ALIKE:
                self._name_alike(origin, first, twin)
        return twin

    def _name_alike(self, origin: Origin, first: Child, twin: Child) -> None:
        """A name that begins as the first twin's does, where there is one."""
        stock = origin.female if twin.sex == "female" else origin.male
        alike = [name for name in stock.names if name[:2] == first.given[:2] and name != first.given]
        if alike:
            twin.given = self.rng.choice(alike)

    def _young_mother(self, parents: Parents, family: Family) -> Child:
        """The mother as a child the authority once knew, of the daughter's very name."""
        rng = self.rng
        self.child_number += 1
        oldest = family.children[0]
        born = oldest.born - timedelta(days=rng.randrange(int(15.2 * 365), 20 * 365))
        daughter = next((one for one in family.children if one.sex == "female"), None)
        given = daughter.given if daughter else parents.mother_given
        grandmother = f"{rng.choice(origins()[0].female.names)} {oldest.family}"
        return Child(
            self.child_number, self.family_number, oldest.origin, "female", given, "", oldest.family, born,
            oldest.home, grandmother, oldest.family,
        )  # fmt: skip
