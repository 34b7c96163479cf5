"""Writing two-time rows: add, change from a day, end, correct, withdraw, lay aside.

The caller holds the Subject's lock (`access.lock()`), so that two people cannot split one span at once.
Nothing here writes an audit entry: the action that calls does, once, in its own words. Each function
writes all its rows or none.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from thrive.base.calendar import clock
from thrive.base.history import one_at_a_time
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile, EndsBeforeStart
from thrive.base.history.fields import RefField
from thrive.base.history.models import TwoTime

Row = TypeVar("Row", bound=TwoTime)


def add(row: Row) -> Row:
    """Write `row`. Raises AlreadyRecorded if another is true at the same time and only one may be.

    Raises EndsBeforeStart for a span that holds no day; so do all functions here.
    """
    _check_span(row)
    _refuse_clash(row)
    _save(row)
    return row


@transaction.atomic
def change(row: Row, *, instead_of: Iterable[TwoTime] = (), **trimmed: Any) -> Row:
    """Make `row` true from its `true_from`, ending or trimming what was held for that time.

    Rows wholly inside the new span are replaced; one that began earlier is replaced by a copy that ends where
    the new one begins; one that goes on later by a copy that begins where the new one ends. `instead_of` names
    further rows that give way where their span meets the new one's; the copies get the values `trimmed`.
    Raises ChangedMeanwhile if one of those is no longer current.
    """
    _check_span(row)
    own = list(_overlapping(row))
    overlapping = own + [old for old in instead_of if old not in own and _meet(old, row)]
    now = row.recorded_at = max([row.recorded_at, *(old.recorded_at for old in overlapping)])
    for old in overlapping:
        _close(old, now)
        if row.true_from is not None and (old.true_from is None or old.true_from < row.true_from):
            _copy(old, now, true_to=row.true_from, **trimmed).save()
        if row.true_to is not None and (old.true_to is None or old.true_to > row.true_to):
            _copy(old, now, true_from=row.true_to, **trimmed).save()
        row.replaces = row.replaces or old
    _save(row)
    return row


def end(row: Row, *, on: dt.date, why: str = "", **values: Any) -> Row:
    """Say that a fact stopped being true on `on` (the first day on which it is not)."""
    return correct(row, true_to=on, why=why, **values)


@transaction.atomic
def correct(row: Row, *, why: str = "", **values: Any) -> Row:
    """Replace `row` with a copy that has `values`.

    Raises ChangedMeanwhile if it is no longer current, and AlreadyRecorded if the copy would meet another row.
    """
    now = clock.now()
    fresh = _copy(row, now, why=why, **values)
    _check_span(fresh)
    _close(row, now)
    _refuse_clash(fresh)
    _save(fresh)
    return fresh


@transaction.atomic
def withdraw(row: Row, *, why: str, **values: Any) -> Row:
    """Say that `row` was entered in error: it is closed, and a withdrawn copy says why.

    The copy was never held to be true: it is closed at the instant it was recorded.
    """
    now = clock.now()
    mark = _copy(row, now, why=why, withdrawn=True, replaced_at=now, **values)
    _close(row, now)
    mark.save()
    return mark


@transaction.atomic
def lay_aside(row: TwoTime) -> None:
    """Close `row` with nothing in its place: what it says is kept from everybody until `again`.

    Raises ChangedMeanwhile.
    """
    _close(row, clock.now())


@transaction.atomic
def again(row: Row, *, why: str, **values: Any) -> Row:
    """Say anew what a row said that was laid aside. Raises AlreadyRecorded where it would meet another row."""
    fresh = _copy(row, clock.now(), why=why, **values)
    _refuse_clash(fresh)
    _save(fresh)
    return fresh


def _check_span(row: TwoTime) -> None:
    if row.true_from is not None and row.true_to is not None and row.true_to <= row.true_from:
        raise EndsBeforeStart(f"The end of {_name(row)} must be after {row.true_from:%-d %B %Y}, when it began")


def _refuse_clash(row: TwoTime) -> None:
    if _overlapping(row).exists():
        raise _clash(row)


def _save(row: TwoTime) -> None:
    """Write the row. Where somebody wrote another meanwhile that it meets, the database refuses it (PostgreSQL)."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as problem:
        if one_at_a_time.is_broken_by(problem):
            raise _clash(row) from problem
        raise


def _clash(row: TwoTime) -> AlreadyRecorded:
    return AlreadyRecorded(f"{_name(row)} already recorded for part of that time".capitalize())


def _close(row: TwoTime, at: dt.datetime) -> None:
    closed = type(row)._default_manager.filter(pk=row.pk, replaced_at=None).update(replaced_at=at)
    if not closed:
        raise ChangedMeanwhile(f"{_name(row)} was changed by somebody else".capitalize())


def _copy(row: Row, now: dt.datetime, **values: Any) -> Row:
    """A new row like `row`. It has a ref of its own: a ref names one row for good."""
    fields = [field for field in row._meta.concrete_fields if not (field.primary_key or isinstance(field, RefField))]
    kept = {field.attname: getattr(row, field.attname) for field in fields}
    kept.update(recorded_at=now, replaced_at=None, replaces_id=row.pk, withdrawn=False)
    fresh = type(row)(**kept)
    for name, value in values.items():
        setattr(fresh, name, value)
    return fresh


def _meet(one: TwoTime, other: TwoTime) -> bool:
    """Whether two spans share a day."""
    return (one.true_from is None or other.true_to is None or one.true_from < other.true_to) and (
        other.true_from is None or one.true_to is None or other.true_from < one.true_to
    )


def _overlapping(row: TwoTime) -> QuerySet[Any]:
    """Current rows of the same key whose span meets the row's span, oldest first."""
    model = type(row)
    alike = one_at_a_time.fields_of(model)
    if not alike:
        return model._default_manager.none()
    same = {name: getattr(row, name) for name in alike}
    rows = model._default_manager.filter(replaced_at=None, **same)
    if row.true_to is not None:
        rows = rows.filter(Q(true_from=None) | Q(true_from__lt=row.true_to))
    if row.true_from is not None:
        rows = rows.filter(Q(true_to=None) | Q(true_to__gt=row.true_from))
    return rows.order_by("true_from", "pk")


def _name(row: TwoTime) -> str:
    return str(row._meta.verbose_name)
