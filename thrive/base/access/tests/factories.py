"""Invented authorities, organisations, users and Subjects for tests of any room."""

import datetime as dt
from collections.abc import Sequence
from itertools import count

from django.http import HttpRequest
from django.test import RequestFactory

from thrive.base.access.models import (
    Authority,
    Circle,
    CircleMember,
    Declaration,
    Involvement,
    Organisation,
    RoleHolding,
    Subject,
    Team,
    User,
)
from thrive.base.access.rules import Capacity, OrganisationKind, Purpose, Restriction, Tie
from thrive.base.calendar import clock

PASSWORD = "correct horse battery staple"  # noqa: S105
_number = count(1)
LONG_AGO = dt.date(2020, 1, 1)


def days_from_today(number: int) -> dt.date:
    """The day `number` days after today (before it, when negative)."""
    return clock.today() + dt.timedelta(days=number)


def authority(name: str = "Wexmoor", *, is_home: bool = True) -> Authority:
    """The authority of that name, made when it is not there yet. Wexmoor has the code 999 in every room's tests."""
    found = Authority.objects.filter(dfe_code="999").first() if name == "Wexmoor" else None
    found = found or Authority.objects.filter(name=name).first()
    if found is not None:
        return found
    free = (str(code) for code in range(999, 900, -1) if code != 999 or name == "Wexmoor")
    code = next(code for code in free if not Authority.objects.filter(dfe_code=code).exists())
    return Authority.objects.create(name=name, dfe_code=code, is_home=is_home)


def organisation(
    kind: str = OrganisationKind.COUNCIL, *, name: str = "", of: Authority | None = None, **values: object
) -> Organisation:
    """A body of that kind."""
    return Organisation.objects.create(
        kind=kind,
        name=name or f"{str(kind).capitalize()} {next(_number)}",
        authority=of,
        **{"starts_on": LONG_AGO, **values},
    )


def council(of: Authority | None = None, **values: object) -> Organisation:
    """The council of an authority (by default Wexmoor's), made when it is not there yet."""
    of = of or authority()
    found = Organisation.objects.filter(kind=OrganisationKind.COUNCIL, authority=of).first()
    return found or organisation(
        OrganisationKind.COUNCIL, name=f"{of.name.removesuffix(' Council')} Council", of=of, **values
    )


def school(name: str = "", *, of: Authority | None = None, **values: object) -> Organisation:
    """A school in an authority (by default Wexmoor)."""
    return organisation(OrganisationKind.SCHOOL, name=name, of=of or authority(), **values)


def team(name: str = "", *, organisation: Organisation | None = None, **values: object) -> Team:
    """A team, by default of Wexmoor Council."""
    return Team.objects.create(
        organisation=organisation or council(),
        name=name or f"Team {next(_number)}",
        **{"starts_on": LONG_AGO, **values},
    )


def user(
    roles: Sequence[str] = (),
    organisation: Organisation | None = None,
    team: Team | None = None,
    *,
    name: str = "",
    email: str = "",
    password: str = "",
    **values: object,
) -> User:
    """A user who holds `roles` since long ago (in `team`, when given), by default of Wexmoor Council.

    Without `password` they cannot sign in by form; tests use `client.force_login`.
    """
    organisation = organisation or (team.organisation if team else council())
    number = next(_number)
    made = User(
        name=name or f"Worker {number}",
        email=email or f"worker{number}@example.org",
        organisation=organisation,
        **{"starts_on": LONG_AGO, **values},
    )
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    made.save()
    for role in roles:
        RoleHolding.objects.create(user=made, role=role, team=team, starts_on=LONG_AGO)
    return made


def asking() -> HttpRequest:
    """A request from somewhere, as a password check wants one."""
    return RequestFactory().post("/sign-in")


def fresh(person: User) -> User:
    """The user read again, as the next request would: without the standing worked out before."""
    return User.objects.get(pk=person.pk)


def subject(of: Authority | None = None, *, restriction: str = Restriction.ORDINARY, **values: object) -> Subject:
    """A Subject, by default an ordinary one of Wexmoor."""
    return Subject.objects.create(authority=of or authority(), restriction=restriction, **values)


def circle(
    *members: Subject, of: Authority | None = None, capacity: str = Capacity.CHILD, since: dt.date | None = None
) -> Circle:
    """A circle of these Subjects, all in one capacity; `join` adds others."""
    made = Circle.objects.create(authority=of or authority())
    for member in members:
        join(made, member, capacity=capacity, since=since)
    return made


def join(
    into: Circle,
    member: Subject,
    *,
    capacity: str = Capacity.CHILD,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> CircleMember:
    """Put a Subject into a circle."""
    return CircleMember.objects.create(
        circle=into, subject=member, capacity=capacity, true_from=since or LONG_AGO, true_to=until
    )


def involvement(
    about: Subject | Circle,
    party: User | Team | Organisation,
    *,
    role: str = "lead practitioner",
    purpose: str = Purpose.ALLOCATED,
    capacity: str = Capacity.ANY,
    since: dt.date | None = LONG_AGO,
    until: dt.date | None = None,
    **values: object,
) -> Involvement:
    """An involvement written straight to the table, without an audit entry."""
    return Involvement.objects.create(
        subject=about if isinstance(about, Subject) else None,
        circle=about if isinstance(about, Circle) else None,
        user=party if isinstance(party, User) else None,
        team=party if isinstance(party, Team) else None,
        organisation=party if isinstance(party, Organisation) else None,
        role=role,
        purpose=purpose,
        capacity=capacity,
        true_from=since,
        true_to=until,
        **values,
    )


def declaration(
    worker: User,
    about: Subject,
    *,
    tie: str = Tie.RELATIVE,
    since: dt.date | None = LONG_AGO,
    until: dt.date | None = None,
    **values: object,
) -> Declaration:
    """A declared tie written straight to the table, without an audit entry."""
    return Declaration.objects.create(
        user=worker, subject=about, tie=tie, why="my sister’s son", true_from=since, true_to=until, **values
    )
