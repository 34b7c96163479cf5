"""Giving roles and ending them. Nobody gives a role stronger than their own, or changes their own."""

import datetime as dt

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import RoleHolding, Team, User
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.rules import ROLES, Role
from thrive.base.calendar import clock
from thrive.base.calendar.words import say
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.wall import action


@action
def give_role(
    user: User,
    *,
    by: User,
    role: str,
    team: Team | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> RoleHolding:
    """Let `user` hold a role, in a team or in the organisation at large; `ends_on` is the first day without it.

    Raises NotAllowed for one's own role and for a role stronger than one's own, BadAnswer for a role, team or day
    that does not fit the user, and AlreadyRecorded (field "role") for one they hold in that time.
    """
    policy.require_keeper(by, user.organisation)
    policy.require_other(by, user)
    starts_on = starts_on or clock.today()
    _check_role(ROLES.get(role), user, by)
    _check_days(user, starts_on, ends_on)
    if ROLES[role].is_time_boxed and ends_on is None:
        raise BadAnswer("Enter the last day: this role is given for a time", field="ends_on")
    if team is not None and team.organisation_id != user.organisation_id:
        raise BadAnswer(f"Select a team of {user.organisation.name}", field="team")
    holdings = RoleHolding.objects.filter(user=user, role=role, team=team)
    if holdings.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on)).exists():
        raise AlreadyRecorded(f"{user.name} already holds this role", field="role")
    holding = RoleHolding.objects.create(user=user, role=role, team=team, starts_on=starts_on, ends_on=ends_on)
    audit.note(by, "access.role.given", user, role=role, team=team.pk if team else None, on=starts_on)
    return holding


@action
def end_role(holding: RoleHolding, *, by: User, on: dt.date) -> None:
    """Say that a role is held no longer: `on` is the first day without it. One that had not begun is taken back.

    Raises NotAllowed for one's own role and for a role stronger than one's own, and ChangedMeanwhile for one that
    somebody else ended first.
    """
    user = holding.user
    policy.require_keeper(by, user.organisation)
    policy.require_other(by, user)
    _require_strength(by, ROLES.get(holding.role))
    rows = RoleHolding.objects.filter(pk=holding.pk, ends_on=holding.ends_on)
    done = rows.delete()[0] if on <= holding.starts_on else rows.update(ends_on=on)
    if not done:
        raise ChangedMeanwhile("Somebody else ended this role while you had it open")
    audit.note(by, "access.role.ended", user, role=holding.role, team=holding.team_id, on=on)


def _check_role(role: Role | None, user: User, by: User) -> None:
    if role is None:
        raise BadAnswer("Select a role", field="role")
    if user.organisation.kind not in role.kinds:
        raise BadAnswer(f"Nobody at {user.organisation.name} can hold this role", field="role")
    _require_strength(by, role)


def _require_strength(by: User, role: Role | None) -> None:
    if role is not None and role.strength > policy.strength(by):
        raise NotAllowed("You may not give or end a role stronger than your own.", permission=ADMINISTER)


def _check_days(user: User, starts_on: dt.date, ends_on: dt.date | None) -> None:
    if starts_on < user.starts_on:
        raise BadAnswer(
            f"The start must be the same as or after {say(user.starts_on)}, when they began", field="starts_on"
        )
    if user.ends_on is not None and starts_on >= user.ends_on:
        raise BadAnswer(f"The start must be before {say(user.ends_on)}, when they leave", field="starts_on")
    if ends_on is not None and ends_on <= starts_on:
        raise BadAnswer(f"The end must be after {say(starts_on)}, when the role begins", field="ends_on")
