"""Meetings over HTTP: setting one up, who is asked, holding it, how it ended, its minutes."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import Call, CallOfUser
from thrive.base.access.calls.revisions import require_seen
from thrive.base.access.calls.shapes import Day, Instant, Line, Printed, Ref, Revision, Sent, one_of
from thrive.base.access.calls.typed import checked, wrong
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.casework.actions import meetings as actions
from thrive.base.casework.actions.meetings import Said
from thrive.base.casework.api.letters import Kept, Somebody, room
from thrive.base.casework.api.meetings import ARRANGEMENT
from thrive.base.casework.forms.meetings import SOMEBODY, ArrangeForm, SeatForm, SetUpForm
from thrive.base.casework.permissions import HOLD_MEETING, READ_MEETINGS
from thrive.base.casework.queries import meetings, writing
from thrive.base.casework.queries.meetings import MeetingView
from thrive.base.casework.queries.whole import require_whole
from thrive.base.casework.rules.meetings import AGENCIES, ATTENDANCE, ENTRIES, LINE_MOST, RIGHTS, TEXT_MOST, WHY_MOST
from thrive.base.people.errors import CannotBe
from thrive.base.people.queries import members, records
from thrive.base.people.queries.records import Record
from thrive.govuk import words

Short = Annotated[Line, Field(max_length=LINE_MOST)]
Why = Annotated[Line, Field(max_length=WHY_MOST)]
MOVED = "Somebody else changed when or where this meeting is"


class ArrangementSent(Sent):
    """When and where a meeting is, and who chairs it."""

    starts_at: Instant
    where: Short = ""
    chair: Short


class MeetingSent(ArrangementSent):
    """A meeting of a declared kind: about which children of the family, what for, by when it must be held."""

    kind: Annotated[Line, Field(max_length=60)]
    about: Annotated[list[Ref], Field(min_length=1, max_length=40)]
    purpose: Annotated[Line, Field(max_length=60)]
    must_be_by: Day | None = None


class MeetingMoved(ArrangementSent):
    """When and where it is now, and why. `seen`: the revision that was read."""

    why: Why
    seen: Revision


class SeatSent(Sent):
    """Somebody who is asked, or is not and why: of the family (`person`), a worker, or somebody else by `name`, for an
    `organisation` where they have one. `GET /people/{ref}/invitees` lists them."""

    person: Ref | None = None
    worker: Ref | None = None
    name: Short = ""
    organisation: Ref | None = None
    agency: Annotated[str, Field(pattern=one_of(AGENCIES))]
    part: Short = ""
    right: Annotated[str, Field(pattern=one_of(RIGHTS))] = "all"
    report_due_on: Day | None = None
    not_invited_because: Why = ""


class TookPart(Sent):
    """How somebody who has a seat took part; `why` where they were not invited."""

    seat: Ref
    state: Annotated[str, Field(pattern=one_of(ATTENDANCE))]
    why: Why = ""


class EntrySent(Sent):
    """One thing that was said, recommended, decided or agreed.

    `child` for what a child says and for a decision, with its `outcome` and the reason as `text`; `seat` for a view
    (with what they recommend as `outcome`), for who does not agree and for who does an action; `against`: the decision
    they do not agree with. `kept_from`: seats that are not told it."""

    kind: Annotated[str, Field(pattern=one_of(ENTRIES))]
    text: Annotated[Printed, Field(max_length=TEXT_MOST)]
    child: Ref | None = None
    seat: Ref | None = None
    outcome: Short = ""
    against: Ref | None = None
    due_on: Day | None = None
    said_at: Instant | None = None
    kept_from: Annotated[list[Ref], Field(max_length=60)] = []


class MeetingRecorded(Sent):
    """How each took part, and what was said. What is left out stays as it is."""

    attendance: Annotated[list[TookPart], Field(max_length=60)] = []
    said: Annotated[list[EntrySent], Field(max_length=100)] = []


class MeetingEnded(Sent):
    """When it ended, now where that is left out; and why it went on, where too few were there."""

    ended_at: Instant | None = None
    went_on_because: Why = ""


class WhySent(Sent):
    """Why."""

    why: Why


class MinutesSent(Sent):
    """Minutes. `seen`: the number of the version they follow, 0 for the first; a later one says why."""

    text: Annotated[Printed, Field(max_length=TEXT_MOST * 4)]
    why: Why = ""
    seen: Annotated[int, Field(ge=0, le=10_000)] = 0


class ActionEnded(Sent):
    """How an action ended; why, where it is no longer needed."""

    how: Literal["done", "not_needed"]
    why: Why = ""


class EntriesKept(Schema):
    """Refs of what was kept."""

    entries: list[str]


class MinutesSeen(Schema):
    """A version of the minutes."""

    number: int
    text: str
    written_at: dt.datetime
    by: str
    why: str


class MinutesListed(Schema):
    """Every version of the minutes, the latest first."""

    versions: list[MinutesSeen]


class MeetingKindSeen(Schema):
    """A kind of meeting: who chairs it, by when it is held, what it can be for and what is decided there, by key."""

    key: str
    title: str
    chair: str
    by_when: str
    purposes: dict[str, str]
    decisions: dict[str, str]


class MeetingKindsListed(Schema):
    """The kinds of meeting there are."""

    kinds: list[MeetingKindSeen]


class InviteesListed(Schema):
    """Who may be asked: the family, workers, and bodies that are near it."""

    family: list[Somebody]
    workers: list[Somebody]
    organisations: list[Somebody]


@room.read("/meeting-kinds", needs=HOLD_MEETING, answers=MeetingKindsListed, people_only=True)
def list_meeting_kinds(request: CallOfUser) -> MeetingKindsListed:
    """List the kinds of meeting that the caller may set up."""
    return MeetingKindsListed(
        kinds=[
            MeetingKindSeen(
                key=one.key,
                title=one.title,
                chair=one.chair,
                by_when=one.by_when,
                purposes=dict(one.purposes),
                decisions=dict(one.decisions),
            )
            for one in meetings.meeting_kinds(viewer=request.viewer)
        ]
    )


@room.read("/people/{ref}/invitees", needs=HOLD_MEETING, answers=InviteesListed, people_only=True)
def list_invitees(request: CallOfUser, ref: Ref) -> InviteesListed:
    """List who may be asked to a meeting about somebody, or to do something of a plan."""
    viewer = request.viewer
    record = records.open_record(viewer=viewer, ref=ref, tab="meetings", needs=HOLD_MEETING)
    family = members.family_of(record.subject, viewer=viewer, needs=HOLD_MEETING)
    bodies = writing.organisations_near(record.subject, viewer=viewer) if record.shows_team else []
    return InviteesListed(
        family=[Somebody(ref=one.ref, name=one.name) for one in family if one.is_living],
        workers=[Somebody(ref=one.ref, name=one.name) for one in workers_of(request, record)],
        organisations=[Somebody(ref=one.ref, name=one.name) for one in bodies],
    )


@room.write("/people/{ref}/meetings", needs=HOLD_MEETING, answers=Kept)
def set_up_meeting(request: CallOfUser, ref: Ref, sent: MeetingSent) -> Kept:
    """Set up a meeting about children of a family. Say next who is asked."""
    viewer = request.viewer
    kind = meetings.meeting_kind(sent.kind, viewer=viewer)
    record = records.open_record(viewer=viewer, ref=ref, tab="meetings", needs=HOLD_MEETING)
    family = members.family_of(record.subject, viewer=viewer, needs=HOLD_MEETING)
    more = {"about": sent.about, "purpose": sent.purpose, "must_be_by": sent.must_be_by}
    form = checked(lambda data: SetUpForm(data, kind=kind, members=family), _arranged(sent) | more, called=_called)
    about = writing.subjects_called([one.ref for one in form.ticked], viewer=viewer)
    with _named({"on": "starts_at"}):
        made = actions.set_up_meeting(
            kind, about=list(about.values()), by=viewer, capacities=form.capacities,
            **{**form.answers(), "starts_at": sent.starts_at},
        )  # fmt: skip
    return Kept(ref=made.ref)


@room.write("/meetings/{ref}/arrangement", needs=HOLD_MEETING, answers=Kept)
def move_meeting(request: CallOfUser, ref: Ref, sent: MeetingMoved) -> Kept:
    """Change when or where a meeting is, or who chairs it, with the reason.

    Refused as changed meanwhile where `seen` is not how it stands, and to whoever reads a part of it only.
    """
    view, _ = _to_hold(request, ref)
    require_whole(view)
    seen = require_seen(ARRANGEMENT, view.arrangement, seen=sent.seen, says=MOVED)
    form = checked(
        lambda data: ArrangeForm(data, chair=view.kind.chair, changing=True),
        _arranged(sent) | {"why": sent.why},
        called=_called,
    )
    said = form.cleaned_data
    actions.arrange_anew(
        view.meeting, by=request.viewer, why=said["why"], starts_at=sent.starts_at, where=said["where"],
        chair=said["chair"], seen=seen or 0,
    )  # fmt: skip
    return Kept(ref=ref)


@room.write("/meetings/{ref}/seats", needs=HOLD_MEETING, answers=Kept)
def add_seat(request: CallOfUser, ref: Ref, sent: SeatSent) -> Kept:
    """Say who is asked, or is not and why. A colleague is asked on their own list."""
    viewer = request.viewer
    view, record = _to_hold(request, ref)
    if sent.person and sent.worker:
        raise wrong(("worker", "Give a person, a worker or a name"))
    family = members.family_of(record.subject, viewer=viewer, needs=HOLD_MEETING)
    bodies = writing.organisations_near(record.subject, viewer=viewer) if record.shows_team else []
    same = ("name", "agency", "part", "right", "report_due_on", "not_invited_because", "organisation")
    form = checked(
        lambda data: SeatForm(data, members=family, organisations=bodies, workers=workers_of(request, record)),
        {**{name: getattr(sent, name) for name in same}, "person": sent.person or sent.worker or SOMEBODY},
        called=lambda box: "worker" if box == "person" and sent.worker else box,
    )
    chosen = form.member_ref
    person = writing.subjects_called([chosen], viewer=viewer)[chosen] if chosen else None
    return Kept(ref=actions.add_seat(view.meeting, by=viewer, person=person, **form.answers()).ref)


@room.write("/meetings/{ref}/entries", needs=HOLD_MEETING, answers=EntriesKept)
def record_meeting(request: CallOfUser, ref: Ref, sent: MeetingRecorded) -> EntriesKept:
    """Keep how each took part and what was said, decided and agreed, as often as one likes while it goes on."""
    view, _ = _to_hold(request, ref)
    seats = {one.ref: one.key for one in view.seats}
    took = [(_key(seats, one.seat, f"attendance.{place}.seat"), one) for place, one in enumerate(sent.attendance)]
    said = [_said(view, seats, place, one) for place, one in enumerate(sent.said)]
    named = {f"why_{key}": f"attendance.{place}.why" for place, (key, _) in enumerate(took)}
    with _named(_SAID | named):
        made = actions.record_meeting(
            view.meeting,
            by=request.viewer,
            attendance={key: (one.state, one.why) for key, one in took},
            said=said,
        )
    return EntriesKept(entries=[one.ref for one in made])


@room.write("/meetings/{ref}/end", needs=HOLD_MEETING, answers=Kept)
def end_meeting(request: CallOfUser, ref: Ref, sent: MeetingEnded) -> Kept:
    """Say that a meeting was held and is over."""
    view, _ = _to_hold(request, ref)
    ended_at = sent.ended_at or clock.now()
    actions.end_meeting(view.meeting, by=request.viewer, ended_at=ended_at, went_on_because=sent.went_on_because)
    return Kept(ref=ref)


@room.write("/meetings/{ref}/call-off", needs=HOLD_MEETING, answers=Kept)
def call_off_meeting(request: CallOfUser, ref: Ref, sent: WhySent) -> Kept:
    """Say that a meeting is not held, and why."""
    view, _ = _to_hold(request, ref)
    actions.call_off_meeting(view.meeting, by=request.viewer, why=sent.why)
    return Kept(ref=ref)


@room.read("/meetings/{ref}/minutes", needs=READ_MEETINGS, answers=MinutesListed)
def list_minutes(request: Call, ref: Ref) -> MinutesListed:
    """List every version of the minutes, the latest first."""
    view = meetings.meeting(viewer=request.viewer, ref=ref)
    return MinutesListed(
        versions=[
            MinutesSeen(number=row.number, text=text, written_at=row.recorded_at, by=row.recorded_by.name, why=row.why)
            for row, text in meetings.versions(viewer=request.viewer, view=view)
        ]
    )


@room.write("/meetings/{ref}/minutes", needs=HOLD_MEETING, answers=Kept)
def write_minutes(request: CallOfUser, ref: Ref, sent: MinutesSent) -> Kept:
    """Write the minutes of a meeting that was held, or a further version of them.

    Refused as changed meanwhile where `seen` is not the last version, and to whoever reads a part of them only.
    """
    view, _ = _to_hold(request, ref)
    require_whole(view)
    actions.write_minutes(view.meeting, by=request.viewer, text=sent.text, why=sent.why, seen=sent.seen)
    return Kept(ref=ref)


@room.write("/meetings/actions/{ref}", needs=READ_MEETINGS, answers=Kept)
def end_meeting_action(request: CallOfUser, ref: Ref, sent: ActionEnded) -> Kept:
    """Say that an action that was agreed was done, or is no longer needed and why. By whoever holds the meeting or is
    to do it."""
    entry = meetings.action_called(ref, viewer=request.viewer)
    actions.end_action(entry, by=request.viewer, was_done=sent.how == "done", why=sent.why)
    return Kept(ref=ref)


def workers_of(request: CallOfUser, record: Record) -> Sequence[User]:
    """Workers near somebody; where their names would tell the part of town, the caller alone."""
    if not record.shows_team:
        return [request.viewer]
    return writing.workers_near(record.subject, viewer=request.viewer)


def _to_hold(request: CallOfUser, ref: str) -> tuple[MeetingView, Record]:
    """The meeting, for whoever may hold it, and the record it is opened from."""
    view = meetings.meeting(viewer=request.viewer, ref=ref, to_hold=True)
    return view, records.open_record(viewer=request.viewer, ref=view.seen_from, tab="meetings", needs=HOLD_MEETING)


def _arranged(sent: ArrangementSent) -> dict[str, object]:
    starts = words.local(sent.starts_at)
    return {"on": starts.date(), "at": starts.time(), "where": sent.where, "chair": sent.chair}


def _called(box: str) -> str:
    return "starts_at" if box in ("on", "at") else box


@contextmanager
def _named(fields: dict[str, str]) -> Iterator[None]:
    """What an action refuses, at the answer of the call."""
    try:
        yield
    except CannotBe as fault:
        raise wrong((fields.get(fault.field, fault.field), str(fault))) from fault


_SAID = {"subject": "said.child", "seat": "said.seat", "outcome": "said.outcome", "text": "said.text"}


def _key(known: dict[str, int], ref: str, field: str) -> int:
    if ref not in known:
        raise wrong((field, "This is not of the meeting"))
    return known[ref]


def _said(view: MeetingView, seats: dict[str, int], place: int, one: EntrySent) -> Said:
    """One thing that was said, by keys. Raises Problem for a ref that is not of the meeting."""
    at = f"said.{place}"
    children = {child.ref: child.subject_id for child in view.about}
    decisions = {entry.ref: entry.key for entry in view.of("decision")}
    if one.kind == "action" and one.seat is None:
        raise wrong((f"{at}.seat", "Select who does it"))
    return Said(
        kind=one.kind,
        text=one.text,
        subject=_key(children, one.child, f"{at}.child") if one.child else None,
        seat=_key(seats, one.seat, f"{at}.seat") if one.seat else None,
        outcome=one.outcome,
        against=_key(decisions, one.against, f"{at}.against") if one.against else None,
        due_on=one.due_on,
        said_at=one.said_at,
        kept_from=[_key(seats, ref, f"{at}.kept_from") for ref in one.kept_from],
    )
