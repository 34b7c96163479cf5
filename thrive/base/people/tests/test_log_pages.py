"""The log for information governance: what a user did, looks that stand out, and files to take away."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.test import Client

from thrive.base.access.models import Declaration
from thrive.base.access.rules import ROLES, Restriction, Tie
from thrive.base.access.tests import factories as access
from thrive.base.history import audit, search_terms
from thrive.base.history.models import AuditEntry
from thrive.base.people.tests import factories
from thrive.base.record import events

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def governance():
    return access.user(["information_governance"], name="Ines Doyle")


@pytest.fixture
def worker():
    return access.user(["lead_practitioner"], name="Joanne Adeyemi")


@pytest.fixture
def ava():
    return factories.person("Ava Okoro")


@pytest.fixture
def reader(client: Client, governance):
    client.force_login(governance)
    return client


def look(worker, person, *, verb="people.record.opened", hours=0, **more):
    with time_machine.travel(MONDAY - dt.timedelta(hours=hours), tick=False):
        audit.looked(access.fresh(worker), verb, about=[person.pk], **more)


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def rows_of(answer):
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


# What a user did


def test_everything_a_user_did_is_on_one_page(reader, worker, ava, django_assert_max_num_queries):
    look(worker, ava, hours=1, tab="summary")
    look(worker, ava, verb="access.opened_with_reason", reason="I am covering for a colleague", hours=2)
    look(access.user(name="Sam"), ava)
    with django_assert_max_num_queries(12):
        page = text(reader, f"/log/users/{worker.ref}")
    assert "<strong>2 entries</strong>" in page
    for words in ("Opened the record: summary", "Ava Okoro", "I am covering for a colleague", "As Family Help lead"):
        assert words in page
    seen = AuditEntry.objects.get(verb="access.user_log.seen")
    assert (seen.actor_roles, seen.object_id) == ("information_governance", worker.pk)


def test_the_role_is_the_one_that_was_held_then(reader, worker, ava):
    look(worker, ava)
    assert AuditEntry.objects.get(subject_id=ava.pk, verb="people.record.opened").actor_roles == "lead_practitioner"


def test_it_is_narrowed_by_day_and_action(reader, worker, ava):
    look(worker, ava)
    look(worker, ava, verb="access.refused", hours=24 * 40)
    page = f"/log/users/{worker.ref}"
    assert "<strong>1 entry</strong>" in text(reader, page)
    early = "first-day=1&first-month=10&first-year=2026"
    assert "<strong>2 entries</strong>" in text(reader, f"{page}?{early}")
    assert "<strong>1 entry</strong>" in text(reader, f"{page}?{early}&action=access.refused")


def test_what_was_typed_shows_when_asked_for_and_that_is_logged(reader, worker):
    digest = search_terms.keep({"find": "Shivaun"}, by=worker)
    audit.note(worker, "people.searched", terms=digest)
    page = f"/log/users/{worker.ref}"
    assert "Shivaun" not in text(reader, page)
    assert not AuditEntry.objects.filter(verb="access.search_terms.read").exists()
    assert "“Shivaun”" in text(reader, f"{page}?typed=yes")
    assert AuditEntry.objects.get(verb="access.search_terms.read").details == {"searches": 1}
    with time_machine.travel(MONDAY + dt.timedelta(days=120), tick=False):
        search_terms.erase()
    assert "has been erased" in text(reader, f"{page}?typed=yes")


def test_a_sealed_person_has_no_name_there(reader, worker):
    hidden = factories.person("Zofia Sealed", restriction=Restriction.SEALED)
    look(worker, hidden)
    page = text(reader, f"/log/users/{worker.ref}")
    assert "Zofia" not in page and hidden.subject.ref not in page and "may not know of" in page


def test_a_school_that_looked_does_not_tell_where_a_hidden_child_is(reader, governance, ava):
    lead = access.user(["designated_safeguarding_lead"], access.school("Fell School"), name="Dee Okoro")
    look(lead, ava)
    assert "Ava Okoro" in text(reader, f"/log/users/{lead.ref}")
    type(ava.subject).objects.filter(pk=ava.pk).update(address_restricted=True)
    for path in (f"/log/users/{lead.ref}", "/log/standing-out"):
        page = text(reader, path)
        assert "Ava Okoro" not in page and ava.subject.ref not in page, path
    taken = take(reader, f"/people/{ava.subject.ref}/access/take").content.decode()
    assert "Dee Okoro" not in taken and "Fell School" not in taken and "Somebody at another organisation" in taken
    assert ava.subject.ref not in take(reader, f"/log/users/{lead.ref}/take").content.decode()
    access.involvement(ava.subject, governance)
    assert "Ava Okoro" in text(reader, f"/log/users/{lead.ref}")


def test_another_authoritys_user_is_not_there(reader):
    other = access.user(organisation=access.council(of=access.authority("Northmoor")))
    assert reader.get(f"/log/users/{other.ref}").status_code == 404


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_information_governance_reads_it(client, worker, role):
    client.force_login(access.user([role]))
    wanted = 200 if role == "information_governance" else 403
    for path in ("/log", f"/log/users/{worker.ref}", "/log/standing-out"):
        assert client.get(path).status_code == wanted, path


def test_users_are_found_by_name(reader, worker, governance):
    assert "Joanne Adeyemi" in text(reader, "/log") and "Ines Doyle" in text(reader, "/log")
    found = text(reader, "/log?name=joan")
    assert "Joanne Adeyemi" in found and f"/log/users/{governance.ref}" not in found


# Files to take away


def take(client, path, reason="review"):
    return client.post(path, {"reason": reason})


def test_who_looked_is_taken_away_with_a_reason(reader, worker, ava):
    look(access.user(["practice_supervisor"], name="=cmd|' /C calc'!A0"), ava)
    path = f"/people/{ava.subject.ref}/access/take"
    assert "Enter" in take(reader, path, "").content.decode() or "Select" in take(reader, path, "").content.decode()
    rows = rows_of(take(reader, path))
    assert rows[0][0].startswith("Official-Sensitive. Who looked at record")
    assert rows[1][0] == "When" and len(rows) > 2
    assert any(row[1].startswith("'=cmd") for row in rows[2:])
    taken = AuditEntry.objects.get(verb="access.log.exported")
    assert (taken.subject_id, taken.reason) == (ava.pk, "A routine review of access")


def test_what_a_user_did_is_taken_away_without_names_of_people(reader, worker, ava):
    look(worker, ava)
    answer = take(reader, f"/log/users/{worker.ref}/take")
    rows = rows_of(answer)
    assert rows[2][2:4] == ["Opened the record", ava.subject.ref]
    assert "Okoro" not in answer.content.decode()
    assert AuditEntry.objects.get(verb="access.user_log.exported").details == {"entries": 1}


def test_too_much_for_one_file_is_refused(reader, worker, ava, monkeypatch):
    monkeypatch.setattr("thrive.base.access.queries.looking.MOST_IN_A_FILE", 1)
    look(worker, ava)
    look(worker, ava)
    assert "Choose fewer days" in take(reader, f"/log/users/{worker.ref}/take").content.decode()


def test_taking_away_needs_the_permission(client, worker, ava):
    client.force_login(worker)
    for path in (f"/people/{ava.subject.ref}/access/take", f"/log/users/{worker.ref}/take"):
        assert take(client, path).status_code in (302, 403)
    assert not AuditEntry.objects.filter(verb__endswith="exported").exists()


# Looks that stand out


def stands_out(client, query=""):
    return text(client, f"/log/standing-out{query}")


def test_a_quiet_week_says_so(reader, worker, ava):
    look(worker, ava)
    assert "Nothing stands out" in stands_out(reader)
    assert AuditEntry.objects.filter(verb="people.unusual.seen").exists()


def test_each_line_says_why(reader, worker, monday, django_assert_max_num_queries):
    kin = factories.person("Ade Adeyemi")
    look(worker, kin)
    look(worker, kin, hours=14)  # eight in the evening on Sunday
    look(worker, kin, verb="access.opened_with_reason", hours=100)
    with django_assert_max_num_queries(12):
        page = stands_out(reader)
    assert "The worker and the person have the same surname" in page
    assert "on Sunday 22 November 2026, at the weekend" in page
    only = stands_out(reader, "?pattern=hours")
    assert "Out of hours</strong>" in only and "the same surname" not in only


def test_the_out_of_hours_worker_works_out_of_hours(reader, ava):
    look(access.user(["out_of_hours_worker"], name="Night Duty"), ava, hours=14)
    assert "Nothing stands out" in stands_out(reader)


def test_the_workers_own_street_as_far_as_it_is_known(reader, worker):
    own = factories.person("Joanne Adams", address="12 Mill Lane", postcode="WX4 2PL")
    near = factories.person("Ava Okoro", address="40 Mill Lane", postcode="WX4 7QQ")
    hidden = factories.person("Isla Byrne", address="41 Mill Lane", postcode="WX4 7QQ")
    type(hidden.subject).objects.filter(pk=hidden.pk).update(address_restricted=True)
    look(worker, near)
    assert "own street</strong>" not in stands_out(reader)
    Declaration.objects.create(user=worker, subject=own.subject, tie=Tie.SELF, true_from=dt.date(2026, 1, 1))
    look(worker, hidden)
    page = stands_out(reader)
    assert page.count("own street</strong>") == 1 and "Isla" not in page


def test_many_records_stand_out(reader, worker):
    for number in range(25):
        look(worker, factories.person(f"Child {number}"))
    assert "They opened 25 different records within an hour" in stands_out(reader)


@pytest.mark.parametrize("records", [True, False])
def test_opened_with_a_reason_and_then_nothing(reader, governance, worker, ava, monday, records):
    look(worker, ava, verb="access.opened_with_reason", reason="I am covering for a colleague")
    if records:
        events.tell(ava, about=[ava.subject], group="visits", kind="visit", title="Visit", on=MONDAY.date(), by=worker)
    monday.shift(dt.timedelta(days=4))
    reader.force_login(governance)
    assert ("had recorded nothing" in stands_out(reader)) is not records


def test_a_look_after_the_involvement_ended(reader, worker, ava):
    access.involvement(ava.subject, worker, since=dt.date(2026, 3, 1), until=dt.date(2026, 11, 2))
    look(worker, ava)
    assert "had ended on 1 November 2026" in stands_out(reader)


def test_somebody_refused_again_and_again_stands_out(client, governance, worker):
    closed = factories.person("Isla Rowbotham", restriction=Restriction.RESTRICTED)
    client.force_login(worker)
    for _ in range(2):
        assert client.get(f"/people/{closed.ref}/").status_code == 403
        client.force_login(governance)
        again = "Refused again and again</strong>" in stands_out(client)
        assert not again
        client.force_login(worker)
    assert client.get(f"/people/{closed.ref}/details").status_code == 403
    for path in ("/log", "/emergencies"):
        assert client.get(path).status_code == 403
    client.force_login(governance)
    page = stands_out(client, "?pattern=refused")
    assert "They were refused this record 3 times since 23 November 2026" in page
    assert "They were refused 5 times that day" in page
    assert "Isla Rowbotham" in page and "Joanne Adeyemi" in page
    assert "Nobody</span>" in page, "the last refusal of the day was about no record"


def test_whoever_is_asked_why_and_says_so_does_not_stand_out(client, governance, worker):
    client.force_login(worker)
    for number in range(6):
        child = factories.person(f"Child {'ABCDEF'[number]}")
        assert client.get(f"/people/{child.ref}/").status_code == 302
        client.post(f"/people/{child.ref}/open", {"reason": "duty"})
    assert AuditEntry.objects.filter(verb="access.reason_asked").count() == 6
    client.force_login(governance)
    assert "Refused again and again</strong>" not in stands_out(client)


def test_nothing_happens_by_itself(reader, worker):
    kin = factories.person("Ade Adeyemi")
    look(worker, kin)
    before = AuditEntry.objects.count()
    stands_out(reader)
    assert list(
        AuditEntry.objects.order_by("-pk").values_list("verb", flat=True)[: AuditEntry.objects.count() - before]
    ) == ["people.unusual.seen"]
    assert access.fresh(worker).is_active
