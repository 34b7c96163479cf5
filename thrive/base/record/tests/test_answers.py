"""What was typed, kept and compared."""

import pytest

from thrive.base.record import answers as said


def test_guards_and_buttons_are_no_answers():
    posted = [
        ("words", ["a"]),
        ("csrfmiddlewaretoken", ["x"]),
        ("once", ["x"]),
        ("draft_slip", ["x"]),
        ("do_add", [""]),
    ]
    assert said.clean(posted) == {"words": ["a"]}


def test_line_ends_are_written_one_way():
    assert said.clean([("words", ["one\r\ntwo\rthree\nfour"])]) == {"words": ["one\ntwo\nthree\nfour"]}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"a": ["1"]}, {"a": ["1"]}, True),
        ({"a": ["1"], "b": [""]}, {"a": ["1"]}, True),
        ({"a": ["1", "2"]}, {"a": ["2", "1"]}, False),
        ({"a": ["1"]}, {"b": ["1"]}, False),
        ({}, {"a": [" "]}, True),
    ],
)
def test_saying_the_same(one: dict, other: dict, is_same: bool):
    assert said.same(one, other) is is_same
    assert (said.digest(one) == said.digest(other)) is is_same


def test_a_date_is_one_question_with_its_parts():
    answers = {"on-day": ["1"], "on-month": ["2"], "only": ["x"], "on": ["y"]}
    assert said.of_field(answers, "on") == {"on-day": ["1"], "on-month": ["2"], "on": ["y"]}
    assert said.with_field(answers, "on", {"on-day": ["9"], "only": ["z"]}) == {"only": ["x"], "on-day": ["9"]}


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("short", 10, "short"),
        ("two  lines\nof it", 40, "two lines of it"),
        ("one two three four", 12, "one two…"),
        ("one two, three four", 10, "one two…"),
        ("oneverylongword", 8, "onevery…"),
    ],
)
def test_cutting_after_a_whole_word(text: str, most: int, expected: str):
    assert said.cut(text, most) == expected
    assert len(said.cut(text, most)) <= most
