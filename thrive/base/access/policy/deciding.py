"""`decide`: whether a viewer may use a permission about one person, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Standing, Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.policy.holding import beyond, counted_for, counts, holds, not_held, reaching, usable
from thrive.base.access.policy.involved import SEALED_ACCESS, Way, ways_of, ways_of_many
from thrive.base.access.policy.viewer import Viewer
from thrive.base.access.rules import Capacity, Purpose, Restriction, Ring, Role
from thrive.base.access.viewers import SystemViewer
from thrive.base.history.sensitivity import Sensitivity

__all__ = [
    "BARRED",
    "SEALED_ACCESS",
    "Decision",
    "barred_to",
    "decide",
    "decide_all",
    "is_barred",
    "is_enough",
    "is_named",
    "is_named_for_sealed",
    "judge",
    "reads_labels",
    "require",
]

BARRED = "This record is closed to you. Ask information governance."
"""What somebody is told about their own record and those they declared: no more than that, and to whom to turn."""

_NOT_INVOLVED = "You are not involved with this person."
_OF_THE_AUTHORITY = "You work for the authority."
_WHOLE = frozenset({Capacity.ANY})


@dataclass(frozen=True)
class Decision:
    """The answer, why, and from how near. `can_open`: a reason for today would turn it into yes.

    Where the answer is yes, `capacities` are those in which what is kept about the Subject opens, and `labels` are
    those of GUARDED that may be read; all other labels may be.
    """

    ok: bool
    reason: str
    ring: Ring | None = None
    can_open: bool = False
    capacities: frozenset[Capacity] = frozenset()
    labels: frozenset[Sensitivity] = frozenset()


def decide(viewer: Viewer, permission: Permission, subject: Subject) -> Decision:
    """Whether `viewer` may use `permission` about `subject` now. Two queries at most."""
    early = _before_involvement(viewer, permission, subject)
    if early is not None or isinstance(viewer, SystemViewer):
        return early or Decision(False, _NOT_INVOLVED)
    return judge(viewer.standing, usable(viewer, permission), permission, subject, ways_of(viewer.standing, subject))


def decide_all(viewer: Viewer, permission: Permission, subjects: Iterable[Subject]) -> dict[int, Decision]:
    """As `decide`, for each of these Subjects, by key. One query, however many they are."""
    those = list(subjects)
    if isinstance(viewer, SystemViewer) or not holds(viewer, permission) or not viewer.is_active:
        return {one.pk: decide(viewer, permission, one) for one in those}  # none of these asks the database
    standing, roles = viewer.standing, usable(viewer, permission)
    found = ways_of_many(standing, [one.pk for one in those])
    return {one.pk: judge(standing, roles, permission, one, found[one.pk]) for one in those}


def reads_labels(viewer: Viewer, decision: Decision, guards: frozenset[Sensitivity], author_id: int | None) -> bool:
    """Whether somebody who was let in reads what has these labels: by their role, or since they wrote it themselves."""
    return guards <= decision.labels or (isinstance(viewer, User) and author_id == viewer.pk)


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


def judge(
    standing: Standing, roles: Sequence[Role], permission: Permission, subject: Subject, involved: Iterable[Way]
) -> Decision:
    """The answer for somebody who holds these `roles` for it and is involved in these ways. Asks no database.

    Every way in counts: what opens by involvement and what opens because they work for the authority are joined.
    """
    far = beyond(standing, roles) if subject.authority_id == standing.authority_id else []
    if subject.pk in standing.barred:
        return _barred(permission, subject, bool(far))
    opening = [
        (role, way)
        for way in involved
        if way.purpose in permission.purposes and is_enough(way, subject)
        for role in roles
        if counts(standing, role, way.purpose)
    ]
    across = _across(standing, far, permission, subject)
    if opening or across:
        return Decision(
            True,
            "You are involved." if opening else _OF_THE_AUTHORITY,
            Ring.INVOLVED if opening else Ring.AUTHORITY,
            capacities=_WHOLE if across else _together(way.capacity for _, way in opening),
            labels=frozenset().union(*(role.reads for role in (*across, *(role for role, _ in opening)))),
        )
    return _refused(permission, subject, bool(far))


def _across(standing: Standing, far: Sequence[Role], permission: Permission, subject: Subject) -> Sequence[Role]:
    """Those of the roles that open it because they work for the authority, whoever is involved."""
    if subject.restriction == Restriction.ORDINARY:
        return reaching(standing, permission, far)
    return far if subject.restriction == Restriction.RESTRICTED and permission.names_restricted else []


def is_enough(way: Way, subject: Subject) -> bool:
    """Whether being involved in this way opens a record that is guarded as this one is."""
    if subject.restriction == Restriction.ORDINARY:
        return True
    return way.opens_sealed if subject.restriction == Restriction.SEALED else way.is_by_name


def barred_to(viewer: Viewer) -> frozenset[int]:
    """The keys of the viewer's own record, if it is known, and of those of people declared as related or known to them.

    No ring, reason or emergency opens them beyond their name.
    """
    standing = getattr(viewer, "standing", None)
    return standing.barred if standing is not None else frozenset()


def is_barred(viewer: Viewer, subject: Subject) -> bool:
    """Whether it is the viewer's own record, or of somebody declared as related to or known by them."""
    return subject.pk in barred_to(viewer)


def is_named(viewer: Viewer, subject: Subject) -> bool:
    """Whether the viewer is involved by name, for a purpose of a role of theirs, other than by having given a reason.

    That is what a restricted address asks for. A system never is.
    """
    if not isinstance(viewer, User) or is_barred(viewer, subject):
        return False
    counted = counted_for(viewer.standing)
    return any(way.is_by_name and way.purpose in counted for way in ways_of(viewer.standing, subject))


def is_named_for_sealed(viewer: Viewer, subject: Subject) -> bool:
    """Whether the viewer is involved by name for what is sealed of this person: a whole record, or a part of an open
    one. A system never is."""
    if not isinstance(viewer, User) or is_barred(viewer, subject):
        return False
    counted = counted_for(viewer.standing)
    return any(way.opens_sealed and way.purpose in counted for way in ways_of(viewer.standing, subject))


def _before_involvement(viewer: Viewer, permission: Permission, subject: Subject) -> Decision | None:
    """The answer where nobody needs to look up who is involved."""
    if isinstance(viewer, SystemViewer):
        return _decide_system(viewer, permission, subject)
    if not getattr(viewer, "is_authenticated", False) or not viewer.is_active:
        return Decision(False, "You are not signed in.")
    if not holds(viewer, permission):
        return Decision(False, not_held(viewer, permission))
    return None


def _decide_system(viewer: SystemViewer, permission: Permission, subject: Subject) -> Decision:
    if permission not in viewer.permissions:
        return Decision(False, f"{viewer.key} was not declared for this.")
    if subject.authority_id != viewer.authority_id or subject.restriction == Restriction.SEALED:
        return Decision(False, f"{viewer.key} does not reach this record.")
    return Decision(True, viewer.purpose, Ring.AUTHORITY, capacities=_WHOLE, labels=viewer.reads)


def _barred(permission: Permission, subject: Subject, works_here: bool) -> Decision:
    """Their own record, or that of somebody declared: a name, where any colleague would see that."""
    if permission.names_own and works_here and subject.restriction != Restriction.SEALED:
        return Decision(True, _OF_THE_AUTHORITY, Ring.AUTHORITY, capacities=_WHOLE)
    return Decision(False, _NOT_INVOLVED if subject.restriction == Restriction.SEALED else BARRED)


def _refused(permission: Permission, subject: Subject, works_here: bool) -> Decision:
    """No way in; whether a reason would do."""
    if works_here and subject.restriction == Restriction.RESTRICTED:
        return Decision(False, "This record is restricted to named people.")
    could = works_here and subject.restriction == Restriction.ORDINARY and Purpose.OPENED in permission.purposes
    return Decision(False, _NOT_INVOLVED, can_open=could)


def _together(capacities: Iterable[Capacity]) -> frozenset[Capacity]:
    """Capacities opened in several ways."""
    found = frozenset(capacities)
    return _WHOLE if Capacity.ANY in found else found
