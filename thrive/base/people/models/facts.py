"""Who somebody is: birth and death, names, identifiers, characteristics, warnings, the written summary."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access.models import Authority, choices
from thrive.base.calendar.precision import Precision
from thrive.base.history.fields import RefField
from thrive.base.history.one_at_a_time import OneAtATime
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.people.models.person import NotSealed, PersonFact, PersonFactQuerySet


class Life(PersonFact):
    """Birth, expected birth, death, or a pregnancy that ended. One row is current; all of them are history.

    An unborn child has `expected_on` and no `born_on`; the same record becomes the born child's.
    """

    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=5, choices=choices(Precision), default=Precision.DAY)
    expected_on = models.DateField(null=True, blank=True)
    pregnancy_ended_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    died_precision = models.CharField(max_length=5, choices=choices(Precision), default=Precision.DAY)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "born_on": Sensitivity.PERSONAL,
        "born_precision": Sensitivity.PERSONAL,
        "expected_on": Sensitivity.SPECIAL,
        "pregnancy_ended_on": Sensitivity.SPECIAL,
        "died_on": Sensitivity.PERSONAL,
        "died_precision": Sensitivity.PERSONAL,
    }

    class Meta(PersonFact.Meta):
        constraints = [*PersonFact.Meta.constraints, OneAtATime(fields=["person"])]
        verbose_name = "birth or death"

    def __str__(self) -> str:
        return f"Life of {self.person_id}"


class Name(PersonFact):
    """A name of a kind (legal, preferred, birth, former, alias). `full` serves names that do not split."""

    kind = models.CharField(max_length=12)
    given = models.CharField(max_length=100, blank=True)
    middle = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=100, blank=True)
    full = models.CharField(max_length=300, blank=True)

    objects = NotSealed()  # type: ignore[misc]  # narrows the manager of PersonFact
    with_sealed = PersonFactQuerySet.as_manager()

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "kind": Sensitivity.IDENTITY,
        "given": Sensitivity.IDENTITY,
        "middle": Sensitivity.IDENTITY,
        "family": Sensitivity.IDENTITY,
        "full": Sensitivity.IDENTITY,
    }

    class Meta(PersonFact.Meta):
        verbose_name = "name"

    def __str__(self) -> str:
        return f"Name {self.pk}"

    @property
    def words(self) -> str:
        """The name as it is said, in the order it was given."""
        return self.full or " ".join(part for part in (self.given, self.middle, self.family) if part)

    @property
    def short(self) -> str:
        """Given and family name, or the full one."""
        return self.full or " ".join(part for part in (self.given, self.family) if part)


class Identifier(PersonFact):
    """A number that names the person elsewhere, in canonical form. `scheme`: see `rules.IDENTIFIER_SCHEMES`."""

    class Status(models.TextChoices):
        """Whether it may be relied on."""

        ACTIVE = "active", "Active"
        SUPERSEDED = "superseded", "Superseded"
        INVALID = "invalid", "Not valid"
        DISPUTED = "disputed", "Disputed"

    class Assurance(models.TextChoices):
        """How it came to be believed."""

        STATED = "stated", "As given to us"
        REVIEWED = "reviewed", "Checked by a person"
        VERIFIED = "verified", "Verified at source"

    scheme = models.CharField(max_length=20)
    value = models.CharField(max_length=60)
    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    assurance = models.CharField(max_length=8, choices=Assurance, default=Assurance.STATED)

    objects = NotSealed()  # type: ignore[misc]  # narrows the manager of PersonFact
    with_sealed = PersonFactQuerySet.as_manager()

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "scheme": Sensitivity.OPEN,
        "value": Sensitivity.IDENTITY,
        "authority": Sensitivity.OPEN,
        "status": Sensitivity.PERSONAL,
        "assurance": Sensitivity.PERSONAL,
    }

    class Meta(PersonFact.Meta):
        indexes = [
            *PersonFact.Meta.indexes,
            models.Index(fields=["scheme", "value"], condition=Q(replaced_at=None), name="identifier_value_now"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} of {self.person_id}"


class Characteristic(PersonFact):
    """Sex, gender, ethnicity, a disability, language, faith, nationality: a code or the person's own words.

    `asked_on` with an empty value says "not known, asked on that day", which is not "not recorded".
    """

    class Kind(models.TextChoices):
        """What it says."""

        SEX = "sex", "Sex"
        GENDER = "gender", "Gender"
        PRONOUN = "pronoun", "Pronoun"
        ETHNICITY = "ethnicity", "Ethnicity"
        DISABILITY = "disability", "Disability"
        LANGUAGE = "language", "First language"
        INTERPRETER = "interpreter", "Interpreter"
        FAITH = "faith", "Faith"
        NATIONALITY = "nationality", "Nationality"
        COMMUNICATION = "communication", "Communication"
        UPN_UNKNOWN = "upn_unknown", "Why there is no UPN"

    kind = models.CharField(max_length=13, choices=Kind)
    value = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField(null=True, blank=True)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "kind": Sensitivity.OPEN,
        "value": Sensitivity.SPECIAL,
        "asked_on": Sensitivity.PERSONAL,
    }

    class Meta(PersonFact.Meta):
        verbose_name = "characteristic"

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Warning(PersonFact):
    """What a worker must know before the next step: the instruction first, then the reason.

    `review_on` is the day by which somebody looks again; an overdue one is shown as such, never hidden.
    """

    ref = RefField()
    kind = models.CharField(max_length=20)
    instruction = models.CharField(max_length=200)
    reason = models.CharField(max_length=400)
    review_on = models.DateField()
    risk_to_children = models.BooleanField(default=False)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "instruction": Sensitivity.FREE_TEXT,
        "reason": Sensitivity.FREE_TEXT,
        "review_on": Sensitivity.PERSONAL,
        "risk_to_children": Sensitivity.CRIMINAL,
    }

    class Meta(PersonFact.Meta):
        verbose_name = "warning"

    def __str__(self) -> str:
        return f"Warning {self.pk}"


class CaseSummary(PersonFact):
    """Where things stand, in the worker's own words. The latest is shown; earlier ones are kept."""

    text = models.CharField(max_length=2000)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {"text": Sensitivity.FREE_TEXT}

    class Meta(PersonFact.Meta):
        constraints = [*PersonFact.Meta.constraints, OneAtATime(fields=["person"])]
        verbose_name = "summary"

    def __str__(self) -> str:
        return f"Summary of {self.person_id}"
