"""The details of a person in a browser: accessible, narrow enough for a telephone, and whole without scripts."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from conftest import NARROW, WIDE, session_cookie, sideways_scroll
from thrive.base.access.models import User
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.directory.models import Place
from thrive.base.people.actions import people as doing
from thrive.base.people.actions import warnings
from thrive.base.people.models import (
    AgencyContact,
    Characteristic,
    ContactPoint,
    Person,
    PlaceLink,
    Residence,
)
from thrive.base.people.queries.details import KINDS
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("THRIVE_PICTURES", "")

# One page of each shape; with a folder for pictures, all of them are looked at.
SHAPES = {
    "summary-page", "warnings-page", "details", "restrict", "history-addresses", "history-warnings", "add-addresses",
    "add-ethnicity", "add-places", "add-summary", "correct-life", "end-address", "review-warning",
}  # fmt: skip


@pytest.fixture
def worker() -> User:
    """A manager, who sees every button."""
    return access.user(["practice_supervisor", "lead_practitioner"], name="Ruth Osei", phone="01632960001")


@pytest.fixture
def ava(worker: User) -> Person:
    """A child about whom most kinds of fact are recorded, some of them corrected or over."""
    child = factories.person(
        "Ava Okoro", address="14 Tanner Row, Wexmoor", postcode="WX4 2PL", nhs="9990000018", former_name="Ava Marlowe",
        local_id="WX10234", known_as="Avie",
    )  # fmt: skip
    access.involvement(child.subject, worker)
    school = Place.objects.create(kind="school", name="Larkfield Primary School", code="999001", postcode="WX4 2PQ")
    home = Residence.objects.get(person=child)
    right = doing.correct_fact(home, by=worker, why="The numbers were the wrong way round", address="41 Tanner Row")
    moved = Residence(address="3 Mill Court, Wexmoor", postcode="WX4 2PL", true_from=access.days_from_today(-40))
    doing.record_fact(child, moved, by=worker, instead_of=[right])
    wrong = doing.record_fact(child, Residence(kind="second", address="9 Chapel Street"), by=worker)
    doing.withdraw_fact(wrong, by=worker, why="Her cousin’s address")
    for fact in (
        ContactPoint(kind="mobile", value="07700900123", safe=False, safe_note="Do not ring after 5pm"),
        PlaceLink(place=school, true_from=dt.date(2021, 9, 1)),
        AgencyContact(agency="Wexmoor Health", worker="Pat Lowe", role="Health visitor", phone="01632960114"),
        Characteristic(kind="ethnicity", value="MWBA"),
        Characteristic(kind="faith", asked_on=dt.date(2026, 3, 3)),
    ):
        doing.record_fact(child, fact, by=worker)
    doing.write_summary(child, by=worker, text="Ava and Theo are safe at home with their mother.")
    warnings.add_warning(
        child, by=worker, kind="animal", instruction="Ring first: the dog must be shut away",
        reason="It bit a visitor in May", review_on=clock.today(),
    )  # fmt: skip
    return child


def at(one: Person, name: str, *more: object) -> str:
    """The address of a page about somebody."""
    return reverse(f"people:{name}", args=[one.subject.ref, *more])


def pages(child: Person) -> dict[str, str]:
    """Every history, every form to add with, and each of the other steps once."""
    found = {"details": at(child, "details"), "restrict": at(child, "restrict"), "summary-page": at(child, "record")}
    found["warnings-page"] = at(child, "warnings")
    for key, kind in KINDS.items():
        found[f"history-{key}"] = at(child, "history", key)
        if "add" in kind.steps:
            found[f"add-{key}"] = at(child, "record-fact", key, "add")
    home = Residence.objects.current().get(person=child, true_to=None)
    for step in ("correct", "end", "withdraw"):
        found[f"{step}-address"] = at(child, "change-fact", "addresses", home.pk, step)
    warning = child.warning_rows.get(replaced_at=None)
    found["review-warning"] = at(child, "change-fact", "warnings", warning.pk, "review")
    found["correct-life"] = at(child, "change-fact", "life", child.life_rows.get(replaced_at=None).pk, "correct")
    found["died"] = at(child, "record-fact", "life", "died")
    return found


def picture(page: Page, name: str) -> None:
    """Keep a picture for whoever wants to look."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def faults(page: Page, name: str, axe) -> list[str]:
    """What is wrong with a page as it stands."""
    found = [] if page.locator("h1").count() == 1 else [f"{name}: not one heading"]
    if sideways_scroll(page):
        found.append(f"{name}: too wide")
    try:
        axe(page)
    except AssertionError as broken:
        found.append(f"{name}: {broken}")
    return found


def test_every_page_is_accessible_and_fits(live_server, page: Page, sign_in, worker: User, ava: Person, axe) -> None:
    sign_in(worker)
    found: list[str] = []
    for name, path in pages(ava).items():
        if name not in SHAPES and not PICTURES:
            continue
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.goto(f"{live_server.url}{path}")
        found.extend(faults(page, name, axe))
        picture(page, f"{name}-wide")
        page.set_viewport_size({"width": NARROW, "height": 800})
        found.extend(faults(page, name, axe))
        picture(page, f"{name}-narrow")
    assert not found, "\n".join(found)


def test_a_school_is_found_and_recorded_without_scripts(
    live_server, browser: Browser, page_without_scripts: Page, worker: User, ava: Person
) -> None:
    Place.objects.create(kind="school", name="Wexmoor Academy", code="999002")
    page = page_without_scripts
    page.context.add_cookies([session_cookie(worker, live_server.url)])
    page.goto(f"{live_server.url}{at(ava, 'record-fact', 'places', 'add')}")
    page.get_by_label("Find a school or GP surgery").fill("academy")
    page.get_by_role("button", name="Find", exact=True).last.click()
    page.get_by_label("Wexmoor Academy").check()
    page.get_by_label("School or college: Larkfield Primary School").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Enter the day on which this changed").first).to_be_visible()
    today = clock.today()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The school or GP was added.")).to_be_visible()
    now = PlaceLink.objects.current().filter(person=ava, true_to=None).get()
    assert now.place.name == "Wexmoor Academy"


def test_a_date_in_a_filter_stands_on_one_line(page: Page, live_server, sign_in, worker, ava) -> None:
    sign_in(worker)
    page.goto(live_server.url + reverse("people:access", args=[ava.ref]))
    tops = page.locator(".moj-filter .govuk-date-input").first.locator(".govuk-date-input__item")
    assert len(set(tops.evaluate_all("items => items.map(item => item.offsetTop)"))) == 1
