"""The authority's threshold documents, newest first, and which is in force."""

from collections.abc import Sequence

from django.db.models import QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.pathway.front_door.models import ThresholdDocument
from thrive.pathway.front_door.permissions import READ_CONTACT


def documents(*, viewer: User) -> list[ThresholdDocument]:
    """All of the viewer's authority, the latest first, with what they say. Two queries. Raises NotAllowed."""
    policy.require_role(viewer, READ_CONTACT)
    return list(_rows(viewer))


def document(*, viewer: User, ref: str) -> ThresholdDocument:
    """One of them. Raises NotAllowed and NotFound."""
    policy.require_role(viewer, READ_CONTACT)
    row = _rows(viewer).filter(ref=ref).first()
    if row is None:
        raise NotFound(ref)
    return row


def in_force(rows: Sequence[ThresholdDocument]) -> ThresholdDocument | None:
    """The one by which decisions are judged today, of all from the latest on."""
    today = clock.today()
    return next(
        (one for one in rows if one.is_checked and one.replaced_at is None and one.in_force_from <= today), None
    )


def _rows(viewer: User) -> "QuerySet[ThresholdDocument]":
    return (
        ThresholdDocument.objects.filter(authority_id=viewer.standing.authority_id or 0)
        .select_related("recorded_by", "check_made__checked_by")
        .prefetch_related("criteria")
        .order_by("-in_force_from", "-pk")
    )
