"""A person, and the shape of every fact about one."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Fact, Subject, User
from thrive.base.calendar import clock
from thrive.base.history.models import TwoTimeQuerySet
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Rows
from thrive.base.people.models.sealing import under_seal


class Person(models.Model):
    """Somebody a record is about: child, adult or unborn. The key is the Subject's; all else is dated facts.

    A mother who was herself in care is one Person; the capacity in which something concerns her stands on the
    event or involvement, not here.
    """

    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.PROTECT, related_name="person")
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=80, blank=True)
    has_childhood_record = models.BooleanField(default=True)  # a record is or was kept about them as a child

    ROWS = wall.heading()
    SENSITIVITY = {
        "has_childhood_record": Sensitivity.PERSONAL,
        "added_at": Sensitivity.TECHNICAL,
        "added_by": Sensitivity.STAFF,
        "source": Sensitivity.STAFF,
    }

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"Person {self.pk}"

    @property
    def ref(self) -> str:
        """The record's outside name."""
        return self.subject.ref


class PersonFactQuerySet(TwoTimeQuerySet):
    """Facts about people, found through every record that is of the same person."""

    def about(self, person: Person | Subject) -> Self:
        """Facts about this person, on this record and on any joined to it."""
        subject = person.subject if isinstance(person, Person) else person
        return self.filter(person_id__in=subject.about_ids())


_Facts = models.Manager.from_queryset(PersonFactQuerySet)


class NotSealed(_Facts):
    """Facts that are not under a seal: what everything reads that does not ask for sealed ones by name.

    It comes first in a model whose facts can be sealed, so that whatever reads them, from whatever side, reads no
    sealed ones; `with_sealed` beside it does.
    """

    def get_queryset(self) -> Any:
        """Without the sealed."""
        return super().get_queryset().filter(~under_seal(self.model))


class PersonFact(Fact):
    """A two-time fact about one person. `SAYS_WHERE`: it gives away where they are, and is guarded as an address."""

    SAYS_WHERE: ClassVar[bool] = False
    ROWS: ClassVar[Rows] = wall.about("person_id")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)s_rows")

    objects = PersonFactQuerySet.as_manager()  # type: ignore[misc]  # narrows the manager of Fact

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {"person": Sensitivity.TECHNICAL}

    class Meta(Fact.Meta):
        abstract = True
        indexes = [
            models.Index(fields=["person"], condition=Q(replaced_at=None), name="%(class)s_now"),
        ]
