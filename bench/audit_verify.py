"""How long `thrive audit verify` takes: entries written, sealed and proved, in seconds for a million.

    python bench/audit_verify.py [--entries 200000] [--database postgresql://...]

Uses a database of its own, made and thrown away (SQLite, unless another is named: that one must be empty).
Prints one table, with the machine and the versions.
"""

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BATCH = 5_000
MILLION = 1_000_000

sys.path.insert(0, str(Path(__file__).parents[1]))


def main() -> int:
    """Measure, print, and return 1 if the chain does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=200_000, help="how many audit entries (%(default)s)")
    parser.add_argument("--database", default="", help="an empty database, instead of SQLite in a folder of its own")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        os.environ.update(
            THRIVE_HOME=folder, THRIVE_LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="thrive.project.settings"
        )
        if options.database:
            os.environ["THRIVE_DATABASE_URL"] = options.database
        else:
            os.environ.pop("THRIVE_DATABASE_URL", None)
        return measure(options.entries)


def measure(entries: int) -> int:
    """Write, seal and prove so many entries, and print how long each took."""
    import django

    django.setup()
    from django.core.management import call_command

    from thrive.base.history import sealer
    from thrive.base.history.models import AuditEntry

    call_command("migrate", "history", verbosity=0)
    if AuditEntry.objects.exists():
        print("This database has audit entries already. Name an empty one.")
        return 2
    rows = [("write", timed(lambda: write(entries))), ("seal", timed(lambda: sealer.seal_pending(everything=True)))]
    started = time.perf_counter()
    verdict = sealer.verify()
    rows.append(("verify", time.perf_counter() - started))
    print_table(rows, entries)
    return 0 if verdict.ok and verdict.checked == entries else 1


def write(entries: int) -> None:
    """Entries as looking at records makes them."""
    from thrive.base.history.models import AuditEntry

    for start in range(0, entries, BATCH):
        AuditEntry.objects.bulk_create(
            [
                AuditEntry(
                    actor_kind="person",
                    actor_id=number % 500 + 1,
                    organisation_id=1,
                    verb="people.record.opened",
                    subject_id=number % 20_000 + 1,
                    object_type="people.person",
                    object_id=number % 20_000 + 1,
                    request_id="0b8f9a52-6b0a-4b64-9d36-9b2f3f1f2a11",
                    from_where="10.0.0.12",
                    details={"tab": "summary"},
                )
                for number in range(start, min(start + BATCH, entries))
            ]
        )


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def print_table(rows: list[tuple[str, float]], entries: int) -> None:
    """What was measured, on what."""
    import django
    from django.db import connection

    version = sqlite3.sqlite_version
    if connection.vendor == "postgresql":
        version = str(connection.cursor().execute("show server_version").fetchone()[0])
    print(
        f"{entries:,} entries, {connection.vendor} {version}, Django {django.__version__}, "
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    print(f"{'step':<8}{'seconds':>10}{'seconds per million':>22}")
    for step, seconds in rows:
        print(f"{step:<8}{seconds:>10.2f}{seconds * MILLION / entries:>22.1f}")


if __name__ == "__main__":
    raise SystemExit(main())
