"""What a timeline says of a note, and whose names a paragraph holds."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive.base.notes.rules import (
    NOTE_KINDS,
    Household,
    Seen,
    Somebody,
    event_title,
    is_named,
    recorded_later,
    strays,
)

AVA, THEO, ZARA = Somebody(1, "Ava Okoro"), Somebody(2, "Theo Marlowe"), Somebody(3, "Zara Dean")
KELLY, LEE, DAN = Somebody(4, "Kelly Marlowe"), Somebody(5, "Lee Bannister"), Somebody(6, "Dan Dean")
ALONE, WITH, NOT = Seen.ALONE, Seen.WITH_OTHERS, Seen.NOT


@pytest.mark.parametrize(
    ("kind", "seen", "title"),
    [
        ("visit", [], "Visit"),
        ("visit", [ALONE], "Visit: seen alone"),
        ("visit", [WITH], "Visit: seen"),
        ("visit", [NOT], "Visit: not seen"),
        ("visit", [WITH, ALONE], "Visit: both seen"),
        ("visit", [ALONE, ALONE], "Visit: both seen, each alone"),
        ("visit", [ALONE, WITH, NOT], "Visit: 2 of 3 seen"),
        ("visit", [NOT, NOT], "Visit: nobody seen"),
        ("direct_work", [ALONE], "Direct work: seen alone"),
        ("call", [ALONE], "Telephone call"),
    ],
)
def test_the_title_says_who_was_seen_and_names_nobody(kind: str, seen: list[Seen], title: str):
    assert event_title(NOTE_KINDS[kind], seen) == title


DAY = dt.date(2026, 11, 12)


@pytest.mark.parametrize(
    ("at", "recorded", "expected"),
    [
        (None, "2026-11-12T17:00", ""),
        (None, "2026-11-13T23:00", ""),  # within the day after, whatever the hour was
        (None, "2026-11-14T09:00", "Recorded 2 days later"),
        ("2026-11-12T16:15", "2026-11-13T16:15", ""),
        ("2026-11-12T16:15", "2026-11-13T16:16", "Recorded 1 day later"),
        ("2026-11-12T16:15", "2026-11-15T09:00", "Recorded 3 days later"),
        (None, "2027-03-12T09:00", "Recorded 3 months later"),
        (None, "2029-11-30T09:00", "Recorded 3 years later"),
    ],
)
def test_what_was_recorded_late_says_so(at: str | None, recorded: str, expected: str):
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC) if at else None
    assert recorded_later(DAY, moment, "day", dt.datetime.fromisoformat(recorded).replace(tzinfo=dt.UTC)) == expected


def test_a_day_not_known_exactly_is_never_late():
    assert recorded_later(DAY, None, "month", dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) == ""


@pytest.mark.parametrize(
    ("text", "somebody", "others", "expected"),
    [
        ("Lee Bannister was there.", LEE, [], True),
        ("lee bannister was there", LEE, [], True),
        ("Lee was there.", LEE, [KELLY, AVA], True),
        ("Ava said Lee's car was outside.", LEE, [AVA], True),
        ("(Lee Bannister)", LEE, [], True),
        ("the lee of the hill", LEE, [], False),
        ("Sleeps well.", LEE, [], False),
        ("Lee was there.", LEE, [Somebody(9, "Lee Dean")], False),  # either of two
        ("Lee Bannister was there.", LEE, [Somebody(9, "Lee Dean")], True),
        ("Mr Bannister rang.", LEE, [], True),
        ("Mr Dean rang.", DAN, [ZARA], False),  # the child's name too
        ("Ms O’Brien-Łuć rang", Somebody(7, "Siobhán O'Brien-Łuć"), [], True),
        ("Siobhan rang", Somebody(7, "Siobhán O'Brien-Łuć"), [], True),
        ("Bear came.", Somebody(8, "Stephen Stone", known_as="Bear"), [], True),
        ("He will come. Will she?", Somebody(8, "William Stone"), [], False),
        ("Name not recorded", Somebody(8, ""), [], False),
    ],
)
def test_whose_name_a_text_holds(text: str, somebody: Somebody, others: list[Somebody], expected: bool):
    assert is_named(text, somebody, others) is expected


FAMILIES = [Household(AVA, (KELLY, LEE)), Household(ZARA, (DAN,))]


def test_an_adult_outside_the_other_childs_family_is_noticed():
    (stray,) = strays([("Kelly was tired.", AVA.key), ("Lee Bannister shouted.", None)], FAMILIES)
    assert (stray.paragraph, stray.adult, stray.belongs_to, stray.not_to) == (1, LEE, (AVA,), (ZARA,))


def test_adults_of_every_childs_family_are_not():
    both = [Household(AVA, (KELLY, LEE)), Household(THEO, (KELLY, LEE))]
    assert strays([("Lee shouted at Kelly.", None)], both) == []


def test_a_paragraph_about_one_person_only_is_passed_over():
    assert strays([("Lee Bannister shouted.", AVA.key)], FAMILIES) == []


def test_one_child_alone_has_no_other_family():
    assert strays([("Lee Bannister and Dan Dean came.", None)], FAMILIES[:1]) == []


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text: str):
    for stray in strays([(text, None)], FAMILIES):
        assert stray.not_to
