"""Every page, found as people find them: by following links, signed in as each role.

What no link leads to (the answer to a search, a form with a mistake in it) is a `State`: one line in STATES.
A route that is no page at all is named in NOT_PAGES. A test holds that no other route goes unseen.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from thrive.base.offers import REGISTRY

BAD = 400  # a status from which on a page is looked at whatever it is
MOST_PAGES = 200  # of one role: more means that a link leads on without end


@dataclass(frozen=True)
class Visit:
    """A page as it stands in the browser now."""

    name: str  # of the route, or of the state
    path: str
    status: int


@dataclass(frozen=True)
class State:
    """A page that is reached by doing something: `steps` drives the browser there from the home page."""

    name: str
    role: str
    steps: Callable[[Page], None]

    def reach(self, page: Page, url: str) -> str:
        """Bring the browser, signed in already, to this state; returns the path at which it stands then."""
        page.goto(url)
        self.steps(page)
        return page.url.removeprefix(url)


def _find(words: str) -> Callable[[Page], None]:
    def steps(page: Page) -> None:
        page.locator("#find").first.fill(words)
        page.get_by_role("button", name="Find").first.click()

    return steps


def _begin_a_note(page: Page) -> None:
    page.get_by_role("link", name="Ava Okoro").first.click()
    page.get_by_role("link", name="Add note").first.click()
    page.get_by_label("Paragraph 1", exact=True).fill("Kelly Marlowe rang about the school run.")


def _note_with_faults(page: Page) -> None:
    _begin_a_note(page)
    page.get_by_role("button", name="Save note").click()


def _list_of_drafts(page: Page) -> None:
    _begin_a_note(page)
    page.get_by_role("button", name="Save and come back").click()
    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("link", name="All your drafts").click()


def _read_a_note(page: Page) -> None:
    page.get_by_role("link", name="Ava Okoro").first.click()
    page.get_by_role("link", name="Timeline").first.click()
    page.get_by_role("link", name="Telephone call").first.click()


def _ask_for_a_reason(page: Page) -> None:
    _find("Shivaun")(page)
    page.get_by_role("link", name="Siobhan Byrne").first.click()
    page.get_by_label("I am on duty").wait_for()


def _open_with_a_reason(page: Page) -> None:
    _ask_for_a_reason(page)
    page.get_by_label("I am on duty").check()
    page.get_by_role("button", name="Open until midnight").click()


def _ask_for_emergency_access(page: Page) -> None:
    _find("Isla Rowbotham")(page)
    page.get_by_role("link", name="Emergency access").first.click()


def _open_in_an_emergency(page: Page) -> None:
    _ask_for_emergency_access(page)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("A child may be in danger").check()
    page.get_by_label("What is happening?").fill("Isla has rung 999 from the bus station and is alone there.")
    page.get_by_role("button", name="Open for three hours").click()


def _read_what_was_imported(page: Page) -> None:
    page.get_by_role("link", name="Ava Okoro").first.click()
    page.get_by_role("link", name="Timeline").first.click()
    page.get_by_role("link", name="Referral received").first.click()


def _close_a_referral(page: Page) -> None:
    _find("Ava Okoro")(page)
    page.get_by_role("link", name="Ava Okoro").first.click()
    page.get_by_role("link", name="Timeline").first.click()
    page.get_by_role("link", name="Referral received").first.click()
    page.get_by_role("link", name="The referral").first.click()
    page.get_by_role("button", name="Close the referral").click()


def _open_a_referral_again(page: Page) -> None:
    _close_a_referral(page)
    page.locator("[name=reason_code][value=RC7]").check()
    page.locator("[name=need]").select_option("N1")
    page.locator("[name=reason]").fill("They have moved away, and ask for nothing more.")
    page.locator("[name=still_open_because]").fill("The other authority takes the plan on.")
    page.get_by_role("button", name="Close the referral").click()
    page.get_by_role("button", name="Open it again").click()


def _name_who_takes_it_up(page: Page) -> None:
    page.get_by_role("link", name="Decide the referral").first.click()
    page.locator("[name=responses][value=family_help]").check()
    page.locator("[name=reason]").fill("Help for the family, as they asked.")
    page.locator("[name=family_told][value=yes]").check()
    if page.locator("[name=late_because]").count():
        page.locator("[name=late_because]").fill("The file came late.")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_role("link", name="Pass on").first.click()
    page.get_by_label("Who takes it up?").wait_for()


def _pass_it_on(page: Page) -> None:
    page.get_by_role("link", name="Say who takes it up").first.click()
    page.get_by_label("Who takes it up?").select_option(label="Family Help East, Team")
    page.get_by_role("button", name="Ask them to take it up").click()
    page.get_by_role("link", name="Ask somebody else").or_(
        page.get_by_role("button", name="Ask somebody else")
    ).wait_for()


def _confirm(page: Page) -> None:
    page.goto(urljoin(page.url, "/confirm"))


def _enter_a_local_choice(page: Page) -> None:
    page.get_by_role("link", name="Duties").first.click()
    page.get_by_role("button", name="Local choices").click()
    page.get_by_role("button", name="Enter an extra bank holiday").click()
    page.get_by_label("What is it called?").fill("Wexmoor fair")
    for part, value in (("Day", "4"), ("Month", "6"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("All England").check()
    page.get_by_label("Where was it announced?").fill("Notice of the council")
    page.get_by_role("button", name="Enter", exact=True).click()


def _two_versions(page: Page) -> None:
    """What an administrator sees who sends a form that was opened before somebody else saved."""
    page.get_by_role("link", name="Administration").first.click()
    page.get_by_role("link", name="Teams").first.click()
    page.locator("table a").first.click()
    page.get_by_role("button", name="Change").click()
    opened, before = page.url, page.locator("[name=revision]").input_value()
    page.locator("[name=phone]").fill("01632 960055")
    page.get_by_role("button", name="Save changes").click()
    page.goto(opened)
    page.locator("[name=revision]").evaluate("(box, value) => { box.value = value; }", before)
    page.locator("[name=phone]").fill("01632 960056")
    page.get_by_role("button", name="Save changes").click()


def _read_what_is_sealed(page: Page) -> None:
    _find("Posy Ellerby")(page)
    page.get_by_role("link", name="Posy Ellerby").first.click()
    page.get_by_role("link", name="Details").first.click()
    page.get_by_role("button", name="Sealed parts").click()


def _seal_a_number(page: Page) -> None:
    _read_what_is_sealed(page)
    page.get_by_role("link", name="numbers").click()
    page.get_by_role("link", name="Seal").first.click()


def _answer_a_plan(page: Page) -> None:
    _find("Ava Okoro")(page)
    page.get_by_role("link", name="Ava Okoro").first.click()
    page.get_by_role("link", name="Plans").first.click()
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="Answer").click()


def _open_a_plan(page: Page, *, latest: bool) -> None:
    page.get_by_role("link", name="Ava Okoro").first.click()
    page.get_by_role("link", name="Plans").first.click()
    links = page.locator("tbody a")
    (links.first if latest else links.last).click()


def _take_a_plan_back(page: Page) -> None:
    _open_a_plan(page, latest=True)
    page.get_by_role("link", name="Take it back").click()


def _ask_about_a_plan_again(page: Page) -> None:
    _open_a_plan(page, latest=False)
    page.get_by_role("link", name="Ask for approval again").click()


def _record_an_absence(page: Page) -> None:
    page.get_by_role("link", name="Absence and cover").first.click()
    for part in ("day", "month", "year"):
        day = page.locator(f"[name=starts_on-{part}]").input_value()
        page.locator(f"[name=last_day-{part}]").fill(day)
    page.get_by_role("button", name="Record the absence").click()
    page.locator("tbody a").first.click()


def _change_an_absence(page: Page) -> None:
    _record_an_absence(page)
    page.get_by_role("button", name="Change it").click()


def _end_an_absence(page: Page) -> None:
    _record_an_absence(page)
    page.get_by_role("button", name="End it now").click()


def _begin_to_tell(page: Page) -> None:
    page.goto(urljoin(page.url, "/tell-us/"))


def _tell_of_danger(page: Page) -> None:
    _begin_to_tell(page)
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("A child or young person I am worried about").check()
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").last.click()


def _tell_with_faults(page: Page) -> None:
    _tell_of_danger(page)
    page.get_by_role("button", name="Continue").last.click()


def _tell_of_a_child(page: Page) -> None:
    _tell_of_danger(page)
    page.locator("[name=concern]").fill("She cries at night, and nobody comes.")
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_role("button", name="Add an adult").click()
    page.get_by_label("First name").first.fill("Poppy")


def _look_at_what_was_told(page: Page) -> None:
    _tell_of_a_child(page)
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_label("I would rather not say").check()
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_role("button", name="Send", exact=True).wait_for()


def _tell(page: Page) -> None:
    _look_at_what_was_told(page)
    page.get_by_role("button", name="Send", exact=True).click()


def _make_a_link(page: Page) -> None:
    page.get_by_role("link", name="Front door", exact=True).first.click()
    page.get_by_role("link", name="One-time links").click()
    page.get_by_role("button", name="Make a link to report a worry").click()
    page.get_by_label("Name", exact=True).fill("Sam Reid")
    page.get_by_label("Its name, if it is not on the list").fill("Wexmoor Walk-in Clinic")
    page.get_by_label("A concern from a health service").check()
    page.get_by_role("button", name="Make the link").click()
    page.get_by_label("Link").wait_for()


def _open_a_link(page: Page) -> None:
    _make_a_link(page)
    page.goto(page.get_by_label("Link").input_value())
    page.get_by_role("button", name="Open it").click()
    page.get_by_label("What worries you?").wait_for()


def _use_a_link(page: Page) -> None:
    _open_a_link(page)
    page.get_by_label("What worries you?").fill("She came alone, with a burn.")
    page.locator("[name=in_danger][value=no]").check()
    page.locator("[name=family_knows][value=no]").check()
    page.locator("[name=consent][value=not_sought]").check()
    page.get_by_role("button", name="Send to the front door").click()


def _see_links(page: Page) -> None:
    _use_a_link(page)
    page.goto(urljoin(page.url, "/"))
    _make_a_link(page)
    page.get_by_role("link", name="take it back").click()


def _ask_for_a_link_to_answer(page: Page) -> None:
    page.get_by_role("link", name="Front door", exact=True).first.click()
    page.get_by_role("region", name="Partners asked").get_by_role("link").first.click()
    page.get_by_role("link", name="Make a link").first.click()


def _open_a_link_to_answer(page: Page) -> None:
    _ask_for_a_link_to_answer(page)
    page.get_by_label("Name", exact=True).fill("Dr Ada Lowe")
    page.get_by_role("button", name="Make the link").click()
    page.goto(page.get_by_label("Link").input_value())
    page.get_by_role("button", name="Open it").click()
    page.get_by_role("heading", name="A question of the front door").wait_for()


def _see_matches_as_typed(page: Page) -> None:
    page.get_by_role("link", name="Front door", exact=True).first.click()
    page.get_by_role("button", name="Record a contact").click()
    page.locator("[name=given_1]").press_sequentially("Shivaun")
    page.locator("[name=family_1]").press_sequentially("Byrne")
    page.get_by_role("heading", name="Who is Shivaun Byrne?").wait_for()


def _open_no_link(page: Page) -> None:
    page.goto(urljoin(page.url, "/by-link?key=nonsense"))
    page.get_by_role("button", name="Open it").click()


STATES = (
    State("referral: to be closed", "Practice supervisor", _close_a_referral),
    State("referral: to be opened again", "Practice supervisor", _open_a_referral_again),
    State("referral: to be passed on", "Front-door manager", _name_who_takes_it_up),
    State("hand-over: passed on", "Front-door manager", _pass_it_on),
    State("plan: to be taken back", "Family Help lead practitioner", _take_a_plan_back),
    State("plan: to be asked about again", "Family Help lead practitioner", _ask_about_a_plan_again),
    State("absence: to be changed", "Conference chair", _change_an_absence),
    State("absence: to be ended", "Front-door manager", _end_an_absence),
    State("contact: matches as it is typed", "Front-door officer", _see_matches_as_typed),
    State("link: to answer, asked for", "Front-door officer", _ask_for_a_link_to_answer),
    State("link: to answer, opened", "Front-door officer", _open_a_link_to_answer),
    State("link: made", "Front-door officer", _make_a_link),
    State("link: opened", "Front-door officer", _open_a_link),
    State("link: used", "Front-door officer", _use_a_link),
    State("link: the list", "Front-door officer", _see_links),
    State("link: cannot be used", "Nobody", _open_no_link),
    State("tell us: what it is", "Nobody", _begin_to_tell),
    State("tell us: the worry, with danger", "Nobody", _tell_of_danger),
    State("tell us: with faults", "Nobody", _tell_with_faults),
    State("tell us: who it is about", "Nobody", _tell_of_a_child),
    State("tell us: a last look", "Nobody", _look_at_what_was_told),
    State("tell us: sent", "Nobody", _tell),
    State("plan: to be answered", "Practice supervisor", _answer_a_plan),
    State("sealed: read", "Practice supervisor", _read_what_is_sealed),
    State("sealed: about to seal a number", "Practice supervisor", _seal_a_number),
    State("administration: two versions", "Administrator", _two_versions),
    State("sign-in: confirm it is you", "Administrator", _confirm),
    State("record: asks for a reason", "Front-door officer", _ask_for_a_reason),
    State("record: opened with a reason", "Front-door manager", _open_with_a_reason),
    State("emergency: what it means", "Out-of-hours worker", _ask_for_emergency_access),
    State("emergency: opened", "Front-door officer", _open_in_an_emergency),
    State("event: imported", "Family Help lead practitioner", _read_what_was_imported),
    State("local choice: entered", "Administrator", _enter_a_local_choice),
    State("note: with faults", "Family Help lead practitioner", _note_with_faults),
    State("note: read", "Family Help lead practitioner", _read_a_note),
    State("drafts: some", "Family Help lead practitioner", _list_of_drafts),
    State("search: found", "Front-door officer", _find("Shivaun")),
    State("search: found by a manager", "Front-door manager", _find("Shivaun")),
    State("search: too short", "Front-door officer", _find("a")),
    State("search: nobody", "Front-door officer", _find("Zzyzx Qwerty")),
)

NOT_PAGES = {
    "record:draft",  # where open forms are kept while they are typed
    "access:sign-out",  # answers only a form
    "access:end-sessions",
    "access:factor-change",
    "access:stay",
    "access:time-left",  # for the page's own script
    "access:second-factor",  # only between a password and a code; the room's own browser tests look at it
    "access:go-on",  # only with something to go on with; the same
    "access:recovery-codes",  # only after an app was set up; the same
    "access:user-ask",  # only for an account for which a second person must agree; the same
    "access:account-request",  # only once something was asked; the same
    "access:account-request-read",  # answers only a form
    "project:healthy",  # for whatever watches the server
    "local:choice-check",  # answers only a form
    "local:choice-end",  # only for a choice that somebody else has checked; the room's own tests look at it
    "local:choice-end-check",  # answers only a form
    "returns:download",  # a file
    "returns:report",  # there is none until a file has been brought in; the room's own tests look at it
    "returns:findings",
    "people:emergency-read",  # answers only a form
    "access:policy-file",  # a file
    "access:declaration-end",  # nobody has declared anything in a training copy; the room's own tests look at it
    "front_door:check-take-back",  # answers only a form
    "front_door:matches",  # a part of a page, for its own script
    "front_door:link-take-back",  # the same
    "front_door:thresholds-check",  # answers only a form
    "front_door:thresholds-take-back",  # the same
    "casework:letter-file",  # a file
    "casework:task",  # nobody is asked anything in a training copy; the room's own tests look at it
    "casework:task-pass-on",  # the same
    "casework:task-dismiss",  # the same
    "casework:group-by",  # answers only a form
    "casework:handover-revoke",  # what is passed forward is not taken back; the room's own tests look at it
    "casework:handover-read",  # answers only a form
    "people:settle",  # nobody is in doubt in a training copy; the room's own tests look at it
    # made by one view from questions: triage and asking a partner are walked, others may wait for something first
    *(step.route for step in REGISTRY.steps.values() if step.asks),
}


def route_of(path: str) -> str:
    """The name of the route that answers `path`, with its namespace; empty when none does."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def all_routes() -> set[str]:
    """The names of every route. Those of the API show no page."""

    def below(resolver: URLResolver, prefix: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                yield f"{prefix}{pattern.name}"
            else:
                yield from below(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)

    return {one for one in below(get_resolver(), "") if not one.startswith("api:")}


def walk(page: Page, url: str, starts: Sequence[str] = ("/",), seen: Collection[str] = frozenset()) -> Iterator[Visit]:
    """Follow links from `starts` until every route within reach has been seen once with each set of parameters.

    The browser stands at each page while it is yielded, other than those whose name is in `seen` already and that
    answer well: they are asked for and their links followed, but not drawn. Sign-out and what writes is behind forms,
    not links. A visit is named for the page that was shown in the end, which is another one where the first redirects.
    """
    waiting, known = deque(starts), {_kind(start) for start in starts}
    for _ in range(MOST_PAGES):
        if not waiting:
            return
        path = waiting.popleft()
        links, shown, status = _ask(page, url, path) if route_of(path) in seen else _draw(page, url, path)
        name = route_of(shown) or shown
        if route_of(path) in seen and (name not in seen or status >= BAD):
            links, shown, status = _draw(page, url, path)
        yield Visit(name, path, status)
        for link in links:
            if _kind(link) not in known:
                known.add(_kind(link))
                waiting.append(link)
    raise AssertionError(f"More than {MOST_PAGES} kinds of page; still waiting: {sorted(waiting)[:10]}")


def _draw(page: Page, url: str, path: str) -> tuple[list[str], str, int]:
    """Bring the browser there: the links of the page, its path, and the status."""
    response = page.goto(f"{url}{path}")
    hrefs: list[str] = page.eval_on_selector_all("a[href]:not([download])", "links => links.map(link => link.href)")
    return _within(hrefs, url), page.url.removeprefix(url), response.status if response else 0


def _ask(page: Page, url: str, path: str) -> tuple[list[str], str, int]:
    """The same, as whoever is signed in in the browser, without drawing the page."""
    answer = page.request.get(f"{url}{path}")
    found = _Links()
    found.feed(answer.text())
    return (
        _within([urljoin(answer.url, href) for href in found.hrefs], url),
        answer.url.removeprefix(url),
        answer.status,
    )


class _Links(HTMLParser):
    """Where the links of a page lead, other than to files."""

    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href") and "download" not in given:
            self.hrefs.append(given["href"] or "")


def _within(hrefs: Sequence[str], url: str) -> list[str]:
    """Paths within Thrive."""
    return [href.removeprefix(url).partition("#")[0] or "/" for href in hrefs if href.startswith(f"{url}/")]


def _kind(path: str) -> tuple[str, ...]:
    return (route_of(path) or path, *sorted(parse_qs(urlsplit(path).query)))
