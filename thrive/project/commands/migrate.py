"""`thrive migrate`: bring the database's tables up to this version."""

import argparse

from thrive.project import cli


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("migrate", help="bring the database's tables up to this version")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Migrate, as the owner of the tables."""
    cli.set_up_django()
    from django.db import connection

    from thrive.project import prepare, second_wall
    from thrive.project.progress import Progress

    changed = prepare.database(Progress())
    if connection.vendor == "postgresql" and not changed:
        second_wall.raise_wall()  # what a table shows may have changed where the tables have not
    print("The tables are up to date." if changed else "The tables were up to date already.")
    return cli.DONE
