"""Keeping users and their passwords."""

import datetime as dt
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.actions import second_person
from thrive.base.access.actions.sessions import end_sessions
from thrive.base.access.errors import BadAnswer, StillInUse
from thrive.base.access.models import Involvement, Organisation, RoleHolding, User
from thrive.base.access.rules import NOT_NAMED, AccountChange, Purpose
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.calendar.words import say
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.wall import action
from thrive.base.offers import REGISTRY


@action
def add_user(
    organisation: Organisation,
    *,
    by: User,
    email: str,
    name: str,
    job_title: str = "",
    phone: str = "",
    staff_code: str = "",
    social_work_number: str = "",
    starts_on: dt.date | None = None,
) -> User:
    """Add somebody who signs in, without a password yet (`set_first_password`) and without a role (`give_role`).

    Raises NotAllowed, and AlreadyRecorded (field "email") where somebody has that address.
    """
    policy.require_keeper(by, organisation)
    email = email.lower()
    refuse_known_email(email)
    user = User(
        organisation=organisation,
        email=email,
        name=name,
        job_title=job_title,
        phone=phone,
        staff_code=staff_code,
        social_work_number=social_work_number,
        starts_on=starts_on or clock.today(),
    )
    user.set_unusable_password()
    user.save()
    audit.note(by, "access.user.added", user, organisation=organisation.pk)
    return user


@action
def change_user(user: User, *, by: User, revision: int, **values: Any) -> User:
    """Change an e-mail address, name, job title, phone, staff code or social work number.

    Raises NotAllowed (also for oneself), AlreadyRecorded (field "email"), ChangedMeanwhile, and SecondPersonNeeded for
    another address of a weighty account to which nobody else has agreed.
    """
    _require_keeper_of(by, user)
    if "email" in values:
        values["email"] = values["email"].lower()
        refuse_known_email(values["email"], but=user)
        if values["email"] != user.email:
            second_person.spend(user, by=by, change=AccountChange.EMAIL, new_email=values["email"])
    changed = user.rewrite(revision=revision, **values)
    if changed:
        audit.note(by, "access.user.changed", user, fields=changed)
    return user


@action
def end_user(user: User, *, by: User, revision: int, on: dt.date | None) -> User:
    """Say that somebody works here no longer: `on` is the first day. Their roles end with it.

    None takes the end back; roles stay ended and are given again one by one.

    Raises NotAllowed (also for oneself), ChangedMeanwhile, BadAnswer for a day on or before they began, and
    StillInUse while they are involved by name with families or people after that day.
    """
    _require_keeper_of(by, user)
    if on is not None:
        if on <= user.starts_on:
            raise BadAnswer(f"The end must be after {say(user.starts_on)}, when they began", field="ends_on")
        _refuse_while_involved(user, on)
    user.rewrite(revision=revision, ends_on=on)
    if on is not None:
        RoleHolding.objects.filter(user=user, starts_on__gte=on).delete()  # would only have begun later
        RoleHolding.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), user=user).update(ends_on=on)
        if user.has_ended:
            end_sessions(user, by=by)
    REGISTRY.user_ended(user, by=by, on=on)
    audit.note(by, "access.user.ended", user, on=on)
    return user


@action
def set_first_password(user: User, *, by: User, password: str) -> None:
    """Give somebody a password to sign in with once; they then choose their own. Ends where they are signed in.

    Raises NotAllowed (also for oneself), BadAnswer (field "password") for a password that is too weak, and
    SecondPersonNeeded for a weighty account where nobody else has agreed.
    """
    _require_keeper_of(by, user)
    second_person.spend(user, by=by, change=AccountChange.PASSWORD)
    _set_password(user, password, is_first=True)
    end_sessions(user, by=by)
    audit.note(by, "access.password.given", user)


@action
def set_first_password_from_server(user: User, *, by: SystemViewer, password: str) -> None:
    """As `set_first_password`, for whoever has the server in their hands. Raises BadAnswer (field "password")."""
    _set_password(user, password, is_first=True)
    audit.note(by, "access.password.given", user)


@action
def change_own_password(user: User, *, by: User, old: str, new: str) -> None:
    """Choose a new password for oneself.

    Raises BadAnswer: field "old" when the present password is another, "password" when the new one is too weak.
    """
    if user.pk != by.pk or not user.check_password(old):
        raise BadAnswer("Enter your present password as it is", field="old")
    if old == new:
        raise BadAnswer("Enter a password that is not your present one", field="password")
    _set_password(user, new, is_first=False)
    audit.note(by, "access.password.changed", user)


def _set_password(user: User, password: str, *, is_first: bool) -> None:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise BadAnswer(_in_our_words(problem), field="password") from problem
    user.set_password(password)
    user.password_is_first = is_first
    user.save(update_fields=["password", "password_is_first"])


def _in_our_words(problem: ValidationError) -> str:
    """The first thing wrong with a password, as our pages say it."""
    error = problem.error_list[0]
    least = (error.params or {}).get("min_length", "")
    return {
        "password_too_short": f"Password must be {least} characters or more",
        "password_too_common": "Enter a password that is harder to guess",
        "password_too_similar": "Enter a password that is not like the name or email address",
    }.get(error.code or "", str(error.message))


def _require_keeper_of(by: User, user: User) -> None:
    policy.require_keeper(by, user.organisation)
    policy.require_other(by, user)


def refuse_known_email(email: str, *, but: User | None = None) -> None:
    """Raises AlreadyRecorded (field "email") where somebody else has that address."""
    if User.objects.filter(email__iexact=email).exclude(pk__in=[but.pk] if but else []).exists():
        raise AlreadyRecorded("Somebody else has this email address", field="email")


def _refuse_while_involved(user: User, on: dt.date) -> None:
    after = Q(true_to=None) | Q(true_to__gt=on)
    held = (
        Involvement.objects.current().filter(after, user=user).exclude(purpose__in=(*NOT_NAMED, Purpose.SAMPLE)).count()
    )
    if held:
        what = "1 family or person" if held == 1 else f"{held:,} families or people"
        raise StillInUse(f"{user.name} is still involved with {what}. Move them to somebody else first", count=held)
    asked = REGISTRY.work_held(user.pk)
    if asked:
        what = "1 open task" if asked == 1 else f"{asked:,} open tasks"
        raise StillInUse(f"{user.name} still has {what}. Pass them on to somebody else first", count=asked)
