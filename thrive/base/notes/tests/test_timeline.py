"""The timeline: what it holds, how it is narrowed, and what it costs."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thrive.base.access.rules import Capacity
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.calendar.precision import Precision
from thrive.base.history.models import AuditEntry
from thrive.base.notes.queries import timeline
from thrive.base.notes.queries.filters import Filters
from thrive.base.notes.rules import Seen
from thrive.base.notes.tests import factories
from thrive.base.notes.tests.test_pages import text_of
from thrive.base.people.queries import records
from thrive.base.people.tests import factories as people
from thrive.base.record import events
from thrive.base.record.events import Telling
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
D = dt.date
JUNE = dt.date(2026, 6, 1)


@pytest.fixture
def house():
    return factories.household()


@pytest.fixture
def worker(client: Client, house):
    client.force_login(house.worker)
    return client


def told(*about, on: dt.date = JUNE, title: str = "Something happened", **values) -> Event:
    capacities = values.pop("capacities", {person.pk: Capacity.CHILD for person in about})
    defaults = {"group": "plans", "kind": "test"}
    return events.tell_many([Telling(about=capacities, on=on, title=title, **{**defaults, **values})])[0]


def titles(viewer, person, **asked) -> list[str]:
    record = records.open_record(viewer=access.fresh(viewer), ref=person.ref)
    options = {name: asked.pop(name) for name in ("oldest_first", "number") if name in asked}
    found = timeline.timeline(viewer=record.viewer, record=record, filters=Filters(**asked), **options)
    assert found.total == found.page.paginator.count == len(found.entries) or found.page.has_other_pages()
    return [entry.event.title for entry in found.entries]


def address(person, **query) -> str:
    return reverse("notes:timeline", args=[person.ref]) + (
        "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""
    )


def test_newest_first_then_by_time_and_turned_round(house):
    at = dt.datetime(2026, 6, 2, 9, tzinfo=dt.UTC)
    told(house.ava, on=D(2026, 6, 1), title="first")
    told(house.ava, on=D(2026, 6, 2), title="no time")
    told(house.ava, on=D(2026, 6, 2), title="at nine", at=at)
    told(house.ava, on=D(2026, 6, 2), title="at ten", at=at + dt.timedelta(hours=1))
    assert titles(house.worker, house.ava) == ["at ten", "at nine", "no time", "first"]
    assert titles(house.worker, house.ava, oldest_first=True) == ["first", "at nine", "at ten", "no time"]


def test_events_of_others_and_replaced_events_are_not_there(house):
    told(house.kai, title="of Kai")
    event = told(house.ava, title="replaced")
    Event.objects.filter(pk=event.pk).update(replaced_at=clock.now())
    told(house.ava, house.kai, title="of both")
    assert titles(house.worker, house.ava) == ["of both"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"groups": ("school", "health")}, ["attendance", "scan"]),
        ({"significant": True}, ["plan"]),
        ({"from_on": D(2026, 6, 2)}, ["attendance", "scan"]),
        ({"to_on": D(2026, 6, 1)}, ["plan"]),
        ({"from_on": D(2026, 6, 2), "to_on": D(2026, 6, 2)}, ["scan"]),
        ({"agency": "Larkfield Primary"}, ["attendance"]),
        ({"words": "late MARKS"}, ["attendance"]),
        ({"words": "plan late"}, []),
        ({"words": "%"}, []),
        ({"author": "zzzzzzzzzzzz"}, []),
        ({"groups": ("school",), "significant": True}, []),
    ],
)
def test_filters(house, asked: dict, expected: list[str]):
    told(house.ava, on=D(2026, 6, 1), title="plan", significant=True, by=house.worker)
    told(house.ava, on=D(2026, 6, 2), title="scan", group="health")
    told(
        house.ava, on=D(2026, 6, 3), title="attendance", group="school", sentence="Two late marks",
        agency="Larkfield Primary",
    )  # fmt: skip
    assert titles(house.worker, house.ava, **asked) == expected


def test_by_author(house):
    told(house.ava, title="Joanne's", by=house.worker)
    told(house.ava, title="Ruth's", by=house.manager)
    assert titles(house.worker, house.ava, author=house.manager.ref) == ["Ruth's"]


def test_words_are_sought_in_notes_as_far_as_they_show_here(house):
    paragraphs = [("Both were in.", None), ("Ava has nightmares.", house.ava), ("Theo wets the bed.", house.theo)]
    factories.note(house.ava, house.theo, by=house.worker, paragraphs=paragraphs)
    assert titles(house.worker, house.ava, words="nightmares") == ["Telephone call"]
    assert titles(house.worker, house.theo, words="nightmares") == []
    assert titles(house.worker, house.theo, words="wets bed") == ["Telephone call"]
    assert titles(house.worker, house.theo, words="telephone IN wets") == ["Telephone call"]


def test_words_are_found_in_any_case_with_their_accents(house):
    factories.note(house.ava, by=house.worker, text="Éloïse was there.")
    told(house.ava, title="Letter from ÉLOÏSE")
    assert len(titles(house.worker, house.ava, words="éloïse")) == 2
    assert titles(house.worker, house.ava, words="eloise") == []


def test_brothers_and_sisters_are_added_when_ticked(house):
    told(house.ava, title="of Ava")
    told(house.kai, title="of Kai")
    told(house.ava, house.kai, title="of both")
    asked = (house.ava.ref, house.kai.ref)
    assert sorted(titles(house.worker, house.ava, children=asked)) == ["of Ava", "of Kai", "of both"]
    assert sorted(titles(house.worker, house.ava, children=(house.kai.ref,))) == ["of Kai", "of both"]
    assert AuditEntry.objects.filter(verb="notes.timeline.read", subject_id=house.kai.pk).count() == 2


def test_a_sister_the_viewer_may_not_read_cannot_be_added(house):
    reader = access.user(["lead_practitioner"], factories.council())
    access.involvement(people.subject_of(house.ava), reader)
    told(house.ava, title="of Ava")
    told(house.kai, title="of Kai")
    assert titles(reader, house.ava, children=(house.kai.ref,)) == ["of Ava"]


def test_a_mother_is_read_as_a_parent_and_her_own_childhood_stays_closed(house):
    told(title="in care as a child", capacities={house.kelly.pk: Capacity.CHILD})
    told(title="offered a parenting course", capacities={house.kelly.pk: Capacity.ADULT})
    assert titles(house.worker, house.kelly) == ["offered a parenting course"]
    own = access.user(["lead_practitioner"], factories.council())
    access.involvement(people.subject_of(house.kelly), own)
    assert len(titles(own, house.kelly)) == 2


def test_one_record_beside_the_others_keeps_to_its_capacity(house):
    """With a child and the mother in view at once, hers stays the mother's part."""
    told(title="in care as a child", capacities={house.kelly.pk: Capacity.CHILD})
    told(title="seen", capacities={house.kelly.pk: Capacity.ADULT, house.ava.pk: Capacity.CHILD})
    assert titles(house.worker, house.kelly, children=(house.kelly.ref, house.ava.ref)) == ["seen"]


def test_paging(house):
    for number in range(120):
        told(house.ava, on=D(2025, 1, 1) + dt.timedelta(days=number), title=f"{number}")
    assert titles(house.worker, house.ava)[0] == "119" and len(titles(house.worker, house.ava)) == 50
    assert titles(house.worker, house.ava, number=3) == [str(number) for number in range(19, -1, -1)]
    assert titles(house.worker, house.ava, number=999)[-1] == "0"


# ---------- the page


def test_an_event_shows_when_who_whom_and_how_late(worker, house):
    told(
        house.ava, house.theo, on=D(2026, 6, 4), at=dt.datetime(2026, 6, 4, 15, 15, tzinfo=dt.UTC),
        title="Strategy discussion",
        sentence="Five actions.", by=house.worker, agency="Wexmoor Police", significant=True,
        recorded_at=dt.datetime(2026, 6, 6, 15, 15, tzinfo=dt.UTC),
    )  # fmt: skip
    shown = text_of(worker.get(address(house.ava)))
    for words in (
        "4 Jun 2026 Thursday", "Strategy discussion (significant)", "Recorded 2 days later", "Five actions.", "4:15pm",
        "Joanne Adeyemi, Wexmoor Police", "Ava, Theo",
    ):  # fmt: skip
        assert words in shown


@pytest.mark.parametrize(("precision", "day"), [("month", "June 2026"), ("year", "2026"), ("about", "About June 2026")])
def test_a_day_is_shown_no_more_exactly_than_it_is_known(worker, house, precision: str, day: str):
    told(house.ava, on=D(2026, 6, 1), precision=Precision(precision), recorded_at=clock.now())
    heading = re.search(r"<section class=\"th-day\"><h3>(.*?)</h3>", worker.get(address(house.ava)).content.decode())
    assert heading is not None and heading[1] == day
    assert "later" not in text_of(worker.get(address(house.ava)))


def test_a_time_that_is_not_known_is_not_made_up(worker, house):
    told(house.ava)
    shown = text_of(worker.get(address(house.ava)))
    assert "midnight" not in shown and "00:00" not in shown


def test_what_was_brought_in_says_where_from_and_never_late(worker, house):
    told(house.ava, source="Children in need census 2024", recorded_at=clock.now())
    shown = text_of(worker.get(address(house.ava)))
    assert "From Children in need census 2024" in shown and "Recorded" not in shown.replace("Recorded by", "")


def test_only_names_the_viewer_may_know_are_shown(client, house):
    far = people.person("Somebody Elsewhere", in_authority=people.authority("998", "Elsewhere"))
    told(house.ava, far, title="Two were there")
    client.force_login(house.worker)
    shown = text_of(client.get(address(house.ava)))
    assert "Ava and 1 other" in shown and "Elsewhere" not in shown


def test_words_sought_never_stand_in_an_address(worker, house):
    told(house.ava, title="Bruise to left arm")
    told(house.ava, title="Scan", group="health")
    told(house.ava, title="Bruise again", group="school")
    response = worker.post(address(house.ava), {"words": "bruise", "groups": ["plans", "health"]})
    assert re.fullmatch(rf"{address(house.ava)}\?view=[a-z2-9]{{12}}", response.url)
    page = worker.get(response.url)
    shown = text_of(page)
    assert "1 event about Ava" in shown and "Scan" not in shown
    assert "Remove filter Plans and status" in shown and "Remove filter “bruise”" in shown
    hrefs = re.findall(r'href="([^"]*)"', page.content.decode())
    assert hrefs and not any("bruise" in href.lower() for href in hrefs)
    off = next(href for href in hrefs if "without=words" in href).replace("&amp;", "&")
    wider = text_of(worker.get(address(house.ava) + off))
    assert "2 events about Ava" in wider and "“bruise”" not in wider


def test_the_order_and_the_filter_go_together(worker, house):
    for number in range(3):
        told(house.ava, on=D(2026, 1, 1 + number), title=f"n{number}", group="health")
    told(house.ava, title="other")
    response = worker.post(address(house.ava, order="oldest"), {"groups": ["health"]})
    assert "order=oldest" in response.url
    shown = text_of(worker.get(response.url))
    assert shown.index("n0") < shown.index("n2") and "oldest first" in shown
    assert "view=" in worker.get(response.url).content.decode().split("Newest first")[0].rsplit("href=", 1)[1]


def test_a_filter_that_cannot_be_says_so(worker, house):
    wrong = {"from_on": "2 June 2026", "to_on": "1/6/2026"}
    shown = text_of(worker.post(address(house.ava), wrong))
    assert "There is a problem" in shown and "the same as or after 2 June 2026" in shown


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2 6 2026", "1 event"),
        ("2 june 2026", "1 event"),
        ("02/06/2026", "1 event"),
        ("2026-06-02", "1 event"),
        ("1 Jun 2026", "2 events"),
        ("June", "The first day must be a date, like 1 9 2026"),
        ("31 6 2026", "The first day must be a real date"),
    ],
)
def test_a_day_is_typed_in_one_box(worker, house, typed: str, expected: str):
    told(house.ava, on=D(2026, 6, 1))
    told(house.ava, on=D(2026, 6, 2))
    response = worker.post(address(house.ava), {"from_on": typed})
    assert expected in text_of(worker.get(response.url) if response.status_code == 302 else response)


def test_a_key_that_is_gone_shows_everything(worker, house):
    told(house.ava)
    assert "1 event about Ava" in text_of(worker.get(address(house.ava, view="zzzzzzzzzzzz", page="x")))


def test_empty(worker, house):
    assert "Nothing is recorded here yet." in text_of(worker.get(address(house.ava)))
    told(house.ava)
    response = worker.post(address(house.ava), {"words": "zebra"})
    assert "Take a filter off to see more." in text_of(worker.get(response.url))


def test_the_title_of_the_page_names_nobody(worker, house):
    title = re.search(r"<title>(.*?)</title>", worker.get(address(house.ava)).content.decode())
    assert title is not None and "Ava" not in title[1] and title[1].startswith("Timeline: 0 events")


def test_read_all_in_full(worker, house):
    paragraphs = [("Both were in. " * 30, None), ("Theo wets the bed.", house.theo), ("Ava has nightmares.", house.ava)]
    factories.note(
        house.ava, house.theo, by=house.worker, paragraphs=paragraphs, kind="visit", seen={house.ava: Seen.ALONE}
    )
    told(house.ava, title="Plan agreed", sentence="By all.")
    shown = text_of(worker.get(reverse("notes:read", args=[house.ava.ref])))
    assert shown.count("Both were in.") == 30 and "Ava has nightmares." in shown and "About Ava only" in shown
    assert "Theo wets" not in shown and "Plan agreed" in shown and "By all." in shown


def test_an_event_page_says_what_is_known(worker, house):
    event = told(
        house.ava, house.theo, title="Referral", source="Children in need census 2024", sentence="From a school."
    )
    shown = text_of(worker.get(reverse("notes:event", args=[event.ref]), {"from": house.ava.ref}))
    for words in (
        "Referral",
        "1 June 2026",
        "From a school.",
        "Ava Okoro , Theo Marlowe",
        "Children in need census 2024",
        "Plans and status",
    ):
        assert words in shown
    assert worker.get(reverse("notes:event", args=[event.ref]), {"from": house.kai.ref}).status_code == 404
    assert worker.get(reverse("notes:event", args=["aaaabbbbcccc"])).status_code == 404


def test_the_event_of_a_note_leads_to_the_note(worker, house):
    note = factories.note(house.ava, by=house.worker)
    event = Event.objects.get(object_type="notes.note")
    response = worker.get(reverse("notes:event", args=[event.ref]))
    assert response.url == f"{reverse('notes:note', args=[note.ref])}?from={house.ava.ref}"


def test_an_event_in_a_closed_capacity_is_not_opened(worker, house):
    event = told(title="in care as a child", capacities={house.kelly.pk: Capacity.CHILD})
    assert worker.get(reverse("notes:event", args=[event.ref])).status_code == 404


def test_police_read_the_timeline_and_not_the_words_of_notes(client, house):
    force = access.organisation("police", name="Wexmoor Police", of=people.authority())
    officer = access.user(["police_officer"], force)
    access.involvement(people.subject_of(house.ava), officer, purpose="enquiry")
    factories.note(house.ava, by=house.worker, text="Kelly is worried.")
    client.force_login(officer)
    shown = text_of(client.get(address(house.ava)))
    assert "Telephone call" in shown and "Kelly is worried" not in shown
    assert titles(officer, house.ava, words="worried") == []
    assert client.get(reverse("notes:read", args=[house.ava.ref])).status_code == 403
    event = Event.objects.get(object_type="notes.note")
    response = client.get(reverse("notes:event", args=[event.ref]))
    assert response.status_code == 200 and "Kelly is worried" not in text_of(response)


def test_opening_is_logged(worker, house):
    note = factories.note(house.ava, by=house.worker)
    worker.get(address(house.ava))
    worker.get(reverse("notes:note", args=[note.ref]), {"from": house.ava.ref})
    verbs = list(
        AuditEntry.objects.filter(subject_id=house.ava.pk, actor_id=house.worker.pk).values_list("verb", flat=True)
    )
    assert "people.record.opened" in verbs and "notes.note.opened" in verbs


def queries_of(client: Client, where: str) -> list[str]:
    """What the database was asked for a page."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(where).status_code == 200
    return [one["sql"][:200] for one in queries]


def test_the_page_takes_few_queries_however_many_events(worker, house):
    others = (house.theo, house.kelly)
    events.tell_many(
        [
            Telling(
                about={house.ava.pk: Capacity.CHILD, others[number % 2].pk: Capacity.CHILD},
                on=D(2020, 1, 1) + dt.timedelta(days=number),
                title=f"Event {number}",
                group="notes",
                kind="test",
                by=house.worker,
            )
            for number in range(300)
        ]
    )
    asked = worker.post(address(house.ava), {"words": "event", "children": [house.ava.ref, house.theo.ref]}).url
    plain, filtered = queries_of(worker, address(house.ava)), queries_of(worker, asked)
    assert len(plain) <= MOST_QUERIES, "\n".join(plain)
    assert len(filtered) <= MOST_QUERIES + 4, "\n".join(filtered)  # a brother beside her, his log entry, the count
