"""Due dates: the last day of every duty that runs for somebody, worked out and kept so that lists need not."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from thrive.base.access import wall
from thrive.base.access.models import Subject
from thrive.base.history.refs import LENGTH
from thrive.base.history.sensitivity import Sensitivity


class DueDate(models.Model):
    """A duty that is still to be done about somebody: which clock runs, since when, and its last day.

    Derived, as a card is: `actions.dues.refresh` makes it from the elements of the person, the declared rules and the
    authority's own choices, and a test compares the two. `spoken_on` is the day to which the newest file speaks, where
    a file brought the element that started the clock; nobody knows what was done after it. It is empty for what is
    recorded here. `binds` says whether the duty is in force there, on the day its clock started.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="due_dates")
    clock = models.CharField(max_length=80)
    rule = models.CharField(max_length=80)
    element_type = models.CharField(max_length=60)
    element_id = models.BigIntegerField(null=True)
    element_ref = models.CharField(max_length=LENGTH)
    started_on = models.DateField()
    due_on = models.DateField()
    spoken_on = models.DateField(null=True, blank=True)
    binds = models.BooleanField(default=True)

    ROWS = wall.about()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "subject": Sensitivity.TECHNICAL,
        "clock": Sensitivity.PERSONAL,
        "rule": Sensitivity.PERSONAL,
        "element_type": Sensitivity.TECHNICAL,
        "element_id": Sensitivity.TECHNICAL,
        "element_ref": Sensitivity.TECHNICAL,
        "started_on": Sensitivity.PERSONAL,
        "due_on": Sensitivity.PERSONAL,
        "spoken_on": Sensitivity.OPEN,
        "binds": Sensitivity.OPEN,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "clock", "element_ref"], name="a_clock_of_an_element_runs_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("started_on")), name="due_on_or_after_its_start"),
        ]
        indexes = [models.Index(fields=["rule", "due_on"], name="due_dates_of_a_rule")]

    def __str__(self) -> str:
        return f"{self.clock} due {self.due_on}"
