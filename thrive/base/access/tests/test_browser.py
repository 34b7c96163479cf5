"""Signing in with a browser: the second factor, its picture and codes, confirming, and the warning before the end."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from conftest import NARROW, WIDE, sideways_scroll
from thrive.base.access.models import User
from thrive.base.access.signing_in import factors, rules, visit
from thrive.base.access.tests import factories as make
from thrive.base.access.tests.test_signing_in import EMAIL, code, give_app, key_shown

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("THRIVE_PICTURES", "")


@pytest.fixture
def ada() -> User:
    return make.user(["lead_practitioner"], email=EMAIL, name="Ada Minister", password=make.PASSWORD)


@pytest.fixture
def fit(axe):
    """`fit(page, name)`: accessible and without sideways scroll, wide and narrow; pictures on request."""

    def check(page: Page, name: str) -> None:
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
            axe(page)
            assert sideways_scroll(page) == 0, f"{name} at {width}"
        page.set_viewport_size({"width": WIDE, "height": 900})

    return check


def fill_in(page: Page, url: str, *, password: str = make.PASSWORD) -> None:
    page.goto(url)
    page.fill("[name=username]", EMAIL)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Sign in").click()


def test_a_second_factor_is_set_up_and_signs_in(live_server, page, ada, fit, settings):
    settings.THRIVE_SECOND_FACTOR, settings.THRIVE_SECOND_FACTOR_GRACE_DAYS = True, 0
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    fill_in(page, f"{live_server.url}/account")
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    box = page.locator(".th-qr svg").bounding_box()
    assert box and box["width"] > 150 and box["height"] > 150
    fit(page, "factor-set-up")
    secret = key_shown(page.content())
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Check the code").click()
    expect(page.locator(".th-codes li")).to_have_count(10)
    fit(page, "recovery-codes")
    page.emulate_media(media="print")
    expect(page.locator(".th-codes")).to_be_visible()
    expect(page.get_by_role("button", name="I have kept them")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("You have 10 recovery codes left")).to_be_visible()
    fit(page, "factor")
    page.goto(f"{live_server.url}/account")
    page.get_by_role("button", name="Sign out").click()
    fill_in(page, f"{live_server.url}/account")
    expect(page.get_by_role("heading", name="Enter a code")).to_be_visible()
    fit(page, "second-factor")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The code is not right")
    fit(page, "second-factor-wrong")
    page.get_by_label("Code").fill(code(secret, later=1))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    assert not refused


def test_all_of_it_works_without_scripts(live_server, page_without_scripts: Page, ada):
    page = page_without_scripts
    give_app(ada)
    fill_in(page, f"{live_server.url}/sign-in?next=/account/sign-in")
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="How you sign in")).to_be_visible()
    expect(page.get_by_text(re.compile("you are signed out at"))).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_text("You are signed in only here")).to_be_visible()


def test_being_locked_out_is_said_plainly(live_server, page, ada, fit):
    for _ in range(rules.LIMITS[0].failures):
        fill_in(page, f"{live_server.url}/sign-in", password="wrong")  # noqa: S106
    expect(page.get_by_role("alert")).to_contain_text("There were too many attempts")
    fit(page, "locked-out")


def test_an_administrator_looks_at_a_sign_in_and_confirms_first(live_server, page, ada, sign_in, fit):
    give_app(ada)
    admin = make.user(["administrator"], email="root@example.org", name="Ruth Root", password=make.PASSWORD)
    sign_in(admin)
    fit_path = f"/administration/users/{ada.ref}/sign-in"
    page.goto(live_server.url + fit_path)
    expect(page.get_by_role("heading", name="How Ada Minister signs in")).to_be_visible()
    fit(page, "user-sign-in")
    _grow_stale(page, live_server.url)
    page.get_by_role("button", name="Remove the second factor").click()
    expect(page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    fit(page, "confirm")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Thank you. Go on")).to_be_visible()
    fit(page, "go-on")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("The second factor of Ada Minister is removed")).to_be_visible()
    assert not factors.has_one(ada)


def _grow_stale(page: Page, url: str) -> None:
    """The session's confirmation is a while ago."""
    from django.contrib.sessions.models import Session

    for row in Session.objects.all():
        store = Session.get_session_store_class()(row.session_key)
        store[visit.CONFIRMED] = 0
        store.save()


def test_the_warning_comes_before_the_end_and_one_button_makes_it_later(live_server, page, ada, sign_in, axe):
    sign_in(ada)
    page.clock.install()
    page.goto(f"{live_server.url}/account")
    said = page.locator(".th-visit > p [data-visit-end]").inner_text()
    page.route("**/stay/time-left", lambda route: route.fulfill(json={"seconds": 299}))
    page.clock.fast_forward("25:01")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("You will soon be signed out")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "warning.png")
    axe(page)
    page.unroute("**/stay/time-left")
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".th-visit > p [data-visit-end]")).not_to_have_text(said)
    page.clock.fast_forward("10:00")
    expect(dialog).to_be_hidden()


def test_no_warning_where_another_window_has_been_used_meanwhile(live_server, page, ada, sign_in):
    sign_in(ada)
    page.clock.install()
    page.goto(f"{live_server.url}/account")
    page.clock.fast_forward("25:01")  # for the page; the server has just been used
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)
