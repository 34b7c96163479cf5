"""Invented names of many origins, as in an English town. The lists are the project's own, and mixed at random."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random

#: What a child of two origins is called in the census, by the groups of the parents.
MIXED = {
    frozenset({"white", "caribbean"}): "MWBC",
    frozenset({"white", "african"}): "MWBA",
    frozenset({"white", "asian"}): "MWAS",
}


@dataclass(frozen=True)
class Origin:
    """A stock of names, the census ethnicities that go with them here, and how common they are (a weight)."""

    key: str
    ethnicities: tuple[str, ...]
    share: int
    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]

    @property
    def group(self) -> str:
        """A broad group, for children of two origins."""
        code = self.ethnicities[0]
        if code.startswith("W"):
            return "white"
        if code.startswith("A"):
            return "asian"
        return {"BAFR": "african", "BCRB": "caribbean"}.get(code, "other")

    def given(self, sex: str, rng: Random, besides: Sequence[str] = ()) -> str:
        """A given name for this sex that no brother or sister in `besides` has."""
        stock = self.female if sex == "F" else self.male
        start = rng.randrange(len(stock))
        for step in range(len(stock)):
            name = stock[(start + step) % len(stock)]
            if name not in besides:
                return name
        return stock[start]

    def surname(self, rng: Random) -> str:
        """A family name."""
        return rng.choice(self.family)


@cache
def origins() -> tuple[Origin, ...]:
    """All stocks of names."""
    with (resources.files(__package__) / "names.csv").open(encoding="utf-8") as file:
        return tuple(_origin(row) for row in csv.DictReader(file))


def by_key(key: str) -> Origin:
    """The stock of this key. Raises KeyError when there is none."""
    return {one.key: one for one in origins()}[key]


def pick(rng: Random) -> Origin:
    """An origin, as common as its share says."""
    return rng.choices(origins(), cum_weights=_shares())[0]


def mixed(mother: Origin, father: Origin) -> str:
    """The census ethnicity of a child of two origins; empty where they are of one group."""
    groups = frozenset({mother.group, father.group})
    return MIXED.get(groups, "MOTH") if len(groups) > 1 else ""


@cache
def _shares() -> tuple[int, ...]:
    return tuple(accumulate(stock.share for stock in origins()))


def _origin(row: dict[str, str]) -> Origin:
    lists = {name: tuple(row[name].split()) for name in ("ethnicities", "female", "male", "family")}
    return Origin(key=row["origin"], share=int(row["share"]), **lists)
