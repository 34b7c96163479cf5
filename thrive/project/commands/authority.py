"""`thrive authority`: the first authority and its first administrator, on an empty database."""

import argparse
import getpass
import sys

from thrive.project import cli


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("authority", help="enter an authority and its first administrator")
    parser.add_argument("code", help="the authority's three-digit code, such as 926")
    parser.add_argument("--name", required=True, help="the administrator's name")
    parser.add_argument("--email", required=True, help="the administrator's e-mail address, to sign in with")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ask for a password, then enter them. Without a terminal the password is the first line of the input."""
    cli.set_up_django()
    from django.core.exceptions import ValidationError

    from thrive.base.history import wall
    from thrive.base.history.errors import AlreadyRecorded
    from thrive.project import founding, prepare

    if prepare.outdated():
        raise cli.CannotDo("The database's tables are not those of this version. Run `thrive migrate` first.")
    try:
        with wall.whole_process("the first administrator is entered before anybody can sign in"):
            user = founding.found_authority(options.code, name=options.name, email=options.email, password=_password())
    except ValidationError as problem:
        raise cli.CannotDo("\n".join(problem.messages)) from problem
    except AlreadyRecorded as problem:
        raise cli.CannotDo(str(problem)) from problem
    print(f"{user.organisation} is entered. {user.name} can sign in with {user.email} and let others in.")
    return cli.DONE


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password, 12 characters or more: ")
    if getpass.getpass("The same again: ") != password:
        raise cli.CannotDo("The two passwords differ.")
    return password
