"""What changes of facts tell the timeline: a move, a new school. Never where to."""

from collections.abc import Iterable
from dataclasses import dataclass

from thrive.base.access.models import User
from thrive.base.access.rules import Capacity
from thrive.base.directory.models import Place
from thrive.base.history.models import TwoTime
from thrive.base.people.models import Person, PersonFact, PlaceLink, Residence
from thrive.base.people.rules import MOVED, NEW_SCHOOL, NEW_SURGERY
from thrive.base.record import events
from thrive.base.record.models import Event


@dataclass(frozen=True)
class Words:
    """How a fact is told."""

    group: str
    kind: str
    title: str


def capacity_of(person: Person) -> dict[int, Capacity]:
    """Whom an event about a person's own life concerns, and as what."""
    return {person.pk: Capacity.CHILD if person.has_childhood_record else Capacity.ADULT}


def tell_new(row: PersonFact, *, by: User, instead_of: Iterable[PersonFact] = ()) -> None:
    """Tell that something began, where a reader would look for it and the day is known."""
    words = _words(row, was_another=bool(list(instead_of)))
    if words is not None and row.true_from is not None:
        _tell(row, words, by)


def tell_corrected(old: PersonFact, row: PersonFact, *, by: User, why: str) -> None:
    """Where what was told has another day now, or none, tell it so."""
    told = list(_told(old))
    if not told or row.true_from == told[0].happened_on:
        return
    take_back(old)
    if row.true_from is not None:
        _tell(row, Words(told[0].group, told[0].kind, told[0].title), by, replaces=told[0], why=why)


def take_back(row: PersonFact) -> None:
    """Take back what a fact told, under whichever of its versions it did."""
    events.take_back(row._meta.label_lower, _versions(row))


def _words(row: PersonFact, *, was_another: bool) -> Words | None:
    if isinstance(row, Residence) and row.kind == Residence.Kind.HOME and was_another:
        return Words("family", MOVED, "Moved home")
    if isinstance(row, PlaceLink):
        if row.place.kind == Place.Kind.SCHOOL:
            return Words("school", NEW_SCHOOL, "Started at a school or college")
        return Words("health", NEW_SURGERY, "Registered with a GP surgery")
    return None


def _tell(row: PersonFact, words: Words, by: User, *, replaces: Event | None = None, why: str = "") -> None:
    assert row.true_from is not None
    events.tell(
        row,
        about=capacity_of(row.person),
        group=words.group,
        kind=words.kind,
        title=words.title,
        on=row.true_from,
        by=by,
        replaces=replaces,
        why=why,
    )


def _told(row: PersonFact) -> Iterable[Event]:
    kind = row._meta.label_lower
    return Event.objects.current().filter(object_type=kind, object_id__in=_versions(row)).order_by("-pk")


def _versions(row: PersonFact) -> list[int]:
    """The keys of a fact's row and of those it corrects or ends. A fact that took another's place began later and
    was no correction, so that the other is not a version of it."""
    keys: list[int] = [row.pk]
    one: TwoTime = row
    while one.replaces is not None and (one.why or one.true_from == one.replaces.true_from):
        one = one.replaces
        keys.append(one.pk)
    return keys
