"""The accessibility check and the reflow check can fail: each is shown a page that breaks it."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page

from conftest import sideways_scroll

GOOD = (
    "<!doctype html><html lang=en-GB><head><title>Good</title>"
    "<meta name=viewport content='width=device-width, initial-scale=1'></head>"
    "<body><main><h1>Good</h1>{}</main></body></html>"
)


def test_axe_finds_a_picture_without_words(page: Page, axe):
    page.set_content(GOOD.format("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>"))
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_axe_passes_a_plain_page(page: Page, axe):
    page.set_content(GOOD.format("<p>Text.</p>"))
    axe(page)


class _Slow(BaseHTTPRequestHandler):
    """Answers at once that there is a page, and sends what stands on it a second later."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.flush()
        time.sleep(1)
        self.wfile.write(GOOD.format("<p>Text.</p>").encode())

    def log_message(self, *said: object) -> None:
        """Says nothing."""


@pytest.fixture
def slow_page() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Slow) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_axe_waits_for_a_page_whose_text_has_not_come_yet(page: Page, axe, slow_page: str):
    page.goto(slow_page, wait_until="commit")
    axe(page)
    assert page.get_by_text("Text.").is_visible()


def test_a_wide_table_is_seen_to_scroll_sideways(page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(GOOD.format("<p>Text.</p>"))
    assert sideways_scroll(page) == 0
    page.set_content(GOOD.format("<div style='width: 900px'>Wide</div>"))
    assert sideways_scroll(page) > 0
