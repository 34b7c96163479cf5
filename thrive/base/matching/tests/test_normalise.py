"""Names, addresses, postcodes and telephone numbers are written one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive.base.matching import normalise

ANY_TEXT = st.text(max_size=60) | st.text(alphabet="oO'’mcacMR. -()ßıİłȘBaby12,ُ ", max_size=30)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  AVA  ", "ava"),
        ("Siobhán", "siobhan"),
        ("Łukasz Wójcik", "lukasz wojcik"),
        ("Ștefănescu", "stefanescu"),
        ("Şahin", "sahin"),
        ("İbrahim Yıldız", "ibrahim yildiz"),
        ("Weiß", "weiss"),
        ("João", "joao"),
        ("Nguyễn Đức", "nguyen duc"),
        ("Sørensen", "sorensen"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("O Brien", "obrien"),
        ("Mc Donald", "mcdonald"),
        ("Mac Donald", "macdonald"),
        ("Marlowe-Okoro", "marlowe okoro"),
        ("Marlowe–Okoro", "marlowe okoro"),
        ("St. John", "st john"),
        ("Mrs Smith", "smith"),
        ("Dr. Grace Okoro", "grace okoro"),
        ("Smith (Jones)", "smith"),
        ("(Jones)", "jones"),
        ("Smith2", "smith"),
        ("\u202eمحمد\u202c", "محمد"),
        ("مُحَمَّد", "محمد"),
        ("李 小龙", "李 小龙"),
        ("Мария", "мария"),
        ("", ""),
        ("'; DROP TABLE person; --", "drop table person"),
    ],
)
def test_a_name_in_its_comparing_form(typed, expected):
    assert normalise.name(typed) == expected


def test_a_title_alone_is_kept():
    assert normalise.name("Master") == "master"


def test_a_hyphen_a_space_and_nothing_are_one_when_joined():
    assert normalise.joined("Ann-Marie") == normalise.joined("Ann Marie") == normalise.joined("Annmarie")


def test_what_stands_in_brackets_can_be_had():
    assert normalise.bracketed("Smith (Jones)") == "Jones"
    assert normalise.bracketed("Smith") == ""


@pytest.mark.parametrize(
    "typed",
    ["Baby", "BABY SMITH", "Baby Girl", "Smith baby", "Twin 1", "Twin A", "Twin Two", "Unborn", "Unborn Baby", "UBB",
     "Unborn Child of Kelly", "Unknown", "Not known", "Infant", "Male Infant", "Male", "Female", "Girl 2", "?", "-",
     "N/A", "NK", "Not yet named", "TBC", "No name given"],
)  # fmt: skip
def test_a_stand_in_is_not_a_name(typed):
    assert normalise.is_placeholder(typed)
    assert normalise.usable(typed) == ""


@pytest.mark.parametrize(
    "typed", ["Ava", "Bobby", "Malek", "Nora", "Unna", "Ng", "Jo", "Twinkle", "Noor", "Na", "Son", "Or", "Mary Given"]
)
def test_a_name_is_not_a_stand_in(typed):
    assert not normalise.is_placeholder(typed)
    assert normalise.usable(typed)


def test_an_empty_name_is_missing_and_no_stand_in():
    assert not normalise.is_placeholder("  ")
    assert normalise.usable("  ") == ""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14 Tanner Rd.", "14 tanner road"),
        ("14, Tanner Road", "14 tanner road"),
        ("No. 14 Tanner Row", "14 tanner row"),
        ("9 High St", "9 high street"),
        ("9 St Johns Rd", "9 saint johns road"),
        ("St. John's Ave", "saint johns avenue"),
        ("Flat 2, 9 High St, Wexmoor WX4 2PL", "flat 2 9 high street wexmoor"),
        ("Apt 2 Quay Hse", "flat 2 quay house"),
    ],
)
def test_an_address_in_its_comparing_form(typed, expected):
    assert normalise.address(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["14 Tanner Row", "14 TANNER ROW, Wexmoor, WX4 2PL", "14, Tanner Row, Wexmoor", "no 14 Tanner Row Wexmoor WX42PL"],
)
def test_one_home_has_one_address_key(typed):
    assert normalise.read_address(typed).key == "|14|tanner row"


def test_flats_of_one_house_are_different_homes():
    assert normalise.read_address("Flat 2, 9 High St").key == "2|9|high street"
    assert normalise.read_address("Flat 3, 9 High Street").key != normalise.read_address("Flat 2, 9 High Street").key
    assert normalise.read_address("Flat 2, Quay House, Mill Lane").key == "2||quay house"
    assert normalise.read_address("").key == ""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("wx42pl", "WX4 2PL"), ("WX4  2PL", "WX4 2PL"), (" e1w-2ab ", "E1W 2AB"), ("YO16GA", "YO1 6GA"),
     ("M1 1AA", "M1 1AA"), ("gir 0aa", "GIR 0AA"), ("WX4", ""), ("Tanner Row", ""), ("", ""), ("WX4 2PLL", "")],
)  # fmt: skip
def test_a_postcode_in_its_usual_form(typed, expected):
    assert normalise.postcode(typed) == expected


def test_the_first_half_of_a_postcode_and_its_district():
    assert normalise.outward("E1W 2AB") == "E1W"
    assert normalise.outward("e8") == "E8"
    assert normalise.outward("ava") == ""
    assert normalise.district("E1W 2AB") == "E1"
    assert normalise.district("WX4 2PL") == "WX4"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("01632 960 114", "01632960114"), ("+44 (0)1632 960114", "01632960114"), ("0044 1632 960114", "01632960114"),
     ("44 1632 960114", "01632960114"), ("07700 900123", "07700900123"), ("7700900123", "07700900123"),
     ("01632 960114 ext 5", "01632960114"), ("+48 123 456 789", "+48123456789"), ("12345", ""), ("ava", ""), ("", ""),
     ("WX48213", ""), ("999 048 2136", "")],
)  # fmt: skip
def test_a_telephone_number_as_digits(typed, expected):
    assert normalise.phone(typed) == expected


@given(ANY_TEXT)
def test_every_form_is_its_own_form(text):
    for form in (normalise.fold, normalise.name, normalise.joined, normalise.address, normalise.postcode,
                 normalise.outward, normalise.district, normalise.phone, normalise.usable):  # fmt: skip
        once = form(text)
        assert form(once) == once


@given(ANY_TEXT)
def test_no_text_does_harm(text):
    normalise.bracketed(text)
    normalise.is_placeholder(text)
    normalise.read_address(text)


def test_a_field_of_any_length_does_no_harm():
    assert len(normalise.name("Ana " * 5000)) <= normalise.LONGEST
    assert normalise.name("a" * 200) == "a" * 200


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_plain_text_takes_a_short_way_to_the_same(text):
    assert normalise.fold(text + "é") == normalise.fold(text) + "e"
    assert normalise.name(f"{text} é") == f"{normalise.name(f'{text} e')}"
