"""Checks with partners: what police, health and education were asked about the people of a contact, and answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Organisation, User
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.sensitivity import Sensitivity
from thrive.pathway.front_door.models.contacts import WORDS_MOST, Contact, ContactPerson


class PartnerCheck(AppendOnly):
    """One body was asked for what it knows that bears on a contact: what, about whom and on what basis."""

    ref = RefField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="checks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="checks_asked")
    question = models.TextField(max_length=WORDS_MOST)
    basis = models.CharField(max_length=24)  # key of `rules.checks.BASES`
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.either(wall.through("front_door_contact", "id", "contact_id"), wall.of_organisation())
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "contact": Sensitivity.TECHNICAL,
        "organisation": Sensitivity.PERSONAL,
        "question": Sensitivity.FREE_TEXT,
        "basis": Sensitivity.STAFF,
        "asked_at": Sensitivity.PERSONAL,
        "answer_by": Sensitivity.STAFF,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        indexes = [models.Index(fields=["organisation", "-asked_at"], name="checks_of_organisation")]

    def __str__(self) -> str:
        return f"Partner check {self.ref}"


class CheckAbout(models.Model):
    """A check is about this person of the contact."""

    check_asked = models.ForeignKey(PartnerCheck, on_delete=models.PROTECT, related_name="about")
    person = models.ForeignKey(ContactPerson, on_delete=models.PROTECT, related_name="checks")

    ROWS = wall.through("front_door_partnercheck", "id", "check_asked_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "check_asked": Sensitivity.TECHNICAL,
        "person": Sensitivity.TECHNICAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_asked", "person"], name="check_about_a_person_once")]

    def __str__(self) -> str:
        return f"Check {self.check_asked_id} about {self.person_id}"


class CheckAnswer(AppendOnly):
    """What the body answered: what it knows, that it knows nothing, or that it will not say, and why not (`why`)."""

    class Kind(models.TextChoices):
        """The three answers there are."""

        KNOWS = "knows", "Information shared"
        NOTHING = "nothing", "Nothing known"
        REFUSED = "refused", "Not shared"
        WITHDRAWN = "withdrawn", "No longer needed"

    check_asked = models.ForeignKey(PartnerCheck, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField(max_length=WORDS_MOST, blank=True)
    is_intelligence = models.BooleanField(default=False)  # only roles that read police information may read the words
    answered_at = models.DateTimeField()
    link = models.ForeignKey(
        "front_door.OneTimeLink", null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("front_door_partnercheck", "id", "check_asked_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "check_asked": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "words": Sensitivity.FREE_TEXT,
        "is_intelligence": Sensitivity.CRIMINAL,
        "answered_at": Sensitivity.PERSONAL,
        "link": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_asked"], condition=Q(replaced_at=None), name="check_answered_once_now"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False) | Q(link__isnull=False), name="somebody_answered_a_check"
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"

    @property
    def said_by(self) -> str:
        """Who answered: whoever signed in, or for whom the link was."""
        if self.recorded_by is not None:
            return self.recorded_by.name
        return f"{self.link.for_name}, by a link" if self.link is not None else ""
