"""What a session remembers of the visit it carries: when it began, when it was last used, how they proved who they are.

Nothing here asks the database: the session is read by every page anyway. That a visit was used is noted at most once
in SEEN_EVERY, so that an ordinary page writes nothing.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from thrive.base.access.models import User
from thrive.base.access.signing_in import rules
from thrive.base.calendar import clock

BEGAN = "visit_began"
SEEN = "visit_seen"
CONFIRMED = "visit_confirmed"
FACTOR = "visit_factor"
KEYS = (BEGAN, SEEN, CONFIRMED, FACTOR)


def _now() -> float:
    return clock.now().timestamp()


@receiver(user_logged_in)
def begin(request: HttpRequest, **_: Any) -> None:
    """A session has become somebody's: the visit begins, and they have just proved who they are."""
    for key in (BEGAN, SEEN, CONFIRMED):
        request.session[key] = _now()


def facts_of_a_beginning() -> dict[str, float]:
    """What `begin` writes, for whoever makes a session by hand."""
    return {key: _now() for key in (BEGAN, SEEN, CONFIRMED)}


def note_factor(session: SessionBase, kind: str) -> None:
    """They gave a second factor of this kind."""
    session[FACTOR] = kind


def confirm(session: SessionBase) -> None:
    """They have proved again who they are."""
    session[CONFIRMED] = _now()


def is_fresh(session: SessionBase) -> bool:
    """Whether they proved who they are within rules.FRESH_FOR."""
    return _now() - session.get(CONFIRMED, 0) < rules.FRESH_FOR.total_seconds()


def see(session: SessionBase) -> None:
    """Note that the visit goes on, if that has not been noted lately."""
    if _now() - session.get(SEEN, 0) >= rules.SEEN_EVERY.total_seconds():
        session[SEEN] = _now()


def see_now(session: SessionBase) -> None:
    """Note that the visit goes on: they asked to stay."""
    session[SEEN] = _now()


def has_lapsed(session: "SessionBase | dict[str, Any]") -> bool:
    """Whether the visit has been left alone, or has gone on, for too long.

    What is noted of its use may be SEEN_EVERY behind; the doubt is theirs.
    """
    idle = _idle() + rules.SEEN_EVERY
    began, seen = session.get(BEGAN, 0), session.get(SEEN, 0)
    return _now() - seen >= idle.total_seconds() or _now() - began >= rules.AT_MOST.total_seconds()


def ends_at(session: SessionBase) -> dt.datetime:
    """When the visit ends if nothing more is done after this request."""
    began = session.get(BEGAN, _now())
    last = dt.datetime.fromtimestamp(began, tz=dt.UTC) + rules.AT_MOST
    return min(clock.now() + _idle(), last)


def ends_at_as_noted(session: SessionBase) -> dt.datetime:
    """As `ends_at`, for a request that is no use of the visit: counted from when it was last noted as used."""
    last = dt.datetime.fromtimestamp(session.get(BEGAN, _now()), tz=dt.UTC) + rules.AT_MOST
    return min(dt.datetime.fromtimestamp(session.get(SEEN, _now()), tz=dt.UTC) + _idle(), last)


def warn_before() -> dt.timedelta:
    """How long before the end a page warns: half the time of doing nothing, where that is short."""
    return min(rules.WARN_BEFORE, _idle() / 2)


def may_be_longer(session: SessionBase) -> bool:
    """Whether going on would move the end: not in the last stretch before AT_MOST."""
    began = dt.datetime.fromtimestamp(session.get(BEGAN, _now()), tz=dt.UTC)
    return clock.now() + _idle() < began + rules.AT_MOST


def owes_factor(user: User, session: SessionBase) -> bool:
    """Whether they must set up a second factor before anything else. One query at most, that every page makes."""
    if not settings.THRIVE_SECOND_FACTOR or session.get(FACTOR):
        return False
    rule = rules.demanded(user.organisation.kind, user.standing.roles)
    if rule is None:
        return False
    days = settings.THRIVE_SECOND_FACTOR_GRACE_DAYS
    return not rules.in_grace(rule, since=user.starts_on, today=clock.today(), grace_days=days)


def must_have_factor(user: User) -> bool:
    """Whether they may not do without a second factor, now or once their first days are over."""
    return bool(settings.THRIVE_SECOND_FACTOR and rules.demanded(user.organisation.kind, user.standing.roles))


def _idle() -> dt.timedelta:
    return dt.timedelta(minutes=settings.THRIVE_IDLE_MINUTES)
