"""Shipped parameters are sound, and a worse or flipped set is refused."""

import json
import random
from datetime import date

import numpy as np
import pytest

from thrive.base.matching import training, weights
from thrive.base.matching.batch import linking
from thrive.base.matching.batch.linking import Source
from thrive.base.matching.batch.reading import reader_of

FIGURES = training.Figures(true=100, automatic=80, wrong=0, review=10, fewest_errors=5)


def stored(version=None):
    return json.loads(weights.stored_text(version or weights.versions()[-1]))


@pytest.mark.parametrize("version", weights.versions())
def test_every_shipped_set_can_be_loaded_and_is_in_order(version):
    loaded = weights.load(version)
    assert loaded.version == version
    assert training.out_of_order(loaded) + training.swallowed(loaded) == []


@pytest.mark.parametrize("version", weights.versions())
def test_shares_of_each_set_make_up_a_whole(version):
    for field, levels in stored(version)["fields"].items():
        for names in training.SETS.get(field, [list(levels)]):
            for kind in weights.KINDS:
                whole = sum(levels[name][kind] for name in names if name in levels)
                assert whole == pytest.approx(1, abs=0.02), (field, kind)


def test_a_version_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no parameters of version"):
        weights.load("never")


def test_a_flipped_set_is_refused():
    flipped = stored()
    birth = flipped["fields"]["birth_date"]
    birth["same"], birth["differs"] = birth["differs"], birth["same"]
    assert any("birth_date" in reason for reason in training.objections(flipped, FIGURES, FIGURES))


def test_a_set_whose_household_has_swallowed_the_child_is_refused():
    """What learning on the fly does without identifiers: "same household" in place of "same child"."""
    swallowed = stored()
    for field in ("given", "birth_date"):
        for level in swallowed["fields"][field].values():
            level["same"] = level["sibling"]
    reasons = training.objections(swallowed, FIGURES, FIGURES)
    assert any("sibling has the same birth_date" in reason for reason in reasons)


def test_a_worse_set_is_refused_and_an_equal_one_is_not():
    worse = training.Figures(true=100, automatic=80, wrong=0, review=10, fewest_errors=6)
    unsafe = training.Figures(true=100, automatic=80, wrong=1, review=10, fewest_errors=5)
    assert training.objections(stored(), FIGURES, worse)
    assert training.objections(stored(), FIGURES, unsafe)
    assert training.objections(stored(), FIGURES, FIGURES) == []


def test_the_least_total_for_a_precision():
    bits = np.array([9.0, 8.0, 7.0, 7.0, 5.0])
    good = np.array([True, True, True, False, True])
    assert training.least_for(bits, good, 1.0) == 8.0
    assert training.least_for(bits, good, 0.7) == 5.0
    assert training.least_for(bits[:1], ~good[:1], 0.9) == 10.0


# --- An index without identifiers, where learning on the fly flips --------------------------------

GIVEN = ["Ava", "Isla", "Theo", "Noah", "Maryam", "Yusuf", "Zofia", "Jakub", "Ngozi", "Chidi", "Mei", "Priya", "Arjun",
         "Rhys", "Seren", "Ciara", "Eoin", "Leila", "Omar", "Wei"]  # fmt: skip
FAMILY = ["Okoro", "Marlowe", "Khan", "Patel", "Kowalski", "Smith", "Jones", "Evans", "Nguyen", "Singh", "Byrne", "Ali",
          "Hughes", "Ahmed", "Wood", "Reid"]  # fmt: skip
ENDINGS = ["", "", "-Lane", "son", "by", "ford"]
HEAD = "id,given_name,family_name,dob,gender,postcode,address,parent_name"


def families(count, seed):
    """The rows of families of one to three children."""
    chance = random.Random(seed)
    rows = []
    for family in range(count):
        surname = chance.choice(FAMILY) + chance.choice(ENDINGS)
        street, parent = f"{1 + family % 190} {chance.choice(FAMILY)} Road", f"{chance.choice(GIVEN)} {surname}"
        home = f"WX{family % 9} {family % 7}AB,{street},{parent}"
        year = chance.randint(2008, 2020)
        for child, given in enumerate(chance.sample(GIVEN, chance.randint(1, 3))):
            born = date(year + 2 * child, chance.randint(1, 12), chance.randint(1, 28)).isoformat()
            rows.append([f"{family}.{child}", given, surname, born, "", home])
    return rows


def worn(row, chance):
    """A record of a child as an agency has it: one or two things wrong, none of them a number."""
    ident, given, family, born, sex, home = row
    if chance.random() < 0.2:
        given = given[:-1] + chance.choice("aeyx")
    if chance.random() < 0.2:
        family = family.replace("o", "a", 1)
    if chance.random() < 0.1:
        born = born[:5] + born[8:] + "-" + born[5:7] if int(born[8:]) <= 12 else born
    if chance.random() < 0.3:
        home = f"WX{chance.randint(0, 8)} 9ZZ,{chance.randint(200, 290)} Far Lane,"
    return [f"R{ident}", given, family, born, sex, home]


@pytest.mark.parametrize("families_in_index", [400, pytest.param(10_000, marks=pytest.mark.slow)])
def test_stored_parameters_hold_on_an_index_without_identifiers(families_in_index):
    index = families(families_in_index, seed=11)
    chance = random.Random(12)
    records = [worn(row, chance) for row in index[:: max(1, len(index) // 700)]]
    sources = [Source(reader_of([HEAD, *(",".join(row) for row in rows)])) for rows in (index, records)]
    found = linking.link(*sources, weights.latest(), workers=1)
    truth = {(row[0].removeprefix("R"), row[0]) for row in records}
    figures = training.figures(found, truth)
    assert figures.wrong <= max(1, figures.automatic // 500)
    assert figures.found > 0.5
    assert figures.fewest_errors < 0.06 * len(truth)
