"""The measures, on a case small enough to count by hand."""

import pytest

from bench.matching.measures import (
    Answers,
    Link,
    Review,
    at_bands,
    at_best_f1,
    at_precision,
    best_links,
    by_group,
    ranked_first,
    review_needed,
    sweep,
    trapped,
)

TRUTH = frozenset({("a1", "b1"), ("a1x", "b1"), ("a2", "b2"), ("a3", "b3")})
ANSWERS = Answers(TRUTH, {"twin": frozenset({("a2", "b4"), ("a9", "b9")})}, {})
LINKS = [
    Link("a1", "b1", 0.99, "automatic"),
    Link("a1x", "b1", 0.98, "review"),
    Link("a2", "b4", 0.95, "automatic"),
    Link("a2", "b2", 0.90, "review"),
    Link("a7", "b3", 0.80, "none"),
    Link("a3", "b3", 0.10, "none"),
]


def test_a_record_has_one_best_link_and_a_tie_goes_to_the_least_id():
    best = best_links([*LINKS, Link("a0", "b1", 0.99)])
    assert best["b1"].left == "a0"
    assert best["b3"].left == "a7"


def test_a_sweep_counts_found_false_and_missed_at_each_threshold():
    points = [(point.threshold, point.found, point.false, point.missed) for point in sweep(LINKS, ANSWERS)]
    assert points == [(float("inf"), 0, 0, 3), (0.99, 1, 0, 2), (0.95, 1, 1, 2), (0.90, 2, 1, 1), (0.80, 2, 2, 1)]


def test_equal_scores_stand_or_fall_together():
    links = [Link("a1", "b1", 0.9), Link("a8", "b2", 0.9)]
    assert [(point.found, point.false) for point in sweep(links, ANSWERS)] == [(0, 0), (1, 1)]


def test_the_precise_threshold_and_the_best_f1():
    points = sweep(LINKS, ANSWERS)
    assert at_precision(points).missed == 2
    assert at_precision(points, 0.6).missed == 1
    assert (at_best_f1(points).found, at_best_f1(points).errors) == (2, 2)


def test_bands_count_as_they_stand():
    automatic = at_bands(LINKS, ANSWERS)
    assert (automatic.found, automatic.false, automatic.missed) == (1, 1, 2)
    seen = at_bands(LINKS, ANSWERS, ("automatic", "review"))
    assert (seen.found, seen.false, seen.missed) == (2, 1, 1)


def test_rank_and_traps():
    assert ranked_first(LINKS, ANSWERS) == pytest.approx(2 / 3)
    assert trapped({("a2", "b4")}, ANSWERS) == {"twin": (1, 2)}


def test_work_for_people_without_bands_is_what_lies_between_two_thresholds():
    assert review_needed(LINKS, ANSWERS, precision=0.999, recall=2 / 3) == Review(2, reached=True)
    assert not review_needed(LINKS, ANSWERS, precision=0.999, recall=0.99).reached  # whatever it gives to people


def test_groups_are_counted_by_what_the_record_is_like():
    row = dict.fromkeys(("sex", "difficulty", "agency", "origin"), "x")
    row |= dict.fromkeys(("under_one", "twin", "moved", "has_identifier"), "1")
    answers = Answers(TRUTH, {}, {"b1": row, "b4": row})
    pairs = {("a1", "b1"), ("a2", "b4")}
    group = by_group(pairs, pairs, pairs, answers)["twins", "twin"]
    assert (group.known, group.found, group.false, group.first) == (1, 1, 1, 1)
