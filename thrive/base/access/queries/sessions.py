"""Where somebody is signed in, how they prove who they are, and who is locked out."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.signing_in import devices, factors, guessing, visit
from thrive.base.access.signing_in.factors import Factors
from thrive.base.calendar import clock


@dataclass(frozen=True)
class OpenSession:
    """A session that goes on. `where` is the network address it began at."""

    ref: str
    device: str
    where: str
    began_at: dt.datetime
    seen_at: dt.datetime
    is_current: bool


def opaque(session_key: str) -> str:
    """What stands for a session in a page: its key would be as good as a password."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def open_sessions(*, viewer: User, of: User, current_key: str = "") -> list[OpenSession]:
    """The sessions of `of` that go on, the latest first. One's own, or another's for administrators. Two queries."""
    if viewer.pk != of.pk:
        policy.require_keeper(viewer, of.organisation)
    rows = {row.session_key: row for row in UserSession.objects.filter(user=of).order_by("-created_at", "-pk")}
    stored = Session.objects.filter(session_key__in=list(rows), expire_date__gt=clock.now())
    alive = {one.session_key: one.get_decoded() for one in stored}
    return [
        OpenSession(
            ref=opaque(key),
            device=devices.in_words(row.user_agent),
            where=str(row.ip),
            began_at=row.created_at,
            seen_at=dt.datetime.fromtimestamp(alive[key].get(visit.SEEN, row.created_at.timestamp()), tz=dt.UTC),
            is_current=key == current_key,
        )
        for key, row in rows.items()
        if key in alive and not visit.has_lapsed(alive[key])
    ]


def second_factors(*, viewer: User, of: User) -> Factors:
    """What second factors somebody has. One's own, or another's for administrators. One query."""
    if viewer.pk != of.pk:
        policy.require_keeper(viewer, of.organisation)
    return factors.held_by(of)


def locked_until(*, viewer: User, of: User) -> dt.datetime | None:
    """When the lock-out of somebody's account ends; None for none. For administrators. Raises NotAllowed."""
    policy.require_keeper(viewer, of.organisation)
    return guessing.locked_until(of)


def locked_addresses(*, viewer: User) -> list[tuple[str, dt.datetime]]:
    """Network addresses that are locked out, and until when. For administrators. Raises NotAllowed."""
    policy.require_role(viewer, ADMINISTER)
    return guessing.locked_addresses()
