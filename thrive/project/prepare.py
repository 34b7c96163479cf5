"""What must be so before Thrive can serve: the database has today's tables, the static files are laid out.

Both are looked at cheaply at every start and done only when something has changed, so that nobody needs to
know of migrations or static files, and a second start takes moments.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from thrive.base.history import one_at_a_time, wall
from thrive.project.cli import CannotDo
from thrive.project.database import as_owner
from thrive.project.progress import Progress

FINGERPRINT = ".made-from"
BATCH = 500  # people


def outdated() -> bool:
    """Whether the database's tables are not yet those of this version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_empty() -> bool:
    """Whether the database has no tables of Thrive yet."""
    return not MigrationExecutor(connection).loader.applied_migrations


def database(progress: Progress) -> bool:
    """Bring the database's tables up to date; returns whether anything had to be done.

    Raises CannotDo, with the sentence the database gave, where it cannot hold what the tables must.
    """
    if not outdated():
        return False
    progress.say("Preparing the database")
    try:
        with as_owner():
            call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as problem:
        if getattr(problem.__cause__, "sqlstate", None) != one_at_a_time.CANNOT_HOLD:
            raise
        raise CannotDo(problem.__cause__.diag.message_primary) from problem  # type: ignore[union-attr]
    taken_over(progress)
    keyed(progress)
    progress.end()
    return True


def taken_over(progress: Progress) -> int:
    """Let domains that came with this version take over what files brought before; returns how many records they took.

    In batches, each in its own transaction. Done again, it finds nothing to do.
    """
    from thrive.base.casework.actions import imported
    from thrive.base.people import cards

    with wall.whole_process("what files brought is taken over"):
        keys = imported.spoken_of()
        new = 0
        for start in range(0, len(keys), BATCH):
            some = keys[start : start + BATCH]
            with transaction.atomic():
                taken = imported.take_over(some)
                if taken:
                    cards.rebuild(some)
            new += taken
            progress("Taking over what files brought", min(start + BATCH, len(keys)), len(keys))
    return new


def keyed(progress: Progress) -> int:
    """Store the match keys of everybody, where this version makes others than are stored; returns of how many people.

    In batches, each in its own transaction. Done again, it finds nothing to do.
    """
    from thrive.base.people.models import Card
    from thrive.base.people.searching import match_keys, shares

    with wall.whole_process("the keys of this version are stored"):
        if match_keys.are_current():
            return 0
        people = list(Card.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(people), BATCH):
            with transaction.atomic():
                match_keys.write(people[start : start + BATCH])
            progress("Storing the keys of people", min(start + BATCH, len(people)), len(people))
        shares.refresh()
    return len(people)


def statistics() -> None:
    """Let the database count what it holds, so that it chooses its indexes well: after very many new rows.

    Without it SQLite guesses, and a search among 100,000 children takes the wrong index. A sample is enough.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("pragma analysis_limit = 1000")
        cursor.execute("analyze")


def static_files(progress: Progress) -> bool:
    """Lay the static files out under THRIVE_HOME, named by their content; returns whether that was needed."""
    root = Path(settings.STATIC_ROOT)
    made_from, today = root / FINGERPRINT, _fingerprint()
    if made_from.exists() and made_from.read_text() == today:
        return False
    progress.say("Preparing style sheets and pictures")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    made_from.write_text(today)
    progress.end()
    return True


def _fingerprint() -> str:
    """A digest of which static files there are, how large and how old: no file is read."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
