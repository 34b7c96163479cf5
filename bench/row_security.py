"""What the second wall costs: search and record on PostgreSQL, with row-level security on and off, in turns.

    THRIVE_DATABASE_URL=postgresql://owner:...@host/name python bench/row_security.py [--children 100000] [--rounds 60]
        [--seals]

With `--seals` the wall stands all the time, and what is taken down and put up is what it knows of sealed parts.
The address signs in as the owner of the tables. An empty database is filled with the invented authority first. Pages
are asked for in this process, as the role `thrive_app`, by own staff and by a partner; the wall is taken down and put
up between blocks, so that both meet the same machine. Nothing of it is a real person.
"""

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BLOCKS = 3  # of each state, in turns
ROLE = "thrive_app"
SAMPLE = 40  # people whose records are asked for, and whose names are searched for
WARM_UP = 5


def main() -> None:
    """Read the command line; fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60, help="requests for each page in each block")
    parser.add_argument("--seals", action="store_true", help="compare the wall with and without sealed parts")
    given = parser.parse_args()
    stand, state = (_stand_seals, "seals") if given.seals else (_stand, "wall")
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as home:
        _set_up(home)
        _fill(given.children)
        asked = _plan(with_family=given.seals)
        times: dict[tuple[str, bool], list[float]] = {}
        _as_role(ROLE)
        for _ in range(BLOCKS):
            for is_up in (True, False):
                stand(is_up)
                for name, (client, paths) in asked.items():
                    times.setdefault((name, is_up), []).extend(_measure(client, paths, given.rounds))
        stand(True)
        _print(state, times, {name: _queries(client, paths) for name, (client, paths) in asked.items()})


def _set_up(home: str) -> None:
    os.environ.update(THRIVE_HOME=home, DJANGO_SETTINGS_MODULE="thrive.project.settings", THRIVE_SECOND_FACTOR="0")
    os.environ.setdefault("THRIVE_LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor != "postgresql":
        raise SystemExit("SQLite has no second wall. Set THRIVE_DATABASE_URL to PostgreSQL.")
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    connection.settings_dict["OPTIONS"].pop("pool", None)
    call_command("migrate", verbosity=0)


def _fill(children: int) -> None:
    from django.db import connection

    from thrive.base.calendar import clock
    from thrive.base.history import wall
    from thrive.base.people.models import Card
    from thrive.project import invented

    with wall.whole_process("a bench fills its own database"):
        if not Card.objects.exists():
            print(f"Inventing {children:,} children", flush=True)
            invented.build(children=children, seed=1, as_of=clock.today())
        with connection.cursor() as cursor:
            cursor.execute("analyze")


def _plan(*, with_family: bool) -> dict[str, tuple[Any, list[str]]]:
    """What to ask for, and a client signed in as somebody who may see it."""
    from thrive.base.access.models import Involvement, User
    from thrive.base.history import wall
    from thrive.base.people.models import Card

    dice = random.Random(1)
    with wall.whole_process("a bench looks for people to ask about"):
        staff = User.objects.filter(holdings__role="out_of_hours_worker")[0]
        partner = User.objects.filter(holdings__role="designated_safeguarding_lead").order_by("pk")[0]
        cards = Card.objects.filter(is_child=True, person__subject__restriction="ordinary").exclude(name="")
        theirs = Involvement.objects.now().filter(organisation=partner.organisation_id).values("subject_id")
        plan = {}
        for title, user, found in (("own staff", staff, cards), ("partner", partner, cards.filter(pk__in=theirs))):
            rows = list(found.values_list("ref", "name")[:20_000])
            some = dice.sample(rows, min(SAMPLE, len(rows)))
            client = _client(user)
            words = [name.split()[dice.randrange(2)] if " " in name else name for _, name in some]
            with wall.standing(wall.NOBODY):
                searches = [client.post("/search", {"find": word}).headers["Location"] for word in words]
            plan[f"search, {title}"] = (client, searches)
            plan[f"record, {title}"] = (client, [f"/people/{ref}/" for ref, _ in some])
            if with_family and user == staff:
                plan[f"family, {title}"] = (client, [f"/people/{ref}/family" for ref, _ in some])
                plan[f"details, {title}"] = (client, [f"/people/{ref}/details" for ref, _ in some])
    return plan


def _client(user: Any) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def _as_role(role: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = role


def _stand(is_up: bool) -> None:
    """Put the wall up, or take it down, as the owner."""
    from django.db import connection, transaction

    from thrive.base.history.wall import Rows
    from thrive.project import second_wall

    do = "ENABLE" if is_up else "DISABLE"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role none")
        for model, rows in second_wall.declared():
            if isinstance(rows, Rows):
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" {do} ROW LEVEL SECURITY')


def _stand_seals(are_known: bool) -> None:
    """Lay the rules of the tables whose rows can be under a seal, as the owner: as declared, or without seals."""
    from django.apps import apps
    from django.db import connection, transaction

    from thrive.base.people.models import SEALED_TABLES, behind_seals
    from thrive.project import second_wall

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role none")
        for label in SEALED_TABLES:
            model: Any = apps.get_model(label)
            rows = behind_seals(label, model.ROWS) if are_known else model.ROWS
            second_wall._guard(cursor, f'"{model._meta.db_table}"', rows, "")


def _measure(client: Any, paths: list[str], rounds: int) -> list[float]:
    found = []
    for number in range(WARM_UP + rounds):
        began = time.perf_counter()
        answer = client.get(paths[number % len(paths)])
        took = time.perf_counter() - began
        if answer.status_code != 200:
            raise SystemExit(f"{paths[number % len(paths)]} answers {answer.status_code}")
        if number >= WARM_UP:
            found.append(took)
    return found


def _queries(client: Any, paths: list[str]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    most = 0
    for path in paths[:5]:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        most = max(most, len([one for one in captured if one["sql"] not in ("BEGIN", "COMMIT")]))
    return most


def _print(state: str, times: dict[tuple[str, bool], list[float]], queries: dict[str, int]) -> None:
    from thrive.base.history import wall
    from thrive.base.people.models import Card

    with wall.whole_process("a bench says how many there are"):
        children = Card.objects.filter(is_child=True).count()
    print(f"PostgreSQL, {children:,} children; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
          f"Python {platform.python_version()}")  # fmt: skip
    print(
        f"| page | p50 ms, {state} on | off | p95 ms, on | off | queries |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    )
    for name, number in queries.items():
        figures = [statistics.quantiles(times[name, is_up], n=100) for is_up in (True, False)]
        shown = " | ".join(f"{one[at] * 1000:.0f}" for at in (49, 94) for one in figures)
        print(f"| {name} | {shown} | {number} |")


if __name__ == "__main__":
    main()
