"""Parental responsibility: who has it for a child, on what basis in law, or that somebody has not."""

import datetime as dt

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.history import audit, twotime
from thrive.base.history.wall import action
from thrive.base.people import permissions
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Life, ParentalResponsibility, Person
from thrive.base.people.rules.ages import is_child_on
from thrive.base.people.rules.responsibility import responsibility_ends_on, responsibility_problem


@action
def set_responsibility(
    child: Person,
    holder: Person,
    *,
    by: User,
    basis: str = "",
    holds: bool = True,
    true_from: dt.date | None = None,
    source: str = "",
) -> ParentalResponsibility:
    """Record that `holder` has parental responsibility for `child` on a `basis` of RESPONSIBILITY_BASES from
    `true_from` (None: since the beginning), or with `holds` off that they have not. What was held before ends there.

    Raises NotAllowed; CannotBe for the child themselves, an unknown basis, one only an adult may hold, a day to
    come or after the child is 18.
    """
    policy.require(by, permissions.CHANGE_PERSON, child.subject)
    policy.lock(child.pk, holder.pk)
    if child.pk == holder.pk:
        raise CannotBe("Nobody has parental responsibility for themselves", field="responsibility")
    born = _births(child, holder)
    problem = responsibility_problem(basis, is_adult=is_child_on(born.get(holder.pk), clock.today()) is not True)
    if holds and problem:
        raise CannotBe(problem, field="basis")
    _check_day(born.get(child.pk), true_from)
    row = twotime.change(
        ParentalResponsibility(
            person=holder,
            child=child,
            basis=basis if holds else "",
            holds=holds,
            true_from=true_from,
            source=source,
            recorded_by=by,
        )
    )
    audit.note(by, "people.responsibility.recorded", row, about=sorted({child.pk, holder.pk}), basis=basis, holds=holds)
    return row


@action
def end_responsibility(row: ParentalResponsibility, *, by: User, on: dt.date, why: str = "") -> ParentalResponsibility:
    """Say that parental responsibility ended: `on` is the first day without. Raises NotAllowed, CannotBe,
    ChangedMeanwhile."""
    policy.require(by, permissions.CHANGE_PERSON, row.child.subject)
    policy.lock(row.child_id, row.person_id)
    if row.true_from is not None and on <= row.true_from:
        raise CannotBe("The day it ended must be after the day it began", field="on")
    if on > clock.today():
        raise CannotBe("The day it ended must be today or in the past", field="on")
    ended = twotime.end(row, on=on, why=why, recorded_by=by)
    audit.note(by, "people.responsibility.ended", ended, about=sorted({row.child_id, row.person_id}))
    return ended


@action
def withdraw_responsibility(row: ParentalResponsibility, *, by: User, why: str) -> ParentalResponsibility:
    """Say that parental responsibility was entered in error, and why. Raises NotAllowed, ChangedMeanwhile."""
    policy.require(by, permissions.CHANGE_PERSON, row.child.subject)
    policy.lock(row.child_id, row.person_id)
    if not why.strip():
        raise CannotBe("Enter why it was entered in error", field="why")
    mark = twotime.withdraw(row, why=why, recorded_by=by)
    audit.note(by, "people.responsibility.withdrawn", mark, about=sorted({row.child_id, row.person_id}))
    return mark


def _births(*people: Person) -> dict[int, dt.date | None]:
    keys = [person.pk for person in people]
    return {
        life.person_id: life.born_on or life.expected_on for life in Life.objects.current().filter(person_id__in=keys)
    }


def _check_day(child_born: dt.date | None, true_from: dt.date | None) -> None:
    if true_from is None:
        return
    if true_from > clock.today():
        raise CannotBe("The day it began must be today or in the past", field="true_from")
    if child_born is not None and true_from >= responsibility_ends_on(child_born):
        raise CannotBe("Parental responsibility ends at 18. Check the day it began", field="true_from")
