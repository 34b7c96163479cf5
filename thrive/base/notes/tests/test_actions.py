"""Writing and correcting notes: one note, one event, nothing of one person on another's record."""

import datetime as dt

import pytest

from thrive.base.access.errors import NotAllowed
from thrive.base.access.rules import Capacity
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.notes import actions
from thrive.base.notes.models import Note, NoteAbout
from thrive.base.notes.rules import NoteFault, Seen
from thrive.base.notes.tests import factories
from thrive.base.people.tests import factories as people
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return factories.household()


def event_of(note: Note) -> Event:
    return Event.objects.get(object_type="notes.note", object_id=note.pk)


def test_one_note_about_two_children_is_one_event_on_both_records(house):
    note = factories.note(house.ava, house.theo, by=house.worker, text="Kelly rang.")
    event = event_of(note)
    assert {one.subject_id for one in event.about.all()} == {house.ava.pk, house.theo.pk}
    assert (event.title, event.sentence, event.group) == ("Telephone call", "Kelly rang.", "notes")
    assert event.recorded_by == house.worker
    assert AuditEntry.objects.filter(verb="notes.written").count() == 2


def test_the_timeline_gets_nothing_from_a_paragraph_about_one_person(house):
    paragraphs = [("Ava has nightmares.", house.ava), ("Both were at home.", None), ("Theo is well.", house.theo)]
    event = event_of(factories.note(house.ava, house.theo, by=house.worker, paragraphs=paragraphs))
    assert event.sentence == "Both were at home."
    only = event_of(factories.note(house.ava, house.theo, by=house.worker, paragraphs=paragraphs[:1]))
    assert only.sentence == ""


def test_a_long_first_paragraph_is_cut_after_a_word(house):
    event = event_of(factories.note(house.ava, by=house.worker, text="Kelly said so. " * 40))
    assert len(event.sentence) <= 200 and event.sentence.endswith("…")


def test_a_visit_says_who_was_seen(house):
    seen = {house.ava: Seen.ALONE, house.theo: Seen.WITH_OTHERS, house.kai: Seen.NOT}
    note = factories.note(house.ava, house.theo, house.kai, by=house.worker, kind="visit", seen=seen)
    assert event_of(note).title == "Visit: 2 of 3 seen"
    rows = {one.subject_id: (one.seen, one.seen_alone) for one in NoteAbout.objects.all()}
    assert rows == {house.ava.pk: (True, True), house.theo.pk: (True, False), house.kai.pk: (False, False)}


def test_the_writer_must_be_involved_with_everybody_the_note_is_about(house):
    stranger = people.person("Noor Shah")
    with pytest.raises(NotAllowed) as refused:
        factories.note(house.ava, stranger, by=house.worker)
    assert refused.value.subject_id == stranger.pk and refused.value.can_open
    assert not Note.objects.exists() and not Event.objects.filter(object_type="notes.note").exists()


def test_a_role_without_leave_to_write_may_not(house):
    analyst = access.user(["performance_analyst"], factories.council())
    access.involvement(house.circle, analyst)
    with pytest.raises(NotAllowed):
        factories.note(house.ava, by=analyst)


def test_through_the_family_an_adult_is_written_about_as_parent_only(house):
    """The worker is involved with Kelly as the children's mother, not with her own childhood."""
    note = factories.note(house.ava, house.kelly, by=house.worker, adults=(house.kelly,))
    assert note.about.get(subject_id=house.kelly.pk).capacity == Capacity.ADULT
    with pytest.raises(NotAllowed):
        factories.note(house.kelly, by=house.worker)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "chat"}, "kind"),
        ({"subjects": []}, "about"),
        ({"paragraphs": [("  ", None)]}, "paragraphs"),
        ({"paragraphs": []}, "paragraphs"),
        ({"paragraphs": [("x", 0)]}, "paragraphs"),
        ({"happened_on": clock.today() + dt.timedelta(days=1)}, "happened_on"),
        ({"happened_at": clock.now() - dt.timedelta(days=3)}, "happened_at"),
        ({"happened_at": clock.now() + dt.timedelta(hours=1)}, "happened_at"),
        ({"seen": {1: Seen.ALONE}}, "seen"),
        ({"kind": "visit", "seen": {0: Seen.ALONE}}, "seen"),
        ({"source_withheld": True}, "source_withheld"),
    ],
)
def test_what_does_not_agree_names_the_answer_to_mend(house, change: dict, field: str):
    answers = {"kind": "call", "happened_on": clock.today(), "paragraphs": [("x", None)], **change}
    about = answers.pop("subjects", factories.subjects(house.ava))
    with pytest.raises(NoteFault) as fault:
        actions.write_note(about, by=house.worker, **answers)
    assert fault.value.field == field
    assert not Note.objects.exists()


def correct(note: Note, by, **answers) -> Note:
    given = {"why": "Wrong day", "kind": "call", "happened_on": clock.today(), "paragraphs": [("Mended.", None)]}
    return actions.correct_note(note, by=access.fresh(by), **{**given, **answers})


def test_a_correction_keeps_the_original_and_takes_its_place_on_the_timeline(house):
    note = factories.note(house.ava, house.theo, by=house.worker, text="Wrong.")
    corrected = correct(note, house.worker)
    note.refresh_from_db()
    assert note.replaced_at is not None and note.paragraphs.get().text == "Wrong."
    assert corrected.replaces == note and corrected.why == "Wrong day"
    (event,) = Event.objects.current().filter(object_type="notes.note")
    assert (event.object_id, event.replaces, event.why) == (corrected.pk, event_of(note), "Wrong day")
    assert {one.subject_id for one in event.about.all()} == {house.ava.pk, house.theo.pk}


def test_a_note_is_corrected_once_and_then_its_correction_is(house):
    note = factories.note(house.ava, by=house.worker)
    corrected = correct(note, house.worker)
    with pytest.raises(ChangedMeanwhile):
        correct(note, house.worker)
    assert correct(corrected, house.worker, why="And the time").replaces == corrected


def test_its_author_or_a_manager_corrects_a_note(house):
    note = factories.note(house.ava, by=house.worker)
    colleague = access.user(["lead_practitioner"], factories.council())
    access.involvement(house.circle, colleague)
    with pytest.raises(NotAllowed):
        correct(note, colleague)
    assert correct(note, house.manager).recorded_by == house.manager


@pytest.mark.parametrize("why", ["", "   ", "x" * 401])
def test_a_correction_says_why(house, why: str):
    note = factories.note(house.ava, by=house.worker)
    with pytest.raises(NoteFault) as fault:
        correct(note, house.worker, why=why)
    assert fault.value.field == "why"
    note.refresh_from_db()
    assert note.replaced_at is None


def test_a_correction_keeps_the_capacity_people_were_written_about_in(house):
    note = factories.note(house.ava, house.kelly, by=house.worker, adults=(house.kelly,))
    corrected = correct(note, house.worker)
    assert corrected.about.get(subject_id=house.kelly.pk).capacity == Capacity.ADULT


def test_a_finished_note_cannot_be_changed(house):
    from thrive.base.history.errors import HistoryIsKept

    note = factories.note(house.ava, by=house.worker)
    note.where = "Elsewhere"
    with pytest.raises(HistoryIsKept):
        note.save()
    with pytest.raises(HistoryIsKept):
        note.delete()
