"""Hand-overs: work that went, or was to go, to somebody else, kept as versions of which the last one holds."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Circle, Subject, Team, User, choices
from thrive.base.calendar import clock
from thrive.base.casework.rules.giving import HandoverKind
from thrive.base.history.models import AppendOnly
from thrive.base.history.refs import LENGTH, new_ref
from thrive.base.history.sensitivity import Sensitivity


class Handover(AppendOnly):
    """Work allocated, transferred, referred, shared or passed forward: by whom, to whom, why, on what basis.

    An answer, or its being taken back, is a later row that `replaces` this one, with `why`; `thread` stays the same.
    `circle` is the family it is about, where it is about one. `step` names what a domain further along the road does
    with it, and `object_type`, `object_id` what it comes from. `opened` is the key of the involvement it made.
    """

    class State(models.TextChoices):
        """What has become of it."""

        SENT = "sent", "Waits for an answer"
        ACCEPTED = "accepted", "Taken on"
        DECLINED = "declined", "Not taken on"
        REVOKED = "revoked", "Taken back"

    thread = models.CharField(max_length=LENGTH, default=new_ref, editable=False, db_index=True)
    kind = models.CharField(max_length=10, choices=choices(HandoverKind))
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    circle = models.ForeignKey(Circle, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    role = models.CharField(max_length=60, blank=True)
    step = models.CharField(max_length=80, blank=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    note = models.TextField(blank=True)
    basis = models.CharField(max_length=12, blank=True)  # a key of rules.giving.BASES
    consent = models.CharField(max_length=12, blank=True)  # of CONSENT there
    consent_why = models.CharField(max_length=400, blank=True)
    reply_by = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)  # the last day on which what is shared is open
    opened = models.BigIntegerField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.of_party_or("casework_handoverabout", "handover_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "thread": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "state": Sensitivity.PERSONAL,
        "circle": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "team": Sensitivity.STAFF,
        "sent_by": Sensitivity.STAFF,
        "sent_at": Sensitivity.TECHNICAL,
        "role": Sensitivity.STAFF,
        "step": Sensitivity.PERSONAL,
        "object_type": Sensitivity.TECHNICAL,
        "object_id": Sensitivity.TECHNICAL,
        "reason": Sensitivity.FREE_TEXT,
        "note": Sensitivity.FREE_TEXT,
        "basis": Sensitivity.OPEN,
        "consent": Sensitivity.PERSONAL,
        "consent_why": Sensitivity.FREE_TEXT,
        "reply_by": Sensitivity.TECHNICAL,
        "until_on": Sensitivity.TECHNICAL,
        "opened": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread"], condition=Q(replaced_at=None), name="one_handover_holds"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, team=None)
                | Q(user=None, team__isnull=False)
                | Q(kind="forward", user=None, team=None),
                name="handover_goes_to_one_party",
            ),
        ]
        indexes = [
            models.Index(fields=["step"], condition=Q(replaced_at=None) & ~Q(step=""), name="handovers_forward"),
            models.Index(fields=["reply_by"], condition=Q(replaced_at=None), name="handovers_to_chase"),
        ]

    def __str__(self) -> str:
        return f"Handover {self.thread}"

    @property
    def party(self) -> User | Team | None:
        """To whom it goes; a later stage of the pathway where nobody is named."""
        return self.user or self.team

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == self.State.SENT

    def is_to(self, viewer: User) -> bool:
        """Whether it goes to the viewer, or to a team they work in."""
        return self.user_id == viewer.pk or (self.team_id is not None and self.team_id in viewer.standing.team_ids)


class HandoverAbout(models.Model):
    """Whom a version of a hand-over is about."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="about")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.about()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "handover": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "subject"], name="handover_about_a_subject_once")]

    def __str__(self) -> str:
        return f"Handover {self.handover_id} about {self.subject_id}"
