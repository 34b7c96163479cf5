"""Declaring whose records a worker must not open: their own, a relative's, that of somebody they know.

A worker says so themselves and cannot take it back; information governance says so for anybody else, and ends it.
"""

import datetime as dt

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Declaration, Subject, User
from thrive.base.access.permissions import DECLARE, KEEP_DECLARATIONS
from thrive.base.access.rules import Tie
from thrive.base.calendar import clock
from thrive.base.history import audit, twotime
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.wall import action

WHY_MOST = 200


@action
def declare(subject: Subject, *, by: User, tie: Tie, why: str) -> Declaration:
    """Say that the record is one's own, a relative's or of somebody one knows. It closes to oneself at once.

    Raises NotAllowed for a record the worker may not know of, BadAnswer (field "why") without saying who it is to
    them, and AlreadyRecorded (field "tie") where they or information governance said so before.
    """
    policy.require(by, DECLARE, subject)
    return _declare(by, subject, by=by, tie=tie, why=why)


@action
def declare_for(user: User, subject: Subject, *, by: User, tie: Tie, why: str) -> Declaration:
    """Say the same about somebody else who works here or with us.

    Raises NotAllowed for anybody but information governance, and for their own declaration; BadAnswer and
    AlreadyRecorded as `declare` does.
    """
    policy.require(by, KEEP_DECLARATIONS, subject)
    _require_other(by, user)
    return _declare(user, subject, by=by, tie=tie, why=why)


@action
def end_declaration(row: Declaration, *, by: User, why: str, on: dt.date | None = None) -> Declaration:
    """Say that a declaration no longer holds from `on` (default today), or was made in error.

    Raises NotAllowed for anybody but information governance, and for their own; BadAnswer (field "why") without a
    reason.
    """
    policy.require(by, KEEP_DECLARATIONS, row.subject)
    _require_other(by, row.user)
    why = _reason(why)
    on = on or clock.today()
    if row.true_from is not None and on <= row.true_from:
        ended = twotime.withdraw(row, why=why, recorded_by=by)
    else:
        ended = twotime.end(row, on=on, why=why, recorded_by=by)
    audit.note(by, "access.declaration.ended", ended, about=[row.subject_id], user=row.user_id)
    return ended


def _declare(user: User, subject: Subject, *, by: User, tie: Tie, why: str) -> Declaration:
    row = Declaration(user=user, subject=subject, tie=tie, why=_reason(why), true_from=clock.today(), recorded_by=by)
    try:
        twotime.add(row)
    except AlreadyRecorded as known:
        raise AlreadyRecorded("This has been said already", field="tie") from known
    audit.note(by, "access.declared", row, about=[subject.pk], user=user.pk)
    return row


def _reason(why: str) -> str:
    why = why.strip()
    if not why:
        raise BadAnswer("Enter who it is, or why", field="why")
    if len(why) > WHY_MOST:
        raise BadAnswer(f"Use {WHY_MOST} characters or fewer", field="why")
    return why


def _require_other(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise NotAllowed(
            "You may not keep your own declarations. Ask somebody else in information governance.",
            permission=KEEP_DECLARATIONS,
        )
