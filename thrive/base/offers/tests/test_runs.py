"""When clocks run: started, stopped, lapsed, or never started."""

from dataclasses import dataclass
from datetime import date

import pytest

from thrive.base.offers import Clock, Element, runs


@dataclass(frozen=True)
class Named:
    key: str


def clock(**said):
    return Clock(**{"key": "a.clock", "title": "A clock", "rule": Named("a.rule")} | said)


ASSESSMENT = clock(
    starts_with="referral",
    starts_on="received_on",
    stops_with="assessment",
    stops_on="authorised_on",
    unless="no_further_action",
)
CONFERENCE = clock(
    starts_with="s47_enquiry",
    starts_on="started_on",
    stops_with="s47_enquiry",
    stops_on="conference_held_on",
    same_element=True,
    unless="conference_not_required",
)
FIRST = clock(
    starts_with="conference", starts_on="held_on", stops_with="cp_review", stops_on="held_on", while_open="cp_plan"
)
LATER = clock(
    starts_with="cp_review", starts_on="held_on", stops_with="cp_review", stops_on="held_on", while_open="cp_plan"
)


def day(text):
    return date.fromisoformat(f"2026-{text}")


def element(kind, ref="R", *, yes=(), of="", **dates):
    return Element(
        ref=ref, kind=kind, dates={name: day(text) for name, text in dates.items()}, yes=frozenset(yes), belongs_to=of
    )


def told(clock, *elements):
    return [(run.started_on, run.stopped_on, run.lapsed_on) for run in runs(clock, elements)]


REFERRAL = element("referral", received_on="01-05")


def test_a_clock_runs_until_it_is_stopped():
    assert told(ASSESSMENT, REFERRAL) == [(day("01-05"), None, None)]
    assert runs(ASSESSMENT, [REFERRAL])[0].is_running
    authorised = element("assessment", started_on="01-07", authorised_on="02-20")
    assert told(ASSESSMENT, REFERRAL, authorised) == [(day("01-05"), day("02-20"), None)]
    assert not runs(ASSESSMENT, [REFERRAL, authorised])[0].is_running


def test_an_element_that_is_not_finished_stops_nothing():
    assert runs(ASSESSMENT, [REFERRAL, element("assessment", started_on="01-07")])[0].is_running


def test_the_first_stop_counts_and_one_from_before_does_not():
    before = element("assessment", authorised_on="01-02")
    second = element("assessment", authorised_on="04-01")
    first = element("assessment", authorised_on="02-01")
    assert told(ASSESSMENT, REFERRAL, before, second, first) == [(day("01-05"), day("02-01"), None)]


def test_a_thing_done_on_the_day_it_was_asked_for_stops_the_clock():
    assert told(ASSESSMENT, REFERRAL, element("assessment", authorised_on="01-05"))[0][1] == day("01-05")


@pytest.mark.parametrize(
    ("clock", "one"),
    [
        (ASSESSMENT, element("referral", received_on="01-05", yes=["no_further_action"])),
        (ASSESSMENT, element("referral", closed_on="01-05")),
        (CONFERENCE, element("s47_enquiry", started_on="01-05", yes=["conference_not_required"])),
        (FIRST, element("conference", held_on="01-05")),
    ],
    ids=["no further action", "no date", "no conference needed", "no plan was made"],
)
def test_clocks_that_never_start(clock, one):
    assert runs(clock, [one]) == ()


def test_a_referral_closed_without_an_assessment_is_no_longer_waiting_for_one():
    closed = element("referral", received_on="01-05", closed_on="01-20")
    assert told(ASSESSMENT, closed) == [(day("01-05"), None, day("01-20"))]
    later = element("assessment", authorised_on="02-20")
    assert told(ASSESSMENT, closed, later) == [(day("01-05"), None, day("01-20"))]
    same_day = element("assessment", authorised_on="01-20")
    assert told(ASSESSMENT, closed, same_day) == [(day("01-05"), day("01-20"), None)]


def test_another_referrals_assessment_does_not_stop_the_clock():
    one = element("referral", "A", received_on="01-05", of="A")
    two = element("referral", "B", received_on="03-05", of="B")
    assessed = element("assessment", authorised_on="04-01", of="B")
    assert told(ASSESSMENT, two, one, assessed) == [
        (day("01-05"), None, None),
        (day("03-05"), day("04-01"), None),
    ]


def test_a_clock_stopped_by_its_own_element():
    held = element("s47_enquiry", "A", started_on="01-05", conference_held_on="01-23")
    waiting = element("s47_enquiry", "B", started_on="01-15")
    assert told(CONFERENCE, held, waiting) == [(day("01-05"), day("01-23"), None), (day("01-15"), None, None)]


def test_reviews_follow_each_other_until_the_plan_ends():
    plan = element("cp_plan", started_on="01-23", ended_on="10-08")
    conference = element("conference", held_on="01-23")
    reviews = [element("cp_review", ref, held_on=on) for ref, on in (("A", "04-20"), ("B", "10-08"))]
    assert told(FIRST, plan, conference, *reviews) == [(day("01-23"), day("04-20"), None)]
    assert told(LATER, plan, conference, *reviews) == [(day("04-20"), day("10-08"), None)]


def test_no_review_is_due_once_the_plan_has_ended():
    plan = element("cp_plan", started_on="01-23", ended_on="03-01")
    conference = element("conference", held_on="01-23")
    assert told(FIRST, plan, conference) == [(day("01-23"), None, day("03-01"))]


def test_an_open_plan_keeps_the_next_review_due():
    plan = element("cp_plan", started_on="01-23")
    assert told(LATER, plan, element("cp_review", held_on="04-20")) == [(day("04-20"), None, None)]


def test_an_old_plan_does_not_keep_a_new_conference_waiting():
    old = element("cp_plan", started_on="01-01", ended_on="01-10")
    assert told(FIRST, old, element("conference", held_on="01-23")) == []


def test_two_reviews_on_one_day_do_not_stop_each_other():
    plan = element("cp_plan", started_on="01-23")
    reviews = [element("cp_review", ref, held_on="04-20") for ref in "AB"]
    assert [run.is_running for run in runs(LATER, [plan, *reviews])] == [True, True]


def test_an_element_from_an_imported_row():
    content = {
        "started_on": "2026-01-05",
        "conference_held_on": "",
        "conference_not_required": True,
        "note": "x",
        "elements": {"S47ActualStartDate": "2026-01-05"},
    }
    one = Element.from_content("R", "s47_enquiry", content, belongs_to="K")
    assert one.dates == {"started_on": day("01-05")}
    assert one.yes == {"conference_not_required"}
    assert runs(CONFERENCE, [one]) == ()
