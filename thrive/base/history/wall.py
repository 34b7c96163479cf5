"""The second wall: on PostgreSQL the database itself is told who asks, and shows nothing when it is not told.

The application signs in as a role that owns no table, and row-level security is forced on every table that holds
something about people. What a table shows is declared on its model (`ROWS`) and laid on the tables at the end of
every migration. It is coarse: organisation and restriction; the fine rules stay in the one policy, in Python.

Who asks stands in settings of the transaction and ends with it, so that nothing leaks through a pool of connections.
SQLite has no second wall: there all of this does nothing.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.signals import connection_created

from thrive.base.calendar import clock

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Kind(StrEnum):
    """Who may be asking."""

    NOBODY = "nobody"  # nobody has signed in: what must be read to sign somebody in is outside the wall
    STAFF = "staff"  # the authority's own staff
    PARTNER = "partner"  # somebody of another organisation
    SYSTEM = "system"  # a declared system viewer of one authority
    WHOLE = "whole"  # a job, command or action that needs the whole truth, with a reason that is written down


@dataclass(frozen=True)
class Asker:
    """Whom the database is told that it answers. `organisation_id` and `team_ids` count as parties to involvement."""

    kind: Kind
    user_id: int | None = None
    organisation_id: int | None = None
    authority_id: int | None = None
    team_ids: frozenset[int] = frozenset()

    def settings(self, now: dt.datetime) -> dict[str, str]:
        """The settings of the transaction, as text; empty for what does not apply."""
        return {
            "asker": str(self.kind),
            "user": _text(self.user_id),
            "organisation": _text(self.organisation_id),
            "authority": _text(self.authority_id),
            "teams": "{" + ",".join(str(int(one)) for one in sorted(self.team_ids)) + "}",
            "day": clock.today().isoformat(),
            "at": now.isoformat(),
        }


NOBODY = Asker(Kind.NOBODY)
_WHOLE = Asker(Kind.WHOLE)
_SAVEPOINT = "thrive_view"

_asking: ContextVar[Asker | None] = ContextVar("thrive_asking", default=None)
_told: ContextVar[Asker | None] = ContextVar("thrive_told", default=None)  # whose particulars the database has


def asking() -> Asker | None:
    """Who asks the database now; None where nobody has said."""
    return _asking.get()


@contextmanager
def standing(asker: Asker, *, marked: bool = False) -> Iterator[None]:
    """One transaction, or a part of the one under way, in which `asker` asks; afterwards whoever asked before.

    One journey to the database after the beginning of the transaction. `marked`: this point is remembered too, for
    `undo_to_mark`. On SQLite it does nothing.
    """
    if connection.vendor != "postgresql" or _asking.get() == asker:
        yield
        return
    if not connection.in_atomic_block:
        with transaction.atomic(), _asked_by(asker, marked):
            yield  # what was told ends with the transaction
        return
    before = _asking.get()
    try:
        with _asked_by(asker, marked):
            yield
    finally:
        _tell_again(before)


@contextmanager
def _asked_by(asker: Asker, marked: bool) -> Iterator[None]:
    _tell(asker, marked=marked)
    token = _asking.set(asker)
    try:
        yield
    finally:
        _asking.reset(token)


@contextmanager
def whole(why: str) -> Iterator[None]:
    """As `standing`, for work that needs the whole truth. `why` says so to whoever reads the code."""
    assert why
    with standing(_WHOLE):
        yield


def action(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """An action: one transaction, in which all that is true is known, whoever acts.

    Whether a number names somebody already, or what a list shows of a family, is not for one viewer's eyes. Whether
    the actor may do it, the action itself asks the policy first. On SQLite: a transaction.
    """

    @wraps(function)
    def in_one_transaction(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with transaction.atomic(), standing(_WHOLE):
            return function(*args, **kwargs)

    return in_one_transaction


@contextmanager
def whole_process(why: str) -> Iterator[None]:
    """As `whole`, for a command or worker that makes many transactions of its own in a process of its own.

    The connection is closed at the end, and the pool with it, so that nothing of it is left to others.
    """
    assert why
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with whole(why):
            yield
        return
    try:
        with whole_connection(why):
            yield
    finally:
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool:
            close_pool()


@contextmanager
def whole_connection(why: str) -> Iterator[None]:
    """As `whole`, for this thread's connection, in and between its transactions, and for one opened in its place.

    Not for a connection that goes back to a pool: `whole_process` sees to that.
    """
    assert why
    if connection.vendor != "postgresql":
        yield
        return
    own = connections[DEFAULT_DB_ALIAS]

    def tell(connection: Any, **_created: Any) -> None:
        if connection is own:
            _tell(_WHOLE, for_good=True)

    if own.connection is not None:
        _tell(_WHOLE, for_good=True)
    connection_created.connect(tell, weak=False)
    token = _asking.set(_WHOLE)
    try:
        yield
    finally:
        _asking.reset(token)
        connection_created.disconnect(tell)


def undo_to_mark() -> None:
    """Take back what was done since `standing` marked it; the transaction and its asker go on."""
    if connection.vendor == "postgresql" and connection.in_atomic_block and connection.connection is not None:
        _run(f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}")
        connection.needs_rollback = False


def _tell(asker: Asker, *, for_good: bool = False, marked: bool = False) -> None:
    """Give the database the settings. Read by policies, never by anything a person types: numbers and days only.

    For the whole, who asked before is left as it is: the rules look no further.
    """
    values = asker.settings(clock.now())
    if asker == _WHOLE:
        values = {"asker": values["asker"]}
    else:
        _told.set(asker)
    local = "false" if for_good else "true"
    told = ", ".join(f"set_config('thrive.{name}', '{value}', {local})" for name, value in values.items())
    _run(f"SELECT {told}" + (f"; SAVEPOINT {_SAVEPOINT}" if marked else ""))


def _tell_again(asker: Asker | None) -> None:
    """Go back to who asked before. A broken transaction goes back by itself, when it is rolled back."""
    from psycopg.pq import TransactionStatus

    driver = connection.connection
    if driver is None or driver.info.transaction_status != TransactionStatus.INTRANS:
        return
    if asker is None or asker == _told.get():
        _run(f"SELECT set_config('thrive.asker', '{asker.kind if asker else ''}', true)")
    else:
        _tell(asker)


def _run(statement: str) -> None:
    """Straight to the driver: part of the transaction's beginning and no query of a page."""
    connection.ensure_connection()
    assert connection.connection is not None
    connection.connection.execute(statement, prepare=False)


def _text(number: int | None) -> str:
    return "" if number is None else str(int(number))


# --- What a table shows ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """Which rows of a model's table the database shows and takes, as SQL over the table `{t}`.

    `read` holds for rows that are read, changed or removed; `write` for rows as they are written, by default the same.
    """

    read: str
    write: str = ""


@dataclass(frozen=True)
class Unguarded:
    """A table outside the wall, and why: it holds nothing about the people whom records are about."""

    because: str


ASKER = "current_setting('thrive.asker', true)"
USER = "nullif(current_setting('thrive.user', true), '')::bigint"
ORGANISATION = "nullif(current_setting('thrive.organisation', true), '')::bigint"
AUTHORITY = "nullif(current_setting('thrive.authority', true), '')::bigint"
TEAMS = "nullif(current_setting('thrive.teams', true), '')::bigint[]"
DAY = "nullif(current_setting('thrive.day', true), '')::date"
AT = "nullif(current_setting('thrive.at', true), '')::timestamptz"

WHOLE = f"{ASKER} = 'whole'"
#: An inequality: of an equality with what it does not know PostgreSQL thinks that few rows meet it, and reads them all.
SIGNED_IN = f"nullif({ASKER}, '') <> 'nobody'"
OWN_STAFF = f"{ASKER} IN ('staff', 'system', 'whole')"
