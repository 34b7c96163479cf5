"""Why this date? The answer, how it was counted, and whether it was met."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from thrive.base.access.rules import Restriction
from thrive.base.access.tests import factories as make
from thrive.base.calendar.units import Days
from thrive.base.casework.actions.imported import take_over
from thrive.base.casework.models import CollectionSeen, ImportedElement
from thrive.base.casework.queries import event_panel
from thrive.base.history.models import AuditEntry
from thrive.base.local.models import Holiday, Variation
from thrive.base.people.tests import factories as people
from thrive.base.record import events
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CONFERENCE = "protection.conference.initial"
DECISION = "front_door.referral.decision"
ASSESSMENT = "family_help.assessment"
FIRST_REVIEW = "protection.review.first"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def child():
    return people.person("Ava Okoro")


@pytest.fixture
def worker(child, client):
    user = make.user(["lead_practitioner"])
    make.involvement(child.subject, user)
    client.force_login(user)
    return user


def element(child, kind, start, end=None, parent="R1", **content):
    day = dt.date.fromisoformat(start)
    row = ImportedElement.objects.create(
        subject=child.subject,
        authority=child.subject.authority,
        kind=kind,
        natural_key=f"{kind} {start}" if kind != "referral" else parent,
        parent_key="" if kind == "referral" else parent,
        collection="cin",
        collection_year=2026,
        as_at=dt.date(2026, 3, 31),
        true_from=day,
        true_to=Days(1).after(dt.date.fromisoformat(end)) if end else None,
        source="Census of 2026",
        content=content,
    )
    take_over([child.pk])
    return row


def page(client, one, key):
    return client.get(reverse("casework:why", args=[one.ref, key]))


def shown(client, one, key):
    """The words of the page's main part, without tags and with single blanks."""
    answer = page(client, one, key)
    assert answer.status_code == 200, answer.content
    return " ".join(
        re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2].partition("</main>")[0]).split()
    )


def test_the_answer_is_in_the_title_and_the_count_beneath(client, worker, child):
    one = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    words = shown(client, one, CONFERENCE)
    assert "Why Monday 23 November 2026?" in words
    assert "Hold the initial child protection conference within 15 working days of the strategy discussion" in words
    for counted in ("2 Nov day 0", "3 day 1", "6 day 4", "9 day 5", "20 day 14", "23 day 15"):
        assert counted in words
    assert " 7 day" not in words
    assert "No bank holiday falls in these days" in words
    assert "Statutory guidance" in words and "Working Together to Safeguard Children, chapter 3" in words
    assert "In Wexmoor Council No local change" in words
    assert "Started by Section 47 enquiry, 2 November 2026" in words
    assert "from Census of 2026" in words


@pytest.mark.parametrize(
    ("held", "outcome"),
    [
        ("2026-11-20", "Held on 20 November 2026, in time"),
        ("2026-11-23", "Held on 23 November 2026, in time"),
        ("2026-11-25", "Held on 25 November 2026, 2 working days late"),
        (None, "Still to be done"),
    ],
)
def test_whether_it_was_met(client, worker, child, held, outcome):
    content = {"started_on": "2026-11-02"} | ({"conference_held_on": held} if held else {})
    words = shown(client, element(child, "s47_enquiry", "2026-11-02", **content), CONFERENCE)
    assert outcome in words
    assert ("If it will be late" in words) is (held is None)
    assert ("speaks of 31 March 2026" in words) is (held is None)


@pytest.mark.parametrize(
    ("started", "outcome", "is_late"),
    [
        ("2026-03-02", "Not recorded as done by 31 March 2026, 6 working days late then", True),
        ("2026-03-10", "Not known whether it was met", False),  # due on 31 March, the day of the file
        ("2026-10-26", "Not known whether it was met", False),
        ("2026-11-02", "Still to be done", False),
    ],
)
def test_lateness_is_never_guessed_after_the_day_of_the_newest_file(client, worker, child, started, outcome, is_late):
    one = element(child, "s47_enquiry", started, started_on=started)
    words = shown(client, one, CONFERENCE)
    assert outcome in words
    assert ("It is late" in words) is is_late
    assert "The newest file about this person speaks of 31 March 2026" in words


def test_a_later_file_about_the_person_counts_although_it_changed_nothing(client, worker, child):
    one = element(child, "s47_enquiry", "2026-03-10", started_on="2026-03-10")
    CollectionSeen.objects.create(subject=child.subject, collection="cin", as_at=dt.date(2026, 4, 2))
    assert "Not recorded as done by 2 April 2026, 2 working days late then" in shown(client, one, CONFERENCE)


def test_a_clock_stops_on_an_element_of_the_same_referral(client, worker, child):
    one = element(child, "referral", "2026-01-05", received_on="2026-01-05")
    element(child, "assessment", "2026-01-06", "2026-03-09", started_on="2026-01-06", authorised_on="2026-03-09")
    element(child, "assessment", "2025-01-06", "2026-01-07", "R0", started_on="2025-01-06", authorised_on="2026-01-07")
    assert "Signed off on 9 March 2026, in time" in shown(client, one, ASSESSMENT)


def test_a_duty_that_is_no_longer_needed_says_so(client, worker, child):
    one = element(child, "referral", "2026-01-05", "2026-01-20", received_on="2026-01-05", closed_on="2026-01-20")
    assert "No longer needed: closed on 20 January 2026" in shown(client, one, ASSESSMENT)


def test_months_are_counted_without_a_grid(client, worker, child):
    element(child, "cp_plan", "2026-08-31", started_on="2026-08-31")
    one = element(child, "conference", "2026-08-31", held_on="2026-08-31")
    words = shown(client, one, FIRST_REVIEW)
    assert "Why Monday 30 November 2026?" in words
    assert "1 month Wednesday 30 September 2026" in words and "3 months Monday 30 November 2026" in words


def test_a_local_change_that_was_checked_counts(client, worker, child):
    one = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    enters, checks = make.user(["administrator"]), make.user(["administrator"], name="Ann Sorley")
    row = {
        "rule": CONFERENCE,
        "authority": child.subject.authority,
        "instrument": "Partnership decision of 1 June 2026",
        "amount": 10,
        "unit": "working days",
        "true_from": dt.date(2026, 6, 1),
        "recorded_by": enters,
    }
    Variation.objects.create(**row)
    assert "Why Monday 23 November 2026?" in shown(client, one, CONFERENCE)
    Variation.objects.update(replaced_at=NOW)
    Variation.objects.create(**row, checked_by=checks)
    words = shown(client, one, CONFERENCE)
    assert "Why Monday 16 November 2026?" in words
    assert "In Wexmoor Council 10 working days: Partnership decision of 1 June 2026" in words
    assert "Change checked By Ann Sorley" in words


def test_an_extra_bank_holiday_is_not_counted(client, worker, child):
    one = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    Holiday.objects.create(
        day=dt.date(2026, 11, 10),
        name="Royal wedding",
        recorded_by=make.user(),
        checked_by=make.user(),
    )
    words = shown(client, one, CONFERENCE)
    assert "Why Tuesday 24 November 2026?" in words
    assert "Not counted: Tuesday 10 November 2026 (Royal wedding)" in words


def test_an_old_case_is_judged_by_the_text_of_its_day(client, worker, child):
    one = element(child, "s47_enquiry", "2022-11-01", started_on="2022-11-01", conference_held_on="2022-11-20")
    assert "Working Together to Safeguard Children, chapter 1 (2018 edition)" in shown(client, one, CONFERENCE)


def test_a_later_file_answers_at_the_old_address_too(client, worker, child):
    old = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    ImportedElement.objects.filter(pk=old.pk).update(replaced_at=NOW)
    new = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02", conference_held_on="2026-11-20")
    words = shown(client, old, CONFERENCE)
    assert "Held on 20 November 2026" in words
    assert new.ref != old.ref


@pytest.mark.parametrize(
    ("kind", "key", "content"),
    [
        ("s47_enquiry", DECISION, {"started_on": "2026-11-02"}),
        ("s47_enquiry", "nobody.declares.this", {"started_on": "2026-11-02"}),
        ("s47_enquiry", CONFERENCE, {}),
        ("s47_enquiry", CONFERENCE, {"started_on": "2026-11-02", "conference_not_required": True}),
        ("cin_plan", CONFERENCE, {"started_on": "2026-11-02"}),
    ],
)
def test_what_starts_no_such_clock_is_not_found(client, worker, child, kind, key, content):
    assert page(client, element(child, kind, "2026-11-02", **content), key).status_code == 404


def test_an_unknown_element_is_not_found(client, worker):
    assert client.get("/why/nosuchref234/front_door.referral.decision").status_code == 404


def test_the_browser_title_holds_nothing_about_the_child(client, worker, child):
    one = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    title = page(client, one, CONFERENCE).content.decode().partition("<title>")[2].partition("</title>")[0]
    assert title == "Why this date? – Person record – Thrive"


def test_every_look_is_logged(client, worker, child):
    one = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    page(client, one, CONFERENCE)
    entry = AuditEntry.objects.filter(verb="people.record.opened").get()
    assert (entry.actor_id, entry.subject_id, entry.details) == (worker.pk, child.pk, {"tab": "why"})


@pytest.mark.parametrize(
    ("role", "restriction", "status"),
    [
        ("lead_practitioner", Restriction.ORDINARY, 302),  # asked for a reason first
        ("out_of_hours_worker", Restriction.ORDINARY, 200),
        ("out_of_hours_worker", Restriction.RESTRICTED, 403),
        ("out_of_hours_worker", Restriction.SEALED, 404),
        ("administrator", Restriction.ORDINARY, 403),
        ("performance_analyst", Restriction.ORDINARY, 403),
    ],
)
def test_it_opens_only_to_those_who_may_open_the_record(client, child, role, restriction, status):
    child.subject.restriction = restriction
    child.subject.save()
    one = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    client.force_login(make.user([role]))
    assert page(client, one, CONFERENCE).status_code == status


def test_a_school_never_sees_it(client, child):
    school = make.school()
    make.involvement(child.subject, school, purpose="education")
    client.force_login(make.user(["designated_safeguarding_lead"], organisation=school))
    one = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    assert page(client, one, CONFERENCE).status_code == 403


def test_queries_stay_few(client, worker, child, django_assert_max_num_queries):
    one = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    with django_assert_max_num_queries(18):
        page(client, one, CONFERENCE)


def test_a_mothers_childhood_file_is_not_opened_through_her_family(client, child):
    mother = people.person("Lena Okoro", born=dt.date(1998, 5, 2))
    people.family("Okoro family", child, adults=(mother,))
    worker = make.user(["lead_practitioner"])
    make.involvement(mother.subject.circle_members.get().circle, worker)
    client.force_login(worker)
    hers = element(mother, "s47_enquiry", "2010-11-01", started_on="2010-11-01")
    his = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    assert page(client, his, CONFERENCE).status_code == 200
    assert page(client, hers, CONFERENCE).status_code == 403
    event = Event(object_type="casework.importedelement", object_id=hers.pk, kind="s47_enquiry.started_on")
    assert event_panel(viewer=worker, subject=mother.subject, event=event) is None


# On the event that started it


def an_event(of, date, **values):
    return Event(object_type="casework.importedelement", object_id=of.pk, kind=f"{of.kind}.{date}", **values)


def test_an_event_shows_what_became_due_and_why(worker, child):
    one = element(child, "referral", "2026-01-05", received_on="2026-01-05", decided_on="2026-01-06")
    dates = event_panel(viewer=worker, subject=child.subject, event=an_event(one, "received_on"))["dates"]
    assert [(date.key, date.due.on, date.outcome) for date in dates] == [
        (DECISION, dt.date(2026, 1, 6), "Decided on 6 January 2026, in time"),
        (ASSESSMENT, dt.date(2026, 3, 9), "Not recorded as done by 31 March 2026, 16 working days late then"),
    ]


def test_other_events_show_nothing(worker, child):
    one = element(child, "referral", "2026-01-05", received_on="2026-01-05")
    note = Event(object_type="notes.note", object_id=one.pk, kind="visit")
    for event in (an_event(one, "closed_on"), note, Event(object_type="casework.importedelement", object_id=0)):
        assert event_panel(viewer=worker, subject=child.subject, event=event) is None
    another = people.person("Kai Marlowe")
    assert event_panel(viewer=worker, subject=another.subject, event=an_event(one, "received_on")) is None


def test_the_panel_stays_within_its_queries(worker, child, django_assert_max_num_queries):
    one = element(child, "referral", "2026-01-05", received_on="2026-01-05")
    assert make.fresh(worker).standing
    with django_assert_max_num_queries(7 + 2):  # and the decision, which a page has asked for already
        event_panel(viewer=worker, subject=child.subject, event=an_event(one, "received_on"))


def test_the_page_of_an_event_leads_to_why(client, worker, child):
    one = element(child, "s47_enquiry", "2026-11-02", started_on="2026-11-02")
    told = events.tell(
        one,
        about=[child.subject],
        group="protection",
        kind="s47_enquiry.started_on",
        title="Section 47 enquiry started",
        on=dt.date(2026, 11, 2),
    )
    html = client.get(reverse("notes:event", args=[told.ref])).content.decode()
    assert "What became due" in html
    assert reverse("casework:why", args=[one.ref, CONFERENCE]) in html
