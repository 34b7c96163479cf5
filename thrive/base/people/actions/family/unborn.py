"""An unborn child: a record of its own, found through the mother."""

import datetime as dt

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.history import audit, twotime
from thrive.base.history.wall import action
from thrive.base.people import cards, intake, permissions
from thrive.base.people.actions.family.families import add_to_family
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Family, HouseholdMember, Life, Person, Relationship
from thrive.base.record import events


@action
def add_unborn(
    mother: Person, *, by: User, expected_on: dt.date, family: Family | None = None, source: str = ""
) -> Person:
    """Start the record of a child expected on `expected_on`: the mother's, in her household, in `family` if given.

    When the child is born the same record goes on (`record_birth`). Raises NotAllowed unless `by` may change the
    mother's record; CannotBe for an expected day already past.
    """
    policy.require(by, permissions.CHANGE_PERSON, mother.subject)
    if expected_on < clock.today():
        raise CannotBe("The expected date must be today or in the future", field="expected_on")
    policy.lock(mother.pk)
    new = intake.NewPerson(authority=mother.subject.authority, facts=[Life(expected_on=expected_on)])
    child = intake.add_people([new], by=by, source=source)[0]
    row = twotime.add(Relationship(person=mother, other=child, kind="parent", source=source, recorded_by=by))
    for member in HouseholdMember.objects.now().filter(person_id=mother.pk).order_by("pk"):
        twotime.add(
            HouseholdMember(
                person=child, household=member.household, true_from=clock.today(), source=source, recorded_by=by
            )
        )
    if family is not None:
        add_to_family(family, child, by=by, capacity=Capacity.CHILD, source=source)
    audit.note(by, "people.relationship.recorded", row, about=sorted({mother.pk, child.pk}), kind="parent")
    events.tell(
        child.life_rows.get(), about=[child.pk], group="family", kind="unborn", title="Record started before birth",
        on=clock.today(), by=by, source=source,
    )  # fmt: skip
    cards.rebuild([mother.pk, child.pk])
    return child
