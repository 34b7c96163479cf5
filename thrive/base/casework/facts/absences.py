"""Who is away and who covers, and what a cover sees of the work, whoever asks."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.models import Circle, CircleMember, Involvement, RoleHolding, Subject, User
from thrive.base.access.rules import NOT_NAMED, WORK, Restriction
from thrive.base.calendar import clock
from thrive.base.casework.models import Absence

HAS = frozenset(one.value for one in WORK - NOT_NAMED)  # the purposes for which somebody has work


@dataclass(frozen=True)
class Piece:
    """A person or a family somebody works with, and on which days `[since, until)` a cover sees them."""

    about: Subject | Circle
    since: dt.date
    until: dt.date

    @property
    def key(self) -> tuple[int | None, int | None]:
        """Which person or which family."""
        return (self.about.pk, None) if isinstance(self.about, Subject) else (None, self.about.pk)


def covers(by: User, user: User) -> bool:
    """Whether `by` covers for `user` today."""
    return Absence.objects.today().filter(user=user, cover=by).exists()


def absences_meeting(
    since: dt.date, until: dt.date, *, user: User | None = None, cover: User | None = None, but: str = ""
) -> "QuerySet[Absence]":
    """Absences of somebody, or those they cover, that share a day with `[since, until)`; not the one called `but`."""
    rows = Absence.objects.current().filter(is_off=False, starts_on__lt=until, ends_on__gt=since).exclude(thread=but)
    rows = rows.filter(user=user) if user else rows.filter(cover=cover)
    return rows.select_related("user", "cover").order_by("starts_on", "pk")


def not_over(user_ids: list[int] | None = None, *, cover: User | None = None) -> "QuerySet[Absence]":
    """Absences of these users, or those somebody covers, that are under way or to come and have a cover."""
    rows = Absence.objects.current().filter(is_off=False, ends_on__gt=clock.today()).exclude(cover=None)
    rows = rows.filter(cover=cover) if cover else rows.filter(user_id__in=user_ids or [])
    return rows.select_related("user", "cover").order_by("pk")


def works_in_team_of(manager: User, user: User) -> bool:
    """Whether somebody holds a role in a team in which the manager works."""
    held = RoleHolding.objects.filter(RoleHolding.on(clock.today()), team_id__in=manager.standing.team_ids, user=user)
    return held.exists()


def to_be_covered(absence: Absence) -> dict[tuple[int | None, int | None], Piece]:
    """What whoever covers is to see from today on: the ordinary records of those the absent worker works with by name.

    A restricted or sealed person is left out, and so is a family without anybody whose record is ordinary; so are the
    people and families among whom somebody is whose record is closed to whoever covers. None without a cover.
    """
    cover = absence.cover
    if cover is None or absence.is_off:
        return {}
    since = max(absence.starts_on, clock.today())
    until = min(absence.ends_on, cover.ends_on or absence.ends_on)
    if since >= until:
        return {}
    found: dict[tuple[int | None, int | None], Piece] = {}
    for row in _work(absence.user, since, until):
        about = row.subject or row.circle
        assert about is not None
        piece = Piece(about, max(since, row.true_from or since), min(until, row.true_to or until))
        if _is_for(cover, piece.about):
            other = found.get(piece.key)
            found[piece.key] = piece if other is None else _joined(piece, other)
    return found


def _work(user: User, since: dt.date, until: dt.date) -> "QuerySet[Involvement]":
    rows = Involvement.objects.current().filter(user=user, purpose__in=sorted(HAS)).exclude(role=policy.SEALED_ACCESS)
    rows = rows.filter(Q(true_from=None) | Q(true_from__lt=until), Q(true_to=None) | Q(true_to__gt=since))
    rows = rows.filter(Q(until_at=None) | Q(until_at__gt=clock.now()))
    return rows.select_related("subject", "circle").order_by("pk")


def _is_for(cover: User, about: Subject | Circle) -> bool:
    """Whether somebody who covers may see anything of it."""
    subjects = [about] if isinstance(about, Subject) else _members(about)
    if any(policy.is_barred(cover, one) for one in subjects):
        return False
    return any(one.restriction == Restriction.ORDINARY for one in subjects)


def _members(circle: Circle) -> list[Subject]:
    return [one.subject for one in CircleMember.objects.now().filter(circle=circle).select_related("subject")]


def _joined(one: Piece, other: Piece) -> Piece:
    return Piece(one.about, min(one.since, other.since), max(one.until, other.until))
