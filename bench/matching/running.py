"""Run a command and see what it cost: seconds by the clock, seconds of work, and most memory at one time."""

import os
import re
import resource
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
LOOKS_A_SECOND = 8


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, seconds of all processors, and megabytes held by all of its processes at the worst time.

    `said` is what the command wrote.
    """

    wall: float
    cpu: float
    peak_mb: float
    said: str = ""

    def rounded(self) -> dict[str, float]:
        """The three figures, to one place."""
        return {name: round(getattr(self, name), 1) for name in ("wall", "cpu", "peak_mb")}

    @property
    def parameters(self) -> str:
        """The version of the stored parameters that our command said it used."""
        found = re.search(r"Parameters ([\w.-]*\w)", self.said)
        return found[1] if found else ""


class Failed(Exception):
    """A command did not end well; says what it wrote."""


def run(command: Sequence[str], *, tree: Path = ROOT) -> Cost:
    """Run `command` with `tree` as the source. Raises Failed when it could not do it.

    Exit status 1 is done, with something refused: a file of odd dates is linked all the same.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys((str(tree), str(ROOT))))}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = perf_counter()
    with subprocess.Popen(
        command, cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        watch = _Watch(process.pid)
        watch.start()
        told, _ = process.communicate()
    wall = perf_counter() - began
    watch.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in (0, 1) or "Traceback" in told:
        raise Failed(f"{' '.join(command[:4])} ended with {process.returncode}:\n{told[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, watch.peak_mb, told)


class _Watch(threading.Thread):
    """Looks now and then at what a process and its children hold; memory that they share counts once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak_mb, self._stopped = pid, 0.0, threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._stopped.wait(1 / LOOKS_A_SECOND):
            self.peak_mb = max(self.peak_mb, sum(_held_mb(pid) for pid in _family(self.pid)))

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self.join()


def _family(pid: int) -> list[int]:
    """The process and all that it started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:  # it has just ended
                continue
    return found


def _held_mb(pid: int) -> float:
    """Megabytes held, what is shared divided among the sharers; 0 where the process has ended."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0


def ours(left: Path, right: Path, out: Path) -> list[str]:
    """The command that links with our engine."""
    return [sys.executable, "-m", "thrive.project", "link", str(left), str(right), "--out", str(out), "--all-bands"]


def peer(left: Path, right: Path, out: Path, python: str) -> list[str]:
    """The command that links with the peer, by the Python that has it."""
    return [python, "-m", "bench.matching.peer", str(left), str(right), "--out", str(out)]
