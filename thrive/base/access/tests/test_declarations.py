"""Records that are closed to one worker: said by them or by information governance, and ended by the latter only."""

import pytest
from django.urls import reverse

from thrive.base.access import actions, policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Declaration
from thrive.base.access.rules import SIGNING_IN, Purpose, Restriction, Tie
from thrive.base.access.tests import factories as make
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.models import AuditEntry

pytestmark = pytest.mark.django_db
WHY = "my sister’s son"


@pytest.fixture
def keeper():
    return make.user(["information_governance"], name="Gareth Vaughan")


@pytest.fixture
def worker():
    return make.user(["lead_practitioner"], email="joanne@example.org")


def test_a_worker_closes_a_record_to_themselves_and_cannot_open_it_again(worker):
    subject = make.subject()
    make.involvement(subject, worker)
    row = actions.declare(subject, by=worker, tie=Tie.RELATIVE, why=WHY)
    again = make.fresh(worker)
    assert policy.is_barred(again, subject)
    with pytest.raises(NotAllowed):
        actions.end_declaration(row, by=again, why="changed my mind")
    entry = AuditEntry.objects.get(verb="access.declared")
    assert entry.subject_id == subject.pk and WHY not in str(entry.details) + entry.reason


@pytest.mark.parametrize("why", ["", "   ", "x" * 201])
def test_a_declaration_says_who_it_is(worker, why):
    with pytest.raises(BadAnswer):
        actions.declare(make.subject(), by=worker, tie=Tie.KNOWN, why=why)
    assert not Declaration.objects.exists()


def test_the_same_is_not_said_twice(worker):
    subject = make.subject()
    actions.declare(subject, by=worker, tie=Tie.KNOWN, why=WHY)
    with pytest.raises(AlreadyRecorded):
        actions.declare(subject, by=make.fresh(worker), tie=Tie.RELATIVE, why=WHY)


def test_nobody_declares_about_a_record_they_may_not_know_of(worker):
    for subject in (make.subject(restriction=Restriction.SEALED), make.subject(make.authority("Northmoor"))):
        with pytest.raises(NotAllowed):
            actions.declare(subject, by=worker, tie=Tie.KNOWN, why=WHY)


@pytest.mark.parametrize("role", sorted(SIGNING_IN - {"information_governance"}))
def test_only_information_governance_closes_records_to_others(role, worker):
    with pytest.raises(NotAllowed):
        actions.declare_for(worker, make.subject(), by=make.user([role]), tie=Tie.SELF, why=WHY)


def test_information_governance_closes_and_opens_records_of_others_only(keeper, worker):
    subject = make.subject(restriction=Restriction.RESTRICTED)
    row = actions.declare_for(worker, subject, by=keeper, tie=Tie.SELF, why="HR told us")
    assert policy.is_barred(make.fresh(worker), subject)
    actions.end_declaration(row, by=keeper, why="It was another person")
    assert not policy.is_barred(make.fresh(worker), subject)
    with pytest.raises(NotAllowed):
        actions.declare_for(keeper, subject, by=keeper, tie=Tie.SELF, why=WHY)
    own = actions.declare(make.subject(), by=keeper, tie=Tie.RELATIVE, why=WHY)
    with pytest.raises(NotAllowed):
        actions.end_declaration(own, by=make.fresh(keeper), why="no longer")


# Pages


def test_the_page_closes_the_record_and_says_so_on_the_account(client, worker):
    subject = make.subject()
    client.force_login(worker)
    assert client.post(reverse("access:declare", args=[subject.ref]), {}).status_code == 200
    done = client.post(reverse("access:declare", args=[subject.ref]), {"tie": "relative", "why": WHY}, follow=True)
    assert WHY in done.content.decode() and "closed to you" in done.content.decode()


def test_a_sealed_record_is_nobodys_on_that_page(client, worker):
    client.force_login(worker)
    sealed = make.subject(restriction=Restriction.SEALED)
    for ref in (sealed.ref, "zzzzzzzzzzzz"):
        assert client.get(reverse("access:declare", args=[ref])).status_code == 404


def test_information_governance_keeps_declarations(client, keeper, worker):
    subject = make.subject()
    client.force_login(keeper)
    answers = {"worker": "JOANNE@example.org", "record": subject.ref, "tie": "relative", "why": WHY}
    listed = client.post(reverse("access:declare-for"), answers, follow=True).content.decode()
    assert worker.name in listed and subject.ref in listed
    row = Declaration.objects.get()
    client.post(reverse("access:declaration-end", args=[row.ref]), {"why": "It was another person"})
    assert worker.name not in client.get(reverse("access:declarations")).content.decode()


@pytest.mark.parametrize("field", ["worker", "record"])
def test_what_is_not_there_is_said_by_the_field(client, keeper, worker, field):
    client.force_login(keeper)
    sealed = make.subject(restriction=Restriction.SEALED)
    wrong = {"worker": "nobody@example.org", "record": sealed.ref}[field]
    answers = {"worker": worker.email, "record": make.subject().ref, "tie": "self", "why": WHY, field: wrong}
    shown = client.post(reverse("access:declare-for"), answers)
    assert field in shown.context["form"].errors and not Declaration.objects.exists()


def test_an_attempt_at_ones_own_record_is_logged_and_says_whom_to_ask(client):
    worker, subject = make.user(["practice_supervisor"]), make.subject()
    make.involvement(subject, worker, purpose=Purpose.EMERGENCY)
    make.declaration(worker, subject, tie=Tie.SELF)
    client.force_login(worker)
    shown = client.post(
        reverse("access:why"), {"worker": worker.email, "record": subject.ref, "permission": "people.open_record"}
    )
    assert shown.status_code == 403 and "information governance" in shown.content.decode()
    assert AuditEntry.objects.filter(verb="access.refused", subject_id=subject.pk).exists()
