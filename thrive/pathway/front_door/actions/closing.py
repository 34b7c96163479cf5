"""Closing a referral, correcting how it was closed, and opening it again."""

import datetime as dt

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.casework.actions import tasks
from thrive.base.casework.models import ImportedElement
from thrive.base.history import audit
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.base.people import cards
from thrive.base.record import events
from thrive.pathway.front_door import facts, permissions, rules
from thrive.pathway.front_door.actions import following
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.facts import Standing
from thrive.pathway.front_door.models import ChosenResponse, Referral, ReferralClosure
from thrive.pathway.front_door.rules.contacts import Response

CLOSED, FILE_CLOSED = "referral.closed", "referral.closed_on"  # kinds of event: of a closing here, and of a file's
FIRST = "The referral is still to be decided. Decide it before you close it"
NOTHING = "It was decided that nothing more is done: there is nothing to close"
GOES_ON = "Work on this goes on. Enter why the referral is closed all the same"


@action
def close_referral(
    referral: Referral,
    *,
    by: User,
    closed_on: dt.date,
    reason_code: str,
    reason: str,
    need: str = "",
    still_open_because: str = "",
    why: str = "",
    over: int | None = None,
) -> ReferralClosure:
    """Close a referral on a day, for a reason and with the main need of the census lists, and say why in words.

    Where work beneath it has not ended, or somebody works with the child, `still_open_because` says why it is closed
    all the same. A referral that is closed already, here or by a file, is corrected, for the reason `why`; `over` is
    the key of the closing that was on the page, None where there was none of ours.

    Raises NotAllowed; ContactFault (naming the answer) for what cannot be so; ChangedMeanwhile where somebody else
    closed or opened it since.
    """
    _allow(referral, by)
    before, found = _latest(referral, over)
    _check_day(found, closed_on)
    _check_reason(referral, found, closed_on, reason_code, need)
    if not reason.strip():
        raise ContactFault("Enter why it is closed", field="reason")
    if found.closed_on is not None and not why.strip():
        raise ContactFault("Enter why the closing is corrected", field="why")
    if goes_on(referral) and not still_open_because.strip():
        raise ContactFault(GOES_ON, field="still_open_because")
    closure = _write(
        found, before, by=by, happened_on=closed_on, reason_code=reason_code, need_code=need, reason=reason.strip(),
        still_open_because=still_open_because.strip(), why=why.strip(),
    )  # fmt: skip
    events.tell(
        closure,
        about=[referral.subject_id],
        group="plans",
        kind=CLOSED,
        title="Closed",
        sentence=f"{rules.closure_reasons(closed_on)[reason_code]}.",
        on=closed_on,
        significant=True,
        by=by,
    )
    tasks.clear(following.DECIDE, of=referral, by=by)
    following.stop_passing_on(referral, by=by)
    _follow(referral, by)
    audit.note(by, "front_door.referral.closed", closure, about=[referral.subject_id], reason=reason_code)
    return closure


@action
def reopen_referral(referral: Referral, *, by: User, why: str, over: int | None = None) -> ReferralClosure:
    """Open a closed referral again, for a reason: what was said of its closing stays to be read.

    Raises NotAllowed; ContactFault without a reason and for a referral that is open; ChangedMeanwhile as
    `close_referral`.
    """
    _allow(referral, by)
    before, found = _latest(referral, over)
    if found.closed_on is None:
        raise ContactFault("The referral is open")
    if not why.strip():
        raise ContactFault("Enter why it is opened again", field="why")
    row = _write(found, before, by=by, happened_on=clock.today(), is_open=True, reason=why.strip())
    events.tell(
        row,
        about=[referral.subject_id],
        group="plans",
        kind="referral.reopened",
        title="Referral opened again",
        on=row.happened_on,
        significant=True,
        by=by,
    )
    if found.decision is not None:
        chosen = ChosenResponse.objects.filter(decision=found.decision).order_by("pk")
        following.pass_forward(found.decision, [Response(one.response) for one in chosen], by=by)
    _follow(referral, by)
    audit.note(by, "front_door.referral.reopened", row, about=[referral.subject_id])
    return row


def goes_on(referral: Referral) -> bool:
    """Whether work beneath it has not ended, or somebody works with the child."""
    working = facts.open_work([referral.subject])[referral.subject_id]
    return bool(working or facts.still_open(facts.beneath(referral)))


def _allow(referral: Referral, by: User) -> None:
    policy.require_role(by, permissions.CLOSE)
    policy.require(by, permissions.READ_CONTACT, referral.subject)
    policy.lock(referral.subject)


def _latest(referral: Referral, over: int | None) -> tuple[ReferralClosure | None, Standing]:
    found = facts.standing_of(referral)
    if (found.closure.pk if found.closure else None) != over:
        raise ChangedMeanwhile("Somebody else has closed this referral, or opened it, since you looked at it")
    return found.closure, found


def _check_day(found: Standing, closed_on: dt.date) -> None:
    if found.waits:
        raise ContactFault(FIRST)
    if found.no_further_action:
        raise ContactFault(NOTHING)
    if closed_on > clock.today():
        raise ContactFault("The day it was closed must be today or in the past", field="closed_on")
    if closed_on < found.received_on:
        raise ContactFault("The day it was closed must not be before the referral", field="closed_on")


def _check_reason(referral: Referral, found: Standing, closed_on: dt.date, code: str, need: str) -> None:
    if code not in rules.closure_reasons(closed_on):
        raise ContactFault("Select the reason for closing", field="reason_code")
    if need and need not in rules.main_needs(closed_on):
        raise ContactFault("Select the main need from the list", field="need")
    if not need and not found.need_code:
        raise ContactFault("Select the main need", field="need")
    if code in rules.AFTER_ASSESSMENT and facts.goes_beyond_assessment(facts.beneath(referral)):
        raise ContactFault("More came of it than an assessment. Select another reason for closing", field="reason_code")


def _write(found: Standing, before: ReferralClosure | None, *, by: User, **said: object) -> ReferralClosure:
    """The new row in the place of the one before; what was told of that one is taken off the timeline."""
    now = clock.now()
    if before is not None:
        ReferralClosure.objects.filter(pk=before.pk).update(replaced_at=now)
        events.take_back(ReferralClosure._meta.label_lower, [before.pk], at=now)
    elif found.file is not None and found.closed_on is not None:
        events.take_back(ImportedElement._meta.label_lower, [found.file.pk], at=now, kinds=[FILE_CLOSED])
    row = ReferralClosure(referral=found.referral, replaces=before, recorded_by=by, **said)
    row.save()
    return row


def _follow(referral: Referral, by: User) -> None:
    following.move_dues([referral.subject_id], by=by)
    cards.rebuild([referral.subject_id])
