import pytest

from thrive.project import cli
from thrive.project.commands import load


@pytest.mark.django_db
def test_a_file_that_is_no_census_is_one_clear_line_and_changes_nothing(tmp_path, capsys):
    broken = tmp_path / "broken.xml"
    broken.write_text("<Message><Header>")
    assert cli.main(["import", str(broken), "--dry-run"]) == cli.IMPOSSIBLE
    out = capsys.readouterr().out
    assert "SQLite" in out.splitlines()[0] or "broken.xml" in out.splitlines()[1]
    assert out.count("Could not be used") == 1


@pytest.mark.django_db
def test_a_path_that_is_not_there_is_named(tmp_path, capsys):
    assert cli.main(["import", str(tmp_path / "gone.xml")]) == cli.IMPOSSIBLE
    assert "gone.xml is not there" in capsys.readouterr().err


def test_a_folder_stands_for_its_xml_and_csv_files(tmp_path):
    for name in ("b.XML", "a.csv", "notes.docx"):
        (tmp_path / name).write_text("")
    assert [path.name for path in load._files([tmp_path])] == ["a.csv", "b.XML"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(cli.CannotDo, match="no XML or CSV"):
        list(load._files([tmp_path / "empty"]))
