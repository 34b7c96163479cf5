"""Absence and cover: who covers sees ordinary records on those days and no others, and nothing that is guarded."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.actions import end_user
from thrive.base.access.errors import BadAnswer, NotAllowed, NotFound
from thrive.base.access.models import Involvement, Subject, User
from thrive.base.access.rules import Purpose, Restriction, Tie
from thrive.base.access.tests.factories import (
    days_from_today,
    declaration,
    fresh,
    involvement,
    team,
    user,
)
from thrive.base.calendar import clock
from thrive.base.casework.actions import absences, allocations, tasks
from thrive.base.casework.errors import AlreadyOver
from thrive.base.casework.models import Absence, DueDate
from thrive.base.casework.queries import absences as queries
from thrive.base.casework.queries import home
from thrive.base.casework.queries import team as team_queries
from thrive.base.casework.queries.worklist import worklist
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.people.actions import emergencies, guarding
from thrive.base.people.models import Card, EmergencyNotice, Person
from thrive.base.people.permissions import OPEN_RECORD
from thrive.base.people.queries.records import open_record
from thrive.base.people.tests import factories
from thrive.base.people.tests.factories import subject_of

pytestmark = pytest.mark.django_db
LEAD = "lead_practitioner"
WEEK = dt.timedelta(days=7)


def day(number: int) -> dt.date:
    return days_from_today(number)


def away(who: User, cover: User | None, *, first: int = 0, last: int = 6, by: User | None = None, **more) -> Absence:
    return absences.record_absence(
        fresh(who), by=fresh(by or who), starts_on=day(first), last_day=day(last),
        cover=fresh(cover) if cover else None, **more,
    )  # fmt: skip


def child(name: str, worker: User, **given):
    made = factories.person(name, **given)
    involvement(made.subject, worker, role=LEAD)
    return made


def opens(who: User, person) -> bool:
    """Whether the record opens to them as it does to whoever works with it."""
    return policy.decide(fresh(who), OPEN_RECORD, Subject.objects.get(pk=person.pk)).ok


# ---------- the days


def test_whoever_covers_opens_the_records_on_those_days_and_no_others(nia, imran):
    ava = child("Ava Okoro", nia)
    away(nia, imran, first=1, last=3)
    seen = {}
    for number in range(5):
        with time_machine.travel(clock.now() + dt.timedelta(days=number), tick=False):
            seen[number] = opens(imran, ava)
            assert opens(nia, ava)  # whoever is away sees what they saw
    assert seen == {0: False, 1: True, 2: True, 3: True, 4: False}


def test_an_absence_that_began_earlier_is_covered_from_today(nia, imran):
    ava = child("Ava Okoro", nia)
    away(nia, imran, first=-3, last=1)
    row = Involvement.objects.now().get(purpose=Purpose.COVER)
    assert (row.true_from, row.true_to, row.subject_id) == (day(0), day(2), ava.pk)
    assert AuditEntry.objects.filter(verb="access.involved", subject_id=ava.pk).exists()


def test_nobody_to_cover_opens_nothing(nia, imran):
    ava = child("Ava Okoro", nia)
    away(nia, None)
    assert not Involvement.objects.filter(purpose=Purpose.COVER).exists() and not opens(imran, ava)


def test_a_family_is_covered_and_its_history_says_so(nia, imran, ruth):
    ava, kelly = factories.person("Ava Okoro"), factories.person("Kelly Okoro", child=False)
    circle = factories.family("Okoro", ava, adults=(kelly,)).circle
    involvement(circle, nia, role=LEAD)
    involvement(circle, ruth, role="co_worker")
    one = away(nia, imran)
    assert opens(imran, ava) and opens(imran, kelly)
    absences.end_absence(one, by=fresh(ruth))
    assert not opens(imran, ava)
    verbs = set(AuditEntry.objects.filter(subject_id=ava.pk).values_list("verb", flat=True))
    assert {"access.involved", "access.involvement.ended"} <= verbs


# ---------- what does not open


@pytest.mark.parametrize("restriction", [Restriction.RESTRICTED, Restriction.SEALED])
def test_what_is_guarded_does_not_open_by_covering(nia, imran, restriction):
    ava = child("Ava Okoro", nia)
    theo = child("Theo Marlowe", nia)
    Subject.objects.filter(pk=ava.pk).update(restriction=restriction)
    away(nia, imran)
    assert not opens(imran, ava) and opens(imran, theo)
    assert not Involvement.objects.filter(purpose=Purpose.COVER, subject_id=ava.pk).exists()


def test_what_is_guarded_meanwhile_closes_to_whoever_covers(nia, imran):
    ava = child("Ava Okoro", nia)
    away(nia, imran)
    assert opens(imran, ava)
    Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
    assert not opens(imran, ava) and opens(nia, ava)


def test_a_restriction_that_is_lifted_meanwhile_opens_to_whoever_covers(nia, imran, ruth):
    ava = child("Ava Okoro", nia)
    involvement(ava.subject, ruth, role="practice_supervisor")
    person = Person.objects.get(pk=ava.pk)
    said = {"address_restricted": False, "reason": "staff", "why": "Decided at the meeting."}
    guarding.restrict(person, by=fresh(ruth), restriction=Restriction.RESTRICTED, **said)
    away(nia, imran)
    assert not opens(imran, ava)
    guarding.restrict(person, by=fresh(ruth), restriction=Restriction.ORDINARY, **said)
    assert opens(imran, ava)


def test_whoever_covers_is_not_told_of_an_emergency_at_a_restricted_record(nia, imran, ruth):
    ava, theo = factories.person("Ava Okoro"), factories.person("Theo Okoro")
    involvement(factories.family("Okoro", ava, theo).circle, nia, role=LEAD)
    away(nia, imran)
    assert opens(imran, ava)
    Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
    night = user(["out_of_hours_worker"], ruth.organisation)
    emergencies.open_in_emergency(subject_of(ava), by=fresh(night), reason="danger", why="Something happened tonight.")
    assert set(EmergencyNotice.objects.values_list("user_id", flat=True)) == {nia.pk}


def test_a_withheld_address_is_withheld_from_whoever_covers(nia, imran):
    ava = child("Ava Okoro", nia, address="14 Tanner Row, Wexmoor", postcode="WX4 2PL")
    Subject.objects.filter(pk=ava.pk).update(address_restricted=True)
    away(nia, imran)
    assert not policy.is_named(fresh(imran), Subject.objects.get(pk=ava.pk))
    record = open_record(viewer=fresh(imran), ref=ava.ref, tab="summary", needs=OPEN_RECORD)
    assert not record.shows_address


def test_nobody_covers_for_the_record_of_their_own_kin(nia, imran):
    ava, theo = child("Ava Okoro", nia), child("Theo Marlowe", nia)
    declaration(imran, subject_of(ava), tie=Tie.RELATIVE)
    away(nia, imran)
    assert list(Involvement.objects.filter(purpose=Purpose.COVER).values_list("subject_id", flat=True)) == [theo.pk]


def test_what_somebody_covers_is_not_passed_on_by_another_cover(nia, imran, ruth):
    ava = child("Ava Okoro", nia)
    away(nia, imran, last=1)
    away(imran, ruth, first=3, last=5)
    assert not Involvement.objects.filter(user=ruth, subject_id=ava.pk).exists()


# ---------- what follows the work


def test_work_that_is_given_meanwhile_is_covered_and_what_is_moved_away_is_not(nia, imran, ruth):
    away(nia, imran)
    ava = factories.person("Ava Okoro")
    allocations.allocate(subject_of(ava), to=fresh(nia), role=LEAD, by=fresh(ruth), reason="New")
    assert opens(imran, ava)
    other = user([LEAD], ruth.organisation, name="Wyn Ash")
    allocations.allocate(subject_of(ava), to=fresh(other), role=LEAD, by=fresh(ruth), reason="Nia is away")
    assert not opens(imran, ava) and opens(other, ava)


def test_work_that_begins_during_an_absence_to_come_is_covered_from_then(nia, imran, ruth):
    away(nia, imran, first=2, last=6)
    ava = factories.person("Ava Okoro")
    allocations.allocate(
        subject_of(ava), to=fresh(nia), role=LEAD, by=fresh(ruth), reason="From Friday on", from_on=day(4)
    )
    row = Involvement.objects.current().get(purpose=Purpose.COVER)
    assert (row.true_from, row.true_to) == (day(4), day(7))


# ---------- changed, ended, taken back


def test_a_longer_absence_goes_on_being_covered_and_a_shorter_one_ends(nia, imran):
    ava = child("Ava Okoro", nia)
    one = away(nia, imran, last=2)
    one = absences.change_absence(one, by=fresh(nia), last_day=day(9), cover=fresh(imran), note="")
    spans = Involvement.objects.current().filter(purpose=Purpose.COVER).order_by("true_from")
    assert [(row.true_from, row.true_to) for row in spans] == [(day(0), day(3)), (day(3), day(10))]
    absences.change_absence(one, by=fresh(nia), last_day=day(1), cover=fresh(imran), note="")
    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        assert not opens(imran, ava)
    assert opens(imran, ava)


def test_somebody_else_covers_from_now_on(nia, imran, ruth):
    ava = child("Ava Okoro", nia)
    one = away(nia, imran)
    absences.change_absence(one, by=fresh(ruth), last_day=one.last_day, cover=fresh(ruth), note="", why="Imran is ill")
    assert not opens(imran, ava) and opens(ruth, ava)


def test_an_absence_that_ends_early_ends_the_cover_and_stays_on_record(nia, imran, ruth):
    ava = child("Ava Okoro", nia)
    one = away(nia, imran, first=-2, last=5)
    ended = absences.end_absence(one, by=fresh(ruth), why="She is back")
    assert ended.ends_on == day(0) and not opens(imran, ava)
    (line,) = queries.own_absences(viewer=fresh(nia)).absences
    assert line.state == "Over"
    page = queries.absence_page(viewer=fresh(nia), thread=one.thread)
    assert [said.why for said in page.versions] == ["", "She is back"]
    with pytest.raises(AlreadyOver):
        absences.end_absence(ended, by=fresh(nia))


def test_an_absence_to_come_is_taken_back(nia, imran):
    child("Ava Okoro", nia)
    one = absences.end_absence(away(nia, imran, first=2, last=5), by=fresh(nia))
    assert one.is_off and not Involvement.objects.current().filter(purpose=Purpose.COVER).exists()
    away(nia, imran, first=2, last=5)  # said anew: nothing stands in its way


def test_what_somebody_else_changed_meanwhile_is_not_written_over(nia, imran):
    one = away(nia, imran)
    absences.change_absence(one, by=fresh(nia), last_day=day(9), cover=None, note="")
    with pytest.raises(ChangedMeanwhile):
        absences.end_absence(one, by=fresh(nia))


def test_whoever_covers_and_leaves_covers_no_longer(nia, imran, ruth):
    ava = child("Ava Okoro", nia)
    one = away(nia, imran)
    keeper = user(["administrator"], ruth.organisation)
    end_user(fresh(imran), by=fresh(keeper), revision=imran.revision, on=day(3))
    row = Involvement.objects.current().get(purpose=Purpose.COVER)
    assert row.true_to == day(3) and opens(imran, ava)  # until then they cover
    imran.refresh_from_db()
    end_user(fresh(imran), by=fresh(keeper), revision=imran.revision, on=day(0))
    assert Absence.objects.current().get(thread=one.thread).cover is None
    assert not Involvement.objects.now().filter(purpose=Purpose.COVER).exists()


# ---------- refused


def test_overlaps_are_refused_with_the_days_they_meet(nia, imran):
    away(nia, imran, first=0, last=6)
    with pytest.raises(BadAnswer, match="Nia Bevan is already away from") as refused:
        away(nia, imran, first=6, last=8)
    assert refused.value.field == "starts_on"
    away(nia, imran, first=7, last=8)  # the day after the last is no overlap


def test_somebody_who_is_away_does_not_cover(nia, imran, ruth):
    away(imran, ruth, first=3, last=4)
    with pytest.raises(BadAnswer, match="Imran Shah is away from") as refused:
        away(nia, imran)
    assert refused.value.field == "cover"
    away(nia, imran, last=2)


def test_somebody_who_covers_is_not_away_before_somebody_else_covers(nia, imran, ruth):
    one = away(nia, imran)
    with pytest.raises(BadAnswer, match="Imran Shah covers for Nia Bevan"):
        away(imran, None, first=2, last=3)
    absences.change_absence(one, by=fresh(ruth), last_day=one.last_day, cover=fresh(ruth), note="")
    away(imran, None, first=2, last=3)


@pytest.mark.parametrize(("first", "last", "field"), [(3, 2, "last_day"), (-5, -1, "last_day"), (0, 200, "last_day")])
def test_days_that_cannot_be_are_refused(nia, first, last, field):
    with pytest.raises(BadAnswer) as refused:
        away(nia, None, first=first, last=last)
    assert refused.value.field == field


def test_only_themselves_and_whoever_manages_their_team_record_it(nia, imran, ruth):
    with pytest.raises(NotAllowed):
        away(nia, imran, by=imran)
    elsewhere = user(["practice_supervisor"], team=team("West", organisation=ruth.organisation))
    with pytest.raises(NotAllowed, match="no team of yours"):
        away(nia, imran, by=elsewhere)
    away(nia, imran, by=ruth)


def test_nobody_covers_for_themselves_or_without_a_role_that_opens_records(nia, ruth):
    with pytest.raises(BadAnswer, match="themselves"):
        away(nia, nia)
    clerk = user(["administrator"], ruth.organisation, name="Meera")
    with pytest.raises(BadAnswer, match="opens records"):
        away(nia, clerk)


# ---------- lists


def test_the_tasks_of_whoever_is_away_stand_apart_on_the_list_of_whoever_covers(nia, imran, ruth):
    ava, theo = child("Ava Okoro", nia), child("Theo Marlowe", nia)
    for one in (ava, theo):
        tasks.ask("casework.take_up", about=[subject_of(one)], to=nia, by=ruth, due_on=day(1))
    tasks.ask("casework.take_up", about=[subject_of(theo)], to=imran, by=ruth, due_on=day(1))
    away(nia, imran)
    Subject.objects.filter(pk=ava.pk).update(restriction=Restriction.RESTRICTED)
    rows = sorted(worklist(viewer=fresh(imran)), key=lambda one: one.covering)
    assert [(one.covering, [who.name for who in one.who]) for one in rows] == [
        ("", ["Theo Marlowe"]), ("Nia Bevan", ["Theo Marlowe"]),
    ]  # fmt: skip
    assert [one.is_closed for one in worklist(viewer=fresh(nia))] == [False, False]
    with time_machine.travel(clock.now() + WEEK, tick=False):
        assert [one.covering for one in worklist(viewer=fresh(imran))] == [""]


def test_home_says_for_whom_one_covers_and_whose_children_they_are(client: Client, nia, imran, ruth):
    ava, theo = child("Ava Okoro", nia), child("Theo Marlowe", nia)
    both = child("Kai Marlowe", nia)
    involvement(both.subject, imran, role=LEAD)
    tasks.ask("casework.take_up", about=[subject_of(ava)], to=nia, by=ruth)
    Subject.objects.filter(pk=theo.pk).update(restriction=Restriction.RESTRICTED)
    away(nia, imran)
    held = home.holding(viewer=fresh(imran))
    assert [one.card.pk for one in held.allocated] == [both.pk]
    home.rest(viewer=fresh(imran), held=held)  # finds the cards
    assert [(one.card.pk, one.covering, one.until) for one in held.away.values()] == [(ava.pk, "Nia Bevan", day(6))]
    client.force_login(imran)
    page = " ".join(client.get(reverse("casework:home")).content.decode().split())
    assert "Covering for Nia Bevan, to" in page and "Theo" not in page and "1 child of Nia Bevan" in page


def test_a_duty_of_a_child_who_is_covered_stands_with_the_covering(nia, imran):
    ava = child("Ava Okoro", nia)
    DueDate.objects.create(
        subject_id=ava.pk, clock="family_help.assessment", rule="family_help.assessment",
        element_type="casework.importedelement", element_id=1, element_ref="abc", started_on=day(-20), due_on=day(5),
        binds=True,
    )  # fmt: skip
    away(nia, imran)
    held = home.holding(viewer=fresh(imran))
    needs, _ = home.rest(viewer=fresh(imran), held=held)
    assert needs.every == []
    assert [(one.covering, one.due_on) for one in needs.covering] == [("Nia Bevan", day(5))]


def test_home_stays_within_its_queries_with_somebody_covered(
    client: Client, nia, imran, ruth, django_assert_max_num_queries
):
    for name in ("Ava Okoro", "Theo Marlowe", "Kai Marlowe"):
        tasks.ask("casework.take_up", about=[subject_of(child(name, nia))], to=nia, by=ruth, due_on=day(1))
    away(nia, imran)
    client.force_login(imran)
    client.get(reverse("casework:home"))
    with django_assert_max_num_queries(12):
        client.get(reverse("casework:home"))


def test_the_team_page_says_who_is_away_who_covers_and_for_whom(client: Client, nia, imran, ruth):
    child("Ava Okoro", nia)
    away(nia, imran)
    lines = {one.worker.name: one for one in team_queries.team_page(viewer=fresh(ruth)).lines}
    assert lines["Nia Bevan"].away.away.endswith("Imran Shah covers")
    assert lines["Imran Shah"].away.covers.startswith("Covers for Nia Bevan to")
    assert not lines["Imran Shah"].children  # covering is no work of theirs
    client.force_login(ruth)
    assert "Imran Shah covers" in client.get("/team").content.decode()


# ---------- pages


def test_a_worker_records_and_ends_an_absence_in_the_pages(client: Client, nia, imran):
    ava = child("Ava Okoro", nia)
    client.force_login(nia)
    first, last = day(0), day(4)
    said = {
        **{f"starts_on-{part}": getattr(first, part) for part in ("day", "month", "year")},
        **{f"last_day-{part}": getattr(last, part) for part in ("day", "month", "year")},
        "cover": f"user:{imran.ref}", "note": "Keys are with Ruth",
    }  # fmt: skip
    page = client.post("/absence", said, follow=True).content.decode()
    assert "It is recorded" in page and "Imran Shah" in page and opens(imran, ava)
    page = client.post("/absence", said).content.decode()
    assert "already away" in page and "There is a problem" in page
    one = Absence.objects.get()
    client.force_login(imran)
    assert "Keys are with Ruth" in client.get(f"/absences/{one.thread}").content.decode()
    assert client.get(f"/absences/{one.thread}/end").status_code == 302  # whoever covers changes nothing
    client.force_login(nia)
    client.post(f"/absences/{one.thread}/end", {"why": ""})
    assert not opens(imran, ava)


def test_a_manager_records_it_from_the_team_and_nobody_else_reads_it(client: Client, nia, imran, ruth):
    client.force_login(ruth)
    assert client.get(f"/team/{nia.ref}/absence").status_code == 200
    one = away(nia, imran, by=ruth)
    last = day(9)
    said = {
        **{f"last_day-{part}": getattr(last, part) for part in ("day", "month", "year")},
        "cover": "", "note": "", "why": "Longer",
    }  # fmt: skip
    page = client.post(f"/absences/{one.thread}/change", said, follow=True).content.decode()
    assert "Longer" in page and "Nobody covers" in page
    other = user([LEAD], ruth.organisation)
    with pytest.raises(NotFound):
        queries.absence_page(viewer=fresh(other), thread=one.thread)


def test_a_note_does_not_tell_whoever_covers_where_somebody_in_hiding_is(nia, imran):
    ava = child("Ava Okoro", nia, address="14 Tanner Row, Wexmoor", postcode="WX4 2PL")
    Subject.objects.filter(pk=ava.pk).update(address_restricted=True)
    Card.objects.filter(pk=ava.pk).update(where_guarded=True)
    one = away(nia, imran, note="Ring before you go to 14 Tanner Row")
    assert "Tanner" not in queries.absence_page(viewer=fresh(imran), thread=one.thread).note
    assert "Tanner" in queries.absence_page(viewer=fresh(nia), thread=one.thread).note
