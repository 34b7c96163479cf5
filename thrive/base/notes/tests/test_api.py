"""Timelines, notes and drafts over HTTP."""

import pytest
from django.urls import reverse

from thrive.base.access.tests import callers, factories
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry
from thrive.base.history.refs import new_ref
from thrive.base.notes.models import Note
from thrive.base.people.tests.factories import person
from thrive.base.record.models import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return factories.user(["lead_practitioner"], name="Sam Ali")


@pytest.fixture
def ava(worker):
    made = person("Ava Okoro").subject
    factories.involvement(made, worker)
    return made


@pytest.fixture
def caller(worker, ava):
    return callers.person(worker)


def a_note(ava, **other):
    return {
        "kind": "visit", "happened_on": clock.today().isoformat(), "about": [{"ref": ava.ref, "seen": "alone"}],
        "paragraphs": [{"text": "Ava showed me her room."}], **other,
    }  # fmt: skip


def test_a_note_is_written_listed_read_and_stands_on_the_timeline(caller, ava):
    made = caller.post("/notes", a_note(ava))
    assert made.status_code == 201, made.content
    ref = made.json()["ref"]
    (listed,) = caller.get(f"/people/{ava.ref}/notes").json()["events"]
    assert listed["note"] == ref and listed["paragraphs"][0]["text"] == "Ava showed me her room."
    read = caller.get(f"/notes/{ref}").json()
    assert read["about"] == [{"ref": ava.ref, "name": "Ava Okoro", "seen": "alone"}] and read["may_correct"]
    found = caller.post(f"/people/{ava.ref}/timeline", {"groups": ["visits"], "words": "room"}).json()
    assert [one["kind"] for one in found["events"]] == ["note.visit"] and found["events"][0]["paragraphs"] == []
    assert caller.post(f"/people/{ava.ref}/timeline", {"words": "garden"}).json()["total"] == 0
    assert AuditEntry.objects.filter(verb="notes.written").count() == 1


def test_what_cannot_be_written_is_said_at_its_answer(caller, ava):
    for change, field in (
        ({"happened_on": factories.days_from_today(1).isoformat()}, "happened_on"),
        ({"paragraphs": []}, "paragraphs"),
        ({"paragraphs": [{"text": "x", "only_about": person("Bea Okoro").subject.ref}]}, "paragraphs"),
        ({"source_withheld": True}, "source_withheld"),
    ):
        found = caller.post("/notes", a_note(ava, **change))
        assert found.status_code == 422 and found.json()["errors"][0]["field"] == field, found.content
    assert caller.post("/notes", a_note(ava, kind="poem")).status_code == 422
    assert not Note.objects.exists()


def test_nobody_writes_about_whom_they_are_not_involved_with(caller, ava):
    other, sealed = person("Bea Okoro").subject, person("Cal Okoro", restriction="sealed").subject
    assert caller.post("/notes", a_note(other)).status_code == 403
    assert caller.post("/notes", a_note(sealed)).status_code == 404
    assert caller.post("/notes", {**a_note(ava), "about": [{"ref": new_ref()}]}).status_code == 404


def test_a_note_is_corrected_once(caller, ava):
    ref = caller.post("/notes", a_note(ava)).json()["ref"]
    anew = a_note(ava, why="Another room", paragraphs=[{"text": "Ava showed me the kitchen."}])
    corrected = caller.post(f"/notes/{ref}/corrections", anew)
    assert corrected.status_code == 201, corrected.content
    again = caller.post(f"/notes/{ref}/corrections", anew)
    assert again.status_code == 409 and again.json()["type"].endswith("changed-meanwhile")
    assert caller.get(f"/notes/{ref}").json()["corrected_by"]["ref"] == corrected.json()["ref"]


def save(caller, ref, text, revision, ava, **other):
    body = {"form": "notes.note", "about": ava.ref, "answers": {"text_1": [text]}, **other}
    return caller.post(f"/drafts/{ref}", body, method="put", **{"If-Match": f'"{revision}"'})


def test_a_draft_is_saved_with_the_revision_that_was_seen(caller, ava):
    ref = new_ref()
    first = save(caller, ref, "Ava", 0, ava)
    assert first.status_code == 200 and first["ETag"] == '"1"', first.content
    assert first.json()["url"] == reverse("notes:new", args=[ava.ref]) + f"?draft={ref}"
    assert save(caller, ref, "Ava showed", 1, ava)["ETag"] == '"2"'
    late = save(caller, ref, "Another window", 1, ava)
    assert late.status_code == 412 and late.json()["revision"] == 2
    kept = caller.get(f"/drafts/{late.json()['kept_as']}").json()
    assert kept["answers"] == {"text_1": ["Another window"]}
    assert caller.get(f"/drafts/{ref}").json()["answers"] == {"text_1": ["Ava showed"]}
    assert {one["ref"] for one in caller.get("/drafts").json()} == {ref, kept["ref"]}


def test_a_draft_needs_a_revision_a_known_form_and_a_record_one_may_write_about(caller, ava):
    body = {"form": "notes.note", "about": ava.ref, "answers": {}}
    assert caller.post(f"/drafts/{new_ref()}", body, method="put").status_code == 428
    assert save(caller, new_ref(), "x", 0, ava, form="else").status_code == 422
    assert save(caller, new_ref(), "x", 0, person("Bea Okoro").subject).status_code == 403
    assert save(caller, new_ref(), "x", 0, person("Cal Okoro", restriction="sealed").subject).status_code == 404
    assert not Draft.objects.exists()


def test_a_draft_becomes_a_note_once(caller, ava):
    ref = new_ref()
    save(caller, ref, "Ava showed me her room.", 0, ava)
    made = caller.post("/notes", a_note(ava, draft=ref)).json()["ref"]
    assert caller.post("/notes", a_note(ava, draft=ref)).json()["ref"] == made
    assert Note.objects.count() == 1
    draft = caller.get(f"/drafts/{ref}").json()
    assert draft["is_finished"] and draft["result"] == made and draft["answers"] == {}


def test_a_draft_is_thrown_away_and_is_nobody_elses(caller, ava):
    ref = new_ref()
    save(caller, ref, "Ava", 0, ava)
    other = callers.person(factories.user(["practice_supervisor"]))
    assert other.get(f"/drafts/{ref}").status_code == 404
    assert other.post(f"/drafts/{ref}", method="delete").status_code == 404
    assert caller.post(f"/drafts/{ref}", method="delete").json()["is_finished"]
    assert caller.get("/drafts").json() == []


def test_a_council_system_reads_notes_and_a_partners_does_not(caller, ava):
    ref = caller.post("/notes", a_note(ava)).json()["ref"]
    system = callers.system(factories.council(), ["notes.read", "notes.read_timeline"])
    assert system.get(f"/notes/{ref}").status_code == 200
    assert system.post("/notes", a_note(ava)).status_code == 403
    police = callers.system(factories.organisation("police"), ["notes.read_timeline"])
    assert police.get(f"/notes/{ref}").status_code == 403
    assert police.post(f"/people/{ava.ref}/timeline", {}).status_code == 403
