"""The accessibility check and the reflow check can fail: each is shown a page that breaks it."""

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


def test_a_wide_table_is_seen_to_scroll_sideways(page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(GOOD.format("<p>Text.</p>"))
    assert sideways_scroll(page) == 0
    page.set_content(GOOD.format("<div style='width: 900px'>Wide</div>"))
    assert sideways_scroll(page) > 0
