"""Adding a person as a browser without scripts does it."""

import datetime as dt
import re

import pytest

from thrive.base.access.rules import Restriction
from thrive.base.access.tests import factories as access
from thrive.base.history.models import AuditEntry
from thrive.base.matching.identity import Identity
from thrive.base.people.models import (
    Card,
    Identifier,
    Life,
    MatchDecision,
    Name,
    Person,
    Relationship,
    Residence,
    SavedSearch,
)
from thrive.base.people.searching.likely import MOST_OF_A_KEY
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db

AVA = {
    "kind": "child",
    "given": "Ava",
    "family": "Okoro",
    "born-day": "14",
    "born-month": "3",
    "born-year": "2017",
    "address": "14 Tanner Row, Wexmoor",
    "postcode": "WX4 2PL",
}


@pytest.fixture
def officer(client):
    user = access.user(["front_door_officer"], access.council(factories.authority(), phone="01632 960 000"))
    client.force_login(user)
    return user


def text(response):
    return " ".join(response.content.decode().split())


def slip(response):
    return re.search(r'name="draft_slip" value="([^"]+)"', response.content.decode())[1]


def carried(response):
    """The fields of the form on a page, as a browser would post them again."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", response.content.decode().partition("<main")[2]):
        name, value, kind = (re.search(rf'{one}="([^"]*)"', tag) for one in ("name", "value", "type"))
        if name and (not kind or kind[1] in ("hidden", "text")):
            found[name[1]] = value[1] if value else ""
    return found


def add(client, **answers):
    page = client.get("/people/add")
    return client.post("/people/add", {"draft_slip": slip(page), **AVA, **answers})


def test_somebody_new_is_added_at_once(client, officer):
    answer = add(client, known_as="Avie", sex="F", nhs="999 048 2136")
    person = Person.objects.get()
    assert answer.url == f"/people/{person.ref}/"
    card = Card.objects.get()
    assert (card.name, card.known_as, card.sex, card.nhs_number) == ("Ava Okoro", "Avie", "F", "9990482136")
    assert (card.born_on, card.address, card.postcode) == (dt.date(2017, 3, 14), "14 Tanner Row, Wexmoor", "WX4 2PL")
    assert client.get(answer.url).status_code == 200


def test_sent_twice_is_added_once(client, officer):
    page = client.get("/people/add")
    answers = {"draft_slip": slip(page), **AVA}
    first, second = client.post("/people/add", answers), client.post("/people/add", answers)
    assert Person.objects.count() == 1
    assert first.url == second.url


def test_a_name_that_does_not_split_and_a_year_are_enough(client, officer):
    add(client, given="", family="", full="Siti Nurhaliza", **{"born-day": "", "born-month": ""})
    assert Name.objects.get().full == "Siti Nurhaliza"
    assert (Life.objects.get().born_on, Life.objects.get().born_precision) == (dt.date(2017, 1, 1), "year")


def test_an_adult_has_no_childhood_record(client, officer):
    add(client, kind="adult", **{"born-year": "1990"})
    assert not Person.objects.get().has_childhood_record


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"kind": ""}, "Select who you are adding"),
        ({"given": "", "family": ""}, "Enter a name"),
        ({"full": "Ava Okoro"}, "Enter a full name, or given and family names, not both"),
        ({"born-month": "13"}, "Date of birth must be a real date"),
        ({"born-year": "2050"}, "Date of birth must be today or in the past"),
        ({"nhs": "999 048 2137"}, "NHS number is mistyped"),
        ({"upn": "12"}, "UPN must be a letter and 12 digits"),
        ({"postcode": "nowhere"}, "ostcode"),
        ({"kind": "unborn"}, "Leave out the date of birth"),
        ({"kind": "unborn", "born-day": "", "born-month": "", "born-year": ""}, "Enter the expected date of birth"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_added(client, officer, answers, error):
    page = add(client, **answers)
    assert error in text(page) and "<title>Error: " in text(page)
    assert not Person.objects.exists()
    assert "Okoro" in text(page) or answers.get("family") == ""


def test_a_likely_match_is_shown_with_its_facts_compared_in_words(client, officer):
    factories.person("Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL", nhs="9990482136")
    page = add(client, **{"born-year": "2016"})
    shown = text(page)
    assert "Is this somebody we know?" in shown
    for words in ("14 March 2017", "14 March 2016", "Year differs", "Same person", "Not sure"):
        assert words in shown
    assert Person.objects.count() == 1


@pytest.mark.parametrize("born", [{"born-day": ""}, {"born-month": "8"}], ids=["the month alone", "a wrong month"])
def test_the_very_name_and_home_are_a_match_whatever_is_wrong_with_the_birth_date(client, officer, born):
    factories.person("Ava Okoro", address=AVA["address"], postcode=AVA["postcode"])
    shown = text(add(client, **born))
    assert "Is this somebody we know?" in shown and "14 March 2017" in shown
    assert Person.objects.count() == 1


def test_how_many_were_too_many_to_compare_is_said(client, officer):
    alone = {"born-day": "", "born-month": "", "born-year": "", "address": "", "postcode": ""}
    name = Identity(given="Ava", family="Okoro")
    factories.namesakes(name, MOST_OF_A_KEY + 5)
    assert "not all of them were compared" in text(client.get(add(client, **alone).url))
    known = factories.person("Ava Okoro", nhs="9990482136")
    shown = text(add(client, **alone, nhs="9990482136"))
    assert f"/people/{known.ref}" in shown or "Is this Ava Okoro?" in shown
    assert "more at most were not compared" in shown


def test_the_same_person_opens_the_record_and_adds_nobody(client, officer):
    known = factories.person("Ava Okoro", postcode="WX4 2PL")
    page = add(client)
    assert "Very likely" in text(page)
    answer = client.post("/people/add", {**carried(page), f"verdict-{known.ref}": "same"})
    assert answer.url == f"/people/{known.ref}/"
    assert Person.objects.count() == 1


def test_a_different_person_is_added_with_the_reason_kept(client, officer):
    known = factories.person("Ava Okoro", postcode="WX4 2PL")
    page = add(client)
    asked = client.post("/people/add", {**carried(page), f"verdict-{known.ref}": "different"})
    assert "Enter why this is not Ava Okoro" in text(asked)
    client.post(
        "/people/add",
        {**carried(page), f"verdict-{known.ref}": "different", f"why-{known.ref}": "Cousin of the same name"},
    )
    decision = MatchDecision.objects.get()
    assert (decision.other_id, decision.verdict, decision.why) == (known.pk, "different", "Cousin of the same name")
    assert Person.objects.count() == 2


def test_not_sure_adds_the_person_and_says_so_on_both(client, officer):
    known = factories.person("Ava Okoro", postcode="WX4 2PL")
    page = add(client)
    answer = client.post("/people/add", {**carried(page), f"verdict-{known.ref}": "not_sure"}, follow=True)
    assert Person.objects.count() == 2
    assert MatchDecision.objects.get().verdict == "not_sure"
    assert "Both records say that they may be of one person" in text(answer)
    about = AuditEntry.objects.filter(verb="people.match.decided").values_list("subject_id", flat=True)
    assert set(about) == set(Person.objects.values_list("pk", flat=True))


def test_a_doubt_stands_on_both_records_until_somebody_settles_it(client, officer):
    known = factories.person("Ava Okoro", postcode="WX4 2PL")
    access.involvement(known.subject, officer)
    page = add(client, nhs="9990482136")
    client.post("/people/add", {**carried(page), f"verdict-{known.ref}": "not_sure"})
    new = Person.objects.exclude(pk=known.pk).get()
    for one, other in ((known, new), (new, known)):
        assert f"/people/{one.ref}/matches/{other.ref}" in text(client.get(f"/people/{one.ref}/"))
    assert Card.objects.filter(is_doubted=True).count() == 2
    address = f"/people/{known.ref}/matches/{new.ref}"
    shown = text(client.get(address))
    assert "Are these one person?" in shown and "Same" in shown and "999 048 2136" not in shown
    assert "Enter why they are different people" in text(client.post(address, {"why": ""}))
    client.post(address, {"why": "Cousins"})
    assert [one.verdict for one in MatchDecision.objects.current()] == ["different"]
    assert "May be one person with" not in text(client.get(f"/people/{new.ref}/"))
    assert not Card.objects.filter(is_doubted=True).exists()  # so that the page asks no more
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("known_first", [True, False])
def test_a_doubt_says_nothing_of_a_record_that_has_closed_to_the_reader(client, officer, known_first):
    known, closed = factories.person("Ava Okoro"), factories.person("Ava Okoro-Quill", restriction=Restriction.SEALED)
    access.involvement(known.subject, officer)
    first, second = (known, closed) if known_first else (closed, known)
    MatchDecision.objects.create(
        person=first, other=second, verdict="not_sure", recorded_by=officer, happened_on=dt.date(2026, 3, 2)
    )
    assert "Okoro-Quill" not in text(client.get(f"/people/{known.ref}/"))
    assert client.get(f"/people/{known.ref}/matches/{closed.ref}").status_code == 404


def test_one_can_go_back_and_change_what_was_typed(client, officer):
    factories.person("Ava Okoro", postcode="WX4 2PL")
    page = add(client)
    back = client.post("/people/add", {**carried(page), "do_back": "yes"})
    assert "Add a person" in text(back) and 'value="Okoro"' in text(back) and "Error" not in text(back)


def test_a_twin_and_a_parent_of_the_same_name_are_not_offered(client, officer):
    factories.person("Theo Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL")
    factories.person("Ava Okoro", born=dt.date(1985, 6, 1), child=False, address="14 Tanner Row", postcode="WX4 2PL")
    assert add(client).status_code == 302
    assert Person.objects.count() == 3


def test_a_number_that_is_somebody_elses_is_shown_as_a_match(client, officer):
    factories.person("Ava Okoro", nhs="9990482136")
    page = add(client, given="Theo", nhs="9990482136", **{"born-year": "2020"})
    assert "Is this somebody we know?" in text(page)
    assert "NHS number" in text(page)


def test_a_restricted_namesake_is_named_and_nothing_more(client, officer):
    factories.person("Ava Okoro", postcode="WX4 2PL", restriction=Restriction.RESTRICTED)
    page = text(add(client, **{"born-year": "2011"}))
    assert "Restricted record" in page and "14 March 2017" not in page and "Year differs" not in page


def test_values_come_from_the_search_and_not_from_the_address(client, officer):
    client.post("/search", {"find": "Theo Okoro 2 8 2020 WX4 2PL"})
    page = text(client.get(f"/people/add?from={SavedSearch.objects.get().ref}"))
    for value in ('value="Theo"', 'value="Okoro"', 'value="2020"', 'value="WX4 2PL"'):
        assert value in page


def test_an_unborn_child_is_added_through_the_mother(client, officer):
    mother = factories.person("Kelly Marlowe", born=dt.date(1995, 5, 5), child=False, sex="F")
    factories.family("Marlowe", adults=(mother,))
    access.involvement(mother.subject, officer)
    expected = dt.date.today() + dt.timedelta(days=60)  # noqa: DTZ011
    answers = {
        "kind": "unborn", "given": "", "family": "", "born-day": "", "born-month": "", "born-year": "",
        "address": "", "postcode": "", "mother": "Kelly Marlow",
        "expected-day": expected.day, "expected-month": expected.month, "expected-year": expected.year,
    }  # fmt: skip
    page = add(client, **answers)
    assert "Who is the mother?" in text(page) and "Kelly Marlowe, born 5 May 1995" in text(page)
    answer = client.post("/people/add", {**carried(page), "mother_ref": mother.ref})
    child = Relationship.objects.get().other
    assert answer.url == f"/people/{child.ref}/"
    assert Card.objects.get(pk=child.pk).expected_on == expected
    again = add(client, **answers)
    check = client.post("/people/add", {**carried(again), "mother_ref": mother.ref})
    assert "Same mother" in text(check)


def test_a_school_cannot_add_people(client):
    school = access.school(of=factories.authority())
    client.force_login(access.user(["designated_safeguarding_lead"], school))
    assert client.get("/people/add").status_code == 403


def test_few_queries(client, officer, django_assert_max_num_queries):
    for number in range(10):
        factories.person("Ava Okoro", postcode="WX4 2PL", local_id=f"C{number}")
    page = client.get("/people/add")
    with django_assert_max_num_queries(12):
        client.get("/people/add")
    with django_assert_max_num_queries(25):
        client.post("/people/add", {"draft_slip": slip(page), **AVA})
    assert Residence.objects.count() == 10 and not Identifier.objects.filter(scheme="nhs").exists()
