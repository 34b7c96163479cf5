"""Notes and the timeline in a browser: drafts that survive what happens to browsers, and pages fit to be read."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, expect

from conftest import NARROW, WIDE, eventually, session_cookie, sideways_scroll
from thrive.base.access.rules import Capacity
from thrive.base.access.tests.factories import PASSWORD
from thrive.base.calendar import clock
from thrive.base.notes.models import Note
from thrive.base.notes.rules import Seen
from thrive.base.notes.tests import factories
from thrive.base.people import cards
from thrive.base.record.events import Telling, tell_many
from thrive.base.record.models import Draft, Event

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("THRIVE_PICTURES", "")
SAVED_WITHIN_MS = 10_000  # product-conventions section 1: a draft is kept within 10 seconds of a change


@pytest.fixture
def house():
    return factories.household()


@pytest.fixture
def full_house(house):
    """The house with a history, as the pictures of the design have it."""
    ava, theo, kai = house.ava, house.theo, house.kai
    day = clock.today()

    def ago(days: int) -> dt.date:
        return day - dt.timedelta(days=days)

    def told(about, days, title, **values):
        capacities = {one.pk: Capacity.CHILD for one in about}
        values = {"group": "protection", "kind": "test", **values}
        return Telling(about=capacities, on=ago(days), title=title, **values)

    tell_many(
        [
            told([kai, ava, theo], 5, "Strategy discussion: joint section 47 enquiries", significant=True,
                 by=house.manager,
                 sentence="Each child may be at risk of significant harm. 5 actions given out.",
                 recorded_at=clock.now() - dt.timedelta(days=5)),
            told([ava, theo], 6, "Contact from Larkfield Primary: bruise to left arm", group="contacts",
                 significant=True, agency="Larkfield Primary",
                 sentence="Ava said that Lee grabbed her arm on Thursday evening."),
            told([ava, theo], 12, "School attendance: 2 late marks this week", group="school",
                 agency="Larkfield Primary"),
            told([ava], 900, "Assessment completed", group="assessments", source="Children in need census 2024"),
            told([ava], 2000, "Moved to Wexmoor", group="family", precision="year", source="People file"),
        ]
    )  # fmt: skip
    visit = {"kind": "visit", "where": "Home", "who_was_there": "Kelly, Ava, Theo"}
    factories.note(
        ava, theo, kai, by=house.worker, on=ago(20), **visit,
        seen={ava: Seen.ALONE, theo: Seen.WITH_OTHERS, kai: Seen.NOT},
        paragraphs=[("Kelly tired, 26 weeks. Lee at work. Ava showed her swimming badge.", None),
                    ("Ava said she has nightmares about shouting.", ava), ("Theo has lost weight.", theo)],
    )  # fmt: skip
    factories.note(ava, by=house.worker, on=ago(1), kind="childs_words", text="“I want Nan to stay.”")
    return house


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page at both widths, where one was asked for."""
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways_scroll(page) == 0, f"{name} is wider than {width} pixels"
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": WIDE, "height": 900})


@pytest.mark.parametrize(
    "name", ["timeline", "filtered", "in-full", "event", "note", "corrected", "new", "errors", "correct"]
)
def test_pages_are_fit_to_be_read(page: Page, live_server, sign_in, axe, full_house, name: str):
    sign_in(full_house.worker)
    note = Note.objects.get(kind="visit")
    event = Event.objects.get(title="Assessment completed")
    record = f"{live_server.url}/people/{full_house.ava.ref}"
    places = {
        "timeline": f"{record}/timeline",
        "filtered": f"{record}/timeline",
        "in-full": f"{record}/timeline/in-full",
        "event": f"{live_server.url}/events/{event.ref}?from={full_house.ava.ref}",
        "note": f"{live_server.url}/notes/{note.ref}?from={full_house.ava.ref}",
        "corrected": f"{live_server.url}/notes/{note.ref}?from={full_house.ava.ref}",
        "new": f"{record}/notes/new",
        "errors": f"{record}/notes/new",
        "correct": f"{live_server.url}/notes/{note.ref}/correct?from={full_house.ava.ref}",
    }
    page.goto(places[name])
    if name == "filtered":
        page.get_by_label("School", exact=True).check()
        page.get_by_label("Words in the text").fill("late")
        page.get_by_role("button", name="Apply").first.click()
        expect(page.get_by_text("1 event")).to_be_visible()
    elif name == "errors":
        page.get_by_role("button", name="Save note").click()
        expect(page.get_by_text("There is a problem")).to_be_visible()
    elif name == "corrected":
        page.get_by_role("button", name="Correct this note").click()
        page.get_by_label("Why is it corrected?").fill("Kai was seen")
        page.get_by_role("button", name="Save correction").click()
        expect(page.get_by_text("Note corrected.")).to_be_visible()
    axe(page)
    picture(page, name)
    axe(page)


def test_the_question_whose_paragraph_it_is(page: Page, live_server, sign_in, axe, house):
    factories.half_sister(house)
    sign_in(house.worker)
    page.goto(f"{live_server.url}/people/{house.ava.ref}/notes/new")
    page.get_by_label("Zara Dean").check()
    page.get_by_label("Kind of note").select_option("call")
    page.get_by_label("Paragraph 1", exact=True).fill("Both girls well.\n\nLee Bannister shouted down the telephone.")
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("It names Lee Bannister, who is not in Zara’s family.")).to_be_visible()
    axe(page)
    picture(page, "whose")
    page.get_by_label("Only Ava").check()
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("Note added to the records of Ava and Zara.")).to_be_visible()
    paragraph = Note.objects.get().paragraphs.get()
    assert paragraph.only_about_id == house.ava.pk and paragraph.text.endswith("shouted down the telephone.")


def start(page: Page, live_server, house, words: str) -> None:
    """Begin a note and wait until its draft is kept."""
    page.goto(f"{live_server.url}/people/{house.ava.ref}/notes/new")
    page.get_by_label("Kind of note").select_option("call")
    write(page, words)


def write(page: Page, words: str) -> None:
    page.get_by_label("Paragraph 1", exact=True).fill(words)
    page.get_by_label("Paragraph 1", exact=True).blur()


def kept(page: Page) -> None:
    """Everything typed is in the draft: an earlier save says the same words."""
    expect(page.locator("[data-draft-waiting]")).to_be_hidden(timeout=SAVED_WITHIN_MS)
    expect(page.locator("[data-draft-status]")).to_contain_text("Draft saved at", timeout=SAVED_WITHIN_MS)


def stored() -> list[str]:
    return [draft.answers["text_1"][0] for draft in Draft.objects.filter(finished_at=None).order_by("pk")]


def test_the_browser_is_killed_half_way(browser: Browser, browser_context_args, live_server, house):
    """What was typed is kept within seconds, without pressing anything; another browser goes on with it."""

    def open_browser() -> BrowserContext:
        context = browser.new_context(**browser_context_args)
        context.add_cookies([session_cookie(house.worker, live_server.url)])
        return context

    first = open_browser()
    start(first.new_page(), live_server, house, "Kelly rang about")
    kept(first.pages[0])
    first.close()
    second = open_browser().new_page()
    second.goto(f"{live_server.url}/people/{house.ava.ref}/notes/new")
    second.get_by_role("link", name="Go on with the draft saved").click()
    expect(second.get_by_label("Paragraph 1", exact=True)).to_have_value("Kelly rang about")
    write(second, "Kelly rang about Monday.")
    second.get_by_role("button", name="Save note").click()
    expect(second.get_by_text("Note added to the record of Ava.")).to_be_visible()
    assert Note.objects.get().paragraphs.get().text == "Kelly rang about Monday."
    assert stored() == []
    second.context.close()


def test_typing_alone_is_enough(page: Page, live_server, sign_in, house):
    """Without leaving the box: kept within ten seconds."""
    sign_in(house.worker)
    page.goto(f"{live_server.url}/people/{house.ava.ref}/notes/new")
    page.get_by_label("Paragraph 1", exact=True).press_sequentially("Kelly rang")
    kept(page)
    assert stored() == ["Kelly rang"]


def test_the_network_goes_and_comes_back(page: Page, live_server, sign_in, house):
    sign_in(house.worker)
    start(page, live_server, house, "One.")
    kept(page)
    page.context.set_offline(True)
    write(page, "One. Two.")
    expect(page.locator("[data-draft-status]")).to_contain_text("Not saved. We will keep trying.")
    page.context.set_offline(False)
    kept(page)
    assert stored() == ["One. Two."]


def test_the_session_ends_while_typing(page: Page, live_server, sign_in, house):
    """The draft goes on being kept; sending asks to sign in, and nothing is lost."""
    sign_in(house.worker)
    start(page, live_server, house, "One.")
    kept(page)
    page.context.clear_cookies()
    write(page, "One. Two.")
    kept(page)
    write(page, "One. Two. Three.")
    page.get_by_role("button", name="Save note").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert stored() == ["One. Two. Three."] and not Note.objects.exists()


def test_the_visit_ends_while_the_page_is_left_alone(page: Page, live_server, sign_in, house):
    """The page does not stay on an empty desk, and signing in leads back to the draft."""
    house.worker.set_password(PASSWORD)
    house.worker.save()
    sign_in(house.worker)
    page.clock.install()
    start(page, live_server, house, "Kelly rang about the school run.")
    page.clock.run_for(SAVED_WITHIN_MS)
    kept(page)
    Session.objects.all().delete()
    page.clock.fast_forward("25:01")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Ava" not in page.url and "Kelly" not in page.url
    page.fill("[name=username]", house.worker.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Paragraph 1", exact=True)).to_have_value("Kelly rang about the school run.")


def test_two_windows(page: Page, live_server, sign_in, house):
    sign_in(house.worker)
    start(page, live_server, house, "First.")
    kept(page)
    address = f"{live_server.url}{Draft.objects.get().url}"
    left, right = page.context.new_page(), page.context.new_page()
    for window in (left, right):
        window.goto(address)
    write(left, "From the left.")
    kept(left)
    write(right, "From the right.")
    expect(right.locator("[data-draft-status]")).to_contain_text("changed somewhere else", timeout=SAVED_WITHIN_MS)
    assert sorted(stored()) == ["From the left.", "From the right."]
    right.get_by_role("button", name="Save note").click()
    expect(right.get_by_role("heading", name="Choose what to keep")).to_be_visible()
    picture(right, "compare")
    right.get_by_label("Keep what you typed in the other window").check()
    right.get_by_role("button", name="Keep these answers").click()
    expect(right.get_by_label("Paragraph 1", exact=True)).to_have_value("From the left.")
    right.get_by_role("button", name="Save note").click()
    expect(right.get_by_text("Note added")).to_be_visible()
    assert Note.objects.count() == 1 and stored() == []


def test_a_double_click_saves_one_note(page: Page, live_server, sign_in, house):
    sign_in(house.worker)
    start(page, live_server, house, "Once.")
    page.get_by_role("button", name="Save note").dblclick()
    expect(page.get_by_text("Note added")).to_be_visible()
    assert Note.objects.count() == 1


def test_the_back_button(page: Page, live_server, sign_in, house):
    """Going away without pressing anything keeps the words; going back finds them."""
    sign_in(house.worker)
    start(page, live_server, house, "One.")
    page.goto(f"{live_server.url}/drafts")
    assert eventually(page, lambda: stored() == ["One."])
    page.go_back()
    held = page.get_by_label("Paragraph 1", exact=True).input_value()
    offered = page.get_by_role("link", name="Go on with the draft saved")
    assert held == "One." or offered.is_visible()


def test_drafts_and_discarding(page: Page, live_server, sign_in, axe, house):
    sign_in(house.worker)
    start(page, live_server, house, "Never mind this one.")
    page.get_by_role("button", name="Save and come back").click()
    page.goto(f"{live_server.url}/drafts")
    axe(page)
    picture(page, "drafts")
    page.get_by_role("link", name="Discard").click()
    axe(page)
    picture(page, "discard")
    page.get_by_role("button", name="Discard draft").click()
    expect(page.get_by_text("No drafts.")).to_be_visible()
    assert stored() == []


def test_a_note_without_scripts(page_without_scripts: Page, live_server, house):
    page = page_without_scripts
    page.context.add_cookies([session_cookie(house.worker, live_server.url)])
    page.goto(f"{live_server.url}/people/{house.ava.ref}/notes/new")
    page.get_by_label("Theo Marlowe").check()
    page.get_by_label("Kind of note").select_option("visit")
    page.get_by_role("group", name="Was Ava seen?").get_by_label("Seen alone").check()
    page.get_by_role("group", name="Was Theo seen?").get_by_label("Not seen").check()
    page.get_by_label("Paragraph 1", exact=True).fill("Theo out.")
    page.get_by_role("button", name="Add another paragraph").click()
    page.get_by_label("Paragraph 4", exact=True).fill("Ava is well.")
    page.get_by_label("Paragraph 4 is about").select_option(label="Only Ava")
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("Note added to the records of Ava and Theo.")).to_be_visible()
    expect(page.get_by_role("link", name="Visit: 1 of 2 seen")).to_be_visible()


def test_no_address_is_printed(page: Page, live_server, sign_in, full_house):
    """Paper travels: it shows what was said, and where nothing leads."""
    sign_in(full_house.worker)
    page.goto(f"{live_server.url}/people/{full_house.ava.ref}/")
    page.emulate_media(media="print")
    after = page.eval_on_selector_all("main a", "links => links.map(link => getComputedStyle(link, '::after').content)")
    assert after and not any("attr" in one or "/" in one for one in after), after
    assert not page.get_by_role("link", name="Add", exact=False).first.is_visible()


def test_a_named_author_keeps_a_paragraph_that_spells_a_withheld_address(page: Page, live_server, sign_in, axe, house):
    house.ava.subject.address_restricted = True
    house.ava.subject.save()
    cards.rebuild([house.ava.pk])
    sign_in(house.worker)
    page.goto(f"{live_server.url}/people/{house.ava.ref}/notes/new")
    page.locator("[name=kind]").select_option("call")
    page.get_by_label("Paragraph 1", exact=True).fill("Ava is settled.")
    page.get_by_label("Paragraph 2", exact=True).fill("They met outside 14 Tanner Row.")
    page.get_by_label("Paragraph 2", exact=True).blur()
    kept(page)
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_role("alert")).to_contain_text("Paragraph 2 says “14 Tanner Row”")
    axe(page)
    picture(page, "note-kept")
    page.locator("[name=kept_2]").check()
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("Note added to the record of Ava.")).to_be_visible()
    assert [one.for_named for one in Note.objects.get().paragraphs.all()] == [False, True]
