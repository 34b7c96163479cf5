"""Whose word stands when a file speaks of somebody on record.

* What a person here recorded, corrected, ended or withdrew stands; a file that says otherwise is told so.
* Of two files of one kind the one that speaks of the later day stands; of two kinds, whichever wrote the fact
  for the later day.
* What a file does not say is never unsaid, save in a list it gives whole (disabilities).
* A name, home or school that differs is a change from a day on; anything else that differs is a correction.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from thrive.base.access.policy import Viewer
from thrive.base.casework import facts as casework
from thrive.base.matching import normalise
from thrive.base.people import intake
from thrive.base.people.models import (
    AgencyContact,
    Characteristic,
    ContactPoint,
    Identifier,
    Life,
    Name,
    PersonFact,
    PlaceLink,
    Residence,
)
from thrive.base.people.rules import IDENTIFIERS
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.joining.origin import Origin
from thrive.oversight.returns.joining.spans import until

Sort = tuple[str, ...]

LISTS = ("disability", "upn_unknown")  # characteristics that a file which speaks of them gives whole
MOVING = (Name, Residence, PlaceLink)  # what changes in the world, rather than being written down wrongly
CENSUS_MODELS: tuple[type[PersonFact], ...] = (Life, Identifier, Characteristic)
ALL_MODELS: tuple[type[PersonFact], ...] = (
    *CENSUS_MODELS,
    Name,
    Residence,
    ContactPoint,
    PlaceLink,
    AgencyContact,
)
AGENCY = "agency"  # the sort of workers who could not be found among the users


@dataclass
class Said:
    """What a file says of one person. `since` names the first day of facts that have one, by sort.

    `whole` are sorts, or the first words of sorts, of which the file gives the whole list.
    """

    person_id: int
    facts: list[PersonFact]
    line: int
    child_id: str
    whole: Collection[str | Sort] = ()


@dataclass
class Renewed:
    """What became of the people a file spoke of, by key."""

    changed: set[int] = field(default_factory=set)
    older: set[int] = field(default_factory=set)


class Renewal:
    """One batch of people on record, of whom a file speaks again."""

    def __init__(
        self,
        origin: Origin,
        *,
        by: Viewer,
        findings: Findings,
        models: Sequence[type[PersonFact]] = ALL_MODELS,
    ) -> None:
        self.origin, self.by, self.findings, self.models = origin, by, findings, models
        self.fresh: list[PersonFact] = []
        self.replaced: list[PersonFact] = []
        self.held: dict[int, dict[Sort, PersonFact]] = defaultdict(dict)
        self.settled: set[tuple[int, Sort, tuple]] = set()  # ended or withdrawn by a person
        self.past: set[tuple[int, Sort, tuple]] = set()  # on record as having been so

    def renew(self, said: Sequence[Said]) -> Renewed:
        """Write what is new or newer; tell the findings where a person's word stood."""
        keys = [one.person_id for one in said]
        newest = casework.newest_seen(keys, self.origin.collection)
        self._hold(keys)
        renewed = Renewed()
        for one in said:
            if newest.get(one.person_id, self.origin.as_at) > self.origin.as_at:
                renewed.older.add(one.person_id)
            else:
                self._hear(one)
        intake.add_facts(self.fresh, by=self.by, source=self.origin.source, replacing=self.replaced)
        renewed.changed = {row.person_id for row in (*self.fresh, *self.replaced)}
        return renewed

    def _hold(self, keys: Sequence[int]) -> None:
        """Current facts of these people that are still so, and those that a person said are so no more."""
        for model in self.models:
            rows = PlaceLink.objects.select_related("place") if model is PlaceLink else model._default_manager.all()
            for row in rows.filter(Q(replaced_at=None) | Q(withdrawn=True), person_id__in=keys):
                if row.replaced_at is None and row.true_to is None:
                    self.held[row.person_id][sort_of(row)] = row
                    continue
                if row.recorded_by_id is not None:
                    self.settled.add((row.person_id, sort_of(row), says(row)))
                if row.replaced_at is None:
                    self.past.add((row.person_id, sort_of(row), says(row)))

    def _hear(self, one: Said) -> None:
        held = self.held[one.person_id]
        spoken: set[Sort] = set()
        for fact in one.facts:
            fact.person_id = one.person_id
            sort = sort_of(fact)
            if fact.true_to is not None:
                self._hear_past(fact, sort)
                continue
            spoken.add(sort)
            old = held.get(sort)
            if old is None:
                self._add(one, fact, sort)
            else:
                self._compare(one, old, fact)
        for sort, old in held.items():
            if (sort[0] in one.whole or sort in one.whole) and sort not in spoken and self._may_replace(old):
                self.replaced.append(old)

    def _hear_past(self, fact: PersonFact, sort: Sort) -> None:
        """Something that was so and is over: added unless it is on record as such, or ends what is on record."""
        key = (fact.person_id, sort, says(fact))
        old = self.held[fact.person_id].get(sort)
        if old is not None and says(old) == says(fact):
            if self._may_replace(old):
                del self.held[fact.person_id][sort]
                self.replaced.append(old)
                self.fresh.append(fact)
                fact.replaces = old
        elif key not in self.past:
            self.fresh.append(fact)
        self.past.add(key)

    def _add(self, one: Said, fact: PersonFact, sort: Sort) -> None:
        if (one.person_id, sort, says(fact)) in self.settled:
            self._stands(one, fact)
        else:
            self.fresh.append(fact)

    def _compare(self, one: Said, old: PersonFact, fact: PersonFact) -> None:
        if isinstance(old, Life) and isinstance(fact, Life):
            _fill(fact, old)
        if says(old) == says(fact):
            return
        if _is_a_persons(old):
            self._stands(one, fact)
        elif self._may_replace(old):
            if isinstance(old, Life) and isinstance(fact, Life) and old.born_on and old.born_on != fact.born_on:
                self._tell_birth(one)
            self._replace(old, fact)

    def _may_replace(self, old: PersonFact) -> bool:
        """Whether this file may speak over a fact that another file wrote."""
        wrote = Origin.read(old.source)
        if wrote is None or _is_a_persons(old):
            return False
        return wrote.collection == self.origin.collection or wrote.as_at <= self.origin.as_at

    def _replace(self, old: PersonFact, fact: PersonFact) -> None:
        self.replaced.append(old)
        self.fresh.append(fact)
        fact.replaces = old
        if isinstance(fact, MOVING):
            day = fact.true_from or self.origin.as_at
            before = until(old, day)
            if before is not None:
                fact.true_from = day
                self.fresh.append(before)

    def _tell_birth(self, one: Said) -> None:
        self.findings.odd(
            "An earlier file gave another birth date. It was replaced; check that this is the same child.",
            line=one.line,
            child_id=one.child_id,
            field="birth date",
        )

    def _stands(self, one: Said, fact: PersonFact) -> None:
        self.findings.odd(
            "What was recorded here says otherwise. The record was kept.",
            line=one.line,
            child_id=one.child_id,
            field=str(fact._meta.verbose_name),
        )


def sort_of(fact: PersonFact) -> Sort:
    """What a fact is about. Of one sort a person has one that is true at a time."""
    if isinstance(fact, Identifier):
        return (fact.scheme,) if IDENTIFIERS[fact.scheme].one_each else (fact.scheme, fact.value)
    if isinstance(fact, Characteristic):
        return (fact.kind, fact.value) if fact.kind in ("disability", "nationality") else (fact.kind,)
    if isinstance(fact, Name):
        return ("name", fact.kind) if fact.kind in ("legal", "preferred") else ("name", fact.kind, _name(fact))
    if isinstance(fact, Residence):
        return ("home", fact.kind)
    if isinstance(fact, ContactPoint):
        return ("contact", fact.kind, fact.value)
    if isinstance(fact, PlaceLink):
        return ("place", fact.place.kind)
    if isinstance(fact, AgencyContact):
        return (AGENCY, fact.role, fact.worker)
    return (str(fact._meta.model_name),)


def says(fact: PersonFact) -> tuple:
    """What a fact says, to be compared: spelling, case and spacing of names and homes do not count."""
    if isinstance(fact, Life):
        return (fact.born_on, fact.expected_on, fact.died_on)
    if isinstance(fact, Name):
        return (_name(fact),)
    if isinstance(fact, Residence):
        return (normalise.address(fact.address), normalise.postcode(fact.postcode) or fact.postcode)
    if isinstance(fact, PlaceLink):
        return (fact.place_id,)
    if isinstance(fact, AgencyContact):
        return (fact.agency, fact.email.casefold())
    if isinstance(fact, Identifier | Characteristic | ContactPoint):
        return (fact.value,)
    raise TypeError(f"Nobody has said how two facts of the sort {fact._meta.model_name} are compared")


def _name(fact: Name) -> str:
    return " ".join(fact.words.casefold().split())


def _fill(fact: Life, old: Life) -> None:
    """What the file does not say of a birth or death stays as it was; a birth is never undone."""
    fact.born_on = fact.born_on or old.born_on
    fact.expected_on = fact.expected_on or old.expected_on
    fact.died_on = fact.died_on or old.died_on
    fact.pregnancy_ended_on = old.pregnancy_ended_on


def _is_a_persons(row: PersonFact) -> bool:
    return row.recorded_by_id is not None or Origin.read(row.source) is None
