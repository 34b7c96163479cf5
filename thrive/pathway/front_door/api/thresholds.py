"""Threshold documents over HTTP: read, entered, checked by a second person, taken back."""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Day, Line, Ref, Sent, one_of
from thrive.base.access.calls.typed import checked
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions import thresholds as actions
from thrive.pathway.front_door.api.room import DoorKept, Words, room
from thrive.pathway.front_door.api.sent import Text
from thrive.pathway.front_door.forms.thresholds import ThresholdForm
from thrive.pathway.front_door.models import ThresholdDocument
from thrive.pathway.front_door.permissions import KEEP_THRESHOLDS, READ_CONTACT
from thrive.pathway.front_door.queries import thresholds as queries

LEVEL = "level_"


class ThresholdsSeen(Schema):
    """A threshold document: what it says of each level, from when, and whether a second person has checked it."""

    ref: str
    title: str
    url: str
    in_force_from: dt.date
    is_in_force: bool
    is_checked: bool
    is_taken_back: bool
    entered_by: str
    checked_by: str
    levels: list[Words]


class ThresholdsListed(Schema):
    """Every threshold document, the latest first."""

    documents: list[ThresholdsSeen]


class LevelSent(Sent):
    """What the document says of a level."""

    level: Annotated[str, Field(pattern=one_of(rules.LEVELS))]
    words: Text


class ThresholdsSent(Sent):
    """A published threshold document, with its words for every level."""

    title: Annotated[Line, Field(max_length=200)]
    url: Annotated[Line, Field(max_length=300)] = ""
    in_force_from: Day
    levels: Annotated[list[LevelSent], Field(max_length=len(rules.LEVELS))]


class ThresholdsWhy(Sent):
    """Why a document is taken back."""

    why: Line


@room.read("/thresholds", needs=READ_CONTACT, answers=ThresholdsListed, people_only=True)
def list_thresholds(request: CallOfUser) -> ThresholdsListed:
    """List the threshold documents of one's authority, and which is in force."""
    rows = queries.documents(viewer=request.viewer)
    standing = queries.in_force(rows)
    return ThresholdsListed(documents=[_seen(one, is_in_force=one == standing) for one in rows])


@room.read("/thresholds/{ref}", needs=READ_CONTACT, answers=ThresholdsSeen, people_only=True)
def read_thresholds(request: CallOfUser, ref: Ref) -> ThresholdsSeen:
    """Read a threshold document."""
    found = queries.document(viewer=request.viewer, ref=ref)
    return _seen(found, is_in_force=found == queries.in_force(queries.documents(viewer=request.viewer)))


@room.write("/thresholds", needs=KEEP_THRESHOLDS, answers=DoorKept)
def enter_thresholds(request: CallOfUser, sent: ThresholdsSent) -> DoorKept:
    """Enter a published threshold document. It counts once somebody else has checked it."""
    authority = request.viewer.organisation.authority
    assert authority is not None  # whoever keeps them works for an authority
    answers = sent.model_dump(exclude={"levels"}) | {f"{LEVEL}{one.level}": one.words for one in sent.levels}
    form = checked(
        lambda data: ThresholdForm(data), answers, called=lambda box: "levels" if box.startswith(LEVEL) else box
    )
    return DoorKept(ref=actions.enter_thresholds(authority, by=request.viewer, **form.answers()).ref)


@room.write("/thresholds/{ref}/check", needs=KEEP_THRESHOLDS, answers=DoorKept)
def check_thresholds(request: CallOfUser, ref: Ref) -> DoorKept:
    """Say that a document which somebody else entered is what was published."""
    actions.check_thresholds(queries.document(viewer=request.viewer, ref=ref), by=request.viewer)
    return DoorKept(ref=ref)


@room.write("/thresholds/{ref}/take-back", needs=KEEP_THRESHOLDS, answers=DoorKept)
def take_back_thresholds(request: CallOfUser, ref: Ref, sent: ThresholdsWhy) -> DoorKept:
    """Say that a document was entered in error. Decisions that were judged by it keep it."""
    actions.take_back_thresholds(queries.document(viewer=request.viewer, ref=ref), by=request.viewer, why=sent.why)
    return DoorKept(ref=ref)


def _seen(row: ThresholdDocument, *, is_in_force: bool) -> ThresholdsSeen:
    return ThresholdsSeen(
        ref=row.ref,
        title=row.title,
        url=row.url,
        in_force_from=row.in_force_from,
        is_in_force=is_in_force,
        is_checked=row.is_checked,
        is_taken_back=row.replaced_at is not None,
        entered_by=row.recorded_by.name,
        checked_by=row.check_made.checked_by.name if row.is_checked else "",
        levels=[Words(key=one.level, words=one.words) for one in row.criteria.all()],
    )
