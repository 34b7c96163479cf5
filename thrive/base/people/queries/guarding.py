"""Who could still read a record that is restricted to named people."""

from dataclasses import dataclass

from django.db.models import Q

from thrive.base.access.models import CircleMember, Involvement, Subject
from thrive.base.access.rules import ROLES, Purpose
from thrive.base.calendar import clock


@dataclass(frozen=True)
class Named:
    """Somebody involved by name."""

    key: int
    name: str
    part: str
    organisation: str


def named_on(subject: Subject) -> list[Named]:
    """Everybody involved by name today, other than by having opened the record with a reason. Two queries."""
    circles = CircleMember.objects.now().filter(subject_id=subject.pk).values("circle_id")
    rows = (
        Involvement.objects.now()
        .filter(Q(subject_id=subject.pk) | Q(circle_id__in=circles), user__isnull=False)
        .filter(Q(until_at=None) | Q(until_at__gt=clock.now()))
        .exclude(purpose=Purpose.OPENED)
        .select_related("user__organisation")
        .order_by("user__name", "pk")
    )
    found: dict[int, Named] = {}
    for row in rows:
        assert row.user is not None
        role = ROLES[row.role].title if row.role in ROLES else row.role.replace("_", " ").capitalize()
        found.setdefault(row.user.pk, Named(row.user.pk, row.user.name, role, row.user.organisation.name))
    return list(found.values())
