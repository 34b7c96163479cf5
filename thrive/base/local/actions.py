"""Entering the authority's own choices, and checking what somebody else entered.

A row has no effect until a second person has checked it.
"""

import datetime as dt
from typing import TypeVar

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Authority, User
from thrive.base.calendar import clock
from thrive.base.calendar.holidays import ONE_DAY
from thrive.base.calendar.units import Days
from thrive.base.calendar.words import say
from thrive.base.history import audit, twotime
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.base.local.facts import declared_rule, refuse_misfit, waiting_ends
from thrive.base.local.models import Checked, Choice, Commencement, EarlyEnd, Holiday, Variation
from thrive.base.local.permissions import KEEP_CHOICES
from thrive.base.offers import REGISTRY

Row = TypeVar("Row", bound=Checked)


@action
def enter_commencement(
    rule: str,
    *,
    by: User,
    authority: Authority | None,
    instrument: str,
    on: dt.date,
    until: dt.date | None = None,
    area: str = "",
    purpose: str = "",
) -> Commencement:
    """Say that a rule binds from `on` in an authority (None: all England), for an area or purpose where given.

    Raises NotAllowed, BadAnswer for a rule nobody declares or one that nothing can bring into force, and
    AlreadyRecorded where a commencement for the same holds in that time.
    """
    declared = declared_rule(rule)
    if not declared.source.status.can_commence:
        raise BadAnswer(f"This cannot begin: {declared.source.status.label.lower()}", field="rule")
    row = Commencement(rule=rule, area=area, purpose=purpose, instrument=instrument, true_from=on, true_to=until)
    return _enter(row, by=by, authority=authority)


@action
def enter_variation(
    rule: str,
    *,
    by: User,
    authority: Authority | None,
    instrument: str,
    amount: int,
    unit: str,
    on: dt.date,
    until: dt.date | None = None,
    area: str = "",
    purpose: str = "",
) -> Variation:
    """Set another limit than the declared one, from `on` to before `until`. `unit` as the rule has: "working days".

    Raises NotAllowed, BadAnswer for a rule nobody declares or a unit that does not fit it, and AlreadyRecorded
    where a variation for the same holds in that time.
    """
    refuse_misfit(rule, amount, unit)
    row = Variation(
        rule=rule,
        area=area,
        purpose=purpose,
        instrument=instrument,
        amount=amount,
        unit=unit,
        true_from=on,
        true_to=until,
    )
    return _enter(row, by=by, authority=authority)


@action
def enter_holiday(day: dt.date, *, by: User, authority: Authority | None, name: str, source: str) -> Holiday:
    """Add a bank holiday that the published lists do not hold; `source` names the announcement.

    Raises NotAllowed, and AlreadyRecorded where the day is entered already.
    """
    return _enter(Holiday(day=day, name=name, source=source[:80]), by=by, authority=authority)


@action
def check(row: Row, *, by: User) -> Row:
    """Confirm what somebody else entered: from now on it counts.

    Raises NotAllowed for one's own row and for another authority's, and ChangedMeanwhile.
    """
    _require_keeper(by, row)
    if row.recorded_by_id == by.pk:
        raise NotAllowed("You entered this. Somebody else checks it.", permission=KEEP_CHOICES)
    checked = twotime.correct(row, checked_by=by, checked_on=clock.today(), why="Checked")
    audit.note(by, f"local.{row._meta.model_name}.checked", checked, rule=_rule_of(checked))
    _tell(checked, by, "checked")
    return checked


@action
def withdraw(row: Row, *, by: User, why: str) -> Row:
    """Take back a row that was entered in error; the mark names `by`. Raises NotAllowed, BadAnswer without a reason,
    ChangedMeanwhile."""
    _require_keeper(by, row)
    if not why.strip():
        raise BadAnswer("Enter why it is taken back", field="why")
    gone = twotime.withdraw(row, why=why, recorded_by=by)
    waiting_ends(row).update(replaced_at=clock.now())
    audit.note(by, f"local.{row._meta.model_name}.withdrawn", gone, rule=_rule_of(gone))
    if row.is_checked:
        _tell(gone, by, "withdrawn")
    return gone


@action
def enter_end(row: Row, *, by: User, last_day: dt.date, why: str) -> EarlyEnd:
    """Say that a checked choice is to hold no longer than to `last_day`, before its own. It waits for a check.

    What it did until then stays: a case is judged by the rule of its day. Raises NotAllowed; BadAnswer (fields "last",
    "why") for a day that is gone, before it begins or not before its own end, without a reason, for a choice that does
    not count, and where an end waits already.
    """
    _require_keeper(by, row)
    if not isinstance(row, Choice) or not row.is_checked or not row.is_current:
        raise BadAnswer("Only a choice that was checked is ended early. Take another back", field="last")
    ends_on = Days(1).after(last_day)
    if last_day < max(clock.today(), row.true_from or clock.today()):
        raise BadAnswer("The last day must be today or later, and not before the choice begins", field="last")
    if row.true_to is not None and ends_on >= row.true_to:
        raise BadAnswer(f"It ends then by itself: its last day is {say(row.true_to - ONE_DAY)}", field="last")
    if not why.strip():
        raise BadAnswer("Enter why it ends early", field="why")
    if waiting_ends(row).exists():
        raise BadAnswer("An early end is entered already. Check that, or drop it", field="last")
    made = EarlyEnd.objects.create(
        kind=_kind(row), choice_id=row.pk, ends_on=ends_on, happened_on=clock.today(), recorded_by=by, why=why.strip()
    )
    audit.note(by, f"local.{_kind(row)}.end_entered", made, rule=row.rule)
    return made


@action
def check_end(row: Row, *, by: User) -> Row:
    """Confirm the early end that somebody else entered for a choice: it holds to that day.

    Raises NotAllowed for one's own, and ChangedMeanwhile where there is none any more.
    """
    _require_keeper(by, row)
    waits = waiting_ends(row).first()
    if waits is None:
        raise ChangedMeanwhile("This was checked or dropped already")
    if waits.recorded_by_id == by.pk:
        raise NotAllowed("You entered this. Somebody else checks it.", permission=KEEP_CHOICES)
    ended = twotime.end(row, on=waits.ends_on, why=waits.why)
    waiting_ends(row).update(replaced_at=clock.now())
    EarlyEnd.objects.create(
        kind=waits.kind,
        choice_id=waits.choice_id,
        ends_on=waits.ends_on,
        happened_on=clock.today(),
        recorded_by=waits.recorded_by,
        checked_by=by,
        replaces=waits,
        why=waits.why,
    )
    audit.note(by, f"local.{_kind(row)}.end_checked", ended, rule=_rule_of(ended))
    _tell(ended, by, "end_checked")
    return ended


@action
def drop_end(row: Row, *, by: User) -> None:
    """Leave a choice as it is: the early end is not checked any more. Raises NotAllowed, ChangedMeanwhile."""
    _require_keeper(by, row)
    waits = waiting_ends(row).first()
    if waits is None:
        raise ChangedMeanwhile("This was checked or dropped already")
    waiting_ends(row).update(replaced_at=clock.now())
    audit.note(by, f"local.{_kind(row)}.end_dropped", waits, rule=_rule_of(row))


def _kind(row: Checked) -> str:
    return row._meta.model_name or ""


def _enter(row: Row, *, by: User, authority: Authority | None) -> Row:
    row.authority = authority
    row.recorded_by = by
    _require_keeper(by, row)
    twotime.add(row)
    audit.note(by, f"local.{row._meta.model_name}.entered", row, rule=_rule_of(row))
    return row


def _require_keeper(by: User, row: Checked) -> None:
    """Administrators of an authority keep its rows and those for all England, which a second person checks."""
    policy.require_role(by, KEEP_CHOICES)
    if row.authority_id not in (None, by.standing.authority_id):
        raise NotAllowed("You may not change this for another authority.", permission=KEEP_CHOICES)


def _tell(row: Checked, by: User, done: str) -> None:
    """Whatever rests on local choices is made anew, in the same transaction: due dates that this one moves."""
    REGISTRY.local_choice_made(
        row.authority,
        by=by,
        rule=_rule_of(row),
        day=row.day if isinstance(row, Holiday) else None,
        because=f"local.{_kind(row)}.{done}",
    )


def _rule_of(row: Checked) -> str:
    return row.rule if isinstance(row, Choice) else ""
