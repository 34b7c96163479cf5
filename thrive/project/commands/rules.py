"""`thrive rules`: every declared duty with its citation and status."""

import argparse
import json

from thrive.project import cli


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("rules", help="every declared duty with its citation and status")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="as data, for other programs")
    shape.add_argument("--markdown", action="store_true", help="as the page docs/reference/duties.md")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the duties of every domain."""
    cli.set_up_django()
    from thrive.base import law
    from thrive.base.offers import REGISTRY

    duties, titles = law.declared(), REGISTRY.titles()
    if options.json:
        print(json.dumps(law.rules_json(duties), indent=2, ensure_ascii=False))
    elif options.markdown:
        print(law.duties_markdown(duties, titles), end="")
    else:
        print(law.rules_text(duties, titles), end="")
    return cli.DONE
