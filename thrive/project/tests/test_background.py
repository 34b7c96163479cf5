import datetime as dt
import threading

import pytest
import time_machine
from django.db import OperationalError

from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.history import anchors, audit, rules, search_terms
from thrive.base.history.models import AuditEntry, Seal
from thrive.base.local.models import Variation
from thrive.project import background, retention


@pytest.fixture(autouse=True)
def connections_stay_open(monkeypatch):
    """The test's own transaction lives on its connection."""
    monkeypatch.setattr(background, "close_old_connections", lambda: None)


def test_a_job_is_due_at_once_and_again_after_its_time():
    with time_machine.travel("2026-11-22 10:00:00+00:00", tick=False) as clock:
        due = background.every(5)
        assert due(None)
        began = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
        assert not due(began)
        clock.shift(5)
        assert due(began)


def test_a_nightly_job_runs_once_after_its_hour():
    started = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
    due = background.nightly(dt.time(2, 30), started)
    with time_machine.travel("2026-11-22 23:59:00+00:00", tick=False):
        assert not due(None)
    with time_machine.travel("2026-11-23 02:30:00+00:00", tick=False):
        assert due(None)
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=False):
        assert due(None), "a worker that was busy at the hour catches up"
        assert not due(dt.datetime(2026, 11, 23, 2, 31, tzinfo=dt.UTC))


def test_a_database_that_is_away_does_not_end_the_worker():
    def away() -> None:
        raise OperationalError("no connection")

    job = background.Job("seal", away, background.every(5))
    job.run_if_due()
    assert job.last is not None


def test_another_failure_does_end_it():
    job = background.Job("seal", lambda: 1 / 0, background.every(5))
    with pytest.raises(ZeroDivisionError):
        job.run_if_due()


@pytest.mark.django_db
def test_the_worker_seals_what_was_written():
    audit.note(None, "test.happened")
    stop = threading.Event()
    stop.set()
    background.work(stop)
    assert Seal.objects.count() == AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_last_month_is_anchored_once(settings, tmp_path):
    settings.HOME = tmp_path
    audit.note(None, "test.happened")
    written = retention.anchor_last_month()
    assert written and anchors.read(written.read_text()).until == clock.today().replace(day=1)
    assert retention.anchor_last_month() is None


@pytest.mark.django_db
def test_an_authority_may_erase_search_terms_sooner():
    home = access.authority()
    by, other = access.user(), access.user()
    Variation.objects.create(
        rule="history.search_terms", authority=home, amount=30, unit="days", true_from=dt.date(2026, 1, 1),
        instrument="Retention schedule", recorded_by=by, checked_by=other,
    )  # fmt: skip
    assert retention.as_varied_here(rules.SEARCH_TERMS).limit.words() == "30 days"
    with time_machine.travel(clock.now() - dt.timedelta(days=40)):
        search_terms.keep({"find": "Ava"}, by=by)
    assert retention.erase_search_terms() == 1
