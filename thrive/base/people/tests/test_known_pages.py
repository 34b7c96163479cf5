"""What was known when, as a worker looks it up after the event."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from thrive.base.access.actions import open_with_reason
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.history import twotime
from thrive.base.history.models import AuditEntry
from thrive.base.people import cards, permissions
from thrive.base.people.actions import family, people, warnings
from thrive.base.people.forms import known as asked
from thrive.base.people.models import Name, Person, Residence, Warning
from thrive.base.people.queries import known
from thrive.base.people.queries.known import What
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db

FIRST = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)  # London keeps the same time in March
SECOND = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
FIVE = dt.datetime(2026, 3, 3, 17, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 4, 6, 12, tzinfo=dt.UTC)
FEBRUARY = dt.date(2026, 2, 1)


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that the test sets; it stands at the first of March."""
    with time_machine.travel(FIRST, tick=False) as traveller:
        yield traveller


@pytest.fixture
def joanne(clock: Any) -> User:
    return access.user(["lead_practitioner"], name="Joanne Adeyemi")


@pytest.fixture
def ava(clock: Any, joanne: User) -> Person:
    """A child who, it was learnt on 2 March, had moved on 1 February and whose warning had been another's."""
    child = factories.person("Ava Okoro", address="14 Tanner Row", postcode="WX4 2PL", known_as="Avie")
    access.involvement(child.subject, joanne)
    warning = warnings.add_warning(
        child, by=joanne, kind="animal", instruction="Ring first", reason="The dog", review_on=dt.date(2026, 6, 1)
    )
    clock.move_to(SECOND)
    home = Residence.objects.current().get(person=child)
    moved = Residence(address="3 Mill Court", postcode="WX4 2PQ", true_from=FEBRUARY)
    people.record_fact(child, moved, by=joanne, instead_of=[home])
    people.withdraw_fact(warning, by=joanne, why="It is about number 41")
    nickname = Name.objects.current().get(person=child, kind="preferred")
    people.correct_fact(nickname, by=joanne, why="She spells it so", given="Avi")
    clock.move_to(LATER)
    return child


@pytest.fixture
def worker(ava: Person, joanne: User) -> Client:
    client = Client()
    client.force_login(joanne)
    return client


def text(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2]).split())


def at(child: Person, **query: str) -> str:
    return reverse("people:known", args=[child.subject.ref]) + ("?" + "&".join(f"{k}={v}" for k, v in query.items()))


def says(viewer: User, child: Person, **when: Any) -> list[str]:
    """Every fact in words."""
    found = known.as_known(viewer=viewer, ref=child.subject.ref, **when)
    return [line.says for section in found.sections for line in section.lines]


def date(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


class TestAsKnown:
    def test_the_same_day_by_two_knowledges(self, ava: Person, joanne: User) -> None:
        day = dt.date(2026, 2, 10)
        then = says(joanne, ava, day=day, known=FIRST)
        assert "Home: 14 Tanner Row, WX4 2PL" in then and "Known as: Avie" in then
        now = says(joanne, ava, day=day)
        assert "Home: 3 Mill Court, WX4 2PQ" in now and "Known as: Avi" in now
        assert not any("Tanner" in one for one in now)
        assert any("Tanner" in one for one in says(joanne, ava, day=dt.date(2026, 1, 31)))

    def test_a_fact_taken_back_was_known_until_then(self, ava: Person, joanne: User) -> None:
        day = dt.date(2026, 3, 1)
        assert any(
            "Ring first. The dog. Review by 1 June 2026" in one for one in says(joanne, ava, day=day, known=FIRST)
        )
        assert not any("Ring first" in one for one in says(joanne, ava, day=day))

    def test_knowledge_of_an_instant_stays_what_it_was(self, ava: Person, joanne: User, clock: Any) -> None:
        before = says(joanne, ava, day=FEBRUARY, known=FIVE)
        clock.move_to(LATER + dt.timedelta(days=1))
        for row in Residence.objects.current().filter(person=ava):
            twotime.withdraw(row, why="All wrong")
        assert says(joanne, ava, day=FEBRUARY, known=FIVE) == before

    def test_before_the_record_was_begun_nothing_was_known(self, worker: Client, ava: Person) -> None:
        page = text(worker.get(at(ava, day="2026-02-10", known="2026-02-20T12:00")))
        assert "Nothing was known of this person then. The record was begun 1 March 2026 at 9am." in page
        assert "Tanner" not in page

    def test_statuses_are_of_the_day_as_known(self, ava: Person, joanne: User) -> None:
        shared = {
            "subject": ava.subject, "authority": ava.subject.authority, "kind": "cp_plan", "natural_key": "p1",
            "collection": "cin", "collection_year": 2026, "as_at": FEBRUARY, "true_from": FEBRUARY,
        }  # fmt: skip
        element = apps.get_model("casework", "ImportedElement")  # a room above this one
        row = twotime.add(element(recorded_at=SECOND, **shared))
        with time_machine.travel(FIVE, tick=False):
            twotime.end(row, on=dt.date(2026, 2, 20))

        def labels(day: dt.date, instant: dt.datetime | None) -> list[str]:
            found = known.as_known(viewer=joanne, ref=ava.subject.ref, day=day, known=instant)
            return [one["label"] for one in found.statuses]

        day = dt.date(2026, 2, 25)
        assert labels(day, FIRST) == []
        assert labels(day, SECOND) == ["Child protection plan"]
        assert labels(day, FIVE) == labels(day, None) == []
        assert labels(FEBRUARY, FIVE) == ["Child protection plan"]


class TestDifference:
    def test_each_fact_in_words_with_who_and_when(self, ava: Person, joanne: User) -> None:
        found = known.difference(viewer=joanne, ref=ava.subject.ref, earlier=FIRST, later=FIVE)
        told = {
            (one.what, one.kind, one.before and one.before.says, one.after and one.after.says) for one in found.changes
        }
        assert (What.ENDED, "addresses", "Home: 14 Tanner Row, WX4 2PL", "Home: 14 Tanner Row, WX4 2PL") in told
        assert (What.LEARNT, "addresses", None, "Home: 3 Mill Court, WX4 2PQ") in told
        assert (What.CORRECTED, "names", "Known as: Avie", "Known as: Avi") in told
        assert [one.by.why for one in found.changes if one.what is What.WITHDRAWN] == ["It is about number 41"]
        assert {(one.by.author, one.by.recorded_at) for one in found.changes} == {("Joanne Adeyemi", SECOND)}
        assert len(found.changes) == 4
        assert known.difference(viewer=joanne, ref=ava.subject.ref, earlier=SECOND, later=FIVE).is_none

    def test_what_came_and_went_in_between_is_told(self, ava: Person, joanne: User, clock: Any) -> None:
        row = people.record_fact(ava, Residence(kind="second", address="9 Chapel Street"), by=joanne)
        clock.move_to(LATER + dt.timedelta(hours=1))
        people.withdraw_fact(row, by=joanne, why="Her cousin’s")
        found = known.difference(viewer=joanne, ref=ava.subject.ref, earlier=FIVE)
        assert [(one.what, one.before.says) for one in found.changes if one.before] == [
            (What.PASSED, "Second home: 9 Chapel Street")
        ]

    def test_an_end_that_was_wrong_is_reopened(self, ava: Person, joanne: User, clock: Any) -> None:
        home = Residence.objects.current().get(person=ava, true_to=None)
        ended = people.end_fact(home, by=joanne, on=dt.date(2026, 3, 20), why="Moved")
        clock.move_to(LATER + dt.timedelta(hours=1))
        people.correct_fact(ended, by=joanne, why="She came back", true_to=None)
        instant = LATER + dt.timedelta(minutes=5)
        found = known.difference(viewer=joanne, ref=ava.subject.ref, earlier=instant)
        assert [(one.what, one.before.until, one.after.until) for one in found.changes] == [
            (What.CORRECTED, dt.date(2026, 3, 20), None)
        ]


class TestPage:
    def test_it_is_asked_for_with_a_form_and_says_what_it_shows(self, worker: Client, ava: Person) -> None:
        assert "What was known when" in text(worker.get(reverse("people:details", args=[ava.subject.ref])))
        page = reverse("people:known", args=[ava.subject.ref])
        asking = {**date("day", dt.date(2026, 2, 10)), **date("known_on", dt.date(2026, 3, 1))}
        answer = worker.get(
            page, {**date("day", dt.date(2026, 2, 10)), **date("known_on", dt.date(2026, 3, 1)), "known_time": "5pm"}
        )
        assert answer.url.endswith("?day=2026-02-10&known=2026-03-01T17%3A00")
        shown = text(worker.get(answer.url))
        assert "Showing 10 February 2026 , as was known at 1 March 2026 at 5pm ." in shown
        assert "14 Tanner Row" in shown and "Mill Court" not in shown
        assert "1 Mar 2026 at 9am" in shown
        whole = worker.get(page, asking)
        assert "known at the end of 1 March 2026" in text(worker.get(whole.url))
        assert "Showing today" in text(worker.get(page))

    def test_the_difference_is_asked_for_on_the_same_form(self, worker: Client, ava: Person) -> None:
        page = reverse("people:known", args=[ava.subject.ref])
        answer = worker.get(page, {
            **date("day", FEBRUARY), **date("known_on", dt.date(2026, 3, 1)), **date("later_on", dt.date(2026, 3, 3)),
            "known_time": "", "later_time": "5pm",
        })  # fmt: skip
        shown = text(worker.get(answer.url))
        assert "What was known at 3 March 2026 at 5pm that was not known at the end of 1 March 2026" in shown
        for words in (
            "Learnt",
            "Corrected",
            "Ended",
            "Taken back",
            "4 facts",
            "She spells it so",
            "2 Mar 2026 at 10am",
        ):
            assert words in shown

    @pytest.mark.parametrize(
        ("answers", "says"),
        [
            ({**date("day", dt.date(2999, 1, 1))}, "must be today or in the past"),
            ({**date("day", FEBRUARY), **date("later_on", FEBRUARY)}, "Enter the day from which to show"),
            (
                {**date("day", FEBRUARY), **date("known_on", dt.date(2026, 3, 2)), **date("later_on", FEBRUARY)},
                "must be after the one above",
            ),
            ({**date("day", FEBRUARY), "known_time": "teatime"}, "must be a real time"),
        ],
    )
    def test_what_cannot_be_asked_is_said(self, worker: Client, ava: Person, answers: dict, says: str) -> None:
        answer = worker.get(reverse("people:known", args=[ava.subject.ref]), answers)
        assert answer.status_code == 200 and says in text(answer)

    @pytest.mark.parametrize(
        "query", [{"known": "2999-01-01"}, {"known": "x"}, {"day": "2999-01-01"}, {"later": "2026-03-01"}]
    )
    def test_an_address_that_says_nothing_shows_today(self, worker: Client, ava: Person, query: dict) -> None:
        assert "Showing today" in text(worker.get(at(ava, **query)))

    def test_few_queries_and_one_look_in_the_log(
        self, worker: Client, ava: Person, django_assert_max_num_queries: Callable
    ) -> None:
        for query in ({}, {"day": "2026-02-10", "known": "2026-03-01"}, {"known": "2026-03-01", "later": "2026-03-03"}):
            before = AuditEntry.objects.filter(verb="people.record.opened").count()
            with django_assert_max_num_queries(12):
                assert worker.get(at(ava, **query)).status_code == 200
            assert AuditEntry.objects.filter(verb="people.record.opened").count() == before + 1

    def test_an_instant_is_written_and_read_alike(self, clock: Any) -> None:
        clock.move_to(LATER)
        for instant in (FIVE, asked.at(dt.date(2026, 3, 29), dt.time(3, 30)), asked.at(FEBRUARY, None)):
            assert asked.read(asked.written(instant)) == instant


class TestAccess:
    def test_a_withheld_address_is_withheld_as_at_any_day(self, ava: Person, joanne: User) -> None:
        Subject.objects.filter(pk=ava.pk).update(address_restricted=True)
        cards.rebuild([ava.pk])
        colleague = access.user(["practice_supervisor"])
        open_with_reason(ava.subject, by=colleague, permission=permissions.OPEN_RECORD, reason="duty")
        found = known.as_known(viewer=colleague, ref=ava.subject.ref, day=FEBRUARY, known=FIRST)
        said = [line.says for section in found.sections for line in section.lines]
        assert not any("Tanner" in one or "household" in one.lower() for one in said)
        assert "Addresses" in [one for section in found.sections for one in section.withheld]
        changed = known.difference(viewer=colleague, ref=ava.subject.ref, earlier=FIRST, later=FIVE)
        assert {one.kind for one in changed.changes} == {"names", "warnings"}
        assert "Addresses" in changed.withheld
        assert any("Tanner" in one for one in says(joanne, ava, day=FEBRUARY, known=FIRST))

    @pytest.mark.parametrize("restriction", [Restriction.RESTRICTED, Restriction.SEALED])
    def test_ties_with_somebody_who_is_closed_today_are_left_out(
        self, ava: Person, joanne: User, restriction: Restriction
    ) -> None:
        father = factories.person("Daniel Okoro", born=dt.date(1990, 1, 1), sex="M", child=False)
        family.add_relationship(father, ava, by=joanne, kind="parent", confirmed=True)
        family.set_responsibility(ava, father, by=joanne, basis="birth_registration")
        assert {"Daniel Okoro: father", "Daniel Okoro: birth registration"} & set(says(joanne, ava)) != set()
        Subject.objects.filter(pk=father.pk).update(restriction=restriction)
        assert not any("Daniel" in one for one in says(joanne, ava))
        found = known.difference(viewer=joanne, ref=ava.subject.ref, earlier=FIVE)
        assert not any(one.kind in ("relationships", "responsibility") for one in found.changes)

    def test_families_show_to_those_who_work_with_them(self, ava: Person, joanne: User) -> None:
        worked = factories.family("Okoro", ava)
        factories.family("Dale", ava)
        access.involvement(worked.circle, joanne)
        assert [one for one in says(access.fresh(joanne), ava) if one.endswith("as a child")] == ["Okoro, as a child"]

    def test_strangers_and_partners_are_refused_as_on_the_record(self, ava: Person) -> None:
        client = Client()
        client.force_login(access.user(["lead_practitioner"]))
        assert client.get(at(ava)).url.startswith(reverse("people:open", args=[ava.subject.ref]))
        school = access.school(of=ava.subject.authority)
        access.involvement(ava.subject, school, purpose="education")
        client.force_login(access.user(["designated_safeguarding_lead"], organisation=school))
        assert client.get(at(ava)).status_code == 403

    def test_the_api_says_the_same(self, ava: Person, joanne: User) -> None:
        caller = callers.person(joanne)
        then = caller.get(f"/people/{ava.subject.ref}/known?day=2026-02-10&known=2026-03-01T09:00:00Z").json()
        assert "Home: 14 Tanner Row, WX4 2PL" in [one["says"] for one in then["facts"]]
        assert then["was_on_record"] is True and then["withheld"] == []
        path = f"/people/{ava.subject.ref}/known/changes?earlier=2026-03-01T09:00:00Z&later=2026-03-03T17:00:00Z"
        changed = caller.get(path).json()["changes"]
        assert sorted(one["what"] for one in changed) == ["corrected", "ended", "learnt", "withdrawn"]
        assert {one["by"]["author"] for one in changed} == {"Joanne Adeyemi"}
        assert caller.get(f"/people/{ava.subject.ref}/known?known=2026-03-01T09:00:00").status_code == 422  # no zone
        family_then = caller.get(f"/people/{ava.subject.ref}/family?known=2026-03-03T17:00:00Z")
        assert family_then.json()["known"] == "2026-03-03T17:00:00Z"
        stranger = callers.person(access.user(["lead_practitioner"]))
        assert stranger.get(f"/people/{ava.subject.ref}/known").status_code == 403
        assert stranger.get(path).status_code == 403

    def test_no_name_stands_in_the_title(self, worker: Client, ava: Person) -> None:
        page = worker.get(at(ava, known="2026-03-01")).content.decode()
        assert "Ava" not in re.search(r"<title>(.*?)</title>", page)[1]  # type: ignore[index]


class TestFamily:
    def test_the_family_is_shown_as_it_was_known(
        self, worker: Client, ava: Person, joanne: User, django_assert_max_num_queries: Callable
    ) -> None:
        mother = factories.person("Kelly Marlowe", born=dt.date(1992, 1, 1), sex="F", child=False)
        access.involvement(mother.subject, joanne)
        family.add_relationship(mother, ava, by=joanne, kind="parent", confirmed=True)
        page = reverse("people:family", args=[ava.subject.ref])
        assert "Kelly Marlowe" in text(worker.get(f"{page}?day=2026-03-04"))
        then = text(worker.get(f"{page}?day=2026-03-04&known=2026-03-03T17:00"))
        assert "Kelly" not in then and "as was known at 3 March 2026 at 5pm" in then
        with time_machine.travel(LATER + dt.timedelta(hours=1), tick=False):
            legal = Name.objects.current().get(person=mother, kind="legal")
            people.correct_fact(legal, by=joanne, why="Her passport", family="Marlow")
        with time_machine.travel(LATER + dt.timedelta(hours=2), tick=False):
            worker.force_login(joanne)
            assert "Kelly Marlow " in text(worker.get(page))
            with django_assert_max_num_queries(12):
                old = text(worker.get(f"{page}?day=2026-04-06&known=2026-04-06T13:30"))
            assert "Kelly Marlowe" in old

    def test_the_day_and_the_knowledge_are_asked_together(self, worker: Client, ava: Person) -> None:
        page = reverse("people:family", args=[ava.subject.ref])
        answer = worker.get(
            page, {**date("as_at", FEBRUARY), **date("known_on", dt.date(2026, 3, 1)), "known_time": ""}
        )
        assert answer.url.endswith("?day=2026-02-01&known=2026-03-01")


def test_a_warning_reviewed_is_one_fact_put_right(ava: Person, joanne: User, clock: Any) -> None:
    row = warnings.add_warning(
        ava, by=joanne, kind="animal", instruction="Ring first", reason="The dog", review_on=dt.date(2026, 6, 1)
    )
    clock.move_to(LATER + dt.timedelta(days=1))
    warnings.review_warning(
        Warning.objects.get(pk=row.pk), by=joanne, instruction="Ring first", reason="Two dogs now",
        review_on=dt.date(2026, 9, 1), found="Seen both",
    )  # fmt: skip
    found = known.difference(viewer=joanne, ref=ava.subject.ref, earlier=LATER)
    assert [one.what for one in found.changes] == [What.CORRECTED]
    assert "Two dogs now" in found.changes[0].after.says  # type: ignore[union-attr]
