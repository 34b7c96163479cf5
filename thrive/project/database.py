"""The two databases Thrive runs on, and what each must be told."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import dj_database_url
from django.db import connection
from django.db.backends.signals import connection_created

from thrive.project.environment import DATABASE_URL, OWNER_DATABASE_URL, BadSetting

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a deferred one fails as locked where an immediate one waits its turn
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; "
        "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    ),
}
#: Row-level security makes short queries look long: compiling one, or planning it anew for each value asked about,
#: takes longer than its answer. So one plan serves every value, and what a partial index needs must stand in the
#: words of a question, not among its values.
PLANNED_ONCE = "-c jit=off -c plan_cache_mode=force_generic_plan"
#: And a question asked before on a connection is not even read again.
PREPARED = {"server_side_binding": True, "prepare_threshold": 2}
MOST_PREPARED = 500  # for each connection; the driver's own 100 are fewer than Thrive asks
MOST_TAKEN_APART = 128  # long questions; one of a thousand values takes some 0.2 MB
POSTGRESQL = "django.db.backends.postgresql"
SQLITE = "django.db.backends.sqlite3"


def configuration(folder: Path, *, threads: int) -> dict[str, Any]:
    """Django's description of the database at THRIVE_DATABASE_URL, by default SQLite in `folder`.

    `threads`: how many connections one process may hold. Raises BadSetting for an address of another kind.
    """
    address = DATABASE_URL.text() or f"sqlite:///{folder / 'thrive.sqlite3'}"
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(address))
    except ValueError as problem:
        raise BadSetting(f"{DATABASE_URL.name} cannot be read. Give postgresql://user:password@host/name.") from problem
    if found["ENGINE"] == SQLITE:
        return {**found, "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None}
    if found["ENGINE"] == POSTGRESQL:
        given = found.get("OPTIONS", {})
        role = given.pop("assume_role", "")
        said = f"{given.pop('options', '')} {PLANNED_ONCE}".strip()
        if role:  # said as the connection begins: Django's own way waits for ever for a connection of the pool
            said = f"{said} -c role={role}"
        pool = {"min_size": 1, "max_size": threads + 1, "timeout": 10}
        options = {**given, **PREPARED, "options": said, "pool": pool}
        return {**found, "OPTIONS": options, "CONN_MAX_AGE": 0}  # the pool keeps the connections
    raise BadSetting(f"{DATABASE_URL.name} is neither PostgreSQL nor SQLite.")


def connect() -> None:
    """Let each connection to PostgreSQL keep as many questions prepared as Thrive asks."""
    connection_created.connect(_keep_prepared, dispatch_uid="thrive.prepared")


def _keep_prepared(connection: Any, **_created: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = MOST_PREPARED
        _take_apart_once()


def _take_apart_once() -> None:
    """Let the driver remember how a question of many values is taken apart, as it does of short ones.

    It does not by itself, for programs that send each long one once. Thrive's are few and on every page: finding the
    thousand places of one took a third of the page of a team.
    """
    from psycopg import _queries

    if not hasattr(_queries._query2pg_nocache, "cache_info"):
        _queries._query2pg_nocache = lru_cache(maxsize=MOST_TAKEN_APART)(_queries._query2pg_nocache)


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as the owner of the tables, signed in at THRIVE_OWNER_DATABASE_URL; without it, as ever.

    Raises BadSetting for an address that cannot be read.
    """
    address = OWNER_DATABASE_URL.text()
    if not address or connection.vendor != "postgresql":
        yield
        return
    own = connection.settings_dict
    try:
        owners = dict(dj_database_url.parse(address))
    except ValueError as problem:
        raise BadSetting(f"{OWNER_DATABASE_URL.name} cannot be read. Give postgresql://user:password@host/name.") from (
            problem
        )
    _leave()
    connection.settings_dict = {**own, **owners, "OPTIONS": owners.get("OPTIONS", {})}
    try:
        yield
    finally:
        _leave()
        connection.settings_dict = own


def _leave() -> None:
    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool:
        close_pool()
