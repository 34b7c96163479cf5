"""A part of a record that is sealed although the record itself is open: a former name, a number, a relationship.

Rows that are kept cannot be marked, so the seal stands beside them. Two tables: which rows are under a seal, by key
alone, which whoever reads facts must be able to ask; and who sealed them and why, for the few.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from thrive.base.access import wall
from thrive.base.access.models import Subject, User
from thrive.base.calendar import clock
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly, Kept, KeptQuerySet
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Rows
from thrive.base.people.rules import SEAL_REASONS


class PartSeal(AppendOnly):
    """Somebody sealed a part of a person's record, or lifted that: who, and why in their own words (`why`).

    A seal stands while nothing replaces it. Lifting it is a further row, `lifted`, that was never a seal itself.
    """

    class Part(models.TextChoices):
        """What is sealed."""

        NAME = "names", "Name"
        NUMBER = "identifiers", "Number"
        RELATIONSHIP = "relationships", "Relationship"

    ref = RefField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="part_seals")
    part = models.CharField(max_length=13, choices=Part)
    reason = models.CharField(max_length=12, choices=list(SEAL_REASONS.items()))
    lifted = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.named_for_sealed()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "subject": Sensitivity.IDENTITY,
        "part": Sensitivity.IDENTITY,
        "reason": Sensitivity.SPECIAL,
        "lifted": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        indexes = [models.Index(fields=["subject"], condition=Q(replaced_at=None), name="part_seal_stands")]

    def __str__(self) -> str:
        return f"Seal {self.ref}"


class SealedRow(Kept):
    """A row that is under a seal: it is read by nobody until the seal is lifted, which closes this one.

    `was_current`: it said what was so when it was sealed, and does again when the seal is lifted.
    """

    seal = models.ForeignKey(PartSeal, on_delete=models.PROTECT, related_name="rows")
    table = models.CharField(max_length=60)  # label of its model
    row_id = models.BigIntegerField()
    was_current = models.BooleanField()
    recorded_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    ROWS = wall.DECIDING
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "seal": Sensitivity.TECHNICAL,
        "table": Sensitivity.TECHNICAL,
        "row_id": Sensitivity.TECHNICAL,
        "was_current": Sensitivity.TECHNICAL,
        "recorded_at": Sensitivity.TECHNICAL,
        "replaced_at": Sensitivity.TECHNICAL,
    }

    objects = KeptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "row_id"], condition=Q(replaced_at=None), name="row_sealed_once")
        ]

    def __str__(self) -> str:
        return f"Sealed row {self.pk}"


#: Tables whose rows can be under a seal, by the label of their model, with the columns of whom a row is about.
SEALED_TABLES: dict[str, tuple[str, ...]] = {
    "people.name": ("person_id",),
    "people.identifier": ("person_id",),
    "people.relationship": ("person_id", "other_id"),
    "people.parentalresponsibility": ("person_id", "child_id"),
    "people.householdmember": ("person_id",),
    "access.circlemember": ("subject_id",),
}


def behind_seals(label: str, rows: Rows) -> Rows:
    """What the second wall shows of the table of the model called `label`: nothing under a seal, but to the few."""
    if label not in SEALED_TABLES:
        return rows
    of_row = f"r.\"table\" = '{label}' AND r.row_id = {{t}}.id AND r.replaced_at IS NULL"
    sealed = f"EXISTS (SELECT 1 FROM people_sealedrow r WHERE {of_row} OFFSET 0)"
    return wall.except_sealed(rows, sealed, *SEALED_TABLES[label])


def under_seal(model: type[models.Model]) -> Exists:
    """The condition that a row of `model` is under a seal."""
    return Exists(
        SealedRow.objects.filter(table=model._meta.label_lower, row_id=OuterRef("pk"), replaced_at=None).order_by()
    )
