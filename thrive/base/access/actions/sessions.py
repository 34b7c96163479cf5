"""What signing in and out leaves behind: entries of the log, and a signal for rooms that keep things for the visit."""

from thrive.base.access.models import User
from thrive.base.access.signals import signed_out
from thrive.base.history import audit


def note_sign_in(user: User) -> None:
    """Log that somebody signed in."""
    audit.note(user, "access.signed_in", user)


def note_failed_sign_in(email: str) -> None:
    """Log that somebody tried to sign in; whose address it was stands there as a number, if it is anybody's."""
    audit.note(None, "access.sign_in.failed", User.objects.filter(email__iexact=email).first())


def note_sign_out(user: User) -> None:
    """Log that somebody signs out, and tell the rooms that keep things for the visit."""
    signed_out.send(sender=User, user=user)
    audit.note(user, "access.signed_out", user)
