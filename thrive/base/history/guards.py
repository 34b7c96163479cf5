"""The database itself refuses to change or delete what is kept, whoever asks it.

Triggers stand on the table of every `Kept` model: DELETE, TRUNCATE (PostgreSQL) and UPDATE are refused, save that a row
which can be replaced may have its `replaced_at` closed, once, and nothing else of it changed. They are made after
every `migrate`, so that no table can be forgotten, and on SQLite taken away before it, because Django alters a table
there by making it anew. `lifted` is the one way round them; on PostgreSQL it works only for the owner of the tables.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from thrive.base.history.models import Kept

NAME = "thrive_keep"
CLOSED = "replaced_at"
REFUSAL = "Rows of {table} are kept: they are never changed or deleted, only replaced."

# A setting of the transaction lifts the guard for the owner of the table. What is compared is the whole row but one
# column, named nowhere, so that the trigger does not stand in the way of later migrations.
POSTGRES_FUNCTION = f"""
create or replace function {NAME}() returns trigger language plpgsql as $$
begin
    if current_setting('thrive.lifted', true) = 'on'
        and pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage') then
        if tg_op = 'UPDATE' then return new; elsif tg_op = 'DELETE' then return old; else return null; end if;
    end if;
    if tg_op = 'UPDATE' and tg_nargs = 1 then
        if old.{CLOSED} is null and new.{CLOSED} is not null
            and to_jsonb(new) - '{CLOSED}' = to_jsonb(old) - '{CLOSED}' then return new; end if;
    end if;
    raise exception 'Rows of % are kept: they are never changed or deleted, only replaced.', tg_table_name
        using errcode = 'restrict_violation';
end $$
"""


def kept_models() -> list[type[models.Model]]:
    """Every model whose rows are kept, in an order that does not change."""
    found = [one for one in apps.get_models() if issubclass(one, Kept) and one._meta.managed and not one._meta.proxy]
    return sorted(found, key=lambda one: one._meta.db_table)


def install(these: Iterable[type[models.Model]] | None = None, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Put the triggers on the tables of these models, by default of every kept one that has its table already."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        wanted = [one for one in these or kept_models() if one._meta.db_table in there]
        standing = _standing(connection)
        if connection.vendor == "postgresql" and wanted:
            cursor.execute(POSTGRES_FUNCTION)
        for model in wanted:
            for name, statement in _triggers(model, connection).items():
                if standing.get(name) != statement:
                    _put(cursor, name, statement, replace=name in standing, connection=connection)


def unguarded(*, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Tables of kept models on which a trigger is missing, switched off or altered."""
    connection = connections[using]
    standing = _standing(connection)
    return [
        model._meta.db_table
        for model in kept_models()
        if any(standing.get(name) != statement for name, statement in _triggers(model, connection).items())
    ]


@contextmanager
def lifted(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let rows that are kept be changed and deleted until the block ends, in one transaction that it opens.

    For archiving, for migrations of data and for tests. Whoever calls it leaves an audit entry. On PostgreSQL it
    does nothing for a role that does not own the tables.
    """
    connection = connections[using]
    with transaction.atomic(using=using):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("set local thrive.lifted = 'on'")
            yield
            with connection.cursor() as cursor:
                cursor.execute("set local thrive.lifted = 'off'")
        else:
            standing = take_away(using=using)
            yield
            with connection.cursor() as cursor:
                for name, statement in standing.items():  # the block may have put some back: flushing does
                    cursor.execute(f"drop trigger if exists {connection.ops.quote_name(name)}")
                    cursor.execute(statement)


def take_away(*, using: str = DEFAULT_DB_ALIAS) -> dict[str, str]:
    """Drop the triggers (SQLite) and return the statements that make them again."""
    connection = connections[using]
    standing = _standing(connection)
    with connection.cursor() as cursor:
        for name in standing:
            cursor.execute(f"drop trigger {connection.ops.quote_name(name)}")
    return standing


def before_migrations(using: str, **_signal: Any) -> None:
    """SQLite alters a table by copying it, and cannot drop a column that a trigger names."""
    if connections[using].vendor == "sqlite":
        take_away(using=using)


def after_migrations(using: str, **_signal: Any) -> None:
    """Put the triggers on whatever tables there are now."""
    install(using=using)


def _triggers(model: type[models.Model], connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers a table should have: the name of each, and the statement that makes it."""
    table = model._meta.db_table
    closes = any(one.column == CLOSED for one in model._meta.concrete_fields)
    if connection.vendor == "postgresql":
        return _postgres_triggers(table, closes)
    return _sqlite_triggers(model, table, closes, connection)


def _postgres_triggers(table: str, closes: bool) -> dict[str, str]:
    argument = f"'{CLOSED}'" if closes else ""
    rows = f"BEFORE DELETE OR UPDATE ON public.{table} FOR EACH ROW EXECUTE FUNCTION {NAME}({argument})"
    all_of_it = f"BEFORE TRUNCATE ON public.{table} FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()"
    return {
        f"{NAME}_{table}": f"CREATE TRIGGER {NAME}_{table} {rows}",
        f"{NAME}_all_{table}": f"CREATE TRIGGER {NAME}_all_{table} {all_of_it}",
    }


def _sqlite_triggers(
    model: type[models.Model], table: str, closes: bool, connection: BaseDatabaseWrapper
) -> dict[str, str]:
    quote = connection.ops.quote_name
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL.format(table=table)}'); END"
    when = ""
    if closes:
        others = [quote(str(one.column)) for one in model._meta.concrete_fields if one.column != CLOSED]
        same = " AND ".join(f"NEW.{one} IS OLD.{one}" for one in others)
        when = f"WHEN NOT (OLD.{CLOSED} IS NULL AND NEW.{CLOSED} IS NOT NULL AND {same}) "
    return {
        f"{NAME}_{table}": f"CREATE TRIGGER {NAME}_{table} BEFORE UPDATE ON {quote(table)} {when}{refuse}",
        f"{NAME}_all_{table}": f"CREATE TRIGGER {NAME}_all_{table} BEFORE DELETE ON {quote(table)} {refuse}",
    }


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Our triggers that the database has and heeds, each with the statement that would make it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "select tgname, pg_get_triggerdef(oid) from pg_trigger"
                " where tgname like %s and not tgisinternal and tgenabled in ('O', 'A')",
                [f"{NAME}%"],
            )
        else:
            cursor.execute("select name, sql from sqlite_master where type = 'trigger' and name like %s", [f"{NAME}%"])
        return dict(cursor.fetchall())


def _put(cursor: Any, name: str, statement: str, *, replace: bool, connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "postgresql":
        cursor.execute(statement.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER", 1))
        table = name.removeprefix(f"{NAME}_all_").removeprefix(f"{NAME}_")
        cursor.execute(f"alter table public.{table} enable trigger {name}")
        return
    if replace:
        cursor.execute(f"drop trigger {connection.ops.quote_name(name)}")
    cursor.execute(statement)
