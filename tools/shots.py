"""Pictures of every page, wide and narrow, as each role sees it: `bin/shots [FOLDER]`.

They are for looking at: axe passes ugly and confusing pages. The pages are those of `tests/pages.py`.
"""

import argparse
import re
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from conftest import CHROMIUM, CHROMIUM_FLAGS, NARROW, WIDE
from tests.pages import STATES, all_routes, walk
from tests.training import Copy, SignIn, training_copy

NOBODY = "Nobody"


def main() -> None:
    """Start a training copy and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("shots"))
    parser.add_argument("--role", action="append", help="only these roles (default: all, and nobody signed in)")
    parser.add_argument("--page", help="only pages whose route has this in its name, such as people:")
    parser.add_argument("--children", type=int, default=60)
    options = parser.parse_args()
    with training_copy(options.children) as copy, sync_playwright() as playwright:
        roles = [NOBODY, *(who.role for who in copy.sign_ins)]
        if unknown := set(options.role or ()) - set(roles):
            parser.error(f"no such role: {', '.join(sorted(unknown))}. There are: {', '.join(roles)}")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        for who in (None, *copy.sign_ins):
            role = who.role if who else NOBODY
            if not options.role or role in options.role:
                page = browser.new_page(locale="en-GB", timezone_id="Europe/London")
                began, taken = time.monotonic(), 0
                for name in _take(page, copy, who, options.folder / _plain(role), options.page or ""):
                    taken += 1
                    print(f"{role}: {taken}. {name}", flush=True)
                print(f"{role}: {taken} pages in {time.monotonic() - began:.0f} seconds", flush=True)
                page.close()
        browser.close()


def _take(page: Page, copy: Copy, who: SignIn | None, folder: Path, only: str) -> Iterator[str]:
    """The names of the pages of one role as each is taken; those without `only` in their name are passed by undrawn."""
    taken: set[str] = set()
    if who:
        copy.sign_in(page, who)
    starts = ["/"]
    for state in STATES:
        if state.role == (who.role if who else NOBODY):
            starts.append(state.reach(page, copy.url))
            if only in state.name:
                taken.add(state.name)
                _shoot(page, folder, state.name)
                yield state.name
    passed_by = {name for name in all_routes() if only not in name}
    for visit in walk(page, copy.url, starts, passed_by):
        if only in visit.name and visit.name not in taken:
            taken.add(visit.name)
            _shoot(page, folder, visit.name)
            yield visit.name


def _shoot(page: Page, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{_plain(name)}-{width}.png", full_page=True)


def _plain(words: str) -> str:
    """Words as a file may be named."""
    return re.sub(r"[^a-z0-9-]+", "-", words.lower()).strip("-")


if __name__ == "__main__":
    main()
