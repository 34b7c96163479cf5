"""Approvals: what somebody asked another to approve, kept as versions of which the last one holds."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Subject, Team, User
from thrive.base.calendar import clock
from thrive.base.casework.rules.approvals import ASKED, COMMENT_MOST, SAYS_WHY, STATES
from thrive.base.history.models import AppendOnly
from thrive.base.history.refs import LENGTH, new_ref
from thrive.base.history.sensitivity import Sensitivity

WAITS = Q(replaced_at=None, state=ASKED)  # in words that a partial index is found by


class Approval(AppendOnly):
    """Something was asked to be approved, and what was answered; the answer is a later row of the same `thread`.

    `kind` is the key of an `offers.ApprovalKind`; `object_type` and `object_id` name exactly what is approved, and
    `stamp` says what it was then. `user` or `team` were asked; neither, where it was asked of whoever may. With whom it
    waits now is told by the task. `comment` is in the words of `recorded_by`, and so is `why`, which says what is to be
    changed, or why it was taken back. `in_place_of` is whoever was away when somebody who covers for them answered.
    """

    thread = models.CharField(max_length=LENGTH, default=new_ref, editable=False, db_index=True)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=list(STATES.items()), default=ASKED)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    stamp = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    comment = models.CharField(max_length=COMMENT_MOST, blank=True)
    asked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    in_place_of = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    concerns_nobody = models.BooleanField(default=False)  # about no Subject: the authority's own matter
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.of_party_or("casework_approvalabout", "approval_id", nobody="concerns_nobody")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "thread": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "state": Sensitivity.PERSONAL,
        "object_type": Sensitivity.TECHNICAL,
        "object_id": Sensitivity.TECHNICAL,
        "stamp": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "team": Sensitivity.STAFF,
        "comment": Sensitivity.FREE_TEXT,
        "asked_by": Sensitivity.STAFF,
        "asked_at": Sensitivity.TECHNICAL,
        "in_place_of": Sensitivity.STAFF,
        "concerns_nobody": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="approval_of_object")]
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(replaced_at=None), name="one_version_of_an_approval_holds"
            ),
            models.UniqueConstraint(
                fields=["object_type", "object_id"], condition=WAITS, name="asked_to_approve_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(user=None) | Q(team=None), name="approval_is_asked_of_one_party"),
            models.CheckConstraint(condition=~Q(state__in=SAYS_WHY) | ~Q(why=""), name="approval_not_given_says_why"),
        ]

    def __str__(self) -> str:
        return f"Approval {self.thread}"

    @property
    def waits(self) -> bool:
        """Whether it is neither answered nor taken back."""
        return self.state == ASKED and self.replaced_at is None

    @property
    def is_own(self) -> bool:
        """Whether whoever asked for it approved it, as its kind lets them."""
        return self.state != ASKED and self.asked_by_id is not None and self.asked_by_id == self.recorded_by_id


class ApprovalAbout(models.Model):
    """Whom a version of an approval is about."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="about")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.about()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "approval": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["approval", "subject"], name="approval_about_a_subject_once")]

    def __str__(self) -> str:
        return f"Approval {self.approval_id} about {self.subject_id}"
