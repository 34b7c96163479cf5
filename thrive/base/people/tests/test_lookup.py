"""Who somebody described may be: found by keys, judged by how common names are, and never by what is closed."""

import datetime as dt
from dataclasses import replace

import pytest

from thrive.base.access.models import User
from thrive.base.access.rules import Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.history.models import AuditEntry
from thrive.base.matching.identity import Identity
from thrive.base.matching.weights import usual_family_frequency
from thrive.base.people.models import NameWord, Person
from thrive.base.people.queries.matching import Candidate, candidates, candidates_of
from thrive.base.people.searching import likely, match_keys, shares
from thrive.base.people.searching.likely import likely as who_is_likely
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db

BORN = dt.date(2017, 3, 14)
HOME = {"address": "14 Tanner Row, Wexmoor", "postcode": "WX4 2PL"}
AVA = Identity(given="Ava", family="Okoro", birth_date=BORN, **HOME)


@pytest.fixture
def officer():
    return access.user(["front_door_officer"], access.council(factories.authority()))


def said_of(viewer: User, **said) -> list[Candidate]:
    return candidates(Identity(**said), viewer=access.fresh(viewer))


def evidence(some: list[Candidate]) -> list[tuple]:
    """All that a page says of open candidates, without whom."""
    return [
        (one.name, one.band, one.rows, len(one.close_to), one.note, one.version) for one in some if not one.is_closed
    ]


# Who reaches the comparison


@pytest.mark.parametrize(
    "said",
    [
        {"given": "Ava", "birth_date": dt.date(2017, 3, 1), "birth_precision": "month", **HOME},
        {"given": "Ava", "birth_date": dt.date(2017, 8, 14), **HOME},
        {"given": "Ava", "birth_date": dt.date(2015, 3, 1), "birth_precision": "month", "postcode": HOME["postcode"]},
        {"given": "Ava", "address": "14 Tanner Rd"} | {"address": HOME["address"]},
        {"given": "Aiva", "family": "Okorro", "birth_date": dt.date(2016, 1, 1), "birth_precision": "year"},
        {"given": "Okoro", "family": "Ava", "birth_date": dt.date(2018, 7, 7)},
        {"given": "Una", "family": "Okoro", "birth_date": dt.date(2017, 3, 14)},
        {"given": "Ava", "family": "Okoro"},
        {"nhs_number": "999 048 2136"},
    ],
    ids=[
        "month and home", "wrong month and home", "another year, month and postcode", "home alone",
        "misspelt twice and a year out", "turned and a year out", "another given name", "the name alone", "a number",
    ],
)  # fmt: skip
def test_whoever_may_be_meant_is_compared(officer, said):
    ava = factories.person("Ava Okoro", **HOME, nhs="9990482136")
    family = {} if "family" in said or "nhs_number" in said else {"family": "Okoro"}
    [found] = who_is_likely([Identity(**said, **family)], viewer=officer)
    assert found.people == [ava.pk] and not found.cut


def test_a_letter_wrong_in_both_names_and_another_month_are_compared(officer):
    oliver = factories.person("Oliver Bannister", born=BORN)
    said = Identity(given="Oliger", family="Bamnister", birth_date=dt.date(2016, 5, 1), birth_precision="month")
    [found] = who_is_likely([said], viewer=officer)
    assert found.people == [oliver.pk]


def test_another_form_of_a_name_is_compared(officer):
    kate = factories.person("Katherine Bannister", born=BORN)
    [found] = who_is_likely(
        [Identity(given="Kate", family="Bannister", birth_date=dt.date(2016, 5, 5))], viewer=officer
    )
    assert found.people == [kate.pk]


def test_a_record_without_a_birth_date_is_compared_and_a_strangers_is_not(officer):
    ava = factories.person("Ava Okoro", born=None)
    factories.person("Theo Marsh", born=None)
    assert who_is_likely([AVA], viewer=officer)[0].people == [ava.pk]


@pytest.mark.parametrize(
    "born",
    [{"born": "2017-03-01", "born_precision": "month"}, {"born": "2017-08-14"}, {"born": "2017-03-14"}],
    ids=["the month alone", "a wrong month", "the day"],
)
def test_exact_name_and_home_find_the_child_over_http(officer, born):
    ava = factories.person("Ava Okoro", **HOME)
    found = callers.person(officer).post("/people/lookup", {"given": "Ava", "family": "Okoro", **HOME, **born}).json()
    assert [one["ref"] for one in found["candidates"]] == [ava.ref] and found["cut"] == 0
    compared = {one["label"]: (one["said"], one["recorded"]) for one in found["candidates"][0]["compared"]}
    assert compared["Postcode"] == ("WX4 2PL", "WX4 2PL")


# A partition, never a score


def closed_double(how: str, viewer: User) -> Person:
    """A record like Ava's in everything, that is closed to the viewer."""
    made = factories.person(
        "Ava Okoro", **HOME, nhs="9990000018", former_name="Ava Trevanion",
        restriction=Restriction.ORDINARY if how == "own" else Restriction(how),
    )  # fmt: skip
    if how == "own":
        access.declaration(viewer, made.subject)
    return made


@pytest.mark.parametrize("how", ["restricted", "sealed", "own"])
def test_a_closed_record_bears_on_nothing_that_is_shown(officer, how):
    factories.person("Ava Okoro", **HOME)
    factories.person("Ava Okorro", born=dt.date(2017, 3, 15), **HOME)
    shares.refresh()
    before = said_of(officer, **vars(AVA))
    closed_double(how, officer)
    if how != "own":
        shares.refresh()
    after = said_of(officer, **vars(AVA))
    assert before and evidence(after) == evidence(before)
    assert candidates(AVA, viewer=access.fresh(officer)).cut == 0


@pytest.mark.parametrize("how", ["restricted", "own"])
def test_of_a_closed_record_the_very_name_finds_the_name_whatever_else_is_typed(officer, how):
    closed_double(how, officer)
    for said in ({"birth_date": BORN}, {"birth_date": dt.date(1990, 1, 1)}, {}, HOME, {"nhs_number": "9990000018"}):
        [one] = said_of(officer, given="Ava", family="Okoro", **said)
        assert one.is_closed and not one.rows and one.close_to == ()
    for said in (
        {"given": "Ava", "family": "Okorro", "birth_date": BORN, **HOME},
        {"given": "Ava", "family": "Trevanion", "birth_date": BORN, **HOME},
        {"nhs_number": "9990000018"},
    ):
        assert said_of(officer, **said) == []


def test_a_sealed_record_is_there_for_whoever_is_named_for_it_and_for_nobody_else(officer):
    made = closed_double("sealed", officer)
    assert said_of(officer, **vars(AVA)) == []
    named = access.user(["lead_practitioner"], access.council(factories.authority()))
    access.involvement(made.subject, named, role="sealed_access")
    [one] = said_of(named, **vars(AVA))
    assert not one.is_closed and one.band == "automatic"


def test_whoever_is_named_on_a_restricted_record_sees_it_compared(officer):
    made = closed_double("restricted", officer)
    access.involvement(made.subject, officer, role="lead_practitioner")
    [one] = said_of(officer, **vars(AVA))
    assert not one.is_closed and one.rows


def test_an_unborn_child_who_is_closed_is_not_told_of_by_the_mother(officer):
    mother = factories.person("Kelly Marlowe", born=dt.date(1995, 5, 5), child=False)
    for restriction in (Restriction.RESTRICTED, Restriction.ORDINARY):
        child = factories.person("", born=None, expected=dt.date(2027, 2, 1), restriction=restriction)
        child.relationships_from.create(person=mother, kind="parent")
    found = candidates(Identity(expected_on=dt.date(2027, 2, 1)), viewer=officer, mother_id=mother.pk)
    assert [one.person_id for one in found] == [child.pk]


# What is too common, and how common names are


def test_what_a_common_key_leaves_out_is_counted(officer):
    name = Identity(given="Ava", family="Okoro")
    factories.namesakes(replace(name, birth_date=dt.date(2004, 7, 1)), likely.MOST_OF_A_KEY + 5)
    ava = factories.person("Ava Okoro")
    [found] = who_is_likely([name], viewer=officer)
    assert len(found.people) == likely.MOST_OF_A_KEY and found.cut >= 6 and ava.pk not in found.people
    [exact] = who_is_likely([Identity(given="Ava", family="Okoro", birth_date=BORN)], viewer=officer)
    assert ava.pk in exact.people  # a key that few share finds whom a common one leaves out
    answer = callers.person(officer).post("/people/lookup", {"given": "Ava", "family": "Okoro"}).json()
    assert answer["cut"] == found.cut


def test_those_who_share_most_are_compared_first(officer, monkeypatch):
    monkeypatch.setattr(likely, "MOST_COMPARED", 1)
    factories.person("Ava Okoro", born=dt.date(2017, 3, 15))
    same = factories.person("Ava Okoro", **HOME)
    [found] = who_is_likely([AVA], viewer=officer)
    assert found.people == [same.pk] and found.cut == 1


def test_shares_are_counted_of_todays_names_of_ordinary_records():
    for number in range(8):
        factories.person("Ava Zelwer", born=dt.date(2001 + number, 1, 1), former_name="Ava Quill")
    factories.person("Ava Hideaway", restriction=Restriction.RESTRICTED)
    assert NameWord.objects.get(word="zelwer").family_share is None
    assert shares.shares_of(["Zelwer"]).family("zelwer") == usual_family_frequency("zelwer")
    shares.refresh()
    usual = usual_family_frequency("zelwer")
    counted = shares.shares_of(["Zelwer", "Quill", "Hideaway"])
    most = (8 + shares.SUPPOSED * usual) / (8 + shares.SUPPOSED)
    least = (0 + shares.SUPPOSED * usual) / (8 + shares.SUPPOSED)
    assert counted.family("zelwer") == pytest.approx(most)
    assert counted.family("quill") == counted.family("hideaway") == pytest.approx(least)
    assert shares.refresh() == 0


def test_a_common_name_says_less(officer):
    factories.person("Ava Okoro")
    said = {"given": "Ava", "family": "Okoro", "birth_date": BORN}
    NameWord.objects.filter(word__in=["ava", "okoro"]).update(given_share=0.0001, family_share=0.0001)
    rare = said_of(officer, **said)[0]
    NameWord.objects.filter(word__in=["ava", "okoro"]).update(given_share=0.1, family_share=0.1)
    assert rare.band == "automatic" and said_of(officer, **said)[0].band == "review"


def test_both_names_without_a_birth_date_are_for_a_person_to_look_at(officer):
    factories.person("Ava Okoro", **HOME)
    (one,) = said_of(officer, given="Ava", family="Okoro")
    assert (one.name, one.band) == ("Ava Okoro", "review")
    assert said_of(officer, given="Ava", family="Marlowe") == []
    assert said_of(officer, given="Ava", family="Okoro", birth_date=dt.date(2004, 7, 1)) == []


@pytest.mark.parametrize(
    ("recorded", "former", "given", "family"),
    [
        ("Siobhan Byrne", "", "Shivaun", "Byrne"),
        ("Theo Okoro", "", "Theo", "Okorro"),
        ("Marianne Okoro", "", "Marianna", "Okoro"),
        ("Katherine Marlowe", "", "Kate", "Marlowe"),
        ("Posy Ellerby", "Poppy Trevanion", "Poppy", "Trevanion"),
        ("Linh Tran", "", "Tran", "Linh"),
    ],
)
def test_names_alone_find_what_they_sound_like_other_forms_and_former_ones(officer, recorded, former, given, family):
    factories.person(recorded, former_name=former, **HOME)
    factories.person("Ava Okoro")
    assert [(one.name, one.band) for one in said_of(officer, given=given, family=family)] == [(recorded, "review")]


def test_as_many_queries_for_many_as_for_one(officer, django_assert_max_num_queries):
    for number in range(6):
        factories.person("Ava Okoro", born=dt.date(2010 + number, 3, 14), **HOME)
    asked = [Identity(given="Ava", family="Okoro", birth_date=dt.date(2010 + n, 3, 14), **HOME) for n in range(6)]
    for some in (asked[:1], asked):
        viewer = access.fresh(officer)
        viewer.standing  # noqa: B018 - who asks is known before
        with django_assert_max_num_queries(9):  # eight, and the log
            found = candidates_of(some, viewer=viewer)
    assert [one[0].rows[2].recorded for one in found] == [f"14 March {2010 + n}" for n in range(6)]


def test_nobody_described_asks_nothing_and_logs_nothing(officer):
    assert candidates_of([Identity()], viewer=officer) == [[]] and not match_keys.asked(Identity())
    assert not AuditEntry.objects.filter(verb="people.matches.shown").exists()


# Over HTTP


def test_whoever_may_add_people_looks_them_up_and_it_is_logged(officer):
    ava = factories.person("Ava Okoro", **HOME)
    found = callers.person(officer).post(
        "/people/lookup", {"given": "Ava", "family": "Okoro", "born": "2017-03-14", **HOME}
    )
    assert found.status_code == 200, found.content
    [one] = found.json()["candidates"]
    assert (one["ref"], one["band"], one["is_closed"]) == (ava.ref, "automatic", False)
    entry = AuditEntry.objects.get(verb="people.matches.shown")
    assert entry.subject_id == ava.pk and entry.actor_id == officer.pk and "Okoro" not in str(vars(entry))


def test_the_councils_own_system_looks_up_ordinary_records_and_names_restricted_ones():
    factories.person("Ava Okoro", **HOME)
    factories.person("Ava Okoro", born=dt.date(2016, 3, 14), restriction=Restriction.RESTRICTED)
    factories.person("Ava Okoro", born=dt.date(2015, 3, 14), restriction=Restriction.SEALED)
    caller = callers.system(
        access.council(factories.authority()), ["people.add", "people.see_name", "people.see_header"]
    )
    found = caller.post("/people/lookup", {"given": "Ava", "family": "Okoro", "born": "2017-03-14"}).json()[
        "candidates"
    ]
    assert [one["is_closed"] for one in found] == [False, True] and found[1]["compared"] == []


def test_nobody_else_looks_up():
    school = access.school(of=factories.authority())
    dsl = access.user(["designated_safeguarding_lead"], school)
    assert callers.person(dsl).post("/people/lookup", {"given": "Ava"}).status_code == 403
    caller = callers.system(access.council(factories.authority()), ["people.search"])
    assert caller.post("/people/lookup", {"given": "Ava"}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "given"),
        ({"postcode": "WX4 2PL"}, "given"),
        ({"given": "Ava", "nhs_number": "999 048 2137"}, "nhs_number"),
        ({"given": "Ava", "born": "2017-13-01"}, "born"),
        ({"given": "Ava", "surname": "Okoro"}, "surname"),
    ],
)
def test_what_cannot_be_looked_up_is_said_at_its_answer(officer, sent, field):
    answer = callers.person(officer).post("/people/lookup", sent)
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"].endswith(field)
