"""Rules about people: numbers, names, who is what to whom, parental responsibility, ages."""

import csv
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thrive.base.people import rules

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
@settings(deadline=None)
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
        ({"expected_on": date(2027, 2, 4)}, "due 4 February 2027"),
        ({"expected_on": date(2026, 6, 4)}, "was due 4 June 2026"),
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
