"""What signing in and out leaves behind, and ending sessions: one's own, or as an administrator anybody else's."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import User
from thrive.base.access.policy import Viewer
from thrive.base.access.queries.sessions import opaque
from thrive.base.access.signals import signed_out
from thrive.base.access.signing_in import guessing
from thrive.base.history import audit
from thrive.base.history.wall import action


def note_sign_in(user: User, *, factor: str = "") -> None:
    """Log that somebody signed in, and with which second factor: "app", "recovery", or none."""
    audit.note(user, "access.signed_in", user, factor=factor or "none")


def note_failed_sign_in(email: str, *, step: str = "password", is_locked: bool = False) -> None:
    """Log that somebody tried to sign in. Whose address it was stands there as a number, if it is anybody's.

    What was typed stands there as a digest, so that repeated attempts can be told from single ones. `is_locked`:
    no more is taken for a while.
    """
    whose = User.objects.filter(email__iexact=email).first()
    verb = "access.sign_in.locked" if is_locked else "access.sign_in.failed"
    audit.note(None, verb, whose, step=step, typed=guessing.digest(email)[:12])


@action
def keep_grouping(user: User, *, grouped_by: str) -> None:
    """Keep how somebody wants their own worklist grouped."""
    User.objects.filter(pk=user.pk).update(work_grouped_by=grouped_by)
    audit.note(user, "access.preference.kept", user)


def note_sign_out(user: User, *, session_key: str = "") -> None:
    """Log that somebody signs out, and tell the rooms that keep things for the visit."""
    UserSession.objects.filter(session_key=session_key).delete()
    signed_out.send(sender=User, user=user)
    audit.note(user, "access.signed_out", user)


def note_lapse(user: User, *, session_key: str = "") -> None:
    """Log that a visit ended because nothing was done for too long, or because it had gone on for too long."""
    UserSession.objects.filter(session_key=session_key).delete()
    audit.note(user, "access.session.lapsed", user)


def note_confirmation(user: User, *, is_right: bool) -> None:
    """Log that somebody was asked who they are before something dangerous, and whether they could say."""
    audit.note(user, "access.confirmed" if is_right else "access.confirm.failed", user)


@action
def end_session(user: User, *, by: User, ref: str) -> None:
    """End one session of `user`: one's own, or another's for administrators.

    Raises NotAllowed, and NotFound for a session that is not theirs or has ended.
    """
    _require_right(by, user)
    row = next((one for one in UserSession.objects.filter(user=user) if opaque(one.session_key) == ref), None)
    if row is None:
        raise NotFound(ref)
    _end([row])
    audit.note(by, "access.session.ended", user, sessions=1)


@action
def end_sessions(user: User, *, by: User, but: str = "") -> int:
    """End every session of `user` but the one with the key `but`; returns how many. Raises NotAllowed."""
    _require_right(by, user)
    return end_all_sessions(user, by=by, but=but)


@action
def end_all_sessions(user: User, *, by: Viewer, but: str = "") -> int:
    """As `end_sessions`, where the caller has checked that `by` may."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=but))
    _end(rows)
    if rows:
        audit.note(by, "access.session.ended", user, sessions=len(rows))
    return len(rows)


@action
def keep_session(user: User, request: HttpRequest) -> None:
    """After a new password: this session goes on under a new key, every other one ends."""
    end_sessions(user, by=user, but=request.session.session_key or "")
    UserSession.objects.create_from_request(request)
    audit.note(user, "access.session.kept", user)


def _require_right(by: User, user: User) -> None:
    if by.pk != user.pk:
        policy.require_keeper(by, user.organisation)


def _end(rows: list[UserSession]) -> None:
    keys = [row.session_key for row in rows]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
