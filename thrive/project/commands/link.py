"""`thrive link`: which rows of two files are the same child. Works without a server or a database."""

import argparse
from pathlib import Path


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("link", help="find which rows of two CSV files are the same child")
    parser.add_argument("left", type=Path, metavar="LEFT.csv", help="the index of children")
    parser.add_argument("right", type=Path, metavar="RIGHT.csv", help="the records to find in it")
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `link` and of `dedupe`."""
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="the CSV to write")
    parser.add_argument("--evidence", action="store_true", help="give both values and the weight of each field")
    parser.add_argument("--all-bands", action="store_true", help="write the pairs in band none as well")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="lines 'heading of the file = column'")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="processes; one for each core if not said")
    parser.add_argument("--parameters", metavar="VERSION", help="an earlier set of parameters")


def run(options: argparse.Namespace) -> int:
    """Link the two files."""
    from thrive.base.matching.batch.linking import link
    from thrive.project import linking

    return linking.run(
        options,
        (options.left, options.right),
        lambda sources, weights, told: link(sources[0], sources[1], weights, workers=options.workers, told=told),
    )
