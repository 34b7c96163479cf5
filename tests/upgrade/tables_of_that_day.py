"""Make, in an empty database, the tables that a kept one had: `python -m tests.upgrade.tables_of_that_day FILE`."""

import os
import sys
from pathlib import Path

from tests.upgrade.kept_databases import migrations_of


def main() -> None:
    """Migrate each app as far as the kept database had."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thrive.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    for app, migration in migrations_of(Path(sys.argv[1])).items():
        call_command("migrate", app, migration, verbosity=0)


if __name__ == "__main__":
    main()
