"""Names of many origins, as common and as rare as they are among children in England, and how each origin names.

The lists (`lists/names.csv`) stand in order of how common a name is; the share of a name falls with its rank. Family
names of some origins have a long tail, put together from parts. `lists/variants.csv` holds other spellings and short
forms that clerks use. The lists serve the evaluation alone: the engine has its own and never reads these.
"""

import csv
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

LISTS = Path(__file__).parent / "lists"
MUHAMMAD = ("Muhammad", "Mohammed", "Mohammad", "Mohamed")
MUHAMMAD_FIRST = 0.22  # of boys of Muslim origin, most with a second name that they are called by
ENDINGS_OF_WOMEN = {"pakistani": ("Bibi", "Begum", "Akhtar", "Kausar", "Parveen")}
BENGALI_WOMEN = ("Begum", "Khatun", "Akter", "Khanom", "Bibi", "Sultana", "Jahan", "Yasmin")


@dataclass(frozen=True)
class Stock:
    """Names with how common each is."""

    names: tuple[str, ...]
    upto: tuple[float, ...]

    def pick(self, rng: Random) -> str:
        """One name, the common ones more often."""
        return self.names[bisect(self.upto, rng.random() * self.upto[-1])]


def stock(names: list[str], skew: float) -> Stock:
    """Names in order of commonness; `skew` 0 makes them all equal, 1 makes the second half as common as the first."""
    each_once = tuple(dict.fromkeys(names))
    return Stock(each_once, tuple(accumulate(1 / (rank + 2) ** skew for rank in range(len(each_once)))))


@dataclass(frozen=True)
class Origin:
    """A people's names and its way of naming. `share`: how common, as a weight. `english`: given names borrowed."""

    key: str
    share: float
    way: str
    english: float
    female: Stock
    male: Stock
    family: Stock
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    tail: float

    def surname(self, rng: Random) -> str:
        """A family name as a man bears it."""
        if self.tail and rng.random() < self.tail:
            return rng.choice(self.begins) + rng.choice(self.ends)
        return self.family.pick(rng)

    def given(self, sex: str, rng: Random) -> str:
        """A given name."""
        lender = by_key("english") if self.english and rng.random() < self.english else self
        return (lender.female if sex == "female" else lender.male).pick(rng)


@cache
def origins() -> tuple[Origin, ...]:
    """Every origin of the lists."""
    with (LISTS / "names.csv").open(encoding="utf-8") as file:
        return tuple(_origin(row) for row in csv.DictReader(file))


def _origin(row: dict[str, str]) -> Origin:
    skew = float(row["skew"])
    female, male, family = (stock(row[name].split(), skew) for name in ("female", "male", "family"))
    return Origin(
        row["origin"], float(row["share"]), row["way"], float(row["english"]), female, male, family,
        tuple(row["begin"].split()), tuple(row["end"].split()), float(row["tail"]),
    )  # fmt: skip


@cache
def by_key(key: str) -> Origin:
    """The origin of this key. Raises KeyError when there is none."""
    return {one.key: one for one in origins()}[key]


def pick_origin(rng: Random) -> Origin:
    """An origin, as common as its share says."""
    return origins()[bisect(_shares(), rng.random() * _shares()[-1])]


@cache
def _shares() -> tuple[float, ...]:
    return tuple(accumulate(one.share for one in origins()))


@cache
def variants(kind: str) -> dict[str, tuple[str, ...]]:
    """Other ways of writing a name, of kind "spelling" (both ways) or "short" (the long form has the short one)."""
    found: dict[str, list[str]] = defaultdict(list)
    with (LISTS / "variants.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names = row["names"].split()
            if row["kind"] != kind:
                continue
            if kind == "short":
                found[names[0]] += names[1:]
            else:
                for name in names:
                    found[name] += [other for other in names if other != name]
    return {name: tuple(others) for name, others in found.items()}


# --- How a child comes by its names -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parents:
    """What of the parents' names a child's may come from."""

    mother_given: str
    mother_family: str
    father_given: str
    father_family: str


Named = tuple[str, str, str]
Way = Callable[[Origin, str, Parents, str, Random], Named]


def _middle(origin: Origin, sex: str, rng: Random) -> str:
    """No, one or two middle names."""
    chance = rng.random()
    if chance < 0.28:
        return ""
    first = origin.given(sex, rng)
    return first if chance < 0.88 else f"{first} {origin.given(sex, rng)}"


def _inherit(origin: Origin, sex: str, parents: Parents, given: str, rng: Random) -> Named:
    return given, _middle(origin, sex, rng), parents.father_family


def as_woman(family: str) -> str:
    """A Slavic surname as a woman bears it."""
    for man, woman in (("ski", "ska"), ("cki", "cka"), ("ov", "ova")):
        if family.endswith(man):
            return family.removesuffix(man) + woman
    return family


def _slavic(origin: Origin, sex: str, parents: Parents, given: str, rng: Random) -> Named:
    family = parents.father_family
    return given, _middle(origin, sex, rng), as_woman(family) if sex == "female" else family


def _lithuanian(origin: Origin, sex: str, parents: Parents, given: str, rng: Random) -> Named:
    family = parents.father_family
    if sex == "female":
        family = family[:-2] + {"as": "aitė", "us": "utė", "is": "ytė"}.get(family[-2:], family[-2:])
    return given, _middle(origin, sex, rng) if rng.random() < 0.3 else "", family


def _muslim(origin: Origin, sex: str, parents: Parents, given: str, rng: Random) -> Named:
    """Boys are often Muhammad first and called by the second name; some women bear a word of respect, not a surname."""
    family = parents.father_family
    if sex == "male" and rng.random() < MUHAMMAD_FIRST:
        first = rng.choice(MUHAMMAD)
        return (f"{first} {given}", "", family) if rng.random() < 0.5 else (first, given, family)
    endings = ENDINGS_OF_WOMEN.get(origin.key)
    if sex == "female" and endings and rng.random() < 0.15:
        family = rng.choice(endings)
    return given, origin.given(sex, rng) if rng.random() < 0.3 else "", family


def _bengali(origin: Origin, sex: str, parents: Parents, given: str, rng: Random) -> Named:
    """Brothers and sisters often share no surname."""
    if sex == "female":
        return given, "", rng.choice(BENGALI_WOMEN) if rng.random() < 0.6 else parents.father_family
    family = origin.family.pick(rng) if rng.random() < 0.25 else parents.father_family
    if rng.random() < MUHAMMAD_FIRST:
        given = f"{rng.choice(MUHAMMAD)} {given}"
    return given, "", family


def _sikh(origin: Origin, sex: str, parents: Parents, given: str, rng: Random) -> Named:
    """Singh or Kaur stands before the clan's name, or in its place."""
    word = "Kaur" if sex == "female" else "Singh"
    return (given, "", word) if rng.random() < 0.4 else (given, word, parents.father_family)


def _patronym(origin: Origin, sex: str, parents: Parents, given: str, rng: Random) -> Named:
    """Own, father's and grandfather's name: the last is all that looks like a surname."""
    return given, parents.father_given, parents.father_family


def _chinese(origin: Origin, sex: str, parents: Parents, given: str, rng: Random) -> Named:
    own = (origin.female if sex == "female" else origin.male).pick(rng)
    second = (origin.female if sex == "female" else origin.male).pick(rng)
    own = f"{own} {second}" if rng.random() < 0.5 else own + second.lower()
    english = given in by_key("english").female.names or given in by_key("english").male.names
    return (given, own, parents.father_family) if english else (own, "", parents.father_family)


def _double(origin: Origin, sex: str, parents: Parents, given: str, rng: Random) -> Named:
    """The mother's surname, then the father's."""
    return given, _middle(origin, sex, rng) if rng.random() < 0.5 else "", (
        f"{parents.mother_family} {parents.father_family}"
    )  # fmt: skip


WAYS: dict[str, Way] = {
    "inherit": _inherit, "slavic": _slavic, "lithuanian": _lithuanian, "muslim": _muslim, "bengali": _bengali,
    "sikh": _sikh, "patronym": _patronym, "chinese": _chinese, "double": _double,
}  # fmt: skip


def name_child(origin: Origin, sex: str, parents: Parents, rng: Random, besides: set[str]) -> Named:
    """Given, middle and family name of a child; the given name is none of `besides`."""
    given = origin.given(sex, rng)
    for _ in range(8):
        if given not in besides:
            break
        given = origin.given(sex, rng)
    return WAYS[origin.way](origin, sex, parents, given, rng)
