"""Which of some workers are away, who covers, and for whom they cover: for the lists of those who manage them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from thrive.base.calendar import clock
from thrive.base.casework.models import Absence
from thrive.base.history.prepared import at_asking, prepared
from thrive.govuk.words import short_date


@dataclass(frozen=True)
class Away:
    """What a list says of a worker: away now or soon and who covers, and for whom they cover today."""

    away: str = ""
    covers: str = ""


def away_of(workers: Collection[int]) -> dict[int, Away]:
    """What the team page says of each of these workers, by key; nothing of whoever is here. One query.

    It tells nothing of anybody whom records are about; the caller has let the viewer in.
    """
    today = clock.today()
    away: dict[int, str] = {}
    covers: dict[int, list[str]] = {}
    for row in _of_workers(users=workers):
        cover = f"{row.cover.name} covers" if row.cover and not row.cover.has_ended else "Nobody covers"
        when = f"Away to {short_date(row.last_day)}" if row.has_begun else f"Away from {short_date(row.starts_on)}"
        away.setdefault(row.user_id, f"{when}. {cover}")
        if row.cover_id and row.starts_on <= today:
            covers.setdefault(row.cover_id, []).append(f"{row.user.name} to {short_date(row.last_day)}")
    keys = away.keys() | covers.keys()
    return {
        one: Away(away.get(one, ""), f"Covers for {', '.join(covers[one])}" if one in covers else "") for one in keys
    }


@prepared
def _of_workers(*, users: Collection[int]) -> "QuerySet[Absence]":
    rows = Absence.objects.filter(replaced_at=None, is_off=False, ends_on__gt=at_asking(clock.today))
    rows = rows.filter(Q(user_id__in=users) | Q(cover_id__in=users))
    return rows.select_related("user", "cover").order_by("starts_on", "pk")
