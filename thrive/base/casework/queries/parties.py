"""To whom work may be given: the people and teams of the viewer's own organisation."""

from dataclasses import dataclass

from django.db.models import QuerySet

from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import RoleHolding, Team, User
from thrive.base.access.rules import ROLES
from thrive.base.calendar import clock
from thrive.base.people.permissions import SEE_HEADER

USER, TEAM = "user", "team"


@dataclass(frozen=True)
class Party:
    """Somebody who may be given work: what a form calls them, and what it says beside the name."""

    value: str
    name: str
    hint: str

    @property
    def is_team(self) -> bool:
        """Whether it is a team."""
        return self.value.startswith(f"{TEAM}:")


def parties(*, viewer: User, teams: bool = True) -> list[Party]:
    """The people of the viewer's organisation who work with records, by name, then its teams. Two queries."""
    people = [
        Party(f"{USER}:{one.ref}", one.name, one.job_title or ", ".join(one.titles[:1])) for one in _people(viewer)
    ]
    if not teams:
        return people
    return people + [Party(f"{TEAM}:{one.ref}", one.name, "Team") for one in _teams(viewer)]


def who_may_cover(*, viewer: User, worker: User) -> list[Party]:
    """Who may cover for `worker`: everybody else of the organisation who works with records. Two queries."""
    return [one for one in parties(viewer=viewer, teams=False) if one.value != f"{USER}:{worker.ref}"]


def worker_party(*, viewer: User, value: str, field: str = "to") -> User:
    """The person that a form calls `value`. Raises BadAnswer for a team, and for whoever cannot have it."""
    found = party_called(viewer=viewer, value=value, field=field)
    if not isinstance(found, User):
        raise BadAnswer("Select a person", field=field)
    return found


def party_called(*, viewer: User, value: str, field: str = "to") -> User | Team:
    """The person or team that a form calls `value`. Raises BadAnswer for one to whom the viewer gives no work."""
    kind, _, ref = value.partition(":")
    found: User | Team | None = None
    if kind == USER:
        found = _people(viewer).filter(ref=ref).first()
    elif kind == TEAM:
        found = _teams(viewer).filter(ref=ref).first()
    if found is None:
        raise BadAnswer("Select who is to have it", field=field)
    return found


def _people(viewer: User) -> "QuerySet[User]":
    today = clock.today()
    working = RoleHolding.objects.filter(RoleHolding.on(today), role__in=SEE_HEADER.roles & ROLES.keys())
    rows = User.objects.filter(User.on(today), organisation_id=viewer.organisation_id, pk__in=working.values("user_id"))
    return rows.prefetch_related("holdings").order_by("name", "pk")


def _teams(viewer: User) -> "QuerySet[Team]":
    return Team.objects.filter(Team.on(clock.today()), organisation_id=viewer.organisation_id).order_by("name", "pk")
