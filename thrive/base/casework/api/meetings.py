"""Meetings over HTTP: those about somebody, and one of them with what was said, decided and agreed."""

import datetime as dt

from ninja import Schema

from thrive.base.access.calls.caller import Call
from thrive.base.access.calls.revisions import revision_of
from thrive.base.access.calls.shapes import Ref
from thrive.base.casework.api.letters import Somebody, room
from thrive.base.casework.permissions import READ_MEETINGS
from thrive.base.casework.queries import meetings
from thrive.base.people.queries import records

ARRANGEMENT = "casework.arrangement"  # the kind of thing that a revision names


class MeetingListed(Schema):
    """A meeting in a list. `state`: set up, held or called off."""

    ref: str
    title: str
    purpose: str
    starts_at: dt.datetime
    state: str
    may_open: bool


class MeetingsListed(Schema):
    """Every meeting about a person, the latest first."""

    meetings: list[MeetingListed]


class SeatSeen(Schema):
    """Somebody who was asked, or was not and why, and how they took part."""

    ref: str
    agency: str
    name: str
    part: str
    right: str
    state: str
    why: str


class EntrySeen(Schema):
    """One thing that was said, recommended, decided or agreed. `was_done`: of an action that ended."""

    ref: str
    kind: str
    text: str
    outcome: str
    who: str
    child: str
    due_on: dt.date | None
    said_at: dt.datetime
    against: str
    by: str
    was_done: bool | None


class MeetingSeen(Schema):
    """A meeting. `short` names the agencies of which too few were there; `where` is "Withheld" where the caller must
    not know it. Send `revision` back with a change of when or where it is."""

    ref: str
    kind: str
    title: str
    purpose: str
    starts_at: dt.datetime
    where: str
    chair: str
    must_be_by: dt.date | None
    state: str
    ended_at: dt.datetime | None
    went_on_because: str
    about: list[Somebody]
    others: int
    seats: list[SeatSeen]
    short: list[str]
    entries: list[EntrySeen]
    minutes: str
    minutes_number: int
    revision: str


@room.read("/people/{ref}/meetings", needs=READ_MEETINGS, answers=MeetingsListed)
def list_meetings(request: Call, ref: Ref) -> MeetingsListed:
    """List the meetings about a person, the latest first."""
    record = records.open_record(viewer=request.viewer, ref=ref, tab="meetings", needs=READ_MEETINGS)
    found = meetings.meetings_of(viewer=request.viewer, record=record)
    return MeetingsListed(meetings=[MeetingListed(**vars(one)) for one in found])


@room.read("/meetings/{ref}", needs=READ_MEETINGS, answers=MeetingSeen)
def read_meeting(request: Call, ref: Ref) -> MeetingSeen:
    """Read a meeting: who was asked and came, what was said, decided and agreed, and the minutes that stand."""
    view = meetings.meeting(viewer=request.viewer, ref=ref)
    same = (
        "ref", "purpose", "starts_at", "where", "chair", "must_be_by", "state", "ended_at", "went_on_because",
        "others", "minutes", "minutes_number",
    )  # fmt: skip
    seat = ("ref", "agency", "name", "part", "right", "state", "why")
    entry = ("ref", "kind", "text", "outcome", "who", "child", "due_on", "said_at", "against", "by", "was_done")
    return MeetingSeen(
        **{name: getattr(view, name) for name in same},
        kind=view.kind.key,
        title=view.kind.title,
        about=[Somebody(ref=one.ref, name=one.name) for one in view.about],
        seats=[SeatSeen(**{name: getattr(one, name) for name in seat}) for one in view.seats],
        revision=revision_of(ARRANGEMENT, view.arrangement),
        short=[one.words for one in view.short],
        entries=[EntrySeen(**{name: getattr(one, name) for name in entry}) for one in view.entries],
    )
