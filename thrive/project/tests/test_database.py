"""What a database driver is told."""

from psycopg import _queries
from psycopg._queries import PostgresQuery
from psycopg.adapt import Transformer

from thrive.project import database

LONG = "select " + ", ".join(["%s"] * 300)  # more values than the driver remembers a question of by itself


def taken_apart_once(values: list[int]) -> bool:
    """Whether the driver remembers how LONG is taken apart, whatever its values."""
    before = _queries._query2pg_nocache.cache_info()
    PostgresQuery(Transformer()).convert(LONG, values)
    after = _queries._query2pg_nocache.cache_info()
    return (after.hits, after.misses) == (before.hits + 1, before.misses)


def test_the_driver_takes_a_long_question_apart_once():
    database._take_apart_once()
    database._take_apart_once()  # every connection says so
    PostgresQuery(Transformer()).convert(LONG, list(range(300)))
    assert taken_apart_once(list(range(300, 600)))
