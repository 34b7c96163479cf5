"""Invented notes, which are written by set, are the rows that the action makes."""

import datetime as dt

import pytest
from django.db import models

from thrive.base.calendar.clock import LONDON
from thrive.base.history.models import AuditEntry
from thrive.base.notes import actions
from thrive.base.notes.invented.stories import Planned
from thrive.base.notes.invented.writing import write
from thrive.base.notes.models import Note, NoteAbout, Paragraph
from thrive.base.notes.rules import Seen
from thrive.base.notes.tests import factories
from thrive.base.record.models import Event, EventAbout

pytestmark = pytest.mark.django_db
DERIVED = {"id", "ref", "recorded_at", "object_id", "note_id", "event_id", "at", "request_id"}


def rows(model: type[models.Model]) -> list[dict]:
    found = model._base_manager.order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in DERIVED} for row in found]


def test_a_note_written_by_set_is_the_note_the_action_writes():
    house = factories.household()
    worker, children = house.worker, (house.ava, house.theo)
    at = dt.datetime(2026, 6, 4, 15, 30, tzinfo=LONDON)
    first, second = children
    seen = {first.pk: Seen.ALONE, second.pk: Seen.NOT}
    paragraphs = [("Both at home. The kitchen was warm.", None), ("Would not talk today.", first.pk)]
    actions.write_note(
        factories.subjects(first, second),
        by=worker,
        kind="visit",
        happened_on=at.date(),
        happened_at=at,
        where="Home",
        who_was_there="Kelly",
        paragraphs=paragraphs,
        seen=seen,
    )
    write([Planned("visit", at, worker, [first.pk, second.pk], paragraphs, "Home", "Kelly", seen)])
    for model in (Note, Event):
        one, other = rows(model)
        assert one == other
    for model in (NoteAbout, EventAbout, Paragraph):
        found = rows(model)
        assert found[: len(found) // 2] == found[len(found) // 2 :]
    verbs = AuditEntry.objects.filter(verb="notes.written").values_list("subject_id", "actor_id", "details__kind")
    assert sorted(verbs) == sorted([(one.pk, worker.pk, "visit") for one in children] * 2)
