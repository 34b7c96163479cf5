"""How somebody is involved with a person: looked up once in a request, directly and through families."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.signals import post_save
from django.dispatch import receiver

from thrive.base.access.models import CircleMember, Involvement, Standing, Subject
from thrive.base.access.policy.viewer import Viewer
from thrive.base.access.rules import NOT_NAMED, Capacity, Purpose
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.history.prepared import at_asking, prepared

SEALED_ACCESS = "sealed_access"  # the involvement role of the few who may open a sealed record
SAMPLED = "sampled"  # the involvement role of somebody who audits or inspects the record
SAMPLED_GUARDED = "sampled_guarded"  # the same, where the record was named for it although it is guarded
NAMED_IN_SAMPLE = (SAMPLED_GUARDED, SEALED_ACCESS)
"""Reading a sample does not count as being named, for what is guarded, unless the record was put in it as such: one
that is restricted while the sample runs closes again."""

_known_in_request: ContextVar[dict[Any, Any] | None] = ContextVar("thrive_involvements", default=None)


@dataclass(frozen=True)
class Way:
    """One way in which somebody is involved with a person today.

    `by`: "name", "team" or "organisation". `role` is what the involvement says they do there, in any words.
    """

    by: str
    purpose: str
    capacity: Capacity
    role: str = ""
    through_family: bool = False

    @property
    def is_by_name(self) -> bool:
        """Whether it names the worker, other than by their having opened the record with a reason, covering for
        somebody or having had it shared with them, or by a sample that was not named for what is guarded."""
        if self.purpose == Purpose.SAMPLE and self.role not in NAMED_IN_SAMPLE:
            return False
        return self.by == "name" and self.purpose not in NOT_NAMED

    @property
    def opens_sealed(self) -> bool:
        """Whether it names the worker for a sealed record."""
        return self.is_by_name and self.role == SEALED_ACCESS


def ways(viewer: Viewer, subject: Subject) -> list[Way]:
    """How the viewer is involved with `subject` today. One query, or none where it was asked in this request."""
    return [] if isinstance(viewer, SystemViewer) else ways_of(viewer.standing, subject)


def ways_of(standing: Standing, subject: Subject) -> list[Way]:
    """As `ways`, for somebody of that standing."""
    known = _known_in_request.get()
    if known is None:
        return _look_up(standing, subject)
    key = (standing, subject.pk)
    if key not in known:
        known[key] = _look_up(standing, subject)
    return known[key]


def live() -> Q:
    """Involvements that hold today and whose hour has not passed."""
    day = at_asking(clock.today)
    return (
        Q(replaced_at=None)
        & (Q(true_from=None) | Q(true_from__lte=day))
        & (Q(true_to=None) | Q(true_to__gt=day))
        & (Q(until_at=None) | Q(until_at__gt=at_asking(clock.now)))
    )


def parties(standing: Standing) -> Q:
    """Involvements of the user, of a team they work in, or of the whole organisation where it is a partner."""
    who = Q(user_id=standing.user_id) if standing.user_id is not None else Q(pk__in=[])
    if standing.team_ids:
        who |= Q(team_id__in=standing.team_ids)
    if not standing.is_own_staff:
        who |= Q(organisation_id=standing.organisation_id)
    return who


def ways_of_many(standing: Standing, keys: Iterable[int]) -> dict[int, list[Way]]:
    """As `ways_of`, for several Subjects by key. One query, however many they are; none where all were asked
    about in this request."""
    wanted, known = list(dict.fromkeys(keys)), _known_in_request.get() or {}
    found: dict[int, list[Way]] = {key: [] for key in wanted if (standing, key) not in known}
    for row in _ways_with(standing=standing, subjects=list(found)) if found else ():
        key = row["subject_id"] if row["circle_id"] is None else row["member_id"]
        found[key].append(_way(row))
    in_request = _known_in_request.get()
    if in_request is not None:
        in_request.update({(standing, key): some for key, some in found.items()})
    return {key: found[key] if key in found else known[standing, key] for key in wanted}


_COLUMNS = ("user_id", "team_id", "purpose", "role", "capacity", "circle_id")


@prepared
def _ways_with(*, standing: Standing, subjects: Collection[int]) -> "QuerySet[Involvement, dict[str, Any]]":
    today = at_asking(clock.today)
    member = FilteredRelation(
        "circle__members",
        condition=Q(circle__members__replaced_at=None, circle__members__subject_id__in=subjects)
        & (Q(circle__members__true_from=None) | Q(circle__members__true_from__lte=today))
        & (Q(circle__members__true_to=None) | Q(circle__members__true_to__gt=today)),
    )
    return (
        Involvement.objects.alias(member=member)
        .filter(live() & parties(standing) & (Q(subject_id__in=subjects) | Q(member__isnull=False)))
        .values(
            *_COLUMNS,
            "subject_id",
            member_id=F("member__subject_id"),
            member_as=F("member__capacity"),
        )
    )


def _look_up(standing: Standing, subject: Subject) -> list[Way]:
    return [_way(row) for row in _involved(standing=standing, subject=subject.pk)]


@prepared
def _involved(*, standing: Standing, subject: int) -> "QuerySet[Involvement, dict[str, Any]]":
    membership = CircleMember.objects.now().filter(subject_id=subject)
    inside = membership.filter(circle_id=OuterRef("circle_id")).values("capacity")[:1]
    return Involvement.objects.filter(
        live() & parties(standing) & (Q(subject_id=subject) | Q(circle_id__in=membership.values("circle_id")))
    ).values(*_COLUMNS, member_as=Subquery(inside))


def _way(row: Mapping[str, Any]) -> Way:
    """Through a family a member opens in the capacity they have there; directly, in the involvement's own."""
    through_family = row["circle_id"] is not None
    as_there = through_family and row["capacity"] == Capacity.ANY
    return Way(
        by="name" if row["user_id"] is not None else "team" if row["team_id"] is not None else "organisation",
        purpose=row["purpose"],
        capacity=Capacity(row["member_as"] if as_there else row["capacity"]),
        role=row["role"],
        through_family=through_family,
    )


@contextmanager
def one_request() -> Iterator[None]:
    """While it runs, who is involved with somebody is looked up once. Whatever changes it calls `forget`."""
    token = _known_in_request.set({})
    try:
        yield
    finally:
        _known_in_request.reset(token)


def known_in_request(key: Any) -> dict[Any, Any]:
    """What was kept under `key` since the request began, or since involvement changed; to be added to. Kept for
    nobody where no request is under way."""
    known = _known_in_request.get()
    return {} if known is None else known.setdefault(key, {})


def forget() -> None:
    """Involvement has changed: look it up anew."""
    known = _known_in_request.get()
    if known:
        known.clear()


@receiver(post_save, sender=Involvement)
@receiver(post_save, sender=CircleMember)
def _forget_when_saved(**_saved: Any) -> None:
    """One row at a time is forgotten by itself; writing many at once calls `forget`."""
    forget()


def lock(*subjects: Subject | int) -> list[Subject]:
    """Lock Subjects for the rest of the transaction, in ascending order, and return them fresh.

    SQLite's writing transaction is lock enough; PostgreSQL locks the rows.
    """
    keys = sorted({one if isinstance(one, int) else one.pk for one in subjects})
    rows: QuerySet[Subject] = Subject.objects.filter(pk__in=keys).order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    return list(rows)
