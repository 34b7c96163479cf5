"""Faults of files as a data officer meets them: each is said with its place and what would mend it."""

import datetime as dt
from pathlib import Path

import pytest

from thrive.base.access.models import Authority, Involvement
from thrive.base.access.tests.factories import council, user
from thrive.base.calendar import clock
from thrive.base.people.models import Identifier, Person, Relationship
from thrive.oversight.returns import actions, queries
from thrive.oversight.returns.tests.files import child, message, referral, save
from thrive.oversight.returns.tests.records import card, person
from thrive.oversight.returns.texts import NOT_YET, STILL_TO_COME, parse_date

pytestmark = pytest.mark.django_db

NHS = "9990000018"
DAY, LATER = dt.date(2026, 3, 1), dt.date(2026, 6, 1)
TO_COME = (clock.today() + dt.timedelta(days=30)).isoformat()


@pytest.fixture
def authority():
    """The only authority here."""
    return Authority.objects.create(dfe_code="926", name="Wexmoor", is_home=True)


def table(path: Path, headings: str, *lines: str) -> Path:
    """A CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([headings, *lines]) + "\n", encoding="utf-8")
    return path


def bring_in(*paths: Path, **how):
    """The report of the first file."""
    return actions.import_paths(list(paths), **how)[0]


def said(report) -> list[tuple[str, str, str]]:
    """Child id, field and reason of each finding."""
    return [(row.child_id, row.field, row.reason) for row in report.findings.rows]


# --- days ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2024-06-04", "4/6/2024", "04.06.2024", "4 June 2024", "4-Jun-2024", "04 JUN 2024"])
def test_a_day_is_read_as_files_write_it(text):
    assert parse_date(text) == dt.date(2024, 6, 4)


@pytest.mark.parametrize("text", ["31 June 2024", "4-Juni-2024", "4 Jun 24", "06/24/2024", "1890-01-01"])
def test_what_is_no_day_or_cannot_be_right_is_none(text):
    assert parse_date(text) is None


def test_nobody_is_born_on_a_day_still_to_come(tmp_path, authority):
    census = bring_in(save(tmp_path, message(child("A1", referral(), born=TO_COME))))
    people = bring_in(table(tmp_path / "people.csv", "Child id,First name,Date of birth", f"A2,Ava,{TO_COME}"))
    extract = bring_in(
        table(tmp_path / "ssd.csv", "pers_person_id,pers_dob,pers_death_date", f"A3,{TO_COME},{TO_COME}")
    )
    assert ("A1", "PersonBirthDate", STILL_TO_COME) in said(census)
    assert ("A2", "Date of birth", STILL_TO_COME) in said(people)
    assert {field for _, field, reason in said(extract) if reason == STILL_TO_COME} == {
        "ssd_person, pers_dob",
        "ssd_person, pers_death_date",
    }
    assert [card(one).born_on for one in ("A1", "A2", "A3")] == [None, None, None]


def test_what_begins_on_a_day_still_to_come_is_taken_and_said(tmp_path, authority):
    headings = "Child id,First name,Address,Address since,School,School since,As at"
    path = table(tmp_path / "people.csv", headings, f"A1,Ava,1 Low Row,{TO_COME},Mill School,{TO_COME},{TO_COME}")
    report = bring_in(path)
    assert {field for _, field, reason in said(report) if reason == NOT_YET} == {"Address since", "School since"}
    assert ("A1", "As at", STILL_TO_COME) in said(report)
    assert bring_in(table(path, headings, "A1,Ava,,,,,")).counts["child"] == {"unchanged": 1}  # it spoke of today


def test_an_extract_may_speak_of_a_day_before_somebody_was_born(tmp_path, authority):
    mothers = table(tmp_path / "ssd" / "ssd_mother.csv", "moth_person_id,moth_childs_person_id", "M1,A1")
    people = table(tmp_path / "ssd" / "ssd_person.csv", "pers_person_id,pers_dob", "A1,2024-02-01", "M1,2023-05-01")
    assert not bring_in(mothers.parent, as_at=dt.date(2023, 1, 1)).failed
    assert person("A1") and people.exists()


# --- whole files -----------------------------------------------------------------------------------------------


def test_a_collection_that_has_not_begun_is_refused(tmp_path):
    """Its facts would stand above those of every true census until then."""
    report = bring_in(save(tmp_path, message(child("A1", referral()), year=clock.today().year + 2)))
    assert "that collection has not begun" in report.failed
    assert not Person.objects.exists()


def test_a_collection_of_before_the_known_ones_is_taken_and_said(tmp_path):
    report = bring_in(save(tmp_path, message(child("A1", referral("2018-05-01")), year=2019)))
    assert any(field == "Year" and "2022 to 2027" in reason for _, field, reason in said(report))
    assert person("A1")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("gone.xml", None, "There is no file of this name."),
        ("folder", "", "There is no file in this folder."),
        ("letter.txt", "Dear Sir\n", "neither a census (XML) nor a table"),
        ("names.csv", "First name,Surname\nA,B\n", "with Child id"),
        ("page.xml", "<html></html>", "not a children in need census"),
    ],
)
def test_what_is_no_file_for_us_says_so(tmp_path, name, content, why):
    path = tmp_path / name
    if content:
        path.write_text(content)
    elif content is not None:
        path.mkdir()
    assert why in bring_in(path).failed


def test_a_quotation_mark_that_is_never_closed_is_said_with_its_line(tmp_path, authority):
    lines = ["A1,Ava,Okoro", 'A2,"Ben,Okoro', "A3,Cleo,Okoro"]
    report = bring_in(table(tmp_path / "people.csv", "Child id,First name,Surname", *lines))
    assert "on line 3 is never closed" in report.failed
    assert not Person.objects.exists()


def test_a_table_that_was_cut_in_a_row_is_not_taken(tmp_path, authority):
    """What the row lost would be taken for empty: its worker would lose the child."""
    path = tmp_path / "people.csv"
    path.write_bytes(b"Child id,First name,Surname,Worker e-mail\r\nA1,Ava,Okoro,ruth@example.org\r\nA2,Ben,Ok")
    assert "stops in the middle of a row, at line 3" in bring_in(path).failed
    assert not Person.objects.exists()


def test_a_last_row_without_a_line_end_is_whole_if_it_has_every_cell(tmp_path, authority):
    path = tmp_path / "people.csv"
    path.write_bytes(b"Child id,First name,Surname\r\nA1,Ava,Okoro\r\nA2,Ben,")
    assert bring_in(path).counts["child"]["new"] == 2


def test_a_row_with_too_few_cells_takes_nobodys_child_away(tmp_path, authority):
    worker = user(organisation=council(authority), email="ruth@example.org")
    headings = "Child id,First name,Worker e-mail"
    path = table(tmp_path / "people.csv", headings, "A1,Ava,ruth@example.org", "A2,Ben,ruth@example.org")
    bring_in(path, as_at=DAY)
    report = bring_in(table(path, headings, "A1,Ava", "A2,Ben,"), as_at=LATER)
    assert [row.line for row in report.findings.rows if "fewer cells" in row.reason] == [2]
    held = Involvement.objects.now().filter(user=worker)
    assert [one.subject_id for one in held] == [person("A1").pk]


def test_marks_and_line_breaks_within_cells_are_not_faults(tmp_path, authority):
    lines = ['A1,"Ava ""Bee""",Okoro', 'A2,"Ben\nJo",Okoro', 'A3,Cleo 5",Okoro']
    report = bring_in(table(tmp_path / "people.csv", "Child id,First name,Surname", *lines))
    assert (report.failed, report.counts["child"]["new"]) == ("", 3)


# --- numbers ---


def test_of_two_rows_with_one_number_the_second_has_it_disputed(tmp_path, authority):
    headings = "Child id,First name,NHS number"
    path = table(tmp_path / "people.csv", headings, f"A1,Ava,{NHS}", f"A2,Ben,{NHS}")
    assert [one for one in said(bring_in(path)) if "Another row has this number" in one[2]] == [
        ("A2", "NHS number", "Another row has this number. It was kept as disputed; one of the two is wrong.")
    ]
    held = Identifier.objects.current().filter(scheme="nhs", value=NHS)
    assert {one.person_id: one.status for one in held} == {person("A1").pk: "active", person("A2").pk: "disputed"}
    again = [(child_id, reason) for child_id, field, reason in said(bring_in(path)) if field == "NHS number"]
    assert [child_id for child_id, _ in again] == ["A2"], "whoever holds it is not told that somebody else does"
    assert Identifier.objects.filter(scheme="nhs").count() == 2


# --- rows ------------------------------------------------------------------------------------------------------


def test_findings_name_the_child_and_the_column_as_the_file_does(tmp_path, authority):
    headings = "Child id,First name,NHS number,Team,Allocated worker,Worker e-mail,Other relations"
    line = "A1,Ava,9990000011,East,Ruth,ruth@example.org,friend: A2"
    found = said(bring_in(table(tmp_path / "people.csv", headings, line)))
    assert {(child_id, field) for child_id, field, _ in found} == {
        ("A1", "NHS number"),
        ("A1", "Team"),
        ("A1", "Allocated worker"),
        ("A1", "Other relations"),
    }


def test_two_children_who_name_each_other_are_related_once(tmp_path, authority):
    lines = ["A1,Ava,F1,sibling: A2", "A2,Ben,F1,sibling: A1"]
    path = table(tmp_path / "people.csv", "Child id,First name,Family id,Other relations", *lines)
    assert bring_in(path).counts["relationship"]["new"] == 1
    assert bring_in(path).counts["relationship"] == {"unchanged": 1}
    assert Relationship.objects.current().count() == 1


def test_a_dry_run_shows_findings_in_the_order_of_the_file(tmp_path):
    children = [child("A1", referral("never")), child("A2", referral(), born=None), child("A3", referral("never"))]
    report = bring_in(save(tmp_path, message(*children)), dry_run=True)
    lines = [row.line for row in queries.of_dry_run(report, viewer=user()).shown]
    assert lines == sorted(lines) and len(lines) == 3
