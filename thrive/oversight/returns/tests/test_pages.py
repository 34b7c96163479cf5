"""Pages of imports: what an analyst sees and does, and that nobody else does."""

import csv
import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import NARROW, WIDE, sideways_scroll
from thrive.base.access.models import Authority, Subject
from thrive.base.access.tests.factories import council, user
from thrive.base.history.models import AuditEntry
from thrive.base.people.models import Identifier, Person
from thrive.oversight.returns import actions
from thrive.oversight.returns.forms import MAX_MB
from thrive.oversight.returns.models import ImportRun
from thrive.oversight.returns.tests.files import assessment, child, message, referral, save

FULL = referral("2024-05-01", assessment())
FAULTY = message(
    child("A1", FULL, referral("never")),
    child("=1+1", referral("2024-05-01", source="9Z")),
    *(child(f"B{number}", referral("2024-05-01", assessment(authorised="31-31-2024"))) for number in range(60)),
)


@pytest.fixture
def analyst(db):
    """Somebody who may import, in Wexmoor."""
    wexmoor = Authority.objects.create(dfe_code="926", name="Wexmoor", is_home=True)
    return user(["performance_analyst"], council(wexmoor), name="Nia Rees")


@pytest.fixture
def run(analyst, tmp_path):
    """A run with findings."""
    return actions.import_paths([save(tmp_path, FAULTY)], started_by=analyst)[0].run


@pytest.fixture
def signed_in(client, analyst):
    """A client in which the analyst is signed in."""
    client.force_login(analyst)
    return client


def upload(text: str = FAULTY, name: str = "cin-2025.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_an_empty_list_says_what_to_do(signed_in):
    page = text(signed_in.get(reverse("returns:imports")))
    assert "No file has come in." in page
    assert reverse("returns:import") in page


def test_the_list_shows_each_file_and_what_became_of_it(signed_in, run):
    page = text(signed_in.get(reverse("returns:imports")))
    assert "census.xml" in page and "Children in need census 2025" in page and "by Nia Rees" in page
    assert reverse("returns:report", args=[run.ref]) in page


def test_a_file_is_brought_in_and_its_report_shown(signed_in):
    response = signed_in.post(reverse("returns:import"), {"file": upload()}, follow=True)
    run = ImportRun.objects.get()
    assert response.redirect_chain == [(reverse("returns:report", args=[run.ref]), 302)]
    assert (run.file_name, run.started_by.name) == ("cin-2025.xml", "Nia Rees")
    page = text(response)
    assert "61 records or fields were refused" in page
    assert "The first date of this record cannot be read." in page
    assert Person.objects.exists()


def test_a_dry_run_shows_the_report_and_keeps_nothing(signed_in):
    response = signed_in.post(reverse("returns:import"), {"file": upload(), "dry_run": "on"})
    page = text(response)
    assert response.status_code == 200
    assert "read only: nothing was changed" in page and "would be taken" in page
    assert not Person.objects.exists() and not ImportRun.objects.exists()


def test_a_file_that_cannot_be_used_says_why(signed_in):
    page = text(signed_in.post(reverse("returns:import"), {"file": upload(FAULTY[:3_000])}, follow=True))
    assert "The file could not be used" in page
    assert "stops in the middle" in page and "Nothing was changed." in page


def test_a_file_that_is_too_large_is_sent_to_the_command(signed_in):
    large = SimpleUploadedFile("large.xml", b" " * (MAX_MB * 1024 * 1024 + 1))
    response = signed_in.post(reverse("returns:import"), {"file": large})
    assert f"must be {MAX_MB}MB or smaller" in text(response)
    assert not ImportRun.objects.exists()


def test_no_file_is_a_plain_mistake(signed_in):
    assert "There is a problem" not in text(signed_in.get(reverse("returns:import")))
    assert "Select a file" in text(signed_in.post(reverse("returns:import"), {}))


def test_findings_are_paged_and_narrowed(signed_in, run):
    url = reverse("returns:findings", args=[run.ref])
    page = text(signed_in.get(url))
    assert "63 findings" in page and "31-31-2024" in page
    assert page.count('role="rowheader"') == 50
    assert "2 findings" in text(signed_in.get(url, {"level": "odd"}))
    like = run.findings.filter(reason__startswith="This is not a date").first().pk
    assert "60 findings" in text(signed_in.get(url, {"like": like}))
    assert "63 findings" in text(signed_in.get(url, {"like": "999999999", "level": "nonsense"}))
    assert AuditEntry.objects.filter(verb="returns.findings.seen").exists()


def test_findings_are_downloaded_without_formulas(signed_in, run):
    response = signed_in.get(reverse("returns:download", args=[run.ref]), {"level": "odd"})
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["What", "Line", "Child id", "Field", "Found", "Reason and what to do"]
    assert {row[2] for row in rows[1:]} == {"'=1+1"}
    assert AuditEntry.objects.filter(verb="returns.findings.downloaded").exists()


@pytest.mark.parametrize("role", ["front_door_officer", "practice_supervisor", "administrator"])
def test_nobody_else_may(client, analyst, run, role):
    client.force_login(user([role], analyst.organisation))
    for name in ("imports", "import", "report", "findings", "download"):
        arguments = [] if name in ("imports", "import") else [run.ref]
        response = client.get(reverse(f"returns:{name}", args=arguments))
        assert response.status_code == 403, name
        assert "31-31-2024" not in text(response) and "census.xml" not in text(response)


def test_an_analyst_of_another_authority_knows_nothing_of_it(client, run):
    elsewhere = Authority.objects.create(dfe_code="301", name="Elsewhere", is_home=True)
    client.force_login(user(["performance_analyst"], council(elsewhere)))
    assert client.get(reverse("returns:report", args=[run.ref])).status_code == 404
    assert "census.xml" not in text(client.get(reverse("returns:imports")))


def test_nothing_of_a_child_stands_in_titles_or_addresses(signed_in, run):
    page = signed_in.get(reverse("returns:findings", args=[run.ref])).content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert "A1" not in title and "B1" not in title


def test_the_number_of_queries_does_not_grow(signed_in, run, django_assert_max_num_queries):
    for name, arguments in (("imports", []), ("report", [run.ref]), ("findings", [run.ref])):
        with django_assert_max_num_queries(12):
            signed_in.get(reverse(f"returns:{name}", args=arguments))


@pytest.mark.django_db(transaction=True)
def test_pages_in_a_browser(page, live_server, sign_in, axe, analyst, run):
    sign_in(analyst)
    paths = [
        ("imports", reverse("returns:imports")),
        ("import", reverse("returns:import")),
        ("report", reverse("returns:report", args=[run.ref])),
        ("findings", reverse("returns:findings", args=[run.ref])),
    ]
    pictures = os.environ.get("THRIVE_PICTURES")
    for name, path in paths:
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{live_server.url}{path}")
            if pictures:
                page.screenshot(path=f"{pictures}/{name}-{width}.png", full_page=True)
            axe(page)
            assert sideways_scroll(page) == 0, (name, width)


def test_a_file_that_says_nothing_new_is_not_said_to_be_taken(signed_in):
    whole = message(child("A1", FULL))
    signed_in.post(reverse("returns:import"), {"file": upload(whole)})
    page = text(signed_in.post(reverse("returns:import"), {"file": upload(whole)}, follow=True))
    assert "Nothing in the file is new" in page and "Everything was taken" not in page


def test_a_file_of_another_authority_says_that_nobody_here_finds_its_children(signed_in):
    Authority.objects.get_or_create(dfe_code="310", defaults={"name": "Harrow"})
    said = "This file is of another authority, Harrow."
    for answers in ({"dry_run": "on"}, {}):
        file = upload(message(child("A1", FULL), lea="310"))
        assert said in text(signed_in.post(reverse("returns:import"), {"file": file, **answers}, follow=True))
    assert said not in text(signed_in.post(reverse("returns:import"), {"file": upload()}, follow=True))


def test_a_birth_date_that_cannot_be_read_is_not_missing_as_well(signed_in):
    file = upload(message(child("A1", FULL, born="2015-13-01")))
    page = text(signed_in.post(reverse("returns:import"), {"file": file, "dry_run": "on"}))
    assert "1 record or field would be refused" in page
    assert "neither a birth date" not in page


@pytest.mark.parametrize("restriction", ["restricted", "sealed"])
def test_a_file_brought_in_by_page_leaves_out_the_children_its_reader_may_not_see(signed_in, restriction):
    """Where the database itself shows the analyst nothing of them, too: they are not added a second time."""
    whole = message(child("A1", FULL))
    signed_in.post(reverse("returns:import"), {"file": upload(whole)})
    Subject.objects.update(restriction=restriction)
    later = message(child("A1", FULL, referral("2025-05-01", assessment("2025-05-02", "2025-06-01"))), year=2026)
    signed_in.post(reverse("returns:import"), {"file": upload(later)})
    report = ImportRun.objects.order_by("-pk")[0]
    assert report.counts["child"] == {"refused": 1}
    assert Person.objects.count() == 1
    assert Identifier.objects.filter(scheme="la_child_id", value="A1").count() == 1
