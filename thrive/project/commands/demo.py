"""`thrive demo`: an invented authority to try Thrive with, and the server beside it."""

import argparse
import datetime as dt
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from thrive.project import cli, environment

CHILDREN = 2_000
SEED = 1
MADE = "demo.json"  # under THRIVE_HOME: what was invented, and whether it was finished


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("demo", help="make an invented authority, print its sign-ins and serve it")
    parser.add_argument("--children", type=_count, metavar="N", help=f"how many children to invent ({CHILDREN:,})")
    parser.add_argument("--seed", type=int, metavar="S", help=f"same seed, same people ({SEED})")
    parser.add_argument("--as-of", type=a_day, metavar="DATE", help="the day on which it is set, YYYY-MM-DD (today)")
    parser.add_argument("--port", type=_port, default=8000, metavar="P", help="where to serve (%(default)s)")
    parser.add_argument("--no-serve", action="store_true", help="make it and print the sign-ins only")
    parser.add_argument("--fresh", action="store_true", help="throw the invented authority away and make it again")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the invented authority, or take the one that is there; print the sign-ins; serve."""
    os.environ.setdefault(environment.TRAINING.name, "1")  # on PostgreSQL too: nobody in it exists
    os.environ.setdefault(environment.LOG_LEVEL.name, "WARNING")
    os.environ.setdefault(environment.LOG_FORMAT.name, "console")
    cli.set_up_django()
    from thrive.base.history import wall
    from thrive.project import prepare, server
    from thrive.project.progress import Progress

    address = f"127.0.0.1:{options.port}"
    problem = "" if options.no_serve else server.problem_with(address)
    if problem:
        raise cli.CannotDo(f"{problem} For example: --port {_another(options.port)}")
    progress = Progress()
    with wall.whole_process("an authority is invented"):
        made = _make(options, progress)
    prepare.static_files(progress)
    print(_in_words(made))
    if options.no_serve:
        return cli.DONE
    return server.serve(address, ready=lambda: print(f"\nOpen http://{address} (Ctrl+C stops)", flush=True))


def _make(options: argparse.Namespace, progress: Any) -> dict[str, Any]:
    from django.db import connection

    from thrive.base.access.models import Subject
    from thrive.base.calendar import clock
    from thrive.project import invented, prepare

    home = environment.home()
    made = home / MADE
    there = json.loads(made.read_text()) if made.exists() else None
    if there and (options.fresh or not there["finished"]):
        _throw_away(connection, made)
        there = None
    prepare.database(progress)
    if there:
        _refuse_another(options, there, home)
        return dict(there)
    if Subject.objects.exists():
        raise cli.CannotDo(
            "This database already holds people, and they were not invented by `thrive demo`: nothing was changed. "
            "Set THRIVE_HOME to another folder for the demo."
        )
    children = CHILDREN if options.children is None else options.children
    seed = SEED if options.seed is None else options.seed
    as_of = options.as_of or clock.today()
    asked: dict[str, Any] = {"children": children, "seed": seed, "as_of": as_of.isoformat()}
    made.write_text(json.dumps({**asked, "finished": False}))
    people = invented.build(children=children, seed=seed, as_of=as_of, progress=progress)
    prepare.statistics()
    progress.end()
    done = {**asked, "finished": True, "sign_ins": [asdict(one) for one in people]}
    made.write_text(json.dumps(done, indent=1))
    return done


def _in_words(made: dict[str, Any]) -> str:
    """What there is, and who can sign in: a line for each role that can do something today."""
    lines = [f"{made['children']:,} invented children, set on {made['as_of']}. Sign in as:", ""]
    width = max((len(one["email"]) for one in made["sign_ins"]), default=0)
    lines += [f"  {one['email']:<{width}}  {one['password']}  {one['role']}: {one['name']}" for one in made["sign_ins"]]
    return "\n".join(lines)


def _refuse_another(options: argparse.Namespace, there: dict[str, Any], home: Path) -> None:
    """The invented authority that is there serves, unless another one was plainly asked for."""
    asked = {"children": options.children, "seed": options.seed, "as_of": options.as_of and options.as_of.isoformat()}
    if any(value is not None and value != there[name] for name, value in asked.items()):
        raise cli.CannotDo(
            f"{home} holds an invented authority of {there['children']:,} children, seed {there['seed']}, set on "
            f"{there['as_of']}. Add --fresh to throw it away and make this one, or set THRIVE_HOME to another folder."
        )


def _throw_away(connection: Any, made: Path) -> None:
    """Remove the invented authority. Only ever a SQLite file that this command made, and nobody serves."""
    from thrive.project import server

    if connection.vendor != "sqlite":
        raise cli.CannotDo("Only an embedded (SQLite) demo is made again. Empty the PostgreSQL database yourself.")
    held = server.hold_home(alone=True)
    if held is None:
        raise cli.CannotDo("This invented authority is being served. Stop that first (Ctrl+C), then try again.")
    connection.close()
    database = Path(connection.settings_dict["NAME"])
    for name in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        name.unlink(missing_ok=True)
    made.unlink()
    held.close()


def _another(port: int) -> int:
    """A port to try instead of one that cannot be had."""
    return port + 1 if 1024 <= port < 65_535 else 8000


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text} is not a port, a number from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number, 0 or more")
    return int(text)


def a_day(text: str) -> dt.date:
    """A day given on the command line, as argparse wants it."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-06-04") from problem
