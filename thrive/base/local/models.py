"""Dated local choices. They vary rules; they never edit them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access.models import Authority, Fact, User
from thrive.base.history.models import AppendOnly
from thrive.base.history.one_at_a_time import OneAtATime
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Unguarded


class Checked(Fact):
    """A row that counts only once somebody other than whoever entered it (`recorded_by`) has checked it.

    It holds in one authority or, without one, in the whole country.
    """

    ROWS: ClassVar[Unguarded] = Unguarded("an authority's own choices about rules: about nobody")

    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField(null=True, blank=True)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "authority": Sensitivity.OPEN,
        "checked_by": Sensitivity.STAFF,
        "checked_on": Sensitivity.OPEN,
    }

    class Meta(Fact.Meta):
        abstract = True

    @property
    def is_checked(self) -> bool:
        """Whether somebody other than whoever entered it has checked it."""
        return self.checked_by_id is not None and self.checked_by_id != self.recorded_by_id


class Choice(Checked):
    """A local choice about a rule: for an authority, area and purpose."""

    rule = models.CharField(max_length=80)
    area = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=60, blank=True)
    instrument = models.CharField(max_length=200)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "rule": Sensitivity.OPEN,
        "area": Sensitivity.OPEN,
        "purpose": Sensitivity.OPEN,
        "instrument": Sensitivity.OPEN,
    }

    class Meta(Checked.Meta):
        abstract = True


class Commencement(Choice):
    """The day (`true_from`) on which a rule begins to bind."""

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {}

    class Meta(Choice.Meta):
        constraints = [*Choice.Meta.constraints, OneAtATime(fields=["rule", "authority", "area", "purpose"])]

    def __str__(self) -> str:
        return f"{self.rule} from {self.true_from}"


class Variation(Choice):
    """Another limit than the national one, from `true_from` to before `true_to`."""

    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=40)  # as base.calendar names its units, or as the threshold names its own

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {"amount": Sensitivity.OPEN, "unit": Sensitivity.OPEN}

    class Meta(Choice.Meta):
        constraints = [*Choice.Meta.constraints, OneAtATime(fields=["rule", "authority", "area", "purpose"])]

    def __str__(self) -> str:
        return f"{self.rule}: {self.amount} {self.unit}"


class Holiday(Checked):
    """A bank holiday that the published lists do not hold: a royal event announced last week."""

    day = models.DateField()
    name = models.CharField(max_length=120)

    SENSITIVITY = {"day": Sensitivity.OPEN, "name": Sensitivity.OPEN}

    class Meta(Checked.Meta):
        constraints = [*Checked.Meta.constraints, OneAtATime(fields=["day", "authority"])]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class EarlyEnd(AppendOnly):
    """Somebody means to end a checked choice early, for the reason `why`: `ends_on` is the first day without it.

    Nothing ends until somebody else has checked it: that is a further row, which `replaces` this one and names them.
    One that was dropped is closed and nothing replaces it. `kind` and `choice_id` say which row is meant.
    """

    ROWS: ClassVar[Unguarded] = Unguarded("an authority's own choices about rules: about nobody")

    kind = models.CharField(max_length=12)
    choice_id = models.BigIntegerField()
    ends_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "kind": Sensitivity.TECHNICAL,
        "choice_id": Sensitivity.TECHNICAL,
        "ends_on": Sensitivity.OPEN,
        "recorded_by": Sensitivity.STAFF,
        "checked_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "choice_id"], condition=Q(replaced_at=None), name="one_early_end_of_a_choice"
            )
        ]

    def __str__(self) -> str:
        return f"Early end of {self.kind} {self.choice_id}"
