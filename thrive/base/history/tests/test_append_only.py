"""Things done or decided stay as they were written; a correction is a further row."""

import datetime as dt

import pytest

from thrive.base.history.errors import HistoryIsKept
from thrive.base.history.tests.helpers import NOON, Decision

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 2)


def decide(outcome="start", **values):
    return Decision.objects.create(person=1, outcome=outcome, happened_on=DAY, **values)


def test_a_decision_is_never_saved_again_nor_deleted():
    row = decide()
    row.outcome = "stop"
    for forbidden in (row.save, row.delete, Decision.objects.all().delete):
        with pytest.raises(HistoryIsKept):
            forbidden()
    with pytest.raises(HistoryIsKept):
        Decision.objects.filter(pk=row.pk).update(outcome="stop")
    with pytest.raises(HistoryIsKept):
        Decision.objects.update_or_create(pk=row.pk, defaults={"outcome": "stop"})
    assert Decision.objects.get().outcome == "start"


def test_a_correction_replaces_and_both_stay():
    first = decide(recorded_at=NOON)
    later = NOON + dt.timedelta(days=2)
    Decision.objects.filter(pk=first.pk).update(replaced_at=later)
    second = decide("stop", replaces=first, why="misheard", recorded_at=later)
    assert list(Decision.objects.current()) == [second]
    assert list(Decision.objects.known(NOON)) == [first]
    assert list(Decision.objects.known(later)) == list(Decision.objects.known(None)) == [second]
    assert list(first.replaced_by.all()) == [second]
    assert list(Decision.objects.known(NOON - dt.timedelta(microseconds=1))) == []
