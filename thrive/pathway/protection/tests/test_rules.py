"""Child protection's rules."""

from datetime import date

import pytest

from thrive.base.law import explain, faults
from thrive.pathway.protection import offers, rules


def test_the_rules_have_no_faults():
    assert faults(offers.DOMAIN.rules) == []
    assert all(rule.key.startswith("protection.") for rule in offers.DOMAIN.rules)


@pytest.mark.parametrize(
    ("discussed", "due"),
    [(date(2026, 11, 27), date(2026, 12, 18)), (date(2026, 12, 11), date(2027, 1, 6))],
    ids=["no holidays", "over Christmas"],
)
def test_the_conference_is_held_within_15_working_days(discussed, due):
    assert rules.INITIAL_CONFERENCE.due(discussed) == due


def test_the_first_review_is_within_3_months_and_later_ones_within_6():
    assert rules.next_review(0).due(date(2026, 12, 18)) == date(2027, 3, 18)
    assert rules.next_review(1).due(date(2027, 3, 18)) == date(2027, 9, 18)
    assert rules.next_review(7) is rules.LATER_REVIEW


def test_a_review_due_on_a_day_off_is_planned_for_the_working_day_before():
    why = explain(rules.LATER_REVIEW, date(2027, 3, 18))
    assert why.end == date(2027, 9, 18)
    assert why.plan_for == date(2027, 9, 17)
