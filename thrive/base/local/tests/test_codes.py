"""Code lists are complete, mean something, and know their years."""

import csv
from importlib import resources

import pytest

from thrive.base.local import codes

SIZES = {
    "authority": 153,
    "assessment_factor": 45,
    "category_of_abuse": 5,
    "closure_reason": 9,
    "disability": 13,
    "ethnicity": 20,
    "gender": 4,
    "primary_need": 10,
    "referral_source": 22,
    "sex": 3,
    "upn_unknown": 7,
}


def test_every_list_of_the_census_is_there():
    assert {name: len(codes.known(name)) for name in codes.names()} == SIZES


@pytest.mark.parametrize("name", SIZES)
def test_codes_are_written_once_with_words_and_years_in_order(name):
    with (resources.files(codes) / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["code"] for row in rows}) == len(rows)
    for one in codes.known(name):
        assert one.code == one.code.strip().upper()
        assert one.words[0].isupper() and not one.words.endswith(".")
        assert one.first_year is None or one.last_year is None or one.first_year <= one.last_year


@pytest.mark.parametrize(
    ("name", "code", "year", "words"),
    [
        ("ethnicity", "WBRI", 2024, "White British"),
        ("ethnicity", " wbri ", None, "White British"),
        ("ethnicity", "ZZZZ", 2024, None),
        ("ethnicity", "", 2024, None),
        ("sex", "F", 2024, None),
        ("sex", "F", 2025, "Female"),
        ("sex", "F", 0, "Female"),
        ("gender", "2", 2024, "Female"),
        ("gender", "2", 2025, None),
        ("assessment_factor", "3B", 2023, "Domestic abuse: a parent or carer"),
        ("referral_source", "10", 2023, "Source not known"),
    ],
)
def test_words(name, code, year, words):
    assert codes.words(name, code, year) == words


def test_an_unknown_list_is_named():
    with pytest.raises(KeyError, match="no code list called 'shoe_size'"):
        codes.words("shoe_size", "9")
