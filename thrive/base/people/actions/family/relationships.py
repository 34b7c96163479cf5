"""Relationships: recorded once, right from both sides; ended, not deleted."""

import datetime as dt
from collections.abc import Iterable

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.history import audit, twotime
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.wall import action
from thrive.base.people import cards, permissions
from thrive.base.people.errors import CannotBe, Doubtful
from thrive.base.people.models import Life, Person, Relationship
from thrive.base.people.rules.relationships import (
    CARE,
    DESCENT,
    PARTNERS,
    RELATIONSHIPS,
    UNIONS,
    relationship_problem,
    relationship_question,
)
from thrive.base.record import events

_TOLD = frozenset({PARTNERS, CARE})  # groups whose beginning and end stand on the timeline


@action
def add_relationship(
    person: Person,
    other: Person,
    *,
    by: User,
    kind: str,
    true_from: dt.date | None = None,
    note: str = "",
    source: str = "",
    confirmed: bool = False,
) -> Relationship:
    """Record that `person` is the `kind` of `other` since `true_from` (None: not known since when).

    A partnership of another kind that holds between the two ends where this one begins. Raises NotAllowed;
    CannotBe (self, unknown kind, their own ancestor, a day to come); AlreadyRecorded, whichever way round it was
    told; Doubtful where `relationship_question` asks and `confirmed` is off.
    """
    _require_change(by, person, other)
    policy.lock(person.pk, other.pk)
    problem = relationship_problem(kind, is_self=person.pk == other.pk)
    if problem:
        raise CannotBe(problem, field="kind" if kind not in RELATIONSHIPS else "other")
    if true_from is not None and true_from > clock.today():
        raise CannotBe("The day it began must be today or in the past", field="true_from")
    between = _between(person, other)
    _refuse_double(between, person, kind, true_from)
    _refuse_loop(person, other, kind)
    if not confirmed:
        _ask(person, other, kind, true_from)
    _end_other_unions(between, kind, true_from, by)
    row = twotime.add(
        Relationship(
            person=person, other=other, kind=kind, true_from=true_from, note=note, source=source, recorded_by=by
        )
    )
    _finish(by, "people.relationship.recorded", row)
    if RELATIONSHIPS[kind].group in _TOLD and true_from is not None:
        _tell(row, f"{RELATIONSHIPS[kind].label}: recorded", true_from, by)
    return row


@action
def end_relationship(row: Relationship, *, by: User, on: dt.date, why: str = "") -> Relationship:
    """Say that a relationship stopped: `on` is the first day on which it no longer held.

    Raises NotAllowed; CannotBe for a relationship by descent, which does not end, and for a day before it began
    or still to come; ChangedMeanwhile.
    """
    _require_change(by, row.person, row.other)
    policy.lock(row.person_id, row.other_id)
    if row.kind in DESCENT or RELATIONSHIPS.get(row.kind) is not None and RELATIONSHIPS[row.kind].blood:
        raise CannotBe("Relatives by birth or adoption stay so. If it was entered in error, say so instead", field="on")
    if on > clock.today():
        raise CannotBe("The day it ended must be today or in the past", field="on")
    if row.true_from is not None and on <= row.true_from:
        raise CannotBe("The day it ended must be after the day it began", field="on")
    ended = twotime.end(row, on=on, why=why, recorded_by=by)
    _finish(by, "people.relationship.ended", ended)
    if RELATIONSHIPS[row.kind].group in _TOLD:
        _tell(ended, f"{RELATIONSHIPS[row.kind].label}: ended", on, by)
    return ended


@action
def withdraw_relationship(row: Relationship, *, by: User, why: str) -> Relationship:
    """Say that a relationship was entered in error, and why. What it told the timeline is taken back.

    Raises NotAllowed, CannotBe without a reason, ChangedMeanwhile.
    """
    _require_change(by, row.person, row.other)
    policy.lock(row.person_id, row.other_id)
    if not why.strip():
        raise CannotBe("Enter why it was entered in error", field="why")
    mark = twotime.withdraw(row, why=why, recorded_by=by)
    events.take_back(Relationship._meta.label_lower, [row.pk])
    _finish(by, "people.relationship.withdrawn", mark)
    return mark


def _require_change(by: User, person: Person, other: Person) -> None:
    """One of the two must be the worker's to change; of the other they must at least see who it is."""
    mine, theirs = (person, other)
    if not policy.decide(by, permissions.CHANGE_PERSON, person.subject).ok:
        mine, theirs = other, person
    policy.require(by, permissions.CHANGE_PERSON, mine.subject)
    policy.require(by, permissions.SEE_HEADER, theirs.subject)


def _between(person: Person, other: Person) -> list[Relationship]:
    """Everything on record between two people, whichever way round."""
    pair = [person.pk, other.pk]
    return list(Relationship.objects.current().filter(person_id__in=pair, other_id__in=pair).order_by("pk"))


def _refuse_double(between: Iterable[Relationship], person: Person, kind: str, true_from: dt.date | None) -> None:
    for row in between:
        over = row.true_to is not None and true_from is not None and row.true_to <= true_from
        if row.kind != kind or over:
            continue
        if row.person_id == person.pk or RELATIONSHIPS[kind].is_symmetric:
            raise AlreadyRecorded("This relationship is already recorded", field="kind")
        raise CannotBe("It is recorded the other way round already. Withdraw that first if it is wrong", field="kind")


def _refuse_loop(person: Person, other: Person, kind: str) -> None:
    """Nobody may be made their own ancestor."""
    if kind not in DESCENT:
        return
    edge, seen = {person.pk}, {person.pk}
    while edge:
        if other.pk in edge:
            raise CannotBe(
                "This would make somebody their own ancestor. Check which of the two is the parent", field="kind"
            )
        rows = Relationship.objects.current().filter(other_id__in=edge, kind__in=list(DESCENT))
        edge = set(rows.values_list("person_id", flat=True)) - seen
        seen |= edge


def _ask(person: Person, other: Person, kind: str, true_from: dt.date | None) -> None:
    lives = {life.person_id: life for life in Life.objects.current().filter(person_id__in=[person.pk, other.pk])}
    born = {key: life.born_on or life.expected_on for key, life in lives.items()}
    parents = Relationship.objects.now().filter(other_id=other.pk, kind="parent").count()
    question = relationship_question(
        kind,
        person_born=born.get(person.pk),
        other_born=born.get(other.pk),
        on=true_from or clock.today(),
        birth_parents=parents,
    )
    if question:
        raise Doubtful(question)


def _end_other_unions(between: Iterable[Relationship], kind: str, true_from: dt.date | None, by: User) -> None:
    """Two people are partners in one way at a time: married, then separated."""
    if kind not in UNIONS:
        return
    day = true_from or clock.today()
    for row in between:
        if row.kind in UNIONS and row.true_to is None:
            if row.true_from is not None and row.true_from >= day:
                raise CannotBe(
                    f"{RELATIONSHIPS[row.kind].label} is recorded from {row.true_from:%-d %B %Y}. Enter a later day",
                    field="true_from",
                )
            twotime.end(row, on=day, why=f"Then: {RELATIONSHIPS[kind].label.lower()}", recorded_by=by)


def _finish(by: User, verb: str, row: Relationship) -> None:
    audit.note(by, verb, row, about=sorted({row.person_id, row.other_id}), kind=row.kind)
    cards.rebuild([row.person_id, row.other_id])


def _tell(row: Relationship, title: str, on: dt.date, by: User) -> None:
    """On both records, in the capacity that is the reader's: nobody's name stands in it."""
    people = Person.objects.in_bulk([row.person_id, row.other_id])
    about = {key: Capacity.CHILD if person.has_childhood_record else Capacity.ADULT for key, person in people.items()}
    events.tell(row, about=about, group="family", kind="relationship", title=title, on=on, by=by)
