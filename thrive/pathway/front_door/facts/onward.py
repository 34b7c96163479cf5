"""What was passed on from a referral to the stages of the road ahead, and how far it has got."""

from django.db.models import OuterRef, QuerySet

from thrive.base.casework.models import Handover
from thrive.base.casework.rules.giving import HandoverKind
from thrive.base.history.beside import Beside
from thrive.pathway.front_door.models import Referral, ReferralDecision


def passed_on(referral: Referral) -> "QuerySet[Handover]":
    """What was passed on by the decisions on a referral, those that were replaced among them, the oldest first."""
    return _rows(ReferralDecision.objects.filter(referral=referral))


def passed_on_beside(referral: str) -> Beside:
    """The same for each row of a question, by the name of the row's way to the referral."""
    rows = _rows(ReferralDecision.objects.filter(referral=OuterRef(OuterRef(referral))))
    return Beside(
        rows, step="step", state="state", thread="thread", user="user__name", team="team__name", sent_at="sent_at"
    )


def _rows(decisions: "QuerySet[ReferralDecision]") -> "QuerySet[Handover]":
    rows = Handover.objects.current().filter(
        kind=HandoverKind.FORWARD,
        object_type=ReferralDecision._meta.label_lower,
        object_id__in=decisions.values("pk"),
    )
    return rows.order_by("pk")
