"""Telling the timeline: one event about several people, set by set, and taken back when what it told was replaced."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thrive.base.access.rules import Capacity
from thrive.base.access.tests import factories as access
from thrive.base.calendar.precision import Precision
from thrive.base.history.errors import HistoryIsKept
from thrive.base.record import events
from thrive.base.record.events import Telling
from thrive.base.record.models import Event, EventAbout

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 4)


def telling(about, **values) -> Telling:
    return Telling(about=about, **{"group": "plans", "kind": "test", "title": "Plan agreed", "on": DAY, **values})


def test_one_event_is_about_several_people_each_in_a_capacity():
    child, mother = access.subject(), access.subject()
    team = access.team()
    event = events.tell(
        team,
        about={child.pk: Capacity.CHILD, mother.pk: Capacity.ADULT},
        group="plans",
        kind="plan.agreed",
        title="Plan agreed",
        on=DAY,
        precision=Precision.MONTH,
    )
    assert (event.object_type, event.object_id) == ("access.team", team.pk)
    rows = {one.subject_id: (one.capacity, one.happened_on) for one in EventAbout.objects.filter(event=event)}
    assert rows == {child.pk: ("child", DAY), mother.pk: ("adult", DAY)}
    assert events.told_by(team) == event


def test_about_a_list_of_people_is_about_them_as_children():
    child = access.subject()
    event = events.tell(access.team(), about=[child], group="plans", kind="test", title="Plan agreed", on=DAY)
    assert event.about.get().capacity == Capacity.CHILD


def test_many_are_told_in_few_statements():
    child = access.subject()
    with CaptureQueriesContext(connection) as queries:
        told = events.tell_many([telling({child.pk: Capacity.CHILD}, title=f"{number}") for number in range(500)])
    assert [one.title for one in told[:3]] == ["0", "1", "2"] and all(one.pk for one in told)
    assert len([one for one in queries if one["sql"].startswith("INSERT")]) < 20
    assert child.events.count() == 500


def test_what_is_taken_back_stays_and_is_not_current():
    child, team = access.subject(), access.team()
    first = events.tell(team, about=[child], group="plans", kind="test", title="Wrong", on=DAY)
    assert events.take_back("access.team", [team.pk]) == 1
    assert events.take_back("access.team", [team.pk]) == 0
    again = events.tell(
        team, about=[child], group="plans", kind="test", title="Right", on=DAY, replaces=first, why="Wrong day"
    )
    assert list(Event.objects.current()) == [again] == [events.told_by(team)]
    assert (again.replaces, again.why) == (first, "Wrong day")
    assert Event.objects.count() == 2


def test_an_event_is_never_changed_or_deleted():
    event = events.tell(access.team(), about=[access.subject()], group="plans", kind="test", title="Plan", on=DAY)
    event.title = "Another"
    with pytest.raises(HistoryIsKept):
        event.save()
    with pytest.raises(HistoryIsKept):
        Event.objects.all().delete()
