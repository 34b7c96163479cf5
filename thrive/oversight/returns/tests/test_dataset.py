"""A safeguarding dataset brings people, families, workers and episodes, joined by the authority's own ids."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
import xlsxwriter

from thrive.base.access import policy
from thrive.base.access.models import Authority, CircleMember, Involvement
from thrive.base.access.tests.factories import council, team, user
from thrive.base.history.models import AuditEntry
from thrive.base.people import permissions
from thrive.base.people.models import Identifier, Relationship, Residence
from thrive.oversight.returns import actions
from thrive.oversight.returns.dataset import shape
from thrive.oversight.returns.recognising import Kind, recognise
from thrive.oversight.returns.tests.files import assessment, child, enquiry, plan, referral
from thrive.oversight.returns.tests.records import bring_in, card, elements, life, person, rows, timeline, trait

pytestmark = pytest.mark.django_db

DAY, LATER = dt.date(2026, 3, 1), dt.date(2026, 6, 1)
D = dt.date

PEOPLE = [
    {
        "pers_person_id": "C1",
        "pers_legacy_id": "OLD1",
        "pers_forename": "Ava",
        "pers_surname": "Okoro",
        "pers_sex": "F",
        "pers_ethnicity": "WBRI",
        "pers_dob": "2015-06-04 00:00:00",
        "pers_common_child_id": "9990000018",
        "pers_upn_unknown": "UN4",
        "pers_nationality": "GBR",
    },
    {
        "pers_person_id": "C2",
        "pers_forename": "Ben",
        "pers_surname": "Okoro",
        "pers_sex": "Male",
        "pers_dob": "12/09/2018",
    },
    {
        "pers_person_id": "M1",
        "pers_forename": "Grace",
        "pers_surname": "Okoro",
        "pers_sex": "F",
        "pers_dob": "1988-01-20",
    },
]
TABLES = {
    "ssd_person": PEOPLE,
    "ssd_address": [
        {
            "addr_person_id": "C1",
            "addr_address_type": "Home",
            "addr_address_start_date": "2020-01-01",
            "addr_address_end_date": "",
            "addr_address_postcode": "WX4 2PL",
            "addr_address_json": json.dumps({"HOUSE": "12", "STREET": "Tanner Street", "TOWN": "Wexmoor", "UPRN": ""}),
        },
        {
            "addr_person_id": "C1",
            "addr_address_type": "Home",
            "addr_address_start_date": "2017-01-01",
            "addr_address_end_date": "2020-01-01",
            "addr_address_postcode": "WX1 1AA",
            "addr_address_json": "3 Mill Lane",
        },
    ],
    "ssd_family": [{"fami_family_id": "F1", "fami_person_id": one} for one in ("C1", "C2", "M1")],
    "ssd_mother": [{"moth_person_id": "M1", "moth_childs_person_id": one} for one in ("C1", "C2")],
    "ssd_linked_identifiers": [
        {
            "link_person_id": "C1",
            "link_identifier_type": "Unique Pupil Number",
            "link_identifier_value": "H801200001001",
            "link_valid_to_date": "",
        },
        {
            "link_person_id": "C1",
            "link_identifier_type": "Home Office Registration",
            "link_identifier_value": "HO-1",
            "link_valid_to_date": "2021-01-01",
        },
    ],
    "ssd_disability": [{"disa_person_id": "C1", "disa_disability_code": one} for one in ("AUT", "ld")],
    "ssd_immigration_status": [
        {
            "immi_immigration_status_id": "I1",
            "immi_person_id": "C1",
            "immi_immigration_status": "Leave to remain",
            "immi_immigration_status_start_date": "2022-01-01",
        }
    ],
    "ssd_professionals": [
        {"prof_professional_id": "P1", "prof_staff_id": "RO7", "prof_professional_name": "Ruth Osei"},
        {"prof_professional_id": "P2", "prof_staff_id": "", "prof_professional_name": "Nia Rees"},
    ],
    "ssd_department": [{"dept_team_id": "T1", "dept_team_name": "East team"}],
    "ssd_involvements": [
        {
            "invo_professional_id": "P1",
            "invo_professional_role_id": "Allocated social worker",
            "invo_professional_team": "T1",
            "invo_person_id": one,
            "invo_involvement_start_date": "2025-02-03",
            "invo_involvement_end_date": "",
        }
        for one in ("C1", "C2")
    ],
    "ssd_cin_episodes": [
        {
            "cine_referral_id": "R1",
            "cine_person_id": "C1",
            "cine_referral_date": "2024-05-01",
            "cine_cin_primary_need_code": "N1",
            "cine_referral_source_code": "2A",
            "cine_referral_nfa": "N",
            "cine_close_date": "",
        }
    ],
    "ssd_cin_assessments": [
        {
            "cina_assessment_id": "A1",
            "cina_person_id": "C1",
            "cina_referral_id": "R1",
            "cina_assessment_start_date": "2024-05-02",
            "cina_assessment_auth_date": "2024-06-10",
        }
    ],
    "ssd_assessment_factors": [
        {"cinf_assessment_id": "A1", "cinf_assessment_factors_json": json.dumps({"3A": "Yes", "4B": "No", "16A": "Y"})}
    ],
    "ssd_s47_enquiry": [
        {
            "s47e_s47_enquiry_id": "E1",
            "s47e_referral_id": "R1",
            "s47e_person_id": "C1",
            "s47e_s47_start_date": "2024-05-03",
        }
    ],
    "ssd_initial_cp_conference": [
        {
            "icpc_icpc_id": "K1",
            "icpc_s47_enquiry_id": "E1",
            "icpc_person_id": "C1",
            "icpc_referral_id": "R1",
            "icpc_icpc_target_date": "2024-05-24",
            "icpc_icpc_date": "2024-05-22",
        }
    ],
    "ssd_cp_plans": [
        {
            "cppl_cp_plan_id": "L1",
            "cppl_referral_id": "R1",
            "cppl_person_id": "C1",
            "cppl_cp_plan_start_date": "2024-05-22",
            "cppl_cp_plan_initial_category": "Neglect",
            "cppl_cp_plan_latest_category": "EMO",
        }
    ],
    "ssd_cp_reviews": [
        {
            "cppr_cp_review_id": "V1",
            "cppr_person_id": "C1",
            "cppr_cp_plan_id": "L1",
            "cppr_cp_review_date": "2024-08-14",
        }
    ],
    "ssd_cp_visits": [
        {
            "cppv_cp_visit_id": "S1",
            "cppv_person_id": "C1",
            "cppv_cp_visit_date": "2024-06-03",
            "cppv_cp_visit_seen": "Y",
            "cppv_cp_visit_seen_alone": "N",
        }
    ],
}


@pytest.fixture(autouse=True)
def authority():
    return Authority.objects.create(dfe_code="926", name="Wexmoor", is_home=True)


@pytest.fixture
def ruth(authority):
    """The worker whom the tables name, and her team."""
    team("East team", organisation=council(authority))
    return user(["lead_practitioner"], council(authority), name="Ruth Osei", staff_code="RO7")


def write(folder: Path, tables: dict) -> Path:
    """The tables as CSV files in a folder."""
    home = folder / "extract"
    home.mkdir(exist_ok=True)
    for name, some in tables.items():
        with (home / f"{name}.csv").open("w", newline="") as file:
            out = csv.DictWriter(file, list(dict.fromkeys(key for row in some for key in row)))
            out.writeheader()
            out.writerows(some)
    return home


@pytest.fixture
def bring(tmp_path):
    """Imports tables as at a day."""

    def _bring(tables=TABLES, as_at=DAY, **options):
        reports = actions.import_paths([write(tmp_path, tables)], as_at=as_at, **options)
        assert len(reports) == 1 and not reports[0].failed, reports[0].failed
        return reports[0]

    return _bring


def test_the_tables_of_a_folder_are_one_job(tmp_path):
    jobs = recognise([write(tmp_path, TABLES)])
    assert [(job.kind, job.name, len(job.paths)) for job in jobs] == [(Kind.DATASET, "extract", len(TABLES))]


def test_people_are_on_record_with_what_the_tables_say(bring, ruth):
    report = bring()
    assert not report.findings.rows
    assert report.counts["child"] == {"new": 2} and report.counts["adult"]["new"] == 1
    one = card("C1")
    assert (one.name, one.sex, one.born_on, one.nhs_number) == ("Ava Okoro", "F", D(2015, 6, 4), "9990000018")
    assert (one.address, one.postcode, one.upn) == ("12 Tanner Street, Wexmoor", "WX4 2PL", "H801200001001")
    assert (one.lead_name, one.team_name) == ("Ruth Osei", "East team")
    assert (trait("disability", "C1"), trait("nationality", "C1")) == (["AUT", "LD"], ["GBR"])
    assert not Identifier.objects.filter(scheme="home_office").exists()
    homes = Residence.objects.current().filter(person=person("C1")).order_by("true_from")
    assert [(row.address, row.true_to) for row in homes] == [
        ("3 Mill Lane", D(2020, 1, 1)),
        ("12 Tanner Street, Wexmoor", None),
    ]


def test_a_mother_is_one_adult_for_all_her_children(bring, ruth):
    bring()
    mother = Identifier.objects.get(scheme="ssd_person", value="M1").person
    assert not mother.has_childhood_record
    assert set(Relationship.objects.filter(person=mother).values_list("other_id", flat=True)) == {
        person("C1").pk,
        person("C2").pk,
    }
    members = CircleMember.objects.now()
    assert sorted(members.values_list("capacity", flat=True)) == ["adult", "child", "child"]


def test_the_worker_can_open_the_family(bring, ruth):
    bring()
    assert policy.decide(ruth, permissions.OPEN_RECORD, person("C2").subject).ok
    row = Involvement.objects.get(user=ruth)
    assert (row.true_from, row.role, row.subject_id) == (D(2025, 2, 3), "lead_practitioner", None)


def test_episodes_stand_on_the_timeline(bring, ruth):
    bring()
    assert timeline("C1") == [
        (D(2024, 5, 1), "Referral received"),
        (D(2024, 5, 2), "Assessment started"),
        (D(2024, 5, 3), "Section 47 enquiry started"),
        (D(2024, 5, 22), "Child protection plan started"),
        (D(2024, 5, 22), "Initial child protection conference held"),
        (D(2024, 6, 3), "Visit: child seen"),
        (D(2024, 6, 10), "Assessment signed off"),
        (D(2024, 8, 14), "Child protection plan reviewed"),
    ]
    assert elements("C1", "assessment")[0].content["factors"] == ["3A", "16A"]
    assert elements("C1", "cp_plan")[0].content["initial_category"] == "NEG"
    assert elements("C1", "immigration")[0].content["status"] == "Leave to remain"
    assert {status["key"] for status in card("C1").statuses} == {"child_protection_plan"}


def test_a_referral_of_a_census_and_of_a_dataset_is_one_record(tmp_path, bring, ruth):
    details = referral("2024-05-01", assessment(), enquiry(), plan(reviews=("2024-08-14",)))
    bring_in(tmp_path, child("C1", details), year=2025)
    before = {(row.kind, row.natural_key) for row in elements("C1")}
    report = bring()
    assert before <= {(row.kind, row.natural_key) for row in elements("C1")}
    assert report.counts["referral"] == {"replaced": 1}
    assert timeline("C1").count((D(2024, 5, 1), "Referral received")) == 1
    bring_in(tmp_path, child("C1", details), year=2025)
    assert {row.source for row in elements("C1", "referral")} == {"Safeguarding dataset 2026-03-01"}


def test_the_same_extract_twice_changes_nothing(bring, ruth):
    bring()
    before, entries = rows(), AuditEntry.objects.count()
    report = bring()
    assert rows() == before
    assert AuditEntry.objects.count() == entries + 1
    assert {name for outcomes in report.counts.values() for name in outcomes} == {"unchanged"}


def test_a_later_extract_replaces_and_an_older_one_does_not(bring, ruth):
    bring(as_at=LATER)
    changed = [{**PEOPLE[0], "pers_surname": "Mensah"}, *PEOPLE[1:]]
    bring({**TABLES, "ssd_person": changed}, as_at=DAY)
    assert card("C1").name == "Ava Okoro"
    bring({**TABLES, "ssd_person": changed}, as_at=D(2026, 7, 1))
    assert card("C1").name == "Ava Mensah"


def test_an_address_that_ended_and_an_involvement_that_ended_end_on_their_days(bring, ruth):
    bring()
    homes = [{**TABLES["ssd_address"][0], "addr_address_end_date": "2026-04-10"}, TABLES["ssd_address"][1]]
    ended = [{**row, "invo_involvement_end_date": "2026-04-15"} for row in TABLES["ssd_involvements"]]
    bring({**TABLES, "ssd_address": homes, "ssd_involvements": ended}, as_at=LATER)
    assert set(Residence.objects.current().filter(person=person("C1")).values_list("true_to", flat=True)) == {
        D(2020, 1, 1),
        D(2026, 4, 10),
    }
    assert card("C1").address == ""
    assert not policy.decide(ruth, permissions.OPEN_RECORD, person("C1").subject).ok
    before = rows()
    bring({**TABLES, "ssd_address": homes, "ssd_involvements": ended}, as_at=LATER)
    assert rows() == before


def test_a_child_known_by_its_former_id_is_that_child(tmp_path, bring, ruth):
    bring_in(tmp_path, child("OLD1", referral("2024-05-01")))
    key = person("OLD1").pk
    bring()
    assert person("C1").pk == key
    assert life("C1").born_on == D(2015, 6, 4)


def test_tables_of_other_domains_are_named_and_left_out(bring, ruth):
    report = bring({**TABLES, "ssd_missing": [{"miss_table_id": "1", "miss_person_id": "C1"}]})
    assert [(row.field, row.reason[:34]) for row in report.findings.rows] == [
        ("ssd_missing.csv", "This table of the dataset was left")
    ]


def test_rows_of_nobody_and_wrong_dates_are_refused_with_table_and_column(bring, ruth):
    wrong = [
        *TABLES["ssd_cin_episodes"],
        {"cine_referral_id": "R2", "cine_person_id": "C2", "cine_referral_date": "never"},
    ]
    lost = [{"disa_person_id": "C9", "disa_disability_code": "AUT"}]
    report = bring({**TABLES, "ssd_cin_episodes": wrong, "ssd_disability": lost})
    said = {(row.line, row.child_id, row.field) for row in report.findings.rows if row.level == "refused"}
    assert (3, "C2", "ssd_cin_episodes, cine_referral_date") in said
    assert (2, "C9", "ssd_disability, disa_person_id") in said


def test_a_dataset_without_people_is_refused(tmp_path):
    report = actions.import_paths([write(tmp_path, {"ssd_family": TABLES["ssd_family"]})])[0]
    assert "There is no ssd_person" in report.failed


def test_a_spreadsheet_with_a_sheet_for_each_table(tmp_path, ruth):
    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("ssd_person", "ssd_mother"):
            sheet = book.add_worksheet(name)
            headings = list(dict.fromkeys(key for row in TABLES[name] for key in row))
            sheet.write_row(0, 0, headings)
            for number, row in enumerate(TABLES[name], 1):
                sheet.write_row(number, 0, [row.get(one, "") for one in headings])
    report = actions.import_paths([path])[0]
    assert not report.failed, report.failed
    assert card("C2").name == "Ben Okoro"


def test_a_dry_run_writes_nothing(bring, ruth):
    before = rows()
    assert bring(dry_run=True).counts["child"] == {"new": 2}
    assert rows() == before


def test_every_table_is_known_by_a_heading_of_its_own():
    assert len(set(shape.KNOWN_BY.values())) == len(shape.KNOWN_BY)
    for name, heading in shape.KNOWN_BY.items():
        assert shape.table_of([heading]) == name
