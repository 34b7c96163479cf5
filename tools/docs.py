"""The pages of docs/ that are made from the code: each with the function that makes it.

`bin/docs` writes them; a test compares what is there with what would be written.
"""

import os
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]


def pages() -> dict[str, Callable[[], str]]:
    """Path under the repository, and the function whose text it holds. Django must be set up."""
    from thrive.base import law
    from thrive.base.access.queries import table
    from thrive.base.casework.road import telling
    from thrive.base.offers import REGISTRY
    from thrive.oversight.returns.people_file import page as people_file
    from thrive.project import environment
    from tools import base_page

    return {
        "docs/reference/base.md": base_page.as_markdown,
        "docs/reference/duties.md": lambda: law.duties_markdown(law.declared(), REGISTRY.titles()),
        "docs/reference/pathway.md": telling.as_markdown,
        "docs/reference/people-file.md": people_file.as_markdown,
        "docs/reference/settings.md": environment.as_markdown,
        "docs/reference/who-may-see.md": table.as_markdown,
    }


def main() -> None:
    """Write every page whose text has changed, and say which."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    for name, made_by in pages().items():
        page, text = ROOT / name, made_by()
        if not page.exists() or page.read_text() != text:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text)
            print(f"Written: {name}")


if __name__ == "__main__":
    main()
