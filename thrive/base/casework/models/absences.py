"""Absences: when a worker is away and who covers, kept as versions of which the last one holds."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from thrive.base.access import wall
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.calendar.holidays import ONE_DAY
from thrive.base.casework.rules.absences import NOTE_MOST
from thrive.base.history.models import AppendOnly, AppendOnlyQuerySet
from thrive.base.history.prepared import at_asking
from thrive.base.history.refs import LENGTH, new_ref
from thrive.base.history.sensitivity import Sensitivity


class AbsenceQuerySet(AppendOnlyQuerySet):
    """Versions of absences."""

    def on(self, day: dt.date) -> "AbsenceQuerySet":
        """Those that hold, and whose days have `day` among them."""
        return self.filter(replaced_at=None, is_off=False, starts_on__lte=day, ends_on__gt=day)

    def today(self) -> "AbsenceQuerySet":
        """Those of today; for prepared questions too."""
        return self.on(at_asking(clock.today))


class Absence(AppendOnly):
    """A worker is away on the days `[starts_on, ends_on)`, and `cover` sees their work meanwhile; nobody, where it is
    empty. A change is a later row of the same `thread`; `is_off` marks one that never came about. `note` is what
    whoever covers should know, in the words of `noted_by`; `why` says why this version was made.
    """

    thread = models.CharField(max_length=LENGTH, default=new_ref, editable=False, db_index=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="covered")
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(max_length=NOTE_MOST, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_off = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AbsenceQuerySet.as_manager()  # type: ignore[misc]  # widens the manager of AppendOnly

    ROWS = wall.either(wall.either(wall.of_user(), wall.of_user("cover_id")), wall.of_colleague("user_id"))
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "thread": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "cover": Sensitivity.STAFF,
        "starts_on": Sensitivity.STAFF,
        "ends_on": Sensitivity.STAFF,
        "note": Sensitivity.FREE_TEXT,
        "noted_by": Sensitivity.STAFF,
        "is_off": Sensitivity.STAFF,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        indexes = [
            models.Index(fields=["user"], condition=Q(replaced_at=None), name="absence_of_user_now"),
            models.Index(fields=["cover"], condition=Q(replaced_at=None), name="absence_by_cover_now"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(replaced_at=None), name="one_version_of_an_absence_holds"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="absence_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(cover=F("user")), name="nobody_covers_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"Absence {self.thread}"

    @property
    def last_day(self) -> dt.date:
        """The last day on which they are away."""
        return self.ends_on - ONE_DAY

    @property
    def has_begun(self) -> bool:
        """Whether its first day is today or earlier."""
        return self.starts_on <= clock.today()

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed, or it never came about."""
        return self.is_off or self.ends_on <= clock.today()
