"""Planning a family: who, born when, related how, living where. Days are given from the day it is planned as at."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from thrive.base.calendar.ages import age_on
from thrive.base.people.invented import names
from thrive.base.people.invented.names import Origin

CHILDREN_IN_FAMILY = {1: 40, 2: 33, 3: 17, 4: 7, 5: 3}
AGE_WEIGHTS = (5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 7, 7, 7, 6)  # nought to 17: rather more of the older
UNBORN_SHARE = 0.02
DAYS_IN_YEAR = 365
STREETS = (
    "Tanner Row", "Mill Court", "Chapel Street", "Canal View", "Larkfield Road", "Quay House", "Station Terrace",
    "Whinmoor Close", "Foundry Lane", "Albert Street", "Beech Grove", "Cooper Street", "Dale View", "Elm Road",
    "Ferry Lane", "Greenside", "Highfield Avenue", "Ivy Bank", "Jubilee Road", "Kiln Lane", "Lower Wharf",
    "Moss Street", "Northgate", "Orchard Way", "Parkside", "Ropewalk", "Spinners Yard", "Tentercroft",
    "Union Street", "Vicar Lane",
)  # fmt: skip
LANGUAGES = {
    "polish": "Polish", "romanian": "Romanian", "pakistani": "Urdu", "bangladeshi": "Sylheti", "indian": "Punjabi",
    "somali": "Somali", "chinese": "Cantonese", "turkish": "Turkish", "arab": "Arabic", "portuguese": "Portuguese",
    "ukrainian": "Ukrainian", "vietnamese": "Vietnamese",
}  # fmt: skip
FAITHS = {"pakistani": "Muslim", "bangladeshi": "Muslim", "somali": "Muslim", "indian": "Sikh", "irish": "Catholic"}
DISABILITIES = ("AUT", "LD", "BEH", "COMM", "MOB", "HEAR", "VIS", "INC", "HAND", "PC", "CON", "DDA")


@dataclass
class Someone:
    """A planned person; `home` is the number of the household they live in."""

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
    former_family: str = ""
    former_until: dt.date | None = None
    home: int = 0
    language: str = ""
    interpreter: bool = False
    faith: str = ""
    disabilities: tuple[str, ...] = ()
    phone: str = ""
    safe_note: str = ""
    risk: str = ""


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
class FamilyPlan:
    """A family: its people, how they are related, who holds responsibility for whom, where they live."""

    name: str
    people: list[Someone]
    ties: list[Tie] = field(default_factory=list)
    responsible: list[tuple[int, int, str]] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    former_homes: list[tuple[int, Home, dt.date]] = field(default_factory=list)
    is_shown: bool = False  # one that guides name: work with it is going on, led by the first lead practitioner

    @property
    def children(self) -> list[int]:
        """Places of the children in the list of people."""
        return [place for place, one in enumerate(self.people) if one.is_child]


def plan_family(rng: Random, as_of: dt.date, *, children: int | None = None) -> FamilyPlan:
    """Plan one family of `children` children (by chance, unless given) as at `as_of`."""
    size = children or rng.choices(list(CHILDREN_IN_FAMILY), weights=list(CHILDREN_IN_FAMILY.values()))[0]
    return _Planner(rng, as_of).plan(size)


def days_before(day: dt.date, days: int) -> dt.date:
    """`day` less so many days."""
    return day - dt.timedelta(days)


class _Planner:
    def __init__(self, rng: Random, as_of: dt.date) -> None:
        self.rng, self.as_of = rng, as_of
        self.people: list[Someone] = []
        self.ties: list[Tie] = []
        self.responsible: list[tuple[int, int, str]] = []
        self.homes: list[Home] = []

    def plan(self, size: int) -> FamilyPlan:
        origin = names.pick(self.rng)
        surname = origin.surname(self.rng)
        births = self._births(size)
        eldest = births[0] or self.as_of
        mother = self._adult("F", origin, surname, eldest, 17, 38)
        self.homes.append(self._home(within=4))
        fathers = self._fathers(mother, origin, size, eldest)
        for place, born in enumerate(births):
            self._child(born, mother, fathers[min(place * len(fathers) // size, len(fathers) - 1)], surname)
        if self.rng.random() < 0.25:
            self._grandmother(mother)
        plan = FamilyPlan(self._family_name(mother), self.people, self.ties, self.responsible, self.homes)
        self._moves(plan)
        return plan

    def _family_name(self, mother: int) -> str:
        surnames = dict.fromkeys(one.family for one in self.people if one.is_child)
        return " and ".join(list(surnames)[:2]) or self.people[mother].family

    def _births(self, size: int) -> list[dt.date | None]:
        """Birth dates, eldest first; None for a child not born yet, who is always the last."""
        youngest = self.rng.choices(range(18), weights=AGE_WEIGHTS)[0]
        days = [youngest * DAYS_IN_YEAR + self.rng.randrange(1, DAYS_IN_YEAR)]
        while len(days) < size:
            step = self.rng.randrange(330, 1500) if self.rng.random() > 0.03 else 0  # now and then twins
            days.append(days[-1] + step)
        births: list[dt.date | None] = [
            days_before(self.as_of, min(one, 18 * DAYS_IN_YEAR - self.rng.randrange(1, 90))) for one in days
        ]
        births.sort(key=lambda born: born or self.as_of)
        if size > 1 and self.rng.random() < UNBORN_SHARE * size or self.rng.random() < UNBORN_SHARE / 2:
            births[-1] = None
        return births

    def _adult(self, sex: str, origin: Origin, surname: str, eldest: dt.date, youngest: int, oldest: int) -> int:
        age_at_birth = self.rng.randrange(youngest * DAYS_IN_YEAR, oldest * DAYS_IN_YEAR)
        given = origin.given(sex, self.rng)
        someone = Someone(
            given=given,
            family=surname,
            sex=sex,
            origin=origin,
            ethnicity=self.rng.choice(origin.ethnicities),
            born_on=days_before(eldest, age_at_birth),
            is_child=False,
            phone=f"07700 900{self.rng.randrange(1000):03d}",
            safe_note=self.rng.choice(("", "", "", "Do not ring after 5pm", "Text first", "Leave no message")),
        )
        if origin.key in LANGUAGES and self.rng.random() < 0.6:
            someone.language = LANGUAGES[origin.key]
            someone.interpreter = self.rng.random() < 0.3
        if sex == "F" and self.rng.random() < 0.15:
            someone.former_family = origin.surname(self.rng)
            someone.former_until = days_before(self.as_of, self.rng.randrange(200, 3000))
        self.people.append(someone)
        return len(self.people) - 1

    def _fathers(self, mother: int, origin: Origin, size: int, eldest: dt.date) -> list[int | None]:
        """Fathers of the children, eldest's first; None where he is not known."""
        wanted = 2 if size > 1 and self.rng.random() < 0.35 else 1
        fathers: list[int | None] = []
        for number in range(wanted):
            if self.rng.random() < 0.2:
                fathers.append(None)
                continue
            his = origin if self.rng.random() < 0.8 else names.pick(self.rng)
            father = self._adult("M", his, his.surname(self.rng), eldest, 18, 45)
            together = number == wanted - 1 and self.rng.random() < 0.5
            kind = self.rng.choice(("married", "cohabiting")) if together else "separated"
            self.ties.append(Tie(father, kind, mother))
            if not together:
                self.homes.append(self._home(within=8))
                self.people[father].home = len(self.homes) - 1
            fathers.append(father)
        return fathers

    def _child(self, born: dt.date | None, mother: int, father: int | None, surname: str) -> None:
        mum = self.people[mother]
        dad = self.people[father] if father is not None else None
        origin = mum.origin if dad is None or self.rng.random() < 0.6 else dad.origin
        sex = "" if born is None else self.rng.choice("MF")
        brothers_and_sisters = [one.given for one in self.people if one.is_child]
        family = dad.family if dad is not None and self.rng.random() < 0.6 else surname
        mixed = dad is not None and dad.origin.key != mum.origin.key
        child = Someone(
            given="" if born is None else origin.given(sex, self.rng, brothers_and_sisters),
            family="" if born is None else family,
            sex=sex or "U",
            origin=origin,
            ethnicity="MOTH" if mixed else mum.ethnicity,
            born_on=born,
            expected_on=self.as_of + dt.timedelta(self.rng.randrange(10, 180)) if born is None else None,
            language=mum.language,
            faith=FAITHS.get(origin.key, "") if self.rng.random() < 0.7 else "",
            disabilities=self._disabilities(born),
        )
        if child.given and self.rng.random() < 0.06:
            child.known_as = child.given[:3] if len(child.given) > 4 else ""
        self.people.append(child)
        place = len(self.people) - 1
        self.ties.append(Tie(mother, "parent", place, born))
        self.responsible.append((mother, place, "mother"))
        if father is not None:
            self.ties.append(Tie(father, "parent", place, born))
            married = any(tie.kind == "married" and tie.person == father for tie in self.ties)
            if married or self.rng.random() < 0.75:
                self.responsible.append((father, place, "married_father" if married else "birth_registration"))

    def _disabilities(self, born: dt.date | None) -> tuple[str, ...]:
        if born is None:
            return ()
        if self.rng.random() < 0.87 or age_on(born, self.as_of) < 2:
            return ("NONE",)
        return tuple(sorted(self.rng.sample(DISABILITIES, self.rng.choice((1, 1, 1, 2, 2, 3)))))

    def _grandmother(self, mother: int) -> None:
        mum = self.people[mother]
        born = mum.born_on or self.as_of
        place = self._adult("F", mum.origin, mum.former_family or mum.family, born, 17, 35)
        if self.rng.random() < 0.1:
            self.people[place].died_on = days_before(self.as_of, self.rng.randrange(100, 2500))
        self.ties.append(Tie(place, "parent", mother, born))
        self.homes.append(self._home(within=15))
        self.people[place].home = len(self.homes) - 1

    def _home(self, *, within: int) -> Home:
        """A home lived in since some day within so many years."""
        since = days_before(self.as_of, self.rng.randrange(60, within * DAYS_IN_YEAR))
        return Home(self._address(), self._postcode(), since)

    def _address(self) -> str:
        return f"{self.rng.randrange(1, 160)} {self.rng.choice(STREETS)}, Wexmoor"

    def _postcode(self) -> str:
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        inward = f"{self.rng.randrange(1, 10)}{self.rng.choice(letters)}{self.rng.choice(letters)}"
        return f"WX{self.rng.randrange(1, 9)} {inward}"

    def _moves(self, plan: FamilyPlan) -> None:
        """Some families lived elsewhere before; the children born by then lived there too."""
        if self.rng.random() < 0.45:
            here = self.homes[0]
            earlier = self._home(within=2)
            earlier.since = days_before(here.since, self.rng.randrange(200, 1500))
            for place, one in enumerate(self.people):
                if one.home == 0 and one.born_on and one.born_on < here.since:
                    plan.former_homes.append((place, earlier, here.since))
