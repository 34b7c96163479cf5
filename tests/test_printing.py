"""Pages are printed at an address of their own: the same page, for the same readers, and the log says so."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.architecture.test_web import routes
from thrive.base.access.models import User
from thrive.base.access.printing import SUFFIX
from thrive.base.access.tests import factories as make
from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry
from thrive.base.notes.tests import factories as notes
from thrive.base.people.actions import samples, sealing
from thrive.base.people.models import Name, Person
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db

OF_A_RECORD = ["record", "warnings", "family", "details", "known"]


@pytest.fixture
def ava() -> Person:
    """A child."""
    return factories.person("Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL")


@pytest.fixture
def nia(ava: Person) -> User:
    """Who works with her."""
    worker = make.user(["lead_practitioner"], name="Nia Rees")
    make.involvement(ava.subject, worker)
    return worker


@pytest.fixture
def signed_in(client: Client, nia: User) -> Client:
    """Her worker at the computer."""
    client.force_login(nia)
    return client


def printed() -> list[tuple[str, int | None]]:
    """What the log says was printed: which page, about whom."""
    rows = AuditEntry.objects.filter(verb="access.printed").order_by("pk")
    return [(one.details["tab"], one.subject_id) for one in rows]


def text(answer) -> str:
    """The words of a page that was answered."""
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("name", OF_A_RECORD)
def test_a_page_of_a_record_leads_to_its_print_and_that_is_logged(signed_in, ava, nia, name):
    page = text(signed_in.get(reverse(f"people:{name}", args=[ava.ref])))
    (address,) = re.findall(r'<a class="govuk-link" href="([^"]+)">Print this page</a>', page)
    assert printed() == []
    paper = text(signed_in.get(address))
    ((says, subject),) = printed()
    assert subject == ava.pk and says
    assert AuditEntry.objects.get(verb="access.printed").actor_id == nia.pk
    assert paper.count("Official-Sensitive. Printed by Nia Rees, ") == 2, "at the head, and at the foot of each sheet"
    assert 'aria-label="Main"' in page and 'aria-label="Main"' not in paper, "it is a sheet, and no way through Thrive"


def test_who_is_it_and_what_to_beware_of_come_first(signed_in, ava):
    paper = text(signed_in.get(f"/people/{ava.ref}/print"))
    assert paper.index("Printed by") < paper.index('class="th-strip__name"') < paper.index("<h1>")


def test_neither_title_nor_address_names_anybody(signed_in, ava):
    for name in (*(f"people:{one}" for one in OF_A_RECORD), "notes:timeline", "notes:read"):
        address = reverse(f"{name}{SUFFIX}", args=[ava.ref])
        (title,) = re.findall("<title>(.*?)</title>", text(signed_in.get(address)))
        assert "Okoro" not in title + address and "Ava" not in title + address


def test_what_the_page_was_asked_is_asked_of_its_print(signed_in, ava):
    page = text(signed_in.get(f"/people/{ava.ref}/family?day=2026-03-01"))
    assert f'href="/people/{ava.ref}/family/print?day=2026-03-01"' in page
    paper = text(signed_in.get(f"/people/{ava.ref}/family/print?day=2026-03-01"))
    assert "1 March 2026" in paper
    assert f'href="/people/{ava.ref}/family?day=2026-03-01">Back to the page' in paper


def test_whoever_may_not_read_the_page_may_not_print_it_and_only_the_refusal_is_logged(client, ava):
    client.force_login(make.user(["administrator"]))
    assert client.get(f"/people/{ava.ref}/print").status_code == 403
    assert "Print this page" not in client.get(f"/people/{ava.ref}/").content.decode()
    assert printed() == []
    assert AuditEntry.objects.filter(verb="access.refused").exists()


def test_whoever_could_open_it_is_asked_why_first(client, ava):
    client.force_login(make.user(["lead_practitioner"]))
    answer = client.get(f"/people/{ava.ref}/family/print")
    assert answer.status_code == 302 and f"/people/{ava.ref}/open" in answer["Location"]
    assert printed() == []


def test_nothing_is_printed_by_sending_a_form_or_by_asking_for_the_head(signed_in, ava):
    assert signed_in.post(f"/people/{ava.ref}/print").status_code == 405
    assert signed_in.head(f"/people/{ava.ref}/print").status_code == 405
    assert printed() == []


def test_a_withheld_address_is_withheld_on_paper(client, ava):
    ava.subject.address_restricted = True
    ava.subject.save()
    reader = make.user(["lead_practitioner"])
    client.force_login(reader)
    client.post(f"/people/{ava.ref}/open", {"reason": "duty"})
    for page in ("", "family/", "details/", "known/"):
        paper = text(client.get(f"/people/{ava.ref}/{page}print"))
        assert "Tanner" not in paper and "WX4" not in paper


def test_a_paragraph_about_one_child_is_not_printed_with_another(client):
    ava, theo = factories.person("Ava Okoro"), factories.person("Theo Okoro")
    worker = make.user(["lead_practitioner"])
    for child in (ava, theo):
        make.involvement(child.subject, worker)
    paragraphs = [("Both were at home.", None), ("Ava has a rash.", ava)]
    note = notes.note(ava, theo, by=worker, paragraphs=paragraphs)
    client.force_login(worker)
    for of_theo in (f"/notes/{note.ref}/print?from={theo.ref}", f"/people/{theo.ref}/timeline/in-full/print"):
        paper = text(client.get(of_theo))
        assert "Both were at home." in paper and "rash" not in paper
    assert "Ava has a rash." in text(client.get(f"/notes/{note.ref}/print?from={ava.ref}"))
    assert {says for says, _ in printed()} == {"note", "timeline in full"}


def test_the_log_itself_is_printed_and_that_is_in_the_log(client, ava, nia):
    client.force_login(make.user(["information_governance"], name="Ines Doyle"))
    assert "Who looked" in text(client.get(f"/people/{ava.ref}/access/print"))
    assert "What Nia Rees did" in text(client.get(f"/log/users/{nia.ref}/print"))
    assert "Looks that stand out" in text(client.get("/log/standing-out/print"))
    assert printed() == [("who looked", ava.pk), ("what a user did", None), ("looks that stand out", None)]
    assert AuditEntry.objects.get(verb="access.printed", details__tab="what a user did").object_id == nia.pk
    shown = text(client.get(f"/people/{ava.ref}/access?action=access.printed"))
    assert "Opened to print: who looked" in shown and "<strong>1 entry</strong>" in shown


def test_a_sample_and_the_list_of_them_are_printed_and_that_is_logged(client, ava):
    governor = make.user(["information_governance"], make.council(ava.subject.authority), name="Ines Doyle")
    auditor = make.user(["auditor"], make.council(ava.subject.authority))
    sample = samples.name_sample(
        auditor, by=governor, title="Autumn", purpose="How plans begin", first_day=clock.today(), last_day=clock.today()
    )
    samples.put_in(sample, [ava.subject], by=governor)
    client.force_login(governor)
    assert "Autumn" in text(client.get("/samples/print"))
    assert "Ava Okoro" in text(client.get(f"/samples/{sample.ref}/print"))
    assert printed() == [("samples", None), ("a sample", ava.pk)]


def test_sealed_parts_are_printed_only_by_whoever_is_named_for_them(client):
    posy = factories.person("Posy Ellerby", former_name="Poppy Trevanion")
    manager = make.user(["practice_supervisor"], make.council(posy.subject.authority), name="Ola Manby")
    reader = make.user(["lead_practitioner"], make.council(posy.subject.authority))
    for one in (manager, reader):
        make.involvement(posy.subject, one, role="lead_practitioner")
    row = Name.objects.get(person=posy, kind="former")
    sealing.seal_part(posy, row, by=make.fresh(manager), reason="adoption", why="Placed in May.")
    client.force_login(reader)
    assert client.get(f"/people/{posy.ref}/sealed/print").status_code == 404
    assert printed() == []
    client.force_login(manager)
    assert f'href="/people/{posy.ref}/sealed/print">Print this page' in text(client.get(f"/people/{posy.ref}/sealed"))
    assert "Poppy Trevanion" in text(client.get(f"/people/{posy.ref}/sealed/print"))
    assert printed() == [("sealed parts", posy.pk)]


def test_every_print_route_has_a_page_beside_it():
    names = dict(routes(get_resolver()))
    prints = [one for one in names if one.endswith(SUFFIX)]
    assert len(prints) >= 16
    for one in prints:
        assert names[one].needs == names[one.removesuffix(SUFFIX)].needs
