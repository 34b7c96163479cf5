"""The page one lands on: what is mine, whose drafts are whose, and nothing that a role has no use for."""

import pytest
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.tests.factories import council, involvement, school, user
from thrive.base.history.refs import new_ref
from thrive.base.people.bar import Header
from thrive.base.people.tests import factories
from thrive.base.people.tests.factories import subject_of
from thrive.base.record.actions import save_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    """A lead practitioner."""
    return user(["lead_practitioner"], council(factories.authority()), name="Nia")


def home(client, who) -> str:
    """The words of the page."""
    client.force_login(who)
    return " ".join(client.get(reverse("casework:home")).content.decode().split())


def begin(who, person) -> None:
    """Leave a draft about somebody."""
    save_draft(
        new_ref(), by=who, form="notes.note", title="Note", answers={"text_1": ["x"]}, revision=0,
        subject=subject_of(person), path=reverse("notes:new", args=[person.ref]),
    )  # fmt: skip


def test_a_draft_says_whose_it_is(client, worker):
    begin(worker, factories.person("Ava Okoro"))
    assert "Note, Ava Okoro</a>" in home(client, worker)


def test_a_draft_does_not_name_whom_its_author_may_not_see(client, worker):
    ava = factories.person("Ava Okoro", restriction="sealed")
    begin(worker, ava)
    page = home(client, worker)
    assert "Note</a>" in page and "Okoro" not in page


def test_a_role_that_opens_no_records_is_shown_none(client):
    factories.person("Ava Okoro")
    page = home(client, user(["administrator"], council(factories.authority()), name="Meera"))
    assert "Children you work with" not in page and "Opened by you today" not in page
    assert "Your roles open no records." in page


def test_the_page_stays_within_its_queries(client, worker, django_assert_max_num_queries):
    for name in ("Ava Okoro", "Theo Okoro", "Kai Marlowe"):
        begin(worker, factories.person(name))
    client.force_login(worker)
    with django_assert_max_num_queries(12):
        client.get(reverse("casework:home"))


def test_an_address_breaks_before_its_postcode(client, worker):
    ava = factories.person("Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL")
    involvement(ava.subject, worker)
    assert '14 Tanner Row, Wexmoor, <span class="th-nowrap">WX4 2PL</span>' in home(client, worker)


def test_an_address_that_is_withheld_shows_none_of_it():
    ava = factories.person("Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL")
    shown, withheld = Header(ava.card, shows_address=True), Header(ava.card, shows_address=False)
    assert (shown.street, shown.postcode) == ("14 Tanner Row, Wexmoor", "WX4 2PL")
    assert (withheld.street, withheld.postcode) == ("Address withheld", "")


def test_many_children_come_in_pages(client, worker, django_assert_max_num_queries):
    for number in range(32):
        involvement(factories.person(f"Ava Okoro-{chr(97 + number // 26)}{chr(97 + number % 26)}").subject, worker)
    first = home(client, worker)
    assert "Children you work with (1 to 30 of 32)" in first and "Okoro-bf" not in first
    with django_assert_max_num_queries(12):
        second = client.get(reverse("casework:home"), {"page": "2"}).content.decode()
    assert "(31 to 32 of 32)" in second and "Okoro-bf" in second and "Okoro-aa" not in second
    assert "(1 to 30 of 32)" in client.get(reverse("casework:home"), {"page": "no number"}).content.decode()


def test_a_part_of_an_involvement_is_said_in_words(client, worker):
    involvement(factories.person("Posy Ellerby").subject, worker, role=policy.SEALED_ACCESS)
    page = home(client, worker)
    assert "Named for what is sealed" in page and "ealed_access" not in page


def test_whoever_may_not_open_with_a_reason_reads_nothing_of_it(client):
    factories.person("Ava Okoro")
    for roles, at, offers in (
        (["lead_practitioner"], council(factories.authority()), True),
        (["designated_safeguarding_lead"], school(), False),
    ):
        assert ("Opened by you today" in home(client, user(roles, at))) is offers


def test_an_empty_database_offers_each_what_they_can_do(client):
    at = council(factories.authority())
    imports, adds = ">Import your authority’s files</a>", ">Add a person</a>, or wait"
    for roles, place, offered in (
        (["performance_analyst"], at, {imports}),
        (["front_door_officer"], at, {adds}),
        (["designated_safeguarding_lead"], school(), set()),
    ):
        page = home(client, user(roles, place))
        assert "Nobody is on record yet." in page
        assert {one for one in (imports, adds) if one in page} == offered
