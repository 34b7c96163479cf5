"""Families: dated working sets. Being in one opens its members to those who work with it."""

import datetime as dt
from collections.abc import Sequence

from thrive.base.access import policy
from thrive.base.access.models import Authority, Circle, CircleMember, User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.history import audit, twotime
from thrive.base.history.wall import action
from thrive.base.people import cards, permissions
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Family, Person


@action
def create_family(
    authority: Authority, *, by: User, name: str, members: Sequence[tuple[Person, Capacity]], source: str = ""
) -> Family:
    """Make a family of these people from today.

    Raises NotAllowed unless `by` may change every member's record, CannotBe without a name or members.
    """
    if not name.strip():
        raise CannotBe("Enter a name for the family", field="name")
    if not members:
        raise CannotBe("Select at least one person", field="members")
    for person, _ in members:
        policy.require(by, permissions.CHANGE_PERSON, person.subject)
    policy.lock(*[person.pk for person, _ in members])
    family = Family.objects.create(circle=Circle.objects.create(authority=authority), name=name.strip(), source=source)
    for person, capacity in members:
        _join(family, person, capacity, clock.today(), by, source)
    audit.note(by, "people.family.created", family, about=sorted({person.pk for person, _ in members}))
    cards.rebuild([person.pk for person, _ in members])
    return family


@action
def add_to_family(
    family: Family,
    person: Person,
    *,
    by: User,
    capacity: Capacity,
    true_from: dt.date | None = None,
    source: str = "",
) -> CircleMember:
    """Put somebody into a family from `true_from` (default today). Whoever works with the family may then read
    about them in that capacity.

    Raises NotAllowed unless `by` may change the record of a member and see who the newcomer is (a restricted
    newcomer: change their record too); AlreadyRecorded; CannotBe for a day to come.
    """
    inside = CircleMember.objects.now().filter(circle_id=family.pk).select_related("subject").order_by("pk")
    if not any(policy.decide(by, permissions.CHANGE_PERSON, member.subject).ok for member in inside):
        policy.require(by, permissions.CHANGE_PERSON, person.subject)
    policy.require(by, permissions.SEE_HEADER, person.subject)
    day = true_from or clock.today()
    if day > clock.today():
        raise CannotBe("The day they joined must be today or in the past", field="true_from")
    policy.lock(person.pk)
    member = _join(family, person, capacity, day, by, source)
    audit.note(by, "people.family.joined", member, about=[person.pk], family=family.pk, capacity=str(capacity))
    cards.rebuild([person.pk])
    return member


@action
def leave_family(member: CircleMember, *, by: User, on: dt.date, why: str = "") -> CircleMember:
    """Say that somebody is no longer in a family: `on` is the first day they are not.

    Raises NotAllowed, CannotBe for a day before they joined or still to come, ChangedMeanwhile.
    """
    policy.require(by, permissions.CHANGE_PERSON, member.subject)
    policy.lock(member.subject_id)
    if on > clock.today():
        raise CannotBe("The day they left must be today or in the past", field="on")
    if member.true_from is not None and on <= member.true_from:
        ended = twotime.withdraw(member, why=why or "Left on the day they joined", recorded_by=by)
    else:
        ended = twotime.end(member, on=on, why=why, recorded_by=by)
    audit.note(by, "people.family.left", ended, about=[member.subject_id], family=member.circle_id)
    cards.rebuild([member.subject_id])
    return ended


def _join(family: Family, person: Person, capacity: Capacity, day: dt.date, by: User, source: str) -> CircleMember:
    return twotime.add(
        CircleMember(
            circle_id=family.pk,
            subject_id=person.pk,
            capacity=capacity,
            true_from=day,
            source=source,
            recorded_by=by,
        )
    )
