"""What people take away holds nothing that a spreadsheet would reckon with."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some

from thrive.govuk.downloads import FORMULA, as_csv, harmless, spreadsheet


@pytest.mark.parametrize(
    "cell",
    ["=A1", "+44", "-1", "@x", "\tx", "\rx", "\n=1", "  =1", "=cmd|' /C calc'!A0", "\uff1d1+1", "\u00a0=1", "\t\t=1"],
)
def test_text_that_begins_like_a_formula_is_quoted(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless("x" + cell) == "x" + cell


@pytest.mark.parametrize("cell", ["", "Ava", "1", "O'Brien", -1, 2.5, None, dt.date(2026, 11, 25)])
def test_everything_else_stays_as_it_is(cell):
    assert harmless(cell) == cell


@given(some.lists(some.lists(some.text(max_size=20), min_size=2, max_size=3), max_size=5))
def test_whatever_is_typed_no_cell_read_back_begins_like_a_formula(rows):
    rows = [[cell.replace("\0", "").replace("\r", "") for cell in row] for row in rows]
    for row in csv.reader(io.StringIO(as_csv(rows), newline="")):
        assert not any(cell.lstrip().startswith(FORMULA) for cell in row)


def test_a_download_is_named_and_read_as_text():
    answer = spreadsheet([["Name"], ["=1"]], name="import-x-findings")
    assert answer["Content-Disposition"] == 'attachment; filename="import-x-findings.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode("utf-8-sig").splitlines() == ["Name", "'=1"]
