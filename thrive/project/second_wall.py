"""Raising the second wall: what models declare (`ROWS`) is laid on PostgreSQL's tables at the end of every migration.

Idempotent: a table whose rules are as declared is not touched. While migrations run, the owner of the tables sees
all of them; whoever does not own them stays behind the wall all the time.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.signals import post_migrate, pre_migrate

from thrive.base.access.wall import FUNCTIONS
from thrive.base.history.wall import Rows, Unguarded
from thrive.base.people.models import SealedRow, behind_seals
from thrive.project.environment import APP_ROLE

#: Tables of libraries: none is about people whom records are about.
OF_LIBRARIES = {
    "auth": "Django's own groups and permissions, which Thrive does not use",
    "contenttypes": "names of models",
    "sessions": "who is signed in, read before anybody is known; holds keys and messages of staff, for hours",
    "usersessions": "where staff are signed in, read before anybody is known",
    "account": "e-mail addresses of staff, to sign in with",
    "mfa": "second factors of staff, checked before they are signed in",
    "axes": "attempts to sign in, counted while nobody is signed in",
}
POLICY = "thrive_wall"
TOLD_WITH = "access"  # signals come once for every room with models; one of them is enough


def declared(*, with_seals: bool = True) -> Iterator[tuple[type[models.Model], Rows | Unguarded | None]]:
    """Every table of the installation with what is declared of it; None where nothing is. Without seals for a database
    that is migrated to a day before there were any."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if not meta.managed or meta.proxy:
            continue
        rows: Any = getattr(model, "ROWS", None)
        if rows is None and meta.app_label in OF_LIBRARIES:
            rows = Unguarded(OF_LIBRARIES[meta.app_label])
        yield model, behind_seals(meta.label_lower, rows) if with_seals and isinstance(rows, Rows) else rows


def undeclared() -> list[str]:
    """A line for each table of which nothing is declared: what to add, and where."""
    return [
        f"{model._meta.label} ({model._meta.db_table}): who may be shown its rows? Where it is about a person, write "
        'ROWS = wall.about("person_id") on the model, from thrive.base.access import wall, or another rule of that '
        'module. Where it holds nothing of people whom records are about: ROWS = Unguarded("why"), from '
        "thrive.base.history.wall. A library's tables: OF_LIBRARIES in thrive/project/second_wall.py."
        for model, rows in declared()
        if rows is None
    ]


def raise_wall(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the application's role work with the tables, and lay the declared rules on them. As the tables' owner."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if "access_involvement" not in there:
            return  # migrated back to nothing
        if not _owns(cursor):
            return  # emptied by tests, not migrated
        schema = _one(cursor, "SELECT quote_ident(current_schema())")
        for function in FUNCTIONS:
            cursor.execute(function.format(schema=schema))
        laid = _laid(cursor)
        for model, rows in declared(with_seals=SealedRow._meta.db_table in there):
            table = model._meta.db_table
            if table in there and isinstance(rows, Rows):
                _guard(cursor, connection.ops.quote_name(table), rows, laid.get(table, ""))
        _grant(cursor, schema)


def lower_for_owner(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the tables' owner see all rows while migrations run. Others stay behind the wall."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in _laid(cursor):
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} NO FORCE ROW LEVEL SECURITY")


def gaps(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What is wrong with the wall of this database, a sentence each: tables, and the role that works with them."""
    connection = connections[using]
    with connection.cursor() as cursor:
        laid = _laid(cursor, forced=True)
        found = [
            f"The database does not guard {model._meta.db_table} as declared. Run `thrive migrate`."
            for model, rows in declared()
            if isinstance(rows, Rows)
            and laid.get(model._meta.db_table) != _digest(connection.ops.quote_name(model._meta.db_table), rows)
        ]
        return [*_role_faults(cursor), *undeclared(), *found]


def connect() -> None:
    """Raise the wall after every migration, and lower it for the owner before one."""
    pre_migrate.connect(_before, dispatch_uid="thrive.second_wall")
    post_migrate.connect(_after, dispatch_uid="thrive.second_wall")


def _before(app_config: Any, using: str, plan: Any = (), **_told: Any) -> None:
    if app_config.label == TOLD_WITH and plan and connections[using].vendor == "postgresql":
        lower_for_owner(using)


def _after(app_config: Any, using: str, **_told: Any) -> None:
    if app_config.label == TOLD_WITH and connections[using].vendor == "postgresql":
        raise_wall(using)


def _guard(cursor: Any, table: str, rows: Rows, laid: str) -> None:
    digest = _digest(table, rows)
    if laid != digest:
        read = rows.read.format(t=table)
        write = (rows.write or rows.read).format(t=table)
        cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
        cursor.execute(f"CREATE POLICY {POLICY} ON {table} FOR ALL TO PUBLIC USING ({read}) WITH CHECK ({write})")
        cursor.execute(f"COMMENT ON POLICY {POLICY} ON {table} IS '{digest}'")
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def _digest(table: str, rows: Rows) -> str:
    return hashlib.sha256(f"{table}\n{rows.read}\n{rows.write}".encode()).hexdigest()


def _laid(cursor: Any, *, forced: bool = False) -> dict[str, str]:
    """The tables that have our policy, and the digest of what it says; `forced`: those where it binds the owner."""
    cursor.execute(
        "SELECT c.relname, obj_description(p.oid, 'pg_policy') FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid "
        "WHERE p.polname = %s AND c.relnamespace = current_schema()::regnamespace"
        + (" AND c.relrowsecurity AND c.relforcerowsecurity" if forced else ""),
        [POLICY],
    )
    return dict(cursor.fetchall())


def _grant(cursor: Any, schema: str) -> None:
    role = APP_ROLE.text()
    if not _one(cursor, "SELECT count(*) FROM pg_roles WHERE rolname = %s", [role]):
        return
    name = _one(cursor, "SELECT quote_ident(%s)", [role])
    cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")


def _role_faults(cursor: Any) -> Iterator[str]:
    """What the role that asks may do beyond what it should."""
    cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    superuser, bypasses = cursor.fetchone()
    mend = f"Sign in as {APP_ROLE.text()}, see docs/how-to/install.md."
    if superuser:
        yield f"Thrive works as a superuser of PostgreSQL, whom no wall holds. {mend}"
    if bypasses:
        yield f"Thrive works as a role with BYPASSRLS, whom the second wall does not hold. {mend}"
    if _owns(cursor):
        yield f"Thrive works as the owner of the tables, who could take the second wall down. {mend}"
    elif _one(
        cursor,
        "SELECT count(*) FROM pg_class WHERE oid = 'access_subject'::regclass "
        "AND pg_has_role(session_user, relowner, 'MEMBER') AND session_user <> current_user",
    ):
        yield f"Thrive signs in as the owner of the tables before it goes on as another role. {mend}"


def _owns(cursor: Any) -> bool:
    """Whether whoever works here owns the tables."""
    statement = "SELECT relowner = current_user::regrole FROM pg_class WHERE oid = 'access_subject'::regclass"
    return bool(_one(cursor, statement))


def _one(cursor: Any, statement: str, values: Any = None) -> Any:
    cursor.execute(statement, values)
    return cursor.fetchone()[0]
