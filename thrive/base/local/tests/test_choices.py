"""Local choices: entered by one person, checked by another, and then they count."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from thrive.base import law
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.rules import ROLES
from thrive.base.access.tests import factories as make
from thrive.base.calendar.units import WorkingDays
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.models import AuditEntry
from thrive.base.local import actions, facts
from thrive.base.local.models import Holiday, Variation

pytestmark = pytest.mark.django_db

KEY = "protection.conference.initial"
RULE = law.rule_for(KEY)
JUNE = dt.date(2026, 6, 1)


@pytest.fixture
def enters():
    return make.user(["administrator"], name="Ada Minister")


@pytest.fixture
def checks():
    return make.user(["administrator"], name="Ann Sorley", job_title="policy officer")


def vary(by, **values):
    return actions.enter_variation(
        KEY,
        by=by,
        **{
            "authority": make.authority(),
            "instrument": "Partnership decision",
            "amount": 10,
            "unit": "working days",
            "on": JUNE,
            **values,
        },
    )


def limit(day=JUNE, authority=None, **where):
    rows = facts.variations_for(authority or make.authority(), KEY)
    return RULE.on(day, rows, **where).limit


def test_a_variation_counts_once_somebody_else_checked_it(enters, checks):
    row = vary(enters)
    assert limit() == WorkingDays(15)
    actions.check(row, by=checks)
    assert limit() == WorkingDays(10)
    assert limit(dt.date(2026, 5, 31)) == WorkingDays(15)
    varied = RULE.on(JUNE, facts.variations_for(make.authority(), KEY)).varied_by
    assert varied.checked_by == "Ann Sorley, policy officer"


def test_nobody_checks_their_own_row(enters):
    row = vary(enters)
    with pytest.raises(NotAllowed, match="Somebody else checks it"):
        actions.check(row, by=enters)
    assert limit() == WorkingDays(15)


def test_a_row_whose_checker_entered_it_never_counts(enters):
    Variation.objects.create(
        rule=KEY, authority=make.authority(), instrument="x", amount=10, unit="working days", true_from=JUNE,
        recorded_by=enters, checked_by=enters,
    )  # fmt: skip
    Holiday.objects.create(day=JUNE, name="Fair", recorded_by=enters, checked_by=enters)
    assert limit() == WorkingDays(15)
    assert facts.extra_holidays(None) == {}


def test_two_people_of_one_name_are_two_people(checks):
    enters = make.user(["administrator"], name=checks.name, job_title=checks.job_title)
    actions.check(vary(enters), by=checks)
    assert limit() == WorkingDays(10)


def test_a_row_is_checked_once(enters, checks):
    row = vary(enters)
    actions.check(row, by=checks)
    with pytest.raises(ChangedMeanwhile):
        actions.check(row, by=make.user(["administrator"]))


def test_a_withdrawn_row_counts_no_longer_and_stays(enters, checks):
    actions.withdraw(actions.check(vary(enters), by=checks), by=enters, why="Not agreed after all")
    assert limit() == WorkingDays(15)
    assert Variation.objects.count() == 3
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "local.variation.entered",
        "local.variation.checked",
        "local.variation.withdrawn",
    ]
    assert AuditEntry.objects.first().details == {"rule": KEY}


def test_variations_hold_for_their_area_and_purpose(enters, checks):
    actions.check(vary(enters), by=checks)
    actions.check(vary(enters, area="North", amount=7), by=checks)
    assert limit() == WorkingDays(10)
    assert limit(area="North") == WorkingDays(7)
    assert limit(area="South") == WorkingDays(10)
    assert [row.value for row in facts.variations_for(make.authority(), KEY, area="South")] == [WorkingDays(10)]


def test_other_authorities_rows_do_not_count_here_but_national_ones_do(enters, checks):
    actions.check(vary(enters), by=checks)
    assert limit(authority=make.authority("Northmoor")) == WorkingDays(15)
    actions.check(vary(enters, authority=None, amount=12), by=checks)
    assert limit(authority=make.authority("Northmoor")) == WorkingDays(12)
    assert limit() == WorkingDays(10)
    assert [row.value for row in facts.variations_for(None, KEY)] == [WorkingDays(12)]


def test_two_variations_for_the_same_never_overlap(enters):
    vary(enters)
    with pytest.raises(AlreadyRecorded):
        vary(enters, on=dt.date(2026, 7, 1))
    vary(enters, on=dt.date(2026, 5, 1), until=JUNE)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"unit": "pounds"}, "unit"), ({"unit": "moons"}, "unit"), ({"unit": "hours"}, "unit")],
)
def test_a_limit_is_given_in_its_unit(enters, values, field):
    with pytest.raises(BadAnswer) as problem:
        vary(enters, **values)
    assert problem.value.field == field
    assert not Variation.objects.exists()


def test_a_duty_nobody_declares_is_refused(enters):
    with pytest.raises(BadAnswer, match="There is no duty called tea.break"):
        actions.enter_commencement("tea.break", by=enters, authority=None, instrument="x", on=JUNE)


@pytest.mark.parametrize(
    ("amount", "unit", "value"), [(20, "working days", WorkingDays(20)), (500, "pounds", Decimal(500))]
)
def test_values_are_lengths_or_numbers(amount, unit, value):
    assert facts.value_of(amount, unit) == value


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may_keep_local_choices(role):
    user = make.user([role])
    if role in ("administrator", "performance_analyst", "information_governance"):
        assert vary(user).pk
    else:
        with pytest.raises(NotAllowed):
            vary(user)


def test_nobody_keeps_another_authoritys_choices(enters):
    with pytest.raises(NotAllowed):
        vary(enters, authority=make.authority("Northmoor"))


def test_a_commencement_is_handed_to_the_law_as_its_own_row(enters, checks):
    row = actions.enter_commencement(
        KEY, by=enters, authority=make.authority(), instrument="Order 2026/1", on=JUNE, purpose="pilot"
    )
    actions.check(row, by=checks)
    found = facts.commencements_for(make.authority())
    assert [(one.rule, one.authority, one.day_from, one.purpose) for one in found] == [(KEY, "999", JUNE, "pilot")]
    assert found[0].is_checked
    assert facts.commencements_for(make.authority(), "another.rule") == []


def test_a_checked_holiday_is_not_counted_and_an_unchecked_one_is(enters, checks):
    with time_machine.travel(dt.datetime(2026, 3, 1, tzinfo=dt.UTC)):
        day = dt.date(2026, 6, 4)
        row = actions.enter_holiday(day, by=enters, authority=None, name="Royal wedding", source="Proclamation")
        assert facts.extra_holidays(make.authority()) == {}
        actions.check(row, by=checks)
        assert facts.extra_holidays(make.authority()) == facts.extra_holidays(None) == {day: "Royal wedding"}
        with pytest.raises(AlreadyRecorded):
            actions.enter_holiday(day, by=enters, authority=None, name="Again", source="x")
