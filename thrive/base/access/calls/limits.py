"""How often somebody may call: counted in the database, minute by minute, since there are several processes."""

from django.conf import settings
from django.db import connection

from thrive.base.access.models import CallCount
from thrive.base.calendar import clock

A_MINUTE = 60
UNKNOWN_CALLS = 60  # calls a minute from one address by nobody who is known
KEPT_MINUTES = 60


def count(caller: str) -> tuple[int, int]:
    """Count a call by `caller`; returns how many there have been in this minute, and how many seconds are left of it.

    One statement, which waits for no other call of the same caller.
    """
    now = int(clock.now().timestamp())
    table = CallCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} (caller, minute, calls) values (%s, %s, 1) "  # noqa: S608 a table of ours
            f"on conflict (caller, minute) do update set calls = {table}.calls + 1 returning calls",
            [caller, now // A_MINUTE],
        )
        (calls,) = cursor.fetchone()
    return calls, A_MINUTE - now % A_MINUTE


def most_for(caller: str) -> int:
    """How many calls a minute this caller may make."""
    return UNKNOWN_CALLS if caller.startswith("address ") else settings.THRIVE_API_CALLS


def prune() -> None:
    """Remove counts whose minute is long past."""
    CallCount.objects.filter(minute__lt=int(clock.now().timestamp()) // A_MINUTE - KEPT_MINUTES).delete()
