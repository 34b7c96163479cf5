"""Writing the audit log.

A change writes its entry in the transaction it belongs to and fails with it. A read is gathered while the
request runs and written after its queries, before the answer leaves; outside a request it is written at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models

from thrive.base.history import bulk
from thrive.base.history.models import AuditEntry


class Actor(Protocol):
    """Whoever acts: a user, or a system with a declared purpose."""

    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_id(self) -> int | None: ...
    @property
    def actor_key(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...


@dataclass
class RequestContext:
    """What the middleware knows of the request, and the reads gathered while it runs.

    `from_where` is the network the request came from (`origin.network_of`).
    """

    request_id: str = ""
    from_where: str = ""
    reads: list[AuditEntry] = field(default_factory=list)


_context: ContextVar[RequestContext | None] = ContextVar("thrive_audit_request", default=None)


@contextmanager
def during_request(*, request_id: str = "", from_where: str = "") -> Iterator[RequestContext]:
    """Gather reads until the block ends; the caller then calls `write_reads`."""
    context = RequestContext(request_id=request_id, from_where=from_where)
    token = _context.set(context)
    try:
        yield context
    finally:
        _context.reset(token)


def write_reads(context: RequestContext) -> None:
    """Write the gathered reads in one statement."""
    if context.reads:
        bulk.insert(context.reads)
        context.reads = []


def note(
    by: Actor | None,
    verb: str,
    obj: models.Model | None = None,
    *,
    about: Iterable[models.Model | int] = (),
    reason: str = "",
    **facts: Any,
) -> None:
    """Record that `by` did `verb`, in the caller's transaction.

    One entry for each Subject in `about` (models or keys), or a single one without a subject. `facts` may
    hold ids, field names, rule keys, dates of duties and digests; never names or other values.
    """
    bulk.insert(_entries(by, verb, obj, about, reason, facts))


def note_many(by: Actor | None, verb: str, about: Iterable[int], **facts: Any) -> None:
    """As `note`, for set-based work: one entry for each Subject key, all with the same facts."""
    keys = list(about)
    if keys:
        like = _entries(by, verb, None, [], "", facts)[0]
        names = [one.attname for one in AuditEntry._meta.concrete_fields if one.attname not in ("id", "subject_id")]
        same = tuple(getattr(like, name) for name in names)
        bulk.insert_values(AuditEntry, ("subject_id", *names), ((key, *same) for key in keys))


def looked(
    viewer: Actor | None,
    verb: str,
    obj: models.Model | None = None,
    *,
    about: Iterable[models.Model | int] = (),
    reason: str = "",
    **facts: Any,
) -> None:
    """Record that `viewer` saw something. Written with the answer; see the module's docstring."""
    entries = _entries(viewer, verb, obj, about, reason, facts)
    context = _context.get()
    if context is None:
        bulk.insert(entries)
    else:
        context.reads.extend(entries)


def given_out(viewer: Actor | None, verb: str, **facts: Any) -> None:
    """Record that what this request looked at was given out: printed.

    One entry for each Subject that was looked at; where nobody was, a single one about whatever was.
    """
    context = _context.get()
    seen = context.reads if context is not None else []
    about = list(dict.fromkeys(one.subject_id for one in seen if one.subject_id is not None))
    given = _entries(viewer, verb, None, about, "", facts)
    if not about and seen:
        given[0].object_type, given[0].object_id = seen[0].object_type, seen[0].object_id
    if context is None:
        bulk.insert(given)
    else:
        context.reads.extend(given)


def _entries(
    by: Actor | None,
    verb: str,
    obj: models.Model | None,
    about: Iterable[models.Model | int],
    reason: str,
    facts: dict[str, Any],
) -> list[AuditEntry]:
    context = _context.get() or RequestContext()
    subjects = [one if isinstance(one, int) else one.pk for one in about] or [None]
    return [
        AuditEntry(
            actor_kind=by.actor_kind if by else AuditEntry.ActorKind.NOBODY,
            actor_id=by.actor_id if by else None,
            actor_key=by.actor_key if by else "",
            actor_roles=_roles_of(by)[: _length("actor_roles")],
            organisation_id=by.organisation_id if by else None,
            verb=verb,
            subject_id=subject,
            object_type=obj._meta.label_lower if obj is not None else "",
            object_id=obj.pk if obj is not None and isinstance(obj.pk, int) else None,
            reason=reason[: _length("reason")],
            request_id=context.request_id,
            from_where=context.from_where[: _length("from_where")],
            details=facts,
        )
        for subject in subjects
    ]


def _roles_of(by: Actor | None) -> str:
    """The keys of the roles a person holds now. Systems and people not signed in have none."""
    return ",".join(getattr(by, "actor_roles", ()))


def _length(column: str) -> int:
    """How many characters a column of the log holds. What is longer is cut: an entry is never lost for its length."""
    return getattr(AuditEntry._meta.get_field(column), "max_length", None) or 0
