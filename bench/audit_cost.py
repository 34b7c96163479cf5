"""What logging every read costs a page: the same requests with the log of reads on and off, turn about.

    python bench/audit_cost.py [--children 500] [--requests 300] [--database postgresql://...]

Fills a database of its own (SQLite, unless another is named: that one must be empty) with the invented authority, and
asks for pages and calls the API in process, through every layer of the application. Each pair of requests is for one
page, once with the log and once without, in an order that turns, so that whatever else the machine does falls on both.
Prints requests a second both ways, by the clock and by processor time, and what the log cost. Nothing of it is a real
person.
"""

import argparse
import itertools
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WARM_UP = 10
SAMPLE = 200

sys.path.insert(0, str(Path(__file__).parents[1]))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=500)
    parser.add_argument("--requests", type=int, default=300, help="of each page, each way (%(default)s)")
    parser.add_argument("--database", default="", help="an empty database, instead of SQLite in a folder of its own")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        os.environ.update(
            THRIVE_HOME=folder,
            THRIVE_LOG_LEVEL="ERROR",
            THRIVE_API_CALLS="1000000",  # its limit is not what is measured
            DJANGO_SETTINGS_MODULE="thrive.project.settings",
        )
        os.environ.pop("THRIVE_DATABASE_URL", None)
        if options.database:
            os.environ["THRIVE_DATABASE_URL"] = options.database
        measure(options.children, options.requests)
    return 0


def measure(children: int, requests: int) -> None:
    """Fill, ask, print."""
    import django

    django.setup()
    from django.db import connection

    from thrive.base.calendar import clock
    from thrive.project import invented, prepare
    from thrive.project.progress import Progress

    prepare.database(Progress())
    prepare.static_files(Progress())
    invented.build(children=children, seed=1, as_of=clock.today())
    pages = _pages()
    print(
        f"{connection.vendor}, {children:,} children, {requests} requests of each page each way, "
        f"Django {django.__version__}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    print("| page | a second, on | off | cost | processor ms, on | off | cost |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    totals = [0.0] * 4
    for name, ask in pages.items():
        found = _turn_about(ask, requests)
        totals = [sum(both) for both in zip(totals, found, strict=True)]
        _print(name, found, requests)
    _print("all", totals, requests * len(pages))


def _turn_about(ask: Callable[[int], None], requests: int) -> list[float]:
    """Seconds by the clock on and off, and seconds of the processor on and off, of so many requests each."""
    took = [0.0] * 4
    for number in range(-WARM_UP, requests):
        for off in (True, False) if number % 2 else (False, True):
            with _log(off=off):
                clock, processor = time.perf_counter(), time.process_time()
                ask(number)
                if number >= 0:
                    took[off] += time.perf_counter() - clock
                    took[2 + off] += time.process_time() - processor
    return took


@contextmanager
def _log(*, off: bool) -> Iterator[None]:
    """Run with the log of reads, or without it."""
    from thrive.base.history import audit

    real = audit.looked, audit.write_reads
    if off:
        audit.looked = audit.write_reads = lambda *_given, **_named: None  # type: ignore[assignment]
    try:
        yield
    finally:
        audit.looked, audit.write_reads = real


def _pages() -> dict[str, Callable[[int], None]]:
    from django.test import Client

    from thrive.base.access.models import User
    from thrive.base.people.models import Card

    dice = random.Random(1)
    worker = User.objects.filter(holdings__role="out_of_hours_worker").order_by("pk")[0]
    client = Client(SERVER_NAME="localhost")
    client.force_login(worker)
    children = Card.objects.filter(is_child=True, person__subject__restriction="ordinary").exclude(name="")
    refs = list(children.order_by("pk").values_list("ref", flat=True))
    some = dice.sample(refs, min(SAMPLE, len(refs)))
    word = Card.objects.get(ref=some[0]).name.split()[-1]
    found = client.post("/search", {"find": word}).headers["Location"]

    def ask(path: str) -> None:
        answer: Any = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path.rpartition('/')[2] or 'record'} answers {answer.status_code}")

    token = client.get("/api/v1/me").json()["csrf_token"]
    numbers = itertools.count()

    def call(path: str, data: dict[str, Any]) -> None:
        headers = {"X-CSRFToken": token, "Idempotency-Key": f"bench-{next(numbers)}"}
        answer: Any = client.post(f"/api/v1{path}", data, content_type="application/json", headers=headers)
        if answer.status_code != 200:
            raise SystemExit(f"A call for {path.rpartition('/')[2]} answers {answer.status_code}")

    def read(path: str) -> None:
        ask(f"/api/v1{path}")

    return {
        "search": lambda _: ask(found),
        "record": lambda number: ask(f"/people/{some[number % len(some)]}/"),
        "timeline": lambda number: ask(f"/people/{some[number % len(some)]}/timeline"),
        "family": lambda number: ask(f"/people/{some[number % len(some)]}/family"),
        "API: search": lambda _: call("/people/search", {"find": word}),
        "API: record": lambda number: read(f"/people/{some[number % len(some)]}"),
        "API: timeline": lambda number: call(f"/people/{some[number % len(some)]}/timeline", {}),
    }


def _print(name: str, took: list[float], requests: int) -> None:
    on, off, busy_on, busy_off = took
    print(
        f"| {name} | {requests / on:,.1f} | {requests / off:,.1f} | {on / off - 1:.1%} "
        f"| {busy_on / requests * 1000:.1f} | {busy_off / requests * 1000:.1f} | {busy_on / busy_off - 1:.1%} |"
    )


if __name__ == "__main__":
    raise SystemExit(main())
