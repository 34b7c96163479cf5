"""The chain of seals: complete, in one line, and broken by any tampering."""

import datetime as dt
import json
import multiprocessing
import sys
import threading
import time
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction

from thrive.base.history import audit, guards, sealer, wall
from thrive.base.history.errors import HistoryIsKept
from thrive.base.history.models import AuditEntry, Seal
from thrive.base.history.tests.helpers import Robot

pytestmark = pytest.mark.django_db


def write(number):
    audit.note(Robot(), "seen", about=range(1, number + 1), field="name")


def tamper(sql, *values):
    """Change the database behind Django's back, as somebody who owns it can."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set local role none")
        with guards.lifted():
            cursor.execute(sql, values)
            assert cursor.rowcount == 1
        if connection.vendor == "postgresql":
            cursor.execute("set local role thrive_app")


def entry_of(number):
    return Seal.objects.get(number=number).entry_id


def assert_one_line():
    """Numbers without gaps from 1, each seal following from the one before, each entry sealed once."""
    seals = list(Seal.objects.order_by("number").values("number", "previous", "digest"))
    assert [seal["number"] for seal in seals] == list(range(1, len(seals) + 1))
    assert [seal["previous"] for seal in seals] == [sealer.START, *(seal["digest"] for seal in seals[:-1])]


def test_an_empty_log_holds():
    assert sealer.verify() == sealer.Verdict(checked=0, unsealed=0)


def test_every_entry_is_sealed_once_and_in_one_line(monkeypatch):
    monkeypatch.setattr(sealer, "BATCH", 4)
    write(10)
    assert sealer.seal_pending() == 10
    assert sealer.seal_pending() == 0
    assert_one_line()
    verdict = sealer.verify()
    assert verdict.ok and (verdict.checked, verdict.unsealed) == (10, 0)
    assert verdict.last_digest == Seal.objects.get(number=10).digest


def test_verify_seals_what_is_pending_first():
    write(3)
    assert sealer.verify().checked == 3


def test_entries_that_commit_late_are_found():
    write(5)
    late = AuditEntry.objects.get(subject_id=2)
    kept = {field.attname: getattr(late, field.attname) for field in AuditEntry._meta.concrete_fields}
    tamper("delete from history_auditentry where id = %s", late.pk)
    sealer.seal_pending()
    AuditEntry.objects.bulk_create([AuditEntry(**kept)])  # its key is lower than the newest sealed one
    assert sealer.seal_pending() == 1
    assert Seal.objects.get(number=5).entry_id == late.pk
    assert sealer.verify().ok


def test_entries_later_than_the_ordinary_pass_looks_are_found_by_verify(monkeypatch):
    monkeypatch.setattr(sealer, "LATE_COMMITS", 0)
    write(2)
    first, second = AuditEntry.objects.order_by("pk").values_list("pk", flat=True)
    unsealed = sealer._unsealed_after
    monkeypatch.setattr(
        sealer, "_unsealed_after", lambda after, most: [row for row in unsealed(after, 9) if row[0] == second]
    )
    sealer.seal_pending()
    monkeypatch.undo()
    monkeypatch.setattr(sealer, "LATE_COMMITS", 0)
    assert sealer.seal_pending() == 0
    assert sealer.verify().checked == 2
    assert Seal.objects.get(number=2).entry_id == first


TAMPERINGS = {
    "who": "update history_auditentry set actor_key = 'somebody' where id = %s",
    "what": "update history_auditentry set verb = 'unseen' where id = %s",
    "about whom": "update history_auditentry set subject_id = 99 where id = %s",
    "details": 'update history_auditentry set details = \'{"field": "address"}\' where id = %s',
    "why": "update history_auditentry set reason = 'on duty' where id = %s",
    "from where": "update history_auditentry set from_where = '10.0.0.1' where id = %s",
    "when": "update history_auditentry set at = '2020-01-01 00:00:00+00:00' where id = %s",
}


@pytest.mark.parametrize("sql", TAMPERINGS.values(), ids=TAMPERINGS)
def test_verify_names_the_first_entry_that_was_changed(sql):
    write(9)
    sealer.seal_pending()
    tamper(sql, entry_of(7))
    tamper(sql, entry_of(4))
    verdict = sealer.verify()
    assert not verdict.ok
    assert (verdict.checked, verdict.broken_number, verdict.broken_entry) == (3, 4, entry_of(4))
    assert verdict.differs == sealer.OTHER_WORDS and verdict.broken_at.startswith("20")


def test_verify_names_a_changed_seal():
    write(5)
    sealer.seal_pending()
    entry = entry_of(3)
    tamper("update history_seal set digest = %s where number = 3", "f" * 64)
    assert (sealer.verify().broken_number, sealer.verify().broken_entry) == (3, entry)


def test_a_seal_made_again_breaks_the_next_one():
    write(5)
    sealer.seal_pending()
    tamper("update history_auditentry set verb = 'unseen' where id = %s", entry_of(3))
    third = next(iter(sealer.links(2)))
    forged = sealer.digest_of(Seal.objects.get(number=2).digest, third.canonical)
    tamper("update history_seal set digest = %s where number = 3", forged)
    assert (sealer.verify().broken_number, sealer.verify().broken_entry) == (4, entry_of(4))
    assert sealer.verify().differs == sealer.NOT_AFTER


def test_what_is_digested_is_the_entry_as_json_with_sorted_keys():
    """Written out by hand for speed, and the same to the letter as what the first seals were made of."""
    at = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
    facts = {"due": dt.date(2026, 3, 4), "names": ["é", '"'], "n": 1.5, "none": None, "a": {"z": 1, "b": True}}
    audit.note(Robot(), "a.done", about=[5], reason="a “reason”\n\\ \x7f", **facts)
    guarded = {"at": at, "actor_roles": "administrator,lead_practitioner"}
    AuditEntry.objects.bulk_create([AuditEntry(verb="seen", actor_kind="person", actor_id=7, **guarded)])
    sealer.seal_pending()
    found = [link.canonical for link in sealer.links(0)]
    for text, entry in zip(found, AuditEntry.objects.order_by("pk").values(*sealer.FIELDS), strict=True):
        entry["at"] = entry["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
        if not entry["actor_roles"]:
            del entry["actor_roles"]
        assert text == json.dumps(entry, sort_keys=True, separators=(",", ":"))


def test_an_entry_that_is_gone_behind_its_seal_is_named():
    write(3)
    sealer.seal_pending()
    chain = [replace(link, canonical=None) if link.number == 2 else link for link in sealer.links(0)]
    verdict = sealer.prove(chain, 0, sealer.START)
    assert (verdict.broken_number, verdict.broken_entry, verdict.differs) == (2, entry_of(2), sealer.ENTRY_MISSING)


def test_verify_names_the_number_of_a_missing_seal():
    write(5)
    sealer.seal_pending()
    gone = entry_of(3)
    tamper("delete from history_seal where number = 3")
    tamper("delete from history_auditentry where id = %s", gone)
    verdict = sealer.verify()
    assert (verdict.checked, verdict.broken_number, verdict.broken_entry) == (2, 3, None)
    assert verdict.differs == sealer.SEAL_MISSING


def test_a_log_cut_off_at_its_end_no_longer_has_the_digest_that_was_written_down():
    write(5)
    written_down = sealer.verify()
    gone = entry_of(5)
    tamper("delete from history_seal where number = 5")
    tamper("delete from history_auditentry where id = %s", gone)
    write(1)
    later = sealer.verify()
    assert later.ok and later.checked == written_down.checked
    assert later.last_digest != written_down.last_digest


def test_seals_are_never_changed_nor_deleted():
    write(1)
    sealer.seal_pending()
    seal = Seal.objects.get()
    seal.digest = "0" * 64
    for forbidden in (seal.save, seal.delete, Seal.objects.all().delete):
        with pytest.raises(HistoryIsKept):
            forbidden()


def test_the_database_itself_refuses_a_fork():
    write(2)
    first, second = AuditEntry.objects.order_by("pk").values_list("pk", flat=True)
    Seal.objects.create(number=1, entry_id=first, previous=sealer.START, digest="a" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.create(number=2, entry_id=second, previous=sealer.START, digest="b" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.create(number=1, entry_id=second, previous="a" * 64, digest="b" * 64)


def test_the_worker_gives_way_after_each_small_batch_and_may_be_stopped(monkeypatch):
    monkeypatch.setattr(sealer, "SMALL_BATCH", 2)
    write(7)
    told = []
    assert sealer.seal_pending(give_way=lambda seconds: bool(told.append(seconds))) == 7
    assert len(told) == 3 and all(seconds >= 0 for seconds in told)
    write(7)
    assert sealer.seal_pending(give_way=lambda seconds: True) == 2, "stopped after one"
    assert sealer.verify().ok


def test_what_people_do_while_a_batch_is_sealed_waits_for_the_next_call(monkeypatch):
    """Otherwise the worker would seal without a pause for as long as people work."""
    sealed = sealer._seal_batch

    def sealing(after, most):
        found = sealed(after, most)
        write(1)
        return found

    write(3)
    monkeypatch.setattr(sealer, "_seal_batch", sealing)
    assert sealer.seal_pending(give_way=lambda seconds: False) == 3
    monkeypatch.undo()
    assert sealer.seal_pending() == 1


def test_a_sealer_that_is_not_the_only_one_does_nothing(monkeypatch):
    write(2)
    monkeypatch.setattr(sealer, "_is_only_sealer", lambda: False)
    assert sealer.seal_pending(everything=True) == 0
    assert Seal.objects.count() == 0


def at_once(*works):
    """Run each of these in a thread with a connection of its own; returns what they raised."""
    problems = []

    def run(work):
        try:
            with wall.whole_connection("a test's thread"):
                work()
        except Exception as problem:  # noqa: BLE001
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@pytest.fixture
def shared_database(transactional_db, tmp_path, monkeypatch):
    """A database that several connections can use: SQLite's in memory locks whole tables, so one on disk."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "thrive.sqlite3"))
        assert at_once(lambda: call_command("migrate", "history", verbosity=0)) == []


def several_times(work):
    def repeat():
        for _ in range(15):
            work()
            time.sleep(0.002)

    return repeat


def test_two_sealers_at_once_never_fork(shared_database, monkeypatch):
    """SQLite lets one writer in at a time; PostgreSQL has the sealer's lock."""
    monkeypatch.setattr(sealer, "BATCH", 3)
    seal = several_times(sealer.seal_pending)
    assert at_once(lambda: write(20)) == []
    assert at_once(seal, seal, several_times(lambda: write(2))) == []

    def check():
        assert sealer.verify().ok
        assert_one_line()
        assert Seal.objects.count() == AuditEntry.objects.count() == 50

    assert at_once(check) == []


def write_and_seal(seals):
    """What a web server's process does, and what a worker does beside it."""
    for number in range(12):
        write(1 + number % 3)
        if seals:
            sealer.seal_pending()
            time.sleep(0.01)


def in_a_process(seals):
    """In a thread, so that it opens a connection of its own and leaves alone the one it was born with."""
    sys.exit(len(at_once(lambda: write_and_seal(seals))))


def test_sixteen_processes_never_fork_the_chain(shared_database, monkeypatch):
    """Real processes, of which four seal while all write."""
    monkeypatch.setattr(sealer, "BATCH", 7)
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=in_a_process, args=[number % 4 == 0], daemon=True) for number in range(16)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * 16

    def check():
        assert sealer.verify().ok
        assert_one_line()
        assert Seal.objects.count() == AuditEntry.objects.count() == 16 * 24

    assert at_once(check) == []


def test_a_break_far_into_a_long_chain_is_found():
    write(6_000)
    assert sealer.seal_pending() == 6_000
    tamper("update history_auditentry set verb = 'unseen' where id = %s", entry_of(5_876))
    verdict = sealer.verify()
    assert (verdict.checked, verdict.broken_number) == (5_875, 5_876)
