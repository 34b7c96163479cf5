"""Chaining the audit log, and proving the chain.

Entries are sealed after they are committed, in the order in which one sealer finds them, so that writers
never wait for each other. Numbers are the sealer's own: keys from a sequence may commit out of order.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Max

from thrive.base.history.models import Archive, AuditEntry, Seal

START = "0" * 64  # what the first seal calls the previous one
LATE_COMMITS = 50_000  # how far back, in keys, the ordinary pass looks for entries that committed out of order
BATCH = 2_000
SMALL_BATCH = 250  # what the worker seals at once: on SQLite nobody else writes meanwhile
PAGE = 10_000  # how many links `verify` reads at once
LOCK = 0x7468726976  # advisory lock of the one sealer (PostgreSQL)

#: What a seal covers, in the order in which it is read. `actor_roles` is left out where it is empty.
FIELDS = (
    "id",
    "at",
    "actor_kind",
    "actor_id",
    "actor_key",
    "actor_roles",
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

#: The instant as it is sealed, in UTC with microseconds: the database writes it faster than Python would.
INSTANT = {
    "postgresql": """to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00'""",
    "sqlite": "replace(e.at, ' ', 'T') || case when instr(e.at, '.') then '' else '.000000' end || '+00:00'",
}

SEAL_MISSING = "The seal is missing"
ENTRY_MISSING = "The entry that it seals is missing"
NOT_AFTER = "It does not follow from the seal before it: one of the two was made anew"
OTHER_WORDS = "What the entry says now is not what was sealed: the entry, or its digest, was changed"


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: how many seals hold, and the first that does not.

    `broken_number` is the first number whose seal is missing, or does not follow from the entry and the seal
    before it; `broken_entry` is the entry it stands for, None when the seal itself is gone; `broken_at` is when that
    entry says it was written, and `differs` what is wrong, in words. `last_digest` is the newest seal that holds,
    `last_number` its number: written down elsewhere (an anchor), they show later whether the end of the log was cut off
    or the whole chain made anew. `archived` is the number up to which the chain was moved to archives.
    """

    checked: int
    unsealed: int
    broken_number: int | None = None
    broken_entry: int | None = None
    last_digest: str = START
    last_number: int = 0
    broken_at: str = ""
    differs: str = ""
    archived: int = 0

    @property
    def ok(self) -> bool:
        """Whether every seal held and none was missing."""
        return self.broken_number is None


@dataclass(frozen=True)
class Link:
    """A seal with the entry it seals, as read: `canonical` is what was digested, None where the entry is gone."""

    number: int
    entry: int
    previous: str
    digest: str
    at: str
    canonical: str | None


def seal_pending(*, everything: bool = False, give_way: Callable[[float], bool] | None = None) -> int:
    """Seal committed entries that have no seal; returns how many.

    With `everything` the whole log is searched; otherwise only the last LATE_COMMITS keys before the newest
    sealed one, which is what the worker does every few seconds. A second sealer at the same time does nothing.
    `give_way` makes small batches, and after each is told how many seconds it took: it waits, so that people go on
    working while a great import is sealed, and answers whether to stop here.
    """
    newest = Seal.objects.aggregate(newest=Max("entry_id"))["newest"] or 0
    after = 0 if everything else newest - LATE_COMMITS
    most = SMALL_BATCH if give_way else BATCH
    total, began = 0, time.monotonic()
    while batch := _seal_batch(after, most):
        total += len(batch)
        after = batch[-1].entry_id  # what commits behind us meanwhile is found by the next call
        if len(batch) < most:  # that was all: what comes while people work waits for the next call, in one batch
            break
        if give_way and give_way(time.monotonic() - began):
            break
        began = time.monotonic()
    return total


def head() -> tuple[int, str]:
    """The number and digest of the newest seal, which may be in an archive by now; (0, START) of an empty chain."""
    last = Seal.objects.order_by("-number").values_list("number", "digest").first()
    return last or archived_to()


def archived_to() -> tuple[int, str]:
    """The number and digest of the last seal that was moved to an archive; (0, START) before there is one."""
    return Archive.objects.order_by("-last_number").values_list("last_number", "last_digest").first() or (0, START)


def verify() -> Verdict:
    """Seal what is pending, then recompute the whole chain, from the first entry that is not in an archive."""
    seal_pending(everything=True)
    archived, digest = archived_to()
    verdict = prove(links(archived), archived, digest)
    return replace(verdict, unsealed=_unsealed(), archived=archived)


def prove(chain: Iterable[Link], number: int, digest: str) -> Verdict:
    """Recompute a chain that goes on from the seal `number` with `digest`."""
    first, previous = number, digest

    def broken(at: int, entry: int | None, when: str, differs: str) -> Verdict:
        return Verdict(number - first, 0, at, entry, previous, number, when, differs)

    for link in chain:
        if link.number != number + 1:
            return broken(number + 1, None, "", SEAL_MISSING)
        if link.canonical is None:
            return broken(link.number, link.entry, "", ENTRY_MISSING)
        if link.previous != previous:
            return broken(link.number, link.entry, link.at, NOT_AFTER)
        if link.digest != digest_of(previous, link.canonical):
            return broken(link.number, link.entry, link.at, OTHER_WORDS)
        previous, number = link.digest, link.number
    return Verdict(number - first, 0, last_digest=previous, last_number=number)


def links(after: int, up_to: int | None = None) -> Iterator[Link]:
    """The seals after the number `after`, up to `up_to`, in order, each with its entry."""
    limit = "" if up_to is None else f" and s.number <= {int(up_to)}"
    statement = (
        f"select s.number, s.entry_id, s.previous, s.digest, {_columns()}"
        " from history_seal s left join history_auditentry e on e.id = s.entry_id"
        f" where s.number > %s{limit} order by s.number limit {PAGE}"
    )
    with connection.cursor() as cursor:
        while True:
            cursor.execute(statement, [after])
            rows = cursor.fetchall()
            for number, entry, previous, digest, *values in rows:
                gone = values[0] is None
                yield Link(number, entry, previous, digest, values[1] or "", None if gone else canonical(values))
            if len(rows) < PAGE:
                return
            after = rows[-1][0]


def canonical(values: Sequence[Any]) -> str:
    """The one way in which an entry is written to be digested: JSON with sorted keys and nothing between.

    `values` are those of FIELDS in their order, the instant and the details as text. Written out by hand, since it is
    done a million times: the same as `json.dumps`, which a test compares.
    """
    (
        key, at, kind, actor, actor_key, roles, organisation, verb, subject, object_type, thing, reason, request, where,
        details,
    ) = values  # fmt: skip
    held = f'"actor_roles":{quoted(roles)},' if roles else ""
    return (
        f'{{"actor_id":{_number(actor)},"actor_key":{quoted(actor_key)},"actor_kind":{quoted(kind)},{held}'
        f'"at":{quoted(at)},"details":{_details(details)},"from_where":{quoted(where)},"id":{key},'
        f'"object_id":{_number(thing)},"object_type":{quoted(object_type)},"organisation_id":{_number(organisation)},'
        f'"reason":{quoted(reason)},"request_id":{quoted(request)},"subject_id":{_number(subject)},'
        f'"verb":{quoted(verb)}}}'
    )


def digest_of(previous: str, entry: str) -> str:
    """The digest of an entry, written canonically, that follows the seal whose digest is `previous`."""
    return hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


@lru_cache(maxsize=20_000)
def _details(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)


def _columns() -> str:
    """The columns of FIELDS of an entry `e`, the instant and the details as text."""
    written = {"at": INSTANT[connection.vendor], "details": "cast(e.details as text)"}
    return ", ".join(written.get(name, f"e.{name}") for name in FIELDS)


def _seal_batch(after: int, most: int) -> list[Seal]:
    first = _unsealed_after(after, 1)  # looked for before anybody has to wait for us
    if not first:
        return []
    with transaction.atomic():
        if not _is_only_sealer():
            return []
        number, previous = head()
        seals = []
        for values in _unsealed_after(first[0][0] - 1, most):
            number += 1
            digest = digest_of(previous, canonical(values))
            seals.append(Seal(number=number, entry_id=values[0], previous=previous, digest=digest))
            previous = digest
        return Seal.objects.bulk_create(seals)


def _unsealed_after(after: int, most: int) -> list[tuple[Any, ...]]:
    """The first entries without a seal whose key is beyond `after`, by key; `most` of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_columns()} from history_auditentry e left join history_seal s on s.entry_id = e.id"
            f" where s.number is null and e.id > %s order by e.id limit %s",
            [after, most],
        )
        return cursor.fetchall()


def _unsealed() -> int:
    return AuditEntry.objects.filter(seal=None).count()


def _is_only_sealer() -> bool:
    """On SQLite the writing transaction is the lock; on PostgreSQL an advisory one, held to its end."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
