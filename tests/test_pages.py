"""Every page, as every role, in the browser: it answers, is accessible, reflows and runs no foreign script."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from conftest import NARROW, WIDE, sideways_scroll
from tests.pages import NOT_PAGES, STATES, Visit, all_routes, route_of, walk
from tests.training import Copy, training_copy

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]  # several hundred pages, each in two widths


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with training_copy() as running:
        yield running


@pytest.fixture
def new_context(browser: Browser, browser_context_args: dict) -> Iterator[Callable[[], BrowserContext]]:
    contexts: list[BrowserContext] = []

    def make() -> BrowserContext:
        contexts.append(browser.new_context(**browser_context_args))
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


def faults(page: Page, visit: Visit, axe: Callable[[Page], None]) -> list[str]:
    """What is wrong with the page as it stands, wide and narrow."""
    found = [] if visit.status < 400 else [f"{visit.path} answers {visit.status}"]
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        try:
            axe(page)
        except AssertionError as broken:
            found.append(f"{visit.name} at {width}: {broken}")
        if over := sideways_scroll(page):
            found.append(f"{visit.name} at {width}: {over} pixels too wide ({visit.path})")
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


def test_every_page_is_whole_for_everybody(copy: Copy, new_context, axe):
    seen: set[str] = set()
    found: list[str] = []
    for who in (None, *copy.sign_ins):
        page = new_context().new_page()
        page.on("pageerror", lambda error: found.append(f"Script error: {error}"))
        page.on(
            "console", lambda said: found.append(f"Console: {said.text}") if "Content Security" in said.text else None
        )
        if who:
            copy.sign_in(page, who)
        role, starts = who.role if who else "Nobody", ["/"]
        for state in STATES:
            if state.role == role:
                starts.append(state.reach(page, copy.url))
                seen.update((state.name, route_of(starts[-1])))
                found.extend(f"{role}: {one}" for one in faults(page, Visit(state.name, starts[-1], 200), axe))
        for visit in walk(page, copy.url, starts, seen):
            if visit.name not in seen or visit.status >= 400:
                found.extend(f"{role}: {one}" for one in faults(page, visit, axe))
            seen.add(visit.name)
            if visit.name != "access:sign-in":
                seen.add(route_of(visit.path))
    found.extend(
        f"No link and no State of tests/pages.py leads to {one}" for one in sorted(all_routes() - seen - NOT_PAGES)
    )
    assert not found, f"{len(found)} faults:\n" + "\n".join(dict.fromkeys(found))
