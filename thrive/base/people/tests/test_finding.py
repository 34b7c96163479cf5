"""Who is found by what was typed, by whom, and why."""

import datetime as dt

import pytest

from thrive.base.access.rules import Capacity, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.matching.typed import read_query
from thrive.base.people.models import Card, ContactPoint, Identifier, Name, Relationship
from thrive.base.people.searching import LIMIT, find, index
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def officer():
    return access.user(["front_door_officer"], access.council(factories.authority()))


@pytest.fixture
def search(officer):
    def run(text, viewer=None):
        return find(read_query(text, today=TODAY), viewer=viewer or officer)

    return run


def names(results):
    cards = Card.objects.in_bulk([hit.who.pk for hit in results.hits])
    return [cards[hit.who.pk].name for hit in results.hits]


@pytest.mark.parametrize(
    ("recorded", "typed", "why"),
    [
        ("Ava Okoro", "ava okoro", "Same name"),
        ("Ava Okoro", "Okoro Ava", "Same name"),
        ("Ava Okoro", "okoro", "Same name"),
        ("Ava Okoro", "Ava Okoto", "One letter differs: Okoro"),
        ("Ava Okoro", "Avaa Okoro", "One letter differs: Ava"),
        ("Ava Okoro", "av oko", "Begins with Av"),
        ("Siobhan Kelly", "Shivaun Kelly", "Another spelling of Shivaun"),
        ("Shivaun Kelly", "Siobhan", "Another spelling of Siobhan"),
        ("Siobhán Kelly", "siobhan", "Same name"),
        ("Katherine Price", "Kate Price", "Short form of Katherine"),
        ("Kate Price", "Katherine", "Short form of Katherine"),
        ("Ruth Beswick", "Bezwik", "Sounds like Bezwik"),
        ("Ann-Marie O'Brien", "annmarie o’brien", "Same name"),
        ("Annmarie O'Brien", "Ann-Marie OBrien", "Same name"),
        ("Zoë Müller-Smith", "zoe muller", "Same name"),
        ("Li Wu", "Li", "Same name"),
        ("Li Wu", "wu li", "Same name"),
        ("Björk Guðmundsdóttir", "bjork gudmundsdottir", "Same name"),
    ],
)
def test_found_by_name(search, recorded, typed, why):
    factories.person("Tom Jones")
    factories.person(recorded)
    found = search(typed)
    assert names(found) == [recorded]
    assert why in found.hits[0].why


def test_each_typed_word_needs_a_word_of_its_own(search):
    factories.person("Li Wu")
    factories.person("Li Li")
    assert names(search("Li Li")) == ["Li Li"]


def test_the_nearest_come_first(search):
    for name in ("Jon Smyth", "Johnny Smithson", "John Smith", "Smith John"):
        factories.person(name)
    assert names(search("John Smith")) == ["John Smith", "Smith John", "Jon Smyth", "Johnny Smithson"]


def test_a_former_name_is_found_and_said(search):
    factories.person("Ava Okoro", former_name="Ava Marlowe")
    factories.person("Ava Marlowe")
    found = search("Ava Marlowe")
    assert names(found) == ["Ava Marlowe", "Ava Okoro"]
    assert found.hits[1].former
    assert found.hits[1].why == ("Former or other name",)


def test_a_known_as_name_is_found(search):
    factories.person("Theodore Okoro", known_as="Teddy")
    assert names(search("Teddy Okoro")) == ["Theodore Okoro"]


@pytest.mark.parametrize(
    "typed",
    ["999 048 2136", "9990482136", "WX 48213", "WX 48213 okoro", "WX48213", "wx4 2pl", "WX42PL", "WX4", "14 tanner row",
     "Tanner Row", "14 Tanner", "14/3/2017", "14 march 2017", "2017 ava", "Ava WX4", "01632 960114", "aged 9"],
)  # fmt: skip
def test_found_by_everything_else(search, typed):
    factories.person("Tom Beswick", born=dt.date(1980, 1, 1), postcode="AB1 2CD", address="9 Long Lane")
    ava = factories.person(
        "Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL", nhs="9990482136", local_id="WX48213"
    )
    ContactPoint.objects.create(person=ava, kind="mobile", value="01632 960 114")
    index([ava.pk])
    assert names(search(typed)) == ["Ava Okoro"]


def test_a_child_without_a_name_is_found_by_number_and_birth_date(search):
    child = factories.person("", local_id="A1234567")
    assert [hit.who.pk for hit in search("A1234567").hits] == [child.pk]
    assert [hit.who.pk for hit in search("14 3 2017").hits] == [child.pk]


def test_a_mistyped_pupil_number_is_found_as_it_stands(search):
    child = factories.person("", local_id="A1")
    Identifier.objects.create(person=child, scheme="upn", value="A932000120001", status=Identifier.Status.INVALID)
    index([child.pk])
    assert [hit.who.pk for hit in search("a932000120001").hits] == [child.pk]


def test_a_child_id_is_said_once(search):
    factories.person("Ava Okoro", local_id="A1234567")
    assert [hit.why for hit in search("A1234567").hits] == [("Same child number",)]


def test_a_number_is_found_although_the_name_beside_it_differs(search):
    factories.person("Ava Okoro", nhs="9990482136")
    found = search("Theo 9990482136")
    assert names(found) == ["Ava Okoro"]
    assert found.only_numbers


@pytest.mark.parametrize(
    ("precision", "day", "typed", "is_found"),
    [
        ("year", dt.date(2017, 1, 1), "14 3 2017", True),
        ("month", dt.date(2017, 3, 1), "14 3 2017", True),
        ("month", dt.date(2017, 4, 1), "14 3 2017", False),
        ("about", dt.date(2016, 6, 1), "14 3 2017", True),
        ("about", dt.date(2013, 6, 1), "14 3 2017", False),
        ("day", dt.date(2016, 3, 14), "14 3 2017", False),
    ],
)
def test_a_birth_known_roughly_is_not_ruled_out(search, precision, day, typed, is_found):
    from thrive.base.people import intake
    from thrive.base.people.models import Life

    home = factories.authority()
    facts = [Life(born_on=day, born_precision=precision), Name(kind="legal", given="Ava", family="Okoro")]
    intake.add_people([intake.NewPerson(authority=home, facts=facts)], by=factories.system(home), source="test")
    assert bool(search(f"Ava {typed}").hits) is is_found
    assert bool(search(typed).hits) is is_found


def test_an_unborn_child_is_found_through_the_mother(search):
    mother = factories.person("Kelly Marlowe", born=dt.date(1995, 5, 5), child=False)
    child = factories.person("", born=None, expected=dt.date(2027, 2, 1))
    Relationship.objects.create(person=mother, other=child, kind="parent")
    index([child.pk])
    found = search("Kelly Marlow")
    assert {hit.who.pk for hit in found.hits} == {mother.pk, child.pk}
    assert found.hits[0].who.pk == mother.pk
    assert any("A parent’s name" in says for says in found.hits[1].why)


# --- Restriction ----------------------------------------------------------------------------------


@pytest.fixture
def guarded():
    return factories.person(
        "Ava Okoro", address="14 Tanner Row", postcode="WX4 2PL", nhs="9990482136", restriction=Restriction.RESTRICTED
    )


@pytest.mark.parametrize("typed", ["Ava Okoro", "9990482136", "Okoro 14 3 2017", "Okoro WX4 2PL", "Okoro AB1 2CD"])
def test_a_restricted_record_is_found_by_name_or_number_and_closed(search, guarded, typed):
    found = search(typed)
    assert names(found) == ["Ava Okoro"]
    assert found.hits[0].is_closed
    assert not any("Born" in says or "WX4" in says for says in found.hits[0].why)


@pytest.mark.parametrize("typed", ["WX4 2PL", "WX4", "14 3 2017", "14 Tanner Row", "tanner row"])
def test_a_restricted_record_is_not_found_by_anything_else(search, guarded, typed):
    assert names(search(typed)) == []


def test_a_restricted_record_is_open_to_those_named_for_it(search, guarded, officer):
    access.involvement(guarded.subject, officer)
    assert not search("Ava Okoro").hits[0].is_closed


def test_a_hidden_address_finds_nobody_and_is_not_confirmed(search):
    factories.person("Ava Okoro", address="14 Tanner Row", postcode="WX4 2PL", address_restricted=True)
    assert names(search("WX4 2PL")) == names(search("14 Tanner Row")) == names(search("Tanner Row")) == []
    assert names(search("14 3 2017")) == ["Ava Okoro"]
    right, wrong = search("Okoro WX4 2PL"), search("Okoro AB1 2CD")
    assert names(right) == names(wrong) == ["Ava Okoro"]
    assert right.hits[0].why == wrong.hits[0].why


def test_a_sealed_record_is_found_by_nobody_but_those_named_for_it(search, officer):
    sealed = factories.person("Ava Okoro", nhs="9990482136", restriction=Restriction.SEALED)
    assert names(search("Ava Okoro")) == names(search("9990482136")) == []
    access.involvement(sealed.subject, officer, role="sealed_access")
    assert names(search("Ava Okoro")) == ["Ava Okoro"]


def test_partners_find_only_those_they_are_involved_with(search):
    school = access.school(of=factories.authority())
    lead = access.user(["designated_safeguarding_lead"], school)
    pupil, _ = factories.person("Ava Okoro"), factories.person("Ava Okafor")
    access.involvement(pupil.subject, school, role="pupil", purpose="education")
    assert names(search("Ava", lead)) == ["Ava Okoro"]
    assert names(search("2017", lead)) == ["Ava Okoro"]


def test_a_partner_involved_through_a_family_finds_its_members(search):
    school = access.school(of=factories.authority())
    lead = access.user(["designated_safeguarding_lead"], school)
    ava = factories.person("Ava Okoro")
    family = factories.family("Okoro", ava)
    access.involvement(family.circle, school, role="school", purpose="education", capacity=Capacity.ANY)
    assert names(search("okoro", lead)) == ["Ava Okoro"]


def test_people_of_another_authority_are_not_found(search):
    factories.person("Ava Okoro", in_authority=factories.authority("998", "Elsewhere"))
    assert names(search("Ava Okoro")) == []


def test_somebody_without_the_role_finds_nobody(search):
    factories.person("Ava Okoro")
    assert names(search("Ava Okoro", access.user(["administrator"], access.council(factories.authority())))) == []


# --- Size -----------------------------------------------------------------------------------------


def test_more_than_the_limit_are_cut(search):
    from thrive.base.people import intake
    from thrive.base.people.models import Life

    home = factories.authority()
    people = [
        intake.NewPerson(authority=home, facts=[Life(), Name(kind="legal", given="Ava", family="Okoro")])
        for _ in range(LIMIT + 5)
    ]
    intake.add_people(people, by=factories.system(home), source="test")
    found = search("Ava Okoro")
    assert len(found.hits) == LIMIT
    assert found.is_cut


@pytest.mark.parametrize("typed", ["Shivaun Okoro", "Ava 14 3 2017 WX4 2PL", "9990482136", "Grace Hill", "tanner row"])
def test_a_search_takes_few_queries(search, officer, django_assert_max_num_queries, typed):
    for n in range(30):
        factories.person(f"Ava Okoro{chr(97 + n % 26)}", postcode="WX4 2PL", address="14 Tanner Row")
    access.fresh(officer).standing  # noqa: B018
    search(typed)
    with django_assert_max_num_queries(6):
        search(typed)


@pytest.mark.parametrize(
    "typed", ["", "  ", "?", "31/2/2017", "@", "a" * 400, "1 2 3 4 5 6 7 8 9", "' OR 1=1 --", "%_\\"]
)
def test_odd_text_does_no_harm(search, typed):
    factories.person("Ava Okoro")
    search(typed)
