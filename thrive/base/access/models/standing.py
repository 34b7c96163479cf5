"""What a viewer is today: their roles and teams, and whose records are barred to them. It comes with the user.

Put together from querysets it cost Python two milliseconds, and as a query of its own every page one journey.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, TextField

from thrive.base.access.rules import ROLES
from thrive.base.calendar import clock
from thrive.base.history.prepared import at_asking, one


@dataclass(frozen=True)
class Standing:
    """What a viewer is today: worked out once for a request."""

    user_id: int | None
    organisation_id: int | None
    authority_id: int | None
    is_own_staff: bool
    roles: frozenset[str]
    team_ids: frozenset[int]
    barred: frozenset[int] = frozenset()  # Subjects: their own record, and those of people they declared


_BARRED = "(barred)"  # stands in a role's place; no role has such a key

#: A two-time row of the table called `row` holds today; today is given twice.
TRUE_TODAY = "({row}.true_from is null or {row}.true_from <= %s) and ({row}.true_to is null or {row}.true_to > %s)"

#: Roles and teams held today; and the Subjects barred: those declared, which are read from there alone so that they
#: stay barred where the Subjects themselves are hidden, and any record joined to one.
_ROWS = f"""
select h.role as role, h.team_id as key from access_roleholding h
where h.user_id = {{user}} and h.starts_on <= %s and (h.ends_on is null or h.ends_on > %s)
union all
select '{_BARRED}', d.subject_id from access_declaration d
where d.user_id = {{user}} and d.replaced_at is null and {TRUE_TODAY.format(row="d")}
union all
select '{_BARRED}', joined.id from access_declaration d
join access_subject declared on declared.id = d.subject_id
join access_subject joined on joined.alias_set_id = declared.alias_set_id
where d.user_id = {{user}} and d.replaced_at is null and {TRUE_TODAY.format(row="d")}
"""  # noqa: S608
_DAYS = 6  # how often it says %s


class StandingRows(Func):
    """All of it about the user of a row, as text: a list of roles, each with the key of a team or of a Subject."""

    output_field = TextField()

    def __init__(self) -> None:
        super().__init__(F("pk"))

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """As SQLite writes such a list."""
        return self._list("json_group_array(json_array(r.role, r.key))", compiler, connection)

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        """As PostgreSQL does."""
        return self._list("json_agg(json_build_array(r.role, r.key))::text", compiler, connection)

    def _list(self, words: str, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        user, _ = compiler.compile(self.source_expressions[0])
        today = one(at_asking(lambda: connection.ops.adapt_datefield_value(clock.today())))
        return f"(select {words} from ({_ROWS.format(user=user)}) r)", [today] * _DAYS


def standing_of(user: Any, rows: str | None) -> Standing:
    """The standing of a user, whose organisation is there, by what `StandingRows` said."""
    held: list[tuple[str, int | None]] = [(role, key) for role, key in json.loads(rows or "[]")]
    organisation = user.organisation
    return Standing(
        user_id=user.pk,
        organisation_id=organisation.pk,
        authority_id=organisation.authority_id,
        is_own_staff=organisation.is_council,
        roles=frozenset(role for role, _ in held if role in ROLES),
        team_ids=frozenset(key for role, key in held if key and role != _BARRED),
        barred=frozenset(key for role, key in held if key and role == _BARRED),
    )
