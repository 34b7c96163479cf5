"""Contacts: what was said to the front door, about whom, and who they turned out to be."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Authority, Organisation, Subject, User, choices
from thrive.base.calendar.precision import Precision
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.sensitivity import Sensitivity
from thrive.pathway.front_door.rules import CHANNELS, CONSENTS, FORMS, URGENCIES, WHOSE_KNOWLEDGE, YES_NO
from thrive.pathway.front_door.rules.contacts import NOT_VERIFIED, Channel, Consent, Urgency

NAME_MOST, CONCERN_MOST, WORDS_MOST = 100, 20_000, 4_000


class Contact(AppendOnly):
    """Somebody got in touch because of a child. Their words are kept as they said them, apart from any judgement.

    `received_at` is when it reached the front door, from which the local time for a decision runs; `happened_on` is
    that day in London. `organisation` and `reporter` are set where somebody who signs in made it, or was given a link;
    the other words about the source are what they said of themselves. Whoever it is about is in `people`.
    """

    ref = RefField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=16, choices=[(one.key, one.title) for one in FORMS.values()])
    channel = models.CharField(max_length=10, choices=choices(Channel, CHANNELS))
    received_at = models.DateTimeField()
    asks_for_decision = models.BooleanField(default=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts_made"
    )
    reporter = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts_made")
    source_name = models.CharField(max_length=200, blank=True)
    source_role = models.CharField(max_length=120, blank=True)
    source_agency = models.CharField(max_length=200, blank=True)
    source_phone = models.CharField(max_length=30, blank=True)
    source_email = models.EmailField(max_length=254, blank=True)
    source_code = models.CharField(max_length=4)  # of the census list of referral sources
    is_anonymous = models.BooleanField(default=False)  # the source's name is not to be told to the family
    concern = models.TextField(max_length=CONCERN_MOST)
    child_words = models.TextField(max_length=WORDS_MOST, blank=True)
    tried_so_far = models.TextField(max_length=WORDS_MOST, blank=True)
    source_reference = models.CharField(max_length=60, blank=True)  # the police’s or another body’s own number
    incident_on = models.DateField(null=True, blank=True)
    children_present = models.CharField(max_length=10, choices=list(YES_NO.items()), blank=True)
    attendance_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    in_danger = models.CharField(max_length=10, choices=list(YES_NO.items()))
    danger_words = models.TextField(max_length=WORDS_MOST, blank=True)
    family_knows = models.CharField(max_length=10, choices=list(WHOSE_KNOWLEDGE.items()))
    consent = models.CharField(max_length=12, choices=choices(Consent, CONSENTS))
    consent_why = models.TextField(max_length=WORDS_MOST, blank=True)
    harm_version = models.CharField(max_length=12, blank=True)  # of the questions about harm outside the home
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.either(
        wall.unless_hidden(wall.of_authority(), "front_door_contactmatch", "contact_id"), wall.of_organisation()
    )
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "authority": Sensitivity.OPEN,
        "form": Sensitivity.STAFF,
        "channel": Sensitivity.STAFF,
        "received_at": Sensitivity.PERSONAL,
        "asks_for_decision": Sensitivity.STAFF,
        "organisation": Sensitivity.PERSONAL,
        "reporter": Sensitivity.PERSONAL,
        "source_name": Sensitivity.IDENTITY,
        "source_role": Sensitivity.PERSONAL,
        "source_agency": Sensitivity.PERSONAL,
        "source_phone": Sensitivity.IDENTITY,
        "source_email": Sensitivity.IDENTITY,
        "source_code": Sensitivity.PERSONAL,
        "is_anonymous": Sensitivity.PERSONAL,
        "concern": Sensitivity.FREE_TEXT,
        "child_words": Sensitivity.FREE_TEXT,
        "tried_so_far": Sensitivity.FREE_TEXT,
        "source_reference": Sensitivity.PERSONAL,
        "incident_on": Sensitivity.PERSONAL,
        "children_present": Sensitivity.PERSONAL,
        "attendance_percent": Sensitivity.PERSONAL,
        "in_danger": Sensitivity.PERSONAL,
        "danger_words": Sensitivity.FREE_TEXT,
        "family_knows": Sensitivity.PERSONAL,
        "consent": Sensitivity.PERSONAL,
        "consent_why": Sensitivity.FREE_TEXT,
        "harm_version": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attendance_percent=None) | Q(attendance_percent__lte=100), name="attendance_is_a_percentage"
            )
        ]
        indexes = [
            models.Index(fields=["authority", "-received_at"], name="contacts_of_authority"),
            models.Index(fields=["organisation", "-received_at"], name="contacts_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"Contact {self.ref}"

    @property
    def report_form(self):  # type: ignore[no-untyped-def]
        """The form it was made with."""
        return FORMS[self.form]

    @property
    def not_verified(self) -> str:
        """That its source is only who they say they are, in words; empty where somebody signed in, or took it down."""
        return NOT_VERIFIED.get(self.channel, "")


class ContactPerson(AppendOnly):
    """A child or adult whom a contact speaks of, as its source described them: a claim, not a fact about anybody.

    `number` tells them apart within the contact. A correction is a further row of the same number.
    """

    class Part(models.TextChoices):
        """What they are in the contact."""

        CHILD = "child", "Child or young person"
        UNBORN = "unborn", "Unborn child"
        ADULT = "adult", "Adult"

    ref = RefField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="people")
    number = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=6, choices=Part)
    relation = models.CharField(max_length=120, blank=True)  # "mother", "mother’s partner"
    given = models.CharField(max_length=NAME_MOST, blank=True)
    middle = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=NAME_MOST, blank=True)
    known_as = models.CharField(max_length=NAME_MOST, blank=True)
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=5, choices=choices(Precision), default=Precision.DAY)
    expected_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    school = models.CharField(max_length=200, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.either(
        wall.through("front_door_contact", "id", "contact_id"), wall.through("front_door_checkabout", "person_id")
    )
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "contact": Sensitivity.TECHNICAL,
        "number": Sensitivity.TECHNICAL,
        "part": Sensitivity.PERSONAL,
        "relation": Sensitivity.PERSONAL,
        "given": Sensitivity.IDENTITY,
        "middle": Sensitivity.IDENTITY,
        "family": Sensitivity.IDENTITY,
        "known_as": Sensitivity.IDENTITY,
        "born_on": Sensitivity.PERSONAL,
        "born_precision": Sensitivity.TECHNICAL,
        "expected_on": Sensitivity.PERSONAL,
        "sex": Sensitivity.SPECIAL,
        "address": Sensitivity.LOCATION,
        "postcode": Sensitivity.LOCATION,
        "school": Sensitivity.LOCATION,
        "nhs_number": Sensitivity.IDENTITY,
        "upn": Sensitivity.IDENTITY,
        "phone": Sensitivity.LOCATION,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        verbose_name_plural = "contact people"
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "number"], condition=Q(replaced_at=None), name="contact_person_once_now"
            )
        ]

    def __str__(self) -> str:
        return f"Contact person {self.ref}"

    @property
    def says(self) -> str:
        """The name as it was given, for headings."""
        name = " ".join(part for part in (self.given, self.family) if part)
        if name:
            return name
        return "Unborn child" if self.part == self.Part.UNBORN else "Name not given"

    @property
    def is_child(self) -> bool:
        """Whether something is decided for them."""
        return self.part != self.Part.ADULT


class ContactMatch(AppendOnly):
    """Who a person of a contact is, as somebody judged: a record that was there, a record made for them, or nobody yet.

    `contact` repeats the person's, so that a contact closes with a record it is about.
    """

    class Verdict(models.TextChoices):
        """What was judged."""

        SAME = "same", "On record already"
        ADDED = "added", "Added to the records"
        UNKNOWN = "unknown", "Not enough is known"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="matches")
    person = models.ForeignKey(ContactPerson, on_delete=models.PROTECT, related_name="matches")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    verdict = models.CharField(max_length=8, choices=Verdict)
    band = models.CharField(max_length=12, blank=True)
    version = models.CharField(max_length=40, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.DECIDING  # keys only, by which it is settled whether a contact is shown
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "contact": Sensitivity.TECHNICAL,
        "person": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "verdict": Sensitivity.PERSONAL,
        "band": Sensitivity.TECHNICAL,
        "version": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        verbose_name_plural = "contact matches"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(replaced_at=None), name="contact_match_once_now"),
            models.CheckConstraint(
                condition=Q(verdict="unknown", subject=None) | (~Q(verdict="unknown") & Q(subject__isnull=False)),
                name="a_match_names_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["contact"], condition=Q(replaced_at=None), name="contact_matches_now"),
            models.Index(fields=["subject"], condition=Q(replaced_at=None), name="contacts_of_subject_now"),
        ]

    def __str__(self) -> str:
        return f"Contact match {self.pk}"


class HarmSign(models.Model):
    """A sign of harm outside the home that a contact gives for one of its people; `question` is of its version."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="harm_signs")
    number = models.PositiveSmallIntegerField()  # of the person
    question = models.CharField(max_length=24)

    ROWS = wall.through("front_door_contact", "id", "contact_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "contact": Sensitivity.TECHNICAL,
        "number": Sensitivity.TECHNICAL,
        "question": Sensitivity.SPECIAL,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "number", "question"], name="harm_sign_once_for_a_person")
        ]

    def __str__(self) -> str:
        return f"Sign {self.pk}"


class Triage(AppendOnly):
    """How urgent somebody at the front door judged a contact to be, who looks into it, and whether it is ready to be
    decided. The latest one stands."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="triages")
    urgency = models.CharField(max_length=10, choices=choices(Urgency, URGENCIES))
    worker = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_ready = models.BooleanField(default=False)
    analysis = models.TextField(max_length=WORDS_MOST, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("front_door_contact", "id", "contact_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "contact": Sensitivity.TECHNICAL,
        "urgency": Sensitivity.PERSONAL,
        "worker": Sensitivity.STAFF,
        "is_ready": Sensitivity.STAFF,
        "analysis": Sensitivity.FREE_TEXT,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        verbose_name_plural = "triages"
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(replaced_at=None), name="triage_once_now")
        ]

    def __str__(self) -> str:
        return f"Triage {self.pk}"
