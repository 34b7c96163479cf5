"""`thrive check`: does this installation work, and is it fit for real people?"""

import argparse
from collections.abc import Iterator

from thrive.project import cli


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("check", help="check this installation")
    parser.add_argument("--deploy", action="store_true", help="also name settings unfit for real people")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one line for each thing wrong; status 1 when there is one."""
    cli.set_up_django()
    from django.core import checks

    said = checks.run_checks(include_deployment_checks=False)
    found = [f"{one.msg} ({one.id})" for one in said if not one.is_silenced()]
    if options.deploy:
        from thrive.base.history import wall

        with wall.whole_process("what waits in the log is counted"):
            found += unsafe()
    print("\n".join(found) if found else "Nothing wrong was found.")
    return cli.REFUSED if found else cli.DONE


def unsafe() -> Iterator[str]:
    """What must be mended before real people are entered, a sentence each."""
    from django.conf import settings
    from django.core import checks
    from django.core.checks.registry import registry
    from django.db import connection

    from thrive.project import second_wall
    from thrive.project.unsafe import in_settings, in_the_database

    if connection.vendor == "sqlite":
        yield "SQLite is for trials and training only, never for real people. Set THRIVE_DATABASE_URL to PostgreSQL."
    else:
        yield from second_wall.gaps()
    if settings.THRIVE_TRAINING:
        yield "This is marked as a training copy. Unset THRIVE_TRAINING."
    if not settings.HTTPS:
        yield "Pages and cookies may travel unencrypted. Set THRIVE_HTTPS=1, and THRIVE_BEHIND_PROXY=1 behind a proxy."
    if not set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost"}:
        yield "Thrive answers to this machine only. Set THRIVE_HOSTS to the names people use."
    if "*" in settings.ALLOWED_HOSTS:
        yield "Thrive answers to any host name. Set THRIVE_HOSTS to the names people use."
    yield from in_settings()
    yield from in_the_database()
    spoken_for = {f"security.W{number:03}" for number in (4, 8, 9, 12, 16, 18, 20, 21)}
    for one in registry.run_checks(include_deployment_checks=True, tags=[checks.Tags.security]):
        if one.id not in spoken_for and not one.is_silenced():
            yield f"{one.msg} ({one.id})"
