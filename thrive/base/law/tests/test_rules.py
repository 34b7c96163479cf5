"""How rules are declared and what they answer."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from thrive.base.calendar.units import Days, Hours, Months, WorkingDays
from thrive.base.law import (
    Confidence,
    Counting,
    Due,
    DueState,
    DutyMissed,
    Former,
    Kind,
    Status,
    Threshold,
    Timescale,
    Variation,
    WrongOrder,
    faults,
)
from thrive.base.law.tests import samples
from thrive.base.law.tests.samples import AGAIN, AGE, ALL, ASKING_AGAIN, CONFERENCE, NOTICE, OFFER, PROTECTION, REVIEW

FRIDAY = date(2026, 11, 27)
VARIED = Variation(
    rule=CONFERENCE.key,
    authority="E1",
    day_from=date(2026, 6, 1),
    value=WorkingDays(10),
    instrument="Cabinet decision of 12 May 2026",
    entered_by="Ann",
    checked_by="Bea",
)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "title"),
        ({"url": "http://example.org"}, "https"),
        ({"edition": ""}, "edition"),
        ({"in_force_from": None}, "since when"),
        ({"status": Status.REPEALED}, "until when"),
        ({"in_force_to": date(2026, 3, 18)}, "ended before"),
    ],
)
def test_a_source_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        samples.source(**changes)


@pytest.mark.parametrize("field", ["title", "url", "kind", "status", "confidence", "in_force_from", "checked"])
def test_a_source_cannot_leave_anything_out(field):
    said = {
        "title": "A",
        "url": "https://a.org",
        "kind": Kind.LOCAL,
        "status": Status.EXPECTED,
        "confidence": Confidence.READ,
        "in_force_from": None,
        "checked": date(2026, 1, 1),
    }
    samples.Source(**said)
    del said[field]
    with pytest.raises(TypeError, match=field):
        samples.Source(**said)


def test_a_source_is_in_force_on_its_days_only():
    assert samples.OLD.in_force_on(date(2023, 12, 15))
    assert not samples.OLD.in_force_on(date(2026, 3, 18))
    assert not samples.act(in_force_from=None).in_force_on(date(2030, 1, 1))


@pytest.mark.parametrize("mark", [*Kind, *Status, *Confidence])
def test_every_mark_has_words(mark):
    assert mark.label[0].isupper()
    assert "_" not in mark.label


def test_a_rule_needs_exactly_a_limit_or_a_bar():
    for limits in ({}, {"bar": Months(1), "at_most": Days(1)}, {"bar": Months(1), "not_before": Days(1)}):
        with pytest.raises(ValueError, match="lanterns.other"):
            samples.timescale(**limits)


def test_due_dates():
    assert CONFERENCE.due(FRIDAY) == date(2026, 12, 18)
    assert CONFERENCE.due(FRIDAY, [date(2026, 12, 1)]) == date(2026, 12, 21)
    assert NOTICE.due(date(2026, 11, 23)) == date(2026, 12, 7)
    assert REVIEW.due(date(2026, 11, 30)) == date(2027, 2, 28)


def test_a_bar_ends_the_day_before_the_first_lawful_day():
    assert ASKING_AGAIN.earliest(date(2026, 1, 31)) == date(2026, 5, 1)
    beginning = replace(ASKING_AGAIN, counting=Counting.BEGINNING_WITH)
    assert beginning.earliest(date(2026, 3, 1)) == date(2026, 6, 1)


def test_not_before_and_at_most_together():
    hearing = samples.timescale(not_before=Days(12), at_most=Days(18), counting=Counting.BEGINNING_WITH)
    assert hearing.earliest(date(2026, 11, 2)) == date(2026, 11, 13)
    assert hearing.due(date(2026, 11, 2)) == date(2026, 11, 19)
    assert hearing.says == (
        "not sooner than 12 days beginning with the letter and within 18 days beginning with the letter"
    )


def test_hours_are_asked_for_with_instants():
    start = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)
    assert PROTECTION.due_at(start) == datetime(2026, 11, 30, 17, 30, tzinfo=UTC)
    with pytest.raises(TypeError, match="due_at"):
        PROTECTION.due(FRIDAY)
    with pytest.raises(TypeError, match="due()"):
        CONFERENCE.due_at(start)


def test_questions_that_make_no_sense_are_refused():
    with pytest.raises(TypeError, match="earliest"):
        ASKING_AGAIN.due(FRIDAY)
    with pytest.raises(TypeError, match="due"):
        CONFERENCE.earliest(FRIDAY)
    with pytest.raises(TypeError, match="london_day"):
        CONFERENCE.due(datetime(2026, 11, 27, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (CONFERENCE, "within 15 working days of the discussion"),
        (NOTICE, "within 15 days beginning with the letter"),
        (ASKING_AGAIN, "not within 3 months of the letter"),
        (OFFER, "the offer before the application"),
        (AGE, "if their age is at least 18 years"),
        (AGAIN, "if the time between is at most 12 months"),
    ],
    ids=lambda value: getattr(value, "key", None),
)
def test_rules_in_words(rule, says):
    assert rule.says == says
    assert rule.sentence == f"{rule.duty} {says}"


def test_an_old_case_is_judged_by_the_rule_of_its_day():
    assert CONFERENCE.on(date(2026, 3, 18)).source.edition == "2026"
    assert CONFERENCE.on(date(2026, 3, 17)).source.edition == "2023"
    assert CONFERENCE.on(date(2026, 3, 17)).at_most == WorkingDays(15)
    old = CONFERENCE.on(date(2023, 12, 14))
    assert (old.source.edition, old.at_most) == ("2018", WorkingDays(20))


def test_a_day_before_every_text_is_judged_by_the_oldest():
    assert CONFERENCE.on(date(2001, 1, 1)).source.edition == "2018"
    assert REVIEW.on(date(2001, 1, 1)) == REVIEW


def test_an_older_text_must_have_its_days():
    with pytest.raises(ValueError, match="days from and to"):
        Former(source=samples.source())


@pytest.mark.parametrize(
    ("row", "limit"),
    [
        (VARIED, 10),
        (replace(VARIED, day_from=date(2026, 12, 1)), 15),
        (replace(VARIED, day_to=FRIDAY), 15),
        (replace(VARIED, day_to=date(2026, 11, 28)), 10),
        (replace(VARIED, checked_by=""), 15),
        (replace(VARIED, checked_by="Ann"), 15),
        (replace(VARIED, rule="lanterns.other"), 15),
        (replace(VARIED, area="North"), 15),
        (replace(VARIED, purpose="pilot"), 15),
    ],
)
def test_a_checked_local_variation_of_the_day_applies(row, limit):
    rule = CONFERENCE.on(FRIDAY, [row])
    assert rule.at_most == WorkingDays(limit)
    assert rule.varied_by == (row if limit == 10 else None)


def test_another_authoritys_variation_does_not_apply_where_the_authority_is_named():
    assert CONFERENCE.on(FRIDAY, [VARIED], authority="E1").at_most == WorkingDays(10)
    assert CONFERENCE.on(FRIDAY, [VARIED], authority="E2").at_most == WorkingDays(15)


def test_the_most_particular_variation_wins_then_the_latest():
    later = replace(VARIED, day_from=date(2026, 9, 1), value=WorkingDays(12))
    north = replace(VARIED, area="North", value=WorkingDays(8))
    assert CONFERENCE.on(FRIDAY, [later, VARIED, north]).at_most == WorkingDays(12)
    assert CONFERENCE.on(FRIDAY, [north, later, VARIED], area="North").at_most == WorkingDays(8)


def test_a_variation_may_not_turn_a_length_into_a_number():
    with pytest.raises(TypeError, match="45 working days"):
        CONFERENCE.on(FRIDAY, [replace(VARIED, value=10)])


def test_bars_and_first_days_are_varied_in_their_own_place():
    row = replace(VARIED, rule=ASKING_AGAIN.key, value=Months(6))
    assert ASKING_AGAIN.on(FRIDAY, [row]).bar == Months(6)
    later = samples.timescale(not_before=Days(3))
    assert later.on(FRIDAY, [replace(VARIED, rule=later.key, value=Days(5))]).not_before == Days(5)


def test_thresholds_by_number_and_by_days():
    assert AGE.met_by(18)
    assert not AGE.met_by(17)
    assert AGAIN.met_between(date(2025, 2, 28), date(2026, 2, 28))
    with pytest.raises(TypeError, match="met_by"):
        AGE.met_between(FRIDAY, FRIDAY)
    with pytest.raises(TypeError, match="met_between"):
        AGAIN.met_by(12)
    with pytest.raises(ValueError, match="unit"):
        replace(AGE, unit="")


def test_thresholds_are_varied_and_dated_too():
    row = replace(VARIED, rule=AGE.key, value=21)
    assert AGE.on(FRIDAY, [row]).value == 21
    dated: Threshold = replace(AGAIN, former=(Former(source=samples.OLD, value=Months(6)),))
    assert dated.on(date(2025, 1, 1)).value == Months(6)
    assert dated.on(FRIDAY).value == Months(12)


def test_order():
    OFFER.require(date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(WrongOrder, match="The offer must come before the application") as wrong:
        OFFER.require(None, date(2026, 1, 1), field="applied_on")
    assert wrong.value.field == "applied_on"
    assert "has not been recorded (Lanterns Act 2026, section 1)" in str(wrong.value)
    with pytest.raises(WrongOrder, match="it was on 2 January 2026"):
        OFFER.require(date(2026, 1, 2), date(2026, 1, 1))


def test_a_missed_duty_names_the_day_and_the_source():
    missed = DutyMissed(Due.under(CONFERENCE, FRIDAY), field="late_because")
    assert missed.field == "late_because"
    assert str(missed) == (
        "This was due by 18 December 2026: within 15 working days of the discussion "
        "(Guidance on Lanterns (2026 edition)). Say why it is late"
    )


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        (date(2026, 11, 27), DueState.LATER, "Fri 18 Dec"),
        (date(2026, 12, 13), DueState.LATER, "Fri 18 Dec"),
        (date(2026, 12, 14), DueState.SOON, "Fri 18 Dec"),
        (date(2026, 12, 18), DueState.TODAY, "Today"),
        (date(2026, 12, 19), DueState.LATE, "1 day late"),
        (date(2026, 12, 21), DueState.LATE, "1 working day late"),
        (date(2026, 12, 29), DueState.LATE, "5 working days late"),
        (date(2028, 12, 29), DueState.LATE, "742 days late"),
        (date(2025, 12, 18), DueState.LATER, "18 Dec 2026"),
    ],
)
def test_due_dates_in_a_list(today, state, words):
    due = Due.under(CONFERENCE, FRIDAY)
    assert due.state(today) is state
    assert due.words(today) == words
    assert len(words) <= 20
    assert due.is_missed_by(today) == (state is DueState.LATE)


def test_lateness_of_limits_in_months_is_in_days():
    due = Due.under(REVIEW, date(2026, 12, 18))
    assert due.words(date(2027, 3, 22)) == "4 days late"


def test_these_rules_have_no_faults():
    assert faults(ALL) == []


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ([CONFERENCE, CONFERENCE], "two rules have this key"),
        ([replace(CONFERENCE, examples=())], "worked example"),
        ([replace(CONFERENCE, examples=((FRIDAY, FRIDAY),))], "comes 2026-12-18"),
        ([replace(ASKING_AGAIN, examples=((FRIDAY, FRIDAY),))], "lanterns.again"),
        ([replace(CONFERENCE, owner="")], "answers for it"),
        ([replace(CONFERENCE, duty="")], "what the duty is"),
        ([replace(CONFERENCE, key="conference")], "begin with the domain"),
        ([replace(OFFER, examples=((None, FRIDAY, True),))], "should be in order"),
        ([replace(AGE, examples=((17, True),))], "'17 years: yes' does not come out"),
        ([replace(AGAIN, examples=((FRIDAY, FRIDAY, False),))], "does not come out"),
    ],
)
def test_faults_are_found(rules, fault):
    found = faults(rules)
    assert len(found) == 1
    assert fault in found[0]


def test_examples_in_hours_are_checked_too():
    start, end = datetime(2026, 11, 27, 9, tzinfo=UTC), datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert faults([replace(PROTECTION, examples=((start, end),))]) == []
    assert faults([replace(PROTECTION, at_most=Hours(71), examples=((start, end),))])


def test_rules_are_frozen():
    with pytest.raises(AttributeError):
        CONFERENCE.at_most = WorkingDays(99)
    assert isinstance(hash(CONFERENCE), int)
    assert isinstance(CONFERENCE, Timescale)
