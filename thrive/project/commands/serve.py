"""`thrive serve`: the web server and one background worker."""

import argparse

from thrive.project import cli


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("serve", help="serve Thrive from the database at THRIVE_DATABASE_URL")
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen (%(default)s)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prepare what an installation needs, then serve until told to stop. Tables are changed on SQLite only."""
    cli.set_up_django()
    from django.db import connection

    from thrive.project import prepare, server
    from thrive.project.progress import Progress

    if problem := server.problem_with(options.bind):
        raise cli.CannotDo(problem)
    progress = Progress()
    if connection.vendor == "sqlite":
        prepare.database(progress)
    elif prepare.outdated():
        raise cli.CannotDo("The database's tables are not those of this version. Run `thrive migrate` first.")
    prepare.static_files(progress)
    return server.serve(
        options.bind, ready=lambda: print(f"Serving at http://{options.bind} (Ctrl+C stops)", flush=True)
    )
