"""A restricted address is kept from whoever is not named, and so is all that gives it away."""

import datetime as dt

import pytest
from django.test import Client

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import User
from thrive.base.access.rules import Purpose, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.directory.models import Place
from thrive.base.matching.typed import read_query
from thrive.base.people import cards
from thrive.base.people.actions import family, guarding, people
from thrive.base.people.models import AgencyContact, Card, ContactPoint, Name, Person, PersonFact, PlaceLink, Residence
from thrive.base.people.rules import TELLS_WHERE
from thrive.base.people.searching import find
from thrive.base.people.tests import factories
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db
HOME, CODE = "6 Hollin Terrace", "WX7 4NE"


@pytest.fixture
def zofia() -> Person:
    """A girl whose address is restricted."""
    return factories.person("Zofia Wisniewska", address=HOME, postcode=CODE, address_restricted=True)


@pytest.fixture
def named(zofia: Person) -> User:
    """Her lead practitioner."""
    user = access.user(["lead_practitioner", "practice_supervisor"], access.council(factories.authority()))
    access.involvement(zofia.subject, user, role="lead_practitioner")
    return access.fresh(user)


@pytest.fixture
def colleague(zofia: Person) -> User:
    """Somebody of the team that works with her, not named."""
    team = access.team("Hexcombe team", organisation=access.council(factories.authority()), phone="01632 960 555")
    access.involvement(zofia.subject, team, purpose=Purpose.TEAM)
    return access.fresh(access.user(["lead_practitioner"], team=team))


def is_guarded(one: Person) -> bool:
    """As the card says."""
    return Card.objects.get(pk=one.pk).where_guarded


def test_whoever_lives_with_her_is_guarded_too(zofia: Person) -> None:
    brother = factories.person("Filip Wisniewski", address=f"{HOME}, Wexmoor", postcode=CODE)
    aunt = factories.person("Nell Price", address="8 Hollin Terrace", postcode=CODE, child=False)
    factories.family("Wisniewska", zofia, brother, adults=(aunt,))
    cards.rebuild([zofia.pk])
    assert is_guarded(brother)
    assert not is_guarded(aunt)


def test_whoever_is_in_her_household_is_guarded_and_so_is_who_left_it(zofia: Person, named: User) -> None:
    partner = factories.person("Marek Nowak")
    access.involvement(partner.subject, named)
    by = access.fresh(named)
    family.join_household([zofia, partner], by=by, address=HOME, postcode=CODE, true_from=access.days_from_today(-40))
    assert is_guarded(partner)
    member = partner.householdmember_rows.get()
    family.leave_household(member, by=by, on=access.days_from_today(-3))
    assert is_guarded(partner)


def test_restricting_and_lifting_reach_who_lives_there(named: User) -> None:
    one = factories.person("Ana Cruz", address="3 Mill Court", postcode="WX2 6RB")
    other = factories.person("Leo Cruz", address="3 Mill Court", postcode="WX2 6RB")
    factories.family("Cruz", one, other)
    access.involvement(one.subject, named)
    by = access.fresh(named)
    guarding.restrict(one, by=by, restriction=Restriction.ORDINARY, address_restricted=True, reason="found", why="Fled")
    assert is_guarded(other)
    guarding.restrict(
        one, by=by, restriction=Restriction.ORDINARY, address_restricted=False, reason="over", why="Safe now"
    )
    assert not is_guarded(other)


def test_neither_place_nor_telephone_finds_her(zofia: Person, colleague: User, named: User) -> None:
    people.record_fact(zofia, ContactPoint(kind="mobile", value="07700900111"), by=named)

    def found(words: str) -> set[int]:
        return {hit.who.pk for hit in find(read_query(words, today=clock.today()), viewer=colleague).hits}

    assert found("Zofia Wisniewska") == {zofia.pk}
    pairs = ((CODE, "WX9 9ZZ"), ("WX7", "WX9"), (HOME, "1 Elsewhere Road"), ("07700 900111", "07700 900999"))
    for place, wrong in pairs:
        assert found(place) == set(), place
        assert found(f"Zofia {place}") == found(f"Zofia {wrong}"), place  # so that trying confirms nothing


def test_the_summary_names_no_team_or_agency(client: Client, zofia: Person, colleague: User, named: User) -> None:
    named.phone = "01632 960 777"
    named.save()
    people.record_fact(zofia, AgencyContact(agency="Larkfield Refuge", worker="Jo Lark", phone="01632960888"), by=named)
    school = access.school("Vexbourne Primary School")
    access.involvement(zofia.subject, school, role="school", purpose=Purpose.EDUCATION)
    secrets = ("Hexcombe", "960 555", "960 777", "960 888", "Larkfield", "Vexbourne", HOME, CODE)
    client.force_login(colleague)
    page = client.get(f"/people/{zofia.ref}/").content.decode()
    assert "Withheld with the address" in page
    assert not [one for one in secrets if one in page]
    client.force_login(named)
    page = client.get(f"/people/{zofia.ref}/").content.decode()
    assert not [one for one in secrets if one not in page]


def test_the_timeline_tells_no_move(client: Client, zofia: Person, colleague: User, named: User) -> None:
    school = Place.objects.create(kind="school", name="Vexbourne Primary School", starts_on=dt.date(2000, 1, 1))
    told: list[PersonFact] = [
        Residence(address="2 New Row", postcode="WX1 1AA", true_from=clock.today()),
        PlaceLink(place=school, true_from=clock.today()),
    ]
    old = list(Residence.objects.current().filter(person=zofia))
    people.record_fact(zofia, told[0], by=named, instead_of=old)
    people.record_fact(zofia, told[1], by=named)
    events = list(Event.objects.current().filter(about__subject=zofia.pk))
    assert {one.kind for one in events} <= TELLS_WHERE and len(events) == 2
    for user, is_told in ((colleague, False), (named, True)):
        client.force_login(user)
        page = client.get(f"/people/{zofia.ref}/timeline").content.decode()
        assert ("Moved home" in page) is is_told
        assert ("Started at a school" in page) is is_told
        for one in events:
            assert client.get(f"/events/{one.ref}").status_code == (200 if is_told else 404)


def test_adding_somebody_at_an_address_does_not_tell_whether_she_lives_there(zofia: Person, colleague: User) -> None:
    added = [
        people.add_person(
            factories.authority(), by=colleague, facts=[Name(given="Abel", family="Quick"), Residence(**home)]
        )
        for home in ({"address": HOME, "postcode": CODE}, {"address": "8 Hollin Terrace", "postcode": CODE})
    ]
    assert [is_guarded(one) for one in added] == [False, False]


def test_only_who_is_named_records_an_address_in_a_family_with_somebody_in_hiding(
    client: Client, zofia: Person, colleague: User, named: User
) -> None:
    father = factories.person("Tomasz Wisniewski", address="17 Dale View", postcode="WX2 3GG", child=False)
    circle = factories.family("Wisniewska", zofia, adults=(father,)).circle
    access.involvement(circle, named, role="lead_practitioner")
    cards.rebuild([zofia.pk, father.pk])
    father = Person.objects.get(pk=father.pk)
    access.involvement(father.subject, colleague, purpose=Purpose.OPENED)
    for address in (HOME, "8 Hollin Terrace"):
        with pytest.raises(NotAllowed):
            people.record_fact(father, Residence(address=address, postcode=CODE, kind="second"), by=colleague)
    client.force_login(colleague)
    page = client.get(f"/people/{father.ref}/").content.decode()
    assert "17 Dale View" in page and "Record a move" not in page
    assert client.get(f"/people/{father.ref}/facts/addresses/add").status_code == 403
    client.force_login(named)
    assert "Record a move" in client.get(f"/people/{father.ref}/").content.decode()
    assert client.get(f"/people/{father.ref}/facts/addresses/add").status_code == 200


def test_no_page_or_refusal_about_her_household_tells_when_she_moved(
    client: Client, zofia: Person, colleague: User, named: User
) -> None:
    home = family.join_household([zofia], by=named, address=HOME, postcode=CODE, true_from=dt.date(2026, 3, 3))
    stay = zofia.householdmember_rows.get()
    access.involvement(zofia.subject, colleague, purpose=Purpose.OPENED)
    pages = [f"households/stays/{stay.pk}/{step}" for step in ("dates", "left", "mistake")]
    client.force_login(colleague)
    assert client.get(f"/people/{zofia.ref}/households").status_code == 200
    assert {client.get(f"/people/{zofia.ref}/{page}").status_code for page in pages} == {404}
    for change in (
        lambda: family.leave_household(stay, by=colleague, on=dt.date(2026, 3, 1)),
        lambda: family.leave_household(stay, by=colleague, on=dt.date(2026, 3, 5)),
        lambda: family.withdraw_stay(stay, by=colleague, why="Tried"),
        lambda: family.end_household(home, by=colleague, on=dt.date(2026, 3, 5)),
    ):
        with pytest.raises(NotAllowed):
            change()
    client.force_login(named)
    assert {client.get(f"/people/{zofia.ref}/{page}").status_code for page in pages} == {200}
    assert 'value="2026"' in client.get(f"/people/{zofia.ref}/{pages[0]}").content.decode()
