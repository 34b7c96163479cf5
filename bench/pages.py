"""How fast pages are under load, with reads audited: home, search, record, timeline, family.

    python bench/pages.py --children 100000 [--rate 50] [--seconds 20] [--keep FOLDER]

Fills its own database with the invented authority (SQLite in a folder, or the empty PostgreSQL database at
THRIVE_DATABASE_URL), starts `thrive serve`, and asks for each page at a fixed rate from a second process, whether or
not the last answer has come. Prints the 50th, 95th and 99th percentile, the statuses, and the queries of each page
counted in process. All traffic stays on this machine. Nothing of it is a real person.
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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

HOST = "127.0.0.1"
PORT = 8765
CONNECTIONS = 48
SIGNED_IN = 12  # sessions the requests are spread over
SAMPLE = 400  # people whose pages are asked for
WARM_UP = 150  # of each page: every connection of every process has prepared its questions then
OF_TRANSACTIONS = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"}


def main() -> None:
    """Read the command line; make, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=50, help="requests a second")
    parser.add_argument("--seconds", type=int, default=20, help="for each page")
    parser.add_argument("--keep", help="a folder: use the database in it when it is there, and leave it there")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        _ask(json.loads(Path(given.ask).read_text()))
        return
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        home = Path(given.keep or folder)
        home.mkdir(parents=True, exist_ok=True)
        _set_up(home)
        from thrive.base.history import wall

        with wall.whole_process("filling the database and choosing whom to ask for is nobody's viewing"):
            _fill(given.children)
            plan = _plan(given.rate, given.seconds)
            counts = _count_queries(plan)
            with _served():
                results = {name: _measure(plan, name, home) for name in plan["pages"]}
            _print(given, counts, results)


def _set_up(home: Path) -> None:
    os.environ["THRIVE_HOME"] = str(home)
    os.environ.setdefault("THRIVE_LOG_LEVEL", "WARNING")
    os.environ["DJANGO_SETTINGS_MODULE"] = "thrive.project.settings"
    import django

    django.setup()
    from thrive.project import prepare
    from thrive.project.progress import Progress

    prepare.database(Progress())
    prepare.static_files(Progress())


def _fill(children: int) -> None:
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


def _plan(rate: int, seconds: int) -> dict[str, Any]:
    """What to ask for: people who are on record, as workers who may see them, each with a session."""
    from thrive.base.access.models import Involvement, User
    from thrive.base.people.models import Card

    dice = random.Random(1)
    workers = list(User.objects.filter(holdings__role="out_of_hours_worker")[:1])
    lead = User.objects.filter(pk__in=Involvement.objects.now().filter(user__isnull=False).values("user")[:1]).get()
    keys = list(Card.objects.filter(is_child=True).exclude(name="").values_list("ref", "name")[:50_000])
    some = dice.sample(keys, min(SAMPLE, len(keys)))
    sessions = [_session(user) for user in workers for _ in range(SIGNED_IN)]
    words = [name.split()[dice.randrange(2)] if " " in name else name for _, name in some]
    return {
        "rate": rate,
        "seconds": seconds,
        "sessions": sessions,
        "home_sessions": [_session(lead) for _ in range(SIGNED_IN)],
        "pages": {
            "home": ["/"],
            "search": _searches(sessions, words),
            "record": [f"/people/{ref}/" for ref, _ in some],
            "timeline": [f"/people/{ref}/timeline" for ref, _ in some],
            "family": [f"/people/{ref}/family" for ref, _ in some],
        },
    }


def _session(user: Any) -> str:
    from conftest import session_cookie

    cookie = session_cookie(user, f"http://{HOST}:{PORT}")
    return f"{cookie['name']}={cookie['value']}"


def _searches(sessions: list[str], words: list[str]) -> list[str]:
    """Addresses of kept searches: the page that is measured finds the people anew each time."""
    from django.test import Client

    addresses = []
    client = Client(SERVER_NAME=HOST, headers={"cookie": sessions[0]})
    for word in words[:100]:
        answer = client.post("/search", {"find": word})
        addresses.append(answer.headers["Location"])
    return addresses


def _count_queries(plan: dict[str, Any]) -> dict[str, int]:
    """The most queries any of a few instances of each page makes, other than beginnings and ends of transactions."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for name, paths in plan["pages"].items():
        cookie = plan["home_sessions"][0] if name == "home" else plan["sessions"][0]
        client = Client(SERVER_NAME=HOST, headers={"cookie": cookie})
        most = 0
        for path in paths[:5]:
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{name} answers {answer.status_code}")
            asked = [one for one in captured if one["sql"].split(" ")[0].rstrip(";") not in OF_TRANSACTIONS]
            most = max(most, len(asked))
        counts[name] = most
    return counts


@contextmanager
def _served() -> Iterator[None]:
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


def _measure(plan: dict[str, Any], name: str, home: Path) -> dict[str, Any]:
    """Ask for one page from another process, so that asking does not slow answering more than it must."""
    cookies = plan["home_sessions"] if name == "home" else plan["sessions"]
    if name == "search":
        cookies = cookies[:1]  # a kept search answers its own user in their own visit
    task = {**{key: plan[key] for key in ("rate", "seconds")}, "paths": plan["pages"][name], "cookies": cookies}
    file = home / "ask.json"
    file.write_text(json.dumps(task))
    told = subprocess.run(
        [sys.executable, __file__, "--ask", str(file)], check=True, capture_output=True, text=True
    ).stdout
    return dict(json.loads(told))


def _ask(task: dict[str, Any]) -> None:
    """Ask at the given rate, in an open loop; print what came back."""
    dice = random.Random(2)
    total = task["rate"] * task["seconds"]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for _ in range(WARM_UP):
            _one(dice.choice(task["paths"]), dice.choice(task["cookies"]), time.perf_counter())
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


def _print(given: argparse.Namespace, counts: dict[str, int], results: dict[str, Any]) -> None:
    import django
    from django.db import connection

    from thrive.base.people.models import Card
    from thrive.base.record.models import Event

    children = Card.objects.filter(is_child=True).count()
    events = Event.objects.count()
    print(f"\n{connection.vendor}, {children:,} children, {events:,} events, {given.rate} requests a second")
    versions = f"Python {platform.python_version()}, Django {django.__version__}"
    print(f"{os.cpu_count()} cores, {platform.machine()}, {versions}")
    print("| page | p50 ms | p95 ms | p99 ms | answers | queries |\n| --- | ---: | ---: | ---: | --- | ---: |")
    for name, found in results.items():
        statuses = ", ".join(f"{number} x {status}" for status, number in sorted(found["statuses"].items()))
        times = " | ".join(f"{found[part] * 1000:.0f}" for part in ("p50", "p95", "p99"))
        print(f"| {name} | {times} | {statuses} | {counts[name]} |")


if __name__ == "__main__":
    main()
