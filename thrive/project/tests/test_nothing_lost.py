"""What somebody has typed outlives the server: a restart, and the death of the process that was about to keep it.

A real server, in a process of its own, ended by its id.
"""

import html
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.training import START_WITHIN_SECONDS, SignIn, training_copy
from thrive.base.calendar import clock

pytestmark = pytest.mark.slow

WORDS = "Kelly rang about the school run. Ava was in the room."


@pytest.fixture(scope="module")
def copy() -> Iterator:
    with training_copy(children=20) as made:
        yield made


class Visitor:
    """Somebody with a browser of the simplest kind: it keeps cookies and sends forms."""

    def __init__(self, url: str, who: SignIn) -> None:
        self.http = httpx.Client(base_url=url, follow_redirects=True, timeout=30)
        form = self.hidden("/sign-in")
        self.http.post("/sign-in", data={**form, "username": who.email, "password": who.password})

    def hidden(self, path: str) -> dict[str, str]:
        """What the form on a page carries without being asked."""
        page = self.http.get(path).text
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
        return {name: html.unescape(value) for name, value in fields}

    def a_childs_note_form(self) -> str:
        """Where a note is written about the first child on the home page."""
        ref = re.search(r"/people/([a-z0-9]{12})", self.http.get("/").text)
        assert ref, "The visitor has no child"
        return f"/people/{ref[1]}/notes/new"

    def open(self, path: str) -> tuple[dict[str, str], str]:
        """A form as it is opened: what it carries, and where it keeps its draft."""
        page = self.http.get(path).text
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        address = re.search(r"/drafts/[a-z0-9]{12}(?=[\"'])", page)
        assert address, "The form keeps no draft"
        return {name: html.unescape(value) for name, value in fields.items()}, address[0]

    def keep(self, form: dict[str, str], address: str, revision: int) -> httpx.Response:
        """What the page's script sends while somebody types."""
        return self.http.post(address, data={**form, "text_1": WORDS, "draft_revision": str(revision)})


def lead(copy) -> SignIn:
    return next(one for one in copy.sign_ins if one.role == "Family Help lead practitioner")


@pytest.fixture
def visitor(copy) -> Iterator[Visitor]:
    """A lead practitioner, signed in."""
    who = Visitor(copy.url, lead(copy))
    yield who
    who.http.close()


def processes_of(pid: int) -> dict[int, str]:
    """The processes that one has started, by id, each with its title."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (folder / "stat").exists():
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def answers_again(url: str) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/healthy", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError("The server does not answer again")


def text_in(page: str) -> str:
    return html.unescape(page)


def test_the_web_process_is_killed_and_the_draft_is_gone_on_with(copy, visitor):
    path = visitor.a_childs_note_form()
    form, address = visitor.open(path)
    assert visitor.keep(form, address, 0).json()["revision"] == 1
    web = [pid for pid, title in processes_of(copy.pid).items() if "background" not in title]
    assert web, processes_of(copy.pid)
    for pid in web:
        os.kill(pid, signal.SIGKILL)
    answers_again(copy.url)
    assert not set(web) & set(processes_of(copy.pid))
    later = visitor.keep(form, address, 1)
    assert later.status_code == 200, later.text
    page = visitor.http.get(f"{path}?draft={address.rpartition('/')[2]}").text
    assert WORDS in text_in(page)


def test_the_process_dies_while_it_keeps_a_draft_and_the_page_tries_again(copy, visitor):
    """The script's own way: no answer, so the same is sent again. It is kept once, whichever came through."""
    path = visitor.a_childs_note_form()
    form, address = visitor.open(path)
    web = [pid for pid, title in processes_of(copy.pid).items() if "background" not in title]
    for pid in web:
        os.kill(pid, signal.SIGSTOP)  # it takes the call and does not come to answer it
    with pytest.raises(httpx.HTTPError):
        visitor.http.post(address, data={**form, "text_1": WORDS, "draft_revision": "0"}, timeout=1)
    for pid in web:
        os.kill(pid, signal.SIGKILL)
    answers_again(copy.url)
    kept = visitor.keep(form, address, 0)
    assert kept.json()["revision"] == 1
    assert visitor.keep(form, address, 0).json()["revision"] == 1
    assert text_in(visitor.http.get("/drafts").text).count(address.rpartition("/")[2]) == 2  # go on, and discard


def test_the_server_is_restarted_and_the_draft_becomes_a_note_once(copy, visitor):
    path = visitor.a_childs_note_form()
    form, address = visitor.open(path)
    visitor.keep(form, address, 0)
    copy.restart()
    page = visitor.http.get(f"{path}?draft={address.rpartition('/')[2]}")
    assert page.status_code == 200 and WORDS in text_in(page.text), page.url
    today = clock.today()
    sent = {
        **form,
        "draft_revision": "1",
        "about": path.split("/")[2],
        "kind": "call",
        "happened_on-day": str(today.day),
        "happened_on-month": str(today.month),
        "happened_on-year": str(today.year),
        "text_1": WORDS,
    }
    for _ in range(2):
        done = visitor.http.post(path, data=sent)
        assert done.status_code == 200 and "/timeline" in str(done.url) or "/notes/" in str(done.url), done.url
    assert text_in(visitor.http.get(path.replace("/notes/new", "/timeline")).text).count(WORDS[:30]) == 1
