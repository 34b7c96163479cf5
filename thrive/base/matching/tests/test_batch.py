"""Whole files give what one look-up gives, whatever the order of rows and the number of workers."""

import csv
import random
from datetime import date
from itertools import product

import numpy as np
import pytest

from thrive.base.calendar.precision import Precision
from thrive.base.matching import normalise, weights, words
from thrive.base.matching.batch import candidates, columns, linking, writing
from thrive.base.matching.batch.columns import home
from thrive.base.matching.batch.dates import Unreadable, read_date
from thrive.base.matching.batch.linking import Source
from thrive.base.matching.batch.reading import BadFile, read_mapping, reader_of
from thrive.base.matching.keys import match_keys
from thrive.base.matching.score import rank
from thrive.base.matching.weights import MISSING

HEAD = "id,nhs_number,upn,given_name,middle_names,family_name,dob,gender,postcode,address,parent_name"
GIVEN = [
    "Hayden",
    "Jayden",
    "Ava",
    "Eva",
    "Okoro",
    "Baby",
    "",
    "A",
    "Ann-Marie",
    "Annmarie",
    "Mohammed",
    "Muhammad Ali",
    "محمد",
    "Theo",
    "Teo",
]
MIDDLE = ["", "", "Grace", "Ava", "G", "Ali"]
FAMILY = ["Okoro", "Ava", "Marlowe", "Okoro-Marlowe", "Kowalski", "Kowalska", "Khan", "", "Smith (Khan)", "Ocorrow"]
DAYS = [
    "2017-03-04",
    "04/03/2017",
    "20170304",
    "2017/04/03",
    "2016-03-04",
    "1990-03-04",
    "2017-01-01",
    "2017-03",
    "2017",
    "",
]
HOMES = ["14 Tanner Row", "14, tanner row", "Flat 2, 14 Tanner Row", "3 Mill Ct", ""]
POSTCODES = ["WX4 2PL", "wx42pl", "WX4 9AA", "WX4", "", "nonsense"]
NUMBERS = ["9990000018", "999 000 0026", "12", "", "", ""]
PARENTS = ["Kelly Marlowe", "Marlowe Kelly", "Kelly Marlow", "K Marlowe; Daniel Okoro", "", "?"]


def people(count, seed, prefix):
    """Rows that agree and differ in every way, in no order."""
    chance = random.Random(seed)
    rows = [
        [
            f"{prefix}{number}", chance.choice(NUMBERS), "", chance.choice(GIVEN), chance.choice(MIDDLE),
            chance.choice(FAMILY),
            chance.choice(DAYS), chance.choice(["F", "male", "2", "", "x"]), chance.choice(POSTCODES),
            chance.choice(HOMES), chance.choice(PARENTS),
        ]
        for number in range(count)
    ]  # fmt: skip
    return [HEAD, *(",".join(f'"{cell}"' for cell in row) for row in rows)]


def source(rows):
    return Source(reader_of("\n".join(rows)))


def link(left, right, **options):
    return linking.link(source(left), source(right), weights.latest(), **options)


@pytest.fixture(scope="module")
def linked():
    return link(people(120, 1, "L"), people(80, 2, "R"), workers=1)


# --- The same as one look-up ----------------------------------------------------------------------


def test_every_pair_scores_as_it_does_alone(linked):
    pairs, reasons = linked.decided.pairs, writing.Reasons(linked)
    assert len(pairs.bits) > 500
    for number in range(0, len(pairs.bits), 5):
        alone = reasons.explained(number)
        assert alone.weight == pairs.bits[number], reasons.in_full(number)
        band = writing.BANDS[int(pairs.band[number])]
        if linked.decided.behind[number]:
            assert (band, alone.band != "none") == ("none", True)
        else:
            assert alone.band == ("automatic" if linked.decided.held[number] else band)
        for field, codes in pairs.shown.items():
            assert writing.SHOWN[field][codes[number]] == alone.of(field).level
    told = {
        level for field in ("given", "family") for level in {writing.SHOWN[field][code] for code in pairs.shown[field]}
    }
    assert {"borne", "parents", "middle_used", "other_name", "exchanged"} <= told  # what is told apart after the names


def test_candidates_are_those_that_share_a_key(linked):
    keys = {
        side: [match_keys(linked.pool.identity(table, row)) for row in range(len(table))]
        for side, table in (("left", linked.left), ("right", linked.right))
    }
    expected = {
        (one, other)
        for one, other in product(range(len(linked.left)), range(len(linked.right)))
        if keys["left"][one] & keys["right"][other]
    }
    pairs = linked.decided.pairs
    assert set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == expected


def output(left, right, **options):
    return list(writing.rows(link(left, right, **options), evidence=False, all_bands=True))


def test_neither_the_order_of_rows_nor_workers_matter(monkeypatch):
    left, right = people(60, 3, "L"), people(40, 4, "R")
    first = output(left, right, workers=1)
    chance = random.Random(5)
    mixed = [[rows[0], *chance.sample(rows[1:], len(rows) - 1)] for rows in (left, right)]
    assert output(*mixed, workers=1) == first
    monkeypatch.setattr(linking, "PIECE", 50)
    monkeypatch.setattr(linking, "TEXTS", 2)
    assert output(left, right, workers=2) == first


@pytest.mark.parametrize("evidence", [False, True])
@pytest.mark.parametrize("same", [False, True])
def test_a_file_written_in_pieces_is_the_same_file(monkeypatch, tmp_path, evidence, same):
    one, other = people(60, 3, "L"), people(40, 4, "R")
    found = linking.dedupe(source(one), weights.latest(), workers=1) if same else link(one, other, workers=1)
    options = {"evidence": evidence, "all_bands": True}
    rows = list(writing.rows(found, **options))
    monkeypatch.setattr(writing, "PIECE", 100)
    out = tmp_path / "links.csv"
    assert writing.write(out, writing.texts(found, **options, workers=2)) == len(rows) > 200
    with out.open(newline="", encoding="utf-8") as text:
        assert [tuple(row) for row in csv.reader(text)] == [writing.COLUMNS, *rows]
    assert rows == sorted(rows, key=lambda row: (row[1], -float(row[2])))


def test_what_is_said_of_a_pair_is_what_its_fields_say(linked):
    reasons = writing.Reasons(linked)
    for number in range(0, len(linked.decided.pairs.bits), 9):
        said = [
            (item.field, words.of(item.field, item.level))
            for field in writing.ORDER
            for item in reasons.explained(number).evidence
            if item.field == field and item.level != MISSING
        ]
        phrases = [f"{words.FIELD_LABELS[field]}: {text[0].lower()}{text[1:]}" for field, text in said]
        assert reasons.short(number).startswith("; ".join(phrases))


@pytest.mark.parametrize(
    ("given", "birth_date", "level"),
    [("Ava", "2017-03-14", "same"), ("Theo", "2017-03-14", "contradicted"), ("", "2017-03-14", "unconfirmed")],
)
def test_a_number_that_agrees_says_whether_the_rest_does(given, birth_date, level):
    other = f"9990000018,,{given},,Okoro,{birth_date},,WX4 2PL,14 Tanner Row,"
    (row,) = output([HEAD, f"a,{AVA}"], [HEAD, f"1,{other}"], workers=1)
    text = words.of("nhs_number", level)
    assert row[4].partition("; Same birth date")[0].endswith(f"; NHS number: {text[0].lower()}{text[1:]}")


def test_a_key_that_too_many_share_is_cut_and_told(monkeypatch):
    monkeypatch.setattr(candidates, "MOST_SHARING", 2)
    same = [HEAD, *(f"L{number},,,Ava,,Okoro,2017-03-04,,WX4 2PL,14 Tanner Row," for number in range(4))]
    found = link(same, [HEAD, "R1,,,Ava,,Okoro,2017-03-04,,WX4 2PL,14 Tanner Row,"], workers=1)
    assert sum(found.cut.values()) > 0
    assert len(found.decided.pairs.bits) == 0


@pytest.mark.parametrize(
    "text", ["14 Tanner Row", "81 Wharf Terrace", "7 St Johns Rd", "2 flat", "12 O'Brien Ct", "1 The Row"]
)
def test_a_plain_address_is_read_as_any_other(text):
    assert home(text) == normalise.read_address(text).key


# --- Bands of whole files -------------------------------------------------------------------------

AVA = "9990000018,,Ava,,Okoro,2017-03-14,f,WX4 2PL,14 Tanner Row,Kelly Marlowe"
THEO = ",,Theo,,Okoro,2017-03-14,m,WX4 2PL,14 Tanner Row,Kelly Marlowe"


def bands(left, right):
    rows = writing.rows(link([HEAD, *left], [HEAD, *right], workers=1), evidence=False, all_bands=False)
    return {(row[0], row[1]): row[3] for row in rows}


def test_twins_are_linked_each_to_their_own():
    assert bands([f"a,{AVA}", f"t,{THEO}"], [f"1,{AVA}", f"2,{THEO}"]) == {
        ("a", "1"): "automatic",
        ("t", "2"): "automatic",
    }


def test_a_twin_far_behind_is_put_away_and_says_why():
    ada = THEO.replace("Theo", "Ada").replace(",m,", ",f,")
    assert bands([f"t,{ada}"], [f"1,{AVA}"]) == {("t", "1"): "review"}
    rows = list(writing.rows(link([HEAD, f"a,{AVA}", f"t,{ada}"], [HEAD, f"1,{AVA}"]), evidence=False, all_bands=True))
    assert [(row[0], row[3]) for row in rows] == [("a", "automatic"), ("t", "none")]
    assert "Far behind another: a (0.99" in rows[1][4]


def test_the_bands_of_a_file_are_those_of_one_record_looked_up(linked):
    pairs, pool = linked.decided.pairs, linked.pool
    shares = {"frequency": linked.scale.family, "given_frequency": linked.scale.given}
    for row in range(len(linked.right)):
        mine = np.flatnonzero(pairs.right == row).tolist()
        others = [(linked.left.ids[pairs.left[one]], pool.identity(linked.left, pairs.left[one])) for one in mine]
        found = rank(
            pool.identity(linked.right, row), others, **shares, index_size=len(linked.left), keep=writing.BANDS.values()
        )
        expected = {linked.left.ids[pairs.left[one]]: writing.BANDS[int(pairs.band[one])] for one in mine}
        assert {one.ref: one.score.band for one in found} == expected


def test_two_rows_of_one_child_are_both_proposed():
    assert bands([f"a,{AVA}", f"b,{AVA}"], [f"1,{AVA}"]) == {("a", "1"): "automatic", ("b", "1"): "automatic"}


def test_a_childs_two_records_are_both_linked():
    assert bands([f"a,{AVA}"], [f"1,{AVA}", f"2,{AVA}"]) == {("a", "1"): "automatic", ("a", "2"): "automatic"}


def test_who_is_not_in_the_index_is_not_linked():
    assert bands([f"a,{AVA}"], ["1,,,Ada,,Okonjo,2016-05-02,f,B1 1AA,2 Mill Court,Ruth Bell"]) == {}


def test_one_file_is_compared_with_itself_each_pair_once():
    rows = [HEAD, f"b,{AVA}", f"a,{AVA}", f"c,{AVA}", f"t,{THEO}"]
    found = linking.dedupe(source(rows), weights.latest(), workers=1)
    pairs = list(writing.rows(found, evidence=False, all_bands=False))
    assert [(row[0], row[1], row[3]) for row in pairs] == [
        ("a", "b", "automatic"), ("a", "c", "automatic"), ("b", "c", "automatic")
    ]  # fmt: skip


def test_reasons_open_into_every_field_and_the_runner_up():
    found = link([HEAD, f"a,{AVA}", f"b,{AVA}"], [HEAD, f"1,{AVA}"], workers=1)
    said = next(writing.rows(found, evidence=True, all_bands=False))[4]
    assert "Given name: Ava | Ava: Same (+" in said
    assert "Postcode: WX4 2PL | WX4 2PL: Same (counted with the home)" in said
    assert "Next: b (0." in said or "Next: b (1." in said


# --- Reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2017-03-14", date(2017, 3, 14), Precision.DAY), ("20170314", date(2017, 3, 14), Precision.DAY),
        ("2017/03/14", date(2017, 3, 14), Precision.DAY), ("14/03/2017", date(2017, 3, 14), Precision.DAY),
        ("4/3/2017", date(2017, 3, 4), Precision.DAY), ("2017-03-14T00:00:00", date(2017, 3, 14), Precision.DAY),
        ("2017-03", date(2017, 3, 1), Precision.MONTH), ("2017", date(2017, 1, 1), Precision.YEAR),
        ("", None, Precision.DAY), ("1900-01-01", None, Precision.DAY),
    ],
)  # fmt: skip
def test_dates_are_read(text, day, precision):
    assert read_date(text) == (day, precision)


@pytest.mark.parametrize(
    "text", ["31/02/2017", "2017-13-01", "14/03/17", "yesterday", "٢٠١٧-٠٣-١٤", "0001-01-01", "9" * 200]
)
def test_what_is_no_date_is_said_to_be_none(text):
    with pytest.raises(Unreadable):
        read_date(text)


HEADINGS = [
    "ID,Given,Surname,DOB",
    "Record_ID,FORENAME,Family Name,BirthDate",
    "id,GivenName,last-name,date_of_birth",
]


@pytest.mark.parametrize("head", HEADINGS)
def test_columns_are_known_by_many_names(head):
    reader = reader_of([head, "1,Ava,Okoro,2017-03-14"])
    chunk = next(reader.chunks())
    assert (chunk.ids, chunk.cells["given_name"][0], chunk.cells["dob"][0]) == (["1"], "Ava", "2017-03-14")


def test_a_mapping_names_other_columns():
    mapping = read_mapping("Pupil = given_name\n# a remark\nRef no = id\n")
    chunk = next(reader_of(["Ref no,Pupil,id", "1,Ava,x"], mapping).chunks())
    assert (chunk.ids, chunk.cells["given_name"][0]) == (["1"], "Ava")


@pytest.mark.parametrize("text", ["Pupil", "Pupil = nobody", "= id"])
def test_a_mapping_that_says_nothing_is_refused(text):
    with pytest.raises(BadFile):
        read_mapping(text)


@pytest.mark.parametrize("rows", [[""], ["given_name,dob", "a,b"], ["id,birthdate,born", "1,2,3"]])
def test_a_file_without_what_is_needed_is_refused(rows):
    with pytest.raises(BadFile):
        reader_of(rows if rows != [""] else "")


def test_bad_rows_are_skipped_and_said():
    reader = reader_of(["id,dob", "1,2017-03-14", ",2017-03-14", "1,2016-01-01", "3", "4,31/02/2017", "", "5,"])
    pool, table = columns.Pool(), columns.Table()
    for chunk in reader.chunks():
        pool.add(table, chunk)
    pool.settle([(table, reader.problems)], lambda read, texts: [read(text) for text in texts])
    assert table.ids == ["1", "4", "5"]
    assert reader.problems.skipped == 3
    assert [(one.line, one.reason) for one in reader.problems.found] == [
        (3, "no id"),
        (4, "an id that an earlier row has"),
        (5, "1 cells where the headings are 2"),
        (6, "dob is not a date: '31/02/2017'; used without it"),
    ]


@pytest.mark.parametrize("heading", ["set_apart", "Restricted", "Sealed", "adopted"])
@pytest.mark.parametrize(("said", "is_compared"), [
    ("", True), ("no", True), ("0", True), ("Ordinary", True), ("yes", False), ("Y", False), ("1", False), ("?", False),
])  # fmt: skip
def test_a_row_that_the_file_sets_apart_is_compared_with_nobody(heading, said, is_compared):
    head, row = "id,given_name,family_name,dob,postcode", "Ava,Okoro,2017-03-04,WX4 2PL"
    left = [f"{head},{heading}", f"L1,{row},{said}"]
    found = link(left, [head, f"R1,{row}"])
    assert (len(found.left), len(found.decided.pairs.bits)) == ((1, 1) if is_compared else (0, 0))
    assert link([head, f"L1,{row}"], [f"{head},{heading}", f"R1,{row},{said}"]).right.ids == ["R1"] * is_compared


def test_several_columns_may_set_a_row_apart():
    found = source(["id,given_name,dob,adopted,sealed", "1,Ava,2017-03-04,no,yes", "2,Eva,2017-03-04,no,no"])
    assert linking.dedupe(found, weights.latest()).left.ids == ["2"]
    assert (found.problems.set_apart, found.problems.count) == (1, 0)


def test_strange_text_harms_nothing():
    strange = ["'; DROP TABLE person; --", "=cmd|' /C calc'!A0", "\u202eاسم", "x" * 200, "\x00", "{{7*7}}", "  ", "😀"]
    rows = [HEAD] + [",".join([f'"{number}{text}"', *([f'"{text}"'] * 10)]) for number, text in enumerate(strange)]
    found = list(writing.rows(link(rows, rows, workers=1), evidence=True, all_bands=True))
    assert all(len(row) == len(writing.COLUMNS) for row in found)


@pytest.mark.parametrize(
    ("cell", "kept"), [("=1+1", "'=1+1"), ("@a", "'@a"), ("-5", "-5"), ("+a", "'+a"), ("A-1", "A-1"), ("\tx", "'\tx")]
)
def test_no_cell_is_a_formula(cell, kept):
    assert writing.safe(cell) == kept


def test_half_a_file_never_replaces_a_whole_one(tmp_path):
    out = tmp_path / "links.csv"
    out.write_text("whole")

    def breaks():
        yield 1, "a,b,1,automatic,\n"
        raise RuntimeError("power")

    with pytest.raises(RuntimeError):
        writing.write(out, breaks())
    assert out.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [out]
