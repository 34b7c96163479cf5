"""Records named for an audit or an inspection."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from thrive.base.access import wall
from thrive.base.access.models import Authority, User
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.people.rules.samples import TITLE_MOST


class Sample(AppendOnly):
    """Records that one auditor or inspector reads, from the first to the last day, and what for (`why`).

    Which records those are is said by involvement alone: rows of the reader for this purpose whose `source` is the
    sample's `mark`.
    """

    ref = RefField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="samples")
    title = models.CharField(max_length=TITLE_MOST)
    first_day = models.DateField()
    last_day = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.either(wall.of_user("reader_id"), wall.of_authority())
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "authority": Sensitivity.OPEN,
        "reader": Sensitivity.STAFF,
        "title": Sensitivity.FREE_TEXT,
        "first_day": Sensitivity.STAFF,
        "last_day": Sensitivity.STAFF,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="sample_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["reader", "last_day"], name="samples_of_reader")]

    def __str__(self) -> str:
        return f"Sample {self.ref}"

    @property
    def mark(self) -> str:
        """What the source of its involvements says."""
        return f"sample {self.ref}"

    @property
    def ends_on(self) -> dt.date:
        """The first day on which it no longer opens anything."""
        return Days(1).after(self.last_day)

    @property
    def is_over(self) -> bool:
        """Whether it opens nothing any more: its last day has passed, or it was ended early. One query, or none where
        the end was fetched with it."""
        return self.last_day < clock.today() or hasattr(self, "end")

    @property
    def state(self) -> str:
        """Whether it is read now, in words."""
        if hasattr(self, "end"):
            return "Ended early"
        if self.is_over:
            return "Over"
        return "Running" if self.first_day <= clock.today() else "Not begun"


class SampleEnd(AppendOnly):
    """A sample was ended before its last day: by whom, and `why`."""

    sample = models.OneToOneField(Sample, on_delete=models.PROTECT, related_name="end")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("people_sample", "id", "sample_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "sample": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    def __str__(self) -> str:
        return f"End of sample {self.sample_id}"
