"""Ending many dated rows at once. What was so until a day stays readable; what was never so for a day is closed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeVar

from thrive.base.calendar import clock
from thrive.base.history.fields import RefField
from thrive.base.history.models import TwoTime

Row = TypeVar("Row", bound=TwoTime)

BATCH = 1_000
FRESH = ("recorded_at", "replaced_at", "replaces")


def until(row: Row, day: dt.date) -> Row | None:
    """An unsaved copy of `row` that was so until `day` (not including it); None where it then never was."""
    if row.true_from is not None and row.true_from >= day:
        return None
    kept = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if not one.primary_key and not isinstance(one, RefField) and one.name not in FRESH
    }
    return type(row)(**{**kept, "true_to": day, "replaces_id": row.pk})


def end(rows: Sequence[Row], day: dt.date) -> None:
    """Close these current rows of one model and write that they were so until `day`. The caller notes it in the log."""
    if not rows:
        return
    model, now = type(rows[0]), clock.now()
    close(rows)
    copies = [copy for row in rows if (copy := until(row, day)) is not None]
    for copy in copies:
        copy.recorded_at = now
    model._default_manager.bulk_create(copies, batch_size=BATCH)


def close(rows: Iterable[TwoTime]) -> None:
    """Say that these rows of one model are no longer what we know."""
    by_model: dict[type[TwoTime], list[int]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row.pk)
    now = clock.now()
    for model, keys in by_model.items():
        for start in range(0, len(keys), BATCH):
            model._default_manager.filter(pk__in=keys[start : start + BATCH], replaced_at=None).update(replaced_at=now)
