"""Imported elements: dated records of a return, kept whole, two-time by collection."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Authority, Fact, Subject
from thrive.base.history.fields import RefField
from thrive.base.history.sensitivity import Sensitivity


class ImportedElement(Fact):
    """One dated record from a file: a referral, assessment, enquiry, conference, plan, review.

    `natural_key` tells it apart within its Subject: kind, referral date, start within the referral. A later
    collection replaces it; an older one never does. `as_at` is the day of which the collection speaks.
    `true_from` is the day it began and `true_to` the day after it ended. `content` holds every element of the
    file as text; nothing is thrown away.
    """

    ref = RefField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="imported")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    natural_key = models.CharField(max_length=80)
    parent_key = models.CharField(max_length=80, blank=True)  # natural key of its referral
    collection = models.CharField(max_length=12)  # "cin", "people", "ssd"
    collection_year = models.PositiveSmallIntegerField(default=0)
    as_at = models.DateField()
    content = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    ROWS = wall.about()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "authority": Sensitivity.OPEN,
        "kind": Sensitivity.PERSONAL,
        "natural_key": Sensitivity.PERSONAL,
        "parent_key": Sensitivity.PERSONAL,
        "collection": Sensitivity.OPEN,
        "collection_year": Sensitivity.OPEN,
        "as_at": Sensitivity.OPEN,
        "content": Sensitivity.SPECIAL,
    }

    class Meta:  # a file may say that something ended before it began; it is kept as it came, and reported
        indexes = [
            models.Index(fields=["subject", "kind"], condition=Q(replaced_at=None), name="imported_now"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind", "natural_key"],
                condition=Q(replaced_at=None),
                name="imported_element_current_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class CollectionSeen(models.Model):
    """The newest collection in which a file spoke of this person; an older file then replaces nothing of theirs."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    collection = models.CharField(max_length=12)
    as_at = models.DateField()

    ROWS = wall.about()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "subject": Sensitivity.TECHNICAL,
        "collection": Sensitivity.OPEN,
        "as_at": Sensitivity.OPEN,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "collection"], name="newest_collection_once")]

    def __str__(self) -> str:
        return f"{self.collection} {self.as_at}"
