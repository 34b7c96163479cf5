"""How it stands with an approval, for the page of what is approved; and who may be asked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Restriction
from thrive.base.casework import facts
from thrive.base.casework.models import Approval, ApprovalAbout
from thrive.base.casework.rules.approvals import APPROVED, ASKED, RETURNED, STATES
from thrive.base.history import audit, wall
from thrive.base.offers import REGISTRY, ApprovalKind
from thrive.base.people.queries.withheld_words import WithheldWords, words_kept_from


@dataclass(frozen=True)
class ApprovalLine:
    """One thing that was done with an approval: what, by whom, when, and what they said."""

    what: str
    by: str
    at: dt.datetime
    said: str


@dataclass(frozen=True)
class ApprovalView:
    """How it stands with an approval, as one viewer reads it. `own` names the text by which whoever asked approved it
    themselves; empty where somebody else did."""

    row: Approval
    lines: Sequence[ApprovalLine]
    may_answer: bool
    may_take_back: bool
    own: str

    @property
    def state(self) -> str:
        """What has become of it, in words."""
        return STATES[self.row.state]

    @property
    def thread(self) -> str:
        """What addresses call it."""
        return self.row.thread


def approval_view(
    rows: Sequence[Approval], *, viewer: Viewer, words: WithheldWords, thing: Model
) -> ApprovalView | None:
    """How it stands with what a page shows, whose reader the caller has let in, by the versions of its approval;
    `words` are those withheld from the reader. None where nobody asked."""
    if not rows:
        return None
    row = rows[-1]
    kind = REGISTRY.approvals.get(row.kind)
    user = viewer if isinstance(viewer, User) else None
    return ApprovalView(
        row=row,
        lines=[_line(one, words) for one in rows],
        may_answer=user is not None and kind is not None and _may_answer(kind, row, user, thing),
        may_take_back=row.waits and user is not None and row.asked_by_id == user.pk,
        own=_own(row, kind),
    )


@dataclass(frozen=True)
class ApprovalPage:
    """An approval by itself: what it is of, and where that is read."""

    view: ApprovalView
    kind: ApprovalKind
    address: str


def approval_page(*, viewer: User, thread: str) -> ApprovalPage:
    """The approval called `thread`, for whoever may read what it is of; it is logged that it was read.

    Raises NotFound for one that is none or of somebody whose record is sealed, and NotAllowed as the policy does.
    """
    row = Approval.objects.current().filter(thread=thread).select_related("asked_by", "recorded_by").first()
    kind = REGISTRY.approvals.get(row.kind) if row is not None else None
    if row is None or kind is None:
        raise NotFound(thread)
    reads = kind.reads
    assert isinstance(reads, Permission)
    about = _about(row)
    policy.require_role(viewer, reads)
    for one in about:
        if one.restriction == Restriction.SEALED and not policy.decide(viewer, reads, one).ok:
            raise NotFound(thread)
        policy.require(viewer, reads, one)
    if row.concerns_nobody and not viewer.standing.is_own_staff:
        raise NotFound(thread)
    audit.looked(viewer, "casework.approval.read", row, about=[one.pk for one in about])
    thing = facts.approved_thing(row)
    rows = facts.approval_histories(type(thing), [row.object_id])[row.object_id]
    rows = [one for one in rows if one.thread == thread]
    view = approval_view(rows or [row], viewer=viewer, words=words_kept_from(viewer, about), thing=thing)
    assert view is not None
    return ApprovalPage(view, kind, kind.address(thing))


def approvers(needs: object, *, viewer: User, subjects: Sequence[Subject]) -> list[User]:
    """Who of the viewer's organisation may be asked to approve what they do about these people. Two queries."""
    assert isinstance(needs, Permission)
    return facts.approvers(viewer, needs, subjects)


def _own(row: Approval, kind: ApprovalKind | None) -> str:
    if kind is None or kind.may_approve_own is None or not (row.is_own and row.state == APPROVED):
        return ""
    return kind.may_approve_own.title


def _may_answer(kind: ApprovalKind, row: Approval, user: User, thing: Any) -> bool:
    """Whether to offer it; the action decides about each person."""
    assert isinstance(kind.needs, Permission)
    return row.waits and not facts.is_own(kind, row.asked_by_id, thing, user) and policy.holds(user, kind.needs)


def _line(row: Approval, words: WithheldWords) -> ApprovalLine:
    by = row.recorded_by.name if row.recorded_by else "Thrive"
    if row.state == ASKED:
        party = row.user or row.team
        what = f"Asked of {party.name}" if party else "Asked of whoever may approve it"
    else:
        what = STATES[row.state]
    if row.in_place_of is not None and row.state in (APPROVED, RETURNED):
        by = f"{by}, for {row.in_place_of.name}, who was away"
    return ApprovalLine(what, by, row.recorded_at, words.over(row.why or row.comment, row.recorded_by_id))


def _about(row: Approval) -> list[Subject]:
    """Everybody it is about, also whom the viewer may not know of: the caller asks the policy about each."""
    rows = ApprovalAbout.objects.filter(approval=row).order_by("subject_id")
    with wall.whole("an approval closes with a record that is not shown: whom it is about must be known first"):
        return [one.subject for one in rows.select_related("subject")]
