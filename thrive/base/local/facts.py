"""Local rows as the rules take them: commencements, variations, extra bank holidays.

Rows that nobody but their author has checked are handed over too, and have no effect: `base.law` looks at who
checked them. An unchecked extra holiday is left out.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import F, OuterRef, Q, QuerySet

from thrive.base import law
from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import Authority, User
from thrive.base.calendar.units import DayLength, Length, parse
from thrive.base.history.beside import Beside
from thrive.base.history.prepared import prepared
from thrive.base.law.local import ALL_ENGLAND
from thrive.base.law.rule import Value
from thrive.base.local.models import Checked, Choice, Commencement, EarlyEnd, Holiday, Variation

Row = TypeVar("Row", bound=Choice)


def variations_for(
    authority: Authority | None, rule: str = "", *, area: str = "", purpose: str = ""
) -> list[law.Variation]:
    """Variations for `rule` (or every rule) in `authority` and in the whole country, whatever their day.

    With `area` or `purpose` only those for it, and those for every one. One query.
    """
    rows = _choices(Variation.objects.current(), authority, rule, area, purpose)
    return [as_variation(row) for row in rows]


def commencements_for(
    authority: Authority | None, rule: str = "", *, area: str = "", purpose: str = ""
) -> list[law.Commencement]:
    """Commencements for `rule` (or every rule) in `authority` and in the whole country. One query."""
    rows = _choices(Commencement.objects.current(), authority, rule, area, purpose)
    return [as_commencement(row) for row in rows]


def as_variation(row: Variation) -> law.Variation:
    """A row as the law takes it."""
    return law.Variation(**_common(row), value=value_of(row.amount, row.unit))


def as_commencement(row: Commencement) -> law.Commencement:
    """A row as the law takes it."""
    return law.Commencement(**_common(row))


def extra_holidays(authority: Authority | None) -> dict[dt.date, str]:
    """Checked bank holidays beyond the published lists, with their names, in `authority` and everywhere. One query."""
    return dict(_extra(authority=authority.pk if authority else None))


def holidays_beside(authority: str) -> Beside:
    """The same for each row of a question, by the name of the row's key to its authority: for `holidays_listed`."""
    return Beside(_holidays(OuterRef(authority)), day="day", name="name")


def holidays_listed(found: Sequence[Mapping[str, str]] | None) -> dict[dt.date, str]:
    """What `holidays_beside` brought, as `extra_holidays` gives it."""
    return {dt.date.fromisoformat(one["day"]): one["name"] for one in found or ()}


@prepared
def _extra(*, authority: int | None) -> "QuerySet[Holiday, tuple[dt.date, str]]":
    return _holidays(authority).values_list("day", "name")


def _holidays(authority: int | OuterRef | None) -> "QuerySet[Holiday]":
    here = Q(authority=None) | Q(authority=authority) if authority else Q(authority=None)
    rows = Holiday.objects.current().filter(here, checked_by__isnull=False).exclude(checked_by=F("recorded_by"))
    return rows.order_by("day")


def value_of(amount: int, unit: str) -> Value:
    """The length or number that a variation sets: 20 and "working days", or 500 and "pounds"."""
    try:
        return parse(f"{amount} {unit}")
    except ValueError:
        return Decimal(amount)


def declared_rule(key: str) -> law.Rule:
    """The rule called `key`. Raises BadAnswer for one that no domain declares."""
    try:
        return law.rule_for(key)
    except KeyError:
        raise BadAnswer(f"There is no duty called {key}", field="rule") from None


def refuse_misfit(key: str, amount: int, unit: str) -> None:
    """Raises BadAnswer where the duty called `key` has no limit, or one that is not counted in `unit`."""
    declared = declared_rule(key)
    own = getattr(declared, "limit", None) or getattr(declared, "value", None)
    if own is None:
        raise BadAnswer("This duty has no limit that could be changed", field="rule")
    value = value_of(amount, unit)
    if any(isinstance(own, kind) != isinstance(value, kind) for kind in (Length, DayLength)):
        raise BadAnswer("Give the limit in the unit of the duty, like 15 working days", field="unit")


def waiting_ends(row: Checked) -> "QuerySet[EarlyEnd]":
    """The early end that was entered for a choice and waits for a check; none or one."""
    rows = EarlyEnd.objects.current().filter(kind=row._meta.model_name or "", choice_id=row.pk, checked_by=None)
    return rows.select_related("recorded_by")


def name_of(user: User | None) -> str:
    """A worker as pages about rules name them: with job title, so that two of one name are told apart."""
    if user is None:
        return ""
    return f"{user.name}, {user.job_title}" if user.job_title else user.name


def _choices(rows: "QuerySet[Row]", authority: Authority | None, rule: str, area: str, purpose: str) -> "QuerySet[Row]":
    rows = rows.filter(Q(authority=None) | Q(authority=authority) if authority else Q(authority=None))
    if rule:
        rows = rows.filter(rule=rule)
    if area:
        rows = rows.filter(area__in=["", area])
    if purpose:
        rows = rows.filter(purpose__in=["", purpose])
    return rows.select_related("authority", "recorded_by", "checked_by").order_by("rule", "true_from", "pk")


def _common(row: Choice) -> dict[str, Any]:
    return {
        "rule": row.rule,
        "authority": row.authority.dfe_code if row.authority else ALL_ENGLAND,
        "day_from": row.true_from or dt.date.min,
        "day_to": row.true_to,
        "area": row.area,
        "purpose": row.purpose,
        "instrument": row.instrument,
        "entered_by": f"{name_of(row.recorded_by)} ({row.recorded_by_id})",
        "checked_by": name_of(row.checked_by) if row.is_checked else "",
    }
