"""Chaining the audit log, and proving the chain.

Entries are sealed after they are committed, in the order in which one sealer finds them, so that writers
never wait for each other. Numbers are the sealer's own: keys from a sequence may commit out of order.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Max, QuerySet

from thrive.base.calendar import clock
from thrive.base.history.models import AuditEntry, Seal

START = "0" * 64  # what the first seal calls the previous one
LATE_COMMITS = 50_000  # how far back, in keys, the ordinary pass looks for entries that committed out of order
BATCH = 2_000
LOCK = 0x7468726976  # advisory lock of the one sealer (PostgreSQL)

FIELDS = (
    "id",
    "at",
    "actor_kind",
    "actor_id",
    "actor_key",
    "organisation_id",
    "verb",
    "subject_id",
    "object_type",
    "object_id",
    "reason",
    "request_id",
    "from_where",
    "details",
)


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: how many seals hold, and the first that does not.

    `broken_number` is the first number whose seal is missing, or does not follow from the entry and the seal
    before it; `broken_entry` is the entry it stands for, None when the seal itself is gone. `last_digest` is the
    newest seal that holds: written down elsewhere with `checked`, it shows later whether the end of the log was
    cut off or the whole chain made anew.
    """

    checked: int
    unsealed: int
    broken_number: int | None = None
    broken_entry: int | None = None
    last_digest: str = START

    @property
    def ok(self) -> bool:
        """Whether every seal held and none was missing."""
        return self.broken_number is None


def seal_pending(*, everything: bool = False) -> int:
    """Seal committed entries that have no seal; returns how many.

    With `everything` the whole log is searched; otherwise only the last LATE_COMMITS keys before the newest
    sealed one, which is what the worker does every few seconds. A second sealer at the same time does nothing.
    """
    newest = Seal.objects.aggregate(newest=Max("entry_id"))["newest"] or 0
    after = 0 if everything else newest - LATE_COMMITS
    total = 0
    while batch := _seal_batch(after):
        total += len(batch)
        after = batch[-1].entry_id  # what commits behind us meanwhile is found by the next call
    return total


def _seal_batch(after: int) -> list[Seal]:
    with transaction.atomic():
        if not _is_only_sealer():
            return []
        last = Seal.objects.order_by("-number").values("number", "digest").first()
        number, previous = (last["number"], last["digest"]) if last else (0, START)
        seals = []
        for entry in _unsealed().filter(id__gt=after).order_by("id").values(*FIELDS)[:BATCH]:
            number += 1
            digest = _digest(previous, entry)
            seals.append(Seal(number=number, entry_id=entry["id"], previous=previous, digest=digest))
            previous = digest
        return Seal.objects.bulk_create(seals)


def verify() -> Verdict:
    """Seal what is pending, then recompute the whole chain from the first entry."""
    seal_pending(everything=True)
    previous, checked = START, 0
    columns = ("number", "entry_id", "previous", "digest", *(f"entry__{name}" for name in FIELDS))
    for row in Seal.objects.order_by("number").values(*columns).iterator(chunk_size=5_000):
        entry = {name: row[f"entry__{name}"] for name in FIELDS}
        if row["number"] != checked + 1:
            return Verdict(checked, _unsealed().count(), checked + 1, None, previous)
        if row["previous"] != previous or row["digest"] != _digest(previous, entry):
            return Verdict(checked, _unsealed().count(), row["number"], row["entry_id"], previous)
        previous, checked = row["digest"], checked + 1
    return Verdict(checked, _unsealed().count(), last_digest=previous)


def _unsealed() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(seal=None)


def _is_only_sealer() -> bool:
    """On SQLite the writing transaction is the lock; on PostgreSQL an advisory one, held to its end."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _digest(previous: str, entry: dict[str, Any]) -> str:
    at = entry["at"].astimezone(clock.UTC).isoformat(timespec="microseconds")
    canonical = json.dumps({**entry, "at": at}, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()
