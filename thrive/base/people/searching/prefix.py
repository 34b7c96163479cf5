"""Beginnings of words, found through an index on both databases."""

from typing import Any

from django.db import connection
from django.db.models import CharField, Lookup, Q


class _ByLetter(Lookup):
    """A comparison letter by letter: PostgreSQL's `~>=~` and `~<~`."""

    operator = ""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, values = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} {self.operator} {right}", (*values, *more)


@CharField.register_lookup
class FromLetter(_ByLetter):
    """Not before this word."""

    lookup_name = "from_letter"
    operator = "~>=~"


@CharField.register_lookup
class BeforeLetter(_ByLetter):
    """Before this word."""

    lookup_name = "before_letter"
    operator = "~<~"


LAST = "\U0010ffff"  # sorts after every letter


def starts_with(field: str, beginning: str) -> Q:
    """Rows whose `field` begins with `beginning`.

    Both are given a range: SQLite cannot use an index for LIKE with an escape, and PostgreSQL not for LIKE on a table
    that the second wall guards. PostgreSQL compares letter by letter, as the index made for it does, since its order
    of text depends on the locale otherwise.
    """
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__from_letter": beginning, f"{field}__before_letter": beginning + LAST})
    return Q(**{f"{field}__gte": beginning, f"{field}__lt": beginning + LAST})
