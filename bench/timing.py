"""Whether the time an answer takes tells what the answer does not: restricted, sealed, not existing, not involved.

    python bench/timing.py [--children 400] [--requests 200]

Fills a database of its own with the invented authority (SQLite in a folder, or the empty PostgreSQL database at
THRIVE_DATABASE_URL), then asks in process, in turn and in an order that is shuffled anew in each round, for the
record's address, by search and by the match check when a person is added. Prints the median of each and the widest
difference between two of one kind. At most 5 milliseconds is the aim. Nothing of it is a real person.
"""

import argparse
import os
import platform
import random
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

AIM_MS = 5.0
NOBODY = "ZZZZZZZZZZZZ"
Ask = Callable[[], Any]


def main() -> int:
    """Read the command line; make, ask, print. Exit status 1 where a difference is wider than the aim."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=400)
    parser.add_argument("--requests", type=int, default=200, help="of each kind")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        _set_up(Path(folder), given.children)
        medians = _measure(dict(_asked()), given.requests)
    print(f"{given.requests} requests of each, {given.children:,} children, {platform.python_version()}")
    worst = 0.0
    for kind, some in medians.items():
        spread = max(some.values()) - min(some.values())
        worst = max(worst, spread)
        print(f"\n{kind}: {spread:.1f} ms between the quickest and the slowest")
        for name, median in some.items():
            print(f"  {name:<14} {median:6.1f} ms")
    return 1 if worst > AIM_MS else 0


def _set_up(home: Path, children: int) -> None:
    os.environ["THRIVE_HOME"] = str(home)
    os.environ.setdefault("THRIVE_LOG_LEVEL", "ERROR")
    os.environ["DJANGO_SETTINGS_MODULE"] = "thrive.project.settings"
    import django

    django.setup()
    from thrive.base.calendar import clock
    from thrive.project import invented, prepare
    from thrive.project.progress import Progress

    prepare.database(Progress())
    prepare.static_files(Progress())
    invented.build(children=children, seed=1, as_of=clock.today())


def _asked() -> Iterator[tuple[tuple[str, str], Ask]]:
    """What is asked, by kind and by what is behind it. Nobody of it is involved with anybody asked about."""
    from django.test import Client

    from thrive.base.access.models import Involvement, User
    from thrive.base.people.models import Card

    council = User.objects.filter(holdings__role="front_door_officer").first()
    outsider = User.objects.filter(holdings__role="police_officer").first()
    assert council is not None and outsider is not None
    involved = Involvement.objects.filter(user__in=[council, outsider]).values("subject_id")
    cards = Card.objects.exclude(person_id__in=involved).exclude(name="").select_related("person__subject")
    behind = {
        what: cards.filter(person__subject__restriction=restriction, born_on__isnull=False).order_by("pk").last()
        for what, restriction in (("restricted", "restricted"), ("sealed", "sealed"), ("not involved", "ordinary"))
    }
    for who, user in (("council", council), ("partner", outsider)):
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        refs = {"not existing": NOBODY, **{what: card.ref for what, card in behind.items() if card is not None}}
        for what, ref in refs.items():
            yield (f"Record, {who}", what), lambda client=client, ref=ref: client.get(f"/people/{ref}/")  # type: ignore[misc]
        names = {
            "not existing": "Zyxwv Qpqpq",
            **{what: card.name for what, card in behind.items() if card is not None},
        }
        for what, name in names.items():
            if who == "partner" or what != "not involved":  # whom a colleague may know of is found, and listed
                yield (f"Search, {who}", what), lambda client=client, name=name: client.post("/search", {"find": name})  # type: ignore[misc]
        if who == "council":
            for what, name in names.items():
                if what != "not involved":
                    yield ("Match check", what), _match(client, name)


def _match(client: Any, name: str) -> Ask:
    """Adding somebody of this name, as far as the comparison with those on record. Nobody is added."""
    given, _, family = name.rpartition(" ")

    def ask() -> Any:
        page = client.get("/people/add").content.decode()
        found = re.search(r'name="draft_slip" value="([^"]+)"', page)
        answers = {
            "draft_slip": found[1] if found else "", "kind": "unborn", "given": given, "family": family, "mother": "",
            "sex": "", "expected-day": "", "expected-month": "", "expected-year": "",
        }  # fmt: skip
        return client.post("/people/add", answers)

    return ask


def _measure(asked: dict[tuple[str, str], Ask], requests: int) -> dict[str, dict[str, float]]:
    """The median of each in milliseconds, by kind."""
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    order, dice = list(asked), random.Random(1)
    for number in range(requests + 5):
        dice.shuffle(order)
        for key in order:
            began = time.perf_counter()
            asked[key]()
            if number >= 5:  # the first of each fill what is kept in memory
                times[key].append((time.perf_counter() - began) * 1000)
    medians: dict[str, dict[str, float]] = defaultdict(dict)
    for kind, what in asked:
        medians[kind][what] = statistics.median(times[kind, what])
    return medians


if __name__ == "__main__":
    sys.exit(main())
