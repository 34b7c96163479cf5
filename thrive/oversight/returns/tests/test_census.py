"""A census becomes records: the newest file speaks, a person's word stands, and nothing is lost or doubled."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thrive.base.access.models import Authority, Subject
from thrive.base.access.rules import Restriction
from thrive.base.access.tests.factories import council, user
from thrive.base.casework.models import CollectionSeen, ImportedElement
from thrive.base.history.models import AuditEntry
from thrive.base.people.actions import people as doing
from thrive.base.people.models import Identifier, SearchKey
from thrive.base.record.models import Event
from thrive.oversight.returns import actions
from thrive.oversight.returns.models import ImportFinding, ImportRun
from thrive.oversight.returns.tests import files
from thrive.oversight.returns.tests.files import (
    assessment,
    child,
    cin_plan,
    enquiry,
    message,
    plan,
    pre_proceedings,
    referral,
    save,
)
from thrive.oversight.returns.tests.records import (
    bring_in,
    bring_in_text,
    card,
    elements,
    life,
    person,
    rows,
    timeline,
    trait,
)

pytestmark = pytest.mark.django_db

FULL = referral("2024-05-01", assessment(), cin_plan(), enquiry(), plan())
D = dt.date


def test_a_child_of_a_census_is_on_record_without_a_name(tmp_path):
    report = bring_in(tmp_path, child("A1", FULL, upn=files.UPN, ethnicity="MWBC", disabilities=("LD", "AUT")))
    assert not report.failed
    assert report.counts["child"] == {"new": 1}
    one = card()
    assert (one.name, one.local_id, one.upn, one.born_on, one.sex) == ("", "A1", files.UPN, D(2015, 6, 4), "F")
    assert (trait("ethnicity"), trait("disability")) == (["MWBC"], ["AUT", "LD"])
    assert Authority.objects.get().dfe_code == "926"
    assert {status["key"] for status in one.statuses} == {"child_protection_plan"}
    assert set(SearchKey.objects.values_list("kind", "key")) == {("child_id", "A1"), ("upn", files.UPN)}


def test_everything_dated_stands_on_the_timeline(tmp_path):
    bring_in(tmp_path, child("A1", FULL))
    assert timeline() == [
        (D(2024, 5, 1), "Referral received"),
        (D(2024, 5, 2), "Assessment started"),
        (D(2024, 5, 3), "Section 47 enquiry started"),
        (D(2024, 5, 22), "Child protection plan started"),
        (D(2024, 5, 22), "Initial child protection conference held"),
        (D(2024, 6, 10), "Assessment signed off"),
        (D(2024, 6, 11), "Child in need plan started"),
        (D(2024, 8, 14), "Child protection plan reviewed"),
        (D(2025, 1, 20), "Child protection plan reviewed"),
    ]
    signed_off = Event.objects.get(title="Assessment signed off")
    assert signed_off.sentence == "Domestic abuse: the child; Mental health: a parent or carer." or signed_off.sentence
    assert signed_off.source == "CIN census 2025"


def test_pre_proceedings_and_family_group_decision_making_stand_on_the_timeline(tmp_path):
    group = pre_proceedings(
        "2026-09-02", LBPSentDate="2026-09-09", FGDMMeetingOffer="1", FGDMMeetingFac="1", StepDecisionDate="2026-12-01"
    )
    bring_in(tmp_path, child("A1", referral("2026-05-01", group)), year=2027)
    assert timeline()[1:] == [
        (D(2026, 9, 2), "Family group meeting held in pre-proceedings"),
        (D(2026, 9, 2), "Family group meeting offered in pre-proceedings"),
        (D(2026, 9, 2), "Pre-proceedings started"),
        (D(2026, 9, 9), "Letter before proceedings sent"),
        (D(2026, 12, 1), "Pre-proceedings ended"),
    ]


def test_an_unknown_code_is_shown_as_unknown(tmp_path):
    bring_in(tmp_path, child("A1", referral("2024-05-01", source="9Z")))
    assert Event.objects.get(title="Referral received").sentence == "9Z (code not known)."


def test_the_same_file_twice_changes_nothing(tmp_path):
    children = [child(f"A{number}", FULL, upn_unknown="UN2") for number in range(5)]
    bring_in(tmp_path, *children)
    before, entries = rows(), AuditEntry.objects.count()
    report = bring_in(tmp_path, *children)
    assert rows() == before
    assert AuditEntry.objects.count() == entries + 1
    assert AuditEntry.objects.latest("pk").verb == "returns.imported"
    assert ImportRun.objects.count() == 2
    assert set(report.counts["child"]) == {"unchanged"}
    assert all(set(outcomes) == {"unchanged"} for outcomes in report.counts.values())


def test_2024_then_2025_then_2024_again(tmp_path):
    early = child("A1", referral("2023-05-01", assessment("2023-05-02", None)), ethnicity="NOBT", gender="2")
    late = child(
        "A1",
        referral("2023-05-01", assessment("2023-05-02", "2023-06-20"), closed="2024-09-30", reason="RC7"),
        referral("2024-12-01"),
        ethnicity="MWBA",
    )
    bring_in(tmp_path, early, year=2024)
    report = bring_in(tmp_path, late, year=2025)
    assert report.counts["child"] == {"replaced": 1}
    assert report.counts["assessment"] == {"replaced": 1}
    assert report.counts["referral"] == {"new": 1, "replaced": 1}
    after, told = rows(), timeline()
    report = bring_in(tmp_path, early, year=2024)
    assert report.counts["child"] == {"older": 1}
    assert report.counts["referral"] == {"older": 1}
    assert (rows(), timeline()) == (after, told)
    assert trait("ethnicity") == ["MWBA"]
    assert elements(kind="assessment")[0].content["authorised_on"] == "2023-06-20"
    assert CollectionSeen.objects.get().as_at == D(2025, 3, 31)


def test_an_older_file_adds_what_is_not_on_record(tmp_path):
    bring_in(tmp_path, child("A1", referral("2024-12-01")), year=2025)
    bring_in(tmp_path, child("A1", referral("2022-12-01")), year=2023)
    assert [row.natural_key for row in elements()] == ["2022-12-01", "2024-12-01"]


def test_a_referral_that_closes_next_year_is_replaced_and_told_once(tmp_path):
    bring_in(tmp_path, child("A1", referral("2023-05-01", cin_plan("2023-06-01")), gender="2"), year=2024)
    assert card().statuses
    closed = referral("2023-05-01", cin_plan("2023-06-01"), closed="2024-09-30", reason="RC7")
    report = bring_in(tmp_path, child("A1", closed), year=2025)
    assert report.counts["referral"] == {"replaced": 1}
    assert report.counts["cin_plan"] == {"replaced": 1}
    assert timeline() == [
        (D(2023, 5, 1), "Referral received"),
        (D(2023, 6, 1), "Child in need plan started"),
        (D(2024, 9, 30), "Closed"),
    ]
    assert {row.true_to for row in elements()} == {D(2024, 10, 1)}
    assert card().statuses == []
    old = ImportedElement.objects.get(kind="referral", replaced_at__isnull=False)
    new = elements(kind="referral")[0]
    assert (new.replaces_id, new.recorded_at) == (old.pk, old.replaced_at)
    assert (old.source, new.source) == ("CIN census 2024", "CIN census 2025")


def test_a_child_missing_next_year_stays(tmp_path):
    bring_in(tmp_path, child("A1", FULL), child("A2", FULL))
    bring_in(tmp_path, child("A2", referral("2025-05-01")), year=2026)
    assert elements("A1") and timeline("A1")


def test_an_unborn_child_is_born_on_the_same_record(tmp_path):
    bring_in(tmp_path, child("A1", FULL, born=None, expected="2025-05-20", sex="U"), year=2025)
    ref, key = card().ref, person().pk
    assert card().expected_on == D(2025, 5, 20)
    bring_in(tmp_path, child("A1", FULL, born="2025-05-24", sex="M"), year=2026)
    one = card()
    assert (one.ref, one.pk, one.born_on, one.sex) == (ref, key, D(2025, 5, 24), "M")
    assert life().expected_on == D(2025, 5, 20)


def test_a_birth_or_death_is_never_undone_by_a_file_that_does_not_say_it(tmp_path):
    bring_in(tmp_path, child("A1", FULL, died="2025-01-03"), year=2025)
    bring_in(tmp_path, child("A1", FULL, born=None, expected="2015-06-01"), year=2026)
    assert (life().born_on, life().died_on) == (D(2015, 6, 4), D(2025, 1, 3))


def test_another_birth_date_next_year_is_taken_and_said(tmp_path):
    bring_in(tmp_path, child("A1", FULL), year=2025)
    report = bring_in(tmp_path, child("A1", FULL, born="2015-04-06"), year=2026)
    assert life().born_on == D(2015, 4, 6)
    assert any("another birth date" in row.reason for row in report.findings.rows)


def test_a_disability_that_is_no_longer_listed_is_no_longer_said(tmp_path):
    bring_in(tmp_path, child("A1", FULL, disabilities=("NONE",)), year=2025)
    bring_in(tmp_path, child("A1", FULL, disabilities=("LD",)), year=2026)
    assert trait("disability") == ["LD"]
    bring_in(tmp_path, child("A1", FULL, disabilities=None), year=2027)
    assert trait("disability") == ["LD"]


def test_a_pupil_number_takes_the_place_of_the_reason_for_having_none(tmp_path):
    bring_in(tmp_path, child("A1", FULL, upn_unknown="UN4"), year=2025)
    bring_in(tmp_path, child("A1", FULL, upn=files.UPN), year=2026)
    assert (card().upn, trait("upn_unknown")) == (files.UPN, [])


def test_a_mistyped_pupil_number_is_kept_as_not_valid(tmp_path):
    bring_in(tmp_path, child("A1", FULL, upn="A801200001001"))
    row = Identifier.objects.get(scheme="upn")
    assert (row.value, row.status) == ("A801200001001", Identifier.Status.INVALID)
    assert card().upn == ""


# --- a person's word -----------------------------------------------------------------------------------


@pytest.fixture
def worker(tmp_path):
    """A worker of the authority, in which child A1 is on record."""
    bring_in(tmp_path, child("A1", FULL, ethnicity="NOBT"), year=2025)
    authority = Authority.objects.get()
    return user(roles=["out_of_hours_worker"], organisation=council(authority))


def test_what_a_worker_recorded_is_not_overwritten(tmp_path, worker):
    from thrive.base.people.models import Characteristic

    row = Characteristic.objects.current().get(kind="ethnicity")
    doing.correct_fact(row, by=worker, why="Asked her", value="MWBC")
    report = bring_in(tmp_path, child("A1", FULL, ethnicity="WBRI"), year=2026)
    assert trait("ethnicity") == ["MWBC"]
    said = [row for row in report.findings.rows if "recorded here says otherwise" in row.reason]
    assert [(row.child_id, row.field) for row in said] == [("A1", "characteristic")]


def test_a_birth_that_a_worker_recorded_is_not_overwritten(tmp_path, worker):
    doing.correct_fact(life(), by=worker, why="Saw the certificate", born_on=D(2015, 6, 5))
    bring_in(tmp_path, child("A1", FULL), year=2026)
    assert life().born_on == D(2015, 6, 5)


def test_what_a_worker_withdrew_does_not_come_back(tmp_path, worker):
    bring_in(tmp_path, child("A1", FULL, upn=files.UPN), year=2026)
    doing.withdraw_fact(Identifier.objects.current().get(scheme="upn"), by=worker, why="Her sister's")
    bring_in(tmp_path, child("A1", FULL, upn=files.UPN), year=2027)
    assert not Identifier.objects.current().filter(scheme="upn").exists()


def test_a_sealed_record_is_closed_to_imports(tmp_path, worker):
    Subject.objects.update(restriction=Restriction.SEALED)
    before = rows()
    report = bring_in(tmp_path, child("A1", referral("2025-09-01")), year=2026)
    assert rows() == before
    assert report.counts["child"] == {"refused": 1}


# --- authorities, runs, dry runs -----------------------------------------------------------------------


def test_another_authoritys_file_is_held_for_that_authority(tmp_path):
    bring_in(tmp_path, child("A1", FULL))
    bring_in(tmp_path, child("A1", FULL, born="2011-01-01"), lea="301")
    assert Authority.objects.count() == 2
    assert Authority.objects.get(dfe_code="301").name == "Barking and Dagenham"
    assert set(Subject.objects.values_list("authority__dfe_code", flat=True)) == {"926", "301"}


def test_a_dry_run_counts_and_writes_nothing(tmp_path):
    text = message(child("A1", FULL), child("", FULL))
    report = bring_in_text(tmp_path, text, dry_run=True)
    assert report.counts["child"] == {"new": 1, "refused": 1}
    assert report.counts["referral"] == {"new": 1}
    assert not any(rows().values())
    assert not AuditEntry.objects.exists() and not ImportRun.objects.exists()
    bring_in_text(tmp_path, text)
    before, entries = rows(), AuditEntry.objects.count()
    assert bring_in_text(tmp_path, message(child("A1", FULL, ethnicity="AIND")), dry_run=True).counts["child"] == {
        "replaced": 1
    }
    assert (rows(), AuditEntry.objects.count()) == (before, entries)


def test_a_file_that_cannot_be_read_changes_nothing_and_its_run_is_kept(tmp_path):
    text = message(child("A1", FULL), child("A2", FULL))
    report = bring_in_text(tmp_path, text[: len(text) // 2])
    assert "stops in the middle" in report.failed
    assert not any(rows().values())
    run = ImportRun.objects.get()
    assert (run.failed_because, run.counts, run.authority) == (report.failed, {}, None)
    assert run.finished_at


def test_a_run_keeps_its_report(tmp_path):
    bring_in(tmp_path, child("A1", FULL), child("A2", referral("never")))
    run = ImportRun.objects.get()
    assert (run.kind, run.collection_year, run.file_name) == ("cin-census", 2025, "census.xml")
    assert run.counts["referral"] == {"new": 1, "refused": 1}
    kept = ImportFinding.objects.get()
    assert (kept.level, kept.child_id, kept.field, kept.found) == ("refused", "A2", "CINreferralDate", "never")


def test_who_imported_is_in_the_log(tmp_path):
    someone = user(roles=["performance_analyst"], organisation=council())
    bring_in_text(tmp_path, message(child("A1", FULL)), started_by=someone)
    assert AuditEntry.objects.get(verb="returns.imported").actor_id == someone.pk
    written = AuditEntry.objects.filter(verb__in=["people.added", "casework.imported"])
    assert {entry.actor_key for entry in written} == {"returns.import"}
    assert set(written.values_list("subject_id", flat=True)) == {person().pk}


def test_a_worker_without_the_permission_may_not_import(tmp_path):
    from thrive.base.access.errors import NotAllowed

    someone = user(roles=["front_door_officer"], organisation=council())
    with pytest.raises(NotAllowed):
        bring_in_text(tmp_path, message(child("A1", FULL)), started_by=someone)
    assert not ImportRun.objects.exists()


def test_children_come_in_batches_each_in_its_own_transaction(tmp_path, monkeypatch):
    from thrive.oversight.returns.census import taking

    monkeypatch.setattr(taking, "BATCH", 2)
    told = []
    path = save(tmp_path, message(*(child(f"A{number}", FULL) for number in range(5))))
    actions.import_paths([path], progress=lambda step, done, total: told.append((step, done, total)))
    assert [one for one in told if one[0] == "Writing"] == [("Writing", 2, 5), ("Writing", 4, 5), ("Writing", 5, 5)]


def test_the_number_of_queries_does_not_grow_with_the_children(tmp_path):
    with CaptureQueriesContext(connection) as few:
        bring_in(tmp_path, *(child(f"A{number}", FULL) for number in range(2)))
    with CaptureQueriesContext(connection) as many:
        bring_in(tmp_path, *(child(f"B{number}", FULL) for number in range(10)))
    assert len(many) <= len(few) + 3
