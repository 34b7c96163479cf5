"""Whom somebody is involved with, as one SQL subquery: what every narrowed query rests on.

The text is written by hand. Built from querysets it is the same question, but putting it together took Python longer
than the database takes to answer it, three times for each narrowed query of each page. The property test of the
policy holds it equal to `involved.ways`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Q
from django.db.models.expressions import RawSQL

from thrive.base.access.models import Standing
from thrive.base.access.policy.involved import SEALED_ACCESS
from thrive.base.access.rules import Purpose
from thrive.base.calendar import clock

_SUBJECTS = """
select i.subject_id from access_involvement i where i.subject_id is not null and {involved}
union all
select m.subject_id from access_involvement i join access_circlemember m on m.circle_id = i.circle_id
where {involved} and m.replaced_at is null and {member_today}
"""
_TODAY = "({row}.true_from is null or {row}.true_from <= %s) and ({row}.true_to is null or {row}.true_to > %s)"
_LIVE = f"i.replaced_at is null and {_TODAY.format(row='i')} and (i.until_at is null or i.until_at > %s)"


@dataclass(frozen=True)
class Reach:
    """Which involvements of somebody of that standing count.

    `purposes`: only for these, or for any (None). `by_name`: only those that name the user, other than their having
    opened the record with a reason. `for_sealed`: only those by name that were made for a sealed record.
    """

    standing: Standing
    purposes: tuple[Purpose, ...] | None = None
    by_name: bool = False
    for_sealed: bool = False


def within(key: str, reach: Reach) -> Q:
    """Rows whose Subject, at lookup `key`, one of these involvements is about today, directly or through a circle."""
    who, whose = _parties(reach)
    if not who or reach.purposes == ():
        return Q(pk__in=[])
    today = connection.ops.adapt_datefield_value(clock.today())
    now = connection.ops.adapt_datetimefield_value(clock.now())
    conditions, asked = [_LIVE, who], [today, today, now, *whose]
    if reach.by_name or reach.for_sealed:
        conditions.append("i.purpose <> %s")
        asked.append(Purpose.OPENED.value)
    if reach.for_sealed:
        conditions.append("i.role = %s")
        asked.append(SEALED_ACCESS)
    if reach.purposes is not None:
        conditions.append(f"i.purpose in ({_places(reach.purposes)})")
        asked.extend(one.value for one in reach.purposes)
    sql = _SUBJECTS.format(involved=" and ".join(conditions), member_today=_TODAY.format(row="m"))
    subjects = RawSQL(sql, [*asked, *asked, today, today], output_field=BigIntegerField())
    return Q(**{f"{key}__in": subjects})


def _parties(reach: Reach) -> tuple[str, list[Any]]:
    """The user, a team they work in, or the whole organisation where it is a partner; and the keys asked for."""
    standing = reach.standing
    who: list[str] = []
    whose: list[Any] = []
    if standing.user_id is not None:
        who.append("i.user_id = %s")
        whose.append(standing.user_id)
    if not (reach.by_name or reach.for_sealed):
        if standing.team_ids:
            who.append(f"i.team_id in ({_places(standing.team_ids)})")
            whose.extend(sorted(standing.team_ids))
        if not standing.is_own_staff:
            who.append("i.organisation_id = %s")
            whose.append(standing.organisation_id)
    return f"({' or '.join(who)})" if who else "", whose


def _places(values: Sequence[Any] | frozenset[int]) -> str:
    return ", ".join(["%s"] * len(values))
