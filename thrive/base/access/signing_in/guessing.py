"""Lock-out against guessing, counted in the database: several server processes know of the same failures.

Whoever is typed in is kept as a keyed digest, never in clear: people type passwords into the wrong box, and a name
that is nobody's account is nobody's business. Neither what was posted nor the browser is kept.
"""

import datetime as dt
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from thrive.base.access.models import User
from thrive.base.access.signing_in.rules import GUESSES_COUNT_FOR, LIMITS
from thrive.base.calendar import clock

SALT = "thrive.base.access.signing_in.guessing"
LOCK_BY = [list(limit.by) for limit in LIMITS]


def digest(typed: str) -> str:
    """What stands for a typed e-mail address in counts and in the log."""
    return salted_hmac(SALT, typed.strip().lower(), algorithm="sha256").hexdigest()[:40]


def name_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """For axes: the digest of the name in `credentials`."""
    given = credentials or {}
    return digest(str(given.get("username") or given.get("email") or ""))


def who(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """For axes' own log lines: nobody in particular."""
    return "somebody"


class Guessing(AxesDatabaseHandler):
    """Axes' database handler with a number for each of LIMITS, and without the particulars it would keep."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How many of LIMITS are reached; one is enough to be locked out."""
        counted = zip(LIMITS, self.get_user_attempts(request, credentials), strict=True)
        return sum(_failures(rows) >= limit.failures for limit, rows in counted)

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
    ) -> None:
        """Count a failure. While locked out nothing is counted, so that the end of it does not move."""
        if request is None:
            return
        if request.axes_locked_out or self.is_locked(request, credentials):  # type: ignore[attr-defined]
            request.axes_locked_out = True  # type: ignore[attr-defined]
            return
        self.clean_expired_user_attempts(request, credentials)
        with transaction.atomic():
            row, is_new = AccessAttempt.objects.select_for_update().get_or_create(
                username=name_of(request, credentials),
                ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
                user_agent="",
                defaults={"failures_since_start": 1},
            )
            if not is_new:
                rows = AccessAttempt.objects.filter(pk=row.pk)
                rows.update(failures_since_start=F("failures_since_start") + 1, attempt_time=clock.now())
        if self.is_locked(request, credentials):
            request.axes_locked_out = True  # type: ignore[attr-defined]

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
        """Somebody signed in: their own slips at this address are forgotten; what others tried elsewhere is not."""
        address = request.axes_ip_address  # type: ignore[attr-defined]
        AccessAttempt.objects.filter(username=digest(user.get_username()), ip_address=address).delete()

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
        """Nothing is kept of a sign-out here; the log has it."""


def is_locked_out(request: HttpRequest, email: str) -> bool:
    """Whether no more is taken for this address of e-mail, or from where the request comes."""
    return not AxesProxyHandler.is_allowed(request, {"username": email})


def count_failure(request: HttpRequest, email: str) -> bool:
    """Count a wrong code or confirmation like a wrong password; returns whether they are locked out now."""
    user_login_failed.send(sender=__name__, credentials={"username": email}, request=request)
    return bool(getattr(request, "axes_locked_out", False))


def locked_until(user: User) -> dt.datetime | None:
    """When the lock-out of an account ends, from wherever it was tried; None if it is not locked out. One query."""
    rows = _recent().filter(username=digest(user.email))
    per_address = rows.values_list("failures_since_start", "attempt_time")
    return _ends([(failures, at) for failures, at in per_address])


def _ends(tried: list[tuple[int, dt.datetime]]) -> dt.datetime | None:
    here, everywhere = LIMITS[0].failures, LIMITS[1].failures
    reached = [at for failures, at in tried if failures >= here]
    if sum(failures for failures, _ in tried) >= everywhere:
        reached += [at for _, at in tried]
    return max(reached) + GUESSES_COUNT_FOR if reached else None


def locked_addresses() -> list[tuple[str, dt.datetime]]:
    """Network addresses from which nobody can sign in now, and until when. One query."""
    rows = _recent().exclude(ip_address=None).values("ip_address")
    reached = rows.annotate(failures=Sum("failures_since_start"), at=Max("attempt_time"))
    found = reached.filter(failures__gte=LIMITS[2].failures).order_by("ip_address")
    return [(row["ip_address"], row["at"] + GUESSES_COUNT_FOR) for row in found]


def forget(*, user: User | None = None, address: str = "") -> int:
    """Forget the failures of an account, or those from an address; returns how many there were."""
    those = Q(username=digest(user.email)) if user else Q(ip_address=address)
    return AccessAttempt.objects.filter(those).delete()[0]


def forget_old() -> int:
    """Forget what no longer counts: where from and when people mistyped is not kept."""
    return AccessAttempt.objects.filter(attempt_time__lt=clock.now() - GUESSES_COUNT_FOR).delete()[0]


def _recent() -> "QuerySet[AccessAttempt]":
    return AccessAttempt.objects.filter(attempt_time__gte=clock.now() - GUESSES_COUNT_FOR)


def _failures(rows: "QuerySet[AccessAttempt]") -> int:
    return rows.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
