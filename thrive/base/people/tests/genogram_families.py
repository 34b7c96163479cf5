"""Invented families of many shapes, for the diagram's tests."""

import datetime as dt

from thrive.base.people.genogram import (
    Descent,
    Family,
    Household,
    Parentage,
    Partnership,
    Person,
    Shape,
    Tie,
)

_SHAPES = {"m": Shape.MALE, "f": Shape.FEMALE, "u": Shape.UNBORN, "?": Shape.NOT_KNOWN}


def person(name: str, sex: str, born: int | None = None, **more) -> Person:
    """A person whose key is the name in lower case."""
    about = more.pop("about", f"{2026 - born} · born {born}" if born else "")
    return Person(
        key=more.pop("key", name.lower().replace(" ", "_")),
        name=name,
        about=about,
        shape=_SHAPES[sex],
        born_on=dt.date(born, 6, 1) if born else None,
        **more,
    )


def children_of(parents: str, children: str, descent: Descent = Descent.BIRTH) -> tuple[Parentage, ...]:
    """Parentage from words: every parent with every child."""
    return tuple(Parentage(parent, child, descent) for parent in parents.split() for child in children.split())


def okoro_marlowe() -> Family:
    """The family of the reference picture."""
    return Family(
        focus="ava",
        people=(
            person("Ava Okoro", "f", 2017, key="ava"),
            person("Theo Okoro", "m", 2020, key="theo"),
            person("Kai Marlowe", "m", 2012, key="kai"),
            person("Unborn", "u", key="baby", about="due 14 Feb 2027"),
            person("Zara Okoro", "f", 2024, key="zara"),
            person("Kelly Marlowe", "f", 1992, key="kelly"),
            person("Daniel Okoro", "m", 1990, key="daniel"),
            person("Lee Bannister", "m", 1995, key="lee", risk="Risk to children"),
            person("Amara Bello", "f", 1993, key="amara"),
            person("Sheila Marlowe", "f", 1959, key="sheila"),
            person("Ronald Marlowe", "m", 1955, key="ronald", about="1955 to 2019", died=True),
            person("Tracey Marlowe", "f", 1988, key="tracey"),
            person("Grace Okoro", "f", 1955, key="grace"),
            person("Emeka Okoro", "m", 1952, key="emeka"),
            person("", "?", key="dad", nobody=True, note="Kai’s father"),
        ),
        partnerships=(
            Partnership("kelly", "daniel", Tie.SEPARATED),
            Partnership("kelly", "lee", Tie.COHABITING),
            Partnership("daniel", "amara", Tie.COHABITING),
            Partnership("sheila", "ronald", Tie.MARRIED),
            Partnership("grace", "emeka", Tie.MARRIED),
        ),
        parentage=(
            *children_of("kelly daniel", "ava theo"),
            *children_of("kelly dad", "kai"),
            *children_of("kelly lee", "baby"),
            *children_of("daniel amara", "zara"),
            *children_of("sheila ronald", "kelly tracey"),
            *children_of("grace emeka", "daniel"),
        ),
        households=(
            Household("h1", "14 Tanner Row, since May 2025", frozenset({"kelly", "lee", "kai", "ava", "theo", "baby"})),
            Household("h2", "3 Mill Court", frozenset({"daniel", "amara", "zara"})),
        ),
    )


def single_mother() -> Family:
    """One mother, one child, one home."""
    return Family(
        focus="mia",
        people=(person("Mia Duarte", "f", 2021, key="mia"), person("Inês Duarte", "f", 1998, key="ines")),
        parentage=children_of("ines", "mia"),
        households=(Household("h", "Flat 9, Larch House, since January 2024", frozenset({"mia", "ines"})),),
    )


def three_fathers() -> Family:
    """Three groups of half-siblings through one mother, each with two children."""
    people = [person("Joan Petrie", "f", 1985, key="joan")]
    parentage: list[Parentage] = []
    ties = []
    fathers = (("Ian Dale", Tie.DIVORCED), ("Sam Roe", Tie.SEPARATED), ("Omar Haddad", Tie.COHABITING))
    for number, (name, tie) in enumerate(fathers):
        people.append(person(name, "m", 1980 + number, key=f"father{number}"))
        ties.append(Partnership("joan", f"father{number}", tie))
        for child in range(2):
            key = f"child{number}{child}"
            given = ("Alfie", "Beth", "Cora", "Dev", "Ella", "Finn")[2 * number + child]
            people.append(person(f"{given} {name.split()[1]}", "mf"[child], 2006 + 5 * number + child, key=key))
            parentage += children_of(f"joan father{number}", key)
    home = Household("h", "2 Weir Lane", frozenset({"joan", "father2", "child20", "child21", "child11"}))
    return Family("child20", tuple(people), tuple(ties), tuple(parentage), households=(home,))


def both_sides() -> Family:
    """Grandparents, aunts and uncles with partners and cousins on both sides."""
    people = (
        person("Noor Rahman", "f", 2015, key="noor"),
        person("Yusuf Rahman", "m", 2018, key="yusuf"),
        person("Salma Aziz", "f", 1988, key="salma"),
        person("Imran Rahman", "m", 1985, key="imran"),
        person("Fatima Aziz", "f", 1960, key="fatima"),
        person("Tariq Aziz", "m", 1957, key="tariq"),
        person("Bilal Aziz", "m", 1991, key="bilal"),
        person("Hana Aziz", "f", 1994, key="hana"),
        person("Huda Rahman", "f", 1958, key="huda"),
        person("Karim Rahman", "m", 1955, key="karim", died=True, about="1955 to 2020"),
        person("Leila Rahman", "f", 1983, key="leila"),
        person("Adam Cole", "m", 1982, key="adam"),
        person("Zain Cole", "m", 2012, key="zain"),
        person("Iris Cole", "f", 2014, key="iris"),
        person("Maya Aziz", "f", 2019, key="maya"),
        person("Ruth Aziz", "f", 1992, key="ruth"),
    )
    return Family(
        "noor",
        people,
        (
            Partnership("salma", "imran", Tie.MARRIED),
            Partnership("fatima", "tariq", Tie.MARRIED),
            Partnership("huda", "karim", Tie.MARRIED),
            Partnership("leila", "adam", Tie.MARRIED),
            Partnership("bilal", "ruth", Tie.MARRIED),
        ),
        (
            *children_of("salma imran", "noor yusuf"),
            *children_of("fatima tariq", "salma bilal hana"),
            *children_of("huda karim", "imran leila"),
            *children_of("leila adam", "zain iris"),
            *children_of("bilal ruth", "maya"),
        ),
        households=(
            Household("a", "81 Canal Street", frozenset({"noor", "yusuf", "salma", "imran"})),
            Household("b", "5 Orchard Way", frozenset({"fatima", "tariq", "hana"})),
        ),
    )


def two_mothers() -> Family:
    """Two mothers, one child born to them and one adopted by both, whose birth mother is known."""
    return Family(
        "leo",
        (
            person("Leo Hart-Ng", "m", 2019, key="leo"),
            person("Pearl Hart-Ng", "f", 2016, key="pearl"),
            person("Jess Hart", "f", 1986, key="jess"),
            person("Wei Ng", "f", 1984, key="wei"),
            person("Donna Quill", "f", 1996, key="donna"),
        ),
        (Partnership("jess", "wei", Tie.MARRIED),),
        (
            *children_of("jess wei", "leo"),
            *children_of("jess wei", "pearl", Descent.ADOPTED),
            *children_of("donna", "pearl"),
        ),
        households=(Household("h", "40 Signal Road", frozenset({"leo", "pearl", "jess", "wei"})),),
    )


def step_father() -> Family:
    """A step-father with a child of his own, and a foster child in the same home."""
    return Family(
        "ruby",
        (
            person("Ruby Vance", "f", 2014, key="ruby"),
            person("Cara Vance", "f", 1989, key="cara"),
            person("Paul Vance", "m", 1988, key="paul"),
            person("Tom Ellery", "m", 1986, key="tom"),
            person("Josh Ellery", "m", 2011, key="josh"),
            person("Sky Adair", "f", 2016, key="sky"),
        ),
        (Partnership("cara", "paul", Tie.DIVORCED), Partnership("cara", "tom", Tie.MARRIED)),
        (
            *children_of("cara paul", "ruby"),
            *children_of("tom", "ruby", Descent.STEP),
            *children_of("tom", "josh"),
            *children_of("cara tom", "sky", Descent.FOSTER),
        ),
        households=(Household("h", "17 Fern Bank, since 2022", frozenset({"ruby", "cara", "tom", "josh", "sky"})),),
    )


def eight_children() -> Family:
    """Eight children of two parents, one restricted, one who died."""
    names = ("Aidan", "Bridie", "Conor", "Deirdre", "Eoin", "Fiona", "Grainne", "Hugh")
    people = [
        person(
            f"{name} Doherty",
            "mf"[at % 2],
            2008 + 2 * at,
            key=name.lower(),
            restricted=name == "Eoin",
            died=name == "Bridie",
        )
        for at, name in enumerate(names)
    ]
    people += [person("Maeve Doherty", "f", 1986, key="maeve"), person("Sean Doherty", "m", 1983, key="sean")]
    keys = " ".join(name.lower() for name in names)
    return Family(
        "fiona",
        tuple(people),
        (Partnership("maeve", "sean", Tie.MARRIED),),
        children_of("maeve sean", keys),
        households=(
            Household("h", "Address withheld", frozenset({"maeve", "sean", *keys.split()} - {"aidan", "bridie"})),
        ),
    )


def adult_focus() -> Family:
    """A young mother as the focus, with her own parents, a half-brother and two children by two fathers."""
    return Family(
        "tia",
        (
            person("Tia Lund", "f", 2006, key="tia", risk="Do not visit alone"),
            person("Bo Lund", "m", 2024, key="bo"),
            person("", "u", key="unborn", about="due 3 March 2027"),
            person("Max Frey", "m", 2004, key="max"),
            person("", "?", key="nobody", nobody=True),
            person("Anna Lund", "f", 1984, key="anna"),
            person("Per Lund", "m", 1980, key="per"),
            person("Gil Moss", "m", 1982, key="gil"),
            person("Rory Moss", "m", 2013, key="rory"),
            person("Else Lund", "f", 1955, key="else"),
        ),
        (
            Partnership("tia", "max", Tie.LITTLE_KNOWN),
            Partnership("anna", "per", Tie.DIVORCED),
            Partnership("anna", "gil", Tie.MARRIED),
        ),
        (
            *children_of("tia max", "bo"),
            *children_of("tia nobody", "unborn"),
            *children_of("anna per", "tia"),
            *children_of("anna gil", "rory"),
            *children_of("else", "per"),
        ),
        households=(
            Household("a", "1 Quay Steps, since April 2026", frozenset({"tia", "bo", "unborn"})),
            Household("b", "66 Mere Avenue", frozenset({"anna", "gil", "rory"})),
        ),
    )


def siblings_only() -> Family:
    """Brothers and sisters about whose parents nothing is recorded, and somebody who only shares the home."""
    return Family(
        "ivo",
        (
            person("Ivo Brandt", "m", 2012, key="ivo"),
            person("Lena Brandt", "f", 2014, key="lena"),
            person("Otto Brandt", "m", 2017, key="otto"),
            person("Mrs Keane", "f", key="keane", note="Lodger", level=-1),
        ),
        siblings=(("ivo", "lena"), ("lena", "otto")),
        households=(Household("h", "12 Alder Close", frozenset({"ivo", "lena", "otto", "keane"})),),
    )


def mixed_generations() -> Family:
    """A child whose father is a generation above the mother, and a grandmother who is recorded as the child's own."""
    return Family(
        "kid",
        (
            person("Kit Shaw", "m", 2018, key="kid"),
            person("Una Shaw", "f", 1995, key="una"),
            person("Dean Shaw", "m", 1975, key="dean"),
            person("Val Shaw", "f", 1972, key="val"),
            person("Nan Shaw", "f", 1950, key="nan"),
        ),
        (Partnership("una", "dean", Tie.COHABITING),),
        (*children_of("una dean", "kid"), *children_of("val", "una"), *children_of("nan", "dean val kid")),
        households=(Household("h", "9 Mill Lane", frozenset({"kid", "una", "dean", "nan"})),),
    )


FAMILIES = {
    family.__name__: family
    for family in (
        okoro_marlowe,
        single_mother,
        three_fathers,
        both_sides,
        two_mothers,
        step_father,
        eight_children,
        adult_focus,
        siblings_only,
        mixed_generations,
    )
}
