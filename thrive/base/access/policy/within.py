"""Whether somebody is involved with the Subject of a row, as one SQL condition: what every narrowed query rests on.

The text is written by hand. Put together from querysets it is the same question, but that cost Python more than the
database, three times for each narrowed query of each page. On SQLite it asks row by row, by index: a team may be
involved with thousands, and a page shows fifty. On PostgreSQL it asks a function once, and only where a row is met that
needs it (`access.wall` says why). The property test of the policy holds both equal to `involved.ways`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, Q

from thrive.base.access.models.standing import TRUE_TODAY, Standing
from thrive.base.access.policy.involved import NAMED_IN_SAMPLE, SEALED_ACCESS
from thrive.base.access.rules import NOT_NAMED, Purpose
from thrive.base.access.wall import INVOLVED_IN
from thrive.base.calendar import clock
from thrive.base.history.prepared import at_asking, each, one

_LIVE = f"i.replaced_at is null and {TRUE_TODAY.format(row='i')} and (i.until_at is null or i.until_at > %s)"
_DIRECTLY = "exists (select 1 from access_involvement i where i.subject_id = {subject} and {involved})"
_ARGUMENTS = "%s::bigint, %s::bigint[], %s::bigint, %s::text[], %s::boolean, %s::boolean, %s::date, %s::timestamptz"
_THROUGH_A_CIRCLE = (
    "exists (select 1 from access_circlemember m join access_involvement i on i.circle_id = m.circle_id"
    f" where m.subject_id = {{subject}} and m.replaced_at is null and {TRUE_TODAY.format(row='m')} and {{involved}})"
)


@dataclass(frozen=True)
class Reach:
    """Which involvements of somebody of that standing count.

    `purposes`: only for these, or for any (None). `by_name`: only those that name the user, other than for a purpose
    of NOT_NAMED, or a sample that was not named for what is guarded. `for_sealed`: only those by
    name that were made for a sealed record.
    """

    standing: Standing
    purposes: tuple[Purpose, ...] | None = None
    by_name: bool = False
    for_sealed: bool = False


class _Involved(Func):
    """The condition about one column, which holds the Subject's key."""

    output_field = BooleanField()

    def __init__(self, subject: F, reach: Reach) -> None:
        super().__init__(subject)
        self.reach = reach

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Both ways of being involved; the column's own parameters come wherever it stands."""
        subject, own = compiler.compile(self.source_expressions[0])
        today = one(at_asking(lambda: connection.ops.adapt_datefield_value(clock.today())))
        now = one(at_asking(lambda: connection.ops.adapt_datetimefield_value(clock.now())))
        conditions, asked = _conditions(self.reach)
        involved = " and ".join((_LIVE, *conditions))
        asked = [today, today, now, *asked]
        directly = _DIRECTLY.format(subject=subject, involved=involved)
        through = _THROUGH_A_CIRCLE.format(subject=subject, involved=involved)
        return f"({directly} or {through})", [*own, *asked, *own, today, today, *asked]

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        """The same, asked of the database's own function, past the second wall."""
        subject, own = compiler.compile(self.source_expressions[0])
        reach, standing = self.reach, self.reach.standing
        by_name = reach.by_name or reach.for_sealed
        purposes = None if reach.purposes is None else [purpose.value for purpose in reach.purposes]
        asked = [
            one(standing.user_id),
            [] if by_name else one(standing.team_ids),
            None if by_name or standing.is_own_staff else one(standing.organisation_id),
            purposes,
            by_name,
            reach.for_sealed,
            one(at_asking(clock.today)),
            one(at_asking(clock.now)),
        ]
        return f"{subject} in (select {INVOLVED_IN}({_ARGUMENTS}))", [*own, *asked]


def within(key: str, reach: Reach) -> Q:
    """Rows whose Subject, at lookup `key`, one of these involvements is about today, directly or through a circle."""
    if not _parties(reach)[0] or reach.purposes == ():
        return Q(pk__in=[])
    return Q(_Involved(F(key), reach))


def _conditions(reach: Reach) -> tuple[list[str], list[Any]]:
    who, asked = _parties(reach)
    conditions = [who]
    if reach.by_name or reach.for_sealed:
        unnamed = sorted(purpose.value for purpose in NOT_NAMED)
        sampled = f"(i.purpose <> %s or i.role in ({_places(NAMED_IN_SAMPLE)}))"
        conditions.append(f"i.purpose not in ({_places(unnamed)}) and {sampled}")
        asked.extend((*unnamed, Purpose.SAMPLE.value, *NAMED_IN_SAMPLE))
    if reach.for_sealed:
        conditions.append("i.role = %s")
        asked.append(SEALED_ACCESS)
    if reach.purposes is not None:
        conditions.append(f"i.purpose in ({_places(reach.purposes)})")
        asked.extend(purpose.value for purpose in reach.purposes)
    return conditions, asked


def _parties(reach: Reach) -> tuple[str, list[Any]]:
    """The user, a team they work in, or the whole organisation where it is a partner; and the keys asked for."""
    standing = reach.standing
    who: list[str] = []
    whose: list[Any] = []
    if standing.user_id is not None:
        who.append("i.user_id = %s")
        whose.append(one(standing.user_id))
    if not (reach.by_name or reach.for_sealed):
        if standing.team_ids:
            teams = each(standing.team_ids)
            who.append(f"i.team_id in ({_places(teams)})")
            whose.extend(teams)
        if not standing.is_own_staff:
            who.append("i.organisation_id = %s")
            whose.append(one(standing.organisation_id))
    return f"({' or '.join(who)})" if who else "", whose


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))
