"""How long it takes to ask what was known when, among N two-time rows.

    python bench/as_known.py [--rows 5000000] [--asked 400] [--database postgresql://...] [--explain]

Uses a database of its own, made and thrown away (SQLite, unless another is named: that one must be empty). A generator
writes people with names, addresses, characteristics, school links, contact details, warnings, summaries and ties, 50
rows each, half of them replaced since; then the queries behind the page, the family and the difference are asked of
people drawn at random, each once, and a table is printed with machine and versions: times by the clock, and the
median of the work of this process, which is most of it on SQLite. Nobody in it exists.
"""

import argparse
import datetime as dt
import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

EACH = 50  # two-time rows of one person
PEOPLE_AT_ONCE = 2_000
FAMILY = 5  # people of one family: two adults and three children
BEGAN = dt.datetime(2021, 1, 4, 9, tzinfo=dt.UTC)
BORN = dt.date(2012, 5, 6)
# A table, how many chains of two rows a person has in it, and what one says: {n} is a number of its own.
CHAINS: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("Name", 2, {"kind": "legal", "given": "Given{n}", "family": "Family{n}", "middle": "", "full": ""}),
    ("Residence", 7, {"kind": "home", "address": "{n} Tanner Row", "postcode": "WX4 2PL", "uprn": ""}),
    ("Characteristic", 7, {"kind": "language", "value": "Language {n}"}),
    ("ContactPoint", 3, {"kind": "mobile", "value": "0770090{n}", "safe_note": ""}),
    ("AgencyContact", 2, {"agency": "Agency {n}", "worker": "", "role": "", "phone": "", "email": ""}),
    ("CaseSummary", 3, {"text": "Where things stand, written {n}. " + "A sentence more. " * 8}),
)


def main() -> int:
    """Write the rows, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000, help="how many two-time rows (%(default)s)")
    parser.add_argument("--asked", type=int, default=400, help="how often each query is asked (%(default)s)")
    parser.add_argument("--database", default="", help="an empty database, instead of SQLite in a folder of its own")
    parser.add_argument("--explain", action="store_true", help="print the plan of the look back as well")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        os.environ.update(
            THRIVE_HOME=folder, THRIVE_LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="thrive.project.settings"
        )
        os.environ.pop("THRIVE_DATABASE_URL", None)
        if given.database:
            os.environ["THRIVE_DATABASE_URL"] = given.database
        return as_the_whole(lambda: measure(given.rows, given.asked, explain=given.explain))


def as_the_whole(work: Callable[[], int]) -> int:
    """Do the work behind no wall: a bench writes and reads a database of its own."""
    import django

    django.setup()
    from thrive.base.history import wall

    with wall.whole_process("a bench writes and reads a database of its own"):
        return work()


def measure(rows: int, asked: int, *, explain: bool) -> int:
    """Write so many rows, ask each query `asked` times, and print how long it took."""
    from django.core.management import call_command
    from django.db import connection

    from thrive.base.people.models import Person

    call_command("migrate", verbosity=0)
    if Person.objects.exists():
        print("There are people in this database already. Name an empty one.")
        return 2
    started = time.perf_counter()
    people, viewer = write(rows // EACH)
    settle()
    spent = time.perf_counter() - started
    print(f"{rows_held():,} two-time rows about {len(people):,} people written in {spent:.0f} s")
    print(f"{describe(connection)}; {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    dice = random.Random(2)
    print(f"\n{'query':<58}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'work ms':>9}")
    for title, ask in questions(viewer).items():
        taken = [timed(ask, one, moment(dice)) for one in dice.sample(people, min(asked, len(people)))]
        times, work = [one for one, _ in taken], statistics.median(work for _, work in taken)
        print(
            f"{title:<58}{statistics.median(times):>9.1f}{at(times, 95):>9.1f}{at(times, 99):>9.1f}{work:>9.1f}",
            flush=True,
        )
    if explain:
        print_plan(people[0])
    return 0


def questions(viewer: Any) -> dict[str, Callable[[Any, dt.datetime], object]]:
    """What is asked, by what the table calls it."""
    from thrive.base.people.models import Residence
    from thrive.base.people.queries import known
    from thrive.base.people.queries.family import family_view
    from thrive.base.people.queries.held import rows_about

    def home(subject: Any, instant: dt.datetime) -> object:
        return list(Residence.objects.as_at(instant.date(), instant).filter(person_id=subject.pk))

    def record(subject: Any, instant: dt.datetime) -> object:
        return known.as_known(viewer=viewer, ref=subject.ref, day=instant.date(), known=instant)

    def difference(subject: Any, instant: dt.datetime) -> object:
        return known.difference(viewer=viewer, ref=subject.ref, earlier=instant)

    def family(subject: Any, instant: dt.datetime) -> object:
        return family_view(viewer=viewer, ref=subject.ref, day=instant.date(), known=instant)

    return {
        "one kind of fact as at a day, as known": home,
        "the whole history of a person, 14 tables in one query": lambda subject, _: rows_about([subject.pk]),
        "the record as at a day, as known (with policy and log)": record,
        "what was learnt since an instant (with policy and log)": difference,
        "the family as at a day, as known, with its diagram": family,
    }


def write(count: int) -> tuple[list[Any], Any]:
    """Write `count` people with 50 two-time rows each; returns their Subjects and a viewer who may read them."""
    from django.db import transaction

    from thrive.base.access.models import Authority, Subject
    from thrive.base.access.viewers import SystemViewer
    from thrive.base.people import permissions
    from thrive.base.people.models import Card, Person

    authority = Authority.objects.create(dfe_code="999", name="Wexmoor", is_home=True)
    viewer = SystemViewer(
        key="bench", purpose="measuring", authority_id=authority.pk, permissions=frozenset(permissions.ALL)
    )
    everybody: list[Any] = []
    for start in range(0, count, PEOPLE_AT_ONCE):
        with transaction.atomic():
            some = Subject.objects.bulk_create(
                [Subject(authority=authority) for _ in range(min(PEOPLE_AT_ONCE, count - start))]
            )
            Person.objects.bulk_create([Person(subject=one, added_at=BEGAN) for one in some])
            Card.objects.bulk_create(
                [Card(person_id=one.pk, authority=authority, ref=one.ref, name=f"Person {one.pk}") for one in some]
            )
            write_facts([one.pk for one in some])
        everybody.extend(some)
    return everybody, viewer


def write_facts(keys: list[int]) -> None:
    """The rows of these people: chains in which every second row replaces the first, births, and ties."""
    from thrive.base.history import bulk
    from thrive.base.people import models

    for name, chains, says in CHAINS:
        model = getattr(models, name)
        columns = (*says, "person_id", "true_from", "true_to", "recorded_at", "replaced_at")
        bulk.insert_values(model, columns, list(chained(keys, chains, list(says.values()))))
    lives = [(BORN + dt.timedelta(days=one % 6000), one, BEGAN) for one in keys]
    bulk.insert_values(models.Life, ("born_on", "person_id", "recorded_at"), lives)
    bulk.insert_values(models.Relationship, ("person_id", "other_id", "kind", "recorded_at", "ref"), list(ties(keys)))


def chained(keys: list[int], chains: int, says: list[str]) -> Iterator[tuple[Any, ...]]:
    """For each person so many facts, one after the other, each corrected once some weeks later."""
    for key in keys:
        for chain in range(chains):
            began = BEGAN + dt.timedelta(days=90 * chain + key % 80)
            corrected = began + dt.timedelta(days=20 + key % 40)
            day = began.date() - dt.timedelta(days=10)
            until = day + dt.timedelta(days=90) if chain < chains - 1 else None
            wrong, right = key * 20 + chain * 2, key * 20 + chain * 2 + 1
            yield (*(text.replace("{n}", str(wrong)) for text in says), key, day, until, began, corrected)
            yield (*(text.replace("{n}", str(right)) for text in says), key, day, until, corrected, None)


def ties(keys: list[int]) -> Iterator[tuple[Any, ...]]:
    """Families of five: two adults who are the parents of three children."""
    from thrive.base.history.refs import new_ref

    for start in range(0, len(keys) - FAMILY + 1, FAMILY):
        adults, children = keys[start : start + 2], keys[start + 2 : start + FAMILY]
        for adult in adults:
            for child in children:
                yield adult, child, "parent", BEGAN + dt.timedelta(days=child % 300), new_ref()


def rows_held() -> int:
    """How many two-time rows there are about people."""
    from thrive.base.people.queries.held import OWN, TIES

    return sum(model._default_manager.count() for model in (*OWN, *TIES))


def settle() -> None:
    """Let the database count what it holds."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def moment(dice: random.Random) -> dt.datetime:
    """An instant within the five years that were written."""
    return BEGAN + dt.timedelta(minutes=dice.randrange(5 * 365 * 24 * 60))


def timed(ask: Callable[[Any, dt.datetime], object], subject: Any, instant: dt.datetime) -> tuple[float, float]:
    """Milliseconds that one answer takes by the clock, and of work by this process."""
    started, worked = time.perf_counter(), time.process_time()
    ask(subject, instant)
    return (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000


def at(times: list[float], percent: int) -> float:
    """The percentile of these times."""
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def print_plan(subject: Any) -> None:
    """How the database finds the whole history of a person."""
    from django.db import connection, reset_queries

    from thrive.base.people.queries.held import rows_about

    connection.force_debug_cursor = True
    reset_queries()
    rows_about([subject.pk])
    sql = connection.queries[-1]["sql"]
    prefix = "EXPLAIN (COSTS OFF) " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(prefix + sql)
        print("\n" + "\n".join(str(row[-1]) for row in cursor.fetchall()))


def describe(connection: Any) -> str:
    """The database and its version."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    return f"PostgreSQL {connection.pg_version // 10_000}"


if __name__ == "__main__":
    sys.exit(main())
