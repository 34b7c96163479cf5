"""Warnings: what a worker must know before the next step, looked at again by a day."""

import datetime as dt

from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.history import audit, twotime
from thrive.base.history.wall import action
from thrive.base.people import cards
from thrive.base.people.actions.people import record_fact, refuse_spelt, require_change
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Person, Warning
from thrive.base.people.rules import WARNING_KINDS


@action
def add_warning(
    person: Person, *, by: User, kind: str, instruction: str, reason: str, review_on: dt.date, source: str = ""
) -> Warning:
    """Warn everybody who opens the record, from today. Raises NotAllowed; CannotBe for a review in the past."""
    _check_review(review_on)
    row = Warning(
        kind=kind,
        instruction=instruction,
        reason=reason,
        review_on=review_on,
        risk_to_children=WARNING_KINDS[kind].risk_to_children,
        true_from=clock.today(),
        source=source,
    )
    return record_fact(person, row, by=by)


@action
def review_warning(
    row: Warning, *, by: User, review_on: dt.date, instruction: str, reason: str, found: str = ""
) -> Warning:
    """Somebody looked at a warning again and it stands, worded as given, until another day.

    Raises NotAllowed, ChangedMeanwhile; CannotBe for a review in the past, and for words that tell where somebody in
    hiding is.
    """
    require_change(row.person, row, by=by)
    _check_review(review_on)
    refuse_spelt({"found": found, "instruction": instruction, "reason": reason}, about=row.person, by=by)
    why = f"Reviewed: {found}" if found else "Reviewed"
    written = twotime.correct(
        row, why=why, recorded_by=by, review_on=review_on, instruction=instruction, reason=reason
    )  # fmt: skip
    audit.note(by, "people.warning.reviewed", written, about=[row.person_id])
    cards.rebuild([row.person_id])
    return written


def _check_review(review_on: dt.date) -> None:
    if review_on < clock.today():
        raise CannotBe("The day of the next review must be today or in the future", field="review_on")
