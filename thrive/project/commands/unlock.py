"""`thrive unlock`: let somebody in when no administrator can."""

import argparse
import getpass

from thrive.project import cli


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("unlock", help="let somebody sign in again, when no administrator can do it")
    parser.add_argument("email", help="their e-mail address")
    parser.add_argument("--second-factor", action="store_true", help="also remove the second factor they lost")
    parser.add_argument("--password", action="store_true", help="also give them a first password, which is asked for")
    parser.add_argument("--new-email", default="", metavar="EMAIL", help="also give them another e-mail address")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Lift their lock-out and mend what is asked; the log says that it was done on the server, and they are told."""
    cli.set_up_django()
    from thrive.base.access import actions
    from thrive.base.access.errors import BadAnswer
    from thrive.base.access.models import User
    from thrive.base.history.errors import AlreadyRecorded

    user = User.objects.filter(email__iexact=options.email).first()
    if user is None:
        raise cli.CannotDo("Nobody here has this e-mail address.")
    password = getpass.getpass("First password: ") if options.password else ""
    try:
        actions.let_in_from_server(user, with_factor=options.second_factor, password=password, email=options.new_email)
    except (BadAnswer, AlreadyRecorded) as problem:
        raise cli.CannotDo(f"{problem}.") from problem
    print("They can sign in again." + (" They set up a new second factor then." if options.second_factor else ""))
    return cli.DONE
