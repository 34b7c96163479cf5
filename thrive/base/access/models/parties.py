"""Organisations and their people; the Subjects records are about; who is involved with whom."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from thrive.base.access import wall
from thrive.base.access.models.standing import Standing, StandingRows, standing_of
from thrive.base.access.rules import (
    ORGANISATION_WORDS,
    ROLES,
    TIE_WORDS,
    Capacity,
    OrganisationKind,
    Purpose,
    Restriction,
    Tie,
)
from thrive.base.calendar import clock
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.fields import RefField
from thrive.base.history.models import TwoTime
from thrive.base.history.one_at_a_time import OneAtATime
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Unguarded


def choices(kind: type[StrEnum], words: Mapping[Any, str] | None = None) -> list[tuple[str, str]]:
    """Django choices of a StrEnum."""
    return [(one.value, (words or {}).get(one, one.value.replace("_", " ").capitalize())) for one in kind]


class Dated(models.Model):
    """Something that begins and ends: `starts_on` inclusive, `ends_on` the first day it no longer holds."""

    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "starts_on": Sensitivity.STAFF,
        "ends_on": Sensitivity.STAFF,
    }

    class Meta:
        abstract = True

    @staticmethod
    def on(day: dt.date) -> Q:
        """Rows that hold on `day`."""
        return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))

    @property
    def has_ended(self) -> bool:
        """Whether it ended today or earlier."""
        return self.ends_on is not None and self.ends_on <= clock.today()

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, as people say it; None while no end is in sight."""
        return self.ends_on - dt.timedelta(days=1) if self.ends_on else None


class Revised(Dated):
    """Something kept by administrators, two of whom may have it open at once: the revision decides."""

    revision = models.PositiveIntegerField(default=1)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {"revision": Sensitivity.TECHNICAL}

    class Meta:
        abstract = True

    def rewrite(self, *, revision: int, **values: Any) -> list[str]:
        """Write `values` where they differ; returns the names of the fields that changed.

        Raises ChangedMeanwhile if the row is no longer at `revision`: somebody else wrote it since it was read.
        """
        changed = sorted(name for name, value in values.items() if getattr(self, name) != value)
        rows = type(self)._default_manager.filter(pk=self.pk, revision=revision)
        new = {name: values[name] for name in changed}
        if not rows.update(**new, revision=revision + 1 if changed else revision):
            raise ChangedMeanwhile(f"Somebody else changed {self} while you had it open")
        self.refresh_from_db()
        return changed


class Authority(models.Model):
    """A children's services authority whose records are kept here, or whose file was taken in."""

    dfe_code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=120)
    is_home = models.BooleanField(default=False)  # one of the authorities this database serves

    ROWS = Unguarded("names of authorities, which are public")
    SENSITIVITY = {
        "dfe_code": Sensitivity.OPEN,
        "name": Sensitivity.OPEN,
        "is_home": Sensitivity.OPEN,
    }

    class Meta:
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name


class Organisation(Revised):
    """A body whose people use Thrive or are named in records."""

    ref = RefField()
    kind = models.CharField(max_length=12, choices=choices(OrganisationKind, ORGANISATION_WORDS))
    name = models.CharField(max_length=200)
    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, blank=True)  # URN of a school, ODS code of an NHS body
    phone = models.CharField(max_length=30, blank=True)
    ROWS = Unguarded("bodies and their telephone numbers, needed to say who the viewer is")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "kind": Sensitivity.OPEN,
        "name": Sensitivity.OPEN,
        "authority": Sensitivity.OPEN,
        "code": Sensitivity.OPEN,
        "phone": Sensitivity.OPEN,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~Q(code=""), name="organisation_code_once_in_a_kind"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_council(self) -> bool:
        """Whether its staff are the authority's own."""
        return self.kind == OrganisationKind.COUNCIL


class Team(Revised):
    """A team within an organisation."""

    ref = RefField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=48, blank=True)  # the id other systems' files use
    phone = models.CharField(max_length=30, blank=True)
    ROWS = Unguarded("teams of staff, needed to say who the viewer is")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "organisation": Sensitivity.OPEN,
        "name": Sensitivity.STAFF,
        "code": Sensitivity.STAFF,
        "phone": Sensitivity.STAFF,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Revised):
    """Somebody who signs in. What they may do comes from roles held and from involvement, never from here."""

    ref = RefField()
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="users")
    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    staff_code = models.CharField(max_length=48, blank=True)  # the worker id other systems' files use
    social_work_number = models.CharField(max_length=20, blank=True)
    work_grouped_by = models.CharField(max_length=10, blank=True)  # how their worklist is grouped; empty: by date
    password_is_first = models.BooleanField(default=False)  # somebody else chose it; to be changed at sign-in

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    ROWS = Unguarded("staff, read before anybody has signed in; whose particulars show is for the policy")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "email": Sensitivity.STAFF,
        "name": Sensitivity.STAFF,
        "organisation": Sensitivity.STAFF,
        "job_title": Sensitivity.STAFF,
        "phone": Sensitivity.STAFF,
        "staff_code": Sensitivity.STAFF,
        "social_work_number": Sensitivity.STAFF,
        "work_grouped_by": Sensitivity.TECHNICAL,
        "password": Sensitivity.TECHNICAL,
        "password_is_first": Sensitivity.TECHNICAL,
        "last_login": Sensitivity.STAFF,
    }

    actor_kind = "person"
    actor_key = ""

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="email_once_whatever_its_case")]

    def __str__(self) -> str:
        return self.name

    @property
    def titles(self) -> list[str]:
        """The titles of the roles held today. One query, or none where `holdings` was fetched with the user."""
        today = clock.today()
        held = {row.role for row in self.holdings.all() if row.starts_on <= today and not row.has_ended}
        return [role.title for role in ROLES.values() if role.key in held]

    @property
    def actor_id(self) -> int:
        """How the audit log names them."""
        return self.pk

    @property
    def actor_roles(self) -> tuple[str, ...]:
        """The keys of the roles held today, as the audit log keeps them. One query, where `standing` is not known."""
        return tuple(sorted(self.standing.roles))

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether they may sign in today."""
        today = clock.today()
        return self.starts_on <= today and (self.ends_on is None or self.ends_on > today)

    @cached_property
    def standing(self) -> Standing:
        """Roles and teams held today, and whose records are barred: as they came with the user, else one query."""
        return standing_of(self, User.objects.filter(pk=self.pk).values_list(StandingRows(), flat=True).first())


class RoleHolding(Dated):
    """A role held by a user, in a team or in the organisation at large."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=48, choices=[(role.key, role.title) for role in ROLES.values()])
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="holdings")

    ROWS = Unguarded("roles of staff, read to find out who the viewer is")
    SENSITIVITY = {"user": Sensitivity.STAFF, "role": Sensitivity.STAFF, "team": Sensitivity.STAFF}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role", "team", "starts_on"], name="role_held_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"

    @property
    def title(self) -> str:
        """The role in words."""
        return ROLES[self.role].title if self.role in ROLES else self.role


class AliasSet(models.Model):
    """Records that are of one and the same person. Who joined when, and why, is the identity room's to keep."""

    ROWS = Unguarded("a key and nothing else")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {}

    def __str__(self) -> str:
        return f"Alias set {self.pk}"


class Subject(models.Model):
    """What access protects. A person's record has its Subject's key; the ref is the record's outside name."""

    ref = RefField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    restriction = models.CharField(max_length=12, choices=choices(Restriction), default=Restriction.ORDINARY)
    address_restricted = models.BooleanField(default=False)
    alias_set = models.ForeignKey(AliasSet, null=True, blank=True, on_delete=models.PROTECT, related_name="subjects")

    ROWS = wall.DECIDING
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "authority": Sensitivity.OPEN,
        "restriction": Sensitivity.PERSONAL,
        "address_restricted": Sensitivity.PERSONAL,
        "alias_set": Sensitivity.IDENTITY,
    }

    def __str__(self) -> str:
        return f"Subject {self.pk}"

    def about_ids(self) -> list[int]:
        """The keys of every Subject that is this person: itself, and any joined to it."""
        if self.alias_set_id is None:
            return [self.pk]
        return sorted(Subject.objects.filter(alias_set_id=self.alias_set_id).values_list("pk", flat=True))


class Circle(models.Model):
    """Subjects that open together. A family owns one."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.DECIDING
    SENSITIVITY = {"authority": Sensitivity.OPEN}

    def __str__(self) -> str:
        return f"Circle {self.pk}"


class Fact(TwoTime):
    """A two-time row with its author. `recorded_by` is empty when a system wrote it; `source` then says which."""

    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    SENSITIVITY = {"recorded_by": Sensitivity.STAFF}

    class Meta(TwoTime.Meta):
        abstract = True


class CircleMember(Fact):
    """Somebody is in a circle, in a capacity: a child of the family, a parent or carer, or other."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="members")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="circle_members")
    capacity = models.CharField(max_length=8, choices=choices(Capacity))

    ROWS = wall.heading()
    SENSITIVITY = {
        "circle": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "capacity": Sensitivity.PERSONAL,
    }

    class Meta(Fact.Meta):
        constraints = [*Fact.Meta.constraints, OneAtATime(fields=["circle", "subject"])]
        indexes = [
            models.Index(fields=["circle"], condition=Q(replaced_at=None), name="circle_member_now"),
            models.Index(fields=["subject"], condition=Q(replaced_at=None), name="circle_member_subject"),
        ]

    def __str__(self) -> str:
        return f"Circle {self.circle_id}, subject {self.subject_id}"


class Declaration(Fact):
    """A worker's tie to somebody: the record is theirs, or of a relative, or of somebody they know.

    Such a record stays closed to them whatever their role, and in an emergency too. `why` says in the worker's or
    information governance's words who it is to them.
    """

    ref = RefField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="declarations")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="declarations")
    tie = models.CharField(max_length=8, choices=choices(Tie, TIE_WORDS))

    ROWS = wall.either(wall.of_user(), wall.overseen())
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "subject": Sensitivity.PERSONAL,
        "tie": Sensitivity.PERSONAL,
    }

    class Meta(Fact.Meta):
        constraints = [*Fact.Meta.constraints, OneAtATime(fields=["user", "subject"])]
        indexes = [
            models.Index(fields=["user"], condition=Q(replaced_at=None), name="declared_by_user_now"),
            models.Index(fields=["subject"], condition=Q(replaced_at=None), name="declared_subject_now"),
        ]

    def __str__(self) -> str:
        return f"Declaration {self.pk}"


class Involvement(Fact):
    """Somebody has to do with a person or a family: the only source of relationship.

    Exactly one of `subject` and `circle`, and exactly one of `user`, `team` and `organisation`. `until_at` ends
    an opening or an emergency before its day is out.
    """

    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="involvements")
    circle = models.ForeignKey(Circle, null=True, blank=True, on_delete=models.PROTECT, related_name="involvements")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="involvements")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="involvements")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="involvements"
    )
    role = models.CharField(max_length=60)
    purpose = models.CharField(max_length=12, choices=choices(Purpose))
    capacity = models.CharField(max_length=8, choices=choices(Capacity), default=Capacity.ANY)
    until_at = models.DateTimeField(null=True, blank=True)

    ROWS = wall.involvement()
    SENSITIVITY = {
        "subject": Sensitivity.TECHNICAL,
        "circle": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "team": Sensitivity.STAFF,
        "organisation": Sensitivity.STAFF,
        "role": Sensitivity.STAFF,
        "purpose": Sensitivity.STAFF,
        "capacity": Sensitivity.PERSONAL,
        "until_at": Sensitivity.TECHNICAL,
    }

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(subject=None, circle__isnull=False) | Q(circle=None, subject__isnull=False),
                name="involvement_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, team=None, organisation=None)
                | Q(user=None, team__isnull=False, organisation=None)
                | Q(user=None, team=None, organisation__isnull=False),
                name="involvement_is_of_one_party",
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], condition=Q(replaced_at=None), name="involved_subject_now"),
            models.Index(fields=["circle"], condition=Q(replaced_at=None), name="involved_circle_now"),
            models.Index(fields=["user"], condition=Q(replaced_at=None), name="involved_user_now"),
            models.Index(fields=["team"], condition=Q(replaced_at=None), name="involved_team_now"),
            models.Index(fields=["organisation"], condition=Q(replaced_at=None), name="involved_org_now"),
        ]

    def __str__(self) -> str:
        return f"Involvement {self.pk}"
