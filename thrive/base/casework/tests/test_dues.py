"""Due dates are stored, made anew by what moves them, logged when they move, and never guess what no file says."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from thrive.base.access.models import AliasSet, Subject
from thrive.base.access.tests import factories as make
from thrive.base.access.viewers import SystemViewer
from thrive.base.casework.actions import dues, imported, tasks
from thrive.base.casework.actions.imported import Incoming
from thrive.base.casework.models import DueDate, ImportedElement
from thrive.base.casework.queries import due_panel, worklist
from thrive.base.history.models import AuditEntry
from thrive.base.local import actions as local
from thrive.base.people.tests import factories as people
from thrive.base.people.tests.factories import subject_of

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CONFERENCE, DECISION = "protection.conference.initial", "front_door.referral.decision"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ava():
    return subject_of(people.person("Ava Okoro"))


def take(*elements, as_at=dt.date(2026, 11, 20)):
    """Take in what a file says."""
    home = people.authority()
    imported.take_in(
        elements, authority=home, collection="cin", year=2026, as_at=as_at, source="People file",
        by=SystemViewer(key="tests", purpose="making test data", authority_id=home.pk),
    )  # fmt: skip


def enquiry(subject, on="2026-11-02", **content):
    """A section 47 enquiry as a file says it."""
    return Incoming(
        subject_id=subject.pk, kind="s47_enquiry", natural_key="s47 1", content={"started_on": on, **content},
        began_on=dt.date.fromisoformat(on),
    )  # fmt: skip


def keeper():
    return make.user(["administrator"])


def moves():
    """The days that moved, by the log."""
    found = AuditEntry.objects.filter(verb="casework.due.moved").order_by("pk")
    return [(one.subject_id, one.details["before"], one.details["now"], one.details["because"]) for one in found]


def test_a_file_starts_a_clock_and_a_later_one_stops_it(ava):
    take(enquiry(ava))
    row = DueDate.objects.get()
    assert (row.subject, row.clock, row.rule) == (ava, CONFERENCE, CONFERENCE)
    assert (row.started_on, row.due_on, row.spoken_on) == (
        dt.date(2026, 11, 2), dt.date(2026, 11, 23), dt.date(2026, 11, 20),
    )  # fmt: skip
    assert row.binds and row.element_id == ImportedElement.objects.get().pk
    take(enquiry(ava, conference_held_on="2026-11-19"), as_at=dt.date(2026, 11, 21))
    assert not DueDate.objects.exists()


def test_a_newer_file_that_says_the_same_says_it_of_a_later_day(ava):
    take(enquiry(ava))
    take(enquiry(ava), as_at=dt.date(2026, 11, 22))
    assert DueDate.objects.get().spoken_on == dt.date(2026, 11, 22)
    assert moves() == []


def test_a_holiday_that_is_checked_moves_what_runs_over_it_and_is_logged(ava):
    theo = subject_of(people.person("Theo Okoro"))
    take(enquiry(ava), enquiry(theo, on="2026-11-16"))
    enters, checks = keeper(), keeper()
    row = local.enter_holiday(
        dt.date(2026, 11, 9), by=enters, authority=make.authority(), name="Fair", source="Notice of the council"
    )
    assert DueDate.objects.get(subject=ava).due_on == dt.date(2026, 11, 23)  # nobody has checked it
    checked = local.check(row, by=checks)
    assert DueDate.objects.get(subject=ava).due_on == dt.date(2026, 11, 24)
    assert moves() == [(ava.pk, "2026-11-23", "2026-11-24", "local.holiday.checked")]
    local.withdraw(checked, by=enters, why="Announced in error")
    assert DueDate.objects.get(subject=ava).due_on == dt.date(2026, 11, 23)
    assert moves()[1:] == [(ava.pk, "2026-11-24", "2026-11-23", "local.holiday.withdrawn")]
    assert AuditEntry.objects.filter(verb="casework.due.moved").first().actor_id == checks.pk


def test_a_local_change_of_a_duty_moves_the_days_of_that_authority_alone(ava):
    away = people.authority("998", "Northmoor Council")
    other = subject_of(people.person("Kai Marlowe", in_authority=away))
    take(enquiry(ava), enquiry(other))
    row = local.enter_variation(
        CONFERENCE, by=keeper(), authority=make.authority(), instrument="Partnership decision", amount=10,
        unit="working days", on=dt.date(2026, 6, 1),
    )  # fmt: skip
    checked = local.check(row, by=keeper())
    assert DueDate.objects.get(subject=ava).due_on == dt.date(2026, 11, 16)
    assert DueDate.objects.get(subject=other).due_on == dt.date(2026, 11, 23)
    assert [one[0] for one in moves()] == [ava.pk]
    local.enter_end(checked, by=keeper(), last_day=dt.date(2026, 11, 30), why="Back to fifteen")
    local.check_end(checked, by=keeper())
    assert DueDate.objects.get(subject=ava).due_on == dt.date(2026, 11, 16)  # judged by the rule of its day


def test_a_record_that_was_joined_stops_the_clock_of_the_other(ava):
    double = subject_of(people.person("Ava Okorro"))
    take(enquiry(ava))
    held = Incoming(
        subject_id=double.pk, kind="cp_review", natural_key="r 1", content={"held_on": "2026-11-10"},
        began_on=dt.date(2026, 11, 10),
    )  # fmt: skip
    conference = Incoming(
        subject_id=ava.pk, kind="conference", natural_key="c 1", content={"held_on": "2026-11-05"},
        began_on=dt.date(2026, 11, 5),
    )  # fmt: skip
    plan = Incoming(
        subject_id=ava.pk, kind="cp_plan", natural_key="p 1", content={"started_on": "2026-11-05"},
        began_on=dt.date(2026, 11, 5),
    )  # fmt: skip
    take(held, conference, plan)
    assert "protection.review.first" in set(DueDate.objects.values_list("clock", flat=True))
    Subject.objects.filter(pk__in=[ava.pk, double.pk]).update(alias_set=AliasSet.objects.create())
    dues.refresh([double.pk])
    clocks = dict(DueDate.objects.values_list("clock", "subject_id"))
    assert "protection.review.first" not in clocks and clocks["protection.review.later"] == double.pk


def test_a_day_is_late_only_as_far_as_the_file_speaks(ava):
    worker = make.user(["lead_practitioner"])
    make.involvement(ava, worker)
    take(enquiry(ava, on="2026-10-01"), as_at=dt.date(2026, 10, 30))
    (row,) = worklist(viewer=worker, people=[ava.pk])
    assert (row.group, row.due_words, row.due_date) == ("late", "Late on 30 Oct 2026", "Was due Thu 22 Oct")
    take(enquiry(ava, on="2026-10-20"), as_at=dt.date(2026, 10, 30))
    (row,) = worklist(viewer=worker, people=[ava.pk])
    assert (row.group, row.due_words) == ("unknown", "Not known")


def test_the_record_and_home_say_what_is_due(client, ava):
    worker = make.user(["lead_practitioner"])
    make.involvement(ava, worker)
    take(enquiry(ava))
    client.force_login(worker)
    record = client.get(reverse("people:record", args=[ava.ref])).content.decode()
    home = client.get(reverse("casework:home")).content.decode()
    for page in (record, home):
        assert "Hold the initial child protection conference" in page and "Mon 23 Nov" in page
        assert reverse("casework:why", args=[DueDate.objects.get().element_ref, CONFERENCE]) in page
    assert "Since the section 47 enquiry of 2 November 2026." in home


def test_a_duty_of_somebody_who_is_restricted_shows_to_named_people_alone(ava):
    named, other = make.user(["lead_practitioner"]), make.user(["lead_practitioner"])
    make.involvement(ava, named)
    take(enquiry(ava))
    ava.restriction = "restricted"
    ava.save()
    assert len(due_panel(viewer=named, subject=ava)["lines"]) == 1
    assert due_panel(viewer=other, subject=ava) is None
    assert worklist(viewer=other, people=[ava.pk]) == []


def test_a_task_about_two_children_does_not_tell_on_one_record_why(ava):
    worker, by = make.user(["lead_practitioner"]), make.user(["practice_supervisor"])
    make.involvement(ava, worker)
    theo = subject_of(people.person("Theo Okoro"))
    both = tasks.ask("casework.take_up", about=[ava, theo], to=worker, by=by, why="Theo rang from the station.")
    alone = tasks.ask("casework.take_up", about=[ava], to=by, by=by, why="Ava rang.")
    found = {one.work.url: (one.party, one.work.why) for one in due_panel(viewer=worker, subject=ava)["lines"]}
    assert found == {
        reverse("casework:task", args=[both.thread]): (worker.name, ""),
        reverse("casework:task", args=[alone.thread]): (by.name, "Ava rang."),
    }


def test_the_panel_stays_within_its_queries(ava, django_assert_max_num_queries):
    worker = make.user(["lead_practitioner"])
    make.involvement(ava, worker)
    take(enquiry(ava, on="2026-10-01"))
    with django_assert_max_num_queries(5):
        due_panel(viewer=worker, subject=ava)


def test_a_duty_that_is_not_in_force_says_so(ava):
    take(enquiry(ava))
    DueDate.objects.update(binds=False)
    worker = make.user(["lead_practitioner"])
    make.involvement(ava, worker)
    (row,) = worklist(viewer=worker, people=[ava.pk])
    assert row.why.endswith("Not in force here yet.")
