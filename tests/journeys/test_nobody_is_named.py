"""A day's work with known people, after which no log line, address or title holds a name, number or address of theirs.

Told through the test client: it sees every answer, and the log is written as an installation writes it.
"""

import io
import logging
import logging.config
import re
from collections import deque
from html import unescape
from urllib.parse import unquote_plus

import pytest
from django.test import Client

from tests.pages import route_of
from thrive.base.access.tests import factories as access
from thrive.base.access.tests.factories import PASSWORD
from thrive.base.notes.tests import factories as notes
from thrive.base.people.actions import people as people_actions
from thrive.base.people.models import ContactPoint, Identifier
from thrive.base.people.queries import records
from thrive.project import logs

pytestmark = pytest.mark.django_db

NHS_NUMBER = "9990000018"
SECRETS = (
    "okoro", "marlowe", "bannister", "tanner", "wx4", "2pl", "9990000018", "999 000 0018", "07700 900123",
    "07700900123", "joanne", "adeyemi", "hunter2", "school run",
)  # fmt: skip
TYPED = ("Ava Okoro", "Marlowe", "14 Tanner Row", "WX4 2PL", "999 000 0018", "07700 900123", "14/03/2017", "okoro ava")
ADDRESS = re.compile(r'(?:href|action|src|data-[a-z-]*url)="([^"]*)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
MOST_PAGES = 120


class Day:
    """Somebody at work: every address they meet and every title they see is kept."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.addresses: set[str] = set()
        self.titles: set[str] = set()
        self.statuses: set[int] = set()

    def get(self, path: str) -> str:
        return self._keep(path, self.client.get(path))

    def post(self, path: str, answers: dict[str, object]) -> str:
        return self._keep(path, self.client.post(path, answers))

    def _keep(self, path: str, response) -> str:
        self.statuses.add(response.status_code)
        page = response.content.decode(errors="replace")
        self.addresses.update({path, response.headers.get("Location", ""), *map(unescape, ADDRESS.findall(page))})
        self.titles.update(map(unescape, TITLE.findall(page)))
        return page

    def walk(self, start: str) -> set[str]:
        """Follow links; returns the routes seen."""
        waiting, kinds, seen = deque([start]), {start}, set()
        while waiting and len(seen) < MOST_PAGES:
            path = waiting.popleft()
            page = self.get(path)
            seen.add(route_of(path))
            for link in map(unescape, re.findall(r'<a [^>]*?href="(/[^"#]*)', page)):
                kind = f"{route_of(link)} {sorted(re.findall('[?&]([^=&]+)=', link))}"
                if kind not in kinds:
                    kinds.add(kind)
                    waiting.append(link)
        return seen


@pytest.fixture
def log():
    """What an installation's log would hold at INFO."""
    text = io.StringIO()
    configuration = logs.configuration(level="INFO", style="json")
    made = logging.config.DictConfigurator(configuration)
    handler = logging.StreamHandler(text)
    handler.setFormatter(made.configure_formatter(configuration["formatters"]["lines"]))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


def found_in(words: str) -> list[str]:
    """Which of SECRETS are in these words, however they are escaped or spaced."""
    plain = unquote_plus(unescape(words)).lower()
    return [one for one in SECRETS if one in plain or one.replace(" ", "") in plain.replace(" ", "")]


def test_a_name_would_be_found():
    assert found_in("/search?q=Ava%20Okoro") == ["okoro"]
    assert found_in("GET /people?postcode=WX4+2PL") == ["wx4", "2pl"]
    assert found_in("/people/h3kq/timeline") == []


def breaks(*_, **__):
    """Something breaks with a family in its hands."""
    raise ValueError("Ava Okoro, 14 Tanner Row, WX4 2PL, 999 000 0018")


@pytest.mark.slow
def test_a_day_of_work_names_nobody_in_logs_addresses_and_titles(log, monkeypatch):
    house = notes.household()
    people_actions.record_fact(house.ava, Identifier(scheme="nhs", value=NHS_NUMBER), by=house.worker)
    people_actions.record_fact(house.kelly, ContactPoint(kind="phone", value="07700 900123"), by=house.worker)
    notes.note(house.ava, by=house.worker, text="Kelly Marlowe rang about the school run.")
    house.worker.email = "joanne.adeyemi@example.org"
    house.worker.set_password(PASSWORD)
    house.worker.save()
    day = Day()

    day.post("/sign-in", {"username": "ava.okoro@example.org", "password": "hunter2"})
    day.post("/sign-in", {"username": house.worker.email, "password": "hunter2"})
    day.post("/sign-in", {"username": house.worker.email, "password": PASSWORD})
    assert "Joanne Adeyemi" in day.get("/account")
    for words in TYPED:
        day.post("/search", {"find": words})
        day.get(day.client.get("/search").headers.get("Location", "/"))
    record = f"/people/{house.ava.ref}"
    seen = day.walk(f"{record}/") | day.walk("/")
    assert {"people:record", "people:family", "notes:timeline", "notes:new", "people:details"} <= seen, seen
    note = {
        "kind": "call",
        "happened-day": "31",
        "text_1": "Kelly Marlowe rang about the school run.",
        "where": "14 Tanner Row",
    }
    day.post(f"{record}/notes/new", note)
    day.post(f"{record}/notes/new", {**note, "draft_leave": "1"})

    for wrong in (f"{record}x", "/people/aaaabbbbcccc/timeline", "/nothing/here"):
        day.get(wrong)
    assert 404 in day.statuses

    with monkeypatch.context() as broken:
        broken.setattr(records, "open_record", breaks)
        page = day.get(f"{record}/details")
    assert 500 in day.statuses and not found_in(page)

    stranger = Day()
    stranger.client.force_login(access.user(["designated_safeguarding_lead"], access.school()))
    refused = stranger.get(f"{record}/timeline")
    assert not found_in(TITLE.findall(refused)[0] if TITLE.findall(refused) else "")
    assert stranger.statuses <= {302, 403, 404}
    day.post("/sign-out", {})

    lines = log.getvalue()
    assert "request" in lines and len(lines.splitlines()) > 30, "the log was listened to"
    named = [line for line in lines.splitlines() if found_in(line)]
    assert not named, "\n".join(named)
    for kind, those in (("address", day.addresses | stranger.addresses), ("title", day.titles | stranger.titles)):
        wrong = [f"{kind}: {one}" for one in sorted(those) if found_in(one)]
        assert not wrong, "\n".join(wrong)
