"""Sections on a record's summary."""

import datetime as dt

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from thrive.base.access.rules import Capacity
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.notes import offers
from thrive.base.notes.rules import Seen
from thrive.base.notes.tests import factories
from thrive.base.people.tests import factories as people
from thrive.base.record import events
from thrive.base.record.events import Telling

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return factories.household()


def shown(panel, viewer, person) -> str:
    viewer, subject = access.fresh(viewer), people.subject_of(person)
    assert viewer.standing
    with CaptureQueriesContext(connection) as queries:
        context = panel.query(viewer=viewer, subject=subject)
    assert len(queries) <= panel.queries_used
    return "" if context is None else " ".join(render_to_string(panel.template, context).split())


def ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def test_no_visits_is_said_as_no_visits(house):
    assert "No visits recorded or imported." in shown(offers.LAST_SEEN, house.worker, house.ava)
    assert "ago" not in shown(offers.LAST_SEEN, house.worker, house.ava)


def test_last_seen_says_when_by_whom_and_whether_alone(house):
    factories.note(house.ava, by=house.worker, kind="visit", on=ago(20), seen={house.ava: Seen.ALONE})
    assert "alone, by Joanne Adeyemi." in shown(offers.LAST_SEEN, house.worker, house.ava)
    factories.note(house.ava, by=house.manager, kind="visit", on=ago(9), seen={house.ava: Seen.WITH_OTHERS})
    factories.note(house.ava, by=house.worker, kind="visit", on=ago(2), seen={house.ava: Seen.NOT})
    words = shown(offers.LAST_SEEN, house.worker, house.ava)
    assert "by Ruth Osei." in words and "9 days ago." in words and "Last seen alone" in words and "Tried on" in words


def test_tried_and_never_seen(house):
    factories.note(house.ava, by=house.worker, kind="visit", on=ago(2), seen={house.ava: Seen.NOT})
    words = shown(offers.LAST_SEEN, house.worker, house.ava)
    assert "Not seen at any visit recorded." in words and "Tried on" in words


def test_latest_events(house):
    assert "Nothing is recorded on the timeline yet." in shown(offers.LATEST, house.worker, house.ava)
    for number in range(8):
        told = Telling(
            about={house.ava.pk: Capacity.CHILD, house.kelly.pk: Capacity.ADULT},
            on=ago(number),
            title=f"Event {number}",
            group="plans",
            kind="test",
        )
        events.tell_many([told])
    words = shown(offers.LATEST, house.worker, house.ava)
    assert "Event 0" in words and "Event 4" in words and "Event 5" not in words


def test_nobody_else_gets_a_section(house):
    for reader in (access.user(["lead_practitioner"], factories.council()), access.user(["administrator"])):
        assert shown(offers.LAST_SEEN, reader, house.ava) == shown(offers.LATEST, reader, house.ava) == ""


def test_as_a_parent_only_a_mother_has_no_last_seen(house):
    assert shown(offers.LAST_SEEN, house.worker, house.kelly) == ""
    assert "Nothing is recorded" in shown(offers.LATEST, house.worker, house.kelly)
