"""The front door's rules."""

from datetime import date

import pytest

from thrive.base.calendar.units import WorkingDays
from thrive.base.law import Confidence, Kind, binds, explain, faults
from thrive.pathway.front_door import offers, rules


def test_the_rules_have_no_faults():
    assert faults(offers.DOMAIN.rules) == []
    assert all(rule.key.startswith("front_door.") for rule in offers.DOMAIN.rules)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 12, 24), date(2026, 12, 29)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 11, 23), date(2026, 11, 24)),
        (date(2026, 4, 2), date(2026, 4, 7)),
    ],
    ids=["Christmas Eve", "a Saturday", "a Monday", "before Easter"],
)
def test_a_referral_is_decided_by_the_next_working_day(received, due):
    assert rules.REFERRAL_DECISION.due(received) == due


@pytest.mark.parametrize(
    ("earlier", "later", "is_repeat"),
    [
        (date(2025, 11, 22), date(2025, 11, 23), True),
        (date(2025, 11, 22), date(2026, 11, 22), True),
        (date(2025, 11, 22), date(2026, 11, 23), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
        (date(2024, 2, 29), date(2025, 3, 1), False),
    ],
)
def test_re_referrals_are_within_12_months(earlier, later, is_repeat):
    assert rules.RE_REFERRAL.met_between(earlier, later) is is_repeat


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2026, 11, 22), "2026"),
        (date(2026, 3, 18), "2026"),
        (date(2026, 3, 17), "2023"),
        (date(2023, 12, 14), "2018"),
        (date(2021, 4, 1), "2018"),
    ],
)
def test_a_referral_is_judged_by_the_edition_of_its_day(day, edition):
    rule = rules.REFERRAL_DECISION.on(day)
    assert rule.source.edition == edition
    assert rule.at_most == WorkingDays(1)
    assert binds(rules.REFERRAL_DECISION, day, "E10000001")


def test_the_reading_is_said_to_be_second_hand():
    assert rules.WORKING_TOGETHER_2026.kind is Kind.STATUTORY_GUIDANCE
    assert rules.WORKING_TOGETHER_2026.confidence is Confidence.READ_SECOND_HAND
    assert "2023 edition" in rules.WORKING_TOGETHER_2026.note
    assert not rules.WORKING_TOGETHER_2026.url.endswith(".pdf")


def test_why_this_date():
    why = explain(rules.REFERRAL_DECISION, date(2026, 11, 28))
    assert why.sentence == (
        "Decide on a referral and tell the referrer within 1 working day of the day the referral was received."
    )
    assert why.notes[0].startswith("Day 0 is the day the referral was received. Saturday 28 November 2026")
