"""`thrive returns` writes files, and says plainly why it cannot."""

import datetime as dt

import pytest

from thrive.base.access.models import Authority
from thrive.project import cli, invented
from thrive.project.commands import returns

pytestmark = pytest.mark.django_db
AS_OF = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def tables_are_of_this_version(monkeypatch):
    monkeypatch.setattr("thrive.project.prepare.outdated", lambda: False)


def run(*arguments: str) -> int:
    return cli.main(["returns", *arguments])


@pytest.mark.slow
def test_a_census_and_a_people_file_are_written(tmp_path, capsys):
    invented.build(children=60, seed=1, as_of=AS_OF)
    census, people = tmp_path / "cin.xml", tmp_path / "people.csv"
    assert run("cin", "--year", "2026", "--out", str(census)) == cli.DONE
    assert run("people", "--out", str(people)) == cli.DONE
    assert "<Year>2026</Year>" in census.read_text()
    assert people.read_text().count("\n") > 50
    assert "children of Wexmoor Council" in capsys.readouterr().out
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cin.xml", "people.csv"]  # nothing half-written is left


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["cin", "--out", "cin.xml"], "--year 2022 to --year 2027"),
        (["cin", "--year", "1999", "--out", "cin.xml"], "--year 2022 to --year 2027"),
        (["cin", "--year", "2026", "--out", "nowhere/cin.xml"], "nowhere is not there"),
        (["people", "--out", "people.csv"], "No authority is entered yet"),
        (["people", "--out", "people.csv", "--authority", "123"], "no authority 123"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path, monkeypatch, capsys, arguments, says):
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == cli.IMPOSSIBLE
    assert says in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_older_database_is_left_to_its_keeper(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("thrive.project.prepare.outdated", lambda: True)
    assert run("people", "--out", str(tmp_path / "people.csv")) == cli.IMPOSSIBLE
    assert "thrive migrate" in capsys.readouterr().err


def test_the_years_are_those_whose_shape_is_known():
    assert (returns.FIRST_YEAR, returns.LAST_YEAR) == (2022, 2027)
    assert not Authority.objects.exists()
