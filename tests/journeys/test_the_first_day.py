"""The first day: a child is found under another spelling, a note survives a killed browser, a manager sees who looked.

Told against a training copy served as an installation serves it. Every page on the way meets the accessibility
baseline, wide and narrow.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from conftest import NARROW, WIDE, sideways_scroll
from tests.training import Copy, SignIn, training_copy

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with training_copy(children=40) as running:
        yield running


class Story:
    """Somebody at a browser, who can be sent away and come back."""

    def __init__(self, copy: Copy, browser: Browser, options: dict, axe: Callable[[Page], None]) -> None:
        self.copy, self.browser, self.options, self.axe = copy, browser, options, axe
        self.contexts: list[BrowserContext] = []
        self.page: Page

    # given

    def given_is_signed_in(self, role: str) -> None:
        self.given_a_new_browser()
        who = self.who(role)
        self.copy.sign_in(self.page, who)
        expect(self.page.locator("header")).to_contain_text(who.name)
        self.look()

    def given_a_new_browser(self) -> None:
        self.contexts.append(self.browser.new_context(**self.options))
        self.page = self.contexts[-1].new_page()

    # when

    def when_they_find(self, words: str) -> None:
        self.page.locator("#find").fill(words)
        self.page.locator("#find").press("Enter")
        self.page.wait_for_load_state()
        self.look()

    def when_they_open(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        self.look()

    def when_they_give_a_reason(self, reason: str, *, with_family: str = "") -> None:
        self.page.get_by_label(reason).check()
        if with_family:
            self.page.get_by_label(f"The {with_family} family").check()
        self.page.get_by_role("button", name="Open until midnight").click()
        self.page.wait_for_load_state()
        self.look()

    def when_they_go_to(self, tab: str) -> None:
        self.page.get_by_role("navigation", name="Record").get_by_role("link", name=tab, exact=True).click()
        self.page.wait_for_load_state()
        self.look()

    def when_they_begin_a_note(self, *, also_about: str, text: str) -> None:
        self.page.get_by_role("link", name="Add note").click()
        self.look()
        self.page.get_by_label(also_about).first.check()
        self.page.get_by_label("Kind of note").select_option(label="Telephone call")
        self.page.get_by_label("Paragraph 1", exact=True).fill(text)
        self.page.get_by_label("Where").focus()
        expect(self.page.locator("[data-draft-waiting]")).to_be_hidden(timeout=15_000)
        expect(self.page.locator("[data-draft-status]")).to_contain_text("Draft saved at")

    def when_the_browser_is_killed(self) -> None:
        self.contexts.pop().close()

    def when_they_finish_the_draft(self, title: str) -> None:
        self.page.goto(f"{self.copy.url}/drafts")
        self.look()
        self.page.get_by_role("main").get_by_role("link", name=title).first.click()
        self.page.wait_for_load_state()
        self.look()

    def when_they_save_the_note(self) -> None:
        self.page.get_by_role("button", name="Save note").click()
        self.page.wait_for_load_state()

    # then

    def then_they_read(self, *words: str) -> None:
        for one in words:
            expect(self.page.get_by_role("main")).to_contain_text(one)

    def then_they_do_not_read(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(one)

    # ---

    def who(self, role: str) -> SignIn:
        return next(one for one in self.copy.sign_ins if one.role == role)

    def look(self) -> None:
        """The page as it stands is accessible and reflows, and names nobody in its title or address."""
        for width in (WIDE, NARROW):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.axe(self.page)
            assert sideways_scroll(self.page) <= 0, f"{self.page.url} is too wide at {width}"
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        for name in ("Byrne", "Siobhan", "Shivaun"):
            assert name not in self.page.title() and name.lower() not in self.page.url.lower()


@pytest.fixture
def story(copy: Copy, browser: Browser, browser_context_args: dict, axe: Callable[[Page], None]) -> Iterator[Story]:
    told = Story(copy, browser, browser_context_args, axe)
    yield told
    for context in told.contexts:
        context.close()


def test_a_child_is_found_a_note_survives_and_a_manager_sees_who_looked(story: Story):
    said = "Sinead rang to say both children are staying with their father until Sunday."

    story.given_is_signed_in("Front-door officer")
    story.when_they_find("Shivaun")
    story.then_they_read("Siobhan Byrne")
    story.when_they_open("Siobhan Byrne")
    story.then_they_read("You are not involved with this person", "Joanne Adeyemi")
    story.when_they_give_a_reason("I am on duty", with_family="Byrne")
    story.then_they_read("Where things stand", "Who is involved")

    story.when_they_go_to("Family")
    story.then_they_read("Sinead Byrne", "Mother", "Cian Byrne", "Brother")
    story.when_they_go_to("Timeline")
    story.then_they_read("Referral received")

    story.when_they_go_to("Summary")
    story.when_they_begin_a_note(also_about="Cian", text=said)
    story.when_the_browser_is_killed()

    story.given_is_signed_in("Front-door officer")
    story.when_they_finish_the_draft("Note")
    expect(story.page.get_by_label("Paragraph 1", exact=True)).to_have_value(said)
    story.when_they_save_the_note()
    story.then_they_read(said)

    story.given_is_signed_in("Practice supervisor")
    story.when_they_find("Siobhan Byrne")
    story.when_they_open("Siobhan Byrne")
    if story.page.get_by_role("button", name="Open until midnight").count():
        story.when_they_give_a_reason("I am checking the quality")
    story.when_they_go_to("Access")
    story.then_they_read("Dawn Rowbotham", "I am on duty")


def test_a_school_sees_its_own_pupils_and_little_of_them(story: Story):
    story.given_is_signed_in("Designated safeguarding lead")
    pupils = story.page.get_by_role("main").locator("a[href^='/people/']")
    assert pupils.count() > 0
    pupils.first.click()
    story.page.wait_for_load_state()
    story.look()
    story.then_they_read("Who to call")
    story.then_they_do_not_read("Timeline", "Where things stand", "Add note")

    story.when_they_find("Siobhan Byrne")
    story.then_they_do_not_read("Canal View")
