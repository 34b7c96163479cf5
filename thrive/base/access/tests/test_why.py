"""Why somebody can or cannot see a record, said to those who may know."""

import pytest
from django.urls import reverse

from thrive.base.access.rules import SIGNING_IN, Purpose, Restriction, Tie
from thrive.base.access.tests import factories as make
from thrive.base.history.models import AuditEntry

pytestmark = pytest.mark.django_db
MAY_ASK = {"front_door_manager", "practice_supervisor", "information_governance"}


@pytest.fixture
def worker():
    return make.user(["lead_practitioner"], name="Joanne Adeyemi", email="joanne@example.org")


def ask(client, worker, subject, *, role="information_governance", permission="people.open_record"):
    client.force_login(make.user([role]))
    answers = {"worker": worker.email, "record": subject.ref, "permission": permission}
    return client.post(reverse("access:why"), answers)


def told(answer):
    why = answer.context["why"]
    return {rule.title: rule.text for rule in why.rules}, why


@pytest.mark.parametrize(
    ("setting", "says", "mend"),
    [
        ("involved", "Yes: Joanne Adeyemi may read a record", None),
        ("nobody", "Not yet: Joanne Adeyemi is asked for a reason", "open it with a reason"),
        ("restricted", "No: Joanne Adeyemi may not", "emergency access"),
        ("sealed role", "No: Joanne Adeyemi may not", "give them a role"),
        ("left", "No: Joanne Adeyemi may not", "An administrator can take back the last day"),
        ("declared", "No: Joanne Adeyemi may not", "Somebody else does this work"),
    ],
)
def test_the_answer_comes_with_what_would_mend_it(client, worker, setting, says, mend):
    subject = make.subject(restriction="restricted" if setting == "restricted" else "ordinary")
    if setting in ("involved", "left", "declared"):
        make.involvement(subject, worker)
    if setting == "sealed role":
        worker.holdings.update(ends_on=make.days_from_today(0))
    if setting == "left":
        worker.ends_on = make.days_from_today(0)
        worker.save()
    if setting == "declared":
        make.declaration(worker, subject)
    shown = ask(client, worker, subject)
    text = shown.content.decode()
    assert says in text
    mends = shown.context["why"].mends
    assert mends == [] if mend is None else any(mend in one for one in mends)


def test_each_way_of_being_involved_is_said_and_whether_it_counts(client, worker):
    subject = make.subject(restriction=Restriction.RESTRICTED)
    team = make.team()
    worker.holdings.update(team=team)
    make.involvement(subject, team)
    make.involvement(subject, worker, purpose=Purpose.SAMPLE)
    texts = [rule.text for rule in ask(client, worker, subject).context["why"].rules if rule.title == "Involvement"]
    assert any("Through their team" in one and "does not name them for that" in one for one in texts)
    assert any("does not work for this purpose" in one for one in texts)


def test_an_involvement_that_ended_is_said_with_its_day(client, worker):
    subject = make.subject()
    make.involvement(subject, worker, until=make.days_from_today(-3))
    rules, _ = told(ask(client, worker, subject))
    assert "It ended on" in rules["Involvement"]


@pytest.mark.parametrize(("role", "knows"), [("information_governance", True), ("practice_supervisor", False)])
def test_how_a_worker_is_tied_is_for_information_governance_alone(client, worker, role, knows):
    subject = make.subject()
    make.declaration(worker, subject, tie=Tie.RELATIVE)
    assert ("A relative" in ask(client, worker, subject, role=role).content.decode()) is knows


def test_the_asking_is_logged_on_the_record(client, worker):
    subject = make.subject()
    ask(client, worker, subject)
    entry = AuditEntry.objects.get(verb="access.why.asked")
    assert (entry.subject_id, entry.details["user"]) == (subject.pk, worker.pk)


@pytest.mark.parametrize("which", ["sealed", "elsewhere", "nobody's"])
def test_records_the_asker_may_not_know_of_are_answered_in_the_same_words(client, worker, which):
    subject = make.subject(
        make.authority("Northmoor") if which == "elsewhere" else None,
        restriction="sealed" if which == "sealed" else "ordinary",
    )
    if which == "nobody's":
        subject.ref = "zzzzzzzzzzzz"
    shown = ask(client, worker, subject)
    assert shown.context["why"] is None
    assert shown.context["form"].errors["record"] == ["There is no record with this reference that you can ask about"]
    assert not AuditEntry.objects.filter(verb="access.why.asked").exists()


def test_workers_of_another_authority_are_nobody_here(client):
    elsewhere = make.user(["lead_practitioner"], make.council(make.authority("Northmoor")))
    assert "worker" in ask(client, elsewhere, make.subject()).context["form"].errors


@pytest.mark.parametrize("role", sorted(SIGNING_IN))
@pytest.mark.parametrize("page", ["why", "policy", "policy-file"])
def test_the_policy_is_read_by_managers_and_information_governance(client, role, page):
    client.force_login(make.user([role]))
    assert client.get(reverse(f"access:{page}")).status_code == (200 if role in MAY_ASK else 403)


def test_the_table_reads_in_words_and_downloads_in_letters(client):
    client.force_login(make.user(["information_governance"]))
    page = client.get(reverse("access:policy")).content.decode()
    assert "Virtual school head" in page and "Must not see: legal advice, detail about adults" in page
    assert "Parent or member of the family network" in page
    file = client.get(reverse("access:policy-file"))
    assert file["Content-Disposition"] == 'attachment; filename="who-may-see.csv"'
    assert file.content.decode("utf-8-sig").startswith("role,staff_of,permission,none,")
    assert AuditEntry.objects.filter(verb="access.table.taken").exists()
