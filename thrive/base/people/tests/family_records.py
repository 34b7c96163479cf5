"""The Okoro and Marlowe family on record, and a second family that the first must show nothing of."""

import datetime as dt
from dataclasses import dataclass

from thrive.base.access.models import User
from thrive.base.access.tests import factories as access
from thrive.base.people.models import (
    Family,
    Household,
    HouseholdMember,
    ParentalResponsibility,
    Person,
    Relationship,
)
from thrive.base.people.tests import factories

SINCE = dt.date(2025, 5, 6)


@dataclass
class Records:
    """What the tests look at, with a worker who leads work with the family."""

    people: dict[str, Person]
    family: Family
    home: Household
    worker: User

    def __getitem__(self, key: str) -> Person:
        return self.people[key]

    def ref(self, key: str) -> str:
        """The outside name of somebody's record."""
        return self.people[key].subject.ref


def relate(person: Person, kind: str, other: Person, **more: object) -> Relationship:
    """Say straight to the table that `person` is the `kind` of `other`."""
    return Relationship.objects.create(person=person, kind=kind, other=other, **more)


def household(address: str, *people: Person, since: dt.date | None = SINCE) -> Household:
    """People who live together."""
    home = Household.objects.create(address=address, postcode="WX4 2PL")
    for one in people:
        HouseholdMember.objects.create(person=one, household=home, true_from=since)
    return home


def okoro_marlowe() -> Records:
    """Fifteen people in three generations and two homes, a worker, and Kai's father who belongs to another family."""
    authority = access.authority()

    def adult(name: str, sex: str, born: int) -> Person:
        return factories.person(name, born=dt.date(born, 3, 1), sex=sex, child=False, in_authority=authority)

    def child(name: str, sex: str, born: dt.date | None, **more: object) -> Person:
        return factories.person(name, born=born, sex=sex, in_authority=authority, **more)

    people = {
        "kelly": adult("Kelly Marlowe", "F", 1992),
        "daniel": adult("Daniel Okoro", "M", 1990),
        "lee": adult("Lee Bannister", "M", 1995),
        "amara": adult("Amara Bello", "F", 1993),
        "sheila": adult("Sheila Marlowe", "F", 1959),
        "tracey": adult("Tracey Marlowe", "F", 1988),
        "dot": adult("Dot Ferris", "F", 1950),
        "ian": adult("Ian Dale", "M", 1988),
        "iris": child("Iris Dale", "F", dt.date(2015, 1, 1)),
        "kai": child("Kai Marlowe", "M", dt.date(2012, 2, 3)),
        "ava": child("Ava Okoro", "F", dt.date(2017, 3, 14)),
        "theo": child("Theo Okoro", "M", dt.date(2020, 4, 5)),
        "zara": child("Zara Okoro", "F", dt.date(2024, 5, 6)),
        "baby": child("", "", None, expected=dt.date(2027, 2, 14)),
    }
    _relate_all(people)
    home = household("14 Tanner Row, Wexmoor", *(people[key] for key in ("kelly", "lee", "kai", "ava", "theo", "baby")))
    household("3 Mill Court, Wexmoor", people["daniel"], people["amara"], people["zara"])
    for key, basis in (("kelly", "mother"), ("daniel", "birth_registration")):
        ParentalResponsibility.objects.create(person=people[key], child=people["ava"], basis=basis)
    family = factories.family(
        "Marlowe and Okoro",
        *(people[key] for key in ("kai", "ava", "theo", "baby")),
        adults=(people["kelly"], people["daniel"]),
    )
    factories.family("Dale", people["kai"], people["iris"], adults=(people["ian"],))
    worker = access.user(roles=["lead_practitioner"], organisation=access.council(authority), name="Joanne Adeyemi")
    access.involvement(family.circle, worker)
    return Records(people, family, home, worker)


def _relate_all(people: dict[str, Person]) -> None:
    for parent, children in (
        ("kelly", "kai ava theo baby"),
        ("daniel", "ava theo zara"),
        ("lee", "baby"),
        ("amara", "zara"),
        ("sheila", "kelly tracey"),
        ("ian", "kai iris"),
    ):
        for child in children.split():
            relate(people[parent], "parent", people[child])
    relate(people["kelly"], "separated", people["daniel"])
    relate(people["kelly"], "cohabiting", people["lee"], true_from=SINCE, note="Moved in after the summer")
    relate(people["daniel"], "cohabiting", people["amara"])
    relate(people["dot"], "neighbour", people["ava"], note="Swimming lifts")
