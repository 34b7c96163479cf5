"""The `thrive` command as a person runs it: in a process of its own, with a home of its own."""

import os
import subprocess
import sys
from pathlib import Path


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment without the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("THRIVE_", "DJANGO_"))}
    return {**kept, "THRIVE_HOME": str(home), "THRIVE_LOG_LEVEL": "ERROR", **settings}


def command(*arguments: str) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "thrive.project", *arguments]


def thrive(*arguments: str, home: Path, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    return subprocess.run(
        command(*arguments),
        env=environment(home, **settings),
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
