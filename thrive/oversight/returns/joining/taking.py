"""Taking what a file says of people into the record, in batches, each in its own transaction.

First everybody with a row of their own, so that anybody can be named as somebody's parent; then, family by
family, parents, relationships, households, schools and workers; then relations between families.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from thrive.base.access import policy
from thrive.base.access.models import Authority, Subject, User
from thrive.base.access.rules import Restriction
from thrive.base.access.viewers import SystemViewer
from thrive.base.calendar import clock
from thrive.base.casework.actions import imported as casework
from thrive.base.casework.rules import FIELDS
from thrive.base.history import audit
from thrive.base.people import cards, intake
from thrive.base.people.models import GuardDecision
from thrive.base.people.rules import IDENTIFIERS
from thrive.oversight.returns.findings import RECORDED_HERE, Findings
from thrive.oversight.returns.joining import entry_facts
from thrive.oversight.returns.joining.adults import Adults
from thrive.oversight.returns.joining.entries import Entry
from thrive.oversight.returns.joining.facts import AGENCY, Renewal, Said
from thrive.oversight.returns.joining.involving import Involving
from thrive.oversight.returns.joining.keeping_back import leave_out
from thrive.oversight.returns.joining.origin import Origin
from thrive.oversight.returns.joining.people import Bearers, bearers, refuse_closed, take_turns
from thrive.oversight.returns.joining.places import Places
from thrive.oversight.returns.joining.staff import Staff
from thrive.oversight.returns.joining.ties import Child, Ties

BATCH = 250

Progress = Callable[[str, int, int | None], None]


@dataclass
class Taken:
    """What became of the people of a file and of what binds them."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, kind: str, outcome: str, number: int = 1) -> None:
        """Count so many of a kind."""
        self.counts.setdefault(kind, Counter())[outcome] += number

    def add(self, counted: Counter[tuple[str, str]]) -> None:
        """Count what another part of the work counted."""
        for (kind, outcome), number in counted.items():
            self.count(kind, outcome, number)

    def as_counts(self) -> dict[str, dict[str, int]]:
        """Counts by kind and outcome, as a run keeps them."""
        found = {kind: {name: n for name, n in some.items() if n} for kind, some in self.counts.items()}
        return {kind: some for kind, some in found.items() if some}


class People:
    """One file's people, in one authority, as at one day."""

    def __init__(
        self,
        authority: Authority,
        origin: Origin,
        *,
        by: SystemViewer,
        findings: Findings,
        taken: Taken,
        reader: User | None = None,
    ) -> None:
        """`reader`: who will read the report, where somebody brings the file in by page."""
        self.authority, self.origin, self.by, self.reader = authority, origin, by, reader
        self.findings, self.taken = findings, taken
        self.places, self.staff = Places(), Staff.of(authority)
        self.involving = Involving(origin, self.staff, self.places, by=by, findings=findings)
        self.keys: dict[int, int] = {}  # of records, by the identity of their entry
        self.spoken_of: set[int] = set()  # keys of records on which a row was taken already
        self.given: dict[tuple[str, str], int] = {}  # numbers of the file, by the identity of the first entry with it

    def take(self, entries: Sequence[Entry], progress: Progress) -> None:
        """Write everything these entries say, without what is kept from whoever will read the report."""
        if self.reader is not None:
            entries = leave_out(entries, authority=self.authority, reader=self.reader, findings=self.findings)
        ordered = sorted(entries, key=lambda entry: (entry.scope, entry.line))
        batches = list(_batches(ordered))
        done = 0
        for step, write in (("Writing people", self._people), ("Writing families", self._families)):
            done = 0
            for some in batches:
                with transaction.atomic():
                    take_turns(self.authority)
                    write(some)
                done += len(some)
                progress(step, done, len(ordered))
        self._relations([entry for entry in ordered if entry.relations and id(entry) in self.keys])

    # --- people ------------------------------------------------------------------------------------------------

    def _people(self, entries: Sequence[Entry]) -> None:
        known = bearers(self.authority, (value for entry in entries for value in entry.numbers.values()))
        entries = self._open_ones(entries, known)
        self.places.learn(said for entry in entries for said in entry.places)
        there: list[tuple[Entry, int]] = []
        added: list[Entry] = []
        for entry in entries:
            key = known.of_numbers(entry.numbers)
            if key is None:
                added.append(entry)
            elif key in self.spoken_of:
                self._refuse_second(entry)
            else:
                there.append((entry, key))
                self.spoken_of.add(key)
        facts = {id(entry): self._facts(entry, known) for entry in (*added, *(entry for entry, _ in there))}
        people = intake.add_people(
            [self._new_person(entry, facts[id(entry)]) for entry in added],
            by=self.by,
            source=self.origin.source,
            rebuild=False,
        )
        self.keys.update((id(entry), person.pk) for entry, person in zip(added, people, strict=True))
        touched = {person.pk for person in people} | self._renew(there, facts)
        for entry in added:
            self.taken.count("child" if entry.is_child else "adult", "new")
        touched |= self._take_elements(entries)
        cards.rebuild(touched)

    def _open_ones(self, entries: Sequence[Entry], known: Bearers) -> list[Entry]:
        """Those whose records are not closed to importers."""
        found = []
        for entry in entries:
            if known.are_sealed(entry.numbers):
                refuse_closed(self.findings, entry.line, entry.label)
            else:
                found.append(entry)
        return found

    def _refuse_second(self, entry: Entry) -> None:
        self.findings.refuse(
            "Another row, with another number, is of the same person. The first row stands.",
            line=entry.line,
            child_id=entry.label,
            kind="child",
        )

    def _facts(self, entry: Entry, known: Bearers) -> list:
        disputed = self._disputed(entry, known)
        return entry_facts.of_entry(
            entry,
            authority=self.authority,
            places=self.places,
            unknown_workers=self.involving.unknown_workers(entry),
            disputed=disputed,
        )

    def _disputed(self, entry: Entry, known: Bearers) -> frozenset[str]:
        """The schemes of its national numbers that are somebody else's, on record or by an earlier row."""
        key = known.of_numbers(entry.numbers)
        found: dict[str, str] = {}
        for scheme in ("nhs", "upn"):
            number = (scheme, entry.numbers.get(scheme, ""))
            if not number[1]:
                continue
            if known.holds.get(number, set()) - {key}:
                found[scheme] = "Somebody else on record has this number. It was kept as disputed; nobody was joined."
            elif self.given.setdefault(number, id(entry)) != id(entry) and key not in known.holds.get(number, set()):
                found[scheme] = "Another row has this number. It was kept as disputed; one of the two is wrong."
        for scheme, reason in found.items():
            self.findings.odd(reason, line=entry.line, child_id=entry.label, field=IDENTIFIERS[scheme].label)
        return frozenset(found)

    def _new_person(self, entry: Entry, facts: list) -> intake.NewPerson:
        return intake.NewPerson(
            authority=self.authority,
            facts=facts,
            has_childhood_record=entry.is_child,
            restriction=Restriction.RESTRICTED if entry.restricted else Restriction.ORDINARY,
            address_restricted=entry.address_restricted,
        )

    def _renew(self, there: Sequence[tuple[Entry, int]], facts: dict[int, list]) -> set[int]:
        policy.lock(*(key for _, key in there))
        renewal = Renewal(self.origin, by=self.by, findings=self.findings)
        renewed = renewal.renew(
            [
                Said(key, facts[id(entry)], entry.line, entry.label, (AGENCY,) if "worker" in entry.says else ())
                for entry, key in there
            ]
        )
        for entry, key in there:
            kind = "child" if entry.is_child else "adult"
            if key in renewed.older:
                self.taken.count(kind, "older")
                continue
            self.keys[id(entry)] = key
            self.taken.count(kind, "replaced" if key in renewed.changed else "unchanged")
        self._restrict([entry for entry, key in there if key not in renewed.older])
        return renewed.changed

    def _restrict(self, entries: Sequence[Entry]) -> None:
        """Restrict records the file says are restricted. A file never lifts a restriction."""
        records = {self.keys[id(entry)]: entry for entry in entries if entry.restricted or entry.address_restricted}
        for subject in Subject.objects.filter(pk__in=list(records)):
            entry = records[subject.pk]
            restriction = Restriction(subject.restriction)
            if entry.restricted and restriction == Restriction.ORDINARY:
                restriction = Restriction.RESTRICTED
            hidden = subject.address_restricted or entry.address_restricted
            if (restriction, hidden) != (subject.restriction, subject.address_restricted):
                subject.restriction, subject.address_restricted = restriction, hidden
                subject.save(update_fields=["restriction", "address_restricted"])
                GuardDecision.objects.create(
                    subject=subject,
                    restriction=restriction,
                    address_restricted=hidden,
                    why=self.origin.source,
                    happened_on=clock.today(),
                )
                audit.note(self.by, "people.restricted", subject, about=[subject], source=self.origin.source)

    def _take_elements(self, entries: Sequence[Entry]) -> set[int]:
        held = [(entry, self.keys[id(entry)]) for entry in entries if id(entry) in self.keys]
        tally = casework.take_in(
            [one.incoming(key) for entry, key in held for one in entry.elements],
            authority=self.authority,
            collection=self.origin.collection,
            year=self.origin.year,
            as_at=self.origin.as_at,
            by=self.by,
            source=self.origin.source,
            about=[key for _, key in held],
        )
        self.taken.add(tally.by_kind)
        labels = {key: entry for entry, key in held} if tally.differs else {}
        for one in tally.differs:
            entry = labels[one.subject_id]
            self.findings.odd(RECORDED_HERE, line=entry.line, child_id=entry.label, field=FIELDS[one.field].label)
        return tally.touched

    # --- families ----------------------------------------------------------------------------------------------

    def _families(self, entries: Sequence[Entry]) -> None:
        children: list[Child] = [(entry, self.keys[id(entry)]) for entry in entries if id(entry) in self.keys]
        adults = Adults(self.authority, self.origin, by=self.by, findings=self.findings)
        known = bearers(self.authority, _forms_of(adult.key for entry, _ in children for adult in entry.adults))
        found = adults.find_or_add(children, known)
        ties = Ties(self.authority, self.origin, by=self.by)
        ties.relate(
            ((tie.adult_id, tie.child_id, tie.kind) for tie in found), speak_of=sorted({tie.child_id for tie in found})
        )
        circles = ties.families(children, found)
        ties.households(children, found)
        self.involving.touched = set()
        self.involving.agree(children, circles)
        self.taken.count("adult", "new", adults.added)
        self.taken.count("adult", "unchanged", adults.unchanged)
        self.taken.count("adult", "replaced", len(adults.changed) - adults.added)
        self.taken.add(ties.counts)
        self.taken.add(self.involving.counts)
        self.involving.counts.clear()
        cards.rebuild(adults.changed | ties.touched | self.involving.touched)

    def _relations(self, entries: Sequence[Entry]) -> None:
        """Other relations, once everybody is on record."""
        for start in range(0, len(entries), BATCH):
            some = entries[start : start + BATCH]
            with transaction.atomic():
                take_turns(self.authority)
                known = bearers(self.authority, _forms_of(key for entry in some for _, key in entry.relations))
                ties = Ties(self.authority, self.origin, by=self.by)
                ties.relate(
                    (other, self.keys[id(entry)], kind)
                    for entry in some
                    for kind, key in entry.relations
                    if (other := self._other(entry, key, known)) is not None
                )
                self.taken.add(ties.counts)
                cards.rebuild(ties.touched)

    def _other(self, entry: Entry, key: str, known: Bearers) -> int | None:
        other = known.of_key(key)
        if other is None or other == self.keys[id(entry)]:
            self.findings.refuse(
                "Nobody else on record has this id. Import that person too, then this file again.",
                line=entry.line,
                child_id=entry.label,
                field="Other relations",
                kind="relationship",
                found=key,
            )
            return None
        return other


def _forms_of(keys: Iterator[str]) -> list[str]:
    """A file's own ids in the forms in which the authority's numbers are kept."""
    return [form for key in keys if key for form in {key, "".join(key.split()), " ".join(key.split()).upper()}]


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Batches that do not part a family, unless it is larger than a batch."""
    batch: list[Entry] = []
    for entry in entries:
        is_full = len(batch) >= BATCH and batch[-1].scope != entry.scope
        if is_full or len(batch) >= 2 * BATCH:
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch
