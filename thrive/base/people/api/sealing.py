"""Sealed parts of a record over HTTP: what is sealed, for the few; sealing a part; lifting a seal.

A fact is named by what it says, as its owner would: no key of a row leaves Thrive.
"""

import datetime as dt
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Line, Ref, Sent
from thrive.base.people import permissions
from thrive.base.people.actions import sealing as actions
from thrive.base.people.api.records import room
from thrive.base.people.queries import records, sealing

Reason = Literal["adoption", "recognition", "protected"]


class PartSealed(Schema):
    """A seal that stands: what it covers in words, by whom and why."""

    ref: str
    kind: str
    says: list[str]
    reason: str
    why: str
    by: str
    at: dt.datetime


class PartsSealed(Schema):
    """Every seal that stands on the record, the latest first."""

    parts: list[PartSealed]


class SealSent(Sent):
    """What is to be sealed, and why.

    `says`: the name or the number as it stands on the record; `other`: the ref of the person a relationship is with.
    `readers`: refs of workers named on the record who may read it too.
    """

    part: Literal["names", "identifiers", "relationships"]
    says: Line = ""
    other: Ref | None = None
    reason: Reason
    why: Line
    readers: Annotated[list[Ref], Field(max_length=40)] = []


class LiftSent(Sent):
    """Why a seal is lifted."""

    why: Line


class Sealed(Schema):
    """The ref of the seal."""

    ref: str


@room.read("/people/{ref}/sealed", needs=permissions.OPEN_RECORD, answers=PartsSealed, people_only=True)
def sealed_parts(request: CallOfUser, ref: Ref) -> PartsSealed:
    """Read what is sealed of an open record.

    For those named for it; to everybody else there is nothing here.
    """
    record = records.open_record(viewer=request.viewer, ref=ref, tab="details")
    return PartsSealed(
        parts=[
            PartSealed(
                ref=one.ref, kind=one.kind, says=list(one.lines), reason=one.reason, why=one.why, by=one.by, at=one.at
            )
            for one in sealing.parts_of(record)
        ]
    )


@room.write("/people/{ref}/sealed", needs=permissions.RESTRICT, answers=Sealed, fresh=True)
def seal_part(request: CallOfUser, ref: Ref, sent: SealSent) -> Sealed:
    """Seal a name, a number or a relationship of an open record, with every trace of it.

    By a manager named on the record, who has proved who they are in the last minutes. From then on only those named
    for it read it.
    """
    record = records.open_record(viewer=request.viewer, ref=ref, tab="details", needs=permissions.RESTRICT)
    row = sealing.fact_said(record, sent.part, says=sent.says, other=sent.other or "")
    readers = sealing.readers_called(record, sent.readers)
    made = actions.seal_part(record.person, row, by=request.viewer, reason=sent.reason, why=sent.why, readers=readers)
    return Sealed(ref=made.ref)


@room.write("/people/{ref}/sealed/{seal}/lift", needs=permissions.RESTRICT, answers=Sealed, fresh=True)
def lift_seal(request: CallOfUser, ref: Ref, seal: Ref, sent: LiftSent) -> Sealed:
    """Lift a seal: what it covers is said anew, and read by whoever reads the record.

    By a manager who is named for what is sealed, and has proved who they are in the last minutes.
    """
    record = records.open_record(viewer=request.viewer, ref=ref, tab="details", needs=permissions.RESTRICT)
    part = sealing.part_called(record, seal)
    actions.lift_seal(part.seal, by=request.viewer, why=sent.why)
    return Sealed(ref=seal)
