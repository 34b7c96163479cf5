"""Approvals: asked, approved, returned with the reason, taken back. Nobody's own, unless the kind says by what text."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Subject, Team, User
from thrive.base.access.permission import Permission
from thrive.base.calendar import clock
from thrive.base.casework import facts
from thrive.base.casework.actions import tasks
from thrive.base.casework.models import Approval, ApprovalAbout, Task
from thrive.base.casework.rules.approvals import (
    APPROVE,
    APPROVED,
    ASKED,
    CHANGE,
    COMMENT_MOST,
    RETURNED,
    STATES,
    TAKEN_BACK,
    WHY_MOST,
)
from thrive.base.casework.rules.work import REASON_MOST
from thrive.base.history import audit, versions
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.base.offers import REGISTRY, ApprovalKind

CHANGED = "It has changed since it was asked. It must be asked anew, as it is now"


@action
def ask(
    kind: ApprovalKind,
    *,
    of: Model,
    about: Sequence[Subject],
    by: User,
    to: User | Team | None = None,
    comment: str = "",
) -> Approval:
    """Ask that exactly `of`, as it is now, be approved: about these people, or about nobody (the authority's matter).

    `to` is asked; by default somebody of a team of `by` who may approve it, and where there is none, whoever may. What
    was to be changed about the same matter is done with it.

    The caller has checked that `by` may ask. Raises AlreadyRecorded where it waits or was approved already, BadAnswer
    (fields "to", "comment") and OutOfReach where a record is closed to whoever is asked.
    """
    locked = policy.lock(*about)
    comment = _comment(comment)
    last = facts.approvals_of(type(of), [of.pk]).get(of.pk)
    if last is not None and last.state in (ASKED, APPROVED):
        raise AlreadyRecorded("It has been asked already" if last.state == ASKED else "It was approved already")
    asked = to or facts.approver_near(by, permission(kind.needs), locked)
    if asked is not None:
        unfit = facts.unfit(kind, asked, by=by, of=of)
        if unfit:
            raise BadAnswer(unfit, field="to")
        tasks.refuse_out_of_reach(asked, locked)
    row = Approval(
        kind=kind.key,
        object_type=of._meta.label_lower,
        object_id=of.pk,
        stamp=_stamp(kind, of),
        user=asked if isinstance(asked, User) else None,
        team=asked if isinstance(asked, Team) else None,
        comment=comment,
        asked_by=by,
        recorded_by=by,
        concerns_nobody=not locked,
        happened_on=clock.today(),
    )
    _write(row, [one.pk for one in locked])
    tasks.clear(CHANGE, of=_matter(kind, of), by=by)
    if asked is not None:
        tasks.ask(
            APPROVE, about=locked, to=asked, by=by, of=of, path=kind.address(of),
            why=f"{kind.title}. {comment}".strip()[:REASON_MOST],
        )  # fmt: skip
    return row


@action
def approve(approval: Approval, *, by: User, comment: str = "") -> Approval:
    """Approve what was asked, exactly as it was asked. What follows from that follows at once.

    Raises NotAllowed for whoever may not, and for one's own; AlreadyRecorded where somebody answered first or it was
    taken back; ChangedMeanwhile where it has changed since; BadAnswer (field "comment").
    """
    kind, row, thing, about = _answerable(approval, by)
    made = _next(row, by=by, state=APPROVED, comment=_comment(comment), about=about)
    if kind.approved is not None:
        kind.approved(thing, by=by)
    for one in kind.clears:
        tasks.clear(one, of=thing, by=by)
    return made


@action
def give_back(approval: Approval, *, by: User, why: str) -> Approval:
    """Return what was asked, with what is to be changed; whoever asked has it on their list until they ask anew.

    Raises as `approve` does, and BadAnswer (field "why") without a reason.
    """
    kind, row, thing, about = _answerable(approval, by)
    made = _next(row, by=by, state=RETURNED, why=_reason(why), about=about)
    asker = row.asked_by
    if asker is not None and not facts.beyond(asker, about):
        tasks.ask(
            CHANGE, about=about, to=asker, by=by, of=_matter(kind, thing), path=kind.address(thing),
            why=f"{kind.title}. {made.why}"[:REASON_MOST],
        )  # fmt: skip
    return made


@action
def take_back(approval: Approval, *, by: User, why: str) -> Approval:
    """Ask no longer: by whoever asked, while nobody has answered.

    Raises NotAllowed for somebody else, AlreadyRecorded where it is answered, BadAnswer (field "why").
    """
    row, about = _fresh(approval)
    if row.asked_by_id != by.pk:
        raise NotAllowed("Only whoever asked takes it back.", permission=permission(kind_of(row).asks))
    return _next(row, by=by, state=TAKEN_BACK, why=_reason(why), about=about)


@action
def overtake(of: Model, *, by: User, why: str) -> None:
    """What was asked about `of` is asked no longer, since something later stands in its place. The caller has checked
    that it may be, and that there is something later."""
    last = facts.approvals_of(type(of), [of.pk]).get(of.pk)
    if last is not None and last.state == ASKED:
        row, about = _fresh(last)
        _next(row, by=by, state=TAKEN_BACK, why=why[:WHY_MOST], about=about)


def kind_of(row: Approval) -> ApprovalKind:
    """The kind of an approval. Raises BadAnswer for one that no domain offers any longer."""
    found = REGISTRY.approvals.get(row.kind)
    if found is None:
        raise BadAnswer(f"No domain offers approvals of the kind {row.kind}", field="kind")
    return found


def permission(given: object) -> Permission:
    """A permission that a kind names."""
    assert isinstance(given, Permission)
    return given


def _answerable(approval: Approval, by: User) -> tuple[ApprovalKind, Approval, Model, list[Subject]]:
    """What `by` may answer, locked and as it stands now."""
    row, about = _fresh(approval)
    kind, thing = kind_of(row), facts.approved_thing(row)
    needs = permission(kind.needs)
    policy.require_role(by, needs)
    for one in about:
        policy.require(by, needs, one)
    if row.concerns_nobody and not by.standing.is_own_staff:
        raise NotAllowed("This is for the authority’s own staff.", permission=needs)
    if facts.is_own(kind, row.asked_by_id, thing, by):
        raise NotAllowed("Nobody approves what they asked for or wrote themselves.", permission=needs)
    if row.state != ASKED:
        raise AlreadyRecorded(_answered(row))
    if _stamp(kind, thing) != row.stamp:
        raise ChangedMeanwhile(CHANGED)
    return kind, row, thing, about


def _fresh(approval: Approval) -> tuple[Approval, list[Subject]]:
    """The version that holds, and whom it is about, locked."""
    about = policy.lock(*approval.about.values_list("subject_id", flat=True))
    rows = Approval.objects.current().filter(thread=approval.thread).select_related("asked_by", "recorded_by")
    return rows.get(), about


def _answered(row: Approval) -> str:
    """Who was first, in words for whoever came second."""
    who = row.recorded_by.name if row.recorded_by else "Somebody"
    return f"{who} has answered this already: {STATES[row.state].lower()}"


def _next(row: Approval, *, by: User, state: str, about: Sequence[Subject], **values: Any) -> Approval:
    """The version that follows. Raises AlreadyRecorded where somebody made one meanwhile."""
    if row.state != ASKED:
        raise AlreadyRecorded(_answered(row))
    in_place_of = _away(facts.waiting_with(row), by) if state != TAKEN_BACK else None
    said = {"comment": "", "state": state, "in_place_of_id": in_place_of, **values}
    try:
        made = versions.following(row, by=by.pk, taken=CHANGED, **said)
    except ChangedMeanwhile:
        first = Approval.objects.current().select_related("recorded_by").get(thread=row.thread)
        raise AlreadyRecorded(_answered(first)) from None
    _write(made, [one.pk for one in about])
    tasks.clear(APPROVE, of=facts.approved_thing(row), by=by)
    return made


def _away(waiting: Task | None, by: User) -> int | None:
    """Whose place `by` takes in answering: of somebody who is away, with whom it waits and for whom `by` covers."""
    if waiting is None or waiting.user is None or waiting.user == by:
        return None
    return waiting.user.pk if facts.covers(by, waiting.user) else None


def _write(row: Approval, about: Sequence[int]) -> None:
    row.save()
    ApprovalAbout.objects.bulk_create([ApprovalAbout(approval=row, subject_id=one) for one in about])
    audit.note(row.recorded_by, f"casework.approval.{row.state}", row, about=list(about), kind=row.kind)


def _stamp(kind: ApprovalKind, thing: Model) -> str:
    return kind.stamp(thing) if kind.stamp else ""


def _matter(kind: ApprovalKind, thing: Model) -> Model:
    return kind.matter(thing) if kind.matter else thing


def _comment(said: str) -> str:
    said = said.strip()
    if len(said) > COMMENT_MOST:
        raise BadAnswer(f"The comment must be {COMMENT_MOST:,} characters or fewer", field="comment")
    return said


def _reason(why: str) -> str:
    why = why.strip()
    if not why:
        raise BadAnswer("Enter what is to be changed, or why", field="why")
    if len(why) > WHY_MOST:
        raise BadAnswer(f"The reason must be {WHY_MOST} characters or fewer", field="why")
    return why
