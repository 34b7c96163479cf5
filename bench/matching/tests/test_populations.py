"""The invented populations: the same each time, with every trap, at the rates they say, and nobody real."""

from collections import Counter
from functools import cache

import pytest

from bench.matching import held_aside, population
from bench.matching.errors import COLUMNS
from thrive.base.matching import numbers

TRAPS = {
    "adopted", "cousin at one address", "mother and daughter", "namesake", "sibling", "sibling's number", "twin",
}  # fmt: skip
MAKERS = {"own": population.make, "held aside": held_aside.make}
SEED = 5
COLUMN = {name: place for place, name in enumerate(COLUMNS)}


@cache
def own(identifiers: bool = True):
    return population.make(2400, 1200, seed=SEED, identifiers=identifiers)


@cache
def aside():
    return held_aside.make(1500, 500, seed=3)


def rates(made, column: str) -> float:
    """The share of true links that have both values and differ in `column`."""
    left, right = ({row[0]: row[COLUMN[column]].casefold() for row in rows} for rows in (made.left, made.right))
    pairs = [(left[a], right[b]) for a, b in made.truth if left[a] and right[b]]
    return sum(one != other for one, other in pairs) / len(pairs)


@pytest.mark.parametrize("maker", MAKERS)
def test_the_same_seed_gives_the_same_files_and_another_does_not(maker):
    make = MAKERS[maker]
    first, again, other = (make(400, 100, seed=seed) for seed in (5, 5, 6))
    assert first == again
    assert first.left != other.left


@pytest.mark.parametrize("made", [own, aside])
def test_ids_are_once_only_and_links_and_traps_lead_to_rows(made):
    made = made()
    left, right = [row[0] for row in made.left], [row[0] for row in made.right]
    assert len(set(left)) == len(left)
    assert len(set(right)) == len(right)
    assert made.truth
    assert {a for a, _ in made.truth} | {a for a, _, _ in made.traps} <= set(left)
    assert {b for _, b in made.truth} | {b for _, b, _ in made.traps} <= set(right)
    assert [row[0] for row in made.slices] == sorted(right)


def test_no_pair_is_both_one_child_and_a_trap():
    made = own()
    assert set(made.truth).isdisjoint({(a, b) for a, b, _ in made.traps})


def test_every_kind_of_trap_is_there():
    """The rarest is made three times in a thousand records, so two populations are looked at."""
    more = population.make(1600, 800, seed=SEED + 1)
    assert {kind for _, _, kind in (*own().traps, *more.traps)} == TRAPS


def test_sizes_are_as_asked():
    made = own()
    assert (len(made.left), len(made.right)) == (2400, 1200)


@pytest.mark.parametrize(("children", "records"), [(100, 50), (1000, 20), (1000, 900)])
def test_sizes_that_make_no_sense_are_refused(children, records):
    with pytest.raises(ValueError, match="At least"):
        population.make(children, records, seed=1)


@pytest.mark.parametrize(
    ("what", "least", "most"),
    [("family_name", 0.12, 0.30), ("postcode", 0.28, 0.50), ("dob", 0.015, 0.06), ("upn", 0.0, 0.03)],
)
def test_errors_come_at_published_rates(what, least, most):
    assert least <= rates(own(), what) <= most


def test_about_three_in_ten_records_are_of_children_not_in_the_index():
    made = own()
    known = {b for _, b in made.truth}
    assert 0.24 <= 1 - len(known) / len(made.right) <= 0.36


def test_about_half_have_no_identifier_and_a_few_children_are_indexed_twice():
    made = own()
    without = [row for row in made.right if not row[COLUMN["nhs_number"]] and not row[COLUMN["upn"]]]
    assert 0.4 <= len(without) / len(made.right) <= 0.58
    rows_of = Counter(b for _, b in made.truth)
    assert 0.005 <= sum(count > 1 for count in rows_of.values()) / len(rows_of) <= 0.05


def test_errors_come_in_clusters():
    """A record with one error has another more often than records at large have any."""
    place = population.SLICES.index("difficulty")
    found = Counter(row[place] for row in own().slices)
    any_error = (found["one error"] + found["two or more"]) / sum(found.values())
    assert found["two or more"] / (found["one error"] + found["two or more"]) > any_error / 2


@pytest.mark.parametrize("made", [own, aside])
def test_nhs_numbers_are_of_the_range_never_given_out(made):
    given = {row[COLUMN["nhs_number"]] for row in made().left} - {""}
    assert all(number.startswith("999") for number in given)
    assert sum(bool(numbers.nhs_number(number)) for number in given) / len(given) > 0.99


def test_pupil_numbers_name_no_authority():
    given = {row[COLUMN["upn"]] for row in own().left} - {""}
    assert {number[1:4] for number in given} == {"001"}
    assert all(numbers.upn(number) for number in given)


def test_without_identifiers_there_is_none():
    made = own(identifiers=False)
    assert not any(row[COLUMN["nhs_number"]] or row[COLUMN["upn"]] for row in (*made.left, *made.right))


def test_numbers_run_out_rather_than_repeat():
    stock = population.Numbers()
    stock._nhs = 999_999
    with pytest.raises(ValueError, match="given out"):
        for _ in range(3):
            stock.nhs_number()


def test_seeds_are_kept_apart():
    seeds = [*population.TRAIN, *population.THRESHOLD, *population.TEST, *held_aside.SEEDS]
    assert len(set(seeds)) == len(seeds)
