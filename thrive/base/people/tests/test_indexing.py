"""The index of a search follows the facts."""

import datetime as dt

import pytest

from thrive.base.history import twotime
from thrive.base.people import cards
from thrive.base.people.models import Name, NameWord, NameWordKey, PersonWord, Relationship, SearchKey
from thrive.base.people.searching import index
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db


def words_of(person, **which):
    return set(PersonWord.objects.filter(person=person, **which).values_list("word__word", flat=True))


def keys_of(person):
    return set(SearchKey.objects.filter(person=person).values_list("kind", "key"))


def test_names_give_words_without_accents_hyphens_or_apostrophes():
    person = factories.person("Ann-Marie O’Brien-Łuć")
    assert words_of(person) == {"ann", "marie", "annmarie", "obrien", "luc", "obrienluc"}


def test_a_former_name_is_marked_so_and_a_word_in_both_is_not():
    person = factories.person("Ava Okoro", former_name="Ava Marlowe")
    assert words_of(person, former=True) == {"marlowe"}
    assert words_of(person, former=False) == {"ava", "okoro"}


def test_a_word_that_leaves_the_facts_leaves_the_index():
    person = factories.person("Ava Okoro")
    row = Name.objects.current().get(person=person)
    twotime.correct(row, why="Misheard", family="Okafor")
    cards.rebuild([person.pk])
    assert words_of(person) == {"ava", "okafor"}


def test_indexing_twice_writes_nothing(django_assert_num_queries):
    person = factories.person("Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL", nhs="9990482136")
    before = list(PersonWord.objects.values_list("pk")), list(SearchKey.objects.values_list("pk"))
    index([person.pk])
    assert (list(PersonWord.objects.values_list("pk")), list(SearchKey.objects.values_list("pk"))) == before


def test_numbers_and_addresses_give_exact_keys():
    person = factories.person(
        "Ava Okoro", address="14, Tanner Row, Wexmoor", postcode="wx4 2pl", nhs="9990482136", local_id="WX 48213"
    )
    assert keys_of(person) == {
        ("nhs_number", "9990482136"),
        ("child_id", "WX48213"),
        ("postcode", "WX4 2PL"),
        ("outward", "WX4"),
        ("address", "14 tanner row"),
        ("street", "tanner row"),
    }


def test_a_word_is_learnt_once_with_its_near_words_and_its_sound():
    factories.person("Siobhan Kelly")
    factories.person("Siobhan Marlowe")
    word = NameWord.objects.get(word="siobhan")
    keys = set(NameWordKey.objects.filter(word=word).values_list("kind", "key"))
    assert {("d", "siobhan"), ("d", "siobhn"), ("d", "iobhan")} <= keys
    assert [kind for kind, _ in keys].count("s") == 1


def test_an_unborn_child_is_indexed_by_its_mother_and_follows_her_name():
    mother = factories.person("Kelly Marlowe", born=dt.date(1995, 5, 5), child=False)
    child = factories.person("", born=None, expected=dt.date(2027, 2, 1))
    Relationship.objects.create(person=mother, other=child, kind="parent")
    index([child.pk])
    assert words_of(child, part="p") == {"kelly", "marlowe"}
    twotime.correct(Name.objects.current().get(person=mother), family="Bannister")
    index([mother.pk])
    assert words_of(child, part="p") == {"kelly", "bannister"}


def test_the_number_of_queries_does_not_grow_with_people(django_assert_max_num_queries):
    people = [factories.person(f"Ava Okoro{chr(97 + n)}", postcode=f"WX{n} 1AA").pk for n in range(20)]
    with django_assert_max_num_queries(15):
        index(people)
