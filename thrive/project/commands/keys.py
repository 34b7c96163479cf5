"""`thrive keys`: the keys that sign the tokens of other systems."""

import argparse

from thrive.project import cli


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("keys", help="the keys that sign the tokens of other systems: list or rotate them")
    doings = parser.add_subparsers(required=True, metavar="WHAT")
    doings.add_parser("list", help="say which there are, the one that signs last").set_defaults(run=listing)
    doings.add_parser(
        "rotate", help="make a new one; the one before still verifies, so after a leak rotate twice"
    ).set_defaults(run=rotate)


def listing(options: argparse.Namespace) -> int:
    """Print the kid of each key."""
    cli.set_up_django()
    from thrive.base.access.calls import keys

    for kid in keys.kids():
        print(kid)
    return cli.DONE


def rotate(options: argparse.Namespace) -> int:
    """Make a key that signs from now on, and remove all but it and the one before."""
    cli.set_up_django()
    from thrive.base.access.calls import keys

    made, gone = keys.rotate()
    print(f"{made} signs from now on." + (f" Removed: {', '.join(gone)}." if gone else ""))
    return cli.DONE
