"""Letters that are made from something, over HTTP: an invitation, a copy of minutes or of a plan; and that somebody has
a letter."""

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from thrive.base.access.calls.caller import CallOfUser
from thrive.base.access.calls.shapes import Day, Line, Ref, Sent
from thrive.base.access.calls.typed import checked, wrong
from thrive.base.casework.actions.letters import record_receipt, send_letter
from thrive.base.casework.api.letters import Kept, PartSent, room
from thrive.base.casework.forms.letters import ReceiptForm
from thrive.base.casework.permissions import HOLD_MEETING, WRITE_LETTER, WRITE_PLAN
from thrive.base.casework.queries import circulating, letters, plans, writing
from thrive.base.casework.queries.writing import Recipient
from thrive.base.casework.rules.letters import ADDRESS_MOST
from thrive.base.people.queries import members, records

PLAN_COPY = "casework.plan_copy"  # the kind of letter


class CopySent(Sent):
    """What its writer adds, and how it goes."""

    parts: Annotated[list[PartSent], Field(max_length=20)] = []
    how: Annotated[Line, Field(max_length=10)]
    sent_on: Day
    language: Annotated[Line, Field(max_length=10)] = "en-gb"
    size: Annotated[Line, Field(max_length=10)] = "ordinary"

    def answers(self) -> Mapping[str, Any]:
        """What the action is given."""
        same = ("how", "sent_on", "language", "size")
        return {"parts": {one.key: one.text for one in self.parts}, **{name: getattr(self, name) for name in same}}


class SeatLetterSent(CopySent):
    """A letter to one who has a seat: an invitation or a copy of the minutes, by the key of its kind. `to_address`:
    where it is posted to, for somebody who is not on record."""

    kind: Annotated[Line, Field(max_length=60)]
    to_address: Annotated[Line, Field(max_length=ADDRESS_MOST)] = ""


class PlanCopySent(CopySent):
    """A copy of the plan that stands, for somebody of the family."""

    to_person: Ref


class ReceiptSent(Sent):
    """Since when somebody has a letter, and how that is known."""

    received_on: Day
    said: Line


@room.write("/seats/{ref}/letters", needs=HOLD_MEETING, answers=Kept)
def write_to_seat(request: CallOfUser, ref: Ref, sent: SeatLetterSent) -> Kept:
    """Keep an invitation, or a copy of the minutes, for one who has a seat, as it was sent.

    It is made from the meeting without what its reader must not be told. Nothing is posted or mailed.
    """
    viewer = request.viewer
    kind = writing.letter_kind(sent.kind, viewer=viewer)
    to = dataclasses.replace(
        circulating.recipient_of(circulating.seat_called(ref, viewer=viewer)), address=sent.to_address
    )
    return Kept(ref=send_letter(kind, about=[], by=viewer, to=to, of=ref, **sent.answers()).ref)


@room.write("/plans/{ref}/copies", needs=WRITE_PLAN, answers=Kept)
def copy_plan(request: CallOfUser, ref: Ref, sent: PlanCopySent) -> Kept:
    """Keep a copy of the plan that stands for somebody of the family, as it was given to them."""
    viewer = request.viewer
    kind = writing.letter_kind(PLAN_COPY, viewer=viewer)
    view = plans.plan(viewer=viewer, ref=ref)
    record = records.open_record(viewer=viewer, ref=view.seen_from, tab="plans", needs=WRITE_PLAN)
    family = members.family_of(record.subject, viewer=viewer, needs=WRITE_PLAN)
    if sent.to_person not in {one.ref for one in family if one.is_living}:
        raise wrong(("to_person", "Select somebody of the family"))
    to = Recipient(person=writing.subjects_called([sent.to_person], viewer=viewer)[sent.to_person])
    return Kept(ref=send_letter(kind, about=[], by=viewer, to=to, of=view.ref, **sent.answers()).ref)


@room.write("/letters/{ref}/received", needs=WRITE_LETTER, answers=Kept)
def letter_received(request: CallOfUser, ref: Ref, sent: ReceiptSent) -> Kept:
    """Say that whoever a letter went to has it, since when, and how that is known."""
    found = letters.letter(viewer=request.viewer, ref=ref)
    form = checked(lambda data: ReceiptForm(data), sent.model_dump())
    record_receipt(found.letter, by=request.viewer, **form.cleaned_data)
    return Kept(ref=ref)
