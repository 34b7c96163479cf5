"""The sheet of a record: what its first page shows beside the card, kept ready as one value.

Derived like the card and rebuilt with it. Facts are kept with their dates, known today but not only true today,
and picked by day when the page is made, so that a warning that ends on Friday is gone on Saturday.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from thrive.base.access.models import CircleMember
from thrive.base.access.rules import Restriction
from thrive.base.history.prepared import prepared
from thrive.base.people.models import (
    AgencyContact,
    CaseSummary,
    Characteristic,
    ContactPoint,
    PersonFact,
    PlaceLink,
    Warning,
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Author:
    """Who wrote something, by name, and by key where it is known."""

    name: str
    key: int | None = None


@dataclass(frozen=True)
class Line:
    """One fact of a sheet, with the fields its page reads. `recorded_by` is empty where a system wrote it."""

    pk: int
    kind: str
    true_from: dt.date | None
    true_to: dt.date | None
    recorded_at: dt.datetime
    source: str
    recorded_by: Author | None
    values: Row = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """A value by its name, as on the model it was made from."""
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None

    def is_true_on(self, day: dt.date) -> bool:
        """Whether `day` lies in `[true_from, true_to)`."""
        return (self.true_from is None or self.true_from <= day) and (self.true_to is None or self.true_to > day)


PARTS: dict[str, tuple[type[PersonFact], tuple[str, ...]]] = {
    "summary": (CaseSummary, ("text",)),
    "traits": (Characteristic, ("value", "asked_on")),
    "contacts": (ContactPoint, ("value", "safe", "safe_note")),
    "agencies": (AgencyContact, ("agency", "worker", "role", "phone", "email")),
    "warnings": (Warning, ("ref", "instruction", "reason", "review_on", "risk_to_children")),
    "places": (PlaceLink, ("name", "place_id")),
}
DATES = ("asked_on", "review_on")
FREE_TEXT = frozenset({"summary", "warnings", "risks"})  # parts that people wrote in words of their own
FREE_TEXT_NAMES = frozenset({"text", "instruction", "reason"})


def _question(model: type[PersonFact]) -> Callable[..., list[PersonFact]]:
    """The rows of a part, of some people."""
    related = ("recorded_by", "place") if model is PlaceLink else ("recorded_by",)

    @prepared
    def rows(*, people: Sequence[int]) -> "QuerySet[PersonFact]":
        found = model._default_manager.filter(replaced_at=None, person_id__in=people)
        return found.select_related(*related).order_by("pk")

    return rows


_ASKED = {part: _question(model) for part, (model, _) in PARTS.items()}


def gather(keys: Sequence[int], called: Mapping[int, str]) -> dict[int, dict[str, list[Row]]]:
    """The sheets of these people, by key. One query a part.

    `called`: what those are called whose cards are being made now, by key.
    """
    sheets: dict[int, dict[str, list[Row]]] = {key: {} for key in keys}
    for part, (_, names) in PARTS.items():
        found: dict[int, list[Row]] = defaultdict(list)
        for row in _ASKED[part](people=keys):
            found[row.person_id].append(_row(row, names))
        for key, lines in found.items():
            sheets[key][part] = lines
    for key, lines in _risks(keys, called).items():
        sheets[key]["risks"] = lines
    return sheets


def families_of(keys: Iterable[int]) -> set[int]:
    """These people and all who are in a family with any of them today: a warning about one shows on the others."""
    circles = CircleMember.objects.now().filter(subject_id__in=list(keys)).values("circle_id")
    return {*keys, *CircleMember.objects.now().filter(circle_id__in=circles).values_list("subject_id", flat=True)}


def _risks(keys: Sequence[int], called: Mapping[int, str]) -> dict[int, list[Row]]:
    """Warnings that somebody else in the family is a risk to children, by the person they are shown with.

    A restricted person's are left out here: they show to those who may open that record. Three queries.
    """
    found: dict[int, list[Row]] = defaultdict(list)
    mine: dict[int, set[int]] = defaultdict(set)
    for subject, circle in _circles(people=keys):
        mine[circle].add(subject)
    with_whom: dict[int, set[int]] = defaultdict(set)
    for subject, circle in _risky_members(circles=list(mine)):
        with_whom[subject] |= mine[circle] - {subject}
    for row in _risky_warnings(people=list(with_whom)):
        line = _row(row, PARTS["warnings"][1])
        line["values"]["name"] = called.get(row.person_id) or _name(row)
        for key in with_whom[row.person_id]:
            found[key].append(line)
    return found


@prepared
def _circles(*, people: Sequence[int]) -> "QuerySet[CircleMember, tuple[int, int]]":
    return CircleMember.objects.now().filter(subject_id__in=people).values_list("subject_id", "circle_id")


def _risky() -> "QuerySet[Warning]":
    return Warning.objects.current().filter(risk_to_children=True, person__subject__restriction=Restriction.ORDINARY)


@prepared
def _risky_members(*, circles: Sequence[int]) -> "QuerySet[CircleMember, tuple[int, int]]":
    members = CircleMember.objects.now().filter(circle_id__in=circles, subject_id__in=_risky().values("person_id"))
    return members.values_list("subject_id", "circle_id")


@prepared
def _risky_warnings(*, people: Sequence[int]) -> "QuerySet[Warning]":
    return _risky().filter(person_id__in=people).select_related("recorded_by", "person__card").order_by("pk")


def _name(warning: Warning) -> str:
    """Whom a warning is about, by their card, which may not have been made yet when many people are added at once."""
    card = getattr(warning.person, "card", None)
    return card.name if card is not None else ""


def read(sheet: dict[str, list[Row]], part: str, day: dt.date) -> list[Line]:
    """The lines of one part that are true on `day`, in the order in which they were recorded."""
    lines = [_line(row) for row in sheet.get(part, ())]
    return [line for line in lines if line.is_true_on(day)]


def _row(fact: PersonFact, names: Sequence[str]) -> Row:
    place = fact.place if isinstance(fact, PlaceLink) else None
    values = {name: getattr(place if place is not None and name == "name" else fact, name) for name in names}
    return {
        "pk": fact.pk,
        "kind": place.kind if place is not None else getattr(fact, "kind", ""),
        "from": _iso(fact.true_from),
        "to": _iso(fact.true_to),
        "at": fact.recorded_at.isoformat(),
        "source": fact.source,
        "by": fact.recorded_by.name if fact.recorded_by else "",
        "by_key": fact.recorded_by_id,
        "values": {name: _iso(value) if name in DATES else value for name, value in values.items()},
    }


def _line(row: Row) -> Line:
    values = {name: _day(value) if name in DATES else value for name, value in row["values"].items()}
    return Line(
        pk=row["pk"],
        kind=row["kind"],
        true_from=_day(row["from"]),
        true_to=_day(row["to"]),
        recorded_at=dt.datetime.fromisoformat(row["at"]),
        source=row["source"],
        recorded_by=Author(row["by"], row.get("by_key")) if row["by"] else None,
        values=values,
    )


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
