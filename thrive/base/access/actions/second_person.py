"""Asking a second person before the password, second factor or e-mail address of a weighty account is changed.

Whoever changes these can sign in as somebody else. An account is weighty that stands by name on a restricted or sealed
record, or on one with a restricted address; that reads what is sealed of an open record; or that could itself be the
second person. On a first account nobody has signed in to there is nothing to take over.
"""

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed, SecondPersonNeeded
from thrive.base.access.models import AccountRequest, Involvement, RoleHolding, User
from thrive.base.access.permissions import ADMINISTER, AGREE_TO_ACCOUNT_CHANGE
from thrive.base.access.rules import (
    AGREED_FOR,
    ASKED_FOR,
    NOT_NAMED,
    SECOND_PERSON_SINCE,
    AccountChange,
    Restriction,
)
from thrive.base.calendar import clock
from thrive.base.history import audit, wall
from thrive.base.history.wall import action

WHY_MOST = 200


def is_weighty(user: User) -> bool:
    """Whether a second person must agree before somebody changes how `user` signs in. Two queries at most."""
    if user.last_login is None:
        return False
    if RoleHolding.objects.filter(_not_over("ends_on"), user=user, role__in=AGREE_TO_ACCOUNT_CHANGE.roles).exists():
        return True
    with wall.whole("whether an account opens guarded records is asked, and not which"):
        named = Involvement.objects.current().filter(_not_over("true_to"), user=user).exclude(purpose__in=NOT_NAMED)
        inside = Q(circle__members__replaced_at=None) & _guarded("circle__members__subject")
        reads_sealed_parts = Q(role=policy.SEALED_ACCESS)
        return named.filter(_guarded("subject") | inside | reads_sealed_parts).exists()


@action
def ask_second_person(user: User, *, by: User, change: AccountChange, why: str, new_email: str = "") -> AccountRequest:
    """Ask that a second person agree to a change of how `user` signs in. They and `user` are told.

    Raises NotAllowed (also for oneself); BadAnswer (fields "change", "new_email", "why") for what is missing, and where
    nobody else need agree.
    """
    policy.require_keeper(by, user.organisation)
    policy.require_other(by, user)
    why = why.strip()
    if change not in list(AccountChange):
        raise BadAnswer("Select what has to change", field="change")
    if not is_weighty(user):
        raise BadAnswer("Nobody else has to agree for this account. Make the change", field="change")
    if not why or len(why) > WHY_MOST:
        raise BadAnswer("Enter why" if not why else f"Use {WHY_MOST} characters or fewer", field="why")
    if change == AccountChange.EMAIL and not new_email:
        raise BadAnswer("Enter the new email address", field="new_email")
    made = AccountRequest.objects.create(
        user=user,
        change=change,
        new_email=new_email.lower() if change == AccountChange.EMAIL else "",
        why=why,
        asked_by=by,
    )
    audit.note(by, "access.account.asked", user, change=str(change))
    seconds = User.objects.filter(pk__in=_who_may_agree(user)).exclude(pk__in=(by.pk, user.pk))
    _write(
        [user.email, *seconds.values_list("email", flat=True)],
        "A change of how somebody signs in",
        "Somebody asked to change a password, second factor or email address for which a second person has to agree. "
        "Sign in to see whose it is. If it is yours and you did not ask for it, tell information governance at once.",
    )
    return made


@action
def answer_request(request: AccountRequest, *, by: User, agree: bool) -> None:
    """Agree to what was asked, or refuse. Whoever asked may then do it, once, within AGREED_FOR.

    Raises NotAllowed for whoever asked, whose account it is, and who has been neither administrator nor information
    governance for SECOND_PERSON_SINCE; BadAnswer (field "agree") for one that was answered or has lapsed.
    """
    policy.require_role(by, AGREE_TO_ACCOUNT_CHANGE)
    if by.pk in (request.asked_by_id, request.user_id):
        raise NotAllowed("Somebody else has to agree to this.", permission=AGREE_TO_ACCOUNT_CHANGE)
    if by.pk not in _who_may_agree(request.user):
        raise NotAllowed(
            "Whoever agrees has held their role for a week, so that nobody can make a second person of their own.",
            permission=AGREE_TO_ACCOUNT_CHANGE,
        )
    still = AccountRequest.objects.filter(pk=request.pk, answered_at=None, asked_at__gt=clock.now() - ASKED_FOR)
    if not still.update(answered_by=by, answered_at=clock.now(), is_agreed=agree):
        raise BadAnswer("This was answered already, or has lapsed", field="agree")
    audit.note(by, "access.account.agreed" if agree else "access.account.refused", request.user, change=request.change)


@action
def read_account_notice(request: AccountRequest, *, by: User) -> None:
    """Say that one has read what was told of one's own account. Raises NotAllowed for somebody else's."""
    if request.user_id != by.pk:
        raise NotAllowed("This was not told to you.", permission=ADMINISTER)
    if AccountRequest.objects.filter(pk=request.pk, read_at=None).update(read_at=clock.now()):
        audit.note(by, "access.account.notice_read", by)


def spend(user: User, *, by: User, change: AccountChange, new_email: str = "") -> None:
    """Use up what a second person agreed to, where one has to; the user and the second person are told.

    Raises SecondPersonNeeded where nobody has agreed to just this in the last AGREED_FOR.
    """
    if not is_weighty(user):
        return
    agreed = AccountRequest.objects.filter(
        user=user,
        change=change,
        new_email=new_email.lower(),
        asked_by=by,
        is_agreed=True,
        used_at=None,
        answered_at__gt=clock.now() - AGREED_FOR,
    )
    one = agreed.select_related("answered_by").order_by("pk").first()
    if one is None or not agreed.filter(pk=one.pk).update(used_at=clock.now(), read_at=None):
        raise SecondPersonNeeded()
    assert one.answered_by is not None
    audit.note(by, "access.account.used", user, change=str(change), agreed_by=one.answered_by_id)
    tell_of_change(user, one.answered_by)


def tell_of_change(user: User, *others: User) -> None:
    """A letter by e-mail that how somebody signs in was changed; to the address that held until now."""
    _write(
        [user.email, *(one.email for one in others)],
        "How somebody signs in was changed",
        "A password, second factor or email address was changed for which a second person has to agree. Sign in to see "
        "whose it is. If it is yours and you did not ask for it, tell information governance at once.",
    )


def _guarded(path: str) -> Q:
    return ~Q(**{f"{path}__restriction": Restriction.ORDINARY}) & Q(**{f"{path}__isnull": False}) | Q(
        **{f"{path}__address_restricted": True}
    )


def _not_over(path: str) -> Q:
    return Q(**{path: None}) | Q(**{f"{path}__gt": clock.today()})


def _who_may_agree(user: User) -> set[int]:
    """The keys of those who could be the second person: of the authority, and for some time."""
    since = clock.today() - SECOND_PERSON_SINCE
    held = RoleHolding.objects.filter(
        _not_over("ends_on"), _not_over("user__ends_on"), role__in=AGREE_TO_ACCOUNT_CHANGE.roles, starts_on__lte=since
    )
    authority = user.organisation.authority_id
    if authority is not None:
        held = held.filter(user__organisation__authority_id=authority)
    return set(held.values_list("user_id", flat=True))


def _write(addresses: Iterable[str], subject: str, text: str) -> None:
    if settings.THRIVE_EMAIL_FROM:
        transaction.on_commit(partial(_send, list(dict.fromkeys(addresses)), subject, text), robust=True)


def _send(addresses: Iterable[str], subject: str, text: str) -> None:
    for address in addresses:
        send_mail(subject, f"{text}\n", settings.THRIVE_EMAIL_FROM, [address])
