"""Beginnings of words, found through an index on both databases."""

from django.db import connection
from django.db.models import Q

LAST = "\U0010ffff"  # sorts after every letter


def starts_with(field: str, beginning: str) -> Q:
    """Rows whose `field` begins with `beginning`.

    SQLite cannot use an index for LIKE with an escape, so it is given a range; PostgreSQL, whose order of text
    depends on the locale, is given LIKE and has an index made for it.
    """
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": beginning})
    return Q(**{f"{field}__gte": beginning, f"{field}__lt": beginning + LAST})
