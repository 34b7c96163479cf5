"""What two people in a family are to each other is put in the right words."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thrive.base.people.rules import RELATIONSHIPS, FamilyGraph, Someone, Tie, describe, describe_all

SEXES = {
    "ava": "F", "theo": "M", "kai": "M", "zara": "F", "unborn": "F", "kelly": "F", "daniel": "M", "lee": "M",
    "amara": "F", "kais_father": "M", "sheila": "F", "ronald": "M", "tracey": "F", "grace": "F", "emeka": "M",
    "dot": "F", "cousin": "M", "lees_son": "M", "traceys_husband": "M", "ronalds_father": "M", "alone": "F",
}  # fmt: skip
PARENTS = {
    "ava": ("kelly", "daniel"), "theo": ("kelly", "daniel"), "kai": ("kelly", "kais_father"),
    "unborn": ("kelly", "lee"), "zara": ("daniel", "amara"), "kelly": ("sheila", "ronald"),
    "tracey": ("sheila", "ronald"), "daniel": ("grace", "emeka"), "cousin": ("tracey",), "lees_son": ("lee",),
    "ronald": ("ronalds_father",),
}  # fmt: skip
OTHER_TIES = (
    Tie("separated", "kelly", "daniel"),
    Tie("cohabiting", "kelly", "lee"),
    Tie("cohabiting", "amara", "daniel"),
    Tie("married", "tracey", "traceys_husband"),
    Tie("neighbour", "dot", "ava"),
)
FAMILY = FamilyGraph(
    people=tuple(Someone(key, sex, unborn=key == "unborn") for key, sex in SEXES.items()),
    ties=tuple(Tie("parent", parent, child) for child, pair in PARENTS.items() for parent in pair) + OTHER_TIES,
)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("ava", "This person"),
        ("kelly", "Mother"),
        ("daniel", "Father"),
        ("lee", "Mother’s partner"),
        ("amara", "Father’s partner"),
        ("theo", "Brother"),
        ("kai", "Half-brother (mother’s side)"),
        ("unborn", "Half-brother or sister (mother’s side)"),
        ("zara", "Half-sister (father’s side)"),
        ("sheila", "Grandmother (mother’s side)"),
        ("emeka", "Grandfather (father’s side)"),
        ("ronalds_father", "Great-grandfather (mother’s side)"),
        ("tracey", "Aunt (mother’s side)"),
        ("traceys_husband", "Aunt’s husband (mother’s side)"),
        ("cousin", "Cousin (mother’s side)"),
        ("kais_father", "Half-brother’s father (mother’s side)"),
        ("lees_son", "Mother’s partner’s son"),
        ("dot", "Neighbour"),
        ("alone", "Not recorded"),
    ],
)
def test_what_everybody_is_to_ava(other, words):
    assert describe(FAMILY, "ava", other) == words


@pytest.mark.parametrize(
    ("focus", "other", "words"),
    [
        ("sheila", "ava", "Granddaughter"),
        ("ronalds_father", "ava", "Great-granddaughter"),
        ("tracey", "kai", "Nephew"),
        ("tracey", "unborn", "Niece or nephew"),
        ("kelly", "unborn", "Son or daughter"),
        ("kelly", "daniel", "Separated partner"),
        ("zara", "kelly", "Father’s former partner"),
        ("cousin", "traceys_husband", "Stepfather"),
        ("traceys_husband", "cousin", "Stepson"),
        ("traceys_husband", "sheila", "Mother-in-law"),
        ("lee", "theo", "Partner’s son"),
        ("dot", "ava", "Neighbour"),
        ("zara", "ronalds_father", "Father’s former partner’s grandfather"),
        ("ronalds_father", "zara", "Granddaughter’s former partner’s daughter"),
        ("traceys_husband", "zara", "Other family"),
    ],
)
def test_what_others_are_to_each_other(focus, other, words):
    assert describe(FAMILY, focus, other) == words


def test_everybody_is_described_once_and_always_the_same():
    found = describe_all(FAMILY, "ava")
    assert set(found) == set(SEXES) - {"ava"}
    turned = FamilyGraph(FAMILY.people, FAMILY.ties)
    assert describe_all(turned, "ava") == found


def test_somebody_unknown_is_an_error():
    with pytest.raises(KeyError):
        describe(FAMILY, "ava", "nobody")


def graph(sexes, *ties, born=None):
    """A small family: sexes by key, ties as (kind, left, right[, ended])."""
    born = born or {}
    return FamilyGraph(
        tuple(Someone(key, sex, born_on=born.get(key)) for key, sex in sexes.items()), tuple(Tie(*tie) for tie in ties)
    )


def test_a_brother_whose_father_is_not_recorded_may_be_a_half_brother():
    family = graph({"a": "F", "b": "M", "m": "F"}, ("parent", "m", "a"), ("parent", "m", "b"))
    assert describe(family, "a", "b") == "Brother or half-brother (mother’s side)"
    told = graph({"a": "F", "b": "M", "m": "F"}, ("parent", "m", "a"), ("parent", "m", "b"), ("sibling", "a", "b"))
    assert describe(told, "a", "b") == "Brother"


def test_twins():
    both = {"a": date(2017, 3, 14), "b": date(2017, 3, 14)}
    ties = [("parent", parent, child) for parent in "mf" for child in "ab"]
    assert describe(graph({"a": "F", "b": "M", "m": "F", "f": "M"}, *ties, born=both), "a", "b") == "Twin brother"


def test_two_mothers_have_no_mothers_side():
    family = graph(
        {"a": "F", "m": "F", "n": "F", "g": "F"}, ("parent", "m", "a"), ("parent", "n", "a"), ("parent", "g", "m")
    )
    assert describe(family, "a", "m") == describe(family, "a", "n") == "Mother"
    assert describe(family, "a", "g") == "Grandmother"


def test_adoption_is_said_and_carries_the_family_on():
    family = graph(
        {"a": "F", "b": "M", "m": "F", "g": "M"},
        ("adoptive_parent", "m", "a"), ("parent", "m", "b"), ("parent", "g", "m"),
    )  # fmt: skip
    assert describe(family, "a", "m") == "Adoptive mother"
    assert describe(family, "m", "a") == "Adopted daughter"
    assert describe(family, "a", "b") == "Adoptive brother"
    assert describe(family, "a", "g") == "Grandfather (mother’s side)"


def test_a_step_family_by_marriage():
    family = graph(
        {"a": "F", "m": "F", "s": "M", "t": "M"}, ("parent", "m", "a"), ("married", "m", "s"), ("parent", "s", "t")
    )
    assert describe(family, "a", "s") == "Stepfather"
    assert describe(family, "a", "t") == "Stepbrother"
    assert describe(family, "s", "a") == "Stepdaughter"


def test_a_marriage_that_ended_makes_no_stepfather():
    family = graph({"a": "F", "m": "F", "s": "M"}, ("parent", "m", "a"), ("married", "m", "s", True))
    assert describe(family, "a", "s") == "Mother’s former husband"


def test_several_relations_are_all_said_blood_first():
    family = graph(
        {"a": "F", "m": "F", "g": "F"},
        ("special_guardian", "g", "a"), ("parent", "m", "a"), ("parent", "g", "m"), ("grandparent", "g", "a"),
    )  # fmt: skip
    assert describe(family, "a", "g") == "Grandmother (mother’s side), special guardian"
    assert describe(family, "g", "a") == "Granddaughter, child in their care"


def test_what_is_recorded_without_links_is_said_as_recorded():
    family = graph({"a": "F", "g": "F", "c": "M"}, ("grandparent", "g", "a"), ("foster_carer", "c", "a", True))
    assert describe(family, "a", "g") == "Grandmother"
    assert describe(family, "g", "a") == "Granddaughter"
    assert describe(family, "a", "c") == "Former foster carer"


def test_a_circle_of_parents_does_no_harm():
    family = graph({"a": "F", "b": "M"}, ("parent", "a", "b"), ("parent", "b", "a"))
    assert describe(family, "a", "b") in ("Son", "Father")


KEYS = st.sampled_from("abcdefg")
TIES = st.lists(st.builds(Tie, st.sampled_from(sorted(RELATIONSHIPS)), KEYS, KEYS, st.booleans()), max_size=14)


@given(TIES, st.lists(st.sampled_from(["F", "M", "", "U"]), min_size=7, max_size=7))
@settings(deadline=None)
def test_any_tangle_is_put_in_words(ties, sexes):
    family = FamilyGraph(tuple(Someone(key, sex) for key, sex in zip("abcdefg", sexes, strict=True)), tuple(ties))
    for words in describe_all(family, "a").values():
        assert words
        assert words[0].isupper()
