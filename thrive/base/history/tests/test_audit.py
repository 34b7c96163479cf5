"""The audit log: what is written, with what, and when."""

import datetime as dt

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from thrive.base.history import audit, bulk
from thrive.base.history.errors import HistoryIsKept
from thrive.base.history.middleware import AuditReads
from thrive.base.history.models import AuditEntry
from thrive.base.history.tests.helpers import Decision, Robot

pytestmark = pytest.mark.django_db


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "subject_id"))


def test_one_entry_for_each_subject_and_one_without():
    audit.note(Robot(), "a.done", about=[3, 4])
    audit.note(Robot(), "b.done")
    assert verbs() == [("a.done", 3), ("a.done", 4), ("b.done", None)]


def test_an_entry_says_who_what_why_and_about_which_object():
    row = Decision.objects.create(person=1, outcome="start", happened_on=dt.date(2026, 3, 2))
    audit.note(Robot(), "decided", row, about=[9], reason="on duty", rule="x.y", due=dt.date(2026, 3, 4))
    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_id, entry.actor_key) == ("system", None, "robot")
    assert (entry.organisation_id, entry.subject_id, entry.reason) == (7, 9, "on duty")
    assert (entry.object_type, entry.object_id) == ("history.decision", row.pk)
    assert entry.details == {"rule": "x.y", "due": "2026-03-04"}


def test_nobody_signed_in_is_an_actor_too():
    audit.note(None, "sign_in.failed")
    assert AuditEntry.objects.get().actor_kind == AuditEntry.ActorKind.NOBODY


def test_a_long_reason_is_cut_and_the_entry_kept():
    audit.note(Robot(), "a.done", reason="x" * 500)
    assert AuditEntry.objects.get().reason == "x" * 200


def test_a_change_that_fails_takes_its_entry_with_it():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.note(Robot(), "a.done")
        raise ZeroDivisionError
    assert verbs() == []


def test_entries_are_never_changed_nor_deleted():
    audit.note(Robot(), "a.done")
    entry = AuditEntry.objects.get()
    entry.verb = "b.done"
    for forbidden in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(HistoryIsKept):
            forbidden()
    with pytest.raises(HistoryIsKept):
        AuditEntry.objects.update(verb="b.done")
    assert verbs() == [("a.done", None)]


def test_a_look_outside_a_request_is_written_at_once():
    audit.looked(Robot(), "seen", about=[1])
    assert verbs() == [("seen", 1)]


def test_looks_of_a_request_are_written_after_its_queries_and_before_the_answer(django_assert_num_queries):
    at_answer = []

    def view(request):
        audit.looked(Robot(), "seen", about=[1, 2])
        audit.looked(Robot(), "listed")
        at_answer.append(AuditEntry.objects.count())
        return HttpResponse("ok")

    request = RequestFactory().get("/", headers={"x-request-id": "r" * 50}, REMOTE_ADDR="10.0.0.9")
    with django_assert_num_queries(2):
        AuditReads(view)(request)
    assert at_answer == [0]
    assert verbs() == [("seen", 1), ("seen", 2), ("listed", None)]
    assert set(AuditEntry.objects.values_list("request_id", "from_where")) == {("r" * 36, "10.0.0.0/24")}


def test_a_page_that_looks_at_nothing_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        AuditReads(lambda request: HttpResponse("ok"))(RequestFactory().get("/"))


def test_no_answer_is_given_when_the_log_cannot_be_written(monkeypatch):
    def view(request):
        audit.looked(Robot(), "seen", about=[1])
        return HttpResponse("a record")

    def broken(*_args, **_kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(bulk, "insert", broken)
    with pytest.raises(OSError, match="disk full"):
        AuditReads(view)(RequestFactory().get("/"))


def test_a_look_of_one_request_never_falls_into_the_next():
    def failing(request):
        audit.looked(Robot(), "seen", about=[1])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        AuditReads(failing)(RequestFactory().get("/"))
    AuditReads(lambda request: HttpResponse("ok"))(RequestFactory().get("/"))
    assert verbs() == []


def test_a_change_is_written_at_once_even_inside_a_request():
    def view(request):
        audit.note(Robot(), "a.done")
        return HttpResponse(str(AuditEntry.objects.count()))

    assert AuditReads(view)(RequestFactory().get("/")).content == b"1"
