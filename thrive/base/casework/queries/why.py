"""Why this date? How a due date of somebody's case was counted, and whether it was met."""

import datetime as dt
from dataclasses import dataclass

from thrive.base import law
from thrive.base.access.errors import NotFound
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.casework.facts import newest_seen
from thrive.base.casework.models import ImportedElement
from thrive.base.casework.rules import ELEMENT_TITLES
from thrive.base.local import facts as local
from thrive.base.offers import REGISTRY, Clock
from thrive.base.offers.runs import Element, Run, runs
from thrive.base.people.queries.records import Record, open_record
from thrive.govuk import words

#: What was done on a date that stops a clock, by the date's name. Any other is "Done".
DONE = {
    "held_on": "Held",
    "conference_held_on": "Held",
    "decided_on": "Decided",
    "authorised_on": "Signed off",
}


@dataclass(frozen=True)
class Why:
    """A due date with everything that makes it: the record that started it, the rule of that day, the count."""

    record: Record
    element: ImportedElement
    clock: Clock
    run: Run
    declared: law.Rule
    due: law.Due
    explanation: law.Explanation
    force: law.Force
    place: str
    extra_holidays: dict[dt.date, str]
    spoken_on: dt.date  # the day of the newest file that speaks of this person

    @property
    def rule(self) -> law.Timescale:
        """The rule as it stood on the day the clock started, with any local change."""
        return self.explanation.rule

    @property
    def started_by(self) -> str:
        """What started the clock, in words."""
        return ELEMENT_TITLES.get(self.element.kind, self.element.kind)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done, as far as is on record."""
        return self.run.is_running

    @property
    def is_late(self) -> bool:
        """Whether it was done late, or was still to be done when the newest file was made. Never guessed after that."""
        return self.run.lapsed_on is None and self.due.is_missed_by(self.run.stopped_on or self.spoken_on)

    @property
    def is_unknown(self) -> bool:
        """Whether its last day has passed, but after the newest file was made."""
        return self.is_open and not self.is_late and self.due.is_missed_by(clock.today())

    @property
    def outcome(self) -> str:
        """Whether it was met, in a sentence without its full stop."""
        day = self.run.stopped_on
        if day is not None:
            done = f"{DONE.get(self.clock.stops_on, 'Done')} on {words.long_date(day)}"
            return f"{done}, {self._how_late(day)}" if self.is_late else f"{done}, in time"
        if self.run.lapsed_on is not None:
            return f"No longer needed: closed on {words.long_date(self.run.lapsed_on)}"
        if self.is_late:
            by = words.long_date(self.spoken_on)
            return f"Not recorded as done by {by}, {self._how_late(self.spoken_on)} then"
        return "Not known whether it was met" if self.is_unknown else f"Due {words.weekday_date(self.due.on)}"

    def _how_late(self, day: dt.date) -> str:
        return self.due.words(day, self.extra_holidays)


def why(*, viewer: User, ref: str, key: str) -> Why:
    """Why the duty `key` is due when it is, where the element `ref` started its time.

    Logs that the record was opened. Raises NotFound where there is no such element or it starts no such time, and
    NotAllowed as opening the record does.
    """
    element = _element(ref)
    record = open_record(viewer=viewer, ref=element.subject.ref, tab="why")
    found = next((one for one in REGISTRY.clocks_for(element.kind) if one.rule.key == key), None)
    run = _run(found, element) if found else None
    declared = law.rule_for(key) if run else None
    if found is None or run is None or not isinstance(declared, law.Timescale):
        raise NotFound(ref)
    authority = element.authority
    extra = local.extra_holidays(authority)
    rule = declared.on(run.started_on, local.variations_for(authority, key), authority=authority.dfe_code)
    return Why(
        record=record,
        element=element,
        clock=found,
        run=run,
        declared=declared,
        due=law.Due.under(rule, run.started_on, extra),
        explanation=law.explain(rule, run.started_on, extra),
        force=law.force_of(declared, run.started_on, authority.dfe_code, local.commencements_for(authority, key)),
        place=authority.name,
        extra_holidays=extra,
        spoken_on=max([element.as_at, *newest_seen([element.subject_id], element.collection).values()]),
    )


def _element(ref: str) -> ImportedElement:
    """The element called `ref`; where a later file replaced it, the one that stands in its place."""
    rows = ImportedElement.objects.select_related("subject", "authority")
    named = rows.filter(ref=ref).first()
    if named is None:
        raise NotFound(ref)
    if named.is_current:
        return named
    same = {"subject": named.subject, "kind": named.kind, "natural_key": named.natural_key}
    current = rows.current().filter(**same).first()
    if current is None:
        raise NotFound(ref)
    return current


def _run(clock_: Clock, element: ImportedElement) -> Run | None:
    """The run of this clock that the element started, among all that is on record about the person."""
    kinds = {clock_.starts_with, clock_.stops_with, clock_.while_open} - {""}
    rows = ImportedElement.objects.current().filter(subject_id__in=element.subject.about_ids(), kind__in=kinds)
    elements = [
        Element.from_content(row.ref, row.kind, row.content, belongs_to=row.parent_key or _own_key(row)) for row in rows
    ]
    return next((run for run in runs(clock_, elements) if run.element.ref == element.ref), None)


def _own_key(row: ImportedElement) -> str:
    """A referral belongs to itself."""
    return row.natural_key if row.kind == "referral" else ""
