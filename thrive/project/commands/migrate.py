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
    from thrive.project import prepare
    from thrive.project.progress import Progress

    changed = prepare.database(Progress())
    print("The tables are up to date." if changed else "The tables were up to date already.")
    return cli.DONE
