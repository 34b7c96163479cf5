"""A server under load, for the benchmarks of pages: fill a database, serve it, ask at a fixed rate, print.

Used by `pages.py`, `work.py` and `drafts.py`. Whoever asks is a process of its own, whether or not the last answer has
come. All traffic stays on this machine, and nobody in the database exists.
"""

import argparse
import http.client
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

HOST = "127.0.0.1"
PORT = 8765
CONNECTIONS = 48
WARM_UP = 150  # of each page: every connection of every process has prepared its questions then
OF_TRANSACTIONS = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"}


@dataclass(frozen=True)
class Asked:
    """A page that is asked for: its addresses, and the cookies of those who ask."""

    paths: Sequence[str]
    cookies: Sequence[str]


@contextmanager
def database(given: argparse.Namespace) -> Iterator[Path]:
    """A database with the invented authority, in the folder that it yields: one that is kept, or one of its own."""
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        home = Path(given.keep or folder)
        home.mkdir(parents=True, exist_ok=True)
        set_up(home)
        from thrive.base.history import wall

        with wall.whole_process("filling the database, choosing whom to ask for and comparing are nobody's viewing"):
            fill(given.children)
            yield home


def set_up(home: Path) -> None:
    """Thrive in a folder of its own, or in the database at THRIVE_DATABASE_URL, with its tables and static files."""
    os.environ["THRIVE_HOME"] = str(home)
    os.environ.setdefault("THRIVE_LOG_LEVEL", "WARNING")
    os.environ["DJANGO_SETTINGS_MODULE"] = "thrive.project.settings"
    import django

    django.setup()
    from thrive.project import prepare
    from thrive.project.progress import Progress

    prepare.database(Progress())
    prepare.static_files(Progress())


def fill(children: int) -> None:
    """The invented authority, unless somebody is on record."""
    from thrive.base.calendar import clock
    from thrive.base.history import sealer
    from thrive.base.people.models import Card
    from thrive.project import invented, prepare

    if Card.objects.exists():
        return
    began = time.time()
    print(f"Inventing {children:,} children", flush=True)
    invented.build(children=children, seed=1, as_of=clock.today())
    print(f"Made in {time.time() - began:,.0f} seconds", flush=True)
    sealer.seal_pending(everything=True)  # the ordinary day is measured, not the night after a great import
    prepare.statistics()


def session(user: Any) -> str:
    """The cookie of somebody who is signed in."""
    from conftest import session_cookie

    cookie = session_cookie(user, f"http://{HOST}:{PORT}")
    return f"{cookie['name']}={cookie['value']}"


def count_queries(pages: dict[str, Asked]) -> dict[str, int]:
    """The most queries any of a few instances of each page makes, other than beginnings and ends of transactions."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for name, asked in pages.items():
        client = Client(SERVER_NAME=HOST, headers={"cookie": asked.cookies[0]})
        most = 0
        for path in asked.paths[:5]:
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{name} answers {answer.status_code}")
            made = [one for one in captured if one["sql"].split(" ")[0].rstrip(";") not in OF_TRANSACTIONS]
            most = max(most, len(made))
        counts[name] = most
    return counts


@contextmanager
def served() -> Iterator[None]:
    """`thrive serve` as an installation runs it."""
    command = [sys.executable, "-m", "thrive.project", "serve", "--bind", f"{HOST}:{PORT}"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                connection = http.client.HTTPConnection(HOST, PORT, timeout=2)
                connection.request("GET", "/healthy")
                if connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(timeout=40)


def measure(asked: Asked, *, rate: int, seconds: int, home: Path) -> dict[str, Any]:
    """Ask for one page from another process, so that asking does not slow answering more than it must."""
    task = {"rate": rate, "seconds": seconds, "paths": list(asked.paths), "cookies": list(asked.cookies)}
    file = home / "ask.json"
    file.write_text(json.dumps(task))
    told = subprocess.run([sys.executable, __file__, str(file)], check=True, capture_output=True, text=True).stdout
    return dict(json.loads(told))


def _ask(task: dict[str, Any]) -> None:
    """Ask at the given rate, in an open loop; print what came back."""
    dice = random.Random(2)
    total = task["rate"] * task["seconds"]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        warm = [(dice.choice(task["paths"]), dice.choice(task["cookies"]), time.perf_counter()) for _ in range(WARM_UP)]
        list(pool.map(lambda one: _one(*one), warm))  # at the same time: each connection of each process is used
        began = time.perf_counter()
        answers = []
        for number in range(total):
            due = began + number / task["rate"]
            time.sleep(max(0.0, due - time.perf_counter()))
            answers.append(pool.submit(_one, dice.choice(task["paths"]), dice.choice(task["cookies"]), due))
        done = [answer.result() for answer in answers]
        took = time.perf_counter() - began
    times = sorted(seconds for _, seconds in done)
    print(
        json.dumps(
            {
                "statuses": dict(Counter(str(status) for status, _ in done)),
                "a second": total / took,
                "p50": statistics.quantiles(times, n=100)[49],
                "p95": statistics.quantiles(times, n=100)[94],
                "p99": statistics.quantiles(times, n=100)[98],
            }
        )
    )


def _one(path: str, cookie: str, due: float) -> tuple[int, float]:
    """The status, and the seconds since the request was due: waiting for a free connection counts."""
    connection = http.client.HTTPConnection(HOST, PORT, timeout=30)
    try:
        connection.request("GET", urllib.parse.quote(path, safe="/?=&"), headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - due
    except OSError:
        return 0, time.perf_counter() - due
    finally:
        connection.close()


def describe(rate: str) -> None:
    """Say on what it was measured."""
    import django
    from django.db import connection

    from thrive.base.people.models import Card
    from thrive.base.record.models import Event

    children = Card.objects.filter(is_child=True).count()
    events = Event.objects.count()
    print(f"\n{connection.vendor}, {children:,} children, {events:,} events, {rate}")
    versions = f"Python {platform.python_version()}, Django {django.__version__}"
    print(f"{os.cpu_count()} cores, {platform.machine()}, {versions}")


def print_table(counts: dict[str, int], results: dict[str, Any]) -> None:
    """A row for each page."""
    print("| page | p50 ms | p95 ms | p99 ms | answers | queries |\n| --- | ---: | ---: | ---: | --- | ---: |")
    for name, found in results.items():
        statuses = ", ".join(f"{number} x {status}" for status, number in sorted(found["statuses"].items()))
        times = " | ".join(f"{found[part] * 1000:.0f}" for part in ("p50", "p95", "p99"))
        print(f"| {name} | {times} | {statuses} | {counts[name]} |")


def arguments(told: str, *, children: int) -> argparse.ArgumentParser:
    """What every benchmark of pages takes on its command line."""
    parser = argparse.ArgumentParser(description=told, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=children)
    parser.add_argument("--rate", type=int, default=50, help="requests a second")
    parser.add_argument("--seconds", type=int, default=20, help="for each page")
    parser.add_argument("--keep", help="a folder: use the database in it when it is there, and leave it there")
    return parser


if __name__ == "__main__":
    _ask(json.loads(Path(sys.argv[1]).read_text()))
