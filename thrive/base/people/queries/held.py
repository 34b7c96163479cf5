"""Every row about a person, whatever became of it, in one query: what a look back is made from.

The tables differ in what they say and agree in when it was so and when it was known. So each gives its own columns as
one JSON value beside those they share, and they are read as a union; an index on the person serves each part.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from thrive.base.access.models import CircleMember, Fact
from thrive.base.directory.models import Place
from thrive.base.people import sealed
from thrive.base.people.models import (
    AgencyContact,
    CaseSummary,
    Characteristic,
    ContactPoint,
    Household,
    HouseholdMember,
    Identifier,
    Life,
    Name,
    ParentalResponsibility,
    PlaceLink,
    Relationship,
    Residence,
    Warning,
)

_SHARED = ("pk", "true_from", "true_to", "recorded_at", "replaced_at", "replaces_id", "withdrawn", "source", "why")
_AUTHOR = "recorded_by__name"

#: Which rows of a table are about somebody, and what of other tables is read with them.
_SUBJECT = {
    ParentalResponsibility: ("child_id",),
    Relationship: ("person_id", "other_id"),
    CircleMember: ("subject_id",),
}
_WITH: Mapping[type[Fact], tuple[str, ...]] = {
    PlaceLink: ("place__name", "place__kind"),
    HouseholdMember: ("household__address", "household__postcode"),
    CircleMember: ("circle__family__name",),
}
OWN: tuple[type[Fact], ...] = (
    Name, Life, Identifier, Characteristic, Residence, ContactPoint, PlaceLink, AgencyContact, CaseSummary, Warning,
)  # fmt: skip
TIES: tuple[type[Fact], ...] = (ParentalResponsibility, Relationship, HouseholdMember, CircleMember)
FACES: tuple[type[Fact], ...] = (Name, Life, Characteristic, Residence)


@dataclass(frozen=True)
class Held:
    """One row as it was written, with who wrote it. `more` is what was read with it from other tables."""

    row: Any
    author: str
    more: Mapping[str, Any]

    def was_known(self, instant: dt.datetime) -> bool:
        """Whether this row was what we held to be so at `instant` (inclusive)."""
        row = self.row
        return row.recorded_at <= instant and (row.replaced_at is None or row.replaced_at > instant)


def rows_about(
    people: Collection[int],
    models: Iterable[type[Fact]] = (*OWN, *TIES),
    *,
    known: dt.datetime | None = None,
    day: dt.date | None = None,
) -> list[Held]:
    """Every row of these tables about these people, oldest first; with `known` and `day` only those that held then.
    One query."""
    parts = {model._meta.label_lower: model for model in models}
    first, *others = (_part(label, model, people, known, day) for label, model in parts.items())
    rows = first.union(*others, all=True) if others else first
    found = [_held(parts[label], shared, author, said) for label, *shared, author, said in rows]
    return sorted(found, key=lambda one: (one.row.recorded_at, one.row._meta.label_lower, one.row.pk))


def _part(
    label: str, model: type[Fact], people: Collection[int], known: dt.datetime | None, day: dt.date | None
) -> "QuerySet[Any, Any]":
    about = Q()
    for column in _SUBJECT.get(model, ("person_id",)):
        about |= Q(**{f"{column}__in": people})
    if model is CircleMember:
        about &= Q(circle__family__isnull=False)
    rows: Any = model._default_manager.filter(about)
    if model is CircleMember:
        rows = sealed.open_rows(rows)
    if known is not None:
        rows = rows.known(known)
    if day is not None:
        rows = rows.true_on(day)
    said = {field.attname: F(field.attname) for field in _own_fields(model)}
    more = {name: F(name) for name in _WITH.get(model, ())}
    return rows.annotate(table_=Value(label, output_field=CharField()), said_=JSONObject(**said, **more)).values_list(
        "table_", *_SHARED, _AUTHOR, "said_"
    )


def _own_fields(model: type[Fact]) -> list[Any]:
    shared = {*_SHARED, "id"}
    return [field for field in model._meta.concrete_fields if field.attname not in shared]


def _held(model: type[Fact], shared: list[Any], author: str | None, said: dict[str, Any]) -> Held:
    values = {field.attname: field.to_python(said[field.attname]) for field in _own_fields(model)}
    row = model(**dict(zip(_SHARED, shared, strict=True)), **values)
    more = {name: said[name] for name in _WITH.get(model, ())}
    if isinstance(row, PlaceLink):
        row.place = Place(pk=row.place_id, name=more["place__name"], kind=more["place__kind"])
    if isinstance(row, HouseholdMember):
        row.household = Household(
            pk=row.household_id, address=more["household__address"], postcode=more["household__postcode"]
        )
    return Held(row, author or row.source or "a colleague", more)
