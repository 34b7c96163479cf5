"""When somebody was last seen: only visits recorded as seen count."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.notes import actions, facts
from thrive.base.notes.rules import Seen
from thrive.base.notes.tests import factories
from thrive.base.people.tests import factories as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return factories.household()


def ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def visit(house, on: dt.date, **seen: Seen):
    those = {getattr(house, name): answer for name, answer in seen.items()}
    return factories.note(*those, by=house.worker, kind="visit", on=on, seen=those)


def seen(house, name: str = "ava") -> facts.LastSeen:
    return facts.last_seen(people.subject_of(getattr(house, name)))


def test_no_visits(house):
    factories.note(house.ava, by=house.worker, kind="call")
    assert seen(house) == facts.LastSeen()
    assert seen(house).days_since is None and not seen(house).tried_since


def test_seen_then_tried_and_not_in(house):
    visit(house, ago(30), ava=Seen.ALONE, theo=Seen.WITH_OTHERS)
    visit(house, ago(9), ava=Seen.WITH_OTHERS)
    visit(house, ago(2), ava=Seen.NOT)
    known = seen(house)
    assert (known.seen_on, known.alone_on, known.tried_on, known.visits) == (ago(9), ago(30), ago(2), 3)
    assert (known.seen_by, known.was_alone) == ("Joanne Adeyemi", False)
    assert seen(house).days_since == 9 and seen(house).tried_since
    assert (seen(house, "theo").seen_on, seen(house, "theo").alone_on) == (ago(30), None)


def test_tried_and_never_seen(house):
    visit(house, ago(3), ava=Seen.NOT)
    assert seen(house).tried_since and seen(house).seen_on is None


def test_a_visit_written_up_late_counts_on_the_day_it_was(house):
    visit(house, ago(1), ava=Seen.ALONE)
    visit(house, ago(20), ava=Seen.NOT)
    assert seen(house).seen_on == ago(1) and seen(house).tried_on == ago(20) and not seen(house).tried_since


def test_a_corrected_visit_counts_as_corrected(house):
    note = visit(house, ago(1), ava=Seen.ALONE)
    answers = {"kind": "visit", "happened_on": ago(1), "paragraphs": [("Nobody in.", None)]}
    actions.correct_note(note, by=access.fresh(house.worker), why="Not in", seen={house.ava.pk: Seen.NOT}, **answers)
    assert seen(house) == facts.LastSeen(tried_on=ago(1), visits=1)


def test_visits_about_which_nothing_was_said_do_not_count(house):
    factories.note(house.ava, by=house.worker, kind="visit")
    assert seen(house) == facts.LastSeen()


def test_many_people_are_one_query(house):
    visit(house, ago(4), ava=Seen.ALONE, theo=Seen.NOT)
    with CaptureQueriesContext(connection) as queries:
        found = facts.last_seen_of([house.ava.pk, house.theo.pk, house.kai.pk])
    assert len(queries) == 1
    assert found[house.ava.pk].seen_on == ago(4) and found[house.kai.pk] == facts.LastSeen()
