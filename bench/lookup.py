"""How long it takes to find who on record somebody may be, how many are found, and what a change of one child costs.

    python bench/lookup.py --people 100000 [--lookups 400] [--processor-time] [--http] [--keep FOLDER] [--there]

Makes its own database (SQLite in a temporary folder, or the empty PostgreSQL database at THRIVE_DATABASE_URL) of the
families of `bench/search.py`, a third of them parents, and describes children of it with the errors that people make.
Prints of each kind of error how many reach the comparison by their keys, how many more the words of their names would
bring (the way that was given up, docs/decisions/0033), and the times. With `--http` the same is asked of a running
server, signed in, with the log written. With `--there` the people are those of the database that is there, an invented
authority say, and nobody is made. Nothing of it is a real person.
"""

import argparse
import datetime as dt
import http.client
import json
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import search
import serving

NEAR_YEARS = 1
CHANGES = 60


def main() -> None:
    """Read the command line, make the people, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--lookups", type=int, default=400, help="of each kind of error")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder: use the database in it when it is there, and leave it there")
    parser.add_argument("--processor-time", action="store_true", help="in process, measure processor time")
    parser.add_argument("--there", action="store_true", help="ask the database that is there, as its first officer")
    parser.add_argument("--http", action="store_true", help="also ask a running server")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        serving.set_up(Path(given.keep or folder))
        from thrive.base.history import wall

        with wall.whole_process("a bench fills its own database, and chooses whom to look up"):
            viewer = officer() if given.there else search.prepare(given.people, random.Random(given.seed))["officer"]
            described = describe(given.lookups, random.Random(given.seed + 1))
            plan_anew()
            ticks = search.processor_clock() if given.processor_time else time.perf_counter
            say_where("of processor time" if given.processor_time else "by the clock")
            report_lookups(described, viewer, ticks)
            report_changes(ticks)
            if given.http:
                report_http(described, viewer)


def plan_anew() -> None:
    """Forget the plans made while this process saw everything: nobody who looks somebody up has those."""
    from django.db import connection

    connection.close()


def officer() -> Any:
    """Somebody of the front door of the database that is there."""
    from thrive.base.access.models import User

    return User.objects.filter(holdings__role="front_door_officer").order_by("pk")[0]


def say_where(ms: str) -> None:
    """Say on what it was measured."""
    from django.db import connection

    from thrive.base.people.models import Card, MatchKey

    people, keys = Card.objects.count(), MatchKey.objects.count()
    versions = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{connection.vendor}, {people:,} people, {keys / people:.1f} keys each, {versions}, ms {ms}")


# --- Whom to look up ------------------------------------------------------------------------------


def describe(count: int, dice: random.Random) -> dict[str, list[tuple[int, Any]]]:
    """Children of the record as somebody would describe them, each with their key, by the kind of error made."""
    from thrive.base.people.models import Card
    from thrive.base.people.searching import on_record

    ways = errors(dice)
    first, last = Card.objects.order_by("pk").first(), Card.objects.order_by("pk").last()
    found = {}
    for kind, wrong in ways.items():
        drawn = [dice.randrange(first.pk, last.pk + 1) for _ in range(count * 2)]
        open_to_all = Card.objects.filter(is_child=True, person__subject__restriction="ordinary", born_on__isnull=False)
        known = on_record.identities(open_to_all.filter(pk__in=drawn)[:count])
        found[kind] = [(pk, wrong(without_numbers(one))) for pk, one in known.items()]
    return found


def without_numbers(one: Any) -> Any:
    """A record as somebody speaks of it, who has no number at hand."""
    return replace(one, nhs_number="", upn="", other_names=())


def errors(dice: random.Random) -> dict[str, Callable[[Any], Any]]:
    """What people get wrong, by name: each makes a description from a record."""

    def mistyped(one: Any, *parts: str) -> Any:
        return replace(one, **{part: search.mistyped(getattr(one, part).lower(), dice).title() for part in parts})

    def moved(one: Any) -> Any:
        return replace(one, address="", postcode=search.postcode(dice), phones=())

    def months_out(one: Any) -> Any:
        return replace(one, birth_date=shifted(one.birth_date, dice.choice([-2, -1, 1, 2])))

    def alone(one: Any) -> Any:
        return replace(one, middle="", address="", postcode="", phones=(), parent_names=())

    return {
        "nothing": lambda one: one,
        "nothing but name and birth": alone,
        "given name": lambda one: mistyped(one, "given"),
        "both names": lambda one: mistyped(one, "given", "family"),
        "both names, moved": lambda one: moved(mistyped(one, "given", "family")),
        "both names, alone": lambda one: alone(mistyped(one, "given", "family")),
        "month": months_out,
        "month known alone": lambda one: replace(one, birth_precision="month"),
        "month, alone": lambda one: alone(months_out(one)),
        "given name and month, alone": lambda one: alone(months_out(mistyped(one, "given"))),
        "both names and month, moved": lambda one: moved(months_out(mistyped(one, "given", "family"))),
        "turned, year out, moved": lambda one: moved(
            replace(one, given=one.family, family=one.given, birth_date=shifted(one.birth_date, 12))
        ),
        "another surname, moved": lambda one: moved(replace(one, family=dice.choice(search.FAMILY))),
    }


def shifted(day: dt.date, months: int) -> dt.date:
    """The day in another month."""
    number = day.year * 12 + day.month - 1 + months
    return day.replace(year=number // 12, month=number % 12 + 1, day=min(day.day, 28))


def near_by_words(identity: Any) -> set[int]:
    """People both of whose names are near what was typed, born within about a year: the way that was given up."""
    from thrive.base.matching import keys
    from thrive.base.people.models import Card, PersonWord
    from thrive.base.people.searching.finding import TIERS
    from thrive.base.people.searching.vocabulary import meanings

    people = Card.objects.all()
    known = meanings([*keys.name_tokens(identity.given)[:3], *keys.name_tokens(identity.family)[:3]], most=6)
    for name in (identity.given, identity.family):
        pks = frozenset().union(
            *(known[word].within(TIERS[-1]) for word in keys.name_tokens(name)[:3] if word in known)
        )
        people = people.filter(pk__in=PersonWord.objects.filter(word_id__in=pks).values("person_id"))
    year = identity.birth_date.year
    early, late = dt.date(year - NEAR_YEARS, 1, 1), dt.date(year + NEAR_YEARS, 12, 31)
    return set(people.filter(born_on__gte=early, born_on__lte=late).values_list("pk", flat=True))


def likeness(pk: int, identity: Any) -> str:
    """The band of a description beside the record of that key."""
    from thrive.base.matching.score import compare
    from thrive.base.people.models import Card
    from thrive.base.people.searching import on_record

    return compare(identity, on_record.identities(Card.objects.filter(pk=pk))[pk]).band


# --- Looking up -----------------------------------------------------------------------------------


def report_lookups(described: dict[str, list[tuple[int, Any]]], viewer: Any, ticks: Callable[[], float]) -> None:
    """A row for each kind of error: how many are found, and how long it takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from thrive.base.access.scope import scope
    from thrive.base.matching.score import AUTOMATIC, REVIEW
    from thrive.base.people.queries.matching import candidates
    from thrive.base.people.searching.likely import likely

    columns = (
        "compared %",
        "by words alone %",
        "and shown %",
        "shown first %",
        "people",
        "p50",
        "p95",
        "p99",
        "queries",
    )
    print(f"| wrong | {' | '.join(columns)} |\n| --- |{' ---: |' * len(columns)}")
    everything: list[float] = []
    viewer.standing  # noqa: B018
    for kind, some in described.items():
        reached = worded = in_band = first = compared = 0
        times = []
        for pk, identity in some:
            with scope(viewer):
                began = ticks()
                found = candidates(identity, viewer=viewer)
                times.append((ticks() - began) * 1000)
                people = likely([identity], viewer=viewer)[0].people
                if pk not in people and pk in near_by_words(identity):
                    worded += 1
                    in_band += likeness(pk, identity) in (AUTOMATIC, REVIEW)
            reached += pk in people
            compared += len(people)
            first += bool(found) and found[0].person_id == pk
        with scope(viewer), CaptureQueriesContext(connection) as captured:
            candidates(some[0][1], viewer=viewer)
        asked = sum(one["sql"].lstrip("( ").startswith("SELECT") for one in captured)
        shares = " | ".join(f"{100 * part / len(some):.1f}" for part in (reached, worded, in_band, first))
        print(f"| {kind} | {shares} | {compared / len(some):.1f} | {cuts(times)} | {asked} |")
        everything += times
    print(f"| all | | | | | | {cuts(everything)} | |")


def cuts(times: list[float]) -> str:
    """Three quantiles of milliseconds, as cells of a table."""
    found = statistics.quantiles(times, n=100, method="inclusive")
    return " | ".join(f"{found[place]:.1f}" for place in (49, 94, 98))


# --- Changing one child ---------------------------------------------------------------------------


def report_changes(ticks: Callable[[], float]) -> None:
    """What it costs to change a child's name: the keys alone, all that is looked in, and the whole action."""
    from django.db import transaction

    from thrive.base.history import twotime
    from thrive.base.people import cards
    from thrive.base.people.models import Card, Name
    from thrive.base.people.searching import index, match_keys

    dice = random.Random(5)
    people = list(Card.objects.filter(is_child=True).values_list("pk", flat=True)[: 10 * CHANGES])
    ways: dict[str, Callable[[int], None]] = {
        "keys of a changed child": lambda pk: match_keys.write([pk]),
        "all that is looked in": lambda pk: index([pk]),
        "card and all that is looked in": lambda pk: cards.rebuild([pk]),
    }
    print("\n| changing one child | p50 | p95 | p99 |\n| --- | ---: | ---: | ---: |")
    for name, change in ways.items():
        times = []
        for pk in dice.sample(people, min(CHANGES, len(people))):
            row = Name.objects.current().filter(person_id=pk, kind="legal").first()
            if row is None:  # not named yet
                continue
            with transaction.atomic():
                fresh = search.mistyped(row.given.lower(), dice).title()
                twotime.correct(row, why="A letter", given=fresh)
                Card.objects.filter(pk=pk).update(name=f"{fresh} {row.family}")
                began = ticks()
                change(pk)
                times.append((ticks() - began) * 1000)
        print(f"| {name} | {cuts(times)} |")


# --- Over HTTP ------------------------------------------------------------------------------------


def report_http(described: dict[str, list[tuple[int, Any]]], viewer: Any) -> None:
    """The same over HTTP: signed in, with the log written, one caller after the other and not at once."""
    from django.conf import settings

    cookie = serving.session(viewer)
    asked = [identity for some in described.values() for _, identity in some]
    random.Random(7).shuffle(asked)
    with serving.served():
        connection = http.client.HTTPConnection(serving.HOST, serving.PORT, timeout=30)
        token = json.loads(call(connection, "GET", "/api/v1/me", {"Cookie": cookie})[1])["csrf_token"]
        headers = {
            "Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/json",
        }
        times, statuses = [], set()
        for identity in asked[: len(next(iter(described.values()))) + 40]:
            body = json.dumps(sent(identity))
            began = time.perf_counter()
            status, _ = call(connection, "POST", "/api/v1/people/lookup", headers, body)
            times.append((time.perf_counter() - began) * 1000)
            statuses.add(status)
    print(f"\n| over HTTP, {len(times) - 40} calls, statuses {statuses} | {cuts(times[40:])} |")


def sent(identity: Any) -> dict[str, Any]:
    """A description as the API takes it."""
    return {
        "given": identity.given,
        "family": identity.family,
        "born": identity.birth_date.isoformat(),
        "born_precision": identity.birth_precision,
        "postcode": identity.postcode,
        "address": identity.address,
        "parents": list(identity.parent_names),
        "phones": list(identity.phones),
    }


def call(connection: Any, method: str, path: str, headers: dict[str, str], body: str | None = None) -> tuple[int, str]:
    """The status and the body of an answer."""
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


if __name__ == "__main__":
    main()
