"""How long it takes to invent an authority, and how long to write its own files.

    python bench/invented.py [--children 20000] [--seed 1] [--keep FOLDER] [--profile]

Makes its own database (SQLite in a temporary folder, or the empty PostgreSQL database at THRIVE_DATABASE_URL), fills
it, and prints seconds by the clock and of this process's own work, with how many rows there are. Nothing of it is a
real person.
"""

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SLOWEST = 30  # functions of a profile


def main() -> None:
    """Read the command line, invent, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a new folder: leave the database there")
    parser.add_argument("--profile", action="store_true", help="also say where the time goes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        _set_up(Path(given.keep or folder))
        from thrive.project import invented

        def build() -> None:
            from thrive.base.calendar import clock

            invented.build(children=given.children, seed=given.seed, as_of=clock.today())

        took, worked = _profiled(build) if given.profile else _timed(build)
        _print(given, took, worked)


def _set_up(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    os.environ["THRIVE_HOME"] = str(home)
    os.environ.setdefault("THRIVE_LOG_LEVEL", "WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thrive.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)


def _timed(work: Any) -> tuple[float, float]:
    began, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - busy


def _profiled(work: Any) -> tuple[float, float]:
    import cProfile
    import pstats

    profile = cProfile.Profile(time.process_time)
    profile.enable()
    result = _timed(work)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(SLOWEST)
    pstats.Stats(profile).sort_stats("cumtime").print_stats(2 * SLOWEST)
    return result


def _print(given: argparse.Namespace, took: float, worked: float) -> None:
    import django
    from django.apps import apps
    from django.db import connection

    counts = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
    rows = sum(counts.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{given.children:,} children, seed {given.seed}, {connection.vendor}, {rows:,} rows")
    print(f"  {took:,.1f} seconds by the clock, {worked:,.1f} of this process's work, peak {peak:,.0f} MB")
    for label, number in sorted(counts.items(), key=lambda one: -one[1])[:16]:
        print(f"  {number:>9,}  {label}")
    print(f"  Python {platform.python_version()}, Django {django.get_version()}, {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
