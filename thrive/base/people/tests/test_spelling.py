"""A text is searched for a street, a postcode, a number, the name of a place, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive.base.people.rules.spelling import Place, Spelt

HOME = Place(address="6 Hollin Terrace, Wexmoor", postcode="WX7 4NE")
COTTAGE = Place(address="Rose Cottage, Mill Lane, Wexmoor")
PHONE, MAIL = Place(contact="07700900123"), Place(contact="jo.lark@example.org")
SCHOOL, SAINT = Place(name="Larkmere Primary School"), Place(name="St Mary's Academy")
REFUGE, POLICE, HARBOUR = Place(name="Harrowgate Refuge"), Place(name="Police"), Place(name="Harbourside")


@pytest.mark.parametrize(
    ("place", "text", "found"),
    [
        (HOME, "Seen at 6 Hollin Terrace.", ["6 Hollin Terrace"]),
        (HOME, "6  hollin\nTERR, Wexmoor", ["6  hollin\nTERR"]),
        (HOME, "Hollin Terrace is quiet", ["Hollin Terrace"]),
        (HOME, "to wx74ne and WX7 4NE and wx7-4ne", ["wx74ne", "WX7 4NE", "wx7-4ne"]),
        (HOME, "WX7 4NEX, WX7, Wexmoor, Hollin Road, terrace", []),
        (COTTAGE, "Rose  Cottage in Mill Ln, near Wexmoor", ["Rose  Cottage", "Mill Ln"]),
        (PHONE, "07700 900 123; +44 7700 900123; 0044(0)7700-900123", None),
        (PHONE, "07700 900 124 and 107700900123", []),
        (MAIL, "Write to Jo.Lark@example.org!", ["Jo.Lark@example.org"]),
        (SCHOOL, "Larkmere primary, and Larkmere School", ["Larkmere primary", "Larkmere School"]),
        (SCHOOL, "Larkmere town; a primary school", []),
        (SAINT, "at St. Mary’s or Saint Marys Academy", ["St. Mary’s", "Saint Marys Academy"]),
        (REFUGE, "the Harrowgate refuge", ["Harrowgate refuge"]),
        (POLICE, "The police came to the refuge", []),
        (HARBOUR, "Harbourside rang", ["Harbourside"]),
    ],
)
def test_what_a_text_spells(place: Place, text: str, found: list[str] | None) -> None:
    spelt = Spelt([place])
    if found is None:  # three ways of writing one number, with whatever stands between
        assert len(spelt.found_in(text)) == 3
    else:
        assert spelt.found_in(text) == found


def test_it_is_taken_out_and_the_rest_stays_as_it_was() -> None:
    spelt = Spelt([HOME, PHONE])
    assert spelt.out_of("Łucja, 6 Hollin Terr., WX74NE. Ring 07700 900123!") == (
        "Łucja, [withheld]., [withheld]. Ring [withheld]!"
    )
    assert Spelt([]).out_of("6 Hollin Terrace") == "6 Hollin Terrace"


@given(before=st.text(max_size=40), after=st.text(max_size=40))
def test_nothing_is_spelt_once_it_was_taken_out(before: str, after: str) -> None:
    spelt = Spelt([HOME])
    assert not spelt.found_in(spelt.out_of(f"{before} 6 Hollin Terrace {after}"))
    assert spelt.out_of(f"{before} 6 Hollin Terrace {after}").count("[withheld]") >= 1


@given(text=st.text(max_size=200))
def test_a_text_that_spells_nothing_stays_whole(text: str) -> None:
    spelt = Spelt([SCHOOL, PHONE])
    assert bool(spelt.found_in(text)) or spelt.out_of(text) == text
