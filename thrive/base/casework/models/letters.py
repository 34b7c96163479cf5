"""A letter as it was sent, and whom it is about."""

from django.db import models

from thrive.base.access import wall
from thrive.base.access.models import Organisation, Subject, User, choices
from thrive.base.access.rules import Capacity
from thrive.base.casework.rules.letters import ADDRESS_MOST, HOW_SENT, NAME_MOST, SIZES
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.refs import LENGTH
from thrive.base.history.sensitivity import Sensitivity


class Letter(AppendOnly):
    """A letter that was sent, exactly as it went: never changed, and followed by another where it was wrong.

    `html` is the whole letter as its reader got it, made by version `kind_version` of its kind; `text` is what its
    writer and the record say in it, without whom it went to and where. It went to a person on record, to an
    organisation, or to a name with an address. `happened_on` is the day it was sent.
    """

    ref = RefField()
    kind = models.CharField(max_length=40)  # key of an `offers.LetterKind`
    kind_version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)  # its heading, in its own language
    language = models.CharField(max_length=10)
    size = models.CharField(max_length=10, choices=list(SIZES.items()))
    html = models.TextField()
    text = models.TextField()
    how = models.CharField(max_length=10, choices=list(HOW_SENT.items()))
    to_person = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="letters_to")
    to_organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=NAME_MOST)
    to_address = models.CharField(max_length=ADDRESS_MOST, blank=True)
    of_ref = models.CharField(max_length=LENGTH, blank=True)  # of the plan or meeting it was made from
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="letters")

    ROWS = wall.through("casework_letterabout", "letter_id")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "kind_version": Sensitivity.TECHNICAL,
        "title": Sensitivity.PERSONAL,
        "language": Sensitivity.PERSONAL,
        "size": Sensitivity.PERSONAL,
        "html": Sensitivity.FREE_TEXT,
        "text": Sensitivity.FREE_TEXT,
        "how": Sensitivity.PERSONAL,
        "to_person": Sensitivity.TECHNICAL,
        "to_organisation": Sensitivity.LOCATION,
        "to_name": Sensitivity.LOCATION,
        "to_address": Sensitivity.LOCATION,
        "of_ref": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_person=None) | models.Q(to_organisation=None), name="letter_to_one_addressee"
            )
        ]

    def __str__(self) -> str:
        return f"Letter {self.ref}"


class LetterAbout(models.Model):
    """Whom a letter is about, and in which capacity it concerns them."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="about")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="letters")
    capacity = models.CharField(max_length=8, choices=choices(Capacity), default=Capacity.CHILD)

    ROWS = wall.about()
    SENSITIVITY = {
        "letter": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "capacity": Sensitivity.PERSONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "subject"], name="letter_about_a_subject_once")]

    def __str__(self) -> str:
        return f"Letter {self.letter_id} about {self.subject_id}"
