"""Shipped parameters are sound, and a worse or flipped set is refused."""

import json
import random
from datetime import date

import numpy as np
import pytest

from thrive.base.matching import fitting, training, weights
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
        for names in fitting.SETS.get(field, [list(levels)]):
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
    assert any("sibling has the same given and birth_date" in reason for reason in reasons)


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


# --- Fitting --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def labelled():
    """Two files of a population, linked by the set that others lean on, and which pairs are one child."""
    index = families(500, seed=21)
    chance = random.Random(22)
    records = [worn(row, chance) for row in index[::2]]
    sources = [Source(reader_of([HEAD, *(",".join(row) for row in rows)])) for rows in (index, records)]
    return linking.link(*sources, weights.load("2026-11-hand"), workers=1), {
        (row[0].removeprefix("R"), row[0]) for row in records
    }


def test_what_is_fitted_is_what_pairs_are_weighed_by(labelled):
    """The sums of the model, from rounded rarity, are those of the engine to within the rounding."""
    linked, truth = labelled
    base = stored("2026-11-hand")
    good = np.zeros(len(linked.decided.pairs.left), dtype=bool)
    found = fitting.patterns(base, [(linked, good)])
    model = fitting._Model(base, found)
    free, expected = model.parts(model.base)
    shares = model.shared_out(free)
    sums = model.before(expected) + sum(model.read(field, shares).shares for field in weights.FIELDS)
    bits = (sums[0] - np.logaddexp.reduce(sums[1:], axis=0)) / np.log(2)
    rows = fitting._rows(base, linked)
    places = {
        row.tobytes(): place for place, row in enumerate(np.column_stack([found.places, found.rarity, found.sizes]))
    }
    of_pairs = np.array([bits[places[row.tobytes()]] for row in rows])
    assert np.abs(of_pairs - linked.decided.pairs.bits).max() < 0.8  # rarity is in steps of half a bit, of two names


def test_the_slope_is_that_of_the_loss(labelled):
    linked, truth = labelled
    base = stored("2026-11-hand")
    found = fitting.patterns(base, [(linked, training._is_true(linked, truth))])
    model = fitting._Model(base, found)
    loss, slope = model.loss(model.base)
    steps = np.random.default_rng(7).normal(size=(6, len(slope)))
    for step in steps:
        ahead = model.loss(model.base + 1e-6 * step)[0]
        assert (ahead - loss) / 1e-6 == pytest.approx(slope @ step, rel=0.01, abs=0.05)


def test_a_fitted_set_makes_fewer_errors_and_stands(labelled):
    linked, truth = labelled
    learnt = training.learn(stored("2026-11-hand"), [labelled], version="test", about="a test")
    assert learnt["fields"]["birth_date"]["same"]["same"] > 0.8
    before, after = stored("2026-11-hand"), json.dumps(learnt)
    index = families(500, seed=31)
    chance = random.Random(32)
    records = [worn(row, chance) for row in index[::2]]
    others = {(row[0].removeprefix("R"), row[0]) for row in records}

    def errors(text):
        sources = [Source(reader_of([HEAD, *(",".join(row) for row in rows)])) for rows in (index, records)]
        return training.figures(linking.link(*sources, weights.read(text), workers=1), others).fewest_errors

    assert errors(after) <= errors(json.dumps(before))
    assert training.objections(learnt, FIGURES, FIGURES) == []
