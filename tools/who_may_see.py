"""Prints what the policy answers now, in the form of `docs/reference/who-may-see.csv`, for people to compare and read.

`bin/docs` does not write that file: it holds what is expected, and only somebody who has read it may change it.
"""

import os


def main() -> None:
    """Print the table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from thrive.base.access.queries import table

    print(table.as_csv(), end="")


if __name__ == "__main__":
    main()
