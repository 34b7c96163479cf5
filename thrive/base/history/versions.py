"""Things kept as versions: each change is a row that replaces the last one, the same but for what changed."""

from typing import Any, TypeVar

from thrive.base.calendar import clock
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.models import AppendOnly

Row = TypeVar("Row", bound=AppendOnly)


def following(row: Row, *, by: int | None, taken: str, why: str = "", **values: Any) -> Row:
    """Close this version and return the one that follows, not saved yet: the same but for `values`, and recorded now by
    the user of this key (None: a system), who says `why`.

    Raises ChangedMeanwhile, saying `taken`, where somebody else made one already.
    """
    now, model = clock.now(), type(row)
    if not model._default_manager.filter(pk=row.pk, replaced_at=None).update(replaced_at=now):
        raise ChangedMeanwhile(taken)
    kept = {one.attname: getattr(row, one.attname) for one in model._meta.concrete_fields if not one.primary_key}
    kept |= {"recorded_at": now, "replaced_at": None, "replaces_id": row.pk, "happened_on": clock.today()}
    fresh = model(**kept | {"why": why, "recorded_by_id": by})
    for name, value in values.items():
        setattr(fresh, name, value)
    return fresh
