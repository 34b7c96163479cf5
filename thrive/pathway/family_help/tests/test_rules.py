"""Family Help's rules."""

from datetime import date

from thrive.base.law import DutyMissed, faults
from thrive.base.law.due import Due
from thrive.pathway.family_help import offers, rules


def test_the_rules_have_no_faults():
    assert faults(offers.DOMAIN.rules) == []
    assert all(rule.key.startswith("family_help") for rule in offers.DOMAIN.rules)


def test_an_assessment_is_authorised_within_45_working_days_of_the_referral():
    assert rules.ASSESSMENT.due(date(2026, 11, 2)) == date(2027, 1, 7)


def test_a_late_assessment_names_the_guidance():
    missed = DutyMissed(Due.under(rules.ASSESSMENT, date(2026, 11, 2)), field="late_because")
    assert "7 January 2027" in str(missed)
    assert "Working Together to Safeguard Children, chapter 3 (2026 edition)" in str(missed)
