"""What follows from the roles a viewer holds, whoever it would be about."""

from collections.abc import Iterable
from dataclasses import replace

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Organisation, Standing, User
from thrive.base.access.permission import Permission
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.policy.viewer import Viewer
from thrive.base.access.rules import ROLES, TAKEN, Purpose, Reach, Ring, Role, sources
from thrive.base.access.viewers import ClientViewer, SystemViewer


def _as_system(does: str, reach: Reach) -> Role:
    """What another system counts as: it cannot be asked why, and reads nothing that is guarded."""
    return Role(
        key="system",
        title="Another system",
        kinds=frozenset(),
        does=does,
        must_see="what its scopes name",
        must_not_see="special category data, offences and legal advice",
        source=sources.DATA_PROTECTION,
        reach=reach,
        purposes=frozenset(Purpose),
    )


_AS_COUNCIL = _as_system("reads ordinary records of its authority", Reach.NO_QUESTION)
_AS_PARTNER = _as_system("reads records that its organisation is involved with", Reach.INVOLVED)


def _as_partner(permission: Permission, kind: str) -> Role:
    """What a partner's system counts as: an involvement opens no more to it than to one of the partner's own staff. A
    school teaches every pupil, and reads the notes of none for that."""
    staff = [ROLES[key] for key in permission.roles if kind in ROLES[key].kinds]
    return replace(_AS_PARTNER, purposes=frozenset().union(*(role.purposes for role in staff)))


def holds(viewer: Viewer, permission: Permission) -> bool:
    """Whether the viewer holds a role (another system: a scope) for `permission`, whoever it would be about."""
    if isinstance(viewer, SystemViewer | ClientViewer):
        return permission in viewer.permissions
    return bool(getattr(viewer, "is_authenticated", False) and permission.roles & viewer.standing.roles)


def require_role(viewer: Viewer, permission: Permission) -> None:
    """Raises NotAllowed unless the viewer holds a role, or another system a scope, for `permission`."""
    if not holds(viewer, permission):
        raise NotAllowed(not_held(viewer, permission), permission=permission)


def not_held(viewer: Viewer, permission: Permission) -> str:
    """What is said to somebody who may not use `permission` about anybody."""
    if isinstance(viewer, ClientViewer):
        return f"None of your scopes lets you {permission.title}."
    return f"None of your roles may {permission.title}."


def usable(viewer: User | ClientViewer, permission: Permission) -> list[Role]:
    """The roles held that may use `permission`; for another system, what it stands in for where a scope names it."""
    if isinstance(viewer, ClientViewer):
        if permission not in viewer.permissions:
            return []
        return [_AS_COUNCIL if viewer.is_own_staff else _as_partner(permission, viewer.organisation_kind)]
    return [ROLES[role] for role in sorted(permission.roles & viewer.standing.roles)]


def beyond(standing: Standing, roles: Iterable[Role]) -> list[Role]:
    """Those of the roles that reach past involvement: of the authority's own staff only."""
    return [role for role in roles if standing.is_own_staff and role.reach is not Reach.INVOLVED]


def counts(standing: Standing, role: Role, purpose: str) -> bool:
    """Whether an involvement for `purpose` opens anything to somebody of that standing through that role."""
    return bool(beyond(standing, [role])) if purpose in TAKEN else purpose in role.purposes


def counted_for(standing: Standing) -> frozenset[Purpose]:
    """The purposes that count for any of the roles held."""
    roles = [ROLES[role] for role in standing.roles]
    return frozenset(one for one in Purpose if any(counts(standing, role, one) for role in roles))


def reaching(standing: Standing, permission: Permission, roles: Iterable[Role]) -> list[Role]:
    """Those of the roles that use `permission` about ordinary records of the authority without a question."""
    far = permission.ring == Ring.AUTHORITY
    return [role for role in beyond(standing, roles) if far or role.opens_without_reason]


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


def role_titles(roles: Iterable[str]) -> list[str]:
    """Role keys in words, in the order of the declaration."""
    held = set(roles)
    return [role.title for role in ROLES.values() if role.key in held]
