"""Families that every invented authority has, as far as there is room, so that a guide can name them.

They show what chance shows seldom: a mother with a record of her own childhood, an address kept secret, a
restricted record and a sealed one, parts of another that are sealed, two mothers with twins, a child in two families,
a child not born yet.
"""

import datetime as dt

from thrive.base.access.rules import Capacity, Restriction
from thrive.base.people.invented.names import by_key
from thrive.base.people.invented.shapes import Caution, FamilyPlan, Home, OtherFamily, Someone, Tie, days_before

NONE = ("NONE",)


def families(as_of: dt.date) -> list[FamilyPlan]:
    """The Byrnes, with Siobhan whom people spell Shivaun; the Marlowes and Okoros, of three homes; and six more."""
    made = [
        _byrne(as_of),
        _marlowe_and_okoro(as_of),
        _hartley(as_of),
        _wisniewska(as_of),
        _mensah_and_pugh(as_of),
        _rowbotham(as_of),
        _sealed(as_of),
        _adopted(as_of),
    ]
    for number, plan in enumerate(made, start=1):
        plan.number = -number
    return made


def years_before(as_of: dt.date, years: int, days: int = 0) -> dt.date:
    """So many years and days before the day the authority is seen from: birth dates move with it."""
    return days_before(as_of, years * 365 + years // 4 + days)


def _person(key: str, given: str, family: str, sex: str, born: dt.date | None, **more: object) -> Someone:
    origin = by_key(key)
    return Someone(given, family, sex, origin, origin.ethnicities[0], born_on=born, **more)  # type: ignore[arg-type]


def _adult(key: str, given: str, family: str, sex: str, born: dt.date, **more: object) -> Someone:
    return _person(key, given, family, sex, born, is_child=False, **more)


def _child(key: str, given: str, family: str, sex: str, born: dt.date, **more: object) -> Someone:
    return _person(key, given, family, sex, born, **{"disabilities": NONE, **more})


def _byrne(as_of: dt.date) -> FamilyPlan:
    people = [
        _adult("irish", "Sinead", "Byrne", "F", years_before(as_of, 35, 40), phone="07700 900141"),
        _adult("irish", "Declan", "Byrne", "M", years_before(as_of, 38, 90), phone="07700 900142", home=1),
        _child("irish", "Siobhan", "Byrne", "F", years_before(as_of, 11, 120), faith="Catholic"),
        _child("irish", "Cian", "Byrne", "M", years_before(as_of, 8, 200), faith="Catholic"),
    ]
    people[0].safe_note = "Do not ring after 5pm"
    people[0].former_family, people[0].former_until = "Gallagher", years_before(as_of, 12)
    people[1].cautions = (
        Caution("risk_to_staff", "Visit in pairs", "Threatened a worker at the door of his flat.", -25, since=210),
    )
    homes = [
        Home("22 Canal View, Wexmoor", "WX3 5QT", years_before(as_of, 3)),
        Home("5 Ropewalk, Wexmoor", "WX1 8DN", years_before(as_of, 2)),
    ]
    ties = [Tie(1, "separated", 0), *(Tie(parent, "parent", child) for parent in (0, 1) for child in (2, 3))]
    responsible = [
        (parent, child, "mother" if parent == 0 else "married_father") for parent in (0, 1) for child in (2, 3)
    ]
    return FamilyPlan("Byrne", people, ties, responsible, homes, is_shown=True)


def _marlowe_and_okoro(as_of: dt.date) -> FamilyPlan:
    people = [
        _adult("english", "Kelly", "Marlowe", "F", years_before(as_of, 34, 20), phone="07700 900151"),
        _adult("nigerian", "Daniel", "Okoro", "M", years_before(as_of, 36, 60), phone="07700 900152", home=1),
        _adult("english", "Lee", "Bannister", "M", years_before(as_of, 31, 15)),
        _adult("english", "Sheila", "Marlowe", "F", years_before(as_of, 67, 10), home=2),
        _adult("english", "Ronald", "Marlowe", "M", years_before(as_of, 71), home=2, died_on=years_before(as_of, 7)),
        _adult("nigerian", "Amara", "Bello", "F", years_before(as_of, 33), home=1),
        _child("english", "Kai", "Marlowe", "M", years_before(as_of, 14, 30)),
        _child("nigerian", "Ava", "Okoro", "F", years_before(as_of, 9, 250)),
        _child("nigerian", "Theo", "Okoro", "M", years_before(as_of, 6, 40)),
        _person("english", "", "", "U", None, expected_on=as_of + dt.timedelta(84)),
        _child("nigerian", "Zara", "Okoro", "F", years_before(as_of, 2, 100), home=1, stays_out=True),
    ]
    for child in (7, 8):
        people[child].ethnicity = "MWBA"
    people[9].ethnicity = ""
    people[2].cautions = (
        Caution(
            "risk_to_children",
            "Lee Bannister must not be alone with the children",
            "Assault on a child of a former partner, recorded by the police.",
            12,
            risk_to_children=True,
        ),
    )
    homes = [
        Home("14 Tanner Row, Wexmoor", "WX4 2PL", years_before(as_of, 1, 190)),
        Home("3 Mill Court, Wexmoor", "WX2 6RB", years_before(as_of, 4)),
        Home("9 Chapel Street, Wexmoor", "WX4 1AE", years_before(as_of, 21)),
    ]
    ties = [
        Tie(2, "cohabiting", 0),
        Tie(1, "separated", 0),
        Tie(1, "cohabiting", 5),
        Tie(4, "married", 3),
        Tie(3, "parent", 0),
        Tie(4, "parent", 0),
        *(Tie(0, "parent", child) for child in (6, 7, 8, 9)),
        Tie(2, "parent", 9),
        *(Tie(1, "parent", child) for child in (7, 8, 10)),
        Tie(5, "parent", 10),
    ]
    responsible = [(0, child, "mother") for child in (6, 7, 8)] + [
        (1, child, "birth_registration") for child in (7, 8, 10)
    ]
    since = homes[1].since
    adults = [(place, Capacity.ADULT, since, None) for place in (1, 5)]
    children = [(place, Capacity.CHILD, since, None) for place in (7, 8, 10)]
    return FamilyPlan(
        "Marlowe and Okoro",
        people,
        ties,
        [*responsible, (5, 10, "mother")],
        homes,
        others=[OtherFamily("Okoro and Bello", [*adults, *children])],
        is_shown=True,
    )


def _hartley(as_of: dt.date) -> FamilyPlan:
    """Jade Hartley was in care herself: one person, with her own record and her daughter's."""
    people = [
        _adult("english", "Jade", "Hartley", "F", years_before(as_of, 23, 80), phone="07700 900161", was_in_care=True),
        _child("english", "Willow", "Hartley", "F", years_before(as_of, 3, 60)),
        _adult("english", "Donna", "Hartley", "F", years_before(as_of, 44, 10), home=1, died_on=years_before(as_of, 9)),
    ]
    homes = [
        Home("41 Weaver Street, Wexmoor", "WX5 3HB", years_before(as_of, 2)),
        Home("8 Gasworks Lane, Wexmoor", "WX1 2DF", years_before(as_of, 25)),
    ]
    ties = [Tie(0, "parent", 1), Tie(2, "parent", 0)]
    born, grown = people[0].born_on, years_before(as_of, 5, 80)
    childhood = OtherFamily("Hartley", [(2, Capacity.ADULT, born, grown), (0, Capacity.CHILD, born, grown)])
    return FamilyPlan("Hartley", people, ties, [(0, 1, "mother")], homes, others=[childhood])


def _wisniewska(as_of: dt.date) -> FamilyPlan:
    """A mother and two children whose address is kept from everybody who does not work with them."""
    people = [
        _adult(
            "polish", "Agnieszka", "Wisniewska", "F", years_before(as_of, 33, 140), language="Polish", interpreter=True
        ),
        _child("polish", "Zofia", "Wisniewska", "F", years_before(as_of, 10, 15), language="Polish"),
        _child("polish", "Filip", "Wisniewski", "M", years_before(as_of, 7, 300), language="Polish"),
        _adult("polish", "Tomasz", "Wisniewski", "M", years_before(as_of, 37, 5), home=1),
    ]
    for one in people[:3]:
        one.address_restricted = True
    people[0].cautions = (
        Caution(
            "address_secret",
            "Do not tell anybody where they live",
            "Fled from the children's father; non-molestation order in force.",
            70,
        ),
    )
    homes = [
        Home("6 Hollin Terrace, Wexmoor", "WX7 4NE", years_before(as_of, 0, 150)),
        Home("17 Dale View, Wexmoor", "WX2 3GG", years_before(as_of, 6)),
    ]
    ties = [Tie(3, "separated", 0), *(Tie(parent, "parent", child) for parent in (0, 3) for child in (1, 2))]
    responsible = [(0, child, "mother") for child in (1, 2)] + [(3, child, "married_father") for child in (1, 2)]
    return FamilyPlan("Wisniewska", people, ties, responsible, homes)


def _mensah_and_pugh(as_of: dt.date) -> FamilyPlan:
    """Two mothers and their twins."""
    born = years_before(as_of, 5, 200)
    people = [
        _adult("ghanaian", "Efua", "Mensah", "F", years_before(as_of, 36, 33), phone="07700 900171"),
        _adult("welsh", "Carys", "Pugh", "F", years_before(as_of, 35, 211), phone="07700 900172"),
        _child("ghanaian", "Kojo", "Mensah-Pugh", "M", born, disabilities=("AUT", "COMM")),
        _child("welsh", "Seren", "Mensah-Pugh", "F", born),
    ]
    for child in (2, 3):
        people[child].ethnicity = "MWBA"
    people[2].communication = "Makaton signs and picture cards"
    homes = [Home("30 Yarn Court, Wexmoor", "WX6 1LU", years_before(as_of, 6))]
    ties = [Tie(1, "married", 0), *(Tie(parent, "parent", child) for parent in (0, 1) for child in (2, 3))]
    responsible = [(0, child, "mother") for child in (2, 3)] + [(1, child, "second_parent") for child in (2, 3)]
    return FamilyPlan("Mensah-Pugh", people, ties, responsible, homes)


def _rowbotham(as_of: dt.date) -> FamilyPlan:
    """The child of somebody who works for the council: restricted to those who are involved."""
    people = [
        _adult("english", "Alison", "Rowbotham", "F", years_before(as_of, 41, 77)),
        _child("english", "Isla", "Rowbotham", "F", years_before(as_of, 13, 8), restriction=Restriction.RESTRICTED),
    ]
    homes = [Home("2 Fell View, Wexmoor", "WX8 9AA", years_before(as_of, 4))]
    return FamilyPlan("Rowbotham", people, [Tie(0, "parent", 1)], [(0, 1, "mother")], homes)


def _sealed(as_of: dt.date) -> FamilyPlan:
    """The record of a child before adoption, which is sealed, and her birth mother's."""
    people = [
        _child(
            "english",
            "Poppy",
            "Tanner",
            "F",
            years_before(as_of, 8, 31),
            restriction=Restriction.SEALED,
            stays_out=True,
        ),
        _adult("english", "Kayleigh", "Tanner", "F", years_before(as_of, 27, 12)),
    ]
    return FamilyPlan("Tanner", people, [Tie(1, "parent", 0)])


def _adopted(as_of: dt.date) -> FamilyPlan:
    """The same child since: an open record, of which `guarded` seals her old name and who her birth mother is."""
    people = [
        _adult("english", "Helen", "Ellerby", "F", years_before(as_of, 43, 70), phone="07700 900181"),
        _adult("english", "Simon", "Ellerby", "M", years_before(as_of, 45, 9), phone="07700 900182"),
        _child("english", "Posy", "Ellerby", "F", years_before(as_of, 8, 31), stays_out=True),
    ]
    people[2].former_given, people[2].former_family = "Poppy", "Tanner"
    people[2].former_until = years_before(as_of, 3)
    homes = [Home("18 Orchard Rise, Wexmoor", "WX9 3TD", years_before(as_of, 3))]
    ties = [Tie(1, "married", 0), *(Tie(parent, "adoptive_parent", 2) for parent in (0, 1))]
    return FamilyPlan("Ellerby", people, ties, [(0, 2, "adoption"), (1, 2, "adoption")], homes)
