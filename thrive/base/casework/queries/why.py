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
from thrive.base.casework.facts.dues import Here, element_of
from thrive.base.casework.models import ImportedElement
from thrive.base.casework.rules import ELEMENT_TITLES
from thrive.base.history import wall
from thrive.base.offers import REGISTRY, Called, Clock
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

    called: Called
    clock: Clock
    run: Run
    declared: law.Rule
    due: law.Due
    explanation: law.Explanation
    force: law.Force
    place: str
    extra_holidays: dict[dt.date, str]
    spoken_on: dt.date  # the day to which is known what was done: of the newest file, or today

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
    def element(self) -> Element:
        """What started the clock."""
        return self.called.element

    @property
    def started_by(self) -> str:
        """What started the clock, in words."""
        return ELEMENT_TITLES.get(self.element.kind, self.element.kind)

    @property
    def is_from_file(self) -> bool:
        """Whether a file brought what started the clock, so that nobody knows what was done after it."""
        return self.run.element.spoken_on is not None

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
        if self.is_late and not self.is_from_file:
            return f"Still to be done, {self._how_late(self.spoken_on)}"
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
    with wall.whole("whose record somebody was refused is said in the log"):
        called = REGISTRY.element_called(ref)
    if called is None:
        raise NotFound(ref)
    record = open_record(viewer=viewer, ref=called.subject.ref, tab="why")
    if not record.reads(Capacity.CHILD):
        raise NotAllowed("This is in a part of the record that is not open to you.", permission=OPEN_RECORD)
    found = [one for one in REGISTRY.clocks_for(called.element.kind) if one.rule.key == key]
    answers = judged(called, found)
    if not answers:
        raise NotFound(ref)
    return record, answers[0]


def event_panel(*, viewer: User, subject: Subject, event: Event) -> dict[str, Any] | None:
    """The due dates that an imported event on the timeline started, each with whether it was met; None where it started
    none. Seven queries at most, beside the decision.
    """
    if event.object_type != ImportedElement._meta.label_lower:
        return None
    if not reads_as_child(viewer, subject):
        return None
    rows = ImportedElement.objects.current().filter(pk=event.object_id or 0, subject_id__in=subject.about_ids())
    row = rows.select_related("subject__authority").first()
    if row is None:
        return None
    date = event.kind.rpartition(".")[2]
    clocks = [one for one in REGISTRY.clocks_for(row.kind) if one.starts_on == date]
    dates = judged_of(row, clocks)
    return {"dates": dates} if dates else None


def reads_as_child(viewer: User, subject: Subject) -> bool:
    """Whether the viewer may read what concerns this person as a child."""
    decision = policy.decide(viewer, OPEN_RECORD, subject)
    return decision.ok and bool(decision.capacities & {Capacity.ANY, Capacity.CHILD})


def judged_of(row: ImportedElement, clocks: Sequence[Clock]) -> list[Why]:
    """As `judged`, of an imported row, whoever has taken it over."""
    if not clocks:
        return []
    called = Called(
        element=element_of(row), subject=row.subject, recorded_at=row.recorded_at, known_from=row.source,
        is_from_file=True, is_corrected=row.replaces_id is not None,
    )  # fmt: skip
    return judged(called, clocks)


def judged(called: Called, clocks: Sequence[Clock], among: Sequence[Element] | None = None) -> list[Why]:
    """The runs of these clocks that the element started, each judged by the rule of its day. Six queries at most; three
    where the elements of the person that bear on these clocks are known already (`among`)."""
    running = [(one, run) for one, run in _runs(clocks, called, among) if isinstance(one.rule, law.Timescale)]
    if not running:
        return []
    authority = called.subject.authority
    here = Here.of(authority)
    found = []
    for one, run in running:
        declared = one.rule
        assert isinstance(declared, law.Timescale)  # noqa: S101 - filtered above
        rule = here.rule(declared, run.started_on)
        found.append(
            Why(
                called=called,
                clock=one,
                run=run,
                declared=declared,
                due=here.due(declared, run.started_on),
                explanation=law.explain(rule, run.started_on, here.holidays),
                force=here.force(declared, run.started_on),
                place=authority.name,
                extra_holidays=dict(here.holidays),
                spoken_on=run.element.spoken_on or clock.today(),
            )
        )
    return found


def _runs(clocks: Sequence[Clock], called: Called, among: Sequence[Element] | None = None) -> list[tuple[Clock, Run]]:
    """The runs of these clocks that the element started, among all that is on record about the person. Three queries.

    One that a domain has taken over is known there by its kind and its referral, whatever its name is there.
    """
    if among is not None:
        return [(one, run) for one in clocks for run in runs(one, among) if run.element.ref == called.element.ref]
    known = REGISTRY.elements(called.subject.about_ids())
    elements = [one for some in known.values() for one in some]
    own = known.get(called.subject.pk, [])
    is_it = {one.ref for one in own if one.ref == called.element.ref} or {
        one.ref
        for one in own
        if called.element.kind in REGISTRY.taken_over
        and (one.kind, one.belongs_to) == (called.element.kind, called.element.belongs_to)
    }
    return [(one, run) for one in clocks for run in runs(one, elements) if run.element.ref in is_it]
