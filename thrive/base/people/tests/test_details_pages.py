"""Every fact opens its history, and is changed on pages that lose nothing."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity, OrganisationKind, Restriction
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.directory.models import Place
from thrive.base.history import twotime
from thrive.base.history.models import AuditEntry
from thrive.base.people.actions import people as doing
from thrive.base.people.models import (
    CaseSummary,
    Characteristic,
    Identifier,
    Life,
    Name,
    Person,
    PlaceLink,
    Residence,
    Warning,
)
from thrive.base.people.queries.details import KINDS
from thrive.base.people.rules import GUARD_REASONS
from thrive.base.people.tests import factories
from thrive.base.record.models import Draft, Event

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


def days(number: int) -> dt.date:
    """The day so many days from today."""
    return access.days_from_today(number)


def boxes(name: str, day: dt.date) -> dict[str, str]:
    """A date as it is typed."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.fixture
def ava() -> Person:
    """A child with an address, a number and a language."""
    return factories.person("Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL", nhs="9990000018")


@pytest.fixture
def worker(ava: Person) -> User:
    """The worker who is involved with her by name."""
    made = access.user(["lead_practitioner"], name="Ruth Osei")
    access.involvement(ava.subject, made)
    return made


@pytest.fixture
def signed_in(client: Client, worker: User) -> Client:
    """Her browser."""
    client.force_login(worker)
    return client


def here(one: Person, name: str = "details", *more: object) -> str:
    """The address of a page about somebody."""
    return reverse(f"people:{name}", args=[one.subject.ref, *more])


def send(client: Client, url: str, /, **answers: object) -> tuple[int, str]:
    """Open a form, fill it in and send it: the status, and the page."""
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', page))
    answer = client.post(url, {**hidden, **answers})
    return answer.status_code, answer.content.decode()


def test_the_details_page_leads_to_every_history(signed_in: Client, ava: Person) -> None:
    page = signed_in.get(here(ava)).content.decode()
    assert "NHS number: 999 000 0018" in page
    for key in KINDS:
        assert here(ava, "history", key) in page, key


@pytest.mark.parametrize("kind", KINDS)
def test_every_history_opens_in_few_queries(
    signed_in: Client, ava: Person, kind: str, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        assert signed_in.get(here(ava, "history", kind)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "step"), [(key, step) for key, one in KINDS.items() for step in one.steps if step == "add"]
)
def test_every_form_opens_in_few_queries(
    signed_in: Client, ava: Person, kind: str, step: str, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        assert signed_in.get(here(ava, "record-fact", kind, step)).status_code == 200


def test_the_details_page_takes_few_queries(signed_in: Client, ava: Person, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        signed_in.get(here(ava))


def test_a_correction_keeps_both_versions_in_the_history(signed_in: Client, ava: Person) -> None:
    home = Residence.objects.get(person=ava)
    status, _ = send(
        signed_in,
        here(ava, "change-fact", "addresses", home.pk, "correct"),
        kind="home",
        address="41 Tanner Row, Wexmoor",
        postcode="WX4 2PL",
        why="The numbers were the wrong way round",
    )
    assert status == 302
    page = signed_in.get(here(ava, "history", "addresses")).content.decode()
    assert "14 Tanner Row" in page and "41 Tanner Row" in page
    assert "The numbers were the wrong way round" in page
    assert "Replaced" in page
    assert address_on_card(ava) == "41 Tanner Row, Wexmoor"


def address_on_card(one: Person) -> str:
    """The address that lists show."""
    return Person.objects.select_related("card").get(pk=one.pk).card.address


def test_a_move_ends_the_home_before_and_is_told(signed_in: Client, ava: Person) -> None:
    home = Residence.objects.get(person=ava)
    status, _ = send(
        signed_in,
        here(ava, "record-fact", "addresses", "add"),
        kind="home",
        address="3 Mill Court",
        postcode="WX4 2PL",
        instead_of=str(home.pk),
        **boxes("since", days(-10)),
    )
    assert status == 302
    rows = Residence.objects.current().filter(person=ava).order_by("pk")
    assert [(row.address, row.true_from, row.true_to) for row in rows] == [
        ("14 Tanner Row, Wexmoor", None, days(-10)),
        ("3 Mill Court", days(-10), None),
    ]
    told = Event.objects.current().get(kind="moved")
    assert (told.happened_on, told.title) == (days(-10), "Moved home")
    assert "Mill" not in told.title + told.sentence


def test_a_move_without_its_day_is_asked_for_it(signed_in: Client, ava: Person) -> None:
    home = Residence.objects.get(person=ava)
    status, page = send(
        signed_in,
        here(ava, "record-fact", "addresses", "add"),
        kind="home",
        address="3 Mill Court",
        instead_of=str(home.pk),
    )
    assert status == 200
    assert "Enter the day on which this changed" in page
    assert "3 Mill Court" in page
    assert "<title>Error: " in page


def test_two_homes_may_both_be_true(signed_in: Client, ava: Person) -> None:
    send(
        signed_in,
        here(ava, "record-fact", "addresses", "add"),
        kind="second",
        address="3 Mill Court",
        instead_of="none",
    )
    assert Residence.objects.now().filter(person=ava).count() == 2
    assert not Event.objects.filter(kind="moved").exists()


def test_what_is_sent_twice_is_recorded_once(signed_in: Client, ava: Person) -> None:
    address = here(ava, "record-fact", "language", "add")
    page = signed_in.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', page))
    answers = {**hidden, "known": "known", "value": "Polish"}
    assert signed_in.post(address, answers).status_code == 302
    assert signed_in.post(address, answers).status_code == 302
    assert Characteristic.objects.filter(person=ava, kind="language").count() == 1


def test_a_change_of_somebody_else_meanwhile_is_shown_and_loses_nothing(
    signed_in: Client, ava: Person, worker: User
) -> None:
    home = Residence.objects.get(person=ava)
    address = here(ava, "change-fact", "addresses", home.pk, "correct")
    page = signed_in.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', page))
    colleague = access.user(["lead_practitioner"], name="Imran Shah")
    access.involvement(ava.subject, colleague)
    doing.correct_fact(home, by=colleague, why="A flat", address="Flat 1, 14 Tanner Row")
    answers = {**hidden, "kind": "home", "address": "14a Tanner Row", "postcode": "WX4 2PL", "why": "Saw the letter"}
    conflict = signed_in.post(address, answers)
    shown = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Imran Shah changed this" in shown and "Flat 1, 14 Tanner Row" in shown and "14a Tanner Row" in shown
    assert shown.count('type="radio"') == 2  # of one answer: the others are the same
    settle = re.findall(r'name="do_settle" value="([^"]+)"', shown)[0]
    unchosen = signed_in.post(address, {**answers, "do_settle": settle})
    assert unchosen.status_code == 409 and "Select which to keep" in unchosen.content.decode()
    chosen = signed_in.post(address, {**answers, "do_settle": settle, "do_keep_address": "ours"})
    merged = chosen.content.decode()
    assert chosen.status_code == 200 and "14a Tanner Row" in merged and "Saw the letter" in merged
    assert not Residence.objects.filter(address="14a Tanner Row").exists()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', merged))
    assert signed_in.post(address, {**answers, **hidden}).status_code == 302
    now = Residence.objects.current().get(person=ava)
    assert now.address == "14a Tanner Row"
    assert now.replaces is not None and now.replaces.address == "Flat 1, 14 Tanner Row"


def test_what_was_taken_back_meanwhile_says_so(signed_in: Client, ava: Person, worker: User) -> None:
    home = Residence.objects.get(person=ava)
    doing.withdraw_fact(home, by=worker, why="Another child's")
    page = signed_in.get(here(ava, "change-fact", "addresses", home.pk, "correct")).content.decode()
    assert "took this back as entered in error" in page
    history = signed_in.get(here(ava, "history", "addresses")).content.decode()
    assert "Entered in error" in history and "Another child&#x27;s" in history
    assert address_on_card(ava) == ""


def test_another_persons_row_is_not_found(signed_in: Client, ava: Person) -> None:
    other = factories.person("Theo Okoro", address="9 Chapel Street")
    row = Residence.objects.get(person=other)
    assert signed_in.get(here(ava, "change-fact", "addresses", row.pk, "end")).status_code == 404


def test_a_number_of_somebody_else_is_refused(signed_in: Client, ava: Person) -> None:
    factories.person("Theo Okoro", nhs="9990000026")
    Identifier.objects.current().filter(person=ava)
    address = here(ava, "record-fact", "identifiers", "add")
    _, page = send(signed_in, address, scheme="nhs", value="999 000 0026", assurance="stated")
    assert "Another person here has this NHS number" in page
    _, page = send(signed_in, address, scheme="nhs", value="999 000 0027", assurance="stated")
    assert "NHS number is mistyped" in page


def test_a_new_number_supersedes_the_one_before(signed_in: Client, ava: Person) -> None:
    address = here(ava, "record-fact", "identifiers", "add")
    status, _ = send(signed_in, address, scheme="nhs", value="999 000 0034", assurance="reviewed")
    assert status == 302
    rows = Identifier.objects.current().filter(person=ava, scheme="nhs").order_by("pk")
    assert [(row.value, row.status) for row in rows] == [("9990000018", "superseded"), ("9990000034", "active")]
    assert Person.objects.get(pk=ava.pk).card.nhs_number == "9990000034"


def test_a_new_legal_name_ends_the_one_before_on_its_day(signed_in: Client, ava: Person) -> None:
    address = here(ava, "record-fact", "names", "add")
    asked, page = send(signed_in, address, kind="legal", given="Ava", family="Marlowe")
    assert asked == 200 and "Enter the day on which this changed" in page
    status, _ = send(signed_in, address, kind="legal", given="Ava", family="Marlowe", **boxes("since", days(-3)))
    assert status == 302
    assert Person.objects.get(pk=ava.pk).card.name == "Ava Marlowe"
    assert Name.objects.current().get(person=ava, family="Okoro").true_to == days(-3)


def test_not_known_is_an_answer_of_its_own(signed_in: Client, ava: Person) -> None:
    address = here(ava, "record-fact", "faith", "add")
    _, page = send(signed_in, address, known="asked")
    assert "Enter the day somebody asked" in page
    send(signed_in, address, known="asked", **boxes("asked_on", dt.date(2026, 3, 3)))
    assert "Not known (asked 3 March 2026)" in signed_in.get(here(ava)).content.decode()


def test_codes_of_the_returns_are_picked_and_said_in_words(signed_in: Client, ava: Person) -> None:
    _, page = send(signed_in, here(ava, "record-fact", "ethnicity", "add"), known="known", value="NOBT")
    assert "Select ethnicity" in page
    send(signed_in, here(ava, "record-fact", "ethnicity", "add"), known="known", value="MWBA")
    assert "White and Black African" in signed_in.get(here(ava, "history", "ethnicity")).content.decode()
    asks_again = signed_in.get(here(ava, "record-fact", "ethnicity", "add")).content.decode()
    assert "Recorded now: White and Black African" in asks_again


def test_an_unborn_child_is_born_on_the_same_record(client: Client) -> None:
    baby = factories.person("", born=None, expected=days(20))
    worker = access.user(["lead_practitioner"])
    access.involvement(baby.subject, worker)
    client.force_login(worker)
    history = client.get(here(baby, "history", "life")).content.decode()
    assert "Record the birth" in history and "Record a death" not in history
    for page in (here(baby, "record"), here(baby, "details")):
        assert here(baby, "record-fact", "life", "born") in client.get(page).content.decode()
    assert send(client, here(baby, "record-fact", "life", "born"), **boxes("born", days(-1)))[0] == 302
    card = Person.objects.get(pk=baby.pk).card
    assert card.born_on == days(-1)
    assert "Record the birth" not in client.get(here(baby, "record")).content.decode()
    assert Event.objects.current().get(kind="birth").happened_on == days(-1)
    _, page = send(client, here(baby, "record-fact", "life", "born"), **boxes("born", days(-2)))
    assert "A date of birth is on record. Correct it instead" in page
    row = Life.objects.current().get(person=baby)
    corrected = send(
        client, here(baby, "change-fact", "life", row.pk, "correct"), why="The red book", **boxes("born", days(-2))
    )
    assert corrected[0] == 302
    assert Event.objects.current().get(kind="birth").happened_on == days(-2)
    assert Life.objects.current().get(person=baby).expected_on is None


def test_a_pregnancy_that_ended_is_said_gently(client: Client) -> None:
    baby = factories.person("", born=None, expected=days(90))
    worker = access.user(["lead_practitioner"])
    access.involvement(baby.subject, worker)
    client.force_login(worker)
    assert send(client, here(baby, "record-fact", "life", "pregnancy-ended"), **boxes("on", days(-1)))[0] == 302
    assert "pregnancy ended" in client.get(here(baby)).content.decode()
    assert "Record the birth" not in client.get(here(baby, "history", "life")).content.decode()


def test_a_death_before_the_birth_is_refused(signed_in: Client, ava: Person) -> None:
    _, page = send(signed_in, here(ava, "record-fact", "life", "died"), **boxes("died", dt.date(2016, 1, 1)))
    assert "Date of death must be the same as or after 14 March 2017, when they were born" in page
    assert send(signed_in, here(ava, "record-fact", "life", "died"), **boxes("died", days(-1)))[0] == 302
    told = Event.objects.current().get(kind="death")
    row = Life.objects.current().get(person=ava)
    answers = {**boxes("born", dt.date(2017, 3, 14)), "why": "Of her brother"}
    assert send(signed_in, here(ava, "change-fact", "life", row.pk, "correct"), **answers)[0] == 302
    assert not Event.objects.current().filter(pk=told.pk).exists()
    assert Person.objects.get(pk=ava.pk).card.died_on is None


def test_a_school_is_found_by_name_and_started_at(signed_in: Client, ava: Person) -> None:
    place = Place.objects.create(kind="school", name="Tanner Row Primary School", code="999001")
    Place.objects.create(kind="surgery", name="Mill Surgery", code="W99901")
    address = here(ava, "record-fact", "places", "add")
    _, page = send(signed_in, address, find="primary tanner", do_find="yes")
    assert "Tanner Row Primary School" in page and "Mill Surgery" not in page
    assert "There is a problem" not in page
    _, page = send(signed_in, address, find="primary tanner")
    assert "Select a school or surgery" in page
    status, _ = send(signed_in, address, find="primary tanner", place=place.ref, **boxes("since", days(-40)))
    assert status == 302
    assert PlaceLink.objects.current().get(person=ava).place == place
    assert Event.objects.current().get(kind="school.new").happened_on == days(-40)


def test_a_warning_is_added_reviewed_and_ended(signed_in: Client, ava: Person) -> None:
    answers = {"kind": "animal", "instruction": "Ring first", "reason": "A dog that bites"}
    _, page = send(signed_in, here(ava, "record-fact", "warnings", "add"), **answers, **boxes("review_on", days(-1)))
    assert "The day of the next review must be today or in the future" in page
    send(signed_in, here(ava, "record-fact", "warnings", "add"), **answers, **boxes("review_on", days(30)))
    row = Warning.objects.now().get(person=ava)
    page = signed_in.get(reverse("people:warnings", args=[ava.subject.ref])).content.decode()
    assert here(ava, "change-fact", "warnings", row.pk, "review") in page
    send(
        signed_in,
        here(ava, "change-fact", "warnings", row.pk, "review"),
        instruction="Ring first, and wait",
        reason="Two dogs",
        found="Another dog",
        **boxes("review_on", days(60)),
    )
    reviewed = Warning.objects.now().get(person=ava)
    assert (reviewed.review_on, reviewed.true_from, reviewed.why) == (days(60), row.true_from, "Reviewed: Another dog")
    assert AuditEntry.objects.filter(verb="people.warning.reviewed").exists()
    status, page = send(
        signed_in, here(ava, "change-fact", "warnings", reviewed.pk, "end"), why="Gone", **boxes("on", clock.today())
    )
    assert status == 200 and "take it back as entered in error" in page
    doing.end_fact(
        twotime.correct(reviewed, true_from=days(-5), why="Earlier"), by=User.objects.get(name="Ruth Osei"), on=days(-1)
    )
    assert Person.objects.get(pk=ava.pk).card.warnings == 0


def test_a_summary_is_counted_kept_and_written_over_without_loss(signed_in: Client, ava: Person) -> None:
    address = here(ava, "record-fact", "summary", "add")
    _, page = send(signed_in, address, text="x" * 2001)
    assert "must be 2,000 characters or fewer" in page
    assert Draft.objects.filter(form="people.summary.add", result="").exists()
    send(signed_in, address, text="Safe at home.")
    send(signed_in, address, text="Safe at home, and at school again.")
    assert CaseSummary.objects.now().get(person=ava).text == "Safe at home, and at school again."
    history = signed_in.get(here(ava, "history", "summary")).content.decode()
    assert "Safe at home." in history and "at school again" in history


def test_a_history_shows_what_was_known_on_a_day(signed_in: Client, ava: Person, worker: User) -> None:
    row = Residence.objects.get(person=ava)
    old = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
    early = Residence(person=ava, kind="second", address="1 Quay House", recorded_at=old, replaced_at=row.recorded_at)
    early.save()
    page = signed_in.get(f"{here(ava, 'history', 'addresses')}?known=2026-02-01").content.decode()
    assert "1 Quay House" in page and "Home: 14 Tanner Row" not in page
    assert "end of 1 February 2026" in page
    asked = signed_in.get(here(ava, "history", "addresses"), boxes("known_on", dt.date(2026, 1, 30)))
    assert asked.status_code == 302 and asked.url.endswith("?known=2026-01-30")
    assert "Nothing was recorded then" in signed_in.get(asked.url).content.decode()


# ---------- who may


def test_a_partner_reads_no_history(client: Client, ava: Person) -> None:
    school = access.organisation(OrganisationKind.SCHOOL, of=ava.subject.authority)
    lead = access.user(["designated_safeguarding_lead"], organisation=school)
    access.involvement(ava.subject, school, purpose="education")
    client.force_login(lead)
    assert client.get(here(ava, "history", "names")).status_code == 403
    assert client.get(here(ava, "record-fact", "names", "add")).status_code == 403


def test_whoever_reads_but_may_not_change_sees_no_links(client: Client, ava: Person) -> None:
    force = access.organisation(OrganisationKind.POLICE)
    officer = access.user(["police_officer"], organisation=force)
    access.involvement(ava.subject, officer, purpose="enquiry")
    client.force_login(officer)
    for page in (here(ava), here(ava, "history", "names"), here(ava, "record"), here(ava, "warnings")):
        text = client.get(page).content.decode()
        assert not re.search(r"/facts/[^\"]*/(add|correct|born|died|end|withdraw|review)\"", text), page
    assert client.get(here(ava, "record-fact", "names", "add")).status_code == 403


def test_somebody_not_involved_is_asked_why(client: Client, ava: Person) -> None:
    client.force_login(access.user(["front_door_officer"]))
    answer = client.get(here(ava, "history", "names"))
    assert answer.status_code == 302 and "/open" in answer.url


def test_a_restricted_address_is_withheld_from_whoever_is_not_named(client: Client, ava: Person) -> None:
    Subject.objects.filter(pk=ava.pk).update(address_restricted=True)
    team = access.team()
    colleague = access.user(["lead_practitioner"], team=team)
    access.involvement(ava.subject, team)
    client.force_login(colleague)
    for kind in ("addresses", "contacts", "places", "agencies"):
        page = client.get(here(ava, "history", kind)).content.decode()
        assert "Withheld" in page and "Tanner" not in page
        assert client.get(here(ava, "record-fact", kind, "add")).status_code == 403
    row = Residence.objects.get(person=ava)
    assert client.get(here(ava, "change-fact", "addresses", row.pk, "correct")).status_code == 403


def test_an_adults_own_childhood_is_not_their_worker_as_a_parents_to_read(client: Client) -> None:
    mother = factories.person("Kelly Marlowe", born=dt.date(1992, 3, 1), address="Birch House", child=True)
    row = Residence.objects.get(person=mother)
    twotime.correct(row, true_to=dt.date(2008, 1, 1), why="Left")
    Residence.objects.create(person=mother, address="14 Tanner Row", true_from=dt.date(2020, 1, 1))
    worker = access.user(["lead_practitioner"])
    access.involvement(mother.subject, worker, capacity=Capacity.ADULT)
    client.force_login(worker)
    page = client.get(here(mother, "history", "addresses")).content.decode()
    assert "14 Tanner Row" in page
    assert "record of their own childhood" in page


# ---------- restricting


def test_a_manager_restricts_and_lifts_with_a_reason(client: Client, ava: Person, worker: User) -> None:
    manager = access.user(["practice_supervisor"], name="Sam Ali")
    access.involvement(ava.subject, manager)
    client.force_login(manager)
    page = client.get(here(ava, "restrict")).content.decode()
    assert "Ruth Osei" in page and "They keep access" not in page
    refused = client.post(here(ava, "restrict"), {"guard": "record"}).content.decode()
    assert "Enter more about it" in refused
    assert (
        client.post(here(ava, "restrict"), {"guard": "record", "reason": "staff", "why": "Her aunt"}).status_code == 302
    )
    subject = Subject.objects.get(pk=ava.pk)
    assert (subject.restriction, subject.address_restricted) == (Restriction.RESTRICTED, False)
    assert AuditEntry.objects.get(verb="people.restricted").reason == GUARD_REASONS["staff"]
    assert client.post(here(ava, "restrict"), {"guard": "ordinary", "reason": "over", "why": "Left"}).status_code == 302
    assert Subject.objects.get(pk=ava.pk).restriction == Restriction.ORDINARY


def test_nobody_is_shut_out_of_a_record_that_has_nobody_named(client: Client) -> None:
    child = factories.person("Theo Okoro")
    team = access.team()
    manager = access.user(["practice_supervisor"], team=team)
    access.involvement(child.subject, team)
    client.force_login(manager)
    assert "You are not named" in client.get(here(child, "restrict")).content.decode()
    page = client.post(here(child, "restrict"), {"guard": "both", "reason": "found", "why": "Risk"}).content.decode()
    assert "Nobody is involved by name" in page
    assert Subject.objects.get(pk=child.pk).restriction == Restriction.ORDINARY


def test_a_worker_who_is_no_manager_may_not_restrict(signed_in: Client, ava: Person) -> None:
    assert signed_in.get(here(ava, "restrict")).status_code == 403
    assert here(ava, "restrict") not in signed_in.get(here(ava)).content.decode()
