"""Which duties run for people, and by when each is to be done: worked out from their elements, whoever asks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from thrive.base import law
from thrive.base.access.models import Authority, Subject
from thrive.base.casework.models import CollectionSeen, DueDate, ImportedElement
from thrive.base.local import facts as local
from thrive.base.offers import REGISTRY, Clock
from thrive.base.offers.runs import Element, Run, runs

KEY = tuple[int, str, str]  # Subject, clock, element


@dataclass(frozen=True)
class Here:
    """What an authority has chosen about rules: by these a due date is judged."""

    authority: Authority
    variations: Collection[law.Variation]
    commencements: Collection[law.Commencement]
    holidays: Mapping[dt.date, str]

    @classmethod
    def of(cls, authority: Authority) -> "Here":
        """The choices of one authority. Three queries."""
        return cls(
            authority,
            local.variations_for(authority),
            local.commencements_for(authority),
            local.extra_holidays(authority),
        )

    def rule(self, declared: law.Timescale, start: dt.date) -> law.Timescale:
        """The rule as it stood on the day its clock started, with any local change."""
        return declared.on(start, self.variations, authority=self.authority.dfe_code)

    def due(self, declared: law.Timescale, start: dt.date) -> law.Due:
        """When it is due where its clock started on `start`."""
        return law.Due.under(self.rule(declared, start), start, self.holidays)

    def force(self, declared: law.Timescale, start: dt.date) -> law.Force:
        """Whether the rule binds here, or only warns, on the day its clock started."""
        return law.force_of(declared, start, self.authority.dfe_code, self.commencements)


def imported_elements(people: Sequence[int]) -> Mapping[int, list[Element]]:
    """What files said of these people, as far as clocks look at it, each with the day to which the newest file of its
    kind speaks. Two queries."""
    kinds = {kind for one in REGISTRY.clocks for kind in (one.starts_with, one.stops_with, one.while_open)} - {""}
    spoken = {
        (row.subject_id, row.collection): row.as_at for row in CollectionSeen.objects.filter(subject_id__in=people)
    }
    found: dict[int, list[Element]] = defaultdict(list)
    for row in ImportedElement.objects.current().filter(subject_id__in=people, kind__in=kinds).order_by("pk"):
        newest = spoken.get((row.subject_id, row.collection), row.as_at)
        found[row.subject_id].append(
            Element.from_content(
                row.ref,
                row.kind,
                row.content,
                belongs_to=row.parent_key or (row.natural_key if row.kind == "referral" else ""),
                object_type=ImportedElement._meta.label_lower,
                object_id=row.pk,
                spoken_on=max(row.as_at, newest),
            )
        )
    return found


def due_dates(subjects: Sequence[Subject], here: Mapping[int, Here]) -> dict[KEY, DueDate]:
    """The due dates of these people as they ought to stand, by Subject, clock and element.

    `subjects` hold every record of a person whose records were joined: what stands on one stops a clock that another
    started. `here` are the choices of their authorities, by key. As many queries as domains keep elements.
    """
    elements = REGISTRY.elements([one.pk for one in subjects])
    together: dict[tuple[str, int], list[Subject]] = defaultdict(list)
    for one in subjects:
        together[("set", one.alias_set_id) if one.alias_set_id else ("one", one.pk)].append(one)
    return {
        (row.subject_id, row.clock, row.element_ref): row
        for those in together.values()
        for row in _of_person(those, elements, here)
    }


def _of_person(
    records: Sequence[Subject], elements: Mapping[int, Sequence[Element]], here: Mapping[int, Here]
) -> Iterable[DueDate]:
    everything = [element for one in records for element in elements.get(one.pk, ())]
    if not everything:
        return
    whose = {element.ref: one for one in records for element in elements.get(one.pk, ())}
    kinds = {one.kind for one in everything}
    for clock in (one for one in REGISTRY.clocks if one.starts_with in kinds):
        for run in runs(clock, everything):
            if run.is_running and isinstance(clock.rule, law.Timescale):
                subject = whose[run.element.ref]
                yield _row(clock, clock.rule, run, subject, here[subject.authority_id])


def _row(clock: Clock, declared: law.Timescale, run: Run, subject: Subject, here: Here) -> DueDate:
    return DueDate(
        subject_id=subject.pk,
        clock=clock.key,
        rule=declared.key,
        element_type=run.element.object_type,
        element_id=run.element.object_id,
        element_ref=run.element.ref,
        started_on=run.started_on,
        due_on=here.due(declared, run.started_on).on,
        spoken_on=run.element.spoken_on,
        binds=here.force(declared, run.started_on) is law.Force.BINDS,
    )
