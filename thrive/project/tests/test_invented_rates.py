"""An invented authority is like an English one: every rate stands within the band of the published figures."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from thrive.base.people.invented import stock
from thrive.project.tests.invented_rates import Authority, invent, measure

CHILDREN, SEED, AS_OF = 4_000, 1, dt.date(2026, 11, 22)
YEARS = range(2022, 2027)  # five whole collections


def bands() -> list[dict[str, str]]:
    with Path(__file__).with_name("invented_bands.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return invent(CHILDREN, SEED, AS_OF)


@pytest.fixture(scope="module")
def rates(authority) -> dict[str, float]:
    return measure(authority, YEARS)


def test_nobody_is_expected_later_than_is_known_before_birth(authority):
    expected = [one.expected_on for one, _ in authority.children if one.born_on is None]
    assert expected and max(expected) <= AS_OF + dt.timedelta(stock.KNOWN_BEFORE_BIRTH)


@pytest.mark.parametrize("band", bands(), ids=lambda one: one["measure"])
def test_a_rate_is_within_its_band(rates, band):
    found = rates.get(band["measure"], 0)
    assert float(band["low"]) <= found <= float(band["high"]), f"{found:.1f}, England {band['england']} {band['unit']}"


def test_the_documentation_gives_the_rates_as_they_are(rates):
    page = (Path(__file__).parents[3] / "docs" / "reference" / "invented.md").read_text(encoding="utf-8")
    rows = [
        f"| {band['england']} | {band['low']} to {band['high']} | {rates[band['measure']]:.1f} | {band['how_sure']} |"
        for band in bands()
    ]
    missing = [row for row in rows if row not in page]
    assert not missing, "docs/reference/invented.md should say:\n" + "\n".join(missing)


def test_every_band_holds_the_figure_of_england_and_says_where_it_is_from():
    for band in bands():
        assert float(band["low"]) <= float(band["england"]) <= float(band["high"]), band["measure"]
        assert band["source"]
        assert band["how_sure"] in ("read", "not re-read", "our own")
