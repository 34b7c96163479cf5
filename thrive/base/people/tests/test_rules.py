"""Rules about people: numbers, names, who is what to whom, parental responsibility, ages."""

import csv
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive.base.people import rules
from thrive.base.people.rules import FamilyGraph, Someone, Tie, describe, describe_all

TODAY = date(2026, 11, 22)

# --- Identifiers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "typed", "problem"),
    [
        ("nhs", "999 000 0018", None),
        ("nhs", "", "Enter the NHS number"),
        ("nhs", "999 000 001", "NHS number must be 10 digits, like 999 123 4567"),
        ("nhs", "999 000 0019", "NHS number is mistyped: its last digit does not fit the others"),
        ("nhs", "0000000000", "NHS number must be a real number, not one digit repeated"),
        ("nhs", "9276308686", "This is a unique learner number, not an NHS number"),
        ("nhs", "H801200001001", "This is a unique pupil number, not an NHS number"),
        ("upn", "H801200001001", None),
        ("upn", "U80120000100A", None),
        ("upn", "Q207000016049", "UPN is mistyped: its first letter does not fit the digits"),
        ("upn", "E000200005001", "UPN is mistyped: no authority has the code 000"),
        ("upn", "12345", "UPN must be a letter and 12 digits, like H801200001001; a temporary one ends in a letter"),
        ("upn", "9990000018", "This is an NHS number, not a unique pupil number"),
        ("former_upn", "P207000016049", None),
        ("uln", "9276308686", None),
        ("uln", "9276308685", "ULN is mistyped: its last digit does not fit the others"),
        ("uln", "0276308686", "ULN must be 10 digits and not begin with 0"),
        ("uln", "9990000018", "This is an NHS number, not a unique learner number"),
        ("la_child_id", "WX 48213", None),
        ("la_child_id", "WX/48213", "Child id must be letters and numbers only, 20 characters or fewer"),
        ("la_child_id", "9" * 21, "Child id must be letters and numbers only, 20 characters or fewer"),
        ("national_insurance", "qq 12 34 56 c", None),
        (
            "national_insurance",
            "QQ123456Z",
            "National Insurance number must be 2 letters, 6 numbers and a letter A to D",
        ),
        ("home_office", "A1234567/2", None),
        ("court_case", "WX26C00123", None),
    ],
)
def test_a_number_is_checked_and_the_fault_is_said(scheme, typed, problem):
    assert rules.IDENTIFIERS[scheme].problem(typed) == problem


def test_numbers_are_kept_one_way_and_shown_another():
    nhs = rules.IDENTIFIERS["nhs"]
    assert nhs.canonical("999-000 0018") == "9990000018"
    assert nhs.display("9990000018") == "999 000 0018"
    national = rules.IDENTIFIERS["national_insurance"]
    assert national.display(national.canonical("qq123456c")) == "QQ 12 34 56 C"
    assert rules.IDENTIFIERS["la_child_id"].canonical("wx 48213") == "wx48213"


@given(st.sampled_from(sorted(rules.IDENTIFIERS)), st.text(max_size=70))
def test_no_text_does_harm_to_a_scheme(scheme, text):
    found = rules.IDENTIFIERS[scheme]
    canonical = found.canonical(text)
    assert found.canonical(canonical) == canonical
    if found.problem(text) is None:
        assert found.canonical(found.display(canonical)) == canonical


def test_keys_fit_where_they_are_kept():
    assert all(len(key) <= 20 for key in (*rules.IDENTIFIERS, *rules.WARNING_KINDS))
    assert all(len(key) <= 12 for key in rules.NAME_KINDS)
    assert all(len(key) <= 30 for key in (*rules.RELATIONSHIPS, *rules.RESPONSIBILITY_BASES))
    assert set(rules.SSD_TYPES.values()) <= set(rules.IDENTIFIERS)


def test_a_temporary_pupil_number_is_known_as_one():
    assert rules.is_temporary_upn("U80120000100A")
    assert not rules.is_temporary_upn("H801200001001")
    assert not rules.is_temporary_upn("nonsense A")


@pytest.mark.parametrize(
    ("upn", "reason", "of_school_age", "fine"),
    [
        ("H801200001001", "", True, True),
        ("", "UN2", True, True),
        ("", "UN1", False, True),
        ("", "UN1", True, False),
        ("", "", True, False),
        ("H801200001001", "UN2", True, False),
        ("", "UN6", True, False),
    ],
)
def test_a_pupil_number_or_the_reason_for_none(upn, reason, of_school_age, fine):
    assert (rules.upn_problem(upn, reason, of_school_age=of_school_age) is None) == fine


# --- Names and pronouns ---------------------------------------------------------------------------


def test_the_legal_name_heads_the_record_and_former_names_do_not():
    kinds = sorted(["alias", "former", "preferred", "legal", "never heard of"], key=rules.heading_order)
    assert kinds == ["legal", "preferred", "former", "alias", "never heard of"]
    assert {"birth", "maiden", "former", "alias"} == rules.FORMER_NAME_KINDS


def test_a_name_is_whole_or_in_parts():
    assert rules.name_problem(given="Ava", family="", full="") is None
    assert rules.name_problem(given="", family="", full="Li Na") is None
    assert rules.name_problem(given=" ", family="", full="") == "Enter a name"
    assert "not both" in rules.name_problem(given="Li", family="", full="Li Na")


@pytest.mark.parametrize(
    ("recorded", "subject"),
    [("she/her", "she"), ("He / him", "he"), ("they/them", "they"), ("", "they"), ("xe", "they")],
)
def test_a_pronoun_is_what_the_person_says(recorded, subject):
    assert rules.pronouns(recorded).subject == subject


def test_they_takes_the_plural():
    assert rules.pronouns("").verb("has", "have") == "have"
    assert rules.pronouns("she/her").verb("has", "have") == "has"


# --- Relationships --------------------------------------------------------------------------------


def test_a_relationship_reads_right_from_both_sides():
    parent = rules.RELATIONSHIPS["parent"]
    assert (parent.words.by("F"), parent.words.by("M"), parent.words.by("")) == ("Mother", "Father", "Parent")
    assert (parent.back.by("F"), parent.back.by("M"), parent.back.by("U")) == ("Daughter", "Son", "Son or daughter")
    assert not parent.is_symmetric
    assert rules.RELATIONSHIPS["cousin"].is_symmetric
    assert rules.RELATIONSHIPS["adoptive_parent"].sealable


def test_every_kind_is_in_a_group():
    assert [kind for kinds in rules.by_group().values() for kind in kinds] == list(rules.RELATIONSHIPS.values())


def test_nobody_is_related_to_themselves_or_twice():
    assert rules.relationship_problem("parent", is_self=True)
    assert rules.relationship_problem("parent", is_self=False, already=True)
    assert rules.relationship_problem("enemy", is_self=False)
    assert rules.relationship_problem("parent", is_self=False) is None


@pytest.mark.parametrize(
    ("kind", "person_born", "other_born", "birth_parents", "asked"),
    [
        ("parent", date(1992, 3, 14), date(2017, 3, 14), 0, False),
        ("parent", date(2005, 3, 15), date(2017, 3, 14), 0, True),
        ("parent", date(2005, 3, 14), date(2017, 3, 14), 0, False),
        ("parent", date(2018, 1, 1), date(2017, 3, 14), 0, True),
        ("parent", date(1992, 3, 14), date(2017, 3, 14), 2, True),
        ("parent", None, date(2017, 3, 14), 0, False),
        ("grandparent", date(2000, 1, 1), date(2017, 3, 14), 0, True),
        ("married", date(2010, 1, 1), None, 0, True),
        ("special_guardian", date(1990, 1, 1), None, 0, False),
        ("neighbour", date(2018, 1, 1), date(2017, 3, 14), 0, False),
    ],
)
def test_an_unlikely_relationship_is_asked_about_and_not_refused(kind, person_born, other_born, birth_parents, asked):
    question = rules.relationship_question(
        kind, person_born=person_born, other_born=other_born, on=TODAY, birth_parents=birth_parents
    )
    assert bool(question) == asked
    assert question is None or question.endswith("Is this right?")


# --- Kinship --------------------------------------------------------------------------------------

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
TIES = st.lists(st.builds(Tie, st.sampled_from(sorted(rules.RELATIONSHIPS)), KEYS, KEYS, st.booleans()), max_size=14)


@given(TIES, st.lists(st.sampled_from(["F", "M", "", "U"]), min_size=7, max_size=7))
def test_any_tangle_is_put_in_words(ties, sexes):
    family = FamilyGraph(tuple(Someone(key, sex) for key, sex in zip("abcdefg", sexes, strict=True)), tuple(ties))
    for words in describe_all(family, "a").values():
        assert words
        assert words[0].isupper()


# --- Parental responsibility ----------------------------------------------------------------------


def test_registration_before_december_2003_gives_no_parental_responsibility():
    problem = rules.responsibility_problem
    assert problem("birth_registration", registered_on=date(2003, 11, 30))
    assert problem("birth_registration", registered_on=date(2003, 12, 1)) is None
    assert problem("birth_registration") is None
    assert problem("habit")


def test_a_child_may_hold_it_as_a_mother_and_not_as_a_guardian():
    assert rules.responsibility_problem("mother", is_adult=False) is None
    assert rules.responsibility_problem("special_guardianship", is_adult=False)


def test_every_basis_names_its_law():
    assert all(basis.law for basis in rules.RESPONSIBILITY_BASES.values())
    assert [basis.key for basis in rules.RESPONSIBILITY_BASES.values() if basis.ends_others] == [
        "adoption", "parental_order",
    ]  # fmt: skip


def test_parental_responsibility_ends_on_the_eighteenth_birthday():
    assert rules.responsibility_ends_on(date(2017, 3, 14)) == date(2035, 3, 14)


# --- Ages -----------------------------------------------------------------------------------------


def test_a_leap_day_birthday_falls_on_1_march():
    assert rules.reaches_age_on(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert rules.reaches_age_on(date(2008, 2, 29), 16) == date(2024, 2, 29)
    assert rules.is_child_on(date(2008, 2, 29), date(2026, 2, 28))
    assert not rules.is_child_on(date(2008, 2, 29), date(2026, 3, 1))
    assert rules.is_child_on(None, TODAY) is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"born_on": date(2017, 3, 14)}, "9 years"),
        ({"born_on": date(2026, 11, 13)}, "9 days"),
        ({"born_on": date(2026, 4, 1)}, "7 months"),
        ({"born_on": date(2017, 1, 1), "precision": "year"}, "about 9 years"),
        ({"born_on": date(2017, 3, 1), "precision": "month"}, "about 9 years"),
        ({"expected_on": date(2026, 6, 4)}, "due 4 June 2026"),
        ({"expected_on": date(2026, 6, 4), "pregnancy_ended_on": date(2026, 2, 1)}, "pregnancy ended"),
        ({"born_on": date(1955, 3, 14), "died_on": date(2019, 8, 1)}, "died aged 64 years"),
        ({}, ""),
    ],
)
def test_an_age_in_words(facts, words):
    assert rules.age_in_words(today=TODAY, **facts) == words


# --- Contact and warnings -------------------------------------------------------------------------


def test_a_way_to_reach_somebody_is_checked():
    mobile, email = rules.CONTACT_KINDS["mobile"], rules.CONTACT_KINDS["email"]
    assert mobile.problem("07700 900123") is None
    assert mobile.canonical("+44 7700 900123") == "07700900123"
    assert mobile.problem("") == "Enter the mobile number"
    assert "real number" in mobile.problem("12")
    assert email.problem("kelly@example.org") is None
    assert email.problem("kelly at home")


def test_every_warning_says_what_to_do_and_when_to_look_again():
    assert all(kind.example and kind.review_months > 0 for kind in rules.WARNING_KINDS.values())
    assert [kind.key for kind in rules.WARNING_KINDS.values() if kind.risk_to_children] == ["risk_to_children"]


def test_reasons_for_no_pupil_number_are_worded_as_in_the_code_list():
    table = files("thrive.base.local").joinpath("codes", "upn_unknown.csv").read_text(encoding="utf-8")
    listed = {row["code"]: row["words"] for row in csv.DictReader(table.splitlines())}
    assert {code: reason.label for code, reason in rules.UPN_UNKNOWN.items()} == {
        code: words for code, words in listed.items() if code != "UN6"
    }
