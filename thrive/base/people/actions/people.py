"""Adding a person, and keeping the facts about one."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import transaction

from thrive.base.access import policy
from thrive.base.access.models import Authority, User
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.history import audit, twotime
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.people import cards, intake, permissions
from thrive.base.people.models import CaseSummary, Identifier, Life, Person, PersonFact
from thrive.base.people.rules import IDENTIFIERS
from thrive.base.record import events

Row = TypeVar("Row", bound=PersonFact)


@transaction.atomic
def add_person(
    authority: Authority,
    *,
    by: User,
    facts: Sequence[PersonFact],
    has_childhood_record: bool = True,
    source: str = "",
) -> Person:
    """Add a person to `authority` with unsaved `facts` (names, birth, identifiers, address).

    Raises NotAllowed if `by` may not add people, and AlreadyRecorded when an identifier among the facts
    already names somebody here: the caller shows who.
    """
    policy.require_role(by, permissions.ADD_PERSON)
    for fact in facts:
        if isinstance(fact, Identifier):
            refuse_taken_identifier(fact, authority)
    new = intake.NewPerson(authority=authority, facts=list(facts), has_childhood_record=has_childhood_record)
    return intake.add_people([new], by=by, source=source)[0]


@transaction.atomic
def record_fact(person: Person, row: Row, *, by: User, replaces_overlap: bool = True) -> Row:
    """Record a fact true from `row.true_from`; where only one may be true at a time, the one before ends there.

    Raises NotAllowed; AlreadyRecorded for an identifier that names somebody else, or (with `replaces_overlap`
    off) for a span already spoken for.
    """
    policy.require(by, permissions.CHANGE_PERSON, person.subject)
    subject = policy.lock(person.subject)[0]
    row.person, row.recorded_by = person, by
    if isinstance(row, Identifier):
        refuse_taken_identifier(row, subject.authority)
    written = twotime.change(row) if replaces_overlap else twotime.add(row)
    _finish(by, "people.recorded", written)
    return written


@transaction.atomic
def correct_fact(row: Row, *, by: User, why: str, **values: Any) -> Row:
    """Correct a fact that was written down wrongly; both rows stay. Raises NotAllowed and ChangedMeanwhile."""
    policy.require(by, permissions.CHANGE_PERSON, row.person.subject)
    policy.lock(row.person.subject)
    written = twotime.correct(row, why=why, recorded_by=by, **values)
    _finish(by, "people.corrected", written, fields=sorted(values))
    return written


@transaction.atomic
def end_fact(row: Row, *, by: User, on: dt.date, why: str = "") -> Row:
    """Say that a fact stopped being true: `on` is the first day on which it was not."""
    policy.require(by, permissions.CHANGE_PERSON, row.person.subject)
    policy.lock(row.person.subject)
    written = twotime.end(row, on=on, why=why, recorded_by=by)
    _finish(by, "people.ended", written)
    return written


@transaction.atomic
def withdraw_fact(row: Row, *, by: User, why: str) -> Row:
    """Say that a fact was entered in error, with the reason. It stays readable in the fact's history."""
    policy.require(by, permissions.CHANGE_PERSON, row.person.subject)
    policy.lock(row.person.subject)
    mark = twotime.withdraw(row, why=why, recorded_by=by)
    _finish(by, "people.withdrawn", mark)
    return mark


@transaction.atomic
def record_birth(person: Person, *, by: User, born_on: dt.date) -> Life:
    """An unborn child is born: the same record goes on, with a birth date. Raises AlreadyRecorded if born."""
    life = _life(person)
    if life.born_on is not None:
        raise AlreadyRecorded("The birth is on record already", field="born_on")
    written = correct_fact(life, by=by, why="Born", born_on=born_on)
    events.tell(
        written, about=[person.pk], group="family", kind="birth", title="Born", on=born_on, significant=True, by=by
    )
    return written


@transaction.atomic
def record_pregnancy_end(person: Person, *, by: User, on: dt.date) -> Life:
    """The pregnancy ended without a living birth. The record is kept; nothing further falls due."""
    life = _life(person)
    if life.born_on is not None:
        raise AlreadyRecorded("The birth is on record already", field="on")
    written = correct_fact(life, by=by, why="The pregnancy ended", pregnancy_ended_on=on)
    events.tell(
        written, about=[person.pk], group="family", kind="pregnancy.ended", title="The pregnancy ended", on=on, by=by
    )
    return written


@transaction.atomic
def record_death(person: Person, *, by: User, died_on: dt.date) -> Life:
    """Record that somebody has died."""
    life = _life(person)
    written = correct_fact(life, by=by, why="Died", died_on=died_on)
    capacity = Capacity.CHILD if person.has_childhood_record else Capacity.ADULT
    events.tell(
        written,
        about={person.pk: capacity},
        group="family",
        kind="death",
        title="Died",
        on=died_on,
        significant=True,
        by=by,
    )
    return written


@transaction.atomic
def write_summary(person: Person, *, by: User, text: str, today: dt.date) -> CaseSummary:
    """Write where things stand. The one before is kept and can be read."""
    return record_fact(person, CaseSummary(text=text, true_from=today), by=by)


@transaction.atomic
def restrict(person: Person, *, by: User, restriction: Restriction, address_restricted: bool, why: str) -> Person:
    """Restrict a record to named people, or its address, or lift that. Raises NotAllowed for anybody but a manager
    involved with the person."""
    policy.require(by, permissions.RESTRICT, person.subject)
    subject = policy.lock(person.subject)[0]
    subject.restriction, subject.address_restricted = restriction, address_restricted
    subject.save(update_fields=["restriction", "address_restricted"])
    audit.note(by, "people.restricted", subject, about=[subject], reason=why[:200])
    cards.rebuild([person.pk])
    return person


def refuse_taken_identifier(row: Identifier, authority: Authority) -> None:
    """Raise AlreadyRecorded if an active identifier of this scheme and value names somebody else here."""
    scheme = IDENTIFIERS[row.scheme]
    taken = (
        Identifier.objects.current()
        .filter(scheme=row.scheme, value=row.value, status=Identifier.Status.ACTIVE, true_to=None)
        .filter(person__subject__authority=authority)
        .exclude(person_id=row.person_id)
    )
    if taken.exists():
        raise AlreadyRecorded(f"Another person here has this {scheme.label}", field=row.scheme)


def _life(person: Person) -> Life:
    """The current row of birth and death; an empty one is written first where there is none."""
    found = Life.objects.current().filter(person=person).first()
    return found or twotime.add(Life(person=person))


def _finish(by: User, verb: str, row: PersonFact, **facts: Any) -> None:
    audit.note(by, verb, row, about=[row.person_id], kind=row._meta.model_name, **facts)
    cards.rebuild([row.person_id])
