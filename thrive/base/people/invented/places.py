"""Which schools and surgeries invented people go to, and since when. School years begin on 1 September."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from thrive.base.access.invented import Cast
from thrive.base.directory.models import Place
from thrive.base.people.invented import stock
from thrive.base.people.models import PlaceLink

OLDER, SPECIAL = ("High", "Academy", "College"), ("Special",)
STARTS, MOVES_UP, LEAVES = 4, 11, 16  # completed years of age on 31 August before the school year


@dataclass(frozen=True)
class Places:
    """The schools of the authority by who goes there, and its surgeries."""

    primary: Sequence[Place]
    secondary: Sequence[Place]
    special: Sequence[Place]
    surgeries: Sequence[Place]

    def links(self, rng: Random, born: dt.date, as_of: dt.date, *, is_disabled: bool) -> list[PlaceLink]:
        """The surgery, and every school up to `as_of`, of a child born on that day."""
        links = [PlaceLink(place=rng.choice(self.surgeries), true_from=born)]
        special = self.special if is_disabled and rng.random() < 0.4 else ()
        first, second = rng.choice(special or self.primary), rng.choice(special or self.secondary)
        changes_after = rng.randrange(200, 1400) if rng.random() < stock.CHANGED_SCHOOL else 0
        other = rng.choice(self.primary)
        starts, moves_up, leaves = (_school_year(born, years) for years in (STARTS, MOVES_UP, LEAVES))
        for place, since, until in ((first, starts, moves_up), (second, moves_up, leaves)):
            if since > as_of:
                continue
            changed = since + dt.timedelta(changes_after) if place is first and changes_after else None
            if changed and changed < min(until, as_of) and other is not place:
                links.append(PlaceLink(place=place, true_from=since, true_to=changed))
                place, since = other, changed
            links.append(PlaceLink(place=place, true_from=since, true_to=until if until <= as_of else None))
        return links


def make(cast: Cast) -> Places:
    """Put the authority's schools and surgeries into the directory."""
    schools = Place.objects.bulk_create(
        [
            Place(kind=Place.Kind.SCHOOL, code=one.code, name=one.name, organisation=one, starts_on=one.starts_on)
            for one in cast.schools
        ]
    )
    surgeries = Place.objects.bulk_create(
        [
            Place(kind=Place.Kind.SURGERY, code=f"Y{number:05d}", name=name, starts_on=cast.council.starts_on)
            for number, name in enumerate(cast.surgeries)
        ]
    )
    special = [one for one in schools if any(word in one.name for word in SPECIAL)]
    older = [one for one in schools if one not in special and any(word in one.name for word in OLDER)]
    younger = [one for one in schools if one not in special and one not in older]
    return Places(younger or schools, older or schools, special or schools, surgeries)


def _school_year(born: dt.date, years: int) -> dt.date:
    """1 September after somebody is so many years old."""
    year = born.year + years
    return dt.date(year, 9, 1) if (born.month, born.day) <= (8, 31) else dt.date(year + 1, 9, 1)
