"""What an ordinary step has kept of a matter, for whoever looks at its page: questions and answers, in words."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from thrive.base.access.rules import GUARDED
from thrive.base.casework.road.asking import form_of
from thrive.base.casework.road.standing import key_to
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.offers import Matter, Step
from thrive.base.people.queries.withheld_words import WithheldWords
from thrive.govuk import words
from thrive.govuk.pages import Row

MOST = 20  # of one step on its page


@dataclass(frozen=True)
class Kept:
    """One time that a step was done: when, by whom, and the answers."""

    on: dt.date
    by: str
    rows: list[Row]


def kept(step: Step, matter: Matter, found: Any) -> list[Kept]:
    """What the step has kept of this matter, the latest first: those answers that whoever may do the step may read, and
    texts without what is withheld from this reader. One query; none where the form is of a domain's own, which says
    itself what was there before."""
    if step.asks is None or step.asks.keeps is None or step.asks.form is not None:
        return []
    thing, withheld = matter.thing(found), matter.words(found)
    rows = step.asks.keeps.objects.current().filter(**{key_to(type(thing), step): thing})
    fields = form_of(step).base_fields
    names = [name for name in fields if name in readable(step)]
    return [
        Kept(on=row.happened_on, by=row.recorded_by.name, rows=list(_answers(row, fields, names, withheld)))
        for row in rows.select_related("recorded_by").order_by("-happened_on", "-pk")[:MOST]
    ]


def readable(step: Step) -> set[str]:
    """The columns of what a step keeps that its page may show, by their labels and those its permission reads. No key
    to another row."""
    assert step.asks is not None
    keys = {one.name for one in step.asks.keeps._meta.concrete_fields if one.is_relation}
    reads: Collection[Sensitivity] = getattr(step.needs, "labels", ())
    labels: Mapping[str, Sensitivity] = step.asks.keeps.SENSITIVITY
    return {name for name, label in labels.items() if label not in GUARDED or label in reads} - keys


def _answers(row: Any, fields: Mapping[str, Any], names: Iterable[str], withheld: WithheldWords) -> Iterator[Row]:
    for name in names:
        if said := _said(row, name, withheld):
            yield Row(str(fields[name].label), said)


def _said(row: Any, name: str, withheld: WithheldWords) -> str:
    """An answer in words; empty for none."""
    value, display = getattr(row, name), getattr(row, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.datetime):
        return words.at_time(value)
    if isinstance(value, dt.date):
        return words.long_date(value)
    return withheld.over(str(value), row.recorded_by_id) if value not in (None, "") else ""
