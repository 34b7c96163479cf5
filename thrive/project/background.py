"""The one worker beside the web server: seals the audit log every few seconds; prunes and anchors it at night.

It ends when it is told to, and when the process that started it is gone.
"""

import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import structlog
from django.core.management import call_command
from django.db import Error, close_old_connections

from thrive.base.access.calls import limits, once
from thrive.base.access.models import Authority
from thrive.base.access.signing_in import guessing
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.casework.actions import handovers
from thrive.base.history import wall
from thrive.base.history.sealer import seal_pending
from thrive.base.people import cards
from thrive.base.people.searching import shares
from thrive.project import retention

SEAL_EVERY_SECONDS = 5.0
TURN_AT = dt.time(1, 15)  # UTC: past midnight in London, winter and summer
PRUNE_AT = dt.time(2, 30)  # UTC; councils are quiet then, winter and summer

log = structlog.get_logger(__name__)


@dataclass
class Job:
    """Something done again and again: `due(last)` says whether it is time, given the instant it last began."""

    name: str
    run: Callable[[], object]
    due: Callable[[dt.datetime | None], bool]
    last: dt.datetime | None = None

    def run_if_due(self) -> None:
        """Run it when it is time. A database or disk that cannot be reached is logged, and tried again next time."""
        if not self.due(self.last):
            return
        self.last = clock.now()
        close_old_connections()
        try:
            self.run()
        except (Error, OSError):
            log.exception("job_failed", job=self.name)


def every(seconds: float) -> Callable[[dt.datetime | None], bool]:
    """Due at once, and `seconds` after each beginning."""
    return lambda last: last is None or (clock.now() - last).total_seconds() >= seconds


def nightly(at: dt.time, started: dt.datetime) -> Callable[[dt.datetime | None], bool]:
    """Due once after each passing of `at` (UTC), counted from `started`."""

    def due(last: dt.datetime | None) -> bool:
        now = clock.now()
        moment = dt.datetime.combine(now.date(), at, tzinfo=dt.UTC)
        return (last or started) < moment <= now

    return due


def prune() -> None:
    """Remove what has served its time: sessions that have run out, failures to sign in that no longer count, counts
    of calls, and answers kept for a repeat."""
    call_command("clearsessions")
    guessing.forget_old()
    limits.prune()
    once.prune()


def turn_the_day() -> None:
    """Rebuild the cards of people about whom something began or stopped being true with today's date, count how common
    names are, and ask the senders of what should have been answered by yesterday."""
    cards.rebuild(cards.turned_on(clock.today()))
    shares.refresh()
    for home in Authority.objects.filter(is_home=True):
        by = SystemViewer(key="work.chase", purpose="asking again where no answer came", authority_id=home.pk)
        handovers.chase(clock.today(), by=by)


def jobs(stop: threading.Event) -> list[Job]:
    """All that the worker does. A long one ends early when `stop` is set."""
    return [
        Job("seal", partial(seal_pending, give_way=stop.wait), every(SEAL_EVERY_SECONDS)),
        Job("prune", prune, nightly(PRUNE_AT, clock.now())),
        Job("turn the day", turn_the_day, nightly(TURN_AT, clock.now())),
        Job("erase search terms", retention.erase_search_terms, nightly(PRUNE_AT, clock.now())),
        Job("anchor last month", retention.anchor_last_month, nightly(PRUNE_AT, clock.now())),
    ]


def work(stop: threading.Event, *, tick_seconds: float = 1.0) -> None:
    """Run the jobs as they come due until `stop` is set or the parent process has gone; seals once more then."""
    parent, all_jobs = os.getppid(), jobs(stop)
    while not stop.is_set() and os.getppid() == parent:
        for job in all_jobs:
            job.run_if_due()
        stop.wait(tick_seconds)
    seal_pending(give_way=lambda _seconds: True)


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # in a thread: at that moment this one may hold the event's own lock, and would wait for itself for ever
        signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())
    log.info("worker_started", pid=os.getpid())
    began = time.monotonic()
    with wall.whole_process("the worker seals, prunes and turns the day for everybody"):
        work(stop)
    log.info("worker_ended", seconds=round(time.monotonic() - began))
