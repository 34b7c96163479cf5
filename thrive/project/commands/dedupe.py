"""`thrive dedupe`: which rows of one file are the same child. Works without a server or a database."""

import argparse
from pathlib import Path

from thrive.project.commands.link import add_options


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("dedupe", help="find which rows of one CSV file are the same child")
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="the file")
    add_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare the file with itself."""
    from thrive.base.matching.batch.linking import dedupe
    from thrive.project import linking

    return linking.run(
        options,
        (options.file,),
        lambda sources, weights, told: dedupe(sources[0], weights, workers=options.workers, told=told),
    )
