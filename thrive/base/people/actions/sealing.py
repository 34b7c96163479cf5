"""Sealing a part of an open record, and lifting a seal.

A manager named on the record seals; from then on only those named for what is sealed read it, and of them a manager
lifts it. Nothing is changed or deleted: the rows are laid aside, and a seal over every trace keeps them from being
read, also as they were known earlier.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from thrive.base.access import policy
from thrive.base.access.actions import involve
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Purpose
from thrive.base.calendar import clock
from thrive.base.history import audit, twotime
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.models import TwoTime
from thrive.base.history.wall import action
from thrive.base.people import cards, permissions, sealed, sheets
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Name, PartSeal, Person, PersonFact, Relationship, SealedRow
from thrive.base.people.rules import SEAL_REASONS
from thrive.base.record import events


@action
def seal_part(
    person: Person, row: PersonFact, *, by: User, reason: str, why: str, readers: Iterable[int] = ()
) -> PartSeal:
    """Seal a name, a number or a relationship of an open record, with every trace of it.

    `readers`, by key, who must be named on the record, may read it besides `by`. Raises NotAllowed for anybody but a
    manager involved by name; CannotBe without a reason, for the name the record goes by, for a relationship with
    somebody in the same family or household today; ChangedMeanwhile.
    """
    policy.require(by, permissions.RESTRICT, person.subject)
    ends = (row.person_id, row.other_id) if isinstance(row, Relationship) else (person.pk,)
    subject = next(one for one in policy.lock(*ends) if one.pk == person.pk)
    if not policy.is_named(by, subject):
        raise _refused("Only a manager who is named on the record may seal a part of it.", subject)
    _check(reason, why)
    if not row.is_current:
        raise ChangedMeanwhile("This was changed by somebody else")
    _refuse_shown(person, row)
    rows = sealed.rows_with(row, person.pk)
    for one in (by, *User.objects.filter(pk__in=list(readers)).order_by("pk")):
        _let_read(subject, one, by=by)
    seal = PartSeal.objects.create(
        subject=subject,
        part=next(part for part, model in sealed.SEALABLE.items() if isinstance(row, model)),
        reason=reason,
        why=why.strip(),
        happened_on=clock.today(),
        recorded_by=by,
    )
    _lay_aside(seal, rows)
    audit.note(by, "people.part.sealed", person, about=[subject.pk], part=str(seal.part))
    _rebuild(person.pk, rows)
    return seal


@action
def lift_seal(seal: PartSeal, *, by: User, why: str) -> None:
    """Open again what was sealed: it is said anew, and what was laid aside can be read.

    Raises NotAllowed for anybody but a manager named for what is sealed; CannotBe without a reason; AlreadyRecorded
    where the same was recorded openly meanwhile; ChangedMeanwhile where it was lifted already.
    """
    policy.require(by, permissions.RESTRICT, seal.subject)
    subject = policy.lock(seal.subject_id)[0]
    if not policy.is_named_for_sealed(by, subject):
        raise _refused("Only a manager who is named for what is sealed may lift the seal.", subject)
    if not why.strip():
        raise CannotBe("Enter why the seal is lifted", field="why")
    now = clock.now()
    if not PartSeal.objects.filter(pk=seal.pk, replaced_at=None).update(replaced_at=now):
        raise ChangedMeanwhile("This seal was lifted already")
    PartSeal.objects.create(
        subject=subject, part=seal.part, reason=seal.reason, lifted=True, replaces=seal, why=why.strip(),
        happened_on=clock.today(), recorded_at=now, replaced_at=now, recorded_by=by,
    )  # fmt: skip
    kept = list(seal.rows.filter(replaced_at=None))
    SealedRow.objects.filter(pk__in=[one.pk for one in kept]).update(replaced_at=now)
    rows = [_row(one) for one in kept]
    for one, row in zip(kept, rows, strict=True):
        if one.was_current:
            twotime.again(row, why="A seal was lifted", recorded_by=by)
    audit.note(by, "people.part.opened", seal.subject.person, about=[subject.pk], part=str(seal.part))
    _rebuild(subject.pk, rows)


def _check(reason: str, why: str) -> None:
    if reason not in SEAL_REASONS:
        raise CannotBe("Select the reason", field="reason")
    if not why.strip():
        raise CannotBe("Enter more about it", field="why")


def _refuse_shown(person: Person, row: PersonFact) -> None:
    """What the record is headed with, and who is worked with together, cannot be sealed as a part."""
    if isinstance(row, Name):
        rest = Name.objects.now().filter(person=person)
        open_names = [one for one in rest.order_by(cards.OLDEST_FIRST, "pk") if sealed.says(one) != sealed.says(row)]
        if cards.called(open_names)[0] != person.card.name:
            raise CannotBe("The record goes by this name. Record the name it is to go by first")
    if isinstance(row, Relationship) and sealed.together_today(row.person_id, row.other_id):
        raise CannotBe("They are in one family or household today. End that first, then seal the relationship")


def _let_read(subject: Subject, reader: User, *, by: User) -> None:
    """Name somebody for what is sealed, for the purpose and in the capacity in which they are named already."""
    if policy.is_named_for_sealed(reader, subject):
        return
    way = next(
        (one for one in policy.ways(reader, subject) if one.is_by_name and one.purpose != Purpose.EMERGENCY), None
    )
    if way is None:
        raise CannotBe("Select people who are named on the record", field="readers")
    involve(
        subject, by=by, party=reader, role=policy.SEALED_ACCESS, purpose=Purpose(way.purpose), capacity=way.capacity
    )


def _lay_aside(seal: PartSeal, rows: Iterable[TwoTime]) -> None:
    told: dict[str, list[int]] = {}
    for row in rows:
        was_current = row.is_current
        if was_current:
            twotime.lay_aside(row)
        SealedRow.objects.create(seal=seal, table=row._meta.label_lower, row_id=row.pk, was_current=was_current)
        told.setdefault(row._meta.label_lower, []).append(row.pk)
    for label, keys in told.items():
        events.take_back(label, keys)


def _row(kept: SealedRow) -> Any:
    return apps.get_model(kept.table)._base_manager.get(pk=kept.row_id)


def _rebuild(person: int, rows: Iterable[Any]) -> None:
    """The cards and search keys of whoever a row was about, and of the families they are in."""
    touched = {person}
    for row in rows:
        touched |= {getattr(row, name) for name in ("person_id", "other_id", "child_id") if hasattr(row, name)}
    cards.rebuild({*touched, *sheets.families_of(sorted(touched))})


def _refused(why: str, subject: Subject) -> NotAllowed:
    return NotAllowed(why, permission=permissions.RESTRICT, subject_ref=subject.ref, subject_id=subject.pk)
