"""In a real browser: accessible, no sideways scroll, drafts kept, nothing sent twice."""

import pytest
from playwright.sync_api import expect

from conftest import NARROW, WIDE, eventually, sideways_scroll
from thrive.govuk import style_guide
from thrive.govuk.tests import urls

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("thrive.govuk.tests.urls"),
    pytest.mark.django_db(transaction=True),
]

WIDER_SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"


@pytest.fixture
def guide(page, live_server):
    """`guide(state)`: the style guide, open; a script error or a refused style fails the test."""
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if "Security Policy" in message.text else None)
    urls.SENT.clear()

    def show(state="plain"):
        page.goto(f"{live_server.url}/style-guide/{state}/")
        return page

    yield show
    assert troubles == []


@pytest.mark.parametrize("state", style_guide.STATES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_everybody_can_use_it(guide, axe, state, width):
    page = guide(state)
    page.set_viewport_size({"width": width, "height": 900})
    axe(page)
    assert sideways_scroll(page) == 0


@pytest.mark.parametrize("state", ["errors", "record"])
def test_it_reads_without_scripts(page_without_scripts, live_server, state):
    page = page_without_scripts
    page.goto(f"{live_server.url}/style-guide/{state}/")
    page.set_viewport_size({"width": NARROW, "height": 900})
    assert sideways_scroll(page) == 0
    page.locator("details.th-menu summary").first.click()
    expect(page.get_by_role("link", name="Families").first).to_be_visible()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(guide):
    page = guide("errors")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Date of birth must be a real date").click()
    expect(page.locator("#id_born-day")).to_be_focused()


def test_wider_spacing_loses_nothing(guide):
    page = guide("record")
    page.evaluate(
        """(rule) => {
          const added = new CSSStyleSheet();
          added.replaceSync(rule);
          document.adoptedStyleSheets = [added];
        }""",
        WIDER_SPACING,
    )
    page.set_viewport_size({"width": NARROW, "height": 900})
    assert sideways_scroll(page) == 0


def test_targets_are_large_enough(guide):
    page = guide()
    page.set_viewport_size({"width": NARROW, "height": 900})
    small = page.evaluate(
        """() => [...document.querySelectorAll("a.govuk-tag, button, nav li a, summary, .moj-filter__tag")]
        .filter((one) => one.offsetParent)
        .map((one) => [one.textContent.trim(), one.getBoundingClientRect().height])
        .filter(([, height]) => height < 24)"""
    )
    assert small == []


def test_the_strip_does_not_cover_what_has_the_focus(guide):
    page = guide("record")
    page.set_viewport_size({"width": WIDE, "height": 300})
    tops = page.evaluate(
        """() => {
          scrollTo(0, document.body.scrollHeight);
          return [...document.querySelectorAll("main a")].reverse().map((one) => {
            one.focus();
            return one.getBoundingClientRect().top;
          });
        }"""
    )
    assert tops
    assert min(tops) >= page.locator(".th-strip").bounding_box()["height"]


# ---------- drafts


def words_of(page):
    return page.locator("form[data-draft-url] [data-draft-words]")


def answer(page, text):
    page.locator("#id_teller").fill(text)
    page.locator("#id_teller").blur()


def hold_first_save(page):
    """The first save stays on its way until it is continued; those after it pass."""
    held = []

    def hold(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/draft/", hold)
    return held


def test_a_draft_is_kept_on_leaving_a_field(guide):
    page = guide()
    answer(page, "Ruth Osei")
    expect(words_of(page)).to_have_text("Draft saved at 2:41pm")
    assert urls.SENT[-1]["teller"] == "Ruth Osei"
    assert urls.SENT[-1]["draft_revision"] == "3"
    assert page.locator("[name=draft_revision]").input_value() == "4"
    expect(page.locator("form[data-draft-url] [data-draft-status]")).to_have_attribute("aria-live", "polite")


def test_a_draft_is_kept_while_the_field_is_still_open(guide):
    page = guide()
    page.locator("#id_teller").press("End")
    page.locator("#id_teller").press_sequentially(" and Ruth")
    expect(words_of(page)).to_have_text("Draft saved at 2:41pm", timeout=10_000)
    assert urls.SENT[-1]["teller"] == "Helen Prior and Ruth"


def test_nothing_is_sent_when_nothing_changed(guide):
    page = guide()
    page.locator("#id_teller").focus()
    page.locator("#id_teller").blur()
    page.wait_for_timeout(500)
    assert urls.SENT == []


def test_a_failure_is_said_and_tried_again(guide):
    page = guide()
    answer(page, "fail")
    expect(words_of(page)).to_have_text("Not saved. We will keep trying. Do not close this page.")
    before = len(urls.SENT)
    page.locator("#id_teller").evaluate("(box) => { box.value = 'Ruth Osei'; }")
    expect(words_of(page)).to_have_text("Draft saved at 2:41pm", timeout=10_000)
    assert len(urls.SENT) == before + 1


def test_a_conflict_stops_saving(guide):
    page = guide()
    answer(page, "conflict")
    expect(words_of(page)).to_have_text("This was changed somewhere else. Save to see both and choose.")
    sent = len(urls.SENT)
    answer(page, "Ruth Osei")
    page.wait_for_timeout(500)
    assert len(urls.SENT) == sent


def test_words_typed_just_before_leaving_are_kept(guide, live_server):
    page = guide()
    page.locator("#id_teller").press("End")
    page.locator("#id_teller").press_sequentially(" and Tom")
    page.goto(f"{live_server.url}/style-guide/record/")
    assert eventually(page, lambda: [sent["teller"] for sent in urls.SENT][-1:] == ["Helen Prior and Tom"])


def test_a_draft_is_kept_once_at_a_time(guide):
    page = guide()
    page.route("**/draft/", lambda route: (page.wait_for_timeout(300), route.continue_()))
    answer(page, "Ruth")
    answer(page, "Ruth Osei")
    expect(page.locator("[name=draft_revision]")).to_have_value("5", timeout=10_000)
    assert [sent["draft_revision"] for sent in urls.SENT] == ["3", "4"]


def test_what_is_typed_during_a_save_is_not_called_saved(guide):
    """The words tell of what was on its way; that there is more is shown until that too is kept."""
    page = guide()
    held = hold_first_save(page)
    waiting = page.locator("form[data-draft-url] [data-draft-waiting]")
    expect(waiting).to_be_hidden()
    answer(page, "Ruth")
    expect(waiting).to_be_visible()
    answer(page, "Ruth Osei")
    held[0].continue_()
    expect(words_of(page)).to_have_text("Draft saved at 2:41pm")
    assert urls.SENT[-1]["teller"] == "Ruth"
    expect(waiting).to_be_visible()
    expect(waiting).to_be_hidden(timeout=10_000)
    assert urls.SENT[-1]["teller"] == "Ruth Osei"


def test_a_page_put_away_does_not_wait_for_a_save_on_its_way(guide):
    """A telephone may end a page that is out of sight: it gets no second chance."""
    page = guide()
    held = hold_first_save(page)
    answer(page, "Ruth")
    answer(page, "Ruth Osei")
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { value: "hidden" });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(words_of(page)).to_have_text("Draft saved at 2:41pm", timeout=2000)
    assert held and urls.SENT[-1]["teller"] == "Ruth Osei"


def test_a_form_is_not_sent_twice(guide):
    page = guide()
    outcomes = page.evaluate(
        """() => {
          const form = document.querySelector("form[data-draft-url]");
          const send = () => !form.dispatchEvent(new SubmitEvent("submit", { cancelable: true, bubbles: true }));
          return [send(), send(), window.dispatchEvent(new PageTransitionEvent("pageshow")) && send()];
        }"""
    )
    assert outcomes == [False, True, False]
