"""A choice that was checked is ended early: by one person, with a reason, and checked by another."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from thrive.base import law
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import User
from thrive.base.access.tests import factories as make
from thrive.base.calendar.units import WorkingDays
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.local import actions, facts, queries
from thrive.base.local.models import EarlyEnd, Variation

pytestmark = pytest.mark.django_db

KEY = "protection.conference.initial"
JUNE, MAY_END = dt.date(2026, 6, 1), dt.date(2027, 5, 31)
LAST = dt.date(2026, 12, 31)
WHY = "The pilot was ended by the board, 20 November 2026"


@pytest.fixture(autouse=True)
def late_november():
    with time_machine.travel(dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def enters() -> User:
    return make.user(["administrator"], name="Ada Minister")


@pytest.fixture
def checks() -> User:
    return make.user(["performance_analyst"], name="Ann Sorley")


@pytest.fixture
def choice(enters: User, checks: User) -> Variation:
    """Ten working days from June, for a year."""
    row = actions.enter_variation(
        KEY, by=enters, authority=make.authority(), instrument="Partnership decision", amount=10, unit="working days",
        on=JUNE, until=MAY_END + dt.timedelta(days=1),
    )  # fmt: skip
    return actions.check(row, by=checks)


def limit(day: dt.date) -> object:
    return law.rule_for(KEY).on(day, facts.variations_for(make.authority(), KEY)).limit


def test_it_ends_once_somebody_else_has_checked_that_and_what_it_did_stays(choice, enters, checks) -> None:
    actions.enter_end(choice, by=enters, last_day=LAST, why=WHY)
    assert limit(dt.date(2027, 1, 1)) == WorkingDays(10)
    ended = actions.check_end(choice, by=checks)
    assert limit(LAST) == limit(JUNE) == WorkingDays(10)
    assert limit(dt.date(2027, 1, 1)) == WorkingDays(15)
    assert (ended.true_to, ended.is_checked) == (dt.date(2027, 1, 1), True)
    kept = Variation.objects.get(pk=choice.pk)  # the row before stays, closed
    assert (kept.true_to, kept.is_current) == (MAY_END + dt.timedelta(days=1), False)
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", "actor_id"))[2:] == [
        ("local.variation.end_entered", enters.pk),
        ("local.variation.end_checked", checks.pk),
    ]


def test_nobody_checks_their_own_end_and_nothing_ends_by_it(choice, enters) -> None:
    actions.enter_end(choice, by=enters, last_day=LAST, why=WHY)
    with pytest.raises(NotAllowed, match="Somebody else checks it"):
        actions.check_end(choice, by=enters)
    assert limit(dt.date(2027, 1, 1)) == WorkingDays(10)


def test_an_end_that_is_dropped_ends_nothing_and_another_may_be_entered(choice, enters, checks) -> None:
    actions.enter_end(choice, by=enters, last_day=LAST, why=WHY)
    actions.drop_end(choice, by=enters)
    with pytest.raises(ChangedMeanwhile):
        actions.check_end(choice, by=checks)
    actions.enter_end(choice, by=checks, last_day=LAST, why=WHY)
    actions.check_end(choice, by=enters)
    assert limit(dt.date(2027, 1, 1)) == WorkingDays(15)
    assert EarlyEnd.objects.count() == 3  # dropped, entered, checked


@pytest.mark.parametrize(
    ("last_day", "why", "said"),
    [
        (dt.date(2026, 11, 24), WHY, "today or later"),
        (MAY_END, WHY, "ends then by itself"),
        (dt.date(2028, 1, 1), WHY, "ends then by itself"),
        (LAST, " ", "Enter why"),
    ],
)
def test_an_end_is_early_not_in_the_past_and_has_a_reason(last_day, why, said, choice, enters) -> None:
    with pytest.raises(BadAnswer, match=said):
        actions.enter_end(choice, by=enters, last_day=last_day, why=why)
    assert not EarlyEnd.objects.exists()


def test_what_does_not_count_is_not_ended_and_two_ends_do_not_wait(choice, enters, checks) -> None:
    unchecked = actions.enter_variation(
        KEY, by=enters, authority=None, instrument="Rumour", amount=12, unit="working days", on=JUNE
    )
    holiday = actions.enter_holiday(LAST, by=enters, authority=None, name="Fair", source="Notice")
    for row in (unchecked, actions.check(holiday, by=checks)):
        with pytest.raises(BadAnswer, match="checked is ended early"):
            actions.enter_end(row, by=enters, last_day=LAST, why=WHY)
    actions.enter_end(choice, by=enters, last_day=LAST, why=WHY)
    with pytest.raises(BadAnswer, match="entered already"):
        actions.enter_end(choice, by=checks, last_day=LAST, why=WHY)


def test_another_authority_and_other_roles_end_nothing(choice) -> None:
    elsewhere = make.user(["administrator"], make.council(make.authority("Northmoor")))
    for somebody in (elsewhere, make.user(["practice_supervisor"])):
        with pytest.raises(NotAllowed):
            actions.enter_end(choice, by=somebody, last_day=LAST, why=WHY)


def test_a_choice_that_is_taken_back_takes_its_early_end_with_it(choice, enters, checks) -> None:
    actions.enter_end(choice, by=enters, last_day=LAST, why=WHY)
    actions.withdraw(choice, by=checks, why="Never decided")
    assert not EarlyEnd.objects.current().exists()


def test_the_pages_enter_check_and_tell_it(client: Client, choice, enters, checks) -> None:
    client.force_login(enters)
    here = f"/local-choices/variation/{choice.pk}"
    assert "End it early" in client.get(here).content.decode()
    answers = {"last-day": "31", "last-month": "12", "last-year": "2026", "why": WHY}
    client.post(f"{here}/end", answers)
    own = client.get(here).content.decode()
    assert "It is to end early" in own and "Somebody else checks it" in own and "It is right" not in own
    assert queries.waiting(viewer=enters) == 0 and queries.waiting(viewer=checks) == 1
    client.force_login(checks)
    assert "an early end waits for a check" in client.get("/local-choices").content.decode()
    assert "It is right: end it then" in client.get(here).content.decode()
    shown = client.get(client.post(f"{here}/end/check", {"answer": "check"}).url).content.decode()
    assert "Early end checked" in shown and "Early end entered: to 31 December 2026" in shown and WHY in shown
    assert "1 June to 31 December 2026" in shown
    again = client.post(f"{here}/end/check", {"answer": "check"}, follow=True).content.decode()
    assert "Somebody else has changed this" in again


def test_an_end_is_dropped_on_its_page(client: Client, choice, enters) -> None:
    actions.enter_end(choice, by=enters, last_day=LAST, why=WHY)
    client.force_login(enters)
    here = f"/local-choices/variation/{choice.pk}"
    client.post(f"{here}/end/check", {"answer": "drop"})
    assert "It is to end early" not in client.get(here).content.decode()
    assert limit(dt.date(2027, 1, 1)) == WorkingDays(10)
