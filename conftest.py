"""What every test may use: the browser, the accessibility check, and the database as production meets it."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.commands.flush import Command as Flush
from django.db import connection, transaction
from playwright.sync_api import Browser, BrowserContext, Page

from thrive.base.history import wall

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = 1366, 320
APP_ROLE = "thrive_app"  # bin/test makes it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses the browser is a browser test, whether it says so or not."""
    for item in items:
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking through what stays to the end: Thrive, and thousands of tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def flushing_lifts_the_guards() -> Iterator[None]:
    """After a test that commits, Django empties every table: also those whose rows are kept."""
    from thrive.base.history import guards

    flush = Flush.handle

    def handle(self: Flush, **options: Any) -> None:
        with transaction.atomic():
            work_as_owner()
            with guards.lifted(using=options["database"]):
                flush(self, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flush, "handle", handle)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """On PostgreSQL the tables are migrated as their owner; from then on everything works as `thrive_app`.

    That role owns nothing, so that every test meets the second wall as the web server does.
    """
    if connection.vendor != "postgresql":
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    with django_db_blocker.unblock():
        connection.close()
    options["assume_role"] = APP_ROLE
    yield
    with django_db_blocker.unblock():
        connection.close()
    del options["assume_role"]


@pytest.fixture(scope="session")
def sweep(django_db_setup: None, django_db_blocker: Any) -> Callable[[], None]:
    """To be called before thousands of rows are written: nothing is left in the tables of what tests took back.

    PostgreSQL guesses how many rows there are from how many it found in so many pages. Where it found only rows that
    had been taken back, it goes on taking the table for empty, and plans a question that takes an hour.
    """

    def swept() -> None:
        if connection.vendor == "postgresql":
            with django_db_blocker.unblock(), connection.cursor() as cursor:
                cursor.execute("set role none")
                cursor.execute("vacuum analyze")
                cursor.execute(f"set role {APP_ROLE}")

    return swept


def work_as_owner() -> None:
    """To the end of the transaction, work as the owner of the tables. SQLite has no roles."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("set local role none")


@pytest.fixture
def as_owner(db: None) -> None:
    """The test goes on as the owner of the tables, for what only they may do."""
    work_as_owner()


@pytest.fixture
def as_app_role(db: None) -> None:
    """The test goes on as the role of the web server, where it worked as the owner before."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"set local role {APP_ROLE}")


@pytest.fixture(autouse=True)
def _whole_truth(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test itself makes and looks at is outside the second wall: the test asks as the whole.

    A page that a test opens asks as whoever is signed in, and goes back to this afterwards.
    """
    uses = {"db", "transactional_db", "django_db_reset_sequences", "live_server"} & set(request.fixturenames)
    if not (uses or request.node.get_closest_marker("django_db")) or connection.vendor != "postgresql":
        yield
        return
    request.getfixturevalue("_django_db_helper")
    with wall.whole_connection("a test"):
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; playwright's own cannot be downloaded everywhere."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A British reader with an ordinary laptop screen."""
    return {
        **browser_context_args,
        "viewport": {"width": WIDE, "height": 900},
        "locale": "en-GB",
        "timezone_id": "Europe/London",
    }


def session_cookie(user: Any, url: str) -> dict[str, str]:
    """The cookie of a session in which `user` is signed in, for the server at `url`."""
    from thrive.base.access.signing_in import visit

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.update(visit.facts_of_a_beginning())
    visit.note_factor(session, "app")
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": url}


@pytest.fixture
def sign_in(live_server: Any, context: BrowserContext) -> Callable[[Any], None]:
    """`sign_in(user)`: the browser's pages from now on are that user's."""

    def as_user(user: Any) -> None:
        context.clear_cookies()
        context.add_cookies([session_cookie(user, live_server.url)])

    return as_user


@pytest.fixture
def page_without_scripts(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page of a browser in which JavaScript is off."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)`: fails with axe's own words when the page breaks WCAG 2.2 AA or axe's best practice."""
    runner = Axe()

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a click that led here may have left a document that has no element yet
        results = runner.run(page, options={"runOnly": {"type": "tag", "values": AXE_RULES}})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


def eventually(page: Page, so: Callable[[], bool], within_ms: int = 10_000) -> bool:
    """Whether it becomes so: for what arrives behind a page, which the page itself does not show."""
    for _ in range(within_ms // 100):
        if so():
            return True
        page.wait_for_timeout(100)
    return so()


def sideways_scroll(page: Page) -> int:
    """How many pixels the page is wider than its window: none, on a page that reflows."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
