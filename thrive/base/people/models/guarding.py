"""How a record came to be guarded as it is, and who opened it in an emergency."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Involvement, Subject, User, choices
from thrive.base.access.rules import Restriction
from thrive.base.calendar import clock
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.people.rules import EMERGENCY_REASONS, GUARD_REASONS, REVIEW_OUTCOMES


class GuardDecision(AppendOnly):
    """Somebody decided how a record is guarded, and why. The Subject holds what was decided last.

    `recorded_by` is empty where a file said so.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="guard_decisions")
    restriction = models.CharField(max_length=12, choices=choices(Restriction))
    address_restricted = models.BooleanField()
    reason = models.CharField(max_length=12, choices=list(GUARD_REASONS.items()), blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.about()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "subject": Sensitivity.TECHNICAL,
        "restriction": Sensitivity.PERSONAL,
        "address_restricted": Sensitivity.PERSONAL,
        "reason": Sensitivity.PERSONAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        indexes = [models.Index(fields=["subject", "-recorded_at"], name="guard_decision_of_subject")]

    def __str__(self) -> str:
        return f"Guard decision {self.pk}"


class EmergencyOpening(AppendOnly):
    """Somebody opened a guarded record in an emergency: for which reason, in their own words (`why`), until when.

    `review_by` is the last day for its review, by the rule of the day on which it was opened.
    """

    ref = RefField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="emergencies")
    involvement = models.OneToOneField(Involvement, on_delete=models.PROTECT, related_name="emergency")
    reason = models.CharField(max_length=12, choices=list(EMERGENCY_REASONS.items()))
    until_at = models.DateTimeField()
    review_by = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="emergencies")

    ROWS = wall.overseen()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "involvement": Sensitivity.TECHNICAL,
        "reason": Sensitivity.STAFF,
        "until_at": Sensitivity.TECHNICAL,
        "review_by": Sensitivity.STAFF,
        "recorded_by": Sensitivity.STAFF,
    }

    def __str__(self) -> str:
        return f"Emergency {self.ref}"

    @property
    def is_running(self) -> bool:
        """Whether it still opens the record."""
        return self.until_at > clock.now()


class EmergencyReview(AppendOnly):
    """What somebody else made of an emergency opening, in their own words (`why`). A later one replaces it."""

    opening = models.ForeignKey(EmergencyOpening, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=13, choices=list(REVIEW_OUTCOMES.items()))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("people_emergencyopening", "id", "opening_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "opening": Sensitivity.TECHNICAL,
        "outcome": Sensitivity.STAFF,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opening"], condition=Q(replaced_at=None), name="one_review_stands")
        ]

    def __str__(self) -> str:
        return f"Review of emergency {self.opening_id}"


class EmergencyNotice(models.Model):
    """Somebody was told of an emergency opening, at once: who owns the record, and who governs information."""

    ref = RefField()
    opening = models.ForeignKey(EmergencyOpening, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    ROWS = wall.through("people_emergencyopening", "id", "opening_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "opening": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "told_at": Sensitivity.TECHNICAL,
        "read_at": Sensitivity.TECHNICAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "user"], name="told_once")]
        indexes = [models.Index(fields=["user"], condition=Q(read_at=None), name="emergency_notices_unread")]

    def __str__(self) -> str:
        return f"Notice of emergency {self.opening_id}"
