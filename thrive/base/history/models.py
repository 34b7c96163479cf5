"""The two shapes in which facts are kept, and the log of who did or saw what."""

import datetime as dt
from typing import Any, ClassVar, NoReturn, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from thrive.base.calendar import clock
from thrive.base.history import wall
from thrive.base.history.errors import HistoryIsKept
from thrive.base.history.prepared import at_asking
from thrive.base.history.sensitivity import Sensitivity


class KeptQuerySet(models.QuerySet):
    """Rows that may be added and read, and of which only `replaced_at` is ever closed."""

    def update(self, **values: Any) -> int:
        """Close open rows (`replaced_at`) and nothing else; rows closed before stay as they are.

        Raises HistoryIsKept for any other change, and for opening a closed row again.
        """
        if set(values) != {"replaced_at"} or values["replaced_at"] is None:
            raise HistoryIsKept(f"{self.model.__name__} rows are never changed, only replaced: {sorted(values)}")
        return super().filter(replaced_at=None)._close(**values)

    def _close(self, **values: Any) -> int:
        return super().update(**values)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """Write many rows. Raises HistoryIsKept when asked to write over rows that are there."""
        if kwargs.get("update_conflicts"):
            raise HistoryIsKept(f"{self.model.__name__} rows are never written over")
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self) -> NoReturn:
        """Raises HistoryIsKept."""
        raise HistoryIsKept(f"{self.model.__name__} rows are never deleted")


class TwoTimeQuerySet(KeptQuerySet):
    """Facts by the two clocks: when they were true, and when we knew."""

    def current(self) -> Self:
        """What is known today, whenever it was or will be true."""
        return self.filter(replaced_at=None)

    def known(self, instant: dt.datetime | None) -> Self:
        """What was known at `instant` (inclusive); today's knowledge when None."""
        if instant is None:
            return self.current()
        return self.filter(recorded_at__lte=instant).filter(Q(replaced_at=None) | Q(replaced_at__gt=instant))

    def true_on(self, day: dt.date) -> Self:
        """Facts whose half-open span `[true_from, true_to)` holds `day`."""
        return self.filter(Q(true_from=None) | Q(true_from__lte=day), Q(true_to=None) | Q(true_to__gt=day))

    def as_at(self, day: dt.date, known: dt.datetime | None = None) -> Self:
        """What was true on `day`, as known at the instant `known` (default: as known today)."""
        return self.known(known).true_on(day)

    def now(self) -> Self:
        """What is true today as far as is known today."""
        return self.as_at(at_asking(clock.today))


class Kept(models.Model):
    """A row that is written once. Saving it again or deleting it raises HistoryIsKept."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row for the first time; never over another that has its key."""
        if not self._state.adding:
            raise HistoryIsKept(f"{type(self).__name__} {self.pk} is on record; record a correction instead")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises HistoryIsKept."""
        raise HistoryIsKept(f"{type(self).__name__} {self.pk} is never deleted")


class TwoTime(Kept):
    """A fact that changes and may be learnt late.

    `[true_from, true_to)` is when it was so in the world: None means an unknown start, or no end in sight.
    `[recorded_at, replaced_at)` is when we held it to be so. A correction is a new row that `replaces` the
    old one and says `why`; a row entered in error is replaced by one marked `withdrawn`.
    Concrete models may declare a `OneAtATime`: the fields within which only one row is true on a day.
    """

    true_from = models.DateField(null=True, blank=True)
    true_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn = models.BooleanField(default=False)
    source = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=400, blank=True)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "true_from": Sensitivity.PERSONAL,
        "true_to": Sensitivity.PERSONAL,
        "recorded_at": Sensitivity.TECHNICAL,
        "replaced_at": Sensitivity.TECHNICAL,
        "replaces": Sensitivity.TECHNICAL,
        "withdrawn": Sensitivity.TECHNICAL,
        "source": Sensitivity.STAFF,
        "why": Sensitivity.FREE_TEXT,
    }

    objects = TwoTimeQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(true_to=None) | Q(true_from=None) | Q(true_to__gt=models.F("true_from")),
                name="%(app_label)s_%(class)s_ends_after_start",
            )
        ]

    @property
    def is_current(self) -> bool:
        """Whether this row is what we know today."""
        return self.replaced_at is None

    def is_true_on(self, day: dt.date) -> bool:
        """Whether `day` lies in `[true_from, true_to)`."""
        return (self.true_from is None or self.true_from <= day) and (self.true_to is None or self.true_to > day)


class AppendOnlyQuerySet(KeptQuerySet):
    """Things done or decided; a replaced one stays but is not current."""

    def current(self) -> Self:
        """Rows that no later row replaces."""
        return self.filter(replaced_at=None)

    def known(self, instant: dt.datetime | None) -> Self:
        """Rows on record at `instant` and not replaced by then; today's when None."""
        if instant is None:
            return self.current()
        return self.filter(recorded_at__lte=instant).filter(Q(replaced_at=None) | Q(replaced_at__gt=instant))


class AppendOnly(Kept):
    """Something that was done or decided on a day. A correction is a further row that `replaces` it."""

    happened_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    why = models.CharField(max_length=400, blank=True)

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "happened_on": Sensitivity.PERSONAL,
        "recorded_at": Sensitivity.TECHNICAL,
        "replaced_at": Sensitivity.TECHNICAL,
        "replaces": Sensitivity.TECHNICAL,
        "why": Sensitivity.FREE_TEXT,
    }

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True


class AuditEntry(Kept):
    """One thing somebody did, saw or was refused. Ids, field names and digests; never values.

    `subject_id` and `actor_id` are plain numbers: the log must outlive what it speaks of. `from_where` is the network
    an address lies in, never the address (`origin`).
    """

    class ActorKind(models.TextChoices):
        """Who acted."""

        PERSON = "person", "Person"
        SYSTEM = "system", "System"
        NOBODY = "nobody", "Nobody signed in"

    at = models.DateTimeField(default=clock.now)
    actor_kind = models.CharField(max_length=8, choices=ActorKind)
    actor_id = models.BigIntegerField(null=True)
    actor_key = models.CharField(max_length=60, blank=True)
    actor_roles = models.CharField(max_length=200, blank=True)  # keys of the roles held then, with commas
    organisation_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    from_where = models.CharField(max_length=45, blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    ROWS = wall.Rows(read=f"{wall.OWN_STAFF} OR {{t}}.actor_id = {wall.USER}", write="true")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "at": Sensitivity.TECHNICAL,
        "actor_kind": Sensitivity.STAFF,
        "actor_id": Sensitivity.STAFF,
        "actor_key": Sensitivity.TECHNICAL,
        "actor_roles": Sensitivity.STAFF,
        "organisation_id": Sensitivity.STAFF,
        "verb": Sensitivity.STAFF,
        "subject_id": Sensitivity.TECHNICAL,
        "object_type": Sensitivity.TECHNICAL,
        "object_id": Sensitivity.TECHNICAL,
        "reason": Sensitivity.STAFF,
        "request_id": Sensitivity.TECHNICAL,
        "from_where": Sensitivity.STAFF,
        "details": Sensitivity.TECHNICAL,
    }

    objects = KeptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-at"], name="audit_subject_at"),
            models.Index(fields=["actor_id", "-at"], name="audit_actor_at"),
            models.Index(  # what happened to a team or a user; small, since most entries are about a Subject
                fields=["object_type", "object_id"],
                condition=Q(subject_id=None, object_id__isnull=False),
                name="audit_object",
            ),
            models.Index(  # what a reason was given for; small, since most entries need none
                fields=["-at"], condition=~Q(reason=""), name="audit_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"


class Seal(Kept):
    """The link that binds one audit entry to all before it. Numbers start at 1 and have no gaps."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField(default=clock.now)

    ROWS = wall.Unguarded("numbers and digests")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "number": Sensitivity.TECHNICAL,
        "entry": Sensitivity.TECHNICAL,
        "previous": Sensitivity.TECHNICAL,
        "digest": Sensitivity.TECHNICAL,
        "sealed_at": Sensitivity.TECHNICAL,
    }

    objects = KeptQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Seal {self.number}"


class Archive(Kept):
    """A stretch of the log that was moved into a file: what the rest of the chain follows from."""

    first_number = models.BigIntegerField(unique=True)
    last_number = models.BigIntegerField(unique=True)
    last_digest = models.CharField(max_length=64, unique=True)
    before = models.DateField()  # London day; no entry in it was written on this day or later
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    archived_at = models.DateTimeField(default=clock.now)

    ROWS = wall.Unguarded("numbers, days and digests of files")
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "first_number": Sensitivity.TECHNICAL,
        "last_number": Sensitivity.TECHNICAL,
        "last_digest": Sensitivity.TECHNICAL,
        "before": Sensitivity.TECHNICAL,
        "file_name": Sensitivity.TECHNICAL,
        "file_digest": Sensitivity.TECHNICAL,
        "archived_at": Sensitivity.TECHNICAL,
    }

    objects = KeptQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Archive of seals {self.first_number} to {self.last_number}"


class SearchTerms(models.Model):
    """What somebody typed into a search, apart from the log and for a short time (`rules.SEARCH_TERMS`).

    The entry of the search holds `digest`, which is of the terms and of `salt` together. Once this row is erased nobody
    can turn it back, nor try names against it; the chain over the entries stays whole.
    """

    digest = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=32)
    terms = models.JSONField(encoder=DjangoJSONEncoder)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    ROWS = wall.Rows(read=f"{wall.OWN_STAFF} OR {{t}}.actor_id = {wall.USER}", write=wall.SIGNED_IN)
    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {
        "digest": Sensitivity.TECHNICAL,
        "salt": Sensitivity.TECHNICAL,
        "terms": Sensitivity.FREE_TEXT,
        "actor_id": Sensitivity.STAFF,
        "at": Sensitivity.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"Terms of search {self.pk}"
