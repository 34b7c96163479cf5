"""The keys of whoever may be the same person follow the facts, in the transaction of each."""

import datetime as dt

import pytest
from django.db import transaction

from thrive.base.access.models import User
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.matching.identity import Identity
from thrive.base.people import cards
from thrive.base.people.actions import family, life, people
from thrive.base.people.actions import sealing as sealing_actions
from thrive.base.people.models import ContactPoint, Identifier, Life, MatchKey, Name, Person, Relationship, Residence
from thrive.base.people.queries.matching import candidates
from thrive.base.people.searching import match_keys
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db

BORN = dt.date(2017, 3, 14)
HOME = {"address": "14 Tanner Row, Wexmoor", "postcode": "WX4 2PL"}
AVA = Identity(given="Ava", family="Okoro", birth_date=BORN)


@pytest.fixture
def worker():
    return access.user(["lead_practitioner", "practice_supervisor"], access.council(factories.authority()))


@pytest.fixture
def ava(worker):
    made = factories.person("Ava Okoro", **HOME, nhs="9990482136")
    access.involvement(made.subject, worker, role="lead_practitioner")
    return made


def keys_of(person: Person) -> set[int]:
    return set(MatchKey.objects.filter(person=person).values_list("key", flat=True))


def found(worker, **said) -> list[str]:
    return [one.name for one in candidates(Identity(**said), viewer=access.fresh(worker))]


def parent_of(child: Person, name: str = "Kelly Marlowe") -> Person:
    made = factories.person(name, born=dt.date(1990, 5, 5), child=False)
    Relationship.objects.create(person=made, other=child, kind="parent")
    cards.rebuild([made.pk, child.pk])
    return made


def test_what_is_stored_is_what_is_asked_for_of_the_same_description(ava):
    stored = keys_of(ava)
    assert 10 < len(stored) < 40 and match_keys.are_current()
    assert match_keys.asked(AVA) & stored and not match_keys.asked(Identity(given="Theo", family="Marsh")) & stored


def test_a_hashed_key_is_the_same_for_ever():
    assert match_keys.hashed("nhs:9990482136") == 7237285963130424678


def test_keys_of_two_names_are_spelt_as_the_matching_spells_them():
    said = Identity(given="Katherine", family="Bannister", birth_date=BORN, birth_precision="about")
    asked = match_keys.asked(Identity(given="Kate", family="Banister", birth_date=BORN), {"kate": (), "banister": ()})
    alone = match_keys.stored(Identity(given="Katherine", family="Bannister"))
    by_sound = match_keys.stored(said) & match_keys.asked(Identity(given="Kate", family="Banister"))
    assert len(by_sound) == 1 and by_sound.isdisjoint(asked)  # where a birth is known, it must be about the same
    year = match_keys.stored(said) - match_keys.by_name(said) - by_sound
    assert len(year) == 3 and year <= asked and alone - match_keys.by_name(said) <= asked


def test_a_new_name_is_found_and_a_corrected_one_no_more(worker, ava):
    row = Name.objects.current().get(person=ava)
    people.correct_fact(row, by=worker, why="Misheard", given="Una", family="Bannister")
    assert found(worker, given="Una", family="Bannister", birth_date=BORN) == ["Una Bannister"]
    assert match_keys.by_name(AVA).isdisjoint(keys_of(ava))


def test_a_former_name_is_found(worker, ava):
    people.record_fact(ava, Name(kind="former", given="Ava", family="Trevanion"), by=worker)
    assert found(worker, given="Ava", family="Trevanion", birth_date=BORN) == ["Ava Okoro"]


def test_a_corrected_birth_date_is_found(worker, ava):
    born = dt.date(2011, 8, 9)
    assert found(worker, given="Ava", family="Okoro", birth_date=born) == []
    life.correct_life(Life.objects.current().get(person=ava), by=worker, why="Certificate", born_on=born)
    assert found(worker, given="Ava", family="Okoro", birth_date=born) == ["Ava Okoro"]


def test_a_new_home_is_found_and_the_old_one_no_more(worker, ava):
    said = {"given": "Ava", "birth_date": dt.date(2017, 1, 1), "birth_precision": "year"}
    before = match_keys.stored(Identity(**said, **HOME))
    row = Residence(address="3 Mill Lane", postcode="WX9 1AA", true_from=clock.today())
    people.record_fact(ava, row, by=worker, instead_of=[Residence.objects.current().get(person=ava)])
    after = match_keys.stored(Identity(**said, address="3 Mill Lane", postcode="WX9 1AA"))
    assert after & keys_of(ava) and not before & keys_of(ava)
    assert found(worker, **said, family="Okoro", postcode="WX9 1AA") == ["Ava Okoro"]


def test_a_telephone_is_a_key_and_a_withdrawn_one_is_none(worker, ava):
    said = Identity(given="Ava", phones=("01632 960 114",))
    key = match_keys.stored(said) - match_keys.stored(Identity(given="Ava"))
    row = people.record_fact(ava, ContactPoint(kind="mobile", value="01632 960 114"), by=worker)
    assert key <= keys_of(ava)
    people.withdraw_fact(row, by=worker, why="Somebody else's")
    assert key.isdisjoint(keys_of(ava))


def test_a_number_is_found_once_it_is_recorded(worker):
    theo = factories.person("Theo Marsh", born=dt.date(2015, 1, 1))
    access.involvement(theo.subject, worker, role="lead_practitioner")
    assert found(worker, nhs_number="9990482136") == []
    people.record_fact(theo, Identifier(scheme="nhs", value="9990482136"), by=access.fresh(worker))
    assert found(worker, nhs_number="9990482136") == ["Theo Marsh"]


def test_a_parent_is_a_key_of_the_child_and_so_is_a_parents_new_name(worker, ava):
    mother = parent_of(ava)
    access.involvement(mother.subject, worker, role="lead_practitioner", capacity="adult")

    def with_parent(name: str) -> set[int]:
        return match_keys.stored(Identity(given="Ava", parent_names=(name,))) - match_keys.stored(Identity(given="Ava"))

    assert with_parent("Kelly Marlowe") <= keys_of(ava)
    row = Name.objects.current().get(person=mother)
    people.correct_fact(row, by=access.fresh(worker), why="Married", family="Bannister")
    assert with_parent("Kelly Bannister") <= keys_of(ava)
    assert with_parent("Kelly Marlowe").isdisjoint(keys_of(ava))


def test_a_parent_who_becomes_restricted_is_no_key_of_the_child(worker, ava):
    mother = parent_of(ava)
    before = keys_of(ava)
    mother.subject.restriction = "restricted"
    mother.subject.save()
    cards.rebuild([mother.pk])
    assert keys_of(ava) < before


def test_a_child_in_hiding_has_no_key_of_a_place_or_telephone(worker, ava):
    people.record_fact(ava, ContactPoint(kind="mobile", value="01632 960 114"), by=worker)
    ava.subject.address_restricted = True
    ava.subject.save()
    cards.rebuild([ava.pk])
    places = Identity(given="Ava", **HOME, phones=("01632 960 114",))
    assert (match_keys.stored(places) - match_keys.stored(Identity(given="Ava"))).isdisjoint(keys_of(ava))
    assert found(worker, given="Ava", family="Okoro", birth_date=BORN) == ["Ava Okoro"]


def test_a_sealed_name_and_number_leave_the_keys(posy, manager):
    born = dt.date(2016, 2, 13)
    former = Identity(given="Poppy", family="Trevanion", birth_date=born)
    number = Identity(nhs_number="9990000018")
    assert match_keys.stored(number) <= keys_of(posy) and match_keys.stored(former) & keys_of(posy)
    rows = (Name.objects.get(person=posy, kind="former"), Identifier.objects.get(person=posy, scheme="nhs"))
    for row in rows:
        sealing_actions.seal_part(posy, row, by=access.fresh(manager), reason="adoption", why="Adopted.")
    assert match_keys.stored(number).isdisjoint(keys_of(posy))
    assert match_keys.stored(former).isdisjoint(keys_of(posy))


def expected_by(name: str, worker: User) -> Person:
    """An unborn child of a mother of that name, due in twenty days, with whom the worker works."""
    mother = factories.person(name, born=dt.date(1995, 5, 5), child=False)
    factories.family(name.split()[-1], adults=(mother,))
    access.involvement(mother.subject, worker, role="lead_practitioner")
    child = family.add_unborn(mother, by=access.fresh(worker), expected_on=access.days_from_today(20))
    access.involvement(child.subject, worker, role="lead_practitioner")
    return child


def test_an_unborn_child_is_found_by_mother_and_month_and_then_by_birth(worker):
    child = expected_by("Kelly Marlowe", worker)
    due = access.days_from_today(20)
    mothers = Identity(given="Sky", family="Marlowe", birth_date=due, parent_names=("Kelly Marlowe",))
    assert match_keys.asked(mothers) & keys_of(child)
    born = clock.today()
    life.record_birth(child, by=access.fresh(worker), born_on=born)
    said = Identity(family="Marlowe", birth_date=born, parent_names=("Kelly Marlowe",))
    assert match_keys.asked(said) & keys_of(child)


def test_a_pregnancy_that_ended_is_no_key(worker):
    child = expected_by("Kelly Marlowe", worker)
    assert keys_of(child)
    life.record_pregnancy_end(child, by=access.fresh(worker), on=clock.today())
    assert not keys_of(child)


def test_an_adult_is_found(worker):
    factories.person("Kelly Marlowe", born=dt.date(1995, 5, 5), child=False)
    assert found(worker, given="Kelly", family="Marlow", birth_date=dt.date(1995, 5, 5)) == ["Kelly Marlowe"]


def test_keys_are_written_with_the_fact_or_not_at_all(worker, ava):
    before = keys_of(ava)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        people.correct_fact(Name.objects.current().get(person=ava), by=worker, why="Misheard", family="Bannister")
        assert keys_of(ava) != before
        1 / 0  # noqa: B018
    assert keys_of(ava) == before


def test_making_the_keys_twice_changes_nothing_and_a_missing_one_comes_back(ava):
    before = keys_of(ava)
    MatchKey.objects.filter(person=ava, key=min(before)).delete()
    MatchKey.objects.create(person=ava, key=7)
    assert not match_keys.are_current()
    match_keys.write([ava.pk])
    assert keys_of(ava) == before and match_keys.are_current()


def test_a_batch_is_written_by_as_many_queries_as_one_person(django_assert_max_num_queries):
    everybody = [factories.person(f"Ava Okoro{chr(97 + n)}", postcode=f"WX{n} 1AA").pk for n in range(12)]
    MatchKey.objects.all().delete()
    with django_assert_max_num_queries(7):
        match_keys.write(everybody)
    assert match_keys.are_current()
