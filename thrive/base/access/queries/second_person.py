"""Requests for a second person, as those see them who ask, who may agree, and whose account it is."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.actions.second_person import is_weighty
from thrive.base.access.errors import NotFound
from thrive.base.access.models import AccountRequest, User
from thrive.base.access.permissions import AGREE_TO_ACCOUNT_CHANGE
from thrive.base.access.rules import ASKED_FOR
from thrive.base.calendar import clock
from thrive.base.history.prepared import at_asking, prepared

MOST_NOTICES = 10


@dataclass(frozen=True)
class AccountNotices:
    """On a home page: what was told of one's own account, and how many requests wait for somebody like the viewer."""

    own: list[AccountRequest]
    waiting: int


def needs_second_person(*, viewer: User, of: User) -> bool:
    """Whether somebody else must agree before how `of` signs in is changed. For administrators. Raises NotAllowed."""
    policy.require_keeper(viewer, of.organisation)
    return is_weighty(of)


def requests_about(*, viewer: User, of: User) -> list[AccountRequest]:
    """What was asked about how `of` signs in, the latest first. For administrators. Raises NotAllowed. One query."""
    policy.require_keeper(viewer, of.organisation)
    rows = AccountRequest.objects.filter(user=of).select_related("asked_by", "answered_by")
    return list(rows.order_by("-pk")[:MOST_NOTICES])


def requests(*, viewer: User) -> "QuerySet[AccountRequest]":
    """Every request of the authority, the latest first. Raises NotAllowed."""
    policy.require_role(viewer, AGREE_TO_ACCOUNT_CHANGE)
    rows = AccountRequest.objects.filter(_here(viewer)).select_related("user__organisation", "asked_by", "answered_by")
    return rows.order_by("-pk")


def request_called(*, viewer: User, ref: str) -> AccountRequest:
    """A request that somebody may agree to, or one's own. Raises NotFound."""
    mine = Q(user=viewer)
    if policy.holds(viewer, AGREE_TO_ACCOUNT_CHANGE):
        mine |= _here(viewer)
    rows = AccountRequest.objects.filter(mine, ref=ref)
    found = rows.select_related("user__organisation", "asked_by", "answered_by").first()
    if found is None:
        raise NotFound(ref)
    return found


def account_notices(*, viewer: User) -> AccountNotices:
    """What stands on the viewer's home page. One query."""
    rows = _to_be_told(viewer=viewer)
    own = [one for one in rows if one.user_id == viewer.pk]
    return AccountNotices(own[:MOST_NOTICES], len(rows) - len(own))


@prepared
def _to_be_told(*, viewer: User) -> "QuerySet[AccountRequest]":
    wanted = Q(user_id=viewer.pk, read_at=None)
    if policy.holds(viewer, AGREE_TO_ACCOUNT_CHANGE):
        waits = Q(answered_at=None, asked_at__gt=at_asking(lambda: clock.now() - ASKED_FOR))
        wanted |= waits & _here(viewer) & ~Q(asked_by_id=viewer.pk)
    return AccountRequest.objects.filter(wanted).select_related("asked_by", "answered_by").order_by("-pk")


def _here(viewer: User) -> Q:
    authority = viewer.standing.authority_id
    return Q(user__organisation__authority_id=authority) | Q(user__organisation__authority=None)
