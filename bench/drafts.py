"""Fifty workers whose forms save themselves while twenty others read: is a word lost, and how long does saving take?

    python bench/drafts.py [--writers 50] [--readers 20] [--every 10] [--seconds 120] [--children 2000]

Each writer opens the form of a note about a child of their own and saves it as a browser does, with more in it each
time, at the pace asked for; each reader opens records one after another, with a second between. At the end each
draft is compared with the last words that were answered for. Prints the statuses, the times, and how many were lost.
"""

import http.client
import random
import re
import statistics
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import serving
from serving import HOST, PORT, session

PAUSE = 1.0  # seconds between what one reader reads and the next
SLIP = re.compile(r'name="draft_slip" value="([^"]+)"')
ADDRESS = re.compile(r'data-draft-url="([^"]+)"')


@dataclass
class Told:
    """What came back: statuses and times of one kind of request."""

    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    def add(self, status: int, took: float) -> None:
        """Keep one answer."""
        self.statuses[status] += 1
        self.times.append(took)

    def row(self, name: str) -> str:
        """As a row of a table."""
        cuts = statistics.quantiles(self.times, n=100)
        statuses = ", ".join(f"{number} x {status}" for status, number in sorted(self.statuses.items()))
        return f"| {name} | {cuts[49] * 1000:.0f} | {cuts[94] * 1000:.0f} | {cuts[98] * 1000:.0f} | {statuses} |"


@dataclass
class Writer:
    """Somebody with a form open. `answered`: the last words that the server said it has."""

    ref: str
    cookie: str
    draft: str = ""
    answered: str = ""


def main() -> None:
    """Read the command line; make, serve, write and read, compare, print."""
    parser = serving.arguments(__doc__ or "", children=2_000)
    parser.set_defaults(seconds=120)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--every", type=float, default=10, help="seconds between one writer's saves")
    given = parser.parse_args()
    with serving.database(given):
        writers, reader, refs = _people(given.writers)
        with serving.served():
            saved, read = _run(given, writers, reader, refs)
        serving.describe(f"{given.writers} writers every {given.every:g} s, {given.readers} readers, {given.seconds} s")
        print("| what | p50 ms | p95 ms | p99 ms | answers |\n| --- | ---: | ---: | ---: | --- |")
        print(saved.row("save a draft"))
        print(read.row("read a record"))
        print(f"Drafts lost or behind: {_lost(writers)} of {len(writers)}")


def _people(number: int) -> tuple[list[Writer], str, list[str]]:
    """Writers, each with a child of their own; the cookie of whoever reads; and the records there are to read."""
    from thrive.base.access import actions
    from thrive.base.access.models import Organisation, RoleHolding, Subject, User
    from thrive.base.access.rules import OrganisationKind, Purpose
    from thrive.base.calendar import clock
    from thrive.base.people.models import Card

    council = Organisation.objects.filter(kind=OrganisationKind.COUNCIL).earliest("pk")
    reader = User.objects.filter(holdings__role="out_of_hours_worker").earliest("pk")
    open_ones = Card.objects.filter(is_child=True, where_guarded=False, person__subject__restriction="ordinary")
    cards = list(open_ones.exclude(name="").order_by("pk").values_list("pk", "ref"))
    some = random.Random(1).sample(cards, number)
    writers = []
    for place, (key, ref) in enumerate(some):
        made = User.objects.create(
            email=f"writer{place}-{clock.now().timestamp()}@bench.example", name=f"Writer {place}",
            organisation=council, starts_on="2020-01-01",
        )  # fmt: skip
        RoleHolding.objects.create(user=made, role="lead_practitioner", starts_on="2020-01-01")
        worker = User.objects.get(pk=made.pk)
        actions.involve(
            Subject.objects.get(pk=key), by=worker, party=worker, role="lead_practitioner",
            purpose=Purpose.ALLOCATED, true_from=clock.today(),
        )  # fmt: skip
        writers.append(Writer(ref, session(worker)))
    return writers, session(reader), [ref for _, ref in cards]


def _run(given: Any, writers: list[Writer], reader: str, refs: list[str]) -> tuple[Told, Told]:
    saved, read = Told(), Told()
    until = time.monotonic() + given.seconds
    with ThreadPoolExecutor(given.writers + given.readers) as pool:
        jobs = [pool.submit(_write, one, number, given, saved, until) for number, one in enumerate(writers)]
        jobs += [
            pool.submit(_read, refs, reader, random.Random(number), read, until) for number in range(given.readers)
        ]
        for job in jobs:
            job.result()
    return saved, read


def _write(writer: Writer, number: int, given: Any, told: Told, until: float) -> None:
    """Open the form, then save more and more of it, not all writers at the same instant."""
    _, page, _ = _timed(partial(_get, f"/people/{writer.ref}/notes/new", writer.cookie))
    slip, address = SLIP.search(page), ADDRESS.search(page)
    if slip is None or address is None:
        raise SystemExit("The form of a note has no slip")
    writer.draft = address[1].rsplit("/", 1)[-1]
    time.sleep(given.every * number / given.writers)
    words, revision = "", "0"
    while time.monotonic() < until:
        began = time.monotonic()
        words += f" word{len(words)}"
        answers = {"draft_slip": slip[1], "draft_revision": revision, "text_1": words}
        status, body, took = _timed(partial(_post, address[1], writer.cookie, answers))
        told.add(status, took)
        if status == 200:
            writer.answered = words
            revision = re.findall(r'"revision": ?(\d+)', body)[0]
        time.sleep(max(0.0, given.every - (time.monotonic() - began)))


def _read(refs: list[str], cookie: str, dice: random.Random, told: Told, until: float) -> None:
    while time.monotonic() < until:
        status, _, took = _timed(partial(_get, f"/people/{dice.choice(refs)}/", cookie))
        told.add(status, took)
        time.sleep(PAUSE)


def _timed(ask: Callable[[], tuple[int, str]]) -> tuple[int, str, float]:
    began = time.perf_counter()
    try:
        status, body = ask()
    except OSError:
        status, body = 0, ""
    return status, body, time.perf_counter() - began


def _get(path: str, cookie: str) -> tuple[int, str]:
    return _asked("GET", path, None, {"Cookie": cookie})


def _post(path: str, cookie: str, answers: dict[str, str]) -> tuple[int, str]:
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return _asked("POST", path, urllib.parse.urlencode(answers), headers)


def _asked(method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
    connection = http.client.HTTPConnection(HOST, PORT, timeout=30)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def _lost(writers: list[Writer]) -> int:
    """How many drafts do not hold the last words that were answered for."""
    from thrive.base.record.models import Draft

    kept = {one.ref: one.answers for one in Draft.objects.filter(ref__in=[one.draft for one in writers])}
    return sum(1 for one in writers if kept.get(one.draft, {}).get("text_1") != [one.answered])


if __name__ == "__main__":
    main()
