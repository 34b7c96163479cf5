"""One test for each way in which typed words could be lost, on a form such as any room has."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from thrive.base.access.tests import factories as access
from thrive.base.record import queries
from thrive.base.record.models import Draft
from thrive.base.record.tests import a_form

pytestmark = [pytest.mark.django_db, pytest.mark.urls("thrive.base.record.tests.a_form")]


@pytest.fixture(autouse=True)
def _nothing_sent():
    a_form.MADE.clear()


@pytest.fixture
def worker():
    return access.user(["lead_practitioner"])


@pytest.fixture
def signed_in(client: Client, worker):
    client.force_login(worker)
    return client


def hidden(response) -> dict[str, str]:
    """What the page's form carries by itself."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {name: value for name, value in pairs if name.startswith("draft_") or name == "csrfmiddlewaretoken"}


def open_form(client: Client, url: str = "/letter") -> dict[str, str]:
    response = client.get(url)
    assert response.status_code == 200
    return hidden(response)


def typed(page: dict[str, str], words: str, **others: str) -> dict[str, str]:
    return {**page, "to": "Ruth", "words": words, **others}


def autosave(client: Client, page: dict[str, str], words: str):
    ref = ref_of(page)
    response = client.post(reverse("record:draft", args=[ref]), typed(page, words))
    if response.status_code == 200:
        page["draft_revision"] = str(response.json()["revision"])
    return response


def ref_of(page: dict[str, str]) -> str:
    from thrive.base.record import tokens

    slip = tokens.read(page["draft_slip"])
    assert slip is not None
    return slip.ref


def drafts_of(worker) -> list[str]:
    return [draft.answers["words"][0] for draft in queries.own_drafts(viewer=worker)]


def end_session(client: Client) -> None:
    client.get("/end-session")


def test_autosave_answers_with_time_and_revision(signed_in, worker):
    page = open_form(signed_in)
    answer = autosave(signed_in, page, "Dear")
    assert answer.json()["revision"] == 1 and re.fullmatch(
        r"\d{1,2}(:\d\d)?[ap]m|mid(day|night)", answer.json()["saved_at"]
    )
    assert autosave(signed_in, page, "Dear Ruth").json()["revision"] == 2
    assert drafts_of(worker) == ["Dear Ruth"]


def test_autosave_without_a_good_slip_is_refused(signed_in):
    page = open_form(signed_in)
    ref = ref_of(page)
    assert signed_in.post(f"/drafts/{ref}", {"words": "x"}).status_code == 403
    assert (
        signed_in.post(f"/drafts/{ref}", typed({**page, "draft_slip": page["draft_slip"] + "x"}, "x")).status_code
        == 403
    )
    assert signed_in.post("/drafts/aaaabbbbcccc", typed(page, "x")).status_code == 403
    assert signed_in.get(f"/drafts/{ref}").status_code == 405
    assert not Draft.objects.exists()


def test_sending_makes_it_and_closes_the_draft(signed_in, worker):
    page = open_form(signed_in)
    autosave(signed_in, page, "Dear Ruth")
    response = signed_in.post("/letter", typed(page, "Dear Ruth, yours"))
    assert response.url == "/sent/letter1"
    assert [words for _, words in a_form.MADE] == ["Dear Ruth, yours"]
    assert drafts_of(worker) == []


def test_double_click_sends_once(signed_in):
    page = open_form(signed_in)
    first = signed_in.post("/letter", typed(page, "Dear Ruth"))
    second = signed_in.post("/letter", typed(page, "Dear Ruth"))
    assert first.url == second.url == "/sent/letter1"
    assert len(a_form.MADE) == 1


def test_errors_keep_what_was_typed_on_the_page_and_on_the_server(signed_in, worker):
    page = open_form(signed_in)
    response = signed_in.post("/letter", typed(page, "Dear Ruth", to=""))
    assert response.status_code == 200
    assert b"Enter to" in response.content and b"Dear Ruth" in response.content
    assert drafts_of(worker) == ["Dear Ruth"]


def test_the_session_ends_while_somebody_types(signed_in, worker):
    """The autosave after the session's end still reaches the draft, and signing in leads back to it."""
    page = open_form(signed_in)
    autosave(signed_in, page, "Dear")
    end_session(signed_in)
    assert autosave(signed_in, page, "Dear Ruth").status_code == 200
    assert drafts_of(worker) == ["Dear Ruth"]


def test_the_session_ends_and_the_form_is_sent(signed_in, worker):
    """Everything typed is in the draft, nothing is sent, and after signing in the form is as it was left."""
    page = open_form(signed_in)
    autosave(signed_in, page, "Dear")
    end_session(signed_in)
    response = signed_in.post("/letter", typed(page, "Dear Ruth, yours"))
    assert response.status_code == 302 and response.url.startswith(reverse("access:sign-in"))
    assert a_form.MADE == []
    assert drafts_of(worker) == ["Dear Ruth, yours"]
    signed_in.force_login(worker)
    back = re.search(r"next=(.+)$", response.url).group(1).replace("%3F", "?").replace("%3D", "=")
    assert back == f"/letter?draft={ref_of(page)}"
    assert b"Dear Ruth, yours" in signed_in.get(back).content


def test_the_session_ends_before_anything_was_saved(signed_in, worker):
    """Without scripts nothing was saved on the way: the form alone brings it all."""
    page = open_form(signed_in)
    end_session(signed_in)
    signed_in.post("/letter", typed(page, "All of it"))
    assert drafts_of(worker) == ["All of it"]


def test_somebody_signs_in_again_in_another_window(worker):
    """The form's own guard is out of date then. Its words are kept, and it can be sent again."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(worker)
    page = open_form(client)
    client.logout()
    client.cookies.clear()
    client.force_login(worker)
    open_form(client)
    response = client.post("/letter", typed(page, "Dear Ruth, yours"))
    assert response.url == f"/letter?draft={ref_of(page)}"
    assert a_form.MADE == []
    shown = client.get(response.url)
    assert b"Dear Ruth, yours" in shown.content and b"signed in again" in shown.content
    assert client.post("/letter", typed(hidden(shown), "Dear Ruth, yours")).url == "/sent/letter1"


def test_another_person_signs_in_on_the_same_computer(signed_in, worker):
    """They see nothing of what was typed, and it is not sent in their name."""
    page = open_form(signed_in)
    other = access.user(["lead_practitioner"])
    signed_in.force_login(other)
    response = signed_in.post("/letter", typed(page, "Dear Ruth"))
    assert response.url == "/"
    assert a_form.MADE == [] and drafts_of(other) == []
    assert drafts_of(worker) == ["Dear Ruth"]


def test_somebody_who_has_left_cannot_write_into_their_old_drafts(signed_in, worker):
    page = open_form(signed_in)
    worker.ends_on = access.days_from_today(-1)
    worker.save()
    assert autosave(signed_in, page, "Dear Ruth").status_code == 403
    assert not Draft.objects.exists()


def test_two_windows_show_both_versions_and_let_the_worker_choose(signed_in, worker):
    page = open_form(signed_in)
    autosave(signed_in, page, "First")
    address = f"/letter?draft={ref_of(page)}"
    left, right = open_form(signed_in, address), open_form(signed_in, address)
    autosave(signed_in, left, "From the left")
    assert autosave(signed_in, right, "From the right").json() == {"conflict": True}
    assert sorted(drafts_of(worker)) == ["From the left", "From the right"]
    response = signed_in.post("/letter", typed(right, "From the right"))
    assert response.status_code == 409
    assert b"From the left" in response.content and b"From the right" in response.content
    assert b"<h2>Words</h2>" in response.content and b"<h2>To</h2>" not in response.content
    assert a_form.MADE == []
    chosen = typed(hidden(response), "From the right", draft_settle="yes", draft_keep_words="theirs")
    response = signed_in.post("/letter", chosen)
    assert response.url == address
    assert drafts_of(worker) == ["From the left"]
    assert signed_in.post("/letter", typed(open_form(signed_in, address), "From the left")).url == "/sent/letter1"
    assert drafts_of(worker) == []


def test_the_network_goes_and_comes_back(signed_in, worker):
    """The answer to a save was lost: the page tries again with what it has now, and is not told of a conflict."""
    page = open_form(signed_in)
    autosave(signed_in, page, "a")
    believed = dict(page)
    autosave(signed_in, page, "ab")
    page.update(believed)
    assert autosave(signed_in, page, "abc").status_code == 200
    assert drafts_of(worker) == ["abc"]


def test_the_browser_is_killed_and_opened_again(signed_in, worker):
    """The form offers the draft, and goes on with it."""
    page = open_form(signed_in)
    autosave(signed_in, page, "Half of a let")
    again = signed_in.get("/letter")
    offered = f"/letter?draft={ref_of(page)}"
    assert offered.encode() in again.content and b"Half of a let" in again.content
    resumed = signed_in.get(offered)
    assert b'rows="5"' in resumed.content and b">Half of a let</textarea>" in re.sub(
        rb">\s+Half", b">Half", resumed.content
    )
    assert b"There is a problem" not in resumed.content
    signed_in.post("/letter", typed(hidden(resumed), "Half of a letter, and the rest"))
    assert [words for _, words in a_form.MADE] == ["Half of a letter, and the rest"]
    assert drafts_of(worker) == []


def test_back_button_after_sending_does_not_send_again(signed_in, worker):
    """The old page is sent unchanged: the same letter. Changed: the words are kept as a draft and offered."""
    page = open_form(signed_in)
    signed_in.post("/letter", typed(page, "Dear Ruth"))
    assert signed_in.post("/letter", typed(page, "Dear Ruth")).url == "/sent/letter1"
    response = signed_in.post("/letter", typed(page, "Dear Ruth, and one thing more"))
    assert len(a_form.MADE) == 1
    assert drafts_of(worker) == ["Dear Ruth, and one thing more"]
    assert b"one thing more" in signed_in.get(response.url).content


def test_a_sent_draft_opened_again_leads_to_what_it_became(signed_in):
    page = open_form(signed_in)
    signed_in.post("/letter", typed(page, "Dear Ruth"))
    assert signed_in.get(f"/letter?draft={ref_of(page)}").url == "/sent/letter1"


def test_save_and_come_back_needs_no_script(signed_in, worker):
    page = open_form(signed_in)
    response = signed_in.post("/letter", typed(page, "Half of it", to="", draft_leave="yes"))
    assert response.status_code == 302 and response.url == "/"
    assert a_form.MADE == [] and drafts_of(worker) == ["Half of it"]
    assert b"Half of it" in signed_in.get("/drafts").content


def test_a_record_that_closed_meanwhile_keeps_the_words(signed_in, worker, monkeypatch):
    """The view refuses before it reads the form; what the form brought is a draft all the same."""
    page = open_form(signed_in)
    from django.core.exceptions import PermissionDenied

    def refuses(*args, **kwargs):
        raise PermissionDenied

    monkeypatch.setattr(a_form.drafting, "begin", refuses)
    assert signed_in.post("/letter", typed(page, "Dear Ruth")).status_code == 403
    assert drafts_of(worker) == ["Dear Ruth"]


def test_a_form_is_not_taken_by_another_page(signed_in, monkeypatch):
    page = open_form(signed_in)
    real = a_form.drafting.begin
    monkeypatch.setattr(
        a_form.drafting, "begin", lambda request, **asked: real(request, **{**asked, "form": "test.other"})
    )
    assert signed_in.post("/letter", typed(page, "Dear Ruth")).status_code == 400
    assert a_form.MADE == []


def test_nobody_opens_the_draft_of_another(signed_in, worker):
    page = open_form(signed_in)
    autosave(signed_in, page, "Mine")
    signed_in.force_login(access.user(["lead_practitioner"]))
    response = signed_in.get(f"/letter?draft={ref_of(page)}")
    assert response.status_code == 404 and b"Mine" not in response.content
    assert signed_in.get(f"/drafts/{ref_of(page)}/discard").status_code == 404


def test_discarding_asks_first(signed_in, worker):
    page = open_form(signed_in)
    autosave(signed_in, page, "Never mind")
    address = reverse("record:discard", args=[ref_of(page)])
    assert b"Discard this draft?" in signed_in.get(address).content
    assert drafts_of(worker) == ["Never mind"]
    assert signed_in.post(address).url == "/drafts"
    assert drafts_of(worker) == []


def test_no_drafts(signed_in):
    assert b"No drafts. What you start and leave appears here." in signed_in.get("/drafts").content
