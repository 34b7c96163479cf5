"""Who belongs to whom: relationships, parental responsibility, households, families."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from thrive.base.access import wall
from thrive.base.access.models import Circle
from thrive.base.history.fields import RefField
from thrive.base.history.one_at_a_time import OneAtATime
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.people.models.person import NotSealed, Person, PersonFact, PersonFactQuerySet
from thrive.base.people.models.sealing import under_seal


class RelationshipQuerySet(PersonFactQuerySet):
    """Relationships, found from either side."""

    def of(self, person_ids: list[int]) -> "RelationshipQuerySet":
        """Relationships in which any of these people stands on either side."""
        return self.filter(Q(person_id__in=person_ids) | Q(other_id__in=person_ids))


_Relationships = models.Manager.from_queryset(RelationshipQuerySet)


class NotSealedRelationships(_Relationships):
    """As `NotSealed`, of relationships."""

    def get_queryset(self) -> Any:
        """Without the sealed."""
        return super().get_queryset().filter(~under_seal(self.model))


class Relationship(PersonFact):
    """`person` is the `kind` of `other`: person is the parent of other. Stored once; the other side is worded
    by `rules.RELATIONSHIP_KINDS`. Ended, not deleted; withdrawn only if entered in error."""

    ref = RefField()
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships_from")
    kind = models.CharField(max_length=30)
    note = models.CharField(max_length=200, blank=True)

    objects = NotSealedRelationships()  # type: ignore[misc]  # narrows the manager of PersonFact
    with_sealed = RelationshipQuerySet.as_manager()

    ROWS = wall.about("person_id", "other_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "ref": Sensitivity.TECHNICAL,
        "other": Sensitivity.PERSONAL,
        "kind": Sensitivity.PERSONAL,
        "note": Sensitivity.FREE_TEXT,
    }

    class Meta(PersonFact.Meta):
        constraints = [
            *PersonFact.Meta.constraints,
            models.CheckConstraint(condition=~Q(person=F("other")), name="relationship_is_with_somebody_else"),
            OneAtATime(fields=["person", "other", "kind"]),
        ]
        indexes = [
            *PersonFact.Meta.indexes,
            models.Index(fields=["other"], condition=Q(replaced_at=None), name="relationship_other_now"),
        ]
        verbose_name = "relationship"

    def __str__(self) -> str:
        return f"Relationship {self.pk}"


class ParentalResponsibility(PersonFact):
    """`person` holds parental responsibility for `child`, on a basis in law (Children Act 1989 ss.2 to 4, 12, 33).

    With `holds` off it says that this was asked and they do not; the basis is then empty.
    """

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="responsibility_held")
    basis = models.CharField(max_length=30, blank=True)
    holds = models.BooleanField(default=True)

    objects = NotSealed()  # type: ignore[misc]  # narrows the manager of PersonFact
    with_sealed = PersonFactQuerySet.as_manager()

    ROWS = wall.about("person_id", "child_id")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "child": Sensitivity.PERSONAL,
        "basis": Sensitivity.PERSONAL,
        "holds": Sensitivity.PERSONAL,
    }

    class Meta(PersonFact.Meta):
        constraints = [*PersonFact.Meta.constraints, OneAtATime(fields=["person", "child"])]
        indexes = [
            *PersonFact.Meta.indexes,
            models.Index(fields=["child"], condition=Q(replaced_at=None), name="responsibility_child_now"),
        ]
        verbose_name = "parental responsibility"

    def __str__(self) -> str:
        return f"ParentalResponsibility {self.pk}"


class Household(models.Model):
    """People who live together at an address; its members come and go by date."""

    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)

    ROWS = wall.through("people_householdmember", "household_id")
    SENSITIVITY = {"address": Sensitivity.LOCATION, "postcode": Sensitivity.LOCATION}

    def __str__(self) -> str:
        return f"Household {self.pk}"


class HouseholdMember(PersonFact):
    """Somebody lives in a household from a day to a day."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")

    objects = NotSealed()  # type: ignore[misc]  # narrows the manager of PersonFact
    with_sealed = PersonFactQuerySet.as_manager()

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {"household": Sensitivity.LOCATION}

    class Meta(PersonFact.Meta):
        constraints = [*PersonFact.Meta.constraints, OneAtATime(fields=["person", "household"])]
        indexes = [
            *PersonFact.Meta.indexes,
            models.Index(fields=["household"], condition=Q(replaced_at=None), name="household_members_now"),
        ]
        verbose_name = "household membership"

    def __str__(self) -> str:
        return f"HouseholdMember {self.pk}"


class Family(models.Model):
    """A working set of people: who is worked with together. A child may be in several, and being in one shows
    nothing of another. Its members are its circle's, with dates and capacity."""

    circle = models.OneToOneField(Circle, primary_key=True, on_delete=models.PROTECT, related_name="family")
    ref = RefField()
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=60, blank=True)  # the family id of the file it came in

    ROWS = wall.of_circle("circle_id")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "name": Sensitivity.IDENTITY,
        "source": Sensitivity.STAFF,
        "source_key": Sensitivity.IDENTITY,
    }

    class Meta:
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return f"Family {self.pk}"
