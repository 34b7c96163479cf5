"""How long one entry of the audit log takes to be written and committed while sixteen processes write and one seals.

    python bench/audit_append.py [--writers 16] [--entries 200] [--database postgresql://...]

Uses a database of its own, made and thrown away (SQLite, unless another is named: that one must be empty). Prints the
50th, 95th and 99th percentile of a write, what was written a second, how long the last entry waited for its seal,
and whether the chain holds.
"""

import argparse
import multiprocessing
import os
import platform
import statistics
import sys
import tempfile
import time
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

SEAL_EVERY_SECONDS = 1.0
BETWEEN_WRITES_SECONDS = 0.02  # a worker reads a page now and then; sixteen of them still keep the log busy

sys.path.insert(0, str(Path(__file__).parents[1]))


def main() -> int:
    """Measure, print, and return 1 if the chain does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--entries", type=int, default=200, help="for each writer (%(default)s)")
    parser.add_argument("--database", default="", help="an empty database, instead of SQLite in a folder of its own")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        os.environ.update(
            THRIVE_HOME=folder, THRIVE_LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="thrive.project.settings"
        )
        os.environ.pop("THRIVE_DATABASE_URL", None)
        if options.database:
            os.environ["THRIVE_DATABASE_URL"] = options.database
        return measure(options.writers, options.entries)


def measure(writers: int, entries: int) -> int:
    """Let so many processes write so many entries each, while another seals; print what came of it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from thrive.base.history import sealer
    from thrive.base.history.models import AuditEntry

    call_command("migrate", "history", verbosity=0)
    if AuditEntry.objects.exists():
        print("This database has audit entries already. Name an empty one.")
        return 2
    connection.close()
    fresh = multiprocessing.get_context("spawn")
    times: Queue[list[float]] = fresh.Queue()
    go, stop = fresh.Event(), fresh.Event()
    sealing = fresh.Process(target=seal, args=(stop,))
    writing = [fresh.Process(target=write, args=(entries, go, times)) for _ in range(writers)]
    for process in (sealing, *writing):
        process.start()
    for _ in range(writers):
        times.get()  # each says that it is ready
    began = time.perf_counter()
    go.set()
    took = sorted(one for _ in range(writers) for one in times.get())
    seconds = time.perf_counter() - began
    while AuditEntry.objects.filter(seal=None).exists() and time.perf_counter() - began < seconds + 60:
        time.sleep(0.05)
    waited = time.perf_counter() - began - seconds
    stop.set()
    for process in (sealing, *writing):
        process.join(60)
    verdict = sealer.verify()
    cuts = statistics.quantiles(took, n=100)
    print(
        f"{connection.vendor}, {writers} writers, {len(took):,} entries, Django {django.__version__}, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} afterwards"
    )
    print("| p50 ms | p95 ms | p99 ms | a second | last seal after s | chain |")
    print("| ---: | ---: | ---: | ---: | ---: | --- |")
    holds = verdict.ok and verdict.checked == len(took)
    print(
        f"| {cuts[49] * 1000:.1f} | {cuts[94] * 1000:.1f} | {cuts[98] * 1000:.1f} | {len(took) / seconds:,.0f} "
        f"| {waited:.1f} | {'holds' if holds else 'BROKEN'} |"
    )
    return 0 if holds else 1


def write(entries: int, go: Event, times: "Queue[list[float]]") -> None:
    """One writer: each entry in a transaction of its own, as a read is written."""
    import django

    django.setup()
    from thrive.base.history import audit

    times.put([])
    go.wait(120)
    took = []
    for number in range(entries):
        began = time.perf_counter()
        audit.looked(None, "people.record.opened", about=[number % 20_000 + 1], tab="summary")
        took.append(time.perf_counter() - began)
        time.sleep(BETWEEN_WRITES_SECONDS)
    times.put(took)


def seal(stop: Event) -> None:
    """The sealer, as the worker beside the web server runs it, more often."""
    import django

    django.setup()
    from thrive.base.history import sealer

    while not stop.wait(SEAL_EVERY_SECONDS):
        sealer.seal_pending()


if __name__ == "__main__":
    raise SystemExit(main())
