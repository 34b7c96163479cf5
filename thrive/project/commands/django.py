"""`thrive django`: any of Django's own commands, for developers."""

import argparse


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("django", help="any of Django's own commands, such as makemigrations")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Hand the rest of the line to Django, whose errors end the process with status 1."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["thrive django", *options.arguments])
    return 0
