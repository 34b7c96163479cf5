"""The score keeps its promises, and does not fall into the traps that join the wrong children."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thrive.base.matching import levels, score
from thrive.base.matching.keys import match_keys
from thrive.base.matching.score import AUTOMATIC, NONE, REVIEW, Identity, compare, rank
from thrive.base.matching.weights import frequency_of, latest

AVA = Identity(
    given="Ava", middle="Grace", family="Okoro", birth_date=date(2017, 3, 14), sex="female", postcode="WX4 2PL",
    address="14 Tanner Row", nhs_number="999 000 0018", parent_names=("Kelly Marlowe", "Daniel Okoro"),
    phones=("01632 960114",),
)  # fmt: skip
NAMED_ONLY = Identity(given="Ava", family="Okoro", birth_date=date(2017, 3, 14))
AT_HOME = replace(AVA, nhs_number="", middle="", phones=())


def words(left, right, field):
    return compare(left, right).of(field).words


# --- What it says -------------------------------------------------------------------------------


def test_the_same_record_is_very_likely_the_same_child():
    found = compare(AVA, AVA)
    assert found.band == AUTOMATIC
    assert found.label == "Very likely"
    assert found.probability > 0.9999
    assert found.version == latest().version


def test_the_weights_of_the_evidence_add_up():
    found = compare(AVA, replace(AVA, given="Eva", postcode="WX4 9AA"))
    assert found.weight == pytest.approx(found.before + sum(item.weight for item in found.evidence), abs=0.01)


def test_nothing_known_says_nothing():
    found = compare(AVA, Identity())
    assert {item.words for item in found.evidence if item.field != "together"} == {"Nothing to compare"}
    assert found.of("together").words == ""
    assert found.weight == found.before
    assert found.band == NONE


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({}, "given", "Same"),
        ({"given": "AVA "}, "given", "Same"),
        ({"given": "Theo"}, "given", "Differs"),
        ({"given": ""}, "given", "Nothing to compare"),
        ({"given": "Baby"}, "given", "Nothing to compare"),
        ({"given": "A"}, "given", "Initial agrees"),
        ({"given": "Ava Grace"}, "given", "Part of the name is the same"),
        ({"given": "Grace"}, "given", "The middle name is used"),
        ({"given": "Ada"}, "given", "Alike, and each is a name in use"),
        ({"given": "Eve"}, "given", "Another spelling of the same name"),
        ({"family": "Okora"}, "family", "One letter differs"),
        ({"family": "Okoro-Marlowe"}, "family", "Part of the name is the same"),
        ({"family": "Ocorrow"}, "family", "Sounds the same"),
        ({"family": "Marlowe", "other_names": ("Ava Okoro",)}, "family", "Same as another name held"),
        ({"family": "Marlowe"}, "family", "The other parent's name"),
        ({"family": "Byrne", "parent_names": ("Okoro Byrne",)}, "family", "Differs"),
        ({"given": "Okoro", "family": "Ava"}, "family", "Given and family name exchanged"),
        ({"birth_date": date(2016, 3, 14)}, "birth_date", "Year differs"),
        ({"birth_date": date(2017, 4, 14)}, "birth_date", "Month differs"),
        ({"birth_date": date(2017, 3, 24)}, "birth_date", "One digit of the day differs"),
        ({"birth_date": date(2017, 3, 2)}, "birth_date", "Day differs"),
        ({"birth_date": date(2017, 1, 1)}, "birth_date", "Same year; 1 January may stand for an unknown day"),
        ({"birth_date": date(1993, 3, 14)}, "birth_date", "24 years apart"),
        ({"birth_date": date(2017, 1, 1), "birth_precision": "year"}, "birth_date", "Same year"),
        ({"birth_date": date(2018, 1, 1), "birth_precision": "about"}, "birth_date", "About the same"),
        ({"birth_date": None}, "birth_date", "Nothing to compare"),
        ({"sex": "male"}, "sex", "Differs"),
        ({"sex": "not known"}, "sex", "Nothing to compare"),
        ({"postcode": "wx42pl"}, "postcode", "Same"),
        ({"postcode": "WX4 9AA"}, "postcode", "Same area"),
        ({"address": "14, Tanner Row, Wexmoor"}, "address", "Same"),
        ({"parent_names": ("Marlowe, Kelly",)}, "parent", "Same"),
        ({"parent_names": ("Kelly Bannister",)}, "parent", "Part of the name is the same"),
        ({"phones": ("+44 1632 960114",)}, "phone", "Same"),
        ({"nhs_number": "999 000 0026"}, "nhs_number", "Differs"),
        ({"nhs_number": "999 000 0019"}, "nhs_number", "Nothing to compare"),
    ],
)
def test_the_evidence_in_words(change, field, said):
    assert words(AVA, replace(AVA, **change), field) == said


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [("Kate", "Katherine", "Short form of the same name"), ("Mohammed", "Muhammad", "Same name written another way"),
     ("Shivaun", "Siobhán", "Another spelling of the same name")],
)  # fmt: skip
def test_forms_of_one_name_are_said(left, right, said):
    assert words(Identity(given=left), Identity(given=right), "given") == said


def test_an_unborn_child_is_compared_by_the_day_it_is_due():
    unborn = Identity(given="Unborn", family="Marlowe", expected_on=date(2027, 2, 14), parent_names=("Kelly Marlowe",))
    born = Identity(given="Ivy", family="Marlowe", birth_date=date(2027, 2, 2), parent_names=("Kelly Marlowe",))
    sister = replace(born, birth_date=date(2020, 8, 2))
    found = compare(unborn, born)
    assert found.of("birth_date").words == "Born about when expected"
    assert found.of("birth_date").left == "due 14 February 2027"
    assert found.weight > compare(unborn, sister).weight
    assert compare(unborn, sister).of("birth_date").words == "Not when expected"


def test_household_evidence_counts_once():
    """Home, postcode, parent and telephone together say no more than the strongest of them."""
    one = compare(NAMED_ONLY, NAMED_ONLY).weight
    by_address = compare(replace(NAMED_ONLY, address="14 Tanner Row"), replace(NAMED_ONLY, address="14 Tanner Row"))
    everything = compare(AT_HOME, AT_HOME)
    assert by_address.weight > one - 8
    assert everything.weight < by_address.weight + 1
    assert sum(1 for field in ("address", "postcode", "parent", "phone") if everything.of(field).weight) == 1


def test_a_rare_surname_says_more_than_a_common_one():
    counts = frequency_of({"khan": 5000, "okoro": 20, "smith": 9000})
    khan = replace(NAMED_ONLY, family="Khan")
    assert compare(khan, khan, frequency=counts).weight < compare(NAMED_ONLY, NAMED_ONLY, frequency=counts).weight
    assert counts("unheard") < counts("okoro")


def test_a_frequency_needs_counts():
    with pytest.raises(ValueError, match="at least one"):
        frequency_of({})


def test_sex_is_weak_evidence_and_no_veto():
    assert compare(AVA, replace(AVA, sex="male")).band == AUTOMATIC


# --- The traps of matching.md, section 6 ----------------------------------------------------------


def test_trap_twins_are_not_the_same_child():
    theo = replace(AT_HOME, given="Theo", sex="male")
    assert compare(AT_HOME, theo).band == NONE
    assert compare(AT_HOME, replace(AT_HOME, given="Ada")).band != AUTOMATIC
    assert compare(AT_HOME, theo).of("together").words == "Same birth date and home: may be a twin"
    assert rank(AT_HOME, [("theo", theo)]) == []


def test_trap_twins_with_names_alike_are_for_a_person():
    jayden, hayden = replace(AT_HOME, given="Jayden"), replace(AT_HOME, given="Hayden")
    assert compare(jayden, hayden).band == REVIEW
    counts = frequency_of({"jayden": 300, "hayden": 40, "ava": 9000})
    assert compare(jayden, hayden, given_frequency=counts, frequency=counts).band == REVIEW
    slip = replace(AT_HOME, given="Jaydenn")
    assert compare(jayden, slip, given_frequency=frequency_of({"jayden": 300, "ava": 90_000})).band == AUTOMATIC


def test_trap_siblings_are_not_the_same_child():
    brother = replace(AT_HOME, given="Theo", sex="male", birth_date=date(2020, 8, 2))
    assert compare(AT_HOME, brother).band == NONE


def test_trap_a_siblings_nhs_number_needs_confirming():
    brother = replace(AVA, given="Theo", sex="male", birth_date=date(2020, 8, 2))
    found = compare(AVA, brother)
    assert found.band == REVIEW
    assert found.probability < 0.1
    assert found.otherwise == "sibling"
    assert found.of("nhs_number").words == "Same, but name or birth date differs: check whose it is"


def test_a_number_with_nothing_to_confirm_it_is_for_a_person():
    assert compare(AVA, Identity(nhs_number="9990000018")).band == REVIEW


def test_a_confirmed_number_outweighs_a_move_and_a_new_surname():
    moved = replace(AVA, family="Bannister", postcode="LS1 4AB", address="2 Mill Court", parent_names=(), phones=())
    assert compare(AVA, moved).band == AUTOMATIC


def test_trap_an_adopted_child_is_not_joined_to_the_earlier_self():
    adopted = Identity(given="Ava", family="Whitfield", birth_date=date(2017, 3, 14), sex="female", postcode="LS1 4AB",
                       address="2 Mill Court", nhs_number="999 000 0042", parent_names=("Ruth Whitfield",))  # fmt: skip
    assert compare(AVA, adopted).band == NONE


@pytest.mark.parametrize(("given_name", "family"), [("Mohammed", "Khan"), ("Muhammad", "Ali"), ("Fatima", "Begum")])
def test_trap_namesakes_need_a_second_agreement(given_name, family):
    """In an index as large as a region's six in a hundred such pairs are of two children."""
    namesake = Identity(given=given_name, family=family, birth_date=date(2015, 6, 2), sex="male")
    region, county = {"index_size": 1_000_000}, {"index_size": 300_000}
    assert compare(namesake, namesake, **region).band == REVIEW
    assert compare(replace(namesake, given="Mohammad"), replace(namesake, given="Mohammed"), **county).band == REVIEW
    at_home = replace(namesake, postcode="WX4 2PL")
    assert compare(at_home, at_home, **region).band == AUTOMATIC


def test_trap_the_earlier_self_of_an_adopted_child_who_kept_both_given_names_is_for_a_person():
    """The middle name is no second agreement where the surname is another."""
    earlier = replace(AT_HOME, middle="Grace", parent_names=())
    adopted = replace(earlier, family="Whitfield", postcode="LS1 4AB", address="2 Mill Court")
    known_by_rare_names = {
        "given_frequency": frequency_of({"ava": 2, "grace": 2, "amelia": 90_000}),
        "index_size": 1_000,
    }
    found = compare(earlier, adopted, **known_by_rare_names)
    assert found.weight > latest().limits.automatic and found.band == REVIEW
    assert compare(earlier, replace(adopted, family="Okoro"), **known_by_rare_names).band == AUTOMATIC


def test_another_parent_next_door_is_no_namesake():
    """Where another parent is named the total must be high, as it is at the same postcode and not at another home."""
    next_door = replace(AT_HOME, address="2 Mill Court", parent_names=("Femi Adewale",))
    found = compare(AT_HOME, next_door)
    assert found.band == AUTOMATIC and found.weight >= latest().limits.other_parent
    by_their_name = replace(next_door, family="Marlowe")
    assert compare(AT_HOME, by_their_name, index_size=1_000).weight >= latest().limits.other_parent
    assert compare(AT_HOME, by_their_name, index_size=1_000).band == REVIEW  # by the other parent's name, and apart


def test_trap_two_rows_for_one_child_are_both_shown():
    twice = [("b", AT_HOME), ("a", replace(AT_HOME, middle="Grace")), ("c", replace(AT_HOME, given="Theo", sex="male"))]
    found = rank(AVA, twice)
    assert [ranked.ref for ranked in found] == ["a", "b"]
    assert [ranked.score.band for ranked in found] == [AUTOMATIC, AUTOMATIC]
    assert found[0].close_to == ("b",)
    assert found[1].close_to == ("a",)


def test_two_rows_that_may_be_twins_are_not_taken_for_one_child():
    """Each would do by itself; the two of them are alike, and not beyond doubt one child."""
    twins = [("a", replace(AT_HOME, given="Eva")), ("b", AT_HOME)]
    assert [ranked.score.band for ranked in rank(AT_HOME, twins)] == [AUTOMATIC, REVIEW]


def test_who_trails_the_best_so_far_is_not_the_child():
    """Ada alone would be for a person; beside Ava herself, and not one child with her, she is nobody."""
    ada, ava = ("a", replace(AT_HOME, given="Ada")), ("b", AT_HOME)
    assert [ranked.score.band for ranked in rank(AT_HOME, [ada])] == [REVIEW]
    found = rank(AT_HOME, [ada, ava], keep=(AUTOMATIC, REVIEW, NONE))
    assert [(ranked.ref, ranked.score.band) for ranked in found] == [("b", AUTOMATIC), ("a", NONE)]


def test_trap_a_co_twin_who_scores_close_leaves_it_to_a_person():
    """Of one twin only the initial is known: both fit."""
    record = replace(AT_HOME, given="J", sex="")
    twins = [("a", replace(AT_HOME, given="Jayden")), ("b", replace(AT_HOME, given="Jordan"))]
    found = rank(record, twins)
    assert [ranked.ref for ranked in found] == ["a", "b"]
    assert {ranked.score.band for ranked in found} == {REVIEW}
    assert found[0].close_to == ("b",)


def test_trap_a_namesake_who_scores_close_leaves_it_to_a_person():
    lone = Identity(given="Chidimma", family="Okoro", birth_date=date(2017, 3, 14), nhs_number="999 000 0018")
    record = replace(lone, nhs_number="")
    found = rank(record, [("a", lone), ("b", replace(lone, nhs_number="999 000 0026"))])
    assert [ranked.score.band for ranked in found] == [REVIEW, REVIEW]


def test_trap_mother_and_daughter_of_one_name_and_number_typed_wrongly():
    mother = replace(AVA, birth_date=date(1992, 3, 14), parent_names=("Sheila Marlowe",))
    assert compare(AVA, mother).band == REVIEW  # the number agrees, so a person looks whose it is


@pytest.mark.parametrize(("day", "precision"), [(date(2017, 9, 14), "day"), (date(2017, 3, 1), "month")])
def test_the_same_name_and_address_with_another_month_or_only_the_month_are_found(day, precision):
    one = Identity(given="Jack", family="Smith", birth_date=date(2017, 3, 14), address="14 Tanner Row", sex="male")
    assert compare(one, replace(one, birth_date=day, birth_precision=precision)).band != NONE
    assert match_keys(one) & match_keys(replace(one, birth_date=day, birth_precision=precision))


def test_teo_may_be_theo():
    assert words(Identity(given="Teo"), Identity(given="Theo"), "given") == "Another spelling of the same name"


@pytest.mark.parametrize("stand_in", ["Baby", "Twin 1", "Unborn", "Unknown"])
def test_a_stand_in_is_a_missing_name(stand_in):
    found = compare(replace(AT_HOME, given=stand_in), replace(AT_HOME, given=stand_in)).of("given")
    assert (found.weight, found.words) == (0, "Nothing to compare")


@pytest.mark.parametrize(
    ("field", "texts"), [("given", ("Marianne", "Marianna", "Theo")), ("family", ("Lathham", "Latham", "Byrne"))]
)
def test_agreeing_more_never_says_less(field, texts):
    """Closer values of one field never lower its evidence, nor the whole by more than a twin explains."""
    found = [compare(replace(AT_HOME, **{field: texts[0]}), replace(AT_HOME, **{field: text})) for text in texts]
    weights = [one.of(field).weight for one in found]
    assert weights == sorted(weights, reverse=True)
    assert found[0].weight > found[1].weight - 1 > found[2].weight


def test_trap_a_placeholder_baby_is_found_by_birth_home_and_mother():
    baby = replace(AT_HOME, given="Baby", family="Marlowe")
    assert compare(AT_HOME, baby).band == AUTOMATIC
    assert compare(AT_HOME, baby).of("given").weight == 0
    away = replace(baby, postcode="LS1 4AB", address="2 Park Row", parent_names=())
    assert compare(AT_HOME, away).band == REVIEW
    twins = [("a", AT_HOME), ("b", replace(AT_HOME, given="Theo"))]
    assert {ranked.score.band for ranked in rank(baby, twins)} == {REVIEW}


def test_trap_not_in_the_index_is_not_the_best_of_the_rest():
    strangers = [
        ("x", Identity(given="Ava", family="Okoro", birth_date=date(2009, 11, 30), postcode="LS1 4AB")),
        ("y", Identity(given="Ada", family="Okonjo", birth_date=date(2017, 5, 2), postcode="B1 1AA")),
    ]
    assert rank(AT_HOME, strangers) == []


def test_parent_and_child_of_one_name_are_told_apart():
    mother = replace(AT_HOME, birth_date=date(1992, 3, 14), parent_names=("Sheila Marlowe",))
    assert compare(AT_HOME, mother).band == NONE


def test_the_clear_leader_stands():
    found = rank(AVA, [("right", AVA), ("near", replace(NAMED_ONLY, postcode="LS1 4AB"))])
    assert found[0].ref == "right"
    assert found[0].score.band == AUTOMATIC
    assert found[0].close_to == ()


def test_cousins_of_one_name_in_one_home_are_told_apart_by_birth_date():
    assert compare(AT_HOME, replace(AT_HOME, birth_date=date(2014, 9, 2))).band != AUTOMATIC


@pytest.mark.parametrize(
    ("change", "least"),
    [
        ({"given": "Ava Grace"}, REVIEW),
        ({"family": "Okora"}, AUTOMATIC),
        ({"family": "Marlowe"}, AUTOMATIC),
        ({"given": "Okoro", "family": "Ava"}, AUTOMATIC),
        ({"birth_date": date(2017, 4, 14)}, REVIEW),
        ({"birth_date": date(2016, 3, 14)}, REVIEW),
        ({"address": "3 Mill Court", "postcode": "WX9 1AB", "parent_names": ()}, REVIEW),
        ({"birth_date": date(2017, 1, 1), "birth_precision": "year"}, REVIEW),
    ],
)
def test_ordinary_differences_do_not_hide_a_child(change, least):
    band = compare(AT_HOME, replace(AT_HOME, **change)).band
    assert band in ((AUTOMATIC,) if least == AUTOMATIC else (AUTOMATIC, REVIEW))


def test_an_uncommon_name_and_a_birth_date_are_enough_after_a_move():
    moved = replace(AT_HOME, given="Chidimma", address="3 Mill Court", postcode="WX9 1AB", parent_names=())
    counts = frequency_of({"chidimma": 3, "ava": 9_000})
    assert compare(replace(AT_HOME, given="Chidimma"), moved, given_frequency=counts).band == AUTOMATIC


# --- Properties -----------------------------------------------------------------------------------

GIVEN = st.sampled_from(
    ["Ava", "Eva", "Okoro", "Baby", "", "A", "Ann-Marie", "Annmarie", "Mohammed", "Muhammad", "محمد"]
)
FAMILY = st.sampled_from(
    ["Okoro", "Ava", "Marlowe", "Okoro-Marlowe", "Kowalski", "Kowalska", "Khan", "", "Smith (Khan)"]
)
DAYS = st.none() | st.sampled_from(
    [date(2017, 3, 4), date(2017, 4, 3), date(2016, 3, 4), date(1990, 3, 4), date(2017, 1, 1)]
)
PEOPLE = st.builds(
    Identity,
    given=GIVEN | st.text(max_size=15),
    middle=GIVEN,
    family=FAMILY | st.text(max_size=15),
    other_names=st.lists(FAMILY, max_size=2).map(tuple),
    birth_date=DAYS,
    birth_precision=st.sampled_from(["day", "month", "year", "about", "guess"]),
    expected_on=DAYS,
    sex=st.sampled_from(["female", "male", "", "other"]),
    postcode=st.sampled_from(["WX4 2PL", "WX4 9AA", "WX4", "", "nonsense"]),
    address=st.sampled_from(["14 Tanner Row", "14, tanner row", "Flat 2, Quay House", ""]),
    nhs_number=st.sampled_from(["9990000018", "9990000026", "12", ""]),
    upn=st.sampled_from(["H801200001001", "B801200005001", ""]),
    parent_names=st.lists(st.sampled_from(["Kelly Marlowe", "Kelly Marlow", "K Marlowe", "?"]), max_size=2).map(tuple),
    phones=st.lists(st.sampled_from(["01632 960114", "07700 900123", "x"]), max_size=2).map(tuple),
)  # fmt: skip


@given(PEOPLE, PEOPLE)
@settings(max_examples=300, deadline=None)
def test_the_order_of_the_two_does_not_matter(left, right):
    there, back = compare(left, right), compare(right, left)
    assert (there.weight, there.band, there.probability) == (back.weight, back.band, back.probability)
    assert [(i.field, i.level, i.words, i.weight) for i in there.evidence] == [
        (i.field, i.level, i.words, i.weight) for i in back.evidence
    ]
    assert 0 <= there.probability <= 1
    assert there == compare(left, right)


@given(PEOPLE, st.lists(PEOPLE, min_size=2, max_size=6), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_candidates_does_not_matter(one, others, chance):
    candidates = list(enumerate(others))
    mixed = candidates[:]
    chance.shuffle(mixed)
    assert rank(one, candidates, keep=tuple(score.BAND_LABELS)) == rank(one, mixed, keep=tuple(score.BAND_LABELS))


@given(PEOPLE)
@settings(max_examples=60, deadline=None)
def test_the_way_a_thing_is_written_does_not_matter(one):
    shouted = replace(one, given=one.given.upper(), family=f" {one.family} ", postcode=one.postcode.lower())
    if one.given.upper().casefold() == one.given.casefold():
        assert compare(one, AVA).weight == compare(shouted, AVA).weight


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("ella vaghela", "ava vaghela", "differs"),
        ("ella vaghela", "ella vaghela", "same"),
        ("vaghela ella", "ella vaghela", "same"),
        ("e vaghela", "ella vaghela", "part"),
        ("vaghela", "ella vaghela", "part"),
        ("kate marlowe", "katherine marlowe", "near"),
        ("ella rose vaghela", "rose vaghela", "near"),
        ("ella vaghela", "ella okoro", "part"),
    ],
)
def test_a_parent_of_the_same_family_name_and_another_given_name_is_another(one, other, level):
    assert levels.parents([one], [other]) == levels.parents([other], [one]) == level


def test_namesakes_of_two_families_of_one_name_are_for_a_person():
    one = Identity(
        given="Isha", family="Vaghela", birth_date=date(2025, 1, 24), postcode="WX4 5FT", address="1 Moss Street",
        parent_names=("Ella Vaghela",),
    )  # fmt: skip
    other = replace(one, postcode="WX3 6FW", address="46 Poplar Row", parent_names=("Ava Vaghela",))
    assert compare(one, other).band == REVIEW
    in_a_small_index, limits = compare(one, other, index_size=10_000), latest().limits
    assert limits.alone < in_a_small_index.weight < limits.other_parent
    assert in_a_small_index.band == REVIEW
