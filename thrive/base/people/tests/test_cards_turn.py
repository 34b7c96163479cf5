"""Cards that go out of date by the calendar alone are found in the morning."""

import datetime as dt

import pytest

from thrive.base.calendar import clock
from thrive.base.people import cards
from thrive.base.people.models import Card, Name, Residence
from thrive.base.people.tests.factories import person

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 11, 23)


def test_a_move_that_was_entered_ahead_shows_on_its_day(monkeypatch):
    ava = person("Ava Okoro", address="1 Old Row")
    Residence.objects.current().filter(person=ava).update(replaced_at=clock.now())
    Residence(person=ava, address="1 Old Row", true_to=MONDAY).save()
    Residence(person=ava, address="2 New Row", true_from=MONDAY).save()
    assert cards.turned_on(MONDAY) == {ava.pk}
    assert cards.turned_on(dt.date(2026, 11, 24)) == set()
    monkeypatch.setattr(clock, "today", lambda: MONDAY)
    cards.rebuild(cards.turned_on(MONDAY))
    assert Card.objects.get(person=ava).address == "2 New Row"


def test_what_was_replaced_turns_nothing():
    ava = person("Ava Okoro")
    Name(person=ava, kind="alias", given="Eva", true_from=MONDAY, replaced_at=clock.now()).save()
    assert cards.turned_on(MONDAY) == set()
