"""What can still become of a hand-over, and what waits for a later stage, whoever asks."""

from django.db.models import QuerySet

from thrive.base.calendar import clock
from thrive.base.casework.models import Handover
from thrive.base.casework.rules.giving import HandoverKind


def may_be_taken_back(handover: Handover) -> bool:
    """Whether it waits for an answer, or what it opened is open still. An allocation is changed by another one,
    what was passed forward goes to somebody else."""
    opens = handover.kind in (HandoverKind.SHARE, HandoverKind.REFER) and handover.state == Handover.State.ACCEPTED
    waits = handover.is_waiting and handover.kind not in (HandoverKind.ALLOCATE, HandoverKind.FORWARD)
    return waits or (opens and (handover.until_on is None or handover.until_on >= clock.today()))


def may_be_passed_to(handover: Handover) -> bool:
    """Whether somebody may still be named who takes up what was passed forward: it waits, or was not taken on."""
    states = (Handover.State.SENT, Handover.State.DECLINED)
    return handover.kind == HandoverKind.FORWARD and handover.state in states


def waiting_forward(step: str) -> "QuerySet[Handover]":
    """What was passed forward for this step and has not been taken up, the oldest first."""
    rows = Handover.objects.current().filter(kind=HandoverKind.FORWARD, step=step, state=Handover.State.SENT)
    return rows.order_by("sent_at", "pk")
