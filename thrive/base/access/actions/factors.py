"""Setting up, mending and taking away second factors, and lifting lock-outs."""

from thrive.base.access import policy
from thrive.base.access.actions import accounts, second_person
from thrive.base.access.actions.sessions import end_all_sessions, end_sessions
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import User
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.rules import AccountChange
from thrive.base.access.signing_in import factors, guessing, visit
from thrive.base.access.viewers import SystemViewer
from thrive.base.history import audit
from thrive.base.history.wall import action

WRONG_CODE = "The code is not right. Codes change every half minute: enter the one that shows now"


@action
def set_up_app(user: User, *, by: User, secret: str, code: str) -> list[str]:
    """Give oneself an authenticator app, in place of any before, proved by a code it shows; returns recovery codes.

    Raises NotAllowed for somebody else's account, and BadAnswer (field "code") for a code that is not right.
    """
    _require_self(by, user)
    counter = factors.counter_of(secret, code)
    if counter is None:
        raise BadAnswer(WRONG_CODE, field="code")
    codes = factors.replace(user, secret, counter=counter)
    audit.note(by, "access.factor.set_up", user)
    return codes


@action
def make_codes(user: User, *, by: User) -> list[str]:
    """New recovery codes for oneself; the old ones no longer work. Raises NotAllowed."""
    _require_self(by, user)
    if not factors.has_one(user):
        raise NotAllowed("Set up an authenticator app first.", permission=ADMINISTER)
    codes = factors.new_codes(user)
    audit.note(by, "access.factor.codes_made", user)
    return codes


@action
def give_up_factor(user: User, *, by: User) -> None:
    """Do without a second factor again. Raises NotAllowed where one is demanded, and for somebody else's account."""
    _require_self(by, user)
    if visit.must_have_factor(user):
        raise NotAllowed(
            "Your account must have a second factor. You can move it to another phone.", permission=ADMINISTER
        )
    factors.remove(user)
    audit.note(by, "access.factor.given_up", user)


@action
def remove_factor(user: User, *, by: User) -> None:
    """Take away the second factor of somebody who lost theirs, and sign them out everywhere.

    They sign in with their password next, and set up a new one. Raises NotAllowed, also for oneself, and
    SecondPersonNeeded for a weighty account where nobody else has agreed.
    """
    policy.require_keeper(by, user.organisation)
    policy.require_other(by, user)
    second_person.spend(user, by=by, change=AccountChange.FACTOR)
    removed = factors.remove(user)
    end_sessions(user, by=by)
    audit.note(by, "access.factor.removed", user, rows=removed)


def take_code(user: User, code: str) -> str:
    """Use up a code of the app ("app") or a recovery code ("recovery"); "" for one that is not right."""
    kind = factors.take(user, code)
    if kind == factors.RECOVERY:
        audit.note(user, "access.factor.recovery_used", user)
    return kind


@action
def lift_lock(user: User, *, by: User) -> None:
    """Let somebody sign in again who mistyped too often, or whose account was guessed at. Raises NotAllowed."""
    policy.require_keeper(by, user.organisation)
    policy.require_other(by, user)
    guessing.forget(user=user)
    audit.note(by, "access.lock.lifted", user)


@action
def let_in_from_server(user: User, *, with_factor: bool, password: str = "", email: str = "") -> None:
    """Lift a lock-out and, where asked, take away a lost second factor, give a first password or another e-mail
    address, for whoever has the server in their hands. The user is told by e-mail, at the address that held until then.

    For the day on which the only administrator is the one locked out, or there is no second person to agree. Raises
    BadAnswer (field "password") for one that is too weak, and AlreadyRecorded (field "email").
    """
    by = SystemViewer(
        "server console", "let somebody in when no administrator can", user.organisation.authority_id or 0
    )
    guessing.forget(user=user)
    audit.note(by, "access.lock.lifted", user)
    if with_factor:
        audit.note(by, "access.factor.removed", user, rows=factors.remove(user))
    if password:
        accounts.set_first_password_from_server(user, by=by, password=password)
    if with_factor or password or email:
        second_person.tell_of_change(user)
        end_all_sessions(user, by=by)
    if email:
        accounts.refuse_known_email(email, but=user)
        user.rewrite(revision=user.revision, email=email.lower())
        audit.note(by, "access.user.changed", user, fields=["email"])


@action
def lift_address_lock(address: str, *, by: User) -> None:
    """Let people sign in again from a network address. Raises NotAllowed."""
    policy.require_role(by, ADMINISTER)
    guessing.forget(address=address)
    audit.note(by, "access.lock.lifted", where=guessing.digest(address)[:12])


def _require_self(by: User, user: User) -> None:
    if by.pk != user.pk:
        raise NotAllowed("Only they can do this themselves.", permission=ADMINISTER)
