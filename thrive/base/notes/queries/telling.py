"""Which events of some people a viewer is told: in the capacities and with the labels that open, and what is held back.

Where somebody an event is about is restricted, or their whereabouts are kept from the viewer, a move is not there, and
an agency is not named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, Value, When

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.policy import Decision, Viewer
from thrive.base.access.rules import GUARDED, Capacity
from thrive.base.history.prepared import Given, Part, Read, part_of, prepared, take_apart
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.people.queries.whereabouts import is_closed_to
from thrive.base.people.rules import TELLS_WHERE
from thrive.base.record.models import EventAbout


@dataclass(frozen=True)
class Opens:
    """In which capacities somebody's events open to the viewer, and which guarded labels may be read."""

    capacities: frozenset[Capacity]
    labels: frozenset[Sensitivity]


class Scope(dict[int, Opens]):
    """Whose events, by Subject key."""


@take_apart.register
def _scope_apart(scope: Scope) -> Part:
    """The keys are filled in; how each opens belongs to the form."""

    def stand_in(read: Read) -> Scope:
        places = [Given(part_of(read, at)) for at in range(len(scope))]
        return Scope(zip(places, scope.values(), strict=True))  # type: ignore[arg-type]  # the places of keys

    return Part(tuple(scope.values()), list(scope), stand_in)


@dataclass(frozen=True)
class HeldBack:
    """Keys of events that are told in part, and of those that are not told at all."""

    places: frozenset[int]  # somebody they are about is closed to the viewer: no move, and no agency
    barred: frozenset[int]  # about the viewer themselves, or somebody they declared
    labelled: tuple[tuple[int, int, str, str, int | None], ...]  # event, Subject, capacity, label, author

    def withheld(self, viewer: Viewer, scope: Scope) -> int:
        """How many events of the scope have a label that the viewer does not read. Nothing else is said of them."""
        found: dict[int, bool] = {}
        for event_id, subject, capacity, label, author in self.labelled:
            opens = scope.get(subject)
            if event_id in self.barred or opens is None or not opens.capacities & {Capacity.ANY, capacity}:
                continue
            opened = Decision(True, "", labels=opens.labels)
            reads = policy.reads_labels(viewer, opened, frozenset({Sensitivity(label)}), author)
            found[event_id] = found.get(event_id, False) or reads
        return sum(not reads for reads in found.values())


def held_back(found: Iterable[Any]) -> HeldBack:
    """What is held back of events, by what was found `telling` of them. That is asked of all that is true: whom an
    event is about besides may be hidden from the viewer, and is why it is held back."""
    rows = list(found)
    return HeldBack(
        places=frozenset(row[0] for row in rows if row[5] or row[6]),
        barred=frozenset(row[0] for row in rows if row[5]),
        labelled=tuple(row[:5] for row in rows if row[3]),
    )


@prepared
def telling_of(*, viewer: Viewer, scope: Scope) -> "QuerySet[Any, Any]":
    """As `telling`, of the current events of a scope."""
    capacities = {key: one.capacities for key, one in scope.items()}
    return telling(viewer, EventAbout.objects.filter(_in_capacity(capacities, ""), event__replaced_at=None))


def telling(viewer: Viewer, mentions: QuerySet[EventAbout]) -> "QuerySet[Any, Any]":
    """Of the events that `mentions` are of: whoever is barred or closed to the viewer, and labels."""
    barred = Q(subject_id__in=policy.barred_to(viewer) or [0])  # no Subject has that key
    closed = is_closed_to(viewer, "subject")
    others = EventAbout.objects.filter(event_id__in=mentions.order_by().values("event_id"))
    found = others.filter(closed | barred | ~Q(event__label="")).annotate(
        is_barred=ExpressionWrapper(barred, BooleanField()), is_closed=ExpressionWrapper(closed, BooleanField())
    )
    columns = ("event_id", "subject_id", "capacity", "event__label", "event__recorded_by_id", "is_barred", "is_closed")
    return found.values_list(*columns)


def of(viewer: Viewer, scope: Scope) -> Q:
    """Events of the scope: of one record through its index; of several, each once."""
    return _about(viewer, scope, "about__") if len(scope) == 1 else _among(viewer, scope)


def _among(viewer: Viewer, scope: Scope) -> Q:
    return Q(pk__in=EventAbout.objects.filter(_about(viewer, scope, "")).values("event_id"))


def as_told(kept: Q, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Events without the moves _among those `kept` back, whose agency is not told either, each with `told_agency`."""
    told = Case(When(kept, then=Value("")), default=F("agency"))
    return rows.filter(~Q(kind__in=TELLS_WHERE) | ~kept).annotate(told_agency=told)


def _about(viewer: Viewer, scope: Scope, path: str) -> Q:
    """What is about one of the scope, in a capacity that opens, with no label or one that the viewer reads."""
    answer = Q(pk__in=[])
    for labels in {one.labels for one in scope.values()}:
        some = {key: one.capacities for key, one in scope.items() if one.labels == labels}
        answer |= _in_capacity(some, path) & _readable(viewer, labels, "" if path else "event__")
    return answer


def _in_capacity(scope: Mapping[int, frozenset[Capacity]], path: str) -> Q:
    whole = [key for key, capacities in scope.items() if Capacity.ANY in capacities]
    answer = Q(**{f"{path}subject_id__in": whole}) if len(whole) != 1 else Q(**{f"{path}subject_id": whole[0]})
    for key, capacities in scope.items():
        if key not in whole:
            answer |= Q(**{f"{path}subject_id": key, f"{path}capacity__in": sorted(capacities)})
    return answer


def _readable(viewer: Viewer, labels: frozenset[Sensitivity], path: str) -> Q:
    """The twin of `policy.reads_labels`: events, at lookup `path`, whose label the viewer reads, and their own."""
    if labels >= GUARDED:
        return Q()
    answer = Q(**{f"{path}label__in": ["", *sorted(labels)]})
    return answer | Q(**{f"{path}recorded_by_id": viewer.pk}) if isinstance(viewer, User) else answer
