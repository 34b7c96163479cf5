"""The one policy: who may see or do what about whom.

`decide` answers for one Subject with a reason; `visible` is its twin and narrows a queryset. A property test
holds the two equal over an invented population. Both read only roles held, Subjects, circles and involvement.

In words: somebody may use a permission when they hold one of its roles, and
* they are involved with the person, directly or through a family, by name, team or organisation; or
* they are the authority's own staff and the permission needs no more than that (second ring).
Another system answers for its organisation: a partner's sees whom the partner itself is involved with, the
council's own sees ordinary records of the authority; neither ever counts as involved by name.
A restricted record answers only to people involved by name, and not to those who merely opened it with a
reason; a sealed one only to those named for it. Nobody without an involvement sees either, save a restricted
person's name.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.signals import post_save
from django.dispatch import receiver

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import CircleMember, Involvement, Organisation, Standing, Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.rules import ROLES, Capacity, Purpose, Restriction, Ring
from thrive.base.access.viewers import ClientViewer, SystemViewer
from thrive.base.calendar import clock

Viewer = User | SystemViewer | ClientViewer

_known_in_request: ContextVar[dict[Any, Any] | None] = ContextVar("thrive_involvements", default=None)

SEALED_ACCESS = "sealed_access"  # the involvement role of the few who may open a sealed record


@dataclass(frozen=True)
class Decision:
    """The answer, why, and from how near. `can_open`: a reason for today would turn it into yes.

    `capacities`: in which capacities what is kept about the Subject opens, where the answer is yes.
    """

    ok: bool
    reason: str
    ring: Ring | None = None
    can_open: bool = False
    capacities: frozenset[Capacity] = frozenset()


def decide(viewer: Viewer, permission: Permission, subject: Subject) -> Decision:
    """Whether `viewer` may use `permission` about `subject` now. Two queries at most."""
    if isinstance(viewer, SystemViewer):
        return _decide_system(viewer, permission, subject)
    if not getattr(viewer, "is_authenticated", False) or not viewer.is_active:
        return Decision(False, "You are not signed in.")
    standing = viewer.standing
    if not holds(viewer, permission):
        return Decision(False, _not_held(viewer, permission))
    return _decide_near(standing, permission, subject, _involvements(standing, subject))


def decide_all(viewer: Viewer, permission: Permission, subjects: Iterable[Subject]) -> dict[int, Decision]:
    """As `decide`, for each of these Subjects, by key. One query, however many they are."""
    those = list(subjects)
    if isinstance(viewer, SystemViewer) or not holds(viewer, permission) or not viewer.is_active:
        return {one.pk: decide(viewer, permission, one) for one in those}  # none of these asks the database
    involved = _look_up_many(viewer.standing, [one.pk for one in those])
    return {one.pk: _decide_near(viewer.standing, permission, one, involved[one.pk]) for one in those}


def with_nearness(rows: QuerySet, viewer: Viewer, path: str) -> QuerySet:
    """`rows` with what `allows` needs to know about the Subject at lookup `path`, without a query of its own."""
    if isinstance(viewer, SystemViewer):
        return rows.annotate(is_near=Value(False), is_by_name=Value(False), is_sealed_to=Value(False))
    named_by = _named(viewer.standing)
    who = {"is_near": _parties(viewer.standing), "is_by_name": named_by}
    who["is_sealed_to"] = named_by & Q(role=SEALED_ACCESS)
    return rows.annotate(
        **{
            name: ExpressionWrapper(_within(path, involved), output_field=BooleanField())
            for name, involved in who.items()
        }
    )


def allows(viewer: Viewer, permission: Permission, subject: Subject, row: Any) -> bool:
    """As `decide`, for the `subject` of a row that `with_nearness` has marked. No query."""
    if isinstance(viewer, SystemViewer):
        return _decide_system(viewer, permission, subject).ok
    if not holds(viewer, permission) or not viewer.is_active:
        return False
    involved: list[tuple[Mapping[str, Any], Capacity]] = []
    if row.is_near:
        role = SEALED_ACCESS if row.is_sealed_to else ""
        known = {
            "user_id": viewer.standing.user_id if row.is_by_name else None,
            "purpose": Purpose.ALLOCATED,
            "role": role,
        }
        involved = [(known, Capacity.ANY)]
    return _decide_near(viewer.standing, permission, subject, involved).ok


def _decide_near(
    standing: Standing,
    permission: Permission,
    subject: Subject,
    involved: list[tuple[Mapping[str, Any], Capacity]],
) -> Decision:
    """The answer for somebody who holds a role for it, from how they are involved."""
    if _opens(involved, subject):
        return Decision(True, "You are involved.", Ring.INVOLVED, capacities=_capacities(involved))
    same_authority = standing.is_own_staff and subject.authority_id == standing.authority_id
    if not same_authority:
        return Decision(False, "You are not involved with this person.")
    if subject.restriction == Restriction.SEALED:
        return Decision(False, "You are not involved with this person.")
    if subject.restriction == Restriction.RESTRICTED:
        if permission.names_restricted:
            return Decision(True, "You work for the authority.", Ring.AUTHORITY, capacities=_capacities(involved))
        return Decision(False, "This record is restricted to named people.")
    if standing.reaches(permission.ring):
        return Decision(True, "You work for the authority.", Ring.AUTHORITY, capacities=_capacities(involved))
    return Decision(False, "You are not involved with this person.", can_open=True)


def require(viewer: Viewer, permission: Permission, subject: Subject) -> Decision:
    """As `decide`, but raises NotAllowed for a no."""
    decision = decide(viewer, permission, subject)
    if not decision.ok:
        raise NotAllowed(
            decision.reason,
            permission=permission,
            subject_ref=subject.ref,
            subject_id=subject.pk,
            can_open=decision.can_open,
        )
    return decision


def holds(viewer: Viewer, permission: Permission) -> bool:
    """Whether the viewer holds a role (another system: a scope) for `permission`, whoever it would be about."""
    if isinstance(viewer, SystemViewer | ClientViewer):
        return permission in viewer.permissions
    return bool(getattr(viewer, "is_authenticated", False) and permission.roles & viewer.standing.roles)


def require_role(viewer: Viewer, permission: Permission) -> None:
    """Raises NotAllowed unless the viewer holds a role, or another system a scope, for `permission`."""
    if not holds(viewer, permission):
        raise NotAllowed(_not_held(viewer, permission), permission=permission)


def may_keep(viewer: User, organisation: Organisation) -> bool:
    """Whether `viewer` may administer this organisation: one of their own authority, or one that many share."""
    return holds(viewer, ADMINISTER) and organisation.authority_id in (None, viewer.standing.authority_id)


def require_keeper(viewer: User, organisation: Organisation) -> None:
    """As `may_keep`, but raises NotAllowed for a no."""
    if not may_keep(viewer, organisation):
        raise NotAllowed("You may not administer this organisation.", permission=ADMINISTER)


def require_other(viewer: User, user: User) -> None:
    """Raises NotAllowed if `user` is the viewer: nobody keeps their own account or roles."""
    if viewer.pk == user.pk:
        raise NotAllowed(
            "You may not change your own account or roles. Ask another administrator.", permission=ADMINISTER
        )


def strength(viewer: User) -> int:
    """The strength of the strongest role the viewer holds today; 0 for none."""
    return max((ROLES[role].strength for role in viewer.standing.roles), default=0)


def visible(viewer: Viewer, permission: Permission, path: str = "") -> Q:
    """The rows whose Subject, at lookup `path` ("" for Subject itself), `decide` would open."""
    at = f"{path}__" if path else ""
    if isinstance(viewer, SystemViewer):
        if permission not in viewer.permissions:
            return Q(pk__in=[])
        return Q(**{f"{at}authority_id": viewer.authority_id}) & ~Q(**{f"{at}restriction": Restriction.SEALED})
    if not getattr(viewer, "is_authenticated", False) or not viewer.is_active:
        return Q(pk__in=[])
    standing = viewer.standing
    if not holds(viewer, permission):
        return Q(pk__in=[])
    key = path or "pk"
    answer = (
        _within(key, _parties(standing)) & Q(**{f"{at}restriction": Restriction.ORDINARY})
        | _within(key, _named(standing)) & Q(**{f"{at}restriction": Restriction.RESTRICTED})
        | _within(key, _named(standing) & Q(role=SEALED_ACCESS)) & Q(**{f"{at}restriction": Restriction.SEALED})
    )
    if standing.is_own_staff:
        own = Q(**{f"{at}authority_id": standing.authority_id})
        if standing.reaches(permission.ring):
            answer |= own & Q(**{f"{at}restriction": Restriction.ORDINARY})
        if permission.names_restricted:
            answer |= own & Q(**{f"{at}restriction": Restriction.RESTRICTED})
    return answer


def capacities(viewer: Viewer, subject: Subject) -> frozenset[Capacity]:
    """In which capacities what is kept about `subject` opens to `viewer`, who has been let in already.

    Somebody involved only through a family reads what concerns the adult as a parent or carer, never the
    adult's own childhood file. Where nobody is involved (out of hours, system) all of it opens.
    """
    if isinstance(viewer, SystemViewer):
        return frozenset({Capacity.ANY})
    return _capacities(_involvements(viewer.standing, subject))


def capacities_of(viewer: Viewer, subject_ids: Iterable[int]) -> dict[int, frozenset[Capacity]]:
    """As `capacities`, for several Subjects the viewer has been let in to. Two queries, however many they are."""
    keys = list(subject_ids)
    if isinstance(viewer, SystemViewer):
        return {key: frozenset({Capacity.ANY}) for key in keys}
    members = CircleMember.objects.now().filter(subject_id__in=keys).values_list("subject_id", "circle_id", "capacity")
    in_circles: dict[int, dict[int, str]] = {key: {} for key in keys}
    for subject_id, circle_id, capacity in members:
        in_circles[subject_id][circle_id] = capacity
    circles = {circle for some in in_circles.values() for circle in some}
    rows = list(
        Involvement.objects.filter(
            _live(clock.today()) & _parties(viewer.standing) & (Q(subject_id__in=keys) | Q(circle_id__in=circles))
        ).values("subject_id", "capacity", "circle_id")
    )
    found = {
        key: {
            _opened_capacity(row, in_circles[key])
            for row in rows
            if row["subject_id"] == key or row["circle_id"] in in_circles[key]
        }
        for key in keys
    }
    anything = frozenset({Capacity.ANY})
    return {key: anything if not some or Capacity.ANY in some else frozenset(some) for key, some in found.items()}


def is_named(viewer: Viewer, subject: Subject) -> bool:
    """Whether the viewer is involved by name, other than by having opened the record with a reason.

    That is what a restricted address asks for. A system viewer never is.
    """
    if isinstance(viewer, SystemViewer):
        return False
    involved = _involvements(viewer.standing, subject)
    return any(row["user_id"] is not None and row["purpose"] != Purpose.OPENED for row, _ in involved)


def named(viewer: Viewer, path: str = "") -> Q:
    """The twin of `is_named`: rows whose Subject, at lookup `path`, the viewer is involved with by name."""
    if isinstance(viewer, SystemViewer):
        return Q(pk__in=[])
    return _within(path or "pk", _named(viewer.standing))


def circles_worked_with(viewer: Viewer, circle_ids: Iterable[int]) -> set[int]:
    """Those of these circles the viewer is involved with as such: themselves, their team or their organisation."""
    if isinstance(viewer, SystemViewer):
        return set()
    live = Involvement.objects.filter(_live(clock.today()) & _parties(viewer.standing), circle_id__in=list(circle_ids))
    return {circle for circle in live.values_list("circle_id", flat=True) if circle is not None}


@contextmanager
def one_request() -> Iterator[None]:
    """While it runs, who is involved with somebody is looked up once. Whatever changes it calls `forget`."""
    token = _known_in_request.set({})
    try:
        yield
    finally:
        _known_in_request.reset(token)


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


def _decide_system(viewer: SystemViewer, permission: Permission, subject: Subject) -> Decision:
    if permission not in viewer.permissions:
        return Decision(False, f"{viewer.key} was not declared for this.")
    if subject.authority_id != viewer.authority_id or subject.restriction == Restriction.SEALED:
        return Decision(False, f"{viewer.key} does not reach this record.")
    return Decision(True, viewer.purpose, Ring.AUTHORITY, capacities=frozenset({Capacity.ANY}))


def _live(day: dt.date) -> Q:
    """Involvements that hold today and whose hour has not passed."""
    return (
        Q(replaced_at=None)
        & (Q(true_from=None) | Q(true_from__lte=day))
        & (Q(true_to=None) | Q(true_to__gt=day))
        & (Q(until_at=None) | Q(until_at__gt=clock.now()))
    )


def _not_held(viewer: Viewer, permission: Permission) -> str:
    if isinstance(viewer, ClientViewer):
        return f"None of your scopes lets you {permission.title}."
    return f"None of your roles may {permission.title}."


def _parties(standing: Standing) -> Q:
    """Involvements of the user, of a team they work in, or of the whole organisation."""
    who = Q(user_id=standing.user_id) if standing.user_id is not None else Q(pk__in=[])
    if standing.team_ids:
        who |= Q(team_id__in=standing.team_ids)
    if not standing.is_own_staff:
        who |= Q(organisation_id=standing.organisation_id)
    return who


def _named(standing: Standing) -> Q:
    """Involvements of the user by name, other than an opening with a reason. A system has no name of its own."""
    if standing.user_id is None:
        return Q(pk__in=[])
    return Q(user_id=standing.user_id) & ~Q(purpose=Purpose.OPENED)


def _within(key: str, who: Q) -> Q:
    """Rows whose Subject one of these involvements is about, directly or through a circle."""
    today = clock.today()
    live = Involvement.objects.filter(_live(today) & who)
    circles = live.filter(circle__isnull=False).values("circle_id")
    members = CircleMember.objects.now().filter(circle_id__in=circles).values("subject_id")
    return Q(**{f"{key}__in": live.filter(subject__isnull=False).values("subject_id")}) | Q(**{f"{key}__in": members})


def _involvements(standing: Standing, subject: Subject) -> list[tuple[Mapping[str, Any], Capacity]]:
    """As `_look_up_involvements`, asked once in a request for each person."""
    known = _known_in_request.get()
    if known is None:
        return _look_up_involvements(standing, subject)
    key = (standing, subject.pk)
    if key not in known:
        known[key] = _look_up_involvements(standing, subject)
    return known[key]


def _look_up_involvements(standing: Standing, subject: Subject) -> list[tuple[Mapping[str, Any], Capacity]]:
    """Live involvements of this standing with the subject, each with the capacity it opens. One query."""
    membership = CircleMember.objects.now().filter(subject_id=subject.pk)
    within = membership.filter(circle_id=OuterRef("circle_id")).values("capacity")[:1]
    rows = Involvement.objects.filter(
        _live(clock.today())
        & _parties(standing)
        & (Q(subject_id=subject.pk) | Q(circle_id__in=membership.values("circle_id")))
    ).values("user_id", "purpose", "role", "capacity", "circle_id", member_as=Subquery(within))
    return [(row, _opened_capacity(row, {row["circle_id"]: row["member_as"]})) for row in rows]


def _look_up_many(standing: Standing, keys: Iterable[int]) -> dict[int, list[tuple[Mapping[str, Any], Capacity]]]:
    """As `_look_up_involvements`, for several Subjects by key. One query."""
    found: dict[int, list[tuple[Mapping[str, Any], Capacity]]] = {key: [] for key in keys}
    today = clock.today()
    member = FilteredRelation(
        "circle__members",
        condition=Q(circle__members__replaced_at=None, circle__members__subject_id__in=list(found))
        & (Q(circle__members__true_from=None) | Q(circle__members__true_from__lte=today))
        & (Q(circle__members__true_to=None) | Q(circle__members__true_to__gt=today)),
    )
    rows = (
        Involvement.objects.alias(member=member)
        .filter(_live(today) & _parties(standing) & (Q(subject_id__in=list(found)) | Q(member__isnull=False)))
        .values(
            "user_id", "purpose", "role", "capacity", "circle_id", "subject_id",
            member_id=F("member__subject_id"), member_as=F("member__capacity"),
        )
    )  # fmt: skip
    for row in rows:
        key = row["subject_id"] if row["circle_id"] is None else row["member_id"]
        found[key].append((row, _opened_capacity(row, {row["circle_id"]: row["member_as"]})))
    return found


def _capacities(involved: list[tuple[Mapping[str, Any], Capacity]]) -> frozenset[Capacity]:
    """What these involvements open; all of it where there are none."""
    found = frozenset(capacity for _, capacity in involved)
    return found if found and Capacity.ANY not in found else frozenset({Capacity.ANY})


def _opened_capacity(row: Mapping[str, Any], in_circles: dict[int, str]) -> Capacity:
    """Through a family a member opens in the capacity they have there; directly, in the involvement's own."""
    if row["circle_id"] is not None and row["capacity"] == Capacity.ANY:
        return Capacity(in_circles[row["circle_id"]])
    return Capacity(row["capacity"])


def _opens(involved: Sequence[tuple[Mapping[str, Any], Capacity]], subject: Subject) -> bool:
    if subject.restriction == Restriction.ORDINARY:
        return bool(involved)
    named = [row for row, _ in involved if row["user_id"] is not None and row["purpose"] != Purpose.OPENED]
    if subject.restriction == Restriction.RESTRICTED:
        return bool(named)
    return any(row["role"] == SEALED_ACCESS for row in named)


def role_titles(roles: Iterable[str]) -> list[str]:
    """Role keys in words, in the order of the declaration."""
    held = set(roles)
    return [role.title for role in ROLES.values() if role.key in held]
