"""Who looked at a record: the log in words, narrowed and paged."""

import datetime as dt

import pytest
import time_machine
from django.http import QueryDict

from thrive.base.access import queries
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import AliasSet, RoleHolding
from thrive.base.access.queries.looking import LooksAsked
from thrive.base.access.rules import ROLES, Restriction
from thrive.base.access.tests import factories as make
from thrive.base.history import audit
from thrive.base.history.models import AuditEntry

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager():
    return make.user(["front_door_manager"], name="Ruth Osei")


@pytest.fixture
def subject():
    return make.subject()


def look(viewer, subject, *, days_ago=0, verb="people.record.opened", reason="", hours=0):
    at = NOW - dt.timedelta(days=days_ago, hours=hours)
    with time_machine.travel(at, tick=False):
        audit.looked(make.fresh(viewer), verb, about=[subject.pk], reason=reason)


def seen(manager, subject, **asked):
    return queries.who_looked(viewer=manager, subject=subject, asked=LooksAsked(**asked))


def test_each_line_says_who_as_what_where_what_when_and_why(manager, subject):
    worker = make.user(["lead_practitioner"], name="Joanne Adeyemi")
    look(worker, subject, verb="access.opened_with_reason", reason="I am covering for a colleague")
    line = seen(manager, subject).entries[0]
    assert (line.who, line.role) == ("Joanne Adeyemi", "Family Help lead practitioner")
    assert (line.organisation, line.what) == ("Wexmoor Council", "Gave a reason to open the record")
    assert (line.reason, line.at) == ("I am covering for a colleague", NOW)


def test_the_role_is_that_of_the_day(manager, subject):
    worker = make.user(["practice_supervisor"])
    RoleHolding.objects.filter(user=worker).update(ends_on=dt.date(2026, 11, 20))
    RoleHolding.objects.create(user=worker, role="administrator", starts_on=dt.date(2026, 11, 20))
    look(worker, subject, days_ago=3)
    look(worker, subject)
    assert [one.role for one in seen(manager, subject).entries] == ["Administrator", "Practice supervisor"]


def test_jobs_and_people_not_signed_in_are_named_too(manager, subject):
    audit.note(None, "access.refused", about=[subject.pk])

    class Job:
        actor_kind, actor_id, actor_key, organisation_id = "system", None, "census_import", None

    audit.note(Job(), "casework.imported", about=[subject.pk])
    assert [one.who for one in seen(manager, subject).entries] == ["Census import", "Nobody signed in"]


def test_an_unknown_verb_is_shown_as_it_is():
    assert queries.looking.verb_words("garden.watered") == "garden.watered"


def test_the_last_thirty_days_newest_first(manager, subject):
    for days_ago in (40, 31, 30, 1, 0):
        look(manager, subject, days_ago=days_ago)
    found = seen(manager, subject)
    assert [one.at.date().day for one in found.entries] == [22, 21, 23]
    assert (found.first, found.last, found.total) == (dt.date(2026, 10, 23), dt.date(2026, 11, 22), 3)


def test_days_are_london_days(manager, subject):
    with time_machine.travel(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), tick=False):  # 2 July in London
        audit.looked(manager, "people.record.opened", about=[subject.pk])
    assert seen(manager, subject, first=dt.date(2026, 7, 2), last=dt.date(2026, 7, 2)).total == 1
    assert seen(manager, subject, first=dt.date(2026, 7, 1), last=dt.date(2026, 7, 1)).total == 0


def test_it_is_narrowed_by_worker_and_by_what_they_did(manager, subject):
    jo, sam = make.user(name="Jo"), make.user(name="Sam")
    look(jo, subject)
    look(sam, subject)
    look(sam, subject, verb="access.refused")
    look(sam, make.subject())
    found = seen(manager, subject)
    assert found.workers == [(jo.ref, "Jo"), (sam.ref, "Sam")]
    assert {verb for verb, _ in found.actions} == {"people.record.opened", "access.refused"}
    assert [one.who for one in seen(manager, subject, worker=sam.ref).entries if one.who != "Ruth Osei"] == [
        "Sam",
        "Sam",
    ]
    assert seen(manager, subject, worker=sam.ref, action="access.refused").total == 1
    assert seen(manager, subject, worker="nobody").total == 0


def test_a_joined_record_shows_both_logs(manager, subject):
    other = make.subject()
    both = AliasSet.objects.create()
    type(subject).objects.filter(pk__in=[subject.pk, other.pk]).update(alias_set=both)
    look(manager, other)
    subject.refresh_from_db()
    assert seen(manager, subject).total == 1


def test_long_logs_are_paged_with_few_queries(manager, subject, django_assert_max_num_queries):
    AuditEntry.objects.bulk_create(
        [AuditEntry(actor_kind="person", actor_id=manager.pk, verb="seen", subject_id=subject.pk) for _ in range(120)]
    )
    with django_assert_max_num_queries(11):
        found = seen(manager, subject, page=2)
    assert (len(found.entries), found.page.number, found.page.paginator.num_pages) == (50, 2, 3)
    assert seen(manager, subject, page=99).page.number == 3


def test_looking_at_the_log_is_logged(manager, subject):
    seen(manager, subject)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_id, entry.actor_id) == ("access.log.seen", subject.pk, manager.pk)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_managers_and_information_governance_see_it(role, subject):
    viewer = make.user([role])
    if role in ("front_door_manager", "practice_supervisor", "information_governance"):
        assert seen(viewer, subject).total == 0
        assert queries.who_looked_panel(viewer=viewer, subject=subject) is not None
    else:
        with pytest.raises(NotAllowed):
            seen(viewer, subject)
        assert queries.who_looked_panel(viewer=viewer, subject=subject) is None


def test_a_restricted_record_shows_it_and_a_sealed_one_does_not(manager):
    assert seen(manager, make.subject(restriction=Restriction.RESTRICTED)).total == 0
    with pytest.raises(NotAllowed):
        seen(manager, make.subject(restriction=Restriction.SEALED))
    with pytest.raises(NotAllowed):
        seen(manager, make.subject(make.authority("Northmoor")))


def panel(manager, subject, query):
    return queries.who_looked_panel(viewer=manager, subject=subject, answers=QueryDict(query))


def test_the_panel_takes_its_answers_from_the_address(manager, subject):
    worker = make.user(name="Sam")
    look(worker, subject, days_ago=60)
    assert panel(manager, subject, "")["looks"].total == 0
    found = panel(manager, subject, f"worker={worker.ref}&first-day=1&first-month=9&first-year=2026&page=1")
    assert found["looks"].total == 1
    assert (worker.ref, "Sam") in found["looks_form"].fields["worker"].choices


def test_a_day_that_cannot_be_read_is_said_and_sets_no_limit(manager, subject):
    look(manager, subject)
    found = panel(manager, subject, "first-day=31&first-month=2&first-year=2026&page=x")
    assert found["looks"].total == 1
    assert found["looks_form"].errors["first"] == ["The first day must be a real date"]
    late = panel(manager, subject, "first-day=5&first-month=11&first-year=2026&last-day=1&last-month=11&last-year=2026")
    assert "last" in late["looks_form"].errors


def test_an_administrator_does_not_learn_who_is_being_looked_into():
    administrator = make.user(["administrator"], name="Meera Sharma")
    governance = make.user(["information_governance"], name="Gareth Vaughan")
    worker = make.user(["lead_practitioner"], name="Agata Mazur")
    audit.note(administrator, "access.user.changed", worker, fields=["phone"])
    for verb in ("access.user_log.seen", "access.user_log.exported", "access.search_terms.read", "access.printed"):
        audit.looked(governance, verb, worker)
    _, shown = queries.happened(viewer=administrator, to=worker)
    assert [(one.who, one.what) for one in shown] == [("Meera Sharma", "Changed")]
