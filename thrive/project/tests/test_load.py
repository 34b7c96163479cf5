import datetime as dt
import io
from types import SimpleNamespace

import pytest

from thrive.base.access.models import Authority
from thrive.base.calendar import clock
from thrive.oversight.returns.report import Report
from thrive.project import cli
from thrive.project.commands import load


@pytest.mark.django_db
def test_a_file_that_is_no_census_is_one_clear_line_and_changes_nothing(tmp_path, capsys):
    broken = tmp_path / "broken.xml"
    broken.write_text("<Message><Header>")
    assert cli.main(["import", str(broken), "--dry-run"]) == cli.IMPOSSIBLE
    said = [line for line in capsys.readouterr().out.splitlines() if line]
    assert said[-2:][0] == "broken.xml: read only, nothing is changed"
    assert said[-1].startswith("  Could not be used: ")


@pytest.mark.django_db
def test_import_into_sqlite_says_in_its_first_line_that_it_is_no_place_for_real_people(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("django.db.connection.vendor", "sqlite")
    cli.main(["import", str(tmp_path / "gone.xml"), "--dry-run"])
    said = capsys.readouterr().out.splitlines()
    assert "Real people go into PostgreSQL" in said[0]
    assert "gone.xml" in "\n".join(said)


@pytest.mark.django_db
def test_a_file_of_another_authority_says_whose_it_is():
    other = Authority.objects.create(dfe_code="926", name="Norfolk")
    words = "This file is of another authority. Its children are held for Norfolk"
    assert words not in "\n".join(load._in_words(Report("a.xml", authority=other))), "whose database it is is not said"
    home = Authority.objects.create(dfe_code="815", name="North Yorkshire", is_home=True)
    assert words in "\n".join(load._in_words(Report("a.xml", authority=other)))
    assert "another authority" not in "\n".join(load._in_words(Report("a.xml", authority=home)))


@pytest.mark.django_db
def test_a_file_cannot_speak_of_a_day_still_to_come(tmp_path, capsys):
    tomorrow = clock.today() + dt.timedelta(days=1)
    assert cli.main(["import", str(tmp_path), "--as-at", tomorrow.isoformat()]) == cli.IMPOSSIBLE
    assert "--as-at is a day still to come" in capsys.readouterr().err


def test_the_status_says_whether_something_was_refused():
    taken, failed, refusing = Report("a.xml"), Report("b.xml", failed="Not XML."), Report("c.xml")
    refusing.findings.refuse("No such code", line=4, child_id="A1")
    assert load._status([taken]) == cli.DONE
    assert load._status([taken, refusing]) == cli.REFUSED
    assert load._status([taken, failed]) == cli.REFUSED
    assert load._status([failed]) == cli.IMPOSSIBLE


def test_a_terminal_sees_the_first_findings_and_a_file_all(monkeypatch):
    report = Report("a.xml")
    for number in range(load.SHOWN_ON_A_TERMINAL + 5):
        report.findings.refuse("No such code", line=number + 1, child_id="A1")
    assert sum("child A1" in line for line in load._in_words(report)) == load.SHOWN_ON_A_TERMINAL + 5
    terminal = io.StringIO()
    monkeypatch.setattr(load, "sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True, write=terminal.write)))
    said = list(load._in_words(report))
    assert sum("child A1" in line for line in said) == load.SHOWN_ON_A_TERMINAL
    assert said[-1].startswith("    and 5 more")
