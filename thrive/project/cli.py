"""The `thrive` command: one subcommand for each thing people do from a terminal.

Exit status: 0 done, 1 done but something was refused or failed a check, 2 could not be done.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from thrive.project.environment import BadSetting

COMMANDS = (
    "demo",
    "serve",
    "load",
    "returns",
    "link",
    "dedupe",
    "rules",
    "audit",
    "authority",
    "unlock",
    "migrate",
    "rebuild",
    "keys",
    "check",
    "django",
)

DONE = 0
REFUSED = 1
IMPOSSIBLE = 2


class CannotDo(Exception):
    """The command cannot be carried out; the message says why and what mends it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit status."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thrive.project.settings")
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except (BadSetting, CannotDo) as problem:
        print(problem, file=sys.stderr)
        return IMPOSSIBLE
    except BrokenPipeError:  # the reader (`head`, `less`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return IMPOSSIBLE
    return status


def set_up_django() -> None:
    """Load Django. Commands call it when they begin, so that `--help` and mistakes answer at once."""
    import django

    django.setup()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="thrive",
        description="Case records for England's children's social care.",
        epilog="Settings come from the environment: see docs/reference/settings.md.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"thrive.project.commands.{name}").add_to(commands)
    return parser
