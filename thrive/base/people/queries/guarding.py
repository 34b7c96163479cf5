"""Who could still read a restricted record, how it came to be so, and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import CircleMember, Involvement, RoleHolding, Subject, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import NOT_NAMED, OrganisationKind, Purpose, Restriction, part_words
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.people import permissions
from thrive.base.people.bar import Header
from thrive.base.people.models import GuardDecision
from thrive.base.people.queries.records import find_subject, sought
from thrive.base.people.queries.withheld_words import words_kept_from

#: Involvements for a time, of nobody whom one would ask: they count as being named for nothing.
PASSING = tuple(sorted(NOT_NAMED | {Purpose.EMERGENCY, Purpose.SAMPLE}))


@dataclass(frozen=True)
class Named:
    """Somebody involved by name."""

    key: int
    name: str
    part: str
    organisation: str


@dataclass(frozen=True)
class Closed:
    """A record that is closed to the viewer, as much as may be said: what it is called, and what is kept back."""

    subject: Subject
    name: str
    is_restricted: bool

    @property
    def ref(self) -> str:
        """The record's outside name."""
        return self.subject.ref


def named_on(subject: Subject) -> list[Named]:
    """Everybody who works with them by name today: not who let themselves in, or reads a sample. Two queries."""
    circles = CircleMember.objects.now().filter(subject_id=subject.pk).values("circle_id")
    rows = (
        Involvement.objects.now()
        .filter(Q(subject_id=subject.pk) | Q(circle_id__in=circles), user__isnull=False)
        .filter(Q(until_at=None) | Q(until_at__gt=clock.now()))
        .exclude(purpose__in=PASSING)
        .select_related("user__organisation")
        .order_by("user__name", "pk")
    )
    found: dict[int, Named] = {}
    for row in rows:
        assert row.user is not None
        found.setdefault(
            row.user.pk, Named(row.user.pk, row.user.name, part_words(row.role), row.user.organisation.name)
        )
    return list(found.values())


def governors_of(subject: Subject) -> list[int]:
    """The keys of the authority's own information-governance officers today. One query."""
    today = clock.today()
    held = RoleHolding.objects.filter(
        RoleHolding.on(today),
        role="information_governance",
        user__organisation__kind=OrganisationKind.COUNCIL,
        user__organisation__authority_id=subject.authority_id,
        user__starts_on__lte=today,
    ).filter(Q(user__ends_on=None) | Q(user__ends_on__gt=today))
    return list(held.order_by("user_id").values_list("user_id", flat=True).distinct())


def closed_record(*, viewer: User, ref: str) -> Closed:
    """A record that somebody means to open in an emergency. That they asked is logged.

    Raises NotFound for a ref that is nobody's and for a sealed record, NotAllowed for whoever may never open it so.
    """
    subject = sought(viewer, ref, permissions.OPEN_IN_EMERGENCY)
    decision = policy.decide(viewer, permissions.OPEN_IN_EMERGENCY, subject)
    if not decision.ok:
        if subject.restriction == Restriction.SEALED:
            raise NotFound(ref)
        policy.require(viewer, permissions.OPEN_IN_EMERGENCY, subject)
    audit.looked(viewer, "people.emergency.asked", subject.person, about=[subject.pk])
    name = Header(subject.person.card, shows_address=False).name
    return Closed(subject, name, subject.restriction == Restriction.RESTRICTED)


def may_open_in_emergency(*, viewer: Viewer, ref: str) -> bool:
    """Whether somebody who was just refused a record may open it in an emergency. Three queries at most."""
    if not isinstance(viewer, User):
        return False
    try:
        subject = find_subject(ref)
    except NotFound:
        return False
    is_restricted = subject.restriction == Restriction.RESTRICTED or subject.address_restricted
    return is_restricted and policy.decide(viewer, permissions.OPEN_IN_EMERGENCY, subject).ok


def decisions_on(subject: Subject, *, viewer: Viewer) -> Sequence[GuardDecision]:
    """How the record came to be guarded as it is, the latest first. One query. The caller has been let in."""
    rows = GuardDecision.objects.current().filter(subject=subject).select_related("recorded_by")
    found = list(rows.order_by("-recorded_at", "-pk"))
    words = words_kept_from(viewer, [subject])
    for row in found:  # as they are shown; they are never written again
        row.why = words.over(row.why, row.recorded_by_id)
    return found
