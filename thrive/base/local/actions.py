"""Entering the authority's own choices, and checking what somebody else entered.

A row has no effect until a second person has checked it.
"""

import datetime as dt
from typing import TypeVar

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Authority, User
from thrive.base.calendar import clock
from thrive.base.history import audit, twotime
from thrive.base.history.wall import action
from thrive.base.local.facts import declared_rule, refuse_misfit
from thrive.base.local.models import Checked, Choice, Commencement, Holiday, Variation
from thrive.base.local.permissions import KEEP_CHOICES

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
    return checked


@action
def withdraw(row: Row, *, by: User, why: str) -> Row:
    """Take back a row that was entered in error; the mark names `by`. Raises NotAllowed, BadAnswer without a reason,
    ChangedMeanwhile."""
    _require_keeper(by, row)
    if not why.strip():
        raise BadAnswer("Enter why it is taken back", field="why")
    gone = twotime.withdraw(row, why=why, recorded_by=by)
    audit.note(by, f"local.{row._meta.model_name}.withdrawn", gone, rule=_rule_of(gone))
    return gone


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


def _rule_of(row: Checked) -> str:
    return row.rule if isinstance(row, Choice) else ""
