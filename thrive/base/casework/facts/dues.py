"""Which duties run for people, and by when each is to be done: worked out from their elements, whoever asks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from thrive.base import law
from thrive.base.access.models import Authority, Subject
from thrive.base.casework.models import CollectionSeen, DueDate, ImportedElement
from thrive.base.local import facts as local
from thrive.base.offers import ELEMENT_DATES, REGISTRY, Called, Clock
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
    kind speaks; without what a domain has taken over. One query."""
    kinds = {kind for one in REGISTRY.clocks for kind in (one.starts_with, one.stops_with, one.while_open)} - {""}
    wanted = kinds - set(REGISTRY.taken_over)
    found: dict[int, list[Element]] = defaultdict(list)
    rows = ImportedElement.objects.current().filter(subject_id__in=people, kind__in=sorted(wanted))
    for row in rows.annotate(newest=newest_of("collection")).order_by("pk"):
        found[row.subject_id].append(element_of(row, row.newest))
    return found


def newest_of(collection: str, subject: str = "subject_id") -> Subquery:
    """In a query: the day of the newest file of this collection that speaks of the Subject, both fields of the row."""
    seen = CollectionSeen.objects.filter(subject_id=OuterRef(subject), collection=OuterRef(collection))
    return Subquery(seen.values("as_at")[:1])


def element_of(row: ImportedElement, newest: dt.date | None = None) -> Element:
    """An imported row as clocks see it; a referral belongs to itself."""
    return Element.from_content(
        row.ref,
        row.kind,
        row.content,
        belongs_to=row.parent_key or (row.natural_key if row.kind == "referral" else ""),
        object_type=ImportedElement._meta.label_lower,
        object_id=row.pk,
        spoken_on=max(row.as_at, newest or row.as_at),
    )


def element_called(ref: str) -> Called | None:
    """The imported element called `ref`; where a later file replaced it, the one that stands in its place. None for one
    that is not there, that starts no clock, or that a domain has taken over."""
    row = imported_called(ref)
    if row is None or row.kind in REGISTRY.taken_over or row.kind not in ELEMENT_DATES:
        return None
    newest = CollectionSeen.objects.filter(subject_id=row.subject_id, collection=row.collection)
    return Called(
        element=element_of(row, newest.values_list("as_at", flat=True).first()),
        subject=row.subject,
        recorded_at=row.recorded_at,
        known_from=row.source,
        is_from_file=True,
        is_corrected=row.replaces_id is not None,
    )


def imported_called(ref: str) -> ImportedElement | None:
    """The imported row called `ref`, or the one that stands in its place; None where there is neither."""
    rows = ImportedElement.objects.select_related("subject__authority", "authority")
    named = rows.filter(ref=ref).first()
    if named is None or named.is_current:
        return named
    same = {"subject": named.subject, "kind": named.kind, "natural_key": named.natural_key}
    return rows.current().filter(**same).first()


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
