"""How often somebody may call, or try: counted in the database, since there are several processes."""

import ipaddress

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from thrive.base.access.models import CallCount
from thrive.base.calendar import clock
from thrive.base.history import origin

A_MINUTE = 60
UNKNOWN_CALLS = 60  # calls a minute from one address by nobody who is known
KEPT_MINUTES = 60
HOME_BITS = 64  # of an address of IPv6: whoever has one has them all
SALT = "thrive.base.access.calls.limits"


def count(caller: str) -> tuple[int, int]:
    """Count a call by `caller`; returns how many there have been in this minute, and how many seconds are left of it.

    One statement, which waits for no other call of the same caller.
    """
    return count_in(caller, minutes=1)


def count_in(caller: str, *, minutes: int) -> tuple[int, int]:
    """As `count`, in a span of so many minutes, at most KEPT_MINUTES, that begins by the clock."""
    minute, left = _span(minutes)
    table = CallCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} (caller, minute, calls) values (%s, %s, 1) "  # noqa: S608 a table of ours
            f"on conflict (caller, minute) do update set calls = {table}.calls + 1 returning calls",
            [caller, minute],
        )
        (calls,) = cursor.fetchone()
    return calls, left


def counted_in(caller: str, *, minutes: int) -> tuple[int, int]:
    """As `count_in`, without counting this one: so that whoever is turned away anyway waits for nobody."""
    minute, left = _span(minutes)
    found = CallCount.objects.filter(caller=caller, minute=minute).values_list("calls", flat=True).first()
    return found or 0, left


def whence(request: HttpRequest) -> str:
    """From where a request comes, as counts of people who are not known name it: a keyed digest of the address."""
    address = origin.address_of(request)
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        one = None
    if one is not None and one.version == 6 and not getattr(one, "ipv4_mapped", None):
        address = str(ipaddress.ip_network((one, HOME_BITS), strict=False))
    return salted_hmac(SALT, address, algorithm="sha256").hexdigest()[:40]


def _span(minutes: int) -> tuple[int, int]:
    """The minute in which the span under way began, and how many seconds of it are left."""
    if not 1 <= minutes <= KEPT_MINUTES:
        raise ValueError(f"Counts are kept for {KEPT_MINUTES} minutes")
    now, length = int(clock.now().timestamp()), minutes * A_MINUTE
    began = now - now % length
    return began // A_MINUTE, began + length - now


def most_for(caller: str) -> int:
    """How many calls a minute this caller may make."""
    return UNKNOWN_CALLS if caller.startswith("address ") else settings.THRIVE_API_CALLS


def prune() -> None:
    """Remove counts whose minute is long past."""
    CallCount.objects.filter(minute__lt=int(clock.now().timestamp()) // A_MINUTE - KEPT_MINUTES).delete()
