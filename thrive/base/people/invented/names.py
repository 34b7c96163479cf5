"""Invented names of many origins, as in an English town. The lists are the project's own, and mixed at random."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random


@dataclass(frozen=True)
class Origin:
    """A stock of names, the census ethnicities that go with them here, and how common they are (a weight)."""

    key: str
    ethnicities: tuple[str, ...]
    share: int
    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]

    def given(self, sex: str, rng: Random, besides: Sequence[str] = ()) -> str:
        """A given name for this sex that no brother or sister in `besides` has."""
        stock = self.female if sex == "F" else self.male
        free = [name for name in stock if name not in besides]
        return rng.choice(free or list(stock))

    def surname(self, rng: Random) -> str:
        """A family name."""
        return rng.choice(self.family)


@cache
def origins() -> tuple[Origin, ...]:
    """All stocks of names."""
    with (resources.files(__package__) / "names.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_origin(row) for row in csv.DictReader(file))


def pick(rng: Random) -> Origin:
    """An origin, as common as its share says."""
    stocks = origins()
    return rng.choices(stocks, weights=[stock.share for stock in stocks])[0]


def _origin(row: dict[str, str]) -> Origin:
    lists = {name: tuple(row[name].split()) for name in ("ethnicities", "female", "male", "family")}
    return Origin(key=row["origin"], share=int(row["share"]), **lists)
