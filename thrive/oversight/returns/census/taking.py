"""Taking a census that has been read into the record, child by child in batches.

A child is known by the authority's child id. What the census says of a person replaces what an earlier census
said, never what a person here recorded; an older census replaces nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from thrive.base.access.models import Authority
from thrive.base.access.viewers import SystemViewer
from thrive.base.casework import actions as casework
from thrive.base.casework.models import CollectionSeen
from thrive.base.people import cards, intake
from thrive.base.people.models import Characteristic, Identifier, Life, Person, PersonFact
from thrive.base.people.rules import IDENTIFIERS
from thrive.oversight.returns.census.reading import Census, Child

COLLECTION = "cin"
BATCH = 250


@dataclass
class Taken:
    """What became of a file's children and elements."""

    children: Counter[str] = field(default_factory=Counter)
    elements: Counter[tuple[str, str]] = field(default_factory=Counter)

    def as_counts(self) -> dict[str, dict[str, int]]:
        """Counts by kind and outcome, as a run keeps them."""
        counts: dict[str, dict[str, int]] = {"child": dict(self.children)}
        for (kind, outcome), number in sorted(self.elements.items()):
            counts.setdefault(kind, {})[outcome] = number
        return counts


def take(
    census: Census,
    *,
    authority: Authority,
    by: SystemViewer,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Taken:
    """Write a census in batches, each in its own transaction, so that people can go on working.

    With `dry_run` every batch is rolled back after it has been counted.
    """
    taken = Taken()
    total = len(census.children)
    for start in range(0, total, BATCH):
        with transaction.atomic():
            _Batch(census, authority, by, taken).take(census.children[start : start + BATCH])
            transaction.set_rollback(dry_run)
        if progress:
            progress(min(start + BATCH, total), total)
    return taken


class _Batch:
    """One batch: finds who is on record, adds who is not, then facts, then elements."""

    def __init__(self, census: Census, authority: Authority, by: SystemViewer, taken: Taken) -> None:
        self.year = census.header.year
        self.source = f"CIN census {census.header.year}"
        self.findings = census.findings
        self.authority, self.by, self.taken = authority, by, taken

    def take(self, children: Sequence[Child]) -> None:
        known = self._known(children)
        added = [child for child in children if child.child_id not in known]
        people = intake.add_people(
            [intake.NewPerson(authority=self.authority, facts=self._facts(child)) for child in added],
            by=self.by,
            source=self.source,
            rebuild=False,
        )
        for child, person in zip(added, people, strict=True):
            known[child.child_id] = person.pk
        on_record = [child for child in children if child not in added]
        changed = self._renew(on_record, known)
        tally = self._take_elements(children, known)
        self.taken.children["new"] += len(added)
        self.taken.children["changed"] += len(changed)
        self.taken.children["on record"] += len(on_record) - len(changed)
        self.taken.elements.update(tally.by_kind)
        cards.rebuild(known[child.child_id] for child in children)

    def _known(self, children: Sequence[Child]) -> dict[str, int]:
        rows = Identifier.objects.current().filter(
            scheme="la_child_id", authority=self.authority, value__in=[child.child_id for child in children]
        )
        return dict(rows.values_list("value", "person_id"))

    def _facts(self, child: Child) -> list[PersonFact]:
        """Everything the census says of the child, as unsaved facts."""
        facts: list[PersonFact] = [
            Life(born_on=child.born_on, expected_on=child.expected_on, died_on=child.died_on),
            Identifier(scheme="la_child_id", value=child.child_id, authority=self.authority),
        ]
        facts += [
            self._number(child, scheme, value)
            for scheme, value in (("upn", child.upn), ("former_upn", child.former_upn))
            if value
        ]
        facts += [Characteristic(kind=kind, value=value) for kind, value in _traits(child)]
        return facts

    def _number(self, child: Child, scheme: str, value: str) -> Identifier:
        problem = IDENTIFIERS[scheme].problem(value)
        if problem:
            self.findings.odd(
                f"{problem} It was kept, marked as not valid.", line=child.line, child_id=child.child_id, field="UPN"
            )
        status = Identifier.Status.INVALID if problem else Identifier.Status.ACTIVE
        return Identifier(scheme=scheme, value=value[:60], status=status)

    def _renew(self, children: Sequence[Child], known: dict[str, int]) -> set[int]:
        """Replace what an earlier census said and this one says otherwise; add what was not said. Returns whom."""
        keys = [known[child.child_id] for child in children]
        newest = dict(
            CollectionSeen.objects.filter(subject_id__in=keys, collection=COLLECTION).values_list("subject_id", "year")
        )
        held = _held(keys)
        fresh: list[PersonFact] = []
        replaced: list[PersonFact] = []
        for child in children:
            key = known[child.child_id]
            if newest.get(key, 0) > self.year:
                continue
            for fact in self._facts(child):
                fact.person = Person(pk=key)
                old = held[key].pop(_sort(fact), None)
                if old is None:
                    fresh.append(fact)
                elif _says(old) != _says(fact):
                    self._replace(child, old, fact, fresh, replaced)
            replaced += [old for name, old in held[key].items() if self._is_no_longer_said(name, old)]
        intake.add_facts(fresh, by=self.by, source=self.source, replacing=replaced)
        return {fact.person_id for fact in [*fresh, *replaced]}

    def _replace(
        self, child: Child, old: PersonFact, fact: PersonFact, fresh: list[PersonFact], replaced: list[PersonFact]
    ) -> None:
        """Put the census's word in place of an earlier census's; leave a person's word standing, and say so."""
        if not old.source.startswith("CIN census"):
            self.findings.odd(
                f"The record says otherwise about {fact._meta.verbose_name}, entered here. The record was kept.",
                line=child.line,
                child_id=child.child_id,
            )
            return
        if isinstance(fact, Life) and isinstance(old, Life):
            fact.expected_on = fact.expected_on or old.expected_on
            fact.pregnancy_ended_on = old.pregnancy_ended_on
        fact.replaces_id = old.pk
        replaced.append(old)
        fresh.append(fact)

    def _is_no_longer_said(self, name: tuple[str, ...], old: PersonFact) -> bool:
        """Whether a disability of an earlier census is missing from this one. Other facts are never unsaid."""
        return name[0] == "disability" and old.source.startswith("CIN census")

    def _take_elements(self, children: Sequence[Child], known: dict[str, int]) -> casework.Tally:
        incoming = [
            casework.Incoming(
                subject_id=known[child.child_id],
                kind=one.kind,
                natural_key=one.natural_key,
                parent_key=one.parent_key,
                content=one.content,
                began_on=one.began_on,
                ended_on=one.ended_on,
            )
            for child in children
            for one in child.elements
        ]
        return casework.take_in(
            incoming, authority=self.authority, collection=COLLECTION, year=self.year, by=self.by, source=self.source
        )


def _traits(child: Child) -> list[tuple[str, str]]:
    single = [("sex", child.sex), ("ethnicity", child.ethnicity), ("upn_unknown", child.upn_unknown)]
    return [(kind, value) for kind, value in single if value] + [("disability", code) for code in child.disabilities]


def _held(keys: Sequence[int]) -> dict[int, dict[tuple[str, ...], PersonFact]]:
    """Current facts of these people that a census speaks of, by person and by what they say it about."""
    held: dict[int, dict[tuple[str, ...], PersonFact]] = defaultdict(dict)
    kinds = ("sex", "ethnicity", "upn_unknown", "disability")
    querysets = (
        Life.objects.current().filter(person_id__in=keys),
        Identifier.objects.current().filter(person_id__in=keys, scheme__in=("la_child_id", "upn", "former_upn")),
        Characteristic.objects.current().filter(person_id__in=keys, kind__in=kinds, true_to=None),
    )
    for rows in querysets:
        for row in rows:
            held[row.person_id][_sort(row)] = row
    return held


def _sort(fact: PersonFact) -> tuple[str, ...]:
    """What a fact is about: two facts of one sort cannot both be the census's word."""
    if isinstance(fact, Identifier):
        return (fact.scheme,)
    if isinstance(fact, Characteristic):
        return (fact.kind, fact.value) if fact.kind == "disability" else (fact.kind,)
    return ("life",)


def _says(fact: PersonFact) -> tuple:
    """What a fact says, to be compared."""
    if isinstance(fact, Life):
        return (fact.born_on, fact.died_on) if fact.born_on else (fact.expected_on, fact.died_on)
    assert isinstance(fact, Identifier | Characteristic)
    return (fact.value,)
