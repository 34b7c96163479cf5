"""What was decided: for each child of a contact, and on each referral; and what whoever made the contact was told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Authority, Subject, User, choices
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.sensitivity import Sensitivity
from thrive.pathway.front_door.models.contacts import WORDS_MOST, Contact, ContactPerson
from thrive.pathway.front_door.models.thresholds import ThresholdDocument
from thrive.pathway.front_door.rules import CONTACT_OUTCOMES, LEVELS, RESPONSES
from thrive.pathway.front_door.rules.contacts import Level, Outcome, Response


class ContactDecision(AppendOnly):
    """What comes of a contact for one child, and why: a manager's judgement, made once.

    `threshold` is the authority's published document it was judged against, empty where none had been published.
    `suggested` is the level that the needs ticked would point to, kept beside the one decided so that both can be read.
    """

    ref = RefField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(ContactPerson, on_delete=models.PROTECT, related_name="decisions")
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="contact_decisions"
    )
    outcome = models.CharField(
        max_length=24, choices=choices(Outcome, {one.key: one.title for one in CONTACT_OUTCOMES.values()})
    )
    level = models.CharField(max_length=16, choices=choices(Level, LEVELS))
    threshold = models.ForeignKey(
        ThresholdDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    reason = models.TextField(max_length=WORDS_MOST)
    strengths = models.TextField(max_length=WORDS_MOST, blank=True)
    dissent = models.TextField(max_length=WORDS_MOST, blank=True)  # who saw it otherwise, and why
    late_because = models.TextField(max_length=WORDS_MOST, blank=True)
    decided_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("front_door_contact", "id", "contact_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "contact": Sensitivity.TECHNICAL,
        "person": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "outcome": Sensitivity.PERSONAL,
        "level": Sensitivity.PERSONAL,
        "threshold": Sensitivity.OPEN,
        "reason": Sensitivity.FREE_TEXT,
        "strengths": Sensitivity.FREE_TEXT,
        "dissent": Sensitivity.FREE_TEXT,
        "late_because": Sensitivity.FREE_TEXT,
        "decided_at": Sensitivity.PERSONAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(replaced_at=None), name="contact_decided_once_now")
        ]

    def __str__(self) -> str:
        return f"Contact decision {self.ref}"


class DecisionNeed(models.Model):
    """A need of the reference set that a decision found; `confirmed` where it was checked, and how."""

    decision = models.ForeignKey(ContactDecision, on_delete=models.PROTECT, related_name="needs")
    version = models.CharField(max_length=12)
    code = models.CharField(max_length=6)

    ROWS = wall.through("front_door_contactdecision", "id", "decision_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "decision": Sensitivity.TECHNICAL,
        "version": Sensitivity.TECHNICAL,
        "code": Sensitivity.SPECIAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "code"], name="need_once_in_a_decision")]

    def __str__(self) -> str:
        return f"Need {self.code}"


class Referral(AppendOnly):
    """A child for whom children's services were asked to decide, or judged that they must: it starts the time for the
    decision, and the time for an assessment.

    `received_at` is when it was received as a referral: with the contact where that asked for a decision, else when
    somebody judged that one was needed. `happened_on` is that day in London, and all that is known where a file brought
    it: it then has no contact, and `source` names the file. `natural_key` tells it apart within its Subject, and is
    what a file calls it: the day, with a number where there is another of that day.
    """

    ref = RefField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="referrals")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals")
    received_at = models.DateTimeField(null=True, blank=True)
    source_code = models.CharField(max_length=4, blank=True)
    natural_key = models.CharField(max_length=80)
    source = models.CharField(max_length=80, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.about()
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "authority": Sensitivity.OPEN,
        "subject": Sensitivity.TECHNICAL,
        "contact": Sensitivity.TECHNICAL,
        "received_at": Sensitivity.PERSONAL,
        "source_code": Sensitivity.PERSONAL,
        "natural_key": Sensitivity.PERSONAL,
        "source": Sensitivity.OPEN,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "natural_key"], condition=Q(replaced_at=None), name="referral_of_a_day_once_now"
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, received_at__isnull=False, recorded_by__isnull=False)
                | ~Q(source=""),
                name="referral_came_by_contact_or_file",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "-happened_on"], name="referrals_of_subject"),
            models.Index(  # those that a file brought, by day: the newest of them may still be to be decided
                fields=["authority", "-happened_on"], condition=Q(contact=None), name="referrals_of_files"
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.ref}"


class ReferralDecision(AppendOnly):
    """How children's services respond to a referral, why, and when its source and the family were told.

    The time for the decision is kept only when the source has been told as well (Working Together, chapter 3).
    `happened_on` is the day of the decision; `decided_at` is empty where only that day is known. `need_code` is the
    main need, by the census list, as far as it was clear by then.
    """

    ref = RefField()
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="decisions")
    reason = models.TextField(max_length=WORDS_MOST)
    late_because = models.TextField(max_length=WORDS_MOST, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    need_code = models.CharField(max_length=4, blank=True)
    source_told_at = models.DateTimeField(null=True, blank=True)
    not_told_because = models.TextField(max_length=WORDS_MOST, blank=True)  # why its source is not told
    family_told = models.CharField(max_length=10, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("front_door_referral", "id", "referral_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "referral": Sensitivity.TECHNICAL,
        "reason": Sensitivity.FREE_TEXT,
        "late_because": Sensitivity.FREE_TEXT,
        "decided_at": Sensitivity.PERSONAL,
        "need_code": Sensitivity.PERSONAL,
        "source_told_at": Sensitivity.PERSONAL,
        "not_told_because": Sensitivity.FREE_TEXT,
        "family_told": Sensitivity.PERSONAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(replaced_at=None), name="referral_decided_once_now"
            )
        ]

    def __str__(self) -> str:
        return f"Referral decision {self.ref}"


class ChosenResponse(models.Model):
    """One response of a decision on a referral; there may be several."""

    decision = models.ForeignKey(ReferralDecision, on_delete=models.PROTECT, related_name="responses")
    response = models.CharField(
        max_length=24, choices=choices(Response, {one.key: one.title for one in RESPONSES.values()})
    )

    ROWS = wall.through("front_door_referraldecision", "id", "decision_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "decision": Sensitivity.TECHNICAL,
        "response": Sensitivity.PERSONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "response"], name="response_once_in_a_decision")]

    def __str__(self) -> str:
        return f"Response {self.response}"


class ReferralClosure(AppendOnly):
    """That a referral was closed, on `happened_on`, and why: the reason and the main need by the census lists, and
    words.

    `why` stands where it replaces another closing. `is_open` is the row that takes a closing back: the referral is open
    again. What a file says of a closing stands in its imported element; a row here stands before it.
    """

    ref = RefField()
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="closures")
    is_open = models.BooleanField(default=False)
    reason_code = models.CharField(max_length=4, blank=True)
    need_code = models.CharField(max_length=4, blank=True)
    reason = models.TextField(max_length=WORDS_MOST)
    still_open_because = models.TextField(max_length=WORDS_MOST, blank=True)  # why, although work beneath it goes on
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("front_door_referral", "id", "referral_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "referral": Sensitivity.TECHNICAL,
        "is_open": Sensitivity.PERSONAL,
        "reason_code": Sensitivity.PERSONAL,
        "need_code": Sensitivity.PERSONAL,
        "reason": Sensitivity.FREE_TEXT,
        "still_open_because": Sensitivity.FREE_TEXT,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(replaced_at=None), name="referral_closed_once_now"
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, reason_code="") | (Q(is_open=False) & ~Q(reason_code="")),
                name="a_closing_has_its_reason",
            ),
        ]
        indexes = [models.Index(fields=["happened_on"], condition=Q(replaced_at=None), name="closings_by_day")]

    def __str__(self) -> str:
        return f"Closing {self.ref}"


class Reply(AppendOnly):
    """What whoever made a contact was told of it: fixed words for the outcome, and what somebody added for them.

    One for a contact; a later one replaces it. It names no child, holds no judgement and says nothing of the family.
    """

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="replies")
    words = models.TextField(max_length=WORDS_MOST)
    said_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("front_door_contact", "id", "contact_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "contact": Sensitivity.TECHNICAL,
        "words": Sensitivity.FREE_TEXT,
        "said_at": Sensitivity.PERSONAL,
        "read_at": Sensitivity.TECHNICAL,
        "recorded_by": Sensitivity.STAFF,
    }

    class Meta:
        verbose_name_plural = "replies"
        constraints = [models.UniqueConstraint(fields=["contact"], condition=Q(replaced_at=None), name="one_reply_now")]

    def __str__(self) -> str:
        return f"Reply {self.pk}"
