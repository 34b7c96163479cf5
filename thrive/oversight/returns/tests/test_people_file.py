"""A people file brings names, homes, parents, schools and workers, joined to the children of the census."""

import csv
import datetime as dt
import io

import pytest
import xlsxwriter

from thrive.base.access import policy
from thrive.base.access.models import Authority, CircleMember, Involvement, Subject
from thrive.base.access.rules import Purpose, Restriction
from thrive.base.access.tests.factories import council, school, team, user
from thrive.base.directory.models import Place
from thrive.base.history.models import AuditEntry
from thrive.base.people import permissions
from thrive.base.people.actions import people as doing
from thrive.base.people.models import (
    AgencyContact,
    Family,
    HouseholdMember,
    Identifier,
    Name,
    PlaceLink,
    Relationship,
    Residence,
)
from thrive.oversight.returns import actions
from thrive.oversight.returns.people_file import columns
from thrive.oversight.returns.tests.files import child, referral, save
from thrive.oversight.returns.tests.records import bring_in, card, life, person, rows

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)
LATER = dt.date(2026, 6, 1)

AVA = {
    "Child id": "A1",
    "First name": "Ava",
    "Surname": "Okoro",
    "Date of birth": "04/06/2015",
    "Sex": "Female",
    "Ethnicity": "WBRI",
    "Address": "12 Tanner Street",
    "Postcode": "WX4 2PL",
    "Phone": "07700 900123",
    "Family id": "F1",
    "Mother name": "Grace Okoro",
    "Mother DOB": "1988-01-20",
    "Father name": "Sam Okoro",
    "School URN": "100001",
    "School": "Bramble Primary",
    "GP code": "X12345",
    "GP": "The Elms Surgery",
    "Team": "East team",
    "Allocated worker": "Ruth Osei",
    "Worker e-mail": "Ruth.Osei@example.org",
}
BEN = {
    **AVA,
    "Child id": "A2",
    "First name": "Ben",
    "Date of birth": "2018-09-12",
    "Sex": "M",
    "School URN": "",
    "School": "",
}


@pytest.fixture(autouse=True)
def authority():
    """The only authority here."""
    return Authority.objects.create(dfe_code="926", name="Wexmoor", is_home=True)


@pytest.fixture
def ruth(authority):
    """The worker whom the files name, and her team."""
    home = council(authority)
    team("East team", organisation=home, code="E1")
    return user(["lead_practitioner"], home, name="Ruth Osei", email="ruth.osei@example.org", staff_code="RO7")


def table(*some: dict[str, str], delimiter: str = ",") -> str:
    """Rows as CSV, with every heading that one of them has."""
    out = io.StringIO()
    headings = list(dict.fromkeys(name for row in some for name in row))
    writer = csv.DictWriter(out, headings, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(some)
    return out.getvalue()


@pytest.fixture
def bring(tmp_path):
    """Imports rows as a people file as at a day."""

    def _bring(*some: dict[str, str], as_at: dt.date = DAY, **options):
        reports = actions.import_paths([save(tmp_path, table(*some), "people.csv")], as_at=as_at, **options)
        assert len(reports) == 1 and not reports[0].failed, reports[0].failed
        return reports[0]

    return _bring


def involved(child_id: str = "A1") -> set[tuple[str, str]]:
    """Who is involved with a child today: purpose and party."""
    key = person(child_id).pk
    circles = CircleMember.objects.now().filter(subject_id=key).values_list("circle_id", flat=True)
    today = Involvement.objects.now()
    found = [*today.filter(subject_id=key), *today.filter(circle_id__in=circles)]
    return {(row.purpose, str(row.user or row.team or row.organisation)) for row in found}


def said(report) -> list[str]:
    return [row.reason for row in report.findings.rows]


# --- what is written -----------------------------------------------------------------------------------


def test_a_census_child_is_named_and_found(tmp_path, bring, ruth):
    bring_in(tmp_path, child("A1", referral("2024-05-01")))
    key = person().pk
    report = bring(AVA)
    assert report.counts["child"] == {"replaced": 1}
    one = card()
    assert (one.pk, one.name, one.address, one.postcode) == (key, "Ava Okoro", "12 Tanner Street", "WX4 2PL")
    assert (one.school, one.lead_name, one.team_name) == ("Bramble Primary", "Ruth Osei", "East team")
    assert one.born_on == dt.date(2015, 6, 4)


def test_children_nobody_knows_are_added(bring, ruth):
    report = bring(AVA, BEN)
    assert report.counts["child"] == {"new": 2}
    assert report.counts["adult"] == {"new": 2}
    assert card("A2").name == "Ben Okoro"


def test_the_named_worker_can_open_the_child_and_nobody_else_can(bring, ruth, authority):
    other = user(["lead_practitioner"], council(authority))
    bring(AVA, BEN)
    for child_id in ("A1", "A2"):
        subject = person(child_id).subject
        assert policy.decide(ruth, permissions.OPEN_RECORD, subject).ring.name == "INVOLVED"
        assert not policy.decide(other, permissions.OPEN_RECORD, subject).ok
    row = Involvement.objects.get(user=ruth)
    assert (row.purpose, row.role, row.true_from) == (Purpose.ALLOCATED, "lead_practitioner", DAY)
    assert row.circle_id == Family.objects.get().circle_id
    assert AuditEntry.objects.filter(verb="access.involved", subject_id=person().pk).exists()


def test_workers_of_one_child_of_a_family_have_that_child_only(bring, ruth, authority):
    nia = user(["lead_practitioner"], council(authority), name="Nia", email="nia@example.org")
    bring(AVA, {**BEN, "Worker e-mail": "nia@example.org"})
    assert ("allocated", "Ruth Osei") in involved("A1") - involved("A2")
    assert ("allocated", "Nia") in involved("A2") - involved("A1")
    assert not policy.decide(nia, permissions.OPEN_RECORD, person("A1").subject).ok


def test_a_worker_is_found_by_staff_code(bring, ruth):
    bring({**AVA, "Worker e-mail": "", "Worker code": "ro7"})
    assert ("allocated", "Ruth Osei") in involved()


def test_a_worker_nobody_knows_is_kept_by_name_until_there_is_a_user(bring, authority):
    team("East team", organisation=council(authority))
    report = bring(AVA, BEN)
    kept = AgencyContact.objects.current().filter(person=person()).get()
    assert (kept.worker, kept.email) == ("Ruth Osei", "ruth.osei@example.org")
    rows_said = [row for row in report.findings.rows if row.field == "Allocated worker"]
    assert [row.found for row in rows_said] == ["ruth.osei@example.org"]
    user(["lead_practitioner"], council(authority), name="Ruth Osei", email="ruth.osei@example.org")
    bring(AVA, BEN)
    assert not AgencyContact.objects.current().exists()
    assert ("allocated", "Ruth Osei") in involved()


def test_somebody_who_has_left_is_not_involved(bring, ruth):
    type(ruth).objects.filter(pk=ruth.pk).update(ends_on=dt.date(2026, 1, 1))
    bring(AVA)
    assert ("allocated", "Ruth Osei") not in involved()


def test_parents_are_one_person_each_for_all_their_children(bring, ruth):
    bring(AVA, BEN)
    ties = Relationship.objects.current().filter(kind="parent")
    assert ties.count() == 4
    assert ties.values("person_id").distinct().count() == 2
    mother = Name.objects.get(given="Grace").person
    assert (mother.has_childhood_record, mother.card.sex, mother.card.born_on) == (False, "F", dt.date(1988, 1, 20))
    family = Family.objects.get()
    members = CircleMember.objects.now().filter(circle=family.circle)
    assert sorted(members.values_list("capacity", flat=True)) == ["adult", "adult", "child", "child"]
    assert (family.name, family.source_key) == ("Okoro", "F1")


def test_the_same_name_in_another_family_is_somebody_else(bring, ruth):
    bring(AVA, {**BEN, "Family id": "F2"})
    assert Name.objects.filter(given="Grace").values("person_id").distinct().count() == 2


def test_a_parent_with_a_key_is_one_person_in_two_families(bring, ruth):
    bring({**AVA, "Mother id": "P9"}, {**BEN, "Family id": "F2", "Mother id": "P9", "Mother name": "G Okoro"})
    assert Identifier.objects.filter(scheme="case_number", value="P9").count() == 1
    assert Relationship.objects.filter(person=Identifier.objects.get(value="P9").person).count() == 2


def test_a_mother_with_a_record_of_her_own_is_that_person(bring, ruth):
    mother = {"Child id": "G1", "First name": "Grace", "Surname": "Okoro", "Date of birth": "2008-01-20"}
    bring({**AVA, "Mother id": "G1"}, mother)
    assert Relationship.objects.get(person=person("G1")).other_id == person("A1").pk
    assert person("G1").has_childhood_record


def test_adults_are_not_doubled_by_a_second_child_in_a_later_file(bring, ruth):
    bring(AVA)
    bring(BEN, as_at=LATER)
    assert Name.objects.filter(given="Grace").values("person_id").distinct().count() == 1
    assert Relationship.objects.filter(other=person("A2")).count() == 2


def test_people_of_one_address_are_a_household(bring, ruth):
    bring({**AVA, "Mother address": "12 Tanner St", "Mother postcode": "wx42pl"}, BEN)
    assert HouseholdMember.objects.values("household_id").distinct().count() == 1
    assert HouseholdMember.objects.count() == 3
    assert card().household_size == 3


def test_schools_and_surgeries_stand_in_the_directory_once(bring, ruth):
    some = [{**BEN, "Child id": f"B{number}", "School": name} for number, name in enumerate(("BRAMBLE primary", ""))]
    bring(AVA, {**BEN, "School URN": "100001", "School": "Bramble Primary School"}, *some)
    bring(*some)
    assert list(Place.objects.order_by("kind").values_list("kind", "code", "name")) == [
        ("school", "100001", "Bramble Primary"),
        ("surgery", "X12345", "The Elms Surgery"),
    ]


def test_a_schools_safeguarding_lead_sees_its_pupils(bring, ruth, authority):
    bramble = school("Bramble Primary", of=authority, code="100001")
    lead = user(["designated_safeguarding_lead"], bramble)
    bring(AVA, BEN)
    assert Place.objects.get(kind="school").organisation == bramble
    assert policy.decide(lead, permissions.SEE_HEADER, person("A1").subject).ok
    assert not policy.decide(lead, permissions.SEE_HEADER, person("A2").subject).ok


def test_other_relations_join_people_by_id(bring, ruth):
    bring({**AVA, "Other relations": "Half-brother: A2; grandparent: nobody; nonsense"}, {**BEN, "Family id": "F2"})
    row = Relationship.objects.get(kind="half_sibling")
    assert (row.person, row.other) == (person("A2"), person("A1"))


def test_restricted_records_and_addresses(bring, ruth):
    bring({**AVA, "Restricted": "yes", "Address restricted": "Y"}, BEN)
    subject = person("A1").subject
    assert (subject.restriction, subject.address_restricted) == (Restriction.RESTRICTED, True)
    assert person("A2").subject.restriction == Restriction.ORDINARY
    bring({**AVA, "Restricted": "no", "Address restricted": ""}, as_at=LATER)
    assert Subject.objects.get(pk=subject.pk).restriction == Restriction.RESTRICTED
    bring({**BEN, "Restricted": "perhaps"}, as_at=LATER)
    assert person("A2").subject.restriction == Restriction.RESTRICTED


def test_former_names_and_what_the_child_is_called(bring, ruth):
    bring({**AVA, "Known as": "Avie", "Former names": "Ava Smith; A. Jones"})
    assert card().known_as == "Avie"
    assert set(Name.objects.filter(kind="former").values_list("full", flat=True)) == {"Ava Smith", "A. Jones"}


# --- second runs ---------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(bring, ruth):
    some = ({**AVA, "Mother address": "12 Tanner Street"}, BEN, {"Child id": "A3", "Name": "Li Wu"})
    bring(*some)
    before, entries = rows(), AuditEntry.objects.count()
    report = bring(*some)
    assert rows() == before
    assert AuditEntry.objects.count() == entries + 1
    assert {name for outcomes in report.counts.values() for name in outcomes} == {"unchanged"}
    bring(*some, as_at=LATER)
    after = rows()
    assert {name for name in before if before[name] != after[name]} <= {"casework.CollectionSeen"}


def test_a_move_keeps_where_the_child_lived_before(bring, ruth):
    bring({**AVA, "Mother address": "12 Tanner Street", "Mother postcode": "WX4 2PL"})
    bring({**AVA, "Address": "3 Mill Lane", "Postcode": "WX1 1AA", "Address since": "2026-05-04"}, as_at=LATER)
    homes = Residence.objects.current().filter(person=person()).order_by("true_to")
    assert [(row.address, row.true_from, row.true_to) for row in homes.order_by("pk")][-2:] == [
        ("3 Mill Lane", dt.date(2026, 5, 4), None),
        ("12 Tanner Street", None, dt.date(2026, 5, 4)),
    ]
    assert Residence.objects.as_at(dt.date(2026, 4, 1)).get(person=person()).address == "12 Tanner Street"
    assert card().address == "3 Mill Lane"
    assert card().household_size == 1
    assert HouseholdMember.objects.current().get(person=person(), true_to=None).true_from == dt.date(2026, 5, 4)


def test_a_new_name_keeps_the_old_one_findable(bring, ruth):
    bring(AVA)
    bring({**AVA, "Surname": "Mensah"}, as_at=LATER)
    assert card().name == "Ava Mensah"
    assert Name.objects.as_at(dt.date(2026, 4, 1)).get(person=person(), kind="legal").family == "Okoro"


def test_a_new_worker_takes_over_and_the_former_one_can_open_no_more(bring, ruth, authority):
    nia = user(["lead_practitioner"], council(authority), name="Nia", email="nia@example.org")
    bring(AVA)
    bring({**AVA, "Allocated worker": "Nia", "Worker e-mail": "nia@example.org"}, as_at=LATER)
    assert {party for purpose, party in involved() if purpose == "allocated"} == {"Nia"}
    assert policy.decide(nia, permissions.OPEN_RECORD, person().subject).ok
    assert not policy.decide(ruth, permissions.OPEN_RECORD, person().subject).ok
    was = Involvement.objects.current().get(user=ruth)
    assert (was.true_from, was.true_to) == (DAY, LATER)


def test_a_worker_left_empty_is_a_worker_no_more_but_a_missing_column_says_nothing(bring, ruth):
    bring(AVA)
    bring({name: value for name, value in AVA.items() if "orker" not in name}, as_at=LATER)
    assert ("allocated", "Ruth Osei") in involved()
    bring({**AVA, "Allocated worker": "", "Worker e-mail": ""}, as_at=LATER)
    assert ("allocated", "Ruth Osei") not in involved()


def test_an_allocation_made_here_is_not_ended_by_a_file(bring, ruth, authority):
    from thrive.base.access.actions import involve

    bring({"Child id": "A1", "First name": "Ava", "Surname": "Okoro", "Worker e-mail": ""})
    nia = user(["practice_supervisor"], council(authority), name="Nia")
    involve(person().subject, by=nia, party=nia, role="lead_practitioner", purpose=Purpose.ALLOCATED, true_from=DAY)
    bring({"Child id": "A1", "Worker e-mail": "", "Surname": "Okoro", "First name": "Ava"}, as_at=LATER)
    assert ("allocated", "Nia") in involved()


def test_an_allocation_ended_here_is_not_brought_back_by_a_file(bring, ruth, authority):
    from thrive.base.access.actions import end_involvement

    bring(AVA)
    manager = user(["practice_supervisor"], council(authority))
    end_involvement(Involvement.objects.get(user=ruth), by=manager, on=dt.date(2026, 4, 1))
    bring(AVA, as_at=LATER)
    assert ("allocated", "Ruth Osei") not in involved()


def test_an_older_file_overwrites_nothing(bring, ruth):
    bring(AVA, as_at=LATER)
    before = rows()
    report = bring({**AVA, "Surname": "Smith", "Address": "Elsewhere", "Mother name": "Nobody Else"}, as_at=DAY)
    assert report.counts == {"child": {"older": 1}}
    assert rows() == before


def test_rows_may_say_of_which_day_they_speak(bring, ruth):
    bring({**AVA, "As at": "2026-06-01"})
    report = bring({**AVA, "Surname": "Smith", "As at": "2026-03-01"}, as_at=dt.date(2026, 7, 1))
    assert report.counts["child"] == {"older": 1}


def test_a_move_to_another_family_ends_the_first(bring, ruth):
    bring(AVA, BEN)
    bring({**BEN, "Family id": "F2"}, as_at=LATER)
    assert {row.circle.family.source_key for row in CircleMember.objects.now().filter(subject_id=person("A2").pk)} == {
        "F2"
    }


def test_what_a_worker_recorded_stands(bring, ruth):
    bring(AVA)
    boss = user(["out_of_hours_worker"], ruth.organisation)
    doing.correct_fact(Name.objects.get(person=person(), kind="legal"), by=boss, why="Asked her", family="Okoro-Smith")
    report = bring(AVA, as_at=LATER)
    assert card().name == "Ava Okoro-Smith"
    assert [row.field for row in report.findings.rows if "recorded here" in row.reason] == ["name"]


def test_a_later_census_and_people_file_speak_over_each_other_by_day(tmp_path, bring, ruth):
    bring_in(tmp_path, child("A1", referral("2024-05-01"), ethnicity="NOBT"), year=2025)
    bring(AVA)  # March 2026
    assert [one.value for one in person().characteristic_rows.current().filter(kind="ethnicity")] == ["WBRI"]
    bring_in(tmp_path, child("A1", referral("2024-05-01"), ethnicity="NOBT"), year=2025)
    assert [one.value for one in person().characteristic_rows.current().filter(kind="ethnicity")] == ["WBRI"]
    bring_in(tmp_path, child("A1", referral("2025-05-01"), ethnicity="MWBA"), year=2026)
    assert [one.value for one in person().characteristic_rows.current().filter(kind="ethnicity")] == ["MWBA"]


# --- joining -------------------------------------------------------------------------------------------


def test_joining_by_nhs_number_where_there_is_no_child_id(bring, ruth):
    bring({**AVA, "NHS number": "999 000 0018"})
    key = person().pk
    bring({"NHS number": "9990000018", "First name": "Ava", "Surname": "Mensah"}, as_at=LATER)
    assert (card().pk, card().name) == (key, "Ava Mensah")


def test_a_known_nhs_number_under_a_new_child_id_joins_nobody(bring, ruth):
    bring({**AVA, "NHS number": "9990000018"})
    report = bring({**BEN, "Child id": "A9", "NHS number": "9990000018"}, as_at=LATER)
    assert person("A9").pk != person("A1").pk
    assert Identifier.objects.get(scheme="nhs", person=person("A9")).status == Identifier.Status.DISPUTED
    assert any("nobody was joined" in reason for reason in said(report))


def test_a_row_without_any_number_is_refused(bring, ruth):
    report = bring(AVA, {**BEN, "Child id": ""})
    assert report.counts["child"] == {"new": 1, "refused": 1}
    row = next(row for row in report.findings.rows if row.level == "refused")
    assert (row.line, row.kind) == (3, "child")


def test_a_mistyped_nhs_number_is_left_out_with_its_line(bring, ruth):
    report = bring({**AVA, "NHS number": "999 000 0019"})
    row = next(row for row in report.findings.rows if row.level == "refused")
    assert (row.line, row.child_id, row.field) == (2, "A1", "NHS number") or row.field == "NHS number"
    assert not Identifier.objects.filter(scheme="nhs").exists()


def test_one_id_with_two_birth_dates_keeps_the_first(bring, ruth):
    report = bring(AVA, {**BEN, "Child id": "A1"})
    assert life().born_on == dt.date(2015, 6, 4)
    assert report.counts["child"] == {"new": 1, "refused": 1}


def test_a_second_row_adds_another_carer(bring, ruth):
    bring(
        {"Child id": "A1", "Surname": "Okoro", "Carer name": "Nan Okoro"},
        {"Child id": "A1", "Carer name": "Pop Okoro", "Surname": ""},
    )
    assert Relationship.objects.filter(kind="carer").count() == 2


# --- files as people send them -------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_any_delimiter_and_encoding(tmp_path, delimiter, encoding):
    text = table({"Child ID": "A1", "FORENAME": "Zoë", "surname": "O’Brien"}, delimiter=delimiter)
    report = actions.import_paths([save(tmp_path, text, "list.txt", encoding)])[0]
    assert not report.failed
    assert card().name == "Zoë O’Brien"


def test_a_spreadsheet_with_dates_and_numbers(tmp_path, ruth):
    path = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Children")
        for column, (heading, value) in enumerate(
            {"LA_Child_ID": 12345, "Name": "Okoro, Ava", "DOB": dt.date(2015, 6, 4), "Restricted": True}.items()
        ):
            sheet.write(0, column, heading)
            sheet.write(1, column, value)
    report = actions.import_paths([path])[0]
    assert not report.failed, report.failed
    one = card("12345")
    assert (one.name, one.born_on) == ("Ava Okoro", dt.date(2015, 6, 4))
    assert person("12345").subject.restriction == Restriction.RESTRICTED


def test_columns_nobody_knows_are_said_and_left_out(bring, ruth):
    report = bring({**AVA, "Shoe size": "4"})
    assert [(row.field, row.reason) for row in report.findings.rows] == [
        ("Shoe size", "This column is not known. It was left out.")
    ]


def test_lines_count_quoted_line_breaks(tmp_path, ruth):
    text = 'Child id,Name,Address\nA1,Ava Okoro,"12 Tanner Street\nWexmoor"\n,Nobody,x\n'
    report = actions.import_paths([save(tmp_path, text, "people.csv")])[0]
    assert [row.line for row in report.findings.rows if row.level == "refused"] == [4]
    assert card().address == "12 Tanner Street Wexmoor"


@pytest.mark.parametrize(
    "content",
    ["", "a,b\n1,2\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04broken", "Child id\nA1\n", 'Child id,Name\n"A1'],
)
def test_what_is_no_people_file_is_refused_in_one_line(tmp_path, content):
    report = actions.import_paths([save(tmp_path, content, "people.csv")])[0]
    assert report.failed or report.findings.rows or report.counts
    assert "\n" not in report.failed


def test_a_file_of_nobody_in_particular_is_refused(tmp_path, authority):
    Authority.objects.create(dfe_code="301", name="Elsewhere", is_home=True)
    path = save(tmp_path, table({"Child id": "A1", "Name": "Ava Okoro"}), "people.csv")
    assert "does not say which authority" in actions.import_paths([path])[0].failed
    path = save(tmp_path, table({"Child id": "A1", "Name": "Ava Okoro", "Authority": "301"}), "people.csv")
    assert not actions.import_paths([path])[0].failed
    assert person().subject.authority.dfe_code == "301"


def test_a_dry_run_writes_nothing(bring, ruth):
    before = rows()
    report = bring(AVA, BEN, dry_run=True)
    assert report.counts["child"] == {"new": 2}
    assert rows() == before


def test_a_folder_is_taken_whole_censuses_first(tmp_path, ruth):
    from thrive.oversight.returns.tests.files import message

    save(tmp_path, table(AVA), "a-people.csv")
    save(tmp_path, message(child("A1", referral("2024-05-01"))), "z-census.xml")
    save(tmp_path, "nothing", "notes.txt")
    reports = actions.import_paths([tmp_path])
    assert [report.file_name for report in reports] == ["z-census.xml", "a-people.csv", "notes.txt"]
    assert [bool(report.failed) for report in reports] == [False, False, True]
    assert card().name == "Ava Okoro"


def test_a_people_file_beside_the_first_census_is_of_its_authority(tmp_path, authority):
    from thrive.oversight.returns.tests.files import message

    authority.delete()
    save(tmp_path, table(AVA), "people.csv")
    save(tmp_path, message(child("A1", referral("2024-05-01"))), "census.xml")
    for dry_run in (True, False):
        reports = actions.import_paths([tmp_path], dry_run=dry_run)
        assert [report.failed for report in reports] == ["", ""]
        assert {str(report.authority) for report in reports} == {"Norfolk"}
    assert card().name == "Ava Okoro"


def test_no_heading_has_two_meanings():
    names = [name for column in columns.COLUMNS for name in column.names]
    assert len(names) == len(set(names))


def test_links_to_places_are_replaced_not_heaped(bring, ruth):
    bring(AVA)
    bring({**AVA, "School URN": "100002", "School": "Mill Lane School", "School since": "2026-04-20"}, as_at=LATER)
    links = PlaceLink.objects.current().filter(person=person(), place__kind="school").order_by("place__code")
    assert [(row.place.code, row.true_from, row.true_to) for row in links] == [
        ("100001", None, dt.date(2026, 4, 20)),
        ("100002", dt.date(2026, 4, 20), None),
    ]
