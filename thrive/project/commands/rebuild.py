"""`thrive rebuild`: make every card, key and due date anew from the facts."""

import argparse

from thrive.project import cli

BATCH = 500


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("rebuild", help="make every card, key and due date anew from the facts")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Rebuild in batches, each in its own transaction, so that people can go on working."""
    cli.set_up_django()
    from thrive.base.history import wall

    with wall.whole_process("every card is made anew"):
        return _rebuild()


def _rebuild() -> int:
    from django.db import transaction

    from thrive.base.casework.actions import dues, imported
    from thrive.base.people import cards
    from thrive.base.people.models import Person
    from thrive.base.people.searching import shares
    from thrive.project.progress import Progress

    progress = Progress()
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            imported.take_over(keys[start : start + BATCH])
            cards.rebuild(keys[start : start + BATCH])
            dues.refresh(keys[start : start + BATCH])
        progress("Rebuilding", min(start + BATCH, len(keys)), len(keys))
    progress.end()
    shares.refresh()
    print(f"{len(keys):,} people.")
    return cli.DONE
