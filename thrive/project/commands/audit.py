"""`thrive audit`: prove the audit log's chain, or seal what is pending."""

import argparse

from thrive.project import cli


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("audit", help="the audit log: verify or seal it")
    doings = parser.add_subparsers(required=True, metavar="WHAT")
    doings.add_parser("verify", help="seal what is pending, then prove the whole chain").set_defaults(run=verify)
    doings.add_parser("seal", help="seal what is pending now").set_defaults(run=seal)


def verify(options: argparse.Namespace) -> int:
    """Recompute every seal; status 1 when one does not hold."""
    cli.set_up_django()
    from thrive.base.history import sealer

    verdict = sealer.verify()
    if verdict.ok:
        print(f"The chain holds: {verdict.checked:,} entries.")
        return cli.DONE
    print(
        f"The chain is broken at seal {verdict.broken_number:,}, entry {verdict.broken_entry}. "
        f"The {verdict.checked:,} entries before it hold."
    )
    return cli.REFUSED


def seal(options: argparse.Namespace) -> int:
    """Chain every entry that has no seal yet."""
    cli.set_up_django()
    from thrive.base.history import sealer

    print(f"{sealer.seal_pending(everything=True):,} entries sealed.")
    return cli.DONE
