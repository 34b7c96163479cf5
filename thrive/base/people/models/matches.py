"""What a worker said of two records that might be of one person."""

from typing import ClassVar

from django.db import models

from thrive.base.access import wall
from thrive.base.access.models import User
from thrive.base.history.models import AppendOnly
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.people.models.person import Person


class MatchDecision(AppendOnly):
    """Two records were compared, and somebody said that they are of different people, or was not sure.

    `why` is the worker's reason. `band` and `version` keep what the comparison said, and by which weights. A pair
    that is not sure stands on both records until somebody decides.
    """

    class Verdict(models.TextChoices):
        """What was said."""

        DIFFERENT = "different", "Different people"
        NOT_SURE = "not_sure", "Not sure"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="match_decisions")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="match_decisions_of")
    verdict = models.CharField(max_length=9, choices=Verdict)
    band = models.CharField(max_length=12, blank=True)
    version = models.CharField(max_length=40, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.about("person_id", "other_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "person": Sensitivity.TECHNICAL,
        "other": Sensitivity.PERSONAL,
        "verdict": Sensitivity.PERSONAL,
        "band": Sensitivity.TECHNICAL,
        "version": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="match_is_of_two_records"),
        ]

    def __str__(self) -> str:
        return f"MatchDecision {self.pk}"
