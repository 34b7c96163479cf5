"""Words, near words, sounds, aliases and exact keys find who they should."""

import csv
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from thrive.base.matching import keys, normalise
from thrive.base.matching.identity import Identity

LETTERS = st.text(alphabet="abcdez", min_size=4, max_size=9)


def _table():
    table = files("thrive.base.matching").joinpath("aliases.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(table.splitlines()))


def test_the_words_of_a_name():
    assert keys.name_tokens("Ann-Marie O’Brien (Ward)") == ["ann", "marie", "obrien", "ward", "annmarie"]
    assert keys.name_tokens("Baby Smith") == ["baby", "smith"]
    assert keys.name_tokens("  ") == []
    assert [len(word) for word in keys.name_tokens("a" * 200)] == [keys.LONGEST_WORD]


def test_short_words_have_no_near_words():
    assert keys.deletes("li") == {"li"}
    assert keys.deletes("lee") == {"lee"}
    assert keys.deletes("") == set()
    assert keys.deletes("okor") == {"okor", "kor", "oor", "okr", "oko"}


@given(LETTERS, LETTERS)
def test_near_words_are_those_one_edit_apart(left, right):
    near = OSA.distance(left, right) <= 1
    assert keys.within_one_edit(left, right) == near
    if near:
        assert keys.deletes(left) & keys.deletes(right)


@given(LETTERS, st.integers(0, 20), st.sampled_from("abcdez"))
def test_one_wrong_letter_is_found(word, place, letter):
    place %= len(word)
    before, here, after = word[:place], word[place : place + 2], word[place + 1 :]
    for typed in (before + letter + after, before + after, before + letter + word[place:],
                  before + here[::-1] + word[place + 2 :]):  # fmt: skip
        assert keys.deletes(word) & keys.deletes(typed)
        assert keys.within_one_edit(word, typed)


@pytest.mark.parametrize(
    ("left", "right"),
    [("phillip", "filip"), ("stephen", "steven"), ("geoffrey", "jeffrey"), ("clark", "clarke"), ("hussain", "hossain"),
     ("choudhury", "chowdhury"), ("catherine", "katarina"), ("mcdonald", "macdonald"), ("mohammed", "muhammad"),
     ("owen", "ewan"), ("qasim", "kasim"), ("thompson", "tompson")],
)  # fmt: skip
def test_words_that_sound_alike(left, right):
    assert keys.sound(left) == keys.sound(right) is not None


def test_words_that_do_not_sound_alike_or_cannot_be_heard():
    assert keys.sound("okoro") != keys.sound("marlowe")
    assert keys.sound("li") is None
    assert keys.sound("محمد") is None
    assert keys.sound("") is None


def test_the_sound_is_worth_its_place():
    """The figures of the module's first lines: found among true pairs, joined among unrelated ones."""
    alike = {pair for row in _table() for pair in combinations(sorted(row["names"].split()), 2)}
    written = {
        pair
        for row in _table()
        if row["kind"] in (keys.SPELLING, keys.TRANSLITERATION) and "(abroad)" not in row["family"]
        for pair in combinations(sorted(row["names"].split()), 2)
    }
    words = sorted({word for row in _table() for word in row["names"].split() if len(word) > 2})
    heard = {word: keys.sound(word) for word in words}
    found = sum(keys.sound(left) == keys.sound(right) is not None for left, right in written) / len(written)
    apart = [pair for pair in combinations(words, 2) if pair not in alike]
    joined = sum(heard[left] == heard[right] for left, right in apart) / len(apart)
    assert found >= 0.63
    assert joined <= 13 / 10_000


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [("siobhan", "shivaun", keys.SPELLING), ("siobhan", "chevonne", keys.SPELLING), ("niamh", "neve", keys.SPELLING),
     ("caoimhe", "keeva", keys.SPELLING), ("sean", "shaun", keys.SPELLING),
     ("mohammed", "muhammad", keys.TRANSLITERATION),
     ("choudhury", "chowdhury", keys.TRANSLITERATION), ("hussain", "hossain", keys.TRANSLITERATION),
     ("kate", "katherine", keys.SHORT_FORM), ("cathy", "kate", keys.SHORT_FORM), ("liz", "elizabeth", keys.SHORT_FORM),
     ("bill", "william", keys.SHORT_FORM), ("kowalski", "kowalska", keys.GENDERED_SURNAME),
     ("brzozowski", "brzozowska", keys.GENDERED_SURNAME), ("novak", "novakova", keys.GENDERED_SURNAME),
     ("butkus", "butkute", keys.GENDERED_SURNAME), ("macdonald", "mcdonald", keys.SPELLING), ("ava", "theo", "")],
)  # fmt: skip
def test_forms_of_one_name(left, right, kind):
    assert keys.alias_kind(left, right) == keys.alias_kind(right, left) == kind
    assert (right in keys.aliases(left) or left in keys.aliases(right)) == bool(kind)


def test_a_word_is_not_its_own_alias_and_a_short_form_may_have_many():
    assert "sam" not in keys.aliases("sam")
    assert {"samuel", "samantha"} <= keys.aliases("sam")
    assert "samantha" not in keys.aliases("samuel")


def test_the_table_of_names_is_in_order():
    rows = _table()
    assert len(rows) >= 300
    assert len({row["family"] for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} == set(keys.ALIAS_KINDS)
    for row in rows:
        names = row["names"].split()
        assert len(names) == len(set(names)) > 1, row
        assert all(normalise.name(name) == name for name in names), row


AVA = Identity(given="Ava", family="Okoro", birth_date=date(2017, 3, 4), postcode="WX4 2PL", address="14 Tanner Row",
               parent_names=("Kelly Marlowe",), phones=("01632 960114",))  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        Identity(given="Okoro", family="Ava", birth_date=date(2017, 3, 4)),
        Identity(given="Ava", family="Okoro", birth_date=date(2017, 4, 3)),
        Identity(given="Eva", family="Marlowe", birth_date=date(2017, 3, 4)),
        Identity(given="Ava", family="Okoro", birth_date=date(2016, 3, 4)),
        Identity(given="Ava", family="Okoro", birth_date=date(2017, 1, 1), birth_precision="year"),
        Identity(given="Ava", family="Okoro", birth_date=date(2018, 1, 1), birth_precision="about"),
        Identity(given="Ava", family="Smith", postcode="wx42pl"),
        Identity(given="Ava", address="14, Tanner Row, Wexmoor"),
        Identity(given="Baby", family="Unknown", birth_date=date(2017, 3, 4), parent_names=("Kelly Marlow",)),
        Identity(given="Ava", phones=("+44 1632 960114",)),
        Identity(given="Ava", parent_names=("Marlowe, Kelly",)),
        Identity(given="Ava", family="Okoro", postcode="WX4 9ZZ"),
    ],
)
def test_two_records_of_one_child_share_a_key(other):
    assert keys.match_keys(AVA) & keys.match_keys(other)


def test_numbers_are_keys_only_when_right():
    right = keys.match_keys(Identity(nhs_number="999 000 0018", upn="H801200001001"))
    assert right == {"nhs:9990000018", "upn:H801200001001"}
    assert keys.match_keys(Identity(nhs_number="9990000019", upn="A801200001001")) == set()


def test_a_birth_is_found_from_the_unborn_record():
    unborn = Identity(given="Unborn", family="Marlowe", expected_on=date(2027, 2, 14), parent_names=("Kelly Marlowe",))
    born = Identity(given="Ivy", family="Bannister", birth_date=date(2027, 1, 30), parent_names=("Kelly Marlowe",))
    assert keys.match_keys(unborn) & keys.match_keys(born)


def test_strangers_share_no_key():
    stranger = Identity(
        given="Theo", family="Bell", birth_date=date(2019, 9, 20), postcode="WX9 1AA", address="2 Mill Court"
    )
    assert not keys.match_keys(AVA) & keys.match_keys(stranger)


@given(st.text(max_size=300), st.text(max_size=30), st.dates())
def test_no_text_does_harm(text, short, day):
    found = keys.match_keys(replace(AVA, given=text, family=short, address=text, postcode=short, birth_date=day))
    assert all(len(key) <= keys.LONGEST_KEY for key in found)
    for word in keys.name_tokens(text):
        keys.sound(word)
        keys.aliases(word)
        assert word in keys.deletes(word)
