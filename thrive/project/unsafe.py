"""Settings and states unfit for real people, each in a sentence with its mend, for `thrive check --deploy`.

What concerns the database's own walls, hosts and transport stands in `thrive.project.commands.check`.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Max

from thrive.base.access.models import RoleHolding, User
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry, Seal
from thrive.project import environment, prepare

LONGEST_GRACE_DAYS = 14
LONGEST_IDLE_MINUTES = 60
SEALED_WITHIN = dt.timedelta(minutes=5)  # sixty times what the worker takes
FEWEST_ADMINISTRATORS = 2  # nobody mends their own account
KEY_CHARACTERS, KEY_DIFFERENT = 50, 5
ARGON2 = "django.contrib.auth.hashers.Argon2PasswordHasher"


def in_settings() -> Iterator[str]:
    """What the settings allow that must not be. Asks no database."""
    if settings.DEBUG:
        yield f"Errors show their inner workings, with what was typed. Unset {environment.DEBUG.name}."
    if len(settings.SECRET_KEY) < KEY_CHARACTERS or len(set(settings.SECRET_KEY)) < KEY_DIFFERENT:
        yield (
            f"The secret key can be guessed. Unset {environment.SECRET_KEY.name}, so that one is made, or give "
            f"{KEY_CHARACTERS} random characters."
        )
    if not settings.THRIVE_SECOND_FACTOR:
        yield f"A stolen password is enough to sign in. Set {environment.SECOND_FACTOR.name}=1."
    if settings.THRIVE_SECOND_FACTOR_GRACE_DAYS > LONGEST_GRACE_DAYS:
        yield (
            f"New colleagues do without a second factor for {settings.THRIVE_SECOND_FACTOR_GRACE_DAYS} days. Set "
            f"{environment.SECOND_FACTOR_GRACE_DAYS.name} to {LONGEST_GRACE_DAYS} or fewer."
        )
    if settings.THRIVE_IDLE_MINUTES > LONGEST_IDLE_MINUTES:
        yield (
            f"A screen left alone stays open for {settings.THRIVE_IDLE_MINUTES} minutes. Set "
            f"{environment.IDLE_MINUTES.name} to {LONGEST_IDLE_MINUTES} or fewer."
        )
    if settings.PASSWORD_HASHERS[0] != ARGON2:
        yield "Passwords are kept with a hash that is quick to guess at. Take PASSWORD_HASHERS as they are delivered."
    if settings.LOGGING["root"]["level"] == "DEBUG":
        yield f"The log holds every query, and so names and addresses. Set {environment.LOG_LEVEL.name}=INFO."


def in_the_database() -> Iterator[str]:
    """What stands in the database, or does not happen there."""
    if prepare.outdated():
        yield "The tables are not those of this version. Run `thrive migrate`, then check again."
        return
    if _seals_wait():
        yield (
            "Entries of the audit log have waited for their seal for more than five minutes. Start `thrive serve`, "
            "whose worker seals them; if it runs, look in its log for job_failed."
        )
    today = clock.today()
    held = RoleHolding.objects.filter(RoleHolding.on(today), role="administrator").values("user_id")
    if User.objects.filter(User.on(today), pk__in=held).count() < FEWEST_ADMINISTRATORS:
        yield (
            "Fewer than two people can administer, and nobody can mend their own account: a lost second factor would "
            "shut everybody out. Give a second person the role."
        )


def _seals_wait() -> bool:
    newest = Seal.objects.aggregate(newest=Max("entry_id"))["newest"] or 0
    return AuditEntry.objects.filter(pk__gt=newest, at__lt=clock.now() - SEALED_WITHIN).exists()
