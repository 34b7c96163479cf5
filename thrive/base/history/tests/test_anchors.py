"""Anchors kept elsewhere, and archives from which the chain goes on."""

import datetime as dt
import gzip
import json

import pytest
import time_machine
from django.db import IntegrityError, transaction

from thrive.base.calendar.units import Months
from thrive.base.history import anchors, archives, audit, guards, rules, sealer
from thrive.base.history.models import Archive, AuditEntry, Seal
from thrive.base.history.tests.helpers import Robot
from thrive.base.history.tests.test_sealer import tamper, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]

JULY, AUGUST, TODAY = dt.date(2024, 7, 1), dt.date(2024, 8, 1), dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def log():
    """Three entries of July 2024, two of August, one of today, sealed as they came."""
    for at, number in ((dt.datetime(2024, 7, 9, 9, tzinfo=dt.UTC), 3), (dt.datetime(2024, 8, 9, 9, tzinfo=dt.UTC), 2)):
        with time_machine.travel(at, tick=False):
            write(number)
            sealer.seal_pending()
    with time_machine.travel(TODAY, tick=False):
        write(1)
        sealer.seal_pending()
        yield


@pytest.fixture
def moved(log, tmp_path):
    """The log with July in an archive; and the anchor of July made before."""
    july = anchors.anchor(AUGUST)
    path = tmp_path / "audit.gz"
    archives.archive(AUGUST, path, by=Robot())
    return july, path


# Anchors


def test_an_anchor_is_how_far_the_chain_had_come(log):
    one = anchors.anchor(AUGUST)
    assert (one.number, one.digest) == (3, Seal.objects.get(number=3).digest)
    assert anchors.disagreement(one) == ""
    assert anchors.anchor(JULY).number == 0
    assert anchors.first_of(dt.date(2024, 12, 5)) == dt.date(2025, 1, 1)


def test_an_anchor_outlives_mail_and_no_change(log):
    one = anchors.anchor(AUGUST)
    assert anchors.read("  " + one.text().replace("\n", "  \r\n\n   ")) == one
    for spoilt in (
        one.text().replace("Entries: 3", "Entries: 2"),
        one.text().replace(one.digest[:5], "abcde"),
        "Hello",
    ):
        with pytest.raises(anchors.BadAnchor):
            anchors.read(spoilt)


def test_a_chain_made_anew_holds_and_disagrees_with_its_anchor(log):
    one = anchors.anchor(AUGUST)
    with guards.lifted():
        Seal.objects.all()._raw_delete("default")
        AuditEntry.objects.filter(subject_id=2)._raw_delete("default")
    assert sealer.verify().ok
    assert "made anew" in anchors.disagreement(one)


def test_a_log_cut_off_disagrees_with_its_anchor(log):
    one = anchors.anchor(dt.date(2024, 9, 1))
    with guards.lifted():
        last = list(Seal.objects.filter(number__gte=4).values_list("entry_id", flat=True))
        Seal.objects.filter(number__gte=4)._raw_delete("default")
        AuditEntry.objects.filter(pk__in=last)._raw_delete("default")
    assert sealer.verify().ok
    assert "cut off" in anchors.disagreement(one)


# Archives


def test_what_is_archived_leaves_the_database_and_the_chain_goes_on(moved):
    _, path = moved
    assert AuditEntry.objects.filter(at__year=2024).count() == 2
    assert archives.prove(path).checked == 3
    assert [one["subject_id"] for one in archives.entries(path)] == [1, 2, 3]
    verdict = sealer.verify()
    assert verdict.ok and (verdict.archived, verdict.last_number) == (3, 7)
    assert archives.is_ours(archives.prove(path))
    row = Archive.objects.get()
    assert (row.first_number, row.last_number, row.before, row.file_name) == (1, 3, AUGUST, "audit.gz")
    said = AuditEntry.objects.get(verb="history.archived")
    assert said.details == {"last": 3, "digest": row.last_digest, "file": row.file_digest}
    assert guards.unguarded() == []


def test_an_archive_follows_from_the_one_before(moved, tmp_path):
    later = tmp_path / "later.gz"
    archives.archive(dt.date(2024, 9, 1), later, by=Robot())
    assert archives.prove(later).last_number == 5
    assert sealer.verify().ok
    assert list(Archive.objects.order_by("first_number").values_list("first_number", "last_number")) == [(1, 3), (4, 5)]


def test_everything_archived_leaves_a_chain_that_goes_on(log, tmp_path):
    rule = rules.ARCHIVE.on(TODAY.date())
    with time_machine.travel(dt.datetime(2029, 1, 1, tzinfo=dt.UTC), tick=False):
        archives.archive(dt.date(2026, 12, 1), tmp_path / "all.gz", by=Robot(), rule=rule)
        verdict = sealer.verify()
    assert verdict.ok and (verdict.checked, verdict.archived, verdict.last_number) == (1, 6, 7)


def test_an_anchor_from_before_still_proves(moved):
    july, path = moved
    assert anchors.disagreement(july) == ""
    assert archives.digest_in(path, 3) == july.digest
    inside = anchors.Anchor(JULY, 2, archives.digest_in(path, 2), TODAY.date())
    assert anchors.disagreement(inside) == anchors.IN_ARCHIVE
    with pytest.raises(anchors.BadAnchor):
        anchors.anchor(JULY)


def test_a_line_changed_in_an_archive_is_named(moved):
    _, path = moved
    text = gzip.decompress(path.read_bytes()).decode()
    path.write_bytes(gzip.compress(text.replace('"subject_id":2', '"subject_id":9').encode()))
    assert archives.prove(path).broken_number == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("end\n", ""),
        lambda text: "\n".join(text.split("\n")[:-3]) + "\nend\n",
        lambda text: text.replace("thrive audit", "other"),
        lambda text: "x",
    ],
    ids=["no end", "a line short", "another kind", "nothing of it"],
)
def test_an_archive_cut_off_is_refused(moved, spoil):
    _, path = moved
    path.write_bytes(gzip.compress(spoil(gzip.decompress(path.read_bytes()).decode()).encode()))
    with pytest.raises(archives.BadArchive):
        archives.prove(path)
    path.write_bytes(b"not gzip at all")
    with pytest.raises(archives.BadArchive):
        archives.prove(path)


def test_what_is_too_young_stays(log, tmp_path):
    for day in (dt.date(2024, 11, 22), dt.date(2026, 11, 20)):
        with pytest.raises(archives.CannotArchive, match="24 months"):
            archives.archive(day, tmp_path / "no.gz", by=Robot())
    with pytest.raises(archives.CannotArchive, match="48 months"):
        rule = rules.ARCHIVE._with(Months(48))
        archives.archive(AUGUST, tmp_path / "no.gz", by=Robot(), rule=rule)
    with pytest.raises(archives.CannotArchive, match="no entry"):
        archives.archive(JULY, tmp_path / "no.gz", by=Robot())
    assert list(tmp_path.iterdir()) == [] and AuditEntry.objects.count() == 6


def test_a_broken_chain_is_not_archived(log, tmp_path):
    tamper("update history_auditentry set verb = 'unseen' where subject_id = 3")
    with pytest.raises(archives.CannotArchive, match="broken"):
        archives.archive(AUGUST, tmp_path / "no.gz", by=Robot())


def test_a_file_that_is_there_is_never_written_over(moved):
    _, path = moved
    before = path.read_bytes()
    with pytest.raises(archives.CannotArchive, match="there already"):
        archives.archive(dt.date(2024, 9, 1), path, by=Robot())
    assert path.read_bytes() == before


def test_archiving_needs_the_owner_of_the_tables(log, tmp_path, as_app_role):
    from django.db import connection

    if connection.vendor == "postgresql":
        with pytest.raises(archives.CannotArchive, match="owner"), transaction.atomic():
            archives.archive(AUGUST, tmp_path / "no.gz", by=Robot())
        assert AuditEntry.objects.count() == 6
    assert sealer.verify().ok


def test_the_row_of_an_archive_is_kept_too(moved):
    with pytest.raises(IntegrityError), transaction.atomic():
        Archive.objects.all()._raw_delete("default")


def test_an_entry_with_a_key_from_before_is_sealed_after_the_archive(moved):
    audit.note(Robot(), "late")
    assert sealer.seal_pending(everything=True) >= 1
    assert sealer.verify().ok


def test_an_archive_made_anew_holds_and_is_not_ours(moved):
    _, path = moved
    previous, lines = sealer.START, []
    for number, entry in enumerate(archives.entries(path), start=1):
        text = json.dumps({**entry, "verb": "unseen"}, sort_keys=True, separators=(",", ":"))
        previous = sealer.digest_of(previous, text)
        lines.append(f"{number} {entry['id']} {previous} {text}")
    heading = gzip.decompress(path.read_bytes()).decode().split("\n")[0]
    path.write_bytes(gzip.compress("\n".join([heading, *lines, "end\n"]).encode()))
    proved = archives.prove(path)
    assert proved.ok and not archives.is_ours(proved)
