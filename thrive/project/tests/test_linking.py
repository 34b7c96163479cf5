"""`thrive link` and `thrive dedupe`, as somebody at a terminal uses them."""

import csv
import subprocess
import sys

import pytest

from thrive.project.cli import main

HEAD = "id,nhs_number,given_name,family_name,dob,postcode,address\n"
AVA = "9990000018,Ava,Okoro,2017-03-14,WX4 2PL,14 Tanner Row\n"
THEO = ",Theo,Okoro,2019-05-02,WX4 2PL,14 Tanner Row\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "left.csv").write_text(f"{HEAD}L1,{AVA}L2,{THEO}", encoding="utf-8")
    (tmp_path / "right.csv").write_text(f"{HEAD}R1,{AVA}", encoding="utf-8")
    return tmp_path


def link(folder, *more):
    return main(["link", str(folder / "left.csv"), str(folder / "right.csv"), "--out", str(folder / "out.csv"), *more])


def written(folder):
    with (folder / "out.csv").open(newline="", encoding="utf-8") as text:
        return list(csv.reader(text))


def test_a_child_is_linked_and_a_brother_is_not(files, capsys):
    assert link(files) == 0
    head, *rows = written(files)
    assert head == ["id_a", "id_b", "score", "band", "reasons"]
    assert [(row[0], row[1], row[3]) for row in rows] == [("L1", "R1", "automatic")]
    assert 0.99 < float(rows[0][2]) <= 1
    said = capsys.readouterr()
    assert "Automatic 1, review 0" in said.out
    assert said.err == ""


def test_all_bands_shows_what_was_looked_at(files):
    assert link(files, "--all-bands") == 0
    assert {row[0]: row[3] for row in written(files)[1:]} == {"L1": "automatic", "L2": "none"}


def test_evidence_gives_both_values(files):
    assert link(files, "--evidence") == 0
    assert "Given name: Ava | Ava: Same (+" in written(files)[1][4]


def test_an_earlier_self_that_is_set_apart_is_neither_linked_nor_written(files, capsys):
    (files / "left.csv").write_text(
        f"{HEAD.strip()},adopted\nL1,{AVA.strip()},yes\nL2,{THEO.strip()},\n", encoding="utf-8"
    )
    assert link(files, "--all-bands") == 0
    assert "L1" not in {row[0] for row in written(files)}
    assert "Rows set apart: 1." in capsys.readouterr().out


def test_bad_rows_are_told_and_the_rest_is_linked(files, capsys):
    with (files / "right.csv").open("a", encoding="utf-8") as text:
        text.write(f",{AVA}R3,,Ava,Okoro,31/02/2017,,\n")
    assert link(files) == 1
    said = capsys.readouterr().err
    assert "right.csv, line 3: no id" in said
    assert "right.csv, line 4: dob is not a date" in said
    assert ["L1", "R1"] in [row[:2] for row in written(files)]


@pytest.mark.parametrize("arguments", [["--parameters", "never"], ["--mapping", "nowhere.txt"]])
def test_what_cannot_be_done_leaves_what_was_there(files, arguments):
    (files / "out.csv").write_text("before", encoding="utf-8")
    assert link(files, *arguments) == 2
    assert (files / "out.csv").read_text(encoding="utf-8") == "before"


def test_an_input_is_never_written_over(files, capsys):
    left = str(files / "left.csv")
    assert main(["link", left, str(files / "right.csv"), "--out", left]) == 2
    assert "name another" in capsys.readouterr().err


def test_a_file_that_is_not_there_or_has_no_id(files, capsys):
    assert main(["dedupe", str(files / "none.csv"), "--out", str(files / "out.csv")]) == 2
    (files / "left.csv").write_text("name,dob\nAva,2017-03-14\n", encoding="utf-8")
    assert link(files) == 2
    assert "no column id" in capsys.readouterr().err


def test_a_mapping_file_names_the_columns(files):
    (files / "right.csv").write_text(
        "Ref,Pupil,Surname,Born,Home\nR1,Ava,Okoro,14/03/2017,14 Tanner Row\n", encoding="utf-8"
    )
    (files / "map.txt").write_text("Ref = id\nPupil = given_name\nHome = address\n", encoding="utf-8")
    assert link(files, "--mapping", str(files / "map.txt")) == 0
    assert written(files)[1][:2] == ["L1", "R1"]


def test_one_file_against_itself(files):
    (files / "left.csv").write_text(f"{HEAD}L1,{AVA}L2,{THEO}L3,{AVA}", encoding="utf-8")
    assert main(["dedupe", str(files / "left.csv"), "--out", str(files / "out.csv")]) == 0
    assert [row[:2] for row in written(files)[1:]] == [["L1", "L3"]]


@pytest.mark.slow
def test_it_needs_no_settings_and_no_database(files):
    run = subprocess.run(
        [sys.executable, "-c", "import sys; from thrive.project.cli import main; code = main(sys.argv[1:]); "
         "sys.exit(99 if 'django' in sys.modules else code)",
         "link", str(files / "left.csv"), str(files / "right.csv"), "--out", str(files / "out.csv")],
        env={"PATH": "", "PYTHONPATH": ":".join(sys.path), "THRIVE_DATABASE": "nonsense://"}, check=False,
    )  # fmt: skip
    assert run.returncode == 0
