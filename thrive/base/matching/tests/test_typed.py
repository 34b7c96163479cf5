"""The one search box understands what people type."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thrive.base.matching import typed
from thrive.base.matching.typed import read_query
from thrive.base.matching.typed_dates import read_born

TODAY = date(2026, 11, 22)


def parts(text):
    """Each part as its readings, "kind:value", likeliest first."""
    return [[f"{r.kind}:{r.value}" for r in part.readings] for part in read_query(text, today=TODAY).parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ava okoro", [["name:ava"], ["name:okoro"]]),
        ("Okoro, Ava", [["name:okoro"], ["name:ava"]]),
        ("O'Brien", [["name:obrien"]]),
        ("kelly o brien", [["name:kelly"], ["name:obrien"]]),
        ("Marlowe-Okoro", [["name:marlowe okoro"]]),
        ("Siobhán", [["name:siobhan"]]),
        ("li", [["name:li"]]),
        ("999 000 0018", [["nhs_number:9990000018"]]),
        ("9990000018", [["nhs_number:9990000018", "child_id:9990000018"]]),
        ("999-000-0018", [["nhs_number:9990000018", "child_id:9990000018"]]),
        ("nhs 999 000 0018", [["nhs_number:9990000018"]]),
        ("H801200001001", [["upn:H801200001001", "child_id:H801200001001"]]),
        ("h801 2000 01001", [["upn:H801200001001"]]),
        ("9276308686", [["uln:9276308686", "child_id:9276308686"]]),
        ("01632 960 114", [["phone:01632960114"]]),
        ("+44 1632 960114", [["phone:01632960114"]]),
        ("(01632) 960114", [["phone:01632960114"]]),
        ("wx4 2pl", [["postcode:WX4 2PL"]]),
        ("WX42PL", [["postcode:WX4 2PL", "child_id:WX42PL"]]),
        ("E8", [["outward:E8", "child_id:E8"]]),
        ("wx4 2", [["outward:WX4"]]),
        ("okoro WX4", [["name:okoro"], ["outward:WX4", "child_id:WX4"]]),
        ("WX48213", [["child_id:WX48213"]]),
        ("10021", [["child_id:10021"]]),
        ("14 Tanner Row", [["address:14 tanner row"]]),
        ("1002 okoro", [["child_id:1002"], ["name:okoro"]]),
        ("14 tanner", [["address:14 tanner"]]),
        ("14 Tanner Row WX4 2PL", [["address:14 tanner row"], ["postcode:WX4 2PL"]]),
        ("flat 2 quay house", [["address:flat 2 quay house"]]),
        ("okoro 14 tanner row", [["name:okoro"], ["address:14 tanner row"]]),
        ("Tanner Row", [["name:tanner row", "address:tanner row"]]),
        ("ava okoro 2017", [["name:ava"], ["name:okoro"], ["born:2017-01-01", "child_id:2017"]]),
        ("ava 14/3/2017", [["name:ava"], ["born:2017-03-14"]]),
        ("ava dob 14 mar 2017", [["name:ava"], ["born:2017-03-14"]]),
        ("14 3 2017 okoro", [["born:2017-03-14"], ["name:okoro"]]),
        ("14032017", [["born:2017-03-14", "child_id:14032017"]]),
        ("ava aged 9", [["name:ava"], ["born:2016-11-23"]]),
        ("may 2017", [["born:2017-05-01"]]),
        ("may okoro", [["name:may"], ["name:okoro"]]),
        ("unborn marlowe", [["name:unborn"], ["name:marlowe"]]),
        ("31/2/2017", [[]]),
        ("kelly@example.org", [[]]),
        ("!!! ???", []),
        ("", []),
        ("محمد", [["name:محمد"]]),
        ("'; DROP TABLE person; --", [["name:drop"], ["name:table"], ["name:person"]]),
    ],
)
def test_what_was_typed_is_understood(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("14/3/2017", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("14.03.17", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("14-3-2017", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("14 mar 2017", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("14th of March 2017", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("March 14, 2017", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("2017-03-14", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("20170314", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("140317", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("3/14/2017", date(2017, 3, 14), date(2017, 3, 14), "day"),
        ("14/3/92", date(1992, 3, 14), date(1992, 3, 14), "day"),
        ("14/2/27", date(2027, 2, 14), date(2027, 2, 14), "day"),
        ("29/2/2016", date(2016, 2, 29), date(2016, 2, 29), "day"),
        ("mar 2017", date(2017, 3, 1), date(2017, 3, 31), "month"),
        ("3/2017", date(2017, 3, 1), date(2017, 3, 31), "month"),
        ("2017", date(2017, 1, 1), date(2017, 12, 31), "year"),
        ("about 2017", date(2016, 1, 1), date(2018, 12, 31), "about"),
        ("2017ish", date(2016, 1, 1), date(2018, 12, 31), "about"),
        ("age 9", date(2016, 11, 23), date(2017, 11, 22), "about"),
        ("9 years old", date(2016, 11, 23), date(2017, 11, 22), "about"),
    ],
)
def test_birth_dates_in_many_forms(text, first, last, precision):
    born = read_born(text, today=TODAY)
    assert (born.first, born.last, born.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "text",
    ["", "14", "14 mar", "31/2/2017", "0/0/2017", "14/3/1700", "14/3/2999", "3017", "ava", "2017-13-45", "1" * 50],
)
def test_what_is_no_birth_date(text):
    assert read_born(text, today=TODAY) is None


def test_an_age_on_a_leap_day():
    assert read_born("aged 1", today=date(2024, 2, 29)).last == date(2023, 2, 28)


def test_a_ref_is_known_by_its_letters():
    ref = "k7m2np4qrs8t"
    assert parts(ref.upper()) == [[f"ref:{ref}", f"child_id:{ref.upper()}"]]
    assert parts("shepherdskkk") == [["ref:shepherdskkk", "name:shepherdskkk"]]


def test_what_a_query_tells():
    query = read_query("Ava Marlowe-Okoro 2017 WX4 ???  31/2/2017", today=TODAY)
    assert query.words == ("ava", "marlowe", "okoro")
    assert query.first("born").born.last == date(2017, 12, 31)
    assert [reading.value for reading in query.all("outward")] == ["WX4"]
    assert {reading.value for reading in query.identifiers} == {"2017", "WX4"}
    assert query.unread == ("31/2/2017",)
    assert query.parts[0].of("name").value == "ava"
    assert query.parts[0].of("born") is None
    assert not query.is_empty


@pytest.mark.parametrize("text", ["", " ", "a", "?", "-"])
def test_fewer_than_two_characters_are_too_few(text):
    assert read_query(text, today=TODAY).is_empty


PIECES = st.sampled_from(
    ["14", "3", "2017", "mar", "14/3/2017", "WX4", "2PL", "ava", "o", "mc", "flat", "row", "st", "999 000 0018",
     "+44", "(0)", "aged", "9", "dob", "nhs", ",", "0", "00000000000", "H801200001001", "²", "٣", "é"]
)  # fmt: skip


@given(
    st.text(max_size=120) | st.lists(PIECES, max_size=14).map(" ".join), st.dates(date(2020, 1, 1), date(2100, 12, 31))
)
@settings(max_examples=400, deadline=None)
def test_no_text_does_harm(text, today):
    query = read_query(text, today=today)
    for part in query.parts:
        for reading in part.readings:
            assert reading.kind in typed.KINDS
            assert reading.value
            assert (reading.born is not None) == (reading.kind == typed.BORN)
            assert reading.born is None or reading.born.first <= reading.born.last
    assert query == read_query(text, today=today)


def test_a_long_text_is_cut():
    assert len(read_query("ava " * 5000, today=TODAY).parts) == typed.MOST_TOKENS
    assert len(read_query("a" * 5000, today=TODAY).text) == typed.LONGEST_TEXT
