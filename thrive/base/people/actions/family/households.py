"""Households: who lives together, from when until when."""

import datetime as dt
from collections.abc import Sequence

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.history import audit, twotime
from thrive.base.history.wall import action
from thrive.base.people import cards, permissions
from thrive.base.people.actions.people import require_named
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Household, HouseholdMember, Person
from thrive.base.people.rules import HOUSEHOLD_MOVED
from thrive.base.record import events


@action
def join_household(
    people: Sequence[Person],
    household: Household | None = None,
    *,
    by: User,
    address: str = "",
    postcode: str = "",
    true_from: dt.date | None = None,
    source: str = "",
) -> Household:
    """Say that these people live in a household since `true_from` (None: not known since when); a new one at the
    address where none is given.

    Somebody may be in two households (a child with two homes). Raises NotAllowed, CannotBe for a day to come or
    nobody at all, AlreadyRecorded.
    """
    _require(by, people)
    _check_day(true_from, "true_from")
    home = household or Household.objects.create(address=address, postcode=postcode)
    for person in people:
        twotime.add(HouseholdMember(person=person, household=home, true_from=true_from, source=source, recorded_by=by))
    _finish(by, "people.household.joined", home, people)
    return home


@action
def leave_household(member: HouseholdMember, *, by: User, on: dt.date, why: str = "") -> HouseholdMember:
    """Say that somebody left a household: `on` is the first day they no longer lived there.

    Raises NotAllowed, CannotBe for a day to come or before they joined, ChangedMeanwhile.
    """
    _require(by, [member.person])
    _check_day(on, "on")
    ended = _end(member, on, why, by)
    _finish(by, "people.household.left", ended.household, [member.person])
    return ended


@action
def move_household(
    people: Sequence[Person],
    *,
    by: User,
    on: dt.date,
    to: Household | None = None,
    address: str = "",
    postcode: str = "",
    why: str = "",
    source: str = "",
) -> Household:
    """Say that these people moved together on `on`: they leave every household they were in and are in one.

    Their addresses are facts of their own and are changed apart from this. Raises NotAllowed, CannotBe.
    """
    _require(by, people)
    _check_day(on, "on")
    home = to or Household.objects.create(address=address, postcode=postcode)
    current = HouseholdMember.objects.current().filter(person_id__in=[one.pk for one in people], true_to=None)
    for member in current.order_by("pk"):
        if member.household_id != home.pk:
            _end(member, on, why, by)
    here = set(current.filter(household=home).values_list("person_id", flat=True))
    for person in people:
        if person.pk not in here:
            twotime.add(HouseholdMember(person=person, household=home, true_from=on, source=source, recorded_by=by))
    _finish(by, "people.household.moved", home, people)
    about = {one.pk: Capacity.CHILD if one.has_childhood_record else Capacity.ADULT for one in people}
    events.tell(
        home, about=about, group="family", kind=HOUSEHOLD_MOVED, title="Moved home", on=on, by=by, source=source
    )
    return home


@action
def end_household(household: Household, *, by: User, on: dt.date, why: str = "") -> list[HouseholdMember]:
    """Say that a household is no more: everybody who still lived there left; `on` is the first day nobody did.

    Raises NotAllowed unless `by` may change the record of everybody in it, CannotBe for a day to come or before
    somebody came, and where nobody lives there.
    """
    members = list(
        HouseholdMember.objects.current()
        .filter(household=household, true_to=None)
        .select_related("person__subject")
        .order_by("pk")
    )
    _require(by, [member.person for member in members])
    _check_day(on, "on")
    ended = [_end(member, on, why, by) for member in members]
    _finish(by, "people.household.ended", household, [member.person for member in members])
    return ended


@action
def correct_stay(
    member: HouseholdMember, *, by: User, true_from: dt.date | None, true_to: dt.date | None, why: str
) -> HouseholdMember:
    """Put right from when until when somebody lived in a household; an empty `true_to` says that they live there.

    Raises NotAllowed; CannotBe without a reason or for a day to come; EndsBeforeStart, AlreadyRecorded where they
    are recorded there for that time already, ChangedMeanwhile.
    """
    _require(by, [member.person])
    _check_day(true_from, "true_from")
    _check_day(true_to, "true_to")
    if not why.strip():
        raise CannotBe("Enter why you are correcting it", field="why")
    fresh = twotime.correct(member, why=why, true_from=true_from, true_to=true_to, recorded_by=by)
    _retell(fresh, by, why)
    _finish(by, "people.household.corrected", fresh.household, [member.person])
    return fresh


@action
def withdraw_stay(member: HouseholdMember, *, by: User, why: str) -> HouseholdMember:
    """Say that somebody never lived in a household: it was entered in error. What the timeline told of a move that
    nobody made is taken back with it.

    Raises NotAllowed, CannotBe without a reason, ChangedMeanwhile.
    """
    _require(by, [member.person])
    if not why.strip():
        raise CannotBe("Enter why it was entered in error", field="why")
    mark = twotime.withdraw(member, why=why, recorded_by=by)
    _retell(mark, by, why)
    _finish(by, "people.household.withdrawn", mark.household, [member.person])
    return mark


def _retell(row: HouseholdMember, by: User, why: str) -> None:
    """Where nobody is recorded any more as having come on the day that a move was told of, tell it of the right day,
    or not at all."""
    told = events.told_by(row.household)
    if told is None:
        return
    here = HouseholdMember.objects.current().filter(household=row.household)
    if here.filter(true_from=told.happened_on).exists():
        return
    events.take_back(Household._meta.label_lower, [row.household_id])
    if not row.withdrawn and row.true_from is not None:
        about = {row.person_id: Capacity.CHILD if row.person.has_childhood_record else Capacity.ADULT}
        events.tell(
            row.household, about=about, group=told.group, kind=told.kind, title=told.title, on=row.true_from, by=by,
            replaces=told, why=why,
        )  # fmt: skip


def _require(by: User, people: Sequence[Person]) -> None:
    """Raises NotAllowed unless `by` may change every record, and is named on those of people in hiding: a refusal of a
    day before they came would tell when they moved, and taking them out of a household would end what guards them."""
    if not people:
        raise CannotBe("Select at least one person", field="people")
    for person in people:
        policy.require(by, permissions.CHANGE_PERSON, person.subject)
        if person.subject.address_restricted or person.card.where_guarded:
            require_named(person.subject, by=by)
    policy.lock(*[person.pk for person in people])


def _check_day(day: dt.date | None, field: str) -> None:
    if day is not None and day > clock.today():
        raise CannotBe("The day must be today or in the past", field=field)


def _end(member: HouseholdMember, on: dt.date, why: str, by: User) -> HouseholdMember:
    if member.true_from is not None and on <= member.true_from:
        raise CannotBe("The day they left must be after the day they came", field="on")
    return twotime.end(member, on=on, why=why, recorded_by=by)


def _finish(by: User, verb: str, home: Household, people: Sequence[Person]) -> None:
    """Everybody in the household now has another number of people living with them."""
    moved = {person.pk for person in people}
    audit.note(by, verb, home, about=sorted(moved))
    others = HouseholdMember.objects.now().filter(household=home).values_list("person_id", flat=True)
    cards.rebuild(moved | set(others))
