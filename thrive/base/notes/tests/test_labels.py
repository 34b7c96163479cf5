"""What is marked as legal advice, police information or health detail shows to roles that read such, and its author.

One test for each way by which a note or event leaves Thrive.
"""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import User
from thrive.base.access.rules import ROLES, OrganisationKind, Purpose
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.notes import actions
from thrive.base.notes.models import Note
from thrive.base.notes.permissions import READ_NOTE, READ_TIMELINE
from thrive.base.notes.queries import notes as asking
from thrive.base.notes.rules import NoteFault
from thrive.base.notes.tests import factories as make
from thrive.base.record import events
from thrive.base.record.models import Event
from thrive.base.record.rules import LABELS

pytestmark = pytest.mark.django_db
WORD = "Tangerine"
SPECIAL, CRIMINAL, PRIVILEGED = Sensitivity.SPECIAL, Sensitivity.CRIMINAL, Sensitivity.PRIVILEGED


@pytest.fixture
def house() -> make.Household:
    return make.household()


@pytest.fixture
def advice(house: make.Household) -> Note:
    """Legal advice about Ava and Theo, which the supervisor was given."""
    make.note(house.ava, by=house.worker, text="They played in the garden.")
    return make.note(
        house.ava, house.theo, by=house.manager, text=f"{WORD}: counsel says that threshold is met.", label=PRIVILEGED
    )


def page(client: Any, who: User, path: str, data: dict[str, Any] | None = None) -> str:
    """What somebody is shown."""
    client.force_login(access.fresh(who))
    answer = client.get(path, follow=True) if data is None else client.post(path, data, follow=True)
    return answer.content.decode()


def call(who: User, path: str, data: dict[str, Any] | None = None) -> Any:
    """What the API answers them."""
    caller = callers.person(access.fresh(who))
    return caller.get(path) if data is None else caller.post(path, data)


def event_of(note: Note) -> Event:
    found = events.told_by(note)
    assert found is not None
    return found


# ---------- who


@pytest.mark.parametrize("role", sorted(one.key for one in ROLES.values() if OrganisationKind.COUNCIL in one.kinds))
def test_every_role_reads_what_the_table_of_roles_says(role, house) -> None:
    reader = access.user([role], house.home)
    for purpose in (Purpose.ALLOCATED, Purpose.SAMPLE, Purpose.ENQUIRY):
        access.involvement(house.ava.subject, reader, purpose=purpose)
    reader = access.fresh(reader)
    reads = policy.decide(reader, READ_NOTE, house.ava.subject).ok
    for label in LABELS:
        note = make.note(house.ava, by=house.manager, text=WORD, label=label)
        if reads and label in ROLES[role].reads:
            assert asking.note(viewer=reader, ref=note.ref).label == label
            continue
        with pytest.raises(NotAllowed, match="withheld from your role" if reads else None):
            asking.note(viewer=reader, ref=note.ref)


def test_its_author_reads_what_their_role_does_not(client, house) -> None:
    mine = make.note(house.ava, by=house.worker, text=WORD, label=PRIVILEGED)
    assert WORD in page(client, house.worker, f"/people/{house.ava.ref}/timeline")
    assert WORD in page(client, house.worker, f"/notes/{mine.ref}")
    colleague = access.user(["lead_practitioner"], house.home)
    access.involvement(house.circle, colleague)
    assert WORD not in page(client, colleague, f"/people/{house.ava.ref}/timeline")


def test_a_police_officer_of_the_enquiry_reads_intelligence_and_no_advice(client, house) -> None:
    for label, text in ((CRIMINAL, "Intelligence"), (PRIVILEGED, "Advice")):
        events.tell(
            house.ava, about=[house.ava.subject], group="protection", kind="x", title=text,
            on=dt.date(2026, 5, 5), label=label,
        )  # fmt: skip
    officer = access.user(["police_officer"], access.organisation(OrganisationKind.POLICE, of=house.home.authority))
    access.involvement(house.ava.subject, officer, purpose=Purpose.ENQUIRY)
    shown = page(client, officer, f"/people/{house.ava.ref}/timeline")
    assert "Intelligence" in shown and "Advice" not in shown
    other = page(client, house.worker, f"/people/{house.ava.ref}/timeline")
    assert "Intelligence" not in other and "2 more events are withheld" in other


# ---------- each way out


def test_the_timeline_tells_that_something_is_withheld_and_not_what(client, house, advice) -> None:
    path = f"/people/{house.ava.ref}/timeline"
    assert WORD in page(client, house.manager, path) and "Legal advice" in page(client, house.manager, path)
    shown = page(client, house.worker, path)
    assert "1 event</strong> about" in shown and "1 more event is withheld from your role" in shown
    for word in (WORD, "Legal advice", "Ruth Osei", event_of(advice).ref):
        assert word not in shown


def test_the_timeline_of_a_brother_and_of_several_tells_no_more(client, house, advice) -> None:
    assert WORD not in page(client, house.worker, f"/people/{house.theo.ref}/timeline")
    both = {"children": [house.ava.ref, house.theo.ref]}
    shown = page(client, house.worker, f"/people/{house.ava.ref}/timeline", both)
    assert WORD not in shown and "1 more event is withheld" in shown
    assert WORD in page(client, house.manager, f"/people/{house.ava.ref}/timeline", both)


def test_a_search_in_the_timeline_finds_nothing_of_it_and_counts_nothing(client, house, advice) -> None:
    path = f"/people/{house.ava.ref}/timeline"
    assert "<strong>0 events</strong>" in page(client, house.worker, path, {"words": WORD})
    assert "<strong>1 event</strong>" in page(client, house.manager, path, {"words": WORD})


def test_read_in_full_and_printed_it_is_not_there(client, house, advice) -> None:
    path = f"/people/{house.ava.ref}/timeline/in-full"
    assert WORD in page(client, house.manager, path)
    shown = page(client, house.worker, path)
    assert WORD not in shown and "1 more event is withheld" in shown


def test_the_summary_of_the_record_does_not_show_it_among_the_latest(client, house, advice) -> None:
    assert WORD in page(client, house.manager, f"/people/{house.ava.ref}/")
    assert WORD not in page(client, house.worker, f"/people/{house.ava.ref}/")


def test_the_event_and_the_note_are_refused_in_words_that_tell_nothing(client, house, advice) -> None:
    for path in (f"/events/{event_of(advice).ref}", f"/notes/{advice.ref}", f"/notes/{advice.ref}/correct"):
        assert WORD in page(client, house.manager, path)
        client.force_login(house.worker)
        answer = client.get(path)
        assert answer.status_code == 403
        for word in (WORD, "Legal advice", "Ruth Osei"):
            assert word not in answer.content.decode()


def test_by_api_the_timeline_the_notes_and_the_note_withhold_it(house, advice) -> None:
    ref = house.ava.ref
    for path, data in ((f"/people/{ref}/timeline", {"in_full": True}), (f"/people/{ref}/notes", None)):
        told = call(house.manager, path, data).json()
        assert [one["label"] for one in told["events"]].count("privileged") == 1 and told["withheld"] == 0
        withheld = call(house.worker, path, data).json()
        assert WORD not in str(withheld) and (withheld["total"], withheld["withheld"]) == (1, 1)
    assert WORD in str(call(house.manager, f"/notes/{advice.ref}").json())
    refused = call(house.worker, f"/notes/{advice.ref}")
    assert refused.status_code == 403 and WORD not in refused.content.decode()


def test_a_program_reads_nothing_that_is_marked(house, advice) -> None:
    caller = callers.system(house.home, [READ_TIMELINE.key, READ_NOTE.key])
    answer = caller.post(f"/people/{house.ava.ref}/timeline", {"in_full": True})
    assert answer.status_code == 200 and WORD not in answer.content.decode()
    assert answer.json()["withheld"] == 1


def test_a_note_marked_only_when_it_was_corrected_is_not_read_as_it_was_before(client, house) -> None:
    plain = make.note(house.ava, by=house.manager, text=f"{WORD}: counsel rang.")
    before = event_of(plain)
    assert WORD in page(client, house.worker, f"/notes/{plain.ref}")
    actions.correct_note(
        plain, by=access.fresh(house.manager), why="It is advice", kind=plain.kind, happened_on=plain.happened_on,
        paragraphs=[(f"{WORD}: counsel rang.", None)], label=PRIVILEGED,
    )  # fmt: skip
    for path in (f"/notes/{plain.ref}", f"/events/{before.ref}"):
        assert WORD in page(client, house.manager, path)
        client.force_login(house.worker)
        answer = client.get(path, follow=True)
        assert answer.status_code == 403 and WORD not in answer.content.decode()


def test_one_whose_mark_is_taken_off_is_read_and_the_version_before_is_not(client, house, advice) -> None:
    later = actions.correct_note(
        advice, by=access.fresh(house.manager), why="Counsel agreed", kind=advice.kind, happened_on=advice.happened_on,
        paragraphs=[("Threshold was discussed.", None)], label="",
    )  # fmt: skip
    assert "Threshold was discussed" in page(client, house.worker, f"/notes/{later.ref}")
    assert WORD not in page(client, house.worker, f"/notes/{advice.ref}")


# ---------- marking


def test_the_form_marks_a_note_and_a_correction_starts_from_its_mark(client, house) -> None:
    client.force_login(house.manager)
    path = f"/people/{house.ava.ref}/notes/new"
    form = client.get(path).content.decode()
    assert "Who may read it?" in form and all(words in form for words in LABELS.values())
    slip = form.split('name="draft_slip" value="')[1].split('"')[0]
    day = dt.date(2026, 5, 5)
    client.post(
        path,
        {
            "about": [house.ava.ref], "kind": "call", "text_1": f"{WORD} rang.", "label": "criminal",
            "happened_on-day": day.day, "happened_on-month": day.month, "happened_on-year": day.year,
            "draft_slip": slip,
        },
    )  # fmt: skip
    note = Note.objects.get()
    assert (note.label, event_of(note).label) == ("criminal", "criminal")
    assert 'value="criminal" checked' in client.get(f"/notes/{note.ref}/correct").content.decode().replace("  ", " ")


def test_a_mark_that_there_is_not_is_refused(house) -> None:
    with pytest.raises(NoteFault, match="who may read"):
        make.note(house.ava, by=house.manager, label="secret")
    assert call(house.manager, "/notes", _sent(house, label="secret")).status_code == 422
    assert call(house.manager, "/notes", _sent(house, label="special")).status_code in (200, 201)
    assert Note.objects.get().label == "special"


def _sent(house: make.Household, **more: str) -> dict[str, Any]:
    return {
        "kind": "call", "happened_on": "2026-05-05", "paragraphs": [{"text": "Kelly rang."}],
        "about": [{"ref": house.ava.ref}], **more,
    }  # fmt: skip


def test_it_costs_no_further_query(client, house, advice) -> None:
    client.force_login(house.worker)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/people/{house.ava.ref}/timeline")
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) <= 12
