"""Taking a census that has been read into the record, child by child in batches.

A child is known by the authority's child id. What the census says of a person replaces what an earlier census
said, never what a person here recorded; an older census replaces nothing.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from thrive.base.access import policy
from thrive.base.access.models import Authority, User
from thrive.base.access.viewers import SystemViewer
from thrive.base.casework.actions import imported as casework
from thrive.base.casework.rules import FIELDS
from thrive.base.people import cards, intake
from thrive.base.people.models import Characteristic, Identifier, Life, PersonFact
from thrive.base.people.rules import IDENTIFIERS
from thrive.oversight.returns.census.content import Census, Child
from thrive.oversight.returns.findings import RECORDED_HERE
from thrive.oversight.returns.joining.facts import CENSUS_MODELS, Renewal, Said
from thrive.oversight.returns.joining.keeping_back import closed_ids
from thrive.oversight.returns.joining.origin import Origin
from thrive.oversight.returns.joining.people import on_record, refuse_closed, take_turns

BATCH = 500


@dataclass
class Taken:
    """What became of a file's children and elements: new, replaced, unchanged or older."""

    children: Counter[str] = field(default_factory=Counter)
    elements: Counter[tuple[str, str]] = field(default_factory=Counter)

    def as_counts(self) -> dict[str, dict[str, int]]:
        """Counts by kind and outcome, as a run keeps them."""
        counts: dict[str, dict[str, int]] = {"child": {name: n for name, n in self.children.items() if n}}
        for (kind, outcome), number in sorted(self.elements.items()):
            counts.setdefault(kind, {})[outcome] = number
        return counts


def take(
    census: Census,
    *,
    authority: Authority,
    by: SystemViewer,
    reader: User | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Taken:
    """Write a census in batches, each in its own transaction, so that people can go on working.

    `reader`: who will read the report, where somebody brings the file in by page. What is closed to them is left out.
    """
    taken = Taken()
    closed = closed_ids(authority, reader) if reader is not None else frozenset()
    total = len(census.children)
    for start in range(0, total, BATCH):
        with transaction.atomic():
            take_turns(authority)
            _Batch(census, authority, by, taken, closed).take(census.children[start : start + BATCH])
        progress(min(start + BATCH, total), total)
    return taken


class _Batch:
    """One batch: finds who is on record, adds who is not, then facts, then elements."""

    def __init__(
        self, census: Census, authority: Authority, by: SystemViewer, taken: Taken, closed: frozenset[str]
    ) -> None:
        """`closed`: ids of children whose records are closed to whoever brings the file in."""
        self.closed = closed
        self.origin = Origin.of_census(census.header.year)
        self.findings = census.findings
        self.authority, self.by, self.taken = authority, by, taken

    def take(self, children: Sequence[Child]) -> None:
        known, sealed = on_record(self.authority, [child.child_id for child in children])
        closed = sealed | self.closed
        for child in children:
            if child.child_id in closed:
                refuse_closed(self.findings, child.line, child.child_id)
        children = [child for child in children if child.child_id not in closed]
        added = [child for child in children if child.child_id not in known]
        there = [child for child in children if child.child_id in known]
        people = intake.add_people(
            [intake.NewPerson(authority=self.authority, facts=self._facts(child)) for child in added],
            by=self.by,
            source=self.origin.source,
            rebuild=False,
        )
        known.update((child.child_id, person.pk) for child, person in zip(added, people, strict=True))
        touched = {person.pk for person in people} | self._renew(there, known)
        tally = self._take_elements(children, known)
        self._tell_differences(children, known, tally)
        self.taken.children["new"] += len(added)
        self.taken.elements.update(tally.by_kind)
        cards.rebuild(touched | tally.touched)

    def _tell_differences(self, children: Sequence[Child], known: dict[str, int], tally: casework.Tally) -> None:
        """Say where people here recorded something else of what a file brought."""
        by_key = {known[child.child_id]: child for child in children} if tally.differs else {}
        for one in tally.differs:
            child = by_key[one.subject_id]
            self.findings.odd(RECORDED_HERE, line=child.line, child_id=child.child_id, field=FIELDS[one.field].label)

    def _renew(self, children: Sequence[Child], known: dict[str, int]) -> set[int]:
        """Renew the facts of children on record; returns the keys of those of whom something changed."""
        if not children:
            return set()
        policy.lock(*(known[child.child_id] for child in children))
        renewal = Renewal(self.origin, by=self.by, findings=self.findings, models=CENSUS_MODELS)
        renewed = renewal.renew(
            [
                Said(known[child.child_id], self._facts(child), child.line, child.child_id, _whole(child))
                for child in children
            ]
        )
        self.taken.children["replaced"] += len(renewed.changed)
        self.taken.children["older"] += len(renewed.older)
        self.taken.children["unchanged"] += len(children) - len(renewed.changed) - len(renewed.older)
        return renewed.changed

    def _facts(self, child: Child) -> list[PersonFact]:
        """Everything the census says of the child, as unsaved facts."""
        facts: list[PersonFact] = [
            Life(born_on=child.born_on, expected_on=child.expected_on, died_on=child.died_on),
            Identifier(scheme="la_child_id", value=child.child_id, authority_id=self.authority.pk),
        ]
        facts += [
            _number(scheme, value) for scheme, value in (("upn", child.upn), ("former_upn", child.former_upn)) if value
        ]
        facts += [Characteristic(kind=kind, value=value) for kind, value in _traits(child)]
        return facts

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
            incoming,
            authority=self.authority,
            collection=self.origin.collection,
            year=self.origin.year,
            as_at=self.origin.as_at,
            by=self.by,
            source=self.origin.source,
            about=list(known.values()),
        )


def _whole(child: Child) -> list[str]:
    """The lists that the file gives whole for this child: a missing module says nothing."""
    return [name for name, said in (("disability", child.disabilities), ("upn_unknown", child.upn)) if said]


def _number(scheme: str, value: str) -> Identifier:
    is_right = IDENTIFIERS[scheme].problem(value) is None
    return Identifier(
        scheme=scheme, value=value, status=Identifier.Status.ACTIVE if is_right else Identifier.Status.INVALID
    )


def _traits(child: Child) -> list[tuple[str, str]]:
    single = [("sex", child.sex), ("ethnicity", child.ethnicity), ("upn_unknown", child.upn_unknown)]
    return [(kind, value) for kind, value in single if value] + [("disability", code) for code in child.disabilities]
