"""Why this date? How a due date of somebody's case was counted, and whether it was met."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from thrive.base import law
from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.casework.facts import newest_seen
from thrive.base.casework.facts.dues import Here
from thrive.base.casework.models import ImportedElement
from thrive.base.casework.rules import ELEMENT_TITLES
from thrive.base.history import wall
from thrive.base.offers import REGISTRY, Clock
from thrive.base.offers.runs import Element, Run, runs
from thrive.base.people.permissions import OPEN_RECORD
from thrive.base.people.queries.records import Record, open_record
from thrive.base.record.models import Event
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
    """A due date with everything that makes it: the element that started it, the rule of that day, the count."""

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
    def title(self) -> str:
        """What is due: "Initial child protection conference"."""
        return self.clock.title

    @property
    def key(self) -> str:
        """The key of the duty."""
        return self.declared.key

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
        return "Not known whether it was met" if self.is_unknown else "Still to be done"

    def _how_late(self, day: dt.date) -> str:
        return self.due.words(day, self.extra_holidays)


def why(*, viewer: User, ref: str, key: str) -> tuple[Record, Why]:
    """Why the duty `key` is due when it is, where the element `ref` started its time; and whose record that is.

    Logs that the record was opened. Raises NotFound where there is no such element or it starts no such time, and
    NotAllowed as opening the record does: also to those who may not read what concerns the person as a child.
    """
    element = element_called(ref)
    record = open_record(viewer=viewer, ref=element.subject.ref, tab="why")
    if not record.reads(Capacity.CHILD):
        raise NotAllowed("This is in a part of the record that is not open to you.", permission=OPEN_RECORD)
    found = [one for one in REGISTRY.clocks_for(element.kind) if one.rule.key == key]
    answers = judged(element, found)
    if not answers:
        raise NotFound(ref)
    return record, answers[0]


def event_panel(*, viewer: User, subject: Subject, event: Event) -> dict[str, Any] | None:
    """The due dates that an event on the timeline started, each with whether it was met; None where it started none.

    Five queries at most.
    """
    if event.object_type != ImportedElement._meta.label_lower:
        return None
    decision = policy.decide(viewer, OPEN_RECORD, subject)
    if not decision.ok or not decision.capacities & {Capacity.ANY, Capacity.CHILD}:
        return None
    rows = ImportedElement.objects.current().select_related("subject", "authority")
    element = rows.filter(pk=event.object_id or 0, subject_id__in=subject.about_ids()).first()
    if element is None:
        return None
    date = event.kind.rpartition(".")[2]
    dates = judged(element, [one for one in REGISTRY.clocks_for(element.kind) if one.starts_on == date])
    return {"dates": dates} if dates else None


def judged(element: ImportedElement, clocks: Sequence[Clock]) -> list[Why]:
    """The runs of these clocks that the element started, each judged by the rule of its day. Five queries at most."""
    running = [(one, run) for one, run in _runs(clocks, element) if isinstance(one.rule, law.Timescale)]
    if not running:
        return []
    here = Here.of(element.authority)
    spoken_on = max([element.as_at, *newest_seen([element.subject_id], element.collection).values()])
    found = []
    for one, run in running:
        declared = one.rule
        assert isinstance(declared, law.Timescale)  # noqa: S101 - filtered above
        rule = here.rule(declared, run.started_on)
        found.append(
            Why(
                element=element,
                clock=one,
                run=run,
                declared=declared,
                due=here.due(declared, run.started_on),
                explanation=law.explain(rule, run.started_on, here.holidays),
                force=here.force(declared, run.started_on),
                place=element.authority.name,
                extra_holidays=dict(here.holidays),
                spoken_on=spoken_on,
            )
        )
    return found


def element_called(ref: str) -> ImportedElement:
    """The element called `ref`; where a later file replaced it, the one that stands in its place.

    The caller asks the policy whether the viewer may open the record it is of.
    """
    with wall.whole("whose record somebody was refused is said in the log"):
        return _current(ref)


def _current(ref: str) -> ImportedElement:
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


def _runs(clocks: Sequence[Clock], element: ImportedElement) -> list[tuple[Clock, Run]]:
    """The runs of these clocks that the element started, among all that is on record about the person. One query."""
    kinds = {kind for one in clocks for kind in (one.starts_with, one.stops_with, one.while_open)} - {""}
    if not kinds:
        return []
    rows = ImportedElement.objects.current().filter(subject_id__in=element.subject.about_ids(), kind__in=kinds)
    elements = [
        Element.from_content(row.ref, row.kind, row.content, belongs_to=row.parent_key or _own_key(row)) for row in rows
    ]
    return [(one, run) for one in clocks for run in runs(one, elements) if run.element.ref == element.ref]


def _own_key(row: ImportedElement) -> str:
    """A referral belongs to itself."""
    return row.natural_key if row.kind == "referral" else ""
