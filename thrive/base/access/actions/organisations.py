"""Keeping organisations and teams: add, change, end with a date."""

import datetime as dt
from typing import Any

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, StillInUse
from thrive.base.access.models import Involvement, Organisation, RoleHolding, Team, User
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.rules import OrganisationKind
from thrive.base.calendar import clock
from thrive.base.calendar.words import say
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.wall import action


@action
def add_organisation(
    *,
    by: User,
    kind: str,
    name: str,
    code: str = "",
    phone: str = "",
    is_shared: bool = False,
    starts_on: dt.date | None = None,
) -> Organisation:
    """Add a body that takes part, in the authority of `by`; `is_shared`: one that works for several authorities.

    Raises NotAllowed, BadAnswer for a second council of the authority, and AlreadyRecorded (field "code") where
    another organisation of the kind has that code.
    """
    policy.require_role(by, ADMINISTER)
    authority = None if is_shared else by.organisation.authority
    councils = Organisation.objects.filter(kind=OrganisationKind.COUNCIL, authority=authority, ends_on=None)
    if kind == OrganisationKind.COUNCIL and (is_shared or councils.exists()):
        raise BadAnswer("An authority has one council. Change the one that is there", field="kind")
    _refuse_known_code(kind, code)
    made = Organisation.objects.create(
        kind=kind, name=name, code=code, phone=phone, authority=authority, starts_on=starts_on or clock.today()
    )
    audit.note(by, "access.organisation.added", made)
    return made


@action
def change_organisation(organisation: Organisation, *, by: User, revision: int, **values: Any) -> Organisation:
    """Change `name`, `code` or `phone`. `revision` is that of the organisation as `by` saw it.

    Raises NotAllowed, AlreadyRecorded (field "code") and ChangedMeanwhile.
    """
    policy.require_keeper(by, organisation)
    _refuse_known_code(organisation.kind, values.get("code", ""), but=organisation)
    changed = organisation.rewrite(revision=revision, **values)
    if changed:
        audit.note(by, "access.organisation.changed", organisation, fields=changed)
    return organisation


@action
def end_organisation(organisation: Organisation, *, by: User, revision: int, on: dt.date | None) -> Organisation:
    """Say that an organisation takes part no longer: `on` is the first day. None takes the end back.

    Raises NotAllowed, ChangedMeanwhile, BadAnswer for a day on or before it began or for the viewer's own
    organisation, and StillInUse while it has users, teams or records it is involved with after that day.
    """
    policy.require_keeper(by, organisation)
    if on is not None:
        if organisation.pk == by.organisation_id:
            raise BadAnswer("You cannot end the organisation you work for", field="ends_on")
        _check_end(organisation, on)
        _refuse_while_staffed(organisation, on)
        _refuse_while_involved(Q(organisation=organisation), on)
    organisation.rewrite(revision=revision, ends_on=on)
    audit.note(by, "access.organisation.ended", organisation, on=on)
    return organisation


@action
def add_team(
    organisation: Organisation,
    *,
    by: User,
    name: str,
    code: str = "",
    phone: str = "",
    starts_on: dt.date | None = None,
) -> Team:
    """Add a team. Raises NotAllowed, and AlreadyRecorded (field "name") where the organisation has one of that name."""
    policy.require_keeper(by, organisation)
    _refuse_known_name(organisation, name)
    made = Team.objects.create(
        organisation=organisation, name=name, code=code, phone=phone, starts_on=starts_on or clock.today()
    )
    audit.note(by, "access.team.added", made, organisation=organisation.pk)
    return made


@action
def change_team(team: Team, *, by: User, revision: int, **values: Any) -> Team:
    """Change `name`, `code` or `phone`. Raises NotAllowed, AlreadyRecorded (field "name") and ChangedMeanwhile."""
    policy.require_keeper(by, team.organisation)
    _refuse_known_name(team.organisation, values.get("name", ""), but=team)
    changed = team.rewrite(revision=revision, **values)
    if changed:
        audit.note(by, "access.team.changed", team, fields=changed)
    return team


@action
def end_team(team: Team, *, by: User, revision: int, on: dt.date | None) -> Team:
    """Say that a team exists no longer: `on` is the first day. None takes the end back.

    Raises NotAllowed, ChangedMeanwhile, BadAnswer for a day on or before it began, and StillInUse while roles are
    held in it, or it is involved with people, after that day.
    """
    policy.require_keeper(by, team.organisation)
    if on is not None:
        _check_end(team, on)
        held = RoleHolding.objects.filter(_after(on), team=team).count()
        if held:
            what = _of(held, "role is", "roles are")
            raise StillInUse(f"{what} still held in this team. End or move them first", count=held)
        _refuse_while_involved(Q(team=team), on)
    team.rewrite(revision=revision, ends_on=on)
    audit.note(by, "access.team.ended", team, on=on)
    return team


def _after(on: dt.date) -> Q:
    """What still holds on `on`, or begins later."""
    return Q(ends_on=None) | Q(ends_on__gt=on)


def _of(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _check_end(row: Organisation | Team, on: dt.date) -> None:
    if on <= row.starts_on:
        raise BadAnswer(f"The end must be after {say(row.starts_on)}, when it began", field="ends_on")


def _refuse_known_code(kind: str, code: str, *, but: Organisation | None = None) -> None:
    others = Organisation.objects.filter(kind=kind, code=code).exclude(pk__in=[but.pk] if but else [])
    if code and others.exists():
        raise AlreadyRecorded(f"Another organisation of this kind has the code {code}", field="code")


def _refuse_known_name(organisation: Organisation, name: str, *, but: Team | None = None) -> None:
    others = Team.objects.filter(organisation=organisation, name=name).exclude(pk__in=[but.pk] if but else [])
    if name and others.exists():
        raise AlreadyRecorded(f"{organisation.name} already has a team of this name", field="name")


def _refuse_while_involved(whose: Q, on: dt.date) -> None:
    involved = Involvement.objects.current().filter(whose).filter(Q(true_to=None) | Q(true_to__gt=on)).count()
    if involved:
        what = _of(involved, "family or person", "families or people")
        raise StillInUse(f"It is still involved with {what}. Move them first", count=involved)


def _refuse_while_staffed(organisation: Organisation, on: dt.date) -> None:
    after = _after(on)
    users = User.objects.filter(after, organisation=organisation).count()
    if users:
        raise StillInUse(
            f"{_of(users, 'user still works', 'users still work')} there. End or move them first", count=users
        )
    teams = Team.objects.filter(after, organisation=organisation).count()
    if teams:
        raise StillInUse(f"{_of(teams, 'team still exists', 'teams still exist')} there. End them first", count=teams)
