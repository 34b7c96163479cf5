"""Timelines and notes over HTTP: reading them, writing a note, correcting one."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import Call, CallOfUser
from thrive.base.access.calls.room import Room
from thrive.base.access.calls.shapes import Line, PageNumber, Prose, Ref, Sent, one_of
from thrive.base.access.models import Subject
from thrive.base.access.rules import Capacity
from thrive.base.notes import actions
from thrive.base.notes.permissions import READ_NOTE, READ_TIMELINE, WRITE_NOTE
from thrive.base.notes.queries import notes, timeline, writing
from thrive.base.notes.queries.filters import WORDS_MOST, Filters
from thrive.base.notes.queries.notes import Version
from thrive.base.notes.queries.timeline import Entry, Timeline
from thrive.base.notes.rules import NOTE_KINDS, WHY_MOST, Seen
from thrive.base.people.queries import records
from thrive.base.record import actions as drafts
from thrive.base.record import queries as own
from thrive.base.record.rules import EVENT_GROUPS

room = Room("notes", "Notes and timelines")

Kind = Annotated[str, Field(pattern=one_of(NOTE_KINDS))]
Group = Annotated[str, Field(pattern=one_of(EVENT_GROUPS))]
CapacityAsked = Literal["child", "adult", "other"]


class TimelineAsked(Sent):
    """What is asked of a timeline; empty parts ask for everything. `children` and `author` are refs."""

    groups: list[Group] = []
    significant: bool = False
    children: Annotated[list[Ref], Field(max_length=40)] = []
    author: Ref | None = None
    agency: Line = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    words: Annotated[Line, Field(max_length=WORDS_MOST)] = ""
    oldest_first: bool = False
    in_full: bool = False
    page: PageNumber = 1

    def filters(self) -> Filters:
        """As the timeline's query takes them."""
        return Filters(
            groups=tuple(self.groups),
            significant=self.significant,
            children=tuple(self.children),
            author=self.author or "",
            agency=self.agency,
            from_on=self.from_on,
            to_on=self.to_on,
            words=self.words,
        )


class Named(Schema):
    """Somebody by name, with the ref of their record."""

    ref: str
    name: str


class ParagraphSeen(Schema):
    """A paragraph of a note; `only_about` where it shows on one record alone."""

    text: str
    only_about: Named | None


class EventSeen(Schema):
    """An event. `label` where only some roles read it: "special", "criminal" or "privileged".

    `others` counts people the caller may not know it is about too. `note` is the ref of its note."""

    ref: str
    group: str
    kind: str
    title: str
    sentence: str
    happened_on: dt.date
    happened_at: dt.datetime | None
    precision: str
    recorded_at: dt.datetime
    recorded_by: str
    agency: str
    source: str
    label: str
    significant: bool
    is_correction: bool
    about: list[Named]
    others: int
    note: str
    paragraphs: list[ParagraphSeen]


class EventsPage(Schema):
    """A page of a timeline: 50 events, or 500 where notes are asked for in full. `withheld`: how many more there are
    that the caller's role does not read."""

    events: list[EventSeen]
    total: int
    total_unfiltered: int
    withheld: int
    page: int
    pages: int


class AboutSeen(Schema):
    """Somebody a note is about; `seen`: alone, with (others there) or not; empty where it was not asked."""

    ref: str
    name: str
    seen: str


class VersionSeen(Schema):
    """Another version of a note, by whom and why."""

    ref: str
    recorded_at: dt.datetime
    by: str
    why: str


class NoteSeen(Schema):
    """A note, as one person's record shows it."""

    ref: str
    kind: str
    happened_on: dt.date
    happened_at: dt.datetime | None
    recorded_at: dt.datetime
    by: str
    where: str
    who_was_there: str
    label: str
    seen_from: str
    about: list[AboutSeen]
    others: int
    paragraphs: list[str]
    corrected_by: VersionSeen | None
    corrects: VersionSeen | None
    may_correct: bool


class AboutSent(Sent):
    """Somebody the note is about, in which capacity, and at a visit whether they were seen."""

    ref: Ref
    capacity: CapacityAsked = "child"
    seen: Literal["alone", "with", "not"] | None = None


class ParagraphSent(Sent):
    """A paragraph; with `only_about` it shows on that record alone, with `for_named` to its author and to people who
    are named on the record, as long as an address is withheld there."""

    text: Prose
    only_about: Ref | None = None
    for_named: bool = False


class Body(Sent):
    """What every note says. `happened_at` only where the time is known."""

    kind: Kind
    happened_on: dt.date
    happened_at: dt.datetime | None = None
    where: Annotated[Line, Field(max_length=200)] = ""
    who_was_there: Line = ""
    source_withheld: bool = False
    label: Literal["", "special", "criminal", "privileged"] = ""
    paragraphs: Annotated[list[ParagraphSent], Field(max_length=40)]
    about: Annotated[list[AboutSent], Field(max_length=40)]


class NoteSent(Body):
    """A note about several people. `draft` is the caller's own draft that becomes it."""

    draft: Ref | None = None


class CorrectionSent(Body):
    """A note written anew, about the same people, and why. `about` says who was seen."""

    why: Annotated[Line, Field(max_length=WHY_MOST)]


class Written(Schema):
    """The ref of what was written."""

    ref: str


@room.ask("/people/{ref}/timeline", needs=READ_TIMELINE, answers=EventsPage)
def read_timeline(request: Call, ref: Ref, asked: TimelineAsked) -> EventsPage:
    """Read a person's timeline.

    Filtered and paged; notes in full where asked for and the caller may read them. Posted, since words and agencies
    sought may name somebody.
    """
    record = records.open_record(viewer=request.viewer, ref=ref, tab="timeline", needs=READ_TIMELINE)
    found = timeline.timeline(
        viewer=request.viewer,
        record=record,
        filters=asked.filters(),
        oldest_first=asked.oldest_first,
        number=asked.page,
        in_full=asked.in_full,
    )
    return _page(found)


@room.read("/people/{ref}/notes", needs=READ_NOTE, answers=EventsPage)
def list_notes(request: Call, ref: Ref, page: PageNumber = 1) -> EventsPage:
    """List the notes about a person in full, the newest first."""
    record = records.open_record(viewer=request.viewer, ref=ref, tab="timeline", needs=READ_NOTE)
    found = timeline.timeline(
        viewer=request.viewer, record=record, filters=Filters(), number=page, in_full=True, only_notes=True
    )
    return _page(found)


@room.read("/notes/{ref}", needs=READ_NOTE, answers=NoteSeen)
def read_note(request: Call, ref: Ref, seen_from: Ref | None = None) -> NoteSeen:
    """Read a note, as the record `seen_from` shows it."""
    found = notes.note(viewer=request.viewer, ref=ref, as_seen_from=seen_from or "")
    return NoteSeen(
        ref=found.ref,
        kind=found.kind.key,
        happened_on=found.happened_on,
        happened_at=found.happened_at,
        recorded_at=found.recorded_at,
        by=found.by.name,
        where=found.where,
        who_was_there=found.who_was_there,
        label=found.label,
        seen_from=found.seen_from.ref,
        about=[AboutSeen(ref=one.who.ref, name=one.who.name, seen=one.seen or "") for one in found.about],
        others=found.others,
        paragraphs=[text for text, _ in found.paragraphs],
        corrected_by=_version(found.corrected_by),
        corrects=_version(found.corrects),
        may_correct=found.may_correct,
    )


@room.write("/notes", needs=WRITE_NOTE, answers=Written)
def write_note(request: CallOfUser, sent: NoteSent) -> Written:
    """Write a note about one or several people; it shows on each of their records.

    With `draft`, that draft becomes the note: it is closed and its text wiped in the same transaction.
    """
    people = writing.called(viewer=request.viewer, refs=[one.ref for one in sent.about])

    def write() -> str:
        return actions.write_note(
            list(people.values()),
            by=request.viewer,
            capacities={people[one.ref].pk: Capacity(one.capacity) for one in sent.about},
            **_said(sent, people),
        ).ref

    if sent.draft is None:
        return Written(ref=write())
    draft = own.draft(viewer=request.viewer, ref=sent.draft)
    made = drafts.finish_draft(
        draft.ref, by=request.viewer, form=draft.form, title=draft.title, answers=draft.answers, make=write
    )
    return Written(ref=made)


@room.write("/notes/{ref}/corrections", needs=WRITE_NOTE, answers=Written)
def correct_note(request: CallOfUser, ref: Ref, sent: CorrectionSent) -> Written:
    """Correct a note: it is written anew with the reason, and the one before stays.

    Refused as changed meanwhile where somebody corrected it first: read it again, and correct the later one.
    """
    found, about = notes.whole_note(viewer=request.viewer, ref=ref)
    people = {one.subject.ref: one.subject for one in about}
    seen = [one for one in sent.about if one.ref in people]
    said = _said(sent.model_copy(update={"about": seen}), people)
    return Written(ref=actions.correct_note(found, by=request.viewer, why=sent.why, **said).ref)


def _said(sent: Body, people: dict[str, Subject]) -> dict[str, Any]:
    """What a note says, as the actions take it. Somebody a paragraph names beside those it is about is left to them."""
    return {
        "kind": sent.kind,
        "happened_on": sent.happened_on,
        "happened_at": sent.happened_at,
        "where": sent.where,
        "who_was_there": sent.who_was_there,
        "source_withheld": sent.source_withheld,
        "label": sent.label,
        "paragraphs": [
            (
                one.text,
                people[one.only_about].pk if one.only_about in people else _unknown(one.only_about),
                one.for_named,
            )
            for one in sent.paragraphs
        ],
        "seen": {people[one.ref].pk: Seen(one.seen) for one in sent.about if one.seen},
    }


def _unknown(ref: str | None) -> int | None:
    """The key of nobody, for a paragraph about somebody the note is not about."""
    return None if ref is None else 0


def _page(found: Timeline) -> EventsPage:
    return EventsPage(
        events=[_event(one) for one in found.entries],
        total=found.total,
        total_unfiltered=found.total_unfiltered,
        withheld=found.withheld,
        page=found.page.number,
        pages=found.page.paginator.num_pages,
    )


def _event(entry: Entry) -> EventSeen:
    event = entry.event
    same = (
        "ref", "group", "kind", "happened_on", "happened_at", "precision", "recorded_at", "source",
        "label", "significant",
    )  # fmt: skip
    return EventSeen(
        **{name: getattr(event, name) for name in same},
        agency=entry.agency,
        title=entry.title,
        sentence=entry.sentence,
        recorded_by=event.recorded_by.name if event.recorded_by else "",
        is_correction=event.replaces_id is not None,
        about=[Named(ref=one.ref, name=one.name) for one in entry.about],
        others=entry.others,
        note=entry.note_ref,
        paragraphs=[
            ParagraphSeen(text=text, only_about=Named(ref=one.ref, name=one.name) if one else None)
            for text, one in entry.paragraphs
        ],
    )


def _version(one: Version | None) -> VersionSeen | None:
    return VersionSeen(ref=one.ref, recorded_at=one.recorded_at, by=one.by, why=one.why) if one else None
