"""Parents and carers that children's rows name: each once for a family, or once for a key.

Nobody is joined to somebody of another family by name alone. Within a family the same name is the same adult,
unless both have birth dates and these differ.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from thrive.base.access.models import Authority, CircleMember
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity
from thrive.base.matching import normalise
from thrive.base.people import intake
from thrive.base.people.models import Life, Name, Relationship
from thrive.oversight.returns.findings import Findings
from thrive.oversight.returns.joining import entry_facts
from thrive.oversight.returns.joining.entries import Adult, Entry
from thrive.oversight.returns.joining.facts import Renewal, Said
from thrive.oversight.returns.joining.origin import Origin
from thrive.oversight.returns.joining.people import Bearers


@dataclass
class Somebody:
    """One adult of a file, from all rows of a family that name them; `key` is the record's, once there is one."""

    adult: Adult
    line: int
    child_id: str
    names: set[str] = field(default_factory=set)
    born_on: dt.date | None = None
    person_id: int | None = None
    key_is_known: bool = False

    def may_be(self, adult: Adult) -> bool:
        """Whether a row of the same family means the same adult."""
        if adult.key and self.adult.key:
            return adult.key.casefold() == self.adult.key.casefold()
        if not adult.name or adult.name.compared not in self.names:
            return False
        return None in (adult.born_on, self.born_on) or adult.born_on == self.born_on

    def hear(self, adult: Adult) -> None:
        """Take from another row what was not said before."""
        for name in ("name", "born_on", "key", "sex", "phones", "home"):
            if not getattr(self.adult, name):
                setattr(self.adult, name, getattr(adult, name))
        self.born_on = self.born_on or adult.born_on
        if adult.name:
            self.names.add(adult.name.compared)


@dataclass(frozen=True)
class Tie:
    """An adult is something to a child; both by key of their records."""

    adult_id: int
    child_id: int
    kind: str
    adult: Adult
    entry: Entry


class Adults:
    """The adults of one batch of children, found or added."""

    def __init__(self, authority: Authority, origin: Origin, *, by: Viewer, findings: Findings) -> None:
        self.authority, self.origin, self.by, self.findings = authority, origin, by, findings
        self.added = 0
        self.changed: set[int] = set()
        self.unchanged = 0

    def find_or_add(self, children: Sequence[tuple[Entry, int]], bearers: Bearers) -> list[Tie]:
        """The adults of these children, on record by the end, and what each is to whom."""
        on_record = self._on_record(children)
        heard: list[tuple[Entry, int, Adult, Somebody]] = []
        known: dict[str, list[Somebody]] = defaultdict(list)
        by_key: dict[str, Somebody] = {}
        for entry, child_id in children:
            for adult in entry.adults:
                somebody = self._somebody(entry, adult, bearers, known[entry.scope], by_key, on_record)
                if somebody is not None:
                    heard.append((entry, child_id, adult, somebody))
        everybody = list({id(one): one for *_, one in heard}.values())
        there = [one for one in everybody if one.person_id is not None]
        self._add([one for one in everybody if one.person_id is None])
        self._renew(there)
        return [
            Tie(one.person_id, child_id, adult.kind, adult, entry)
            for entry, child_id, adult, one in heard
            if one.person_id is not None and one.person_id != child_id
        ]

    def _somebody(
        self,
        entry: Entry,
        adult: Adult,
        bearers: Bearers,
        family: list[Somebody],
        by_key: dict[str, Somebody],
        on_record: dict[str, list[Somebody]],
    ) -> Somebody | None:
        key = adult.key.casefold()
        found = by_key.get(key) if key else None
        if found is None and key and (person_id := bearers.of_key(adult.key)) is not None:
            found = Somebody(adult, entry.line, entry.label, person_id=person_id, key_is_known=True)
        if found is None:
            found = next((one for one in (*family, *on_record[entry.scope]) if one.may_be(adult)), None)
        if found is None and not adult.name:
            self.findings.refuse(
                "Nobody on record has this id, and no name is given. Give the name, or import that person too.",
                line=entry.line,
                child_id=entry.label,
                field="id",
                kind="relationship",
                found=adult.key,
            )
            return None
        found = found or Somebody(adult, entry.line, entry.label)
        found.hear(adult)
        if not found.line:
            found.line, found.child_id = entry.line, entry.label
        if found not in family:
            family.append(found)
        if key:
            by_key[key] = found
        return found

    def _on_record(self, children: Sequence[tuple[Entry, int]]) -> dict[str, list[Somebody]]:
        """Adults on record for each family: of its circle, and those the children are related to."""
        scopes = {child_id: entry.scope for entry, child_id in children if entry.adults}
        pairs: set[tuple[str, int]] = set()
        ties = Relationship.objects.current().filter(other_id__in=list(scopes), true_to=None)
        pairs.update((scopes[child], adult) for adult, child in ties.values_list("person_id", "other_id"))
        members = CircleMember.objects.current().filter(
            capacity=Capacity.ADULT,
            true_to=None,
            circle__authority=self.authority,
            circle__family__source_key__in=set(scopes.values()),
        )
        pairs.update(members.values_list("circle__family__source_key", "subject_id"))
        found: dict[str, list[Somebody]] = defaultdict(list)
        known = _who(adult for _, adult in pairs)
        for scope, adult in sorted(pairs):
            names, born = known[adult]
            found[scope].append(Somebody(Adult(kind=""), 0, "", names, born, adult))
        return found

    def _add(self, some: Sequence[Somebody]) -> None:
        people = intake.add_people(
            [
                intake.NewPerson(
                    authority=self.authority,
                    facts=entry_facts.of_adult(one.adult, self.authority, with_key=True),
                    has_childhood_record=False,
                )
                for one in some
            ],
            by=self.by,
            source=self.origin.source,
            rebuild=False,
        )
        for one, person in zip(some, people, strict=True):
            one.person_id = person.pk
        self.added += len(people)
        self.changed |= {person.pk for person in people}

    def _renew(self, some: Sequence[Somebody]) -> None:
        renewal = Renewal(self.origin, by=self.by, findings=self.findings)
        renewed = renewal.renew(
            [
                Said(
                    one.person_id,
                    entry_facts.of_adult(one.adult, self.authority, with_key=not one.key_is_known),
                    one.line,
                    one.child_id,
                )
                for one in some
                if one.person_id is not None
            ]
        )
        self.changed |= renewed.changed
        self.unchanged += len(some) - len(renewed.changed)


def _who(keys: Iterable[int]) -> dict[int, tuple[set[str], dt.date | None]]:
    """Every name, as names are compared, and the birth date of these people."""
    wanted = sorted(set(keys))
    names: dict[int, set[str]] = defaultdict(set)
    for name in Name.objects.current().filter(person_id__in=wanted):
        names[name.person_id].add(normalise.name(name.full or f"{name.given} {name.family}"))
    born = dict(Life.objects.current().filter(person_id__in=wanted).values_list("person_id", "born_on"))
    return {key: (names[key], born.get(key)) for key in wanted}
