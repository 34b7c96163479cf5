"""Many people at once: how importers and the invented authority write.

The rows are the ones the actions write, with their history and audit entries, made by set inside the caller's
transaction. Nothing is checked for overlap here: whoever calls has compared with what is on record.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Model

from thrive.base.access.models import Authority, Circle, CircleMember, Fact, Subject, User
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.calendar import clock
from thrive.base.history import audit, bulk
from thrive.base.history.models import TwoTime
from thrive.base.people import cards, sealed
from thrive.base.people.models import Family, GuardDecision, Person, PersonFact

BATCH = 1_000


@dataclass
class NewPerson:
    """Somebody to be added, with unsaved facts whose `person` is set here."""

    authority: Authority
    facts: list[PersonFact] = field(default_factory=list)
    has_childhood_record: bool = True
    restriction: Restriction = Restriction.ORDINARY
    address_restricted: bool = False


@dataclass
class NewFamily:
    """A family to be added: members by person key, with capacity and the day they joined (None: unknown).

    `until` holds the first day on which somebody was no longer in it, by key.
    """

    authority: Authority
    name: str
    members: list[tuple[int, Capacity, dt.date | None]]
    source_key: str = ""
    until: dict[int, dt.date] = field(default_factory=dict)


@transaction.atomic
def add_people(people: Sequence[NewPerson], *, by: Viewer, source: str, rebuild: bool = True) -> list[Person]:
    """Add people with their facts, in the order given. With `rebuild` off the caller rebuilds the cards."""
    author = by if isinstance(by, User) else None
    now = clock.now()
    subjects = bulk.insert_keyed(
        [
            Subject(
                authority_id=one.authority.pk, restriction=one.restriction, address_restricted=one.address_restricted
            )
            for one in people
        ]
    )
    bulk.insert(
        [
            GuardDecision(
                subject=subject,
                restriction=one.restriction,
                address_restricted=one.address_restricted,
                why=source,
                happened_on=clock.london_day(now),
                recorded_at=now,
                recorded_by=author,
            )
            for subject, one in zip(subjects, people, strict=True)
            if one.restriction != Restriction.ORDINARY or one.address_restricted
        ]
    )
    persons = [
        Person(
            subject_id=subject.pk,
            added_at=now,
            added_by=author,
            source=source,
            has_childhood_record=one.has_childhood_record,
        )
        for subject, one in zip(subjects, people, strict=True)
    ]
    bulk.insert(persons)
    rows: list[TwoTime] = []
    for person, one in zip(persons, people, strict=True):
        for fact in one.facts:
            fact.person_id = person.pk
            rows.append(fact)
    _create(rows, author=author, source=source)
    keys = [person.pk for person in persons]
    audit.note_many(by, "people.added", keys, source=source)
    if rebuild:
        cards.rebuild(keys)
    return persons


@transaction.atomic
def add_facts(rows: Sequence[TwoTime], *, by: Viewer, source: str, replacing: Iterable[TwoTime] = ()) -> None:
    """Write facts about people on record, closing the rows in `replacing`. The caller rebuilds the cards.

    What says again something that is sealed is not written.
    """
    now = clock.now()
    replaced = list(replacing)
    closing: dict[type[TwoTime], list[int]] = defaultdict(list)
    for old in replaced:
        closing[type(old)].append(old.pk)
    for model, keys in closing.items():
        for start in range(0, len(keys), BATCH):
            model._default_manager.filter(pk__in=keys[start : start + BATCH], replaced_at=None).update(replaced_at=now)
    for row in rows:
        row.recorded_at = now  # the instant at which the rows before it closed
    _create(rows, author=by if isinstance(by, User) else None, source=source)
    about: dict[str, set[int]] = defaultdict(set)
    for row in (*rows, *replaced):
        if isinstance(row, PersonFact):
            about[row._meta.model_name or ""].add(row.person_id)
    for kind, subjects in about.items():
        audit.note_many(by, "people.recorded", sorted(subjects), kind=kind, source=source)


@transaction.atomic
def add_families(families: Sequence[NewFamily], *, by: Viewer, source: str) -> list[Family]:
    """Add families and their members. The caller rebuilds the cards where a worker is involved through them."""
    author = by if isinstance(by, User) else None
    circles = bulk.insert_keyed([Circle(authority=one.authority) for one in families])
    made = [
        Family(circle=circle, name=one.name, source=source, source_key=one.source_key)
        for circle, one in zip(circles, families, strict=True)
    ]
    bulk.insert(made)
    members = [
        CircleMember(
            circle=circle,
            subject_id=key,
            capacity=capacity,
            true_from=since,
            true_to=one.until.get(key),
            source=source,
            recorded_by=author,
        )
        for circle, one in zip(circles, families, strict=True)
        for key, capacity, since in one.members
    ]
    bulk.insert(members)
    audit.note_many(by, "people.family.joined", sorted({row.subject_id for row in members}), source=source)
    return made


def _create(rows: Sequence[TwoTime], *, author: User | None, source: str) -> None:
    by_model: dict[type[Model], list[TwoTime]] = defaultdict(list)
    kept_back = sealed.said_again(rows)
    for place, row in enumerate(rows):
        if place in kept_back:
            continue
        row.source = row.source or source
        if isinstance(row, Fact) and row.recorded_by_id is None:
            row.recorded_by = author
        by_model[type(row)].append(row)
    for some in by_model.values():
        bulk.insert(some)
