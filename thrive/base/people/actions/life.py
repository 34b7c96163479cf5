"""Birth, expected birth, a pregnancy that ended, death: one current row per person, and what it tells."""

import datetime as dt
from typing import Any

from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.calendar.precision import Precision
from thrive.base.calendar.words import say
from thrive.base.history import audit, twotime
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.wall import action
from thrive.base.people import cards
from thrive.base.people.actions import telling
from thrive.base.people.actions.people import require_change
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Life, Person
from thrive.base.record import events
from thrive.base.record.models import Event

_TOLD = {"born_on": ("birth", "Born"), "pregnancy_ended_on": ("pregnancy.ended", "The pregnancy ended"),
         "died_on": ("death", "Died")}  # fmt: skip
_SIGNIFICANT = frozenset({"birth", "death"})


@action
def record_birth(person: Person, *, by: User, born_on: dt.date, precision: str = Precision.DAY) -> Life:
    """An unborn child is born: the same record goes on, with a birth date. Or a birth date is learnt.

    Raises NotAllowed; AlreadyRecorded if a birth date is on record; CannotBe for a day to come, or a pregnancy
    that ended.
    """
    life = _life(person, by)
    if life.born_on is not None:
        raise AlreadyRecorded("A date of birth is on record. Correct it instead", field="born_on")
    if life.pregnancy_ended_on is not None:
        raise CannotBe("This record says that the pregnancy ended. Correct that first if it is wrong", field="born_on")
    was_expected = life.expected_on is not None
    return _change(life, by=by, why="Born" if was_expected else "Learnt", born_on=born_on, born_precision=precision)


@action
def record_pregnancy_end(person: Person, *, by: User, on: dt.date) -> Life:
    """The pregnancy ended without a living birth. The record is kept; nothing further falls due.

    Raises NotAllowed; AlreadyRecorded if the child was born, or the end is on record; CannotBe for a day to come.
    """
    life = _life(person, by)
    if life.born_on is not None:
        raise AlreadyRecorded("The birth is on record already", field="on")
    if life.pregnancy_ended_on is not None:
        raise AlreadyRecorded("This is on record already", field="on")
    return _change(life, by=by, why="The pregnancy ended", pregnancy_ended_on=on)


@action
def record_death(person: Person, *, by: User, died_on: dt.date, precision: str = Precision.DAY) -> Life:
    """Record that somebody has died. Raises NotAllowed; AlreadyRecorded if that is on record; CannotBe for a day to
    come, one before the birth, or somebody not born."""
    life = _life(person, by)
    if life.died_on is not None:
        raise AlreadyRecorded("A date of death is on record. Correct it instead", field="died_on")
    return _change(life, by=by, why="Died", died_on=died_on, died_precision=precision)


@action
def correct_life(life: Life, *, by: User, why: str, **values: Any) -> Life:
    """Correct the dates of birth and death, with the reason; what they told is told anew.

    Raises NotAllowed, CannotBe, ChangedMeanwhile.
    """
    require_change(life.person, life, by=by)
    if not why.strip():
        raise CannotBe("Enter why you are correcting this", field="why")
    return _change(life, by=by, why=why, **values)


def _change(life: Life, *, by: User, why: str, **values: Any) -> Life:
    after = {name: values.get(name, getattr(life, name)) for name in (*_TOLD, "expected_on")}
    _check(**after)
    written = twotime.correct(life, why=why, recorded_by=by, **values)
    _retell(written, by=by, why=why)
    audit.note(by, "people.corrected", written, about=[life.person_id], kind="life", fields=sorted(values))
    cards.rebuild([life.person_id])
    return written


def _check(
    *,
    born_on: dt.date | None,
    expected_on: dt.date | None,
    pregnancy_ended_on: dt.date | None,
    died_on: dt.date | None,
) -> None:
    today = clock.today()
    subjects = {"born_on": born_on, "pregnancy_ended_on": pregnancy_ended_on, "died_on": died_on}
    said = {"born_on": "Date of birth", "pregnancy_ended_on": "The day", "died_on": "Date of death"}
    for field, day in subjects.items():
        if day is not None and day > today:
            raise CannotBe(f"{said[field]} must be today or in the past", field=field)
    if born_on is not None and died_on is not None and died_on < born_on:
        raise CannotBe(
            f"Date of death must be the same as or after {say(born_on)}, when they were born", field="died_on"
        )
    if died_on is not None and born_on is None and expected_on is not None:
        raise CannotBe("This child has not been born. Record that the pregnancy ended instead", field="died_on")
    if born_on is not None and pregnancy_ended_on is not None:
        raise CannotBe("Enter a date of birth or the day the pregnancy ended, not both", field="born_on")


def _retell(life: Life, *, by: User, why: str) -> None:
    """Make what the timeline says of birth and death agree with `life`.

    A birth is told of a child whom the record knew before, not of somebody whose birth date was merely learnt.
    """
    versions = list(Life.objects.filter(person_id=life.person_id).values_list("pk", flat=True))
    rows = Event.objects.current().filter(object_type=life._meta.label_lower, object_id__in=versions)
    told = {event.kind: event for event in rows.order_by("pk")}
    for field, (kind, title) in _TOLD.items():
        day, before = getattr(life, field), told.get(kind)
        if before is not None and day == before.happened_on:
            continue
        if before is not None and before.object_id is not None:
            _close(before)
        if day is not None and (before is not None or field != "born_on" or life.expected_on is not None):
            events.tell(
                life,
                about=telling.capacity_of(life.person),
                group="family",
                kind=kind,
                title=title,
                on=day,
                precision=_precision(life, field),
                significant=kind in _SIGNIFICANT,
                by=by,
                replaces=before,
                why=why if before is not None else "",
            )


def _close(event: Event) -> None:
    """Take back one event, not the others that the same row may have told."""
    Event.objects.current().filter(pk=event.pk).update(replaced_at=clock.now())


def _precision(life: Life, field: str) -> Precision:
    return {"born_on": Precision(life.born_precision), "died_on": Precision(life.died_precision)}.get(
        field, Precision.DAY
    )


def _life(person: Person, by: User) -> Life:
    """The current row of birth and death, locked; an empty one is written first where there is none."""
    require_change(person, Life(), by=by)
    found = Life.objects.current().filter(person=person).first()
    return found or twotime.add(Life(person=person, recorded_by=by))
