"""Two families that every invented authority has, so that a guide can name them."""

import datetime as dt

from thrive.base.people.invented.names import Origin, origins
from thrive.base.people.invented.plan import FamilyPlan, Home, Someone, Tie, days_before


def families(as_of: dt.date) -> list[FamilyPlan]:
    """The Byrnes, with Siobhan whom people spell Shivaun; and the Marlowes and Okoros, a family of three homes."""
    return [_byrne(as_of), _marlowe_and_okoro(as_of)]


def _origin(key: str) -> Origin:
    return next(one for one in origins() if one.key == key)


def _years(as_of: dt.date, years: int, days: int = 0) -> dt.date:
    return days_before(as_of, years * 365 + years // 4 + days)


def _person(key: str, given: str, family: str, sex: str, born: dt.date | None, **more: object) -> Someone:
    origin = _origin(key)
    return Someone(given, family, sex, origin, origin.ethnicities[0], born_on=born, **more)  # type: ignore[arg-type]


def _byrne(as_of: dt.date) -> FamilyPlan:
    adult = {"is_child": False}
    people = [
        _person("irish", "Sinead", "Byrne", "F", _years(as_of, 35, 40), phone="07700 900141", **adult),
        _person("irish", "Declan", "Byrne", "M", _years(as_of, 38, 90), phone="07700 900142", home=1, **adult),
        _person("irish", "Siobhan", "Byrne", "F", _years(as_of, 11, 120), disabilities=("NONE",), faith="Catholic"),
        _person("irish", "Cian", "Byrne", "M", _years(as_of, 8, 200), disabilities=("NONE",), faith="Catholic"),
    ]
    people[0].safe_note = "Do not ring after 5pm"
    people[0].former_family, people[0].former_until = "Gallagher", _years(as_of, 12)
    homes = [
        Home("22 Canal View, Wexmoor", "WX3 5QT", _years(as_of, 3)),
        Home("5 Ropewalk, Wexmoor", "WX1 8DN", _years(as_of, 2)),
    ]
    ties = [Tie(1, "separated", 0), *(Tie(parent, "parent", child) for parent in (0, 1) for child in (2, 3))]
    responsible = [
        (parent, child, "mother" if parent == 0 else "married_father") for parent in (0, 1) for child in (2, 3)
    ]
    return FamilyPlan("Byrne", people, ties, responsible, homes, is_shown=True)


def _marlowe_and_okoro(as_of: dt.date) -> FamilyPlan:
    adult = {"is_child": False}
    people = [
        _person("english", "Kelly", "Marlowe", "F", _years(as_of, 34, 20), phone="07700 900151", **adult),
        _person("nigerian", "Daniel", "Okoro", "M", _years(as_of, 36, 60), phone="07700 900152", home=1, **adult),
        _person("english", "Lee", "Bannister", "M", _years(as_of, 31, 15), **adult),
        _person("english", "Sheila", "Marlowe", "F", _years(as_of, 67, 10), home=2, **adult),
        _person("english", "Ronald", "Marlowe", "M", _years(as_of, 71), home=2, died_on=_years(as_of, 7), **adult),
        _person("nigerian", "Amara", "Bello", "F", _years(as_of, 33), home=1, **adult),
        _person("english", "Kai", "Marlowe", "M", _years(as_of, 14, 30), disabilities=("NONE",)),
        _person("nigerian", "Ava", "Okoro", "F", _years(as_of, 9, 250), disabilities=("NONE",)),
        _person("nigerian", "Theo", "Okoro", "M", _years(as_of, 6, 40), disabilities=("NONE",)),
        _person("english", "", "", "U", None, expected_on=as_of + dt.timedelta(84)),
        _person("nigerian", "Zara", "Okoro", "F", _years(as_of, 2, 100), home=1, disabilities=("NONE",)),
    ]
    for child in (7, 8):
        people[child].ethnicity = "MWBA"
    people[2].risk = "Lee Bannister must not be alone with the children"
    homes = [
        Home("14 Tanner Row, Wexmoor", "WX4 2PL", _years(as_of, 1, 190)),
        Home("3 Mill Court, Wexmoor", "WX2 6RB", _years(as_of, 4)),
        Home("9 Chapel Street, Wexmoor", "WX4 1AE", _years(as_of, 21)),
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
    return FamilyPlan("Marlowe and Okoro", people, ties, [*responsible, (5, 10, "mother")], homes, is_shown=True)
