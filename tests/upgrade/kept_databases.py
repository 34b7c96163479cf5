"""The kept databases: small SQLite files, compressed, each beside the answers it gave when it was kept."""

import json
import lzma
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

FOLDER = Path(__file__).parent / "kept"
DATABASE = "thrive.sqlite3"  # its name under THRIVE_HOME


def names() -> list[str]:
    """Which there are, oldest first."""
    return sorted(file.name.removesuffix(".sqlite3.xz") for file in FOLDER.glob("*.sqlite3.xz"))


def unpack(name: str, home: Path) -> Path:
    """Put the kept database where `thrive` looks for its own; returns the file."""
    file = home / DATABASE
    file.write_bytes(lzma.decompress((FOLDER / f"{name}.sqlite3.xz").read_bytes()))
    return file


def kept_answers(name: str) -> dict[str, Any]:
    """What it answered when it was kept."""
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def keep(name: str, database: Path, answers: dict[str, Any]) -> None:
    """Keep a SQLite database that nobody is writing to, and its answers."""
    with sqlite3.connect(database) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("pragma journal_mode=delete")
        connection.execute("vacuum")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.sqlite3.xz").write_bytes(lzma.compress(database.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    text = json.dumps(answers, indent=1, sort_keys=True, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def migrations_of(file: Path) -> dict[str, str]:
    """The last migration of each app that the kept database had."""
    with sqlite3.connect(file) as connection:
        return dict(connection.execute("select app, max(name) from django_migrations group by app"))


def pour(file: Path, address: str) -> None:
    """Copy every row into the PostgreSQL database at `address`, which has the same tables and is otherwise empty.

    Values go over as text and are read by PostgreSQL as its own columns' types; keys go on after the greatest.
    """
    with sqlite3.connect(file) as source, psycopg.connect(address) as target:
        target.execute("set time zone 'UTC'")
        tables = [row[0] for row in source.execute("select name from sqlite_master where type = 'table'")]
        ours = [table for table in tables if not table.startswith("sqlite_") and table != "django_migrations"]
        target.execute("set thrive.lifted = 'on'")
        for table in ours:  # the owner fills the tables from before the wall
            target.execute(sql.SQL("alter table {} no force row level security").format(sql.Identifier(table)))
        target.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(map(sql.Identifier, ours))))
        for table in ours:
            _pour_table(source, target, table)


def _pour_table(source: sqlite3.Connection, target: psycopg.Connection[Any], table: str) -> None:
    rows = source.execute(f'select * from "{table}"')
    columns = [one[0] for one in rows.description]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)
    with target.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    has_sequence = "select 1 from information_schema.columns where table_name = %s and is_identity = 'YES'"
    if target.execute(has_sequence, [table]).fetchone():
        next_key = "select setval(pg_get_serial_sequence({name}, 'id'), (select coalesce(max(id), 1) from {table}))"
        target.execute(sql.SQL(next_key).format(name=sql.Literal(table), table=sql.Identifier(table)))
