"""The authority's published threshold document: what each level of need means here, dated and agreed by a second."""

from typing import ClassVar

from django.db import models

from thrive.base.access.models import Authority, User, choices
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Unguarded
from thrive.pathway.front_door.models.contacts import WORDS_MOST
from thrive.pathway.front_door.rules import LEVELS
from thrive.pathway.front_door.rules.contacts import Level

_OF_NOBODY = Unguarded("an authority's published document: about nobody")


class ThresholdDocument(AppendOnly):
    """A threshold document, in force from `in_force_from` until the next one is. It counts once a second person has
    checked it. One that was entered in error is replaced by another."""

    ref = RefField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=300, blank=True)  # where it is published
    in_force_from = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS: ClassVar[Unguarded] = _OF_NOBODY
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "authority": Sensitivity.OPEN,
        "title": Sensitivity.OPEN,
        "url": Sensitivity.OPEN,
        "in_force_from": Sensitivity.OPEN,
        "recorded_by": Sensitivity.STAFF,
    }

    def __str__(self) -> str:
        return f"{self.title} from {self.in_force_from}"

    @property
    def is_checked(self) -> bool:
        """Whether a second person has checked it."""
        return hasattr(self, "check_made")


class ThresholdCheck(models.Model):
    """Somebody other than whoever entered the document has checked it against what was published."""

    document = models.OneToOneField(ThresholdDocument, on_delete=models.PROTECT, related_name="check_made")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    ROWS: ClassVar[Unguarded] = _OF_NOBODY
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "document": Sensitivity.TECHNICAL,
        "checked_by": Sensitivity.STAFF,
        "checked_at": Sensitivity.STAFF,
    }

    def __str__(self) -> str:
        return f"Check of {self.document_id}"


class Criterion(models.Model):
    """What the document says of one level, in its own words."""

    document = models.ForeignKey(ThresholdDocument, on_delete=models.PROTECT, related_name="criteria")
    level = models.CharField(max_length=16, choices=choices(Level, LEVELS))
    words = models.TextField(max_length=WORDS_MOST)

    ROWS: ClassVar[Unguarded] = _OF_NOBODY
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "document": Sensitivity.TECHNICAL,
        "level": Sensitivity.OPEN,
        "words": Sensitivity.OPEN,
    }

    class Meta:
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["document", "level"], name="criterion_once_for_a_level")]

    def __str__(self) -> str:
        return f"{self.level} in {self.document_id}"
