"""Second factors: codes of an authenticator app, and recovery codes for the day the telephone is gone.

The secrets are allauth's rows. A code is taken once: the count of the last one taken is kept in its row, under a
lock, so that neither a second server process nor somebody looking over a shoulder can use it again.
"""

from dataclasses import dataclass

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.crypto import constant_time_compare

from thrive.base.access.models import User
from thrive.base.access.signing_in.adapters import Unreadable
from thrive.base.calendar import clock

APP = "app"
RECOVERY = "recovery"
LAST_COUNT = "last_count"


@dataclass(frozen=True)
class Factors:
    """What somebody has: since when the app, and how many recovery codes are left."""

    app: Authenticator | None
    codes_left: int


def new_secret() -> str:
    """A secret for an authenticator app: 160 random bits as 32 letters and figures."""
    return generate_totp_secret()


def in_groups(text: str) -> str:
    """A secret or code in groups of four, as people copy it."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def address_of(user: User, secret: str) -> str:
    """The address that the picture holds: what the app makes codes from."""
    return get_adapter().build_totp_url(user, secret)


def counter_of(secret: str, code: str) -> int | None:
    """The count (half-minutes since 1970) at which the app shows `code`, one before and after allowed; else None."""
    given = normalize_user_code(code)
    if not given.isascii():
        return None
    for counter in yield_hotp_counters_from_time():
        if constant_time_compare(given, format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def has_one(user: AbstractBaseUser) -> bool:
    """Whether a sign-in must ask for a second factor. One query."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def held_by(user: User) -> Factors:
    """What somebody has. One query."""
    rows = {row.type: row for row in Authenticator.objects.filter(user_id=user.pk)}
    app, codes = rows.get(Authenticator.Type.TOTP), rows.get(Authenticator.Type.RECOVERY_CODES)
    return Factors(app, _left(codes) if codes else 0)


def _left(codes: Authenticator) -> int:
    try:
        return len(RecoveryCodes(codes).get_unused_codes())
    except Unreadable:
        return 0


def take(user: User, code: str) -> str:
    """Use up `code` if it is right: APP or RECOVERY says which it was, "" that it was neither, or used before."""
    try:
        return _take(user, code)
    except Unreadable:  # the key of the installation has changed: no code fits until it is set up again
        return ""


@transaction.atomic
def _take(user: User, code: str) -> str:
    rows = {row.type: row for row in Authenticator.objects.select_for_update().filter(user_id=user.pk)}
    app, codes = rows.get(Authenticator.Type.TOTP), rows.get(Authenticator.Type.RECOVERY_CODES)
    if app and _take_from_app(app, code):
        return APP
    length = len(normalize_user_code(code))
    if codes and length == app_settings.RECOVERY_CODE_DIGITS and RecoveryCodes(codes).validate_code(code):
        return RECOVERY
    return ""


def _take_from_app(app: Authenticator, code: str) -> bool:
    counter = counter_of(decrypt(app.data["secret"]), code)
    if counter is None or counter <= app.data.get(LAST_COUNT, 0):
        return False
    app.data[LAST_COUNT] = counter
    app.last_used_at = clock.now()
    app.save(update_fields=["data", "last_used_at"])
    return True


def replace(user: User, secret: str, *, counter: int) -> list[str]:
    """Give somebody this app and new recovery codes in place of what they had; returns the codes.

    `counter` is that of the code they proved it with, which is thereby used up.
    """
    remove(user)
    app = TOTP.activate(user, secret).instance
    app.data[LAST_COUNT] = counter
    app.save(update_fields=["data"])
    return new_codes(user)


def new_codes(user: User) -> list[str]:
    """New recovery codes; the old ones no longer work."""
    Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    return RecoveryCodes.activate(user).generate_codes()


def remove(user: User) -> int:
    """Take all second factors away; returns how many rows there were."""
    return Authenticator.objects.filter(user_id=user.pk).delete()[0]
