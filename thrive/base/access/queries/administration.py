"""Organisations, teams, users and roles as administrators see them. Counts are of today."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Organisation, RoleHolding, Team, User
from thrive.base.access.permission import Permission
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.rules import ORGANISATION_WORDS, ROLES, SIGNING_IN, Role
from thrive.base.calendar import clock
from thrive.base.offers import REGISTRY

NOW, ENDED, ALL = "now", "ended", "all"

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Held:
    """A role somebody holds, has held or will hold."""

    holding: RoleHolding
    state: str  # "now", "ended" or "later"
    may_end: bool

    @property
    def title(self) -> str:
        """The role in words."""
        return self.holding.title

    @property
    def name(self) -> str:
        """What tells it apart from the user's other roles, without the inside key."""
        where = self.holding.team.ref if self.holding.team else ""
        return f"{self.holding.role} {where} {self.holding.starts_on.isoformat()}"


@dataclass(frozen=True)
class RoleLine:
    """A role as the list of roles shows it: who may hold it, how many do, and what it lets them do."""

    role: Role
    held_by: int
    may: list[str]

    @property
    def where(self) -> list[str]:
        """The kinds of organisation whose staff may hold it."""
        return [words for kind, words in ORGANISATION_WORDS.items() if kind in self.role.kinds]


def organisations(*, viewer: User, name: str = "", kind: str = "", when: str = NOW) -> QuerySet[Organisation]:
    """Organisations the viewer may administer, by name. `when`: "now", "ended" or "all". Raises NotAllowed."""
    rows = Organisation.objects.filter(kept_by(viewer), _when(when))
    if name:
        rows = rows.filter(Q(name__icontains=name) | Q(code=name))
    if kind:
        rows = rows.filter(kind=kind)
    today = clock.today()
    return rows.annotate(
        user_count=Count("users", filter=_on("users", today), distinct=True),
        team_count=Count("teams", filter=_on("teams", today), distinct=True),
    ).order_by("name", "pk")


def organisation(*, viewer: User, ref: str) -> Organisation:
    """One organisation. Raises NotAllowed, and NotFound for a ref that is not of one the viewer administers."""
    return _one(Organisation.objects.filter(kept_by(viewer)).select_related("authority"), ref)


def teams(
    *, viewer: User, name: str = "", at: str = "", of: Organisation | None = None, when: str = NOW
) -> QuerySet[Team]:
    """Teams the viewer may administer, by organisation and name. Raises NotAllowed.

    `at` is part of the name of their organisation; `of` is the organisation itself.
    """
    rows = Team.objects.filter(kept_by(viewer, "organisation__"), _when(when)).select_related("organisation")
    if name:
        rows = rows.filter(Q(name__icontains=name) | Q(code=name))
    if at:
        rows = rows.filter(organisation__name__icontains=at)
    if of:
        rows = rows.filter(organisation=of)
    today = clock.today()
    count = Count("holdings__user", filter=_on("holdings", today), distinct=True)
    return rows.annotate(user_count=count).order_by("organisation__name", "name", "pk")


def team(*, viewer: User, ref: str) -> Team:
    """One team. Raises NotAllowed, and NotFound for a ref that is not of one the viewer administers."""
    return _one(Team.objects.filter(kept_by(viewer, "organisation__")).select_related("organisation"), ref)


def users(
    *,
    viewer: User,
    name: str = "",
    at: str = "",
    of: Organisation | None = None,
    role: str = "",
    team_ref: str = "",
    when: str = NOW,
) -> QuerySet[User]:
    """Users the viewer may administer, by name; `name` also finds an e-mail address. Raises NotAllowed.

    `at` is part of the name of their organisation; `of` is the organisation itself.
    """
    rows = User.objects.filter(kept_by(viewer, "organisation__"), _when(when)).select_related("organisation")
    if name:
        rows = rows.filter(Q(name__icontains=name) | Q(email__icontains=name) | Q(staff_code=name))
    if at:
        rows = rows.filter(organisation__name__icontains=at)
    if of:
        rows = rows.filter(organisation=of)
    held = RoleHolding.objects.filter(RoleHolding.on(clock.today()))
    if role:
        rows = rows.filter(pk__in=held.filter(role=role).values("user_id"))
    if team_ref:
        rows = rows.filter(pk__in=held.filter(team__ref=team_ref).values("user_id"))
    return rows.prefetch_related("holdings").order_by("name", "pk")


def user(*, viewer: User, ref: str) -> User:
    """One user. Raises NotAllowed, and NotFound for a ref that is not of one the viewer administers."""
    return _one(User.objects.filter(kept_by(viewer, "organisation__")).select_related("organisation"), ref)


def holdings(*, viewer: User, of: User) -> list[Held]:
    """The roles of a user: held now first, then those to come, then ended ones. For administrators, and of oneself."""
    if viewer.pk != of.pk:
        policy.require_keeper(viewer, of.organisation)
    today, strength = clock.today(), policy.strength(viewer)
    keeps = viewer.pk != of.pk and policy.may_keep(viewer, of.organisation)
    found = []
    for row in of.holdings.select_related("team").order_by("-starts_on", "pk"):
        state = "ended" if row.has_ended else "later" if row.starts_on > today else "now"
        role = ROLES.get(row.role)
        found.append(Held(row, state, keeps and state != "ended" and (role is None or role.strength <= strength)))
    return sorted(found, key=lambda one: ("now", "later", "ended").index(one.state))


def account(*, viewer: User) -> list[Held]:
    """The viewer's own roles, as their account page shows them."""
    return [one for one in holdings(viewer=viewer, of=viewer) if one.state != "ended"]


def organisation_choices(*, viewer: User, only: str = "") -> list[tuple[str, str]]:
    """(ref, name) of organisations the viewer may put users and teams in; `only` the one with that ref, if given.

    Raises NotAllowed.
    """
    rows = Organisation.objects.filter(kept_by(viewer), _when(NOW))
    if only:
        rows = rows.filter(ref=only)
    return list(rows.order_by("name", "pk").values_list("ref", "name"))


def team_choices(*, viewer: User, of: User) -> list[tuple[str, str]]:
    """(ref, name) of the teams in which a user may hold a role. Raises NotAllowed."""
    policy.require_keeper(viewer, of.organisation)
    rows = Team.objects.filter(_when(NOW), organisation_id=of.organisation_id)
    return list(rows.order_by("name").values_list("ref", "name"))


def role_choices(*, viewer: User, of: User) -> list[Role]:
    """The roles that the viewer may give to a user. Raises NotAllowed."""
    policy.require_keeper(viewer, of.organisation)
    strength = policy.strength(viewer)
    return [role for role in ROLES.values() if of.organisation.kind in role.kinds and role.strength <= strength]


def role_lines(*, viewer: User) -> list[RoleLine]:
    """Every role, with how many users hold it today and what it lets them do. Raises NotAllowed."""
    kept = kept_by(viewer, "user__organisation__")
    held = RoleHolding.objects.filter(kept, RoleHolding.on(clock.today()))
    counts = dict(held.order_by().values_list("role").annotate(Count("user", distinct=True)))
    return [RoleLine(role, counts.get(role.key, 0), _may(role)) for role in ROLES.values()]


def all_may(*, viewer: User) -> list[str]:
    """What every role that signs in lets its holders do, in words. Raises NotAllowed."""
    policy.require_role(viewer, ADMINISTER)
    return sorted({one.title for one in _permissions() if one.roles >= SIGNING_IN})


def _may(role: Role) -> list[str]:
    """What a role lets its holders do beside what all may, in words, by the permissions that domains offer."""
    return sorted({one.title for one in _permissions() if role.key in one.roles and not one.roles >= SIGNING_IN})


def _permissions() -> list[Permission]:
    return [one for one in REGISTRY.permissions if isinstance(one, Permission)]


def kept_by(viewer: User, at: str = "") -> Q:
    """Rows of organisations that `policy.may_keep` would let the viewer administer."""
    policy.require_role(viewer, ADMINISTER)
    return Q(**{f"{at}authority_id": viewer.standing.authority_id}) | Q(**{f"{at}authority": None})


def _when(when: str) -> Q:
    current = Q(ends_on=None) | Q(ends_on__gt=clock.today())
    return {NOW: current, ENDED: ~current, ALL: Q()}.get(when, current)


def _on(path: str, day: object) -> Q:
    """Rows of `path` that hold on `day`."""
    return Q(**{f"{path}__starts_on__lte": day}) & (
        Q(**{f"{path}__isnull": False, f"{path}__ends_on": None}) | Q(**{f"{path}__ends_on__gt": day})
    )


def _one(rows: "QuerySet[Row]", ref: str) -> Row:
    found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound(ref)
    return found
