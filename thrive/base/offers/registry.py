"""`Registry`: every domain's offers, filled once at start-up and asked by key."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from thrive.base.offers.approvals import ApprovalKind
from thrive.base.offers.clock import ELEMENT_DATES, Clock
from thrive.base.offers.domain import Domain, DraftForm, Keyed, Panel, RecordLink, TakeOver, TaskKind
from thrive.base.offers.letters import LetterKind
from thrive.base.offers.meetings import MeetingKind
from thrive.base.offers.plans import PlanKind
from thrive.base.offers.runs import Called, Element
from thrive.base.offers.status import Status, StatusRule
from thrive.base.offers.steps import Matter, Stage, Step, faults

_KINDS = (
    "rules",
    "permissions",
    "panels",
    "tabs",
    "buttons",
    "drafts",
    "letters",
    "meetings",
    "plans",
    "approvals",
    "matters",
    "tasks",
    "clocks",
    "statuses",
)


class BadOffer(Exception):
    """A domain offers something doubled, or something that refers to what nobody offers."""


class Registry:
    """All domains and what they offer. `register` fills it, once; after that it is only read."""

    def __init__(self) -> None:
        """Start empty."""
        self._domains: tuple[Domain, ...] = ()
        self._rules: Mapping[str, Keyed] = {}

    def register(self, domains: Iterable[Domain]) -> None:
        """Take in every domain's manifest, in the order in which shared pages show them.

        Raises BadOffer, and takes nothing, for a second call with other domains, for doubled keys and
        for a clock, a letter, a meeting, a task, an approval or a step that names what nobody has.
        """
        domains = tuple(domains)
        if self._domains and domains != self._domains:
            raise BadOffer("The registry is filled already; it is filled once, at start-up")
        _refuse_doubled("domain", (domain.key for domain in domains))
        for kind in _KINDS:
            _refuse_doubled(
                kind.removesuffix("s"), (offer.key for domain in domains for offer in getattr(domain, kind))
            )
        _refuse_doubled("taking over of", (one.kind for domain in domains for one in domain.takes_over))
        rules = {rule.key: rule for domain in domains for rule in domain.rules}
        for clock in (clock for domain in domains for clock in domain.clocks):
            _refuse_unknown(clock, rules)
        allowed = {one.key for domain in domains for one in domain.permissions}
        for letter in (letter for domain in domains for letter in domain.letters):
            _refuse_unneeded("letter", letter, allowed)
            _refuse_doubled(f"part of the letter {letter.key!r} called", (part.key for part in letter.parts))
        for meeting in (meeting for domain in domains for meeting in domain.meetings):
            _refuse_unneeded("meeting", meeting, allowed)
        _refuse_wrong_plans([plan for domain in domains for plan in domain.plans], allowed)
        _refuse_wrong_approvals(domains, allowed)
        for task in (task for domain in domains for task in domain.tasks):
            if task.dismiss.key not in allowed:
                raise BadOffer(f"The task {task.key!r} needs {task.dismiss.key!r}, which no domain offers")
        _refuse_wrong_steps(domains, allowed, rules)
        self._domains, self._rules = domains, rules

    @property
    def domains(self) -> tuple[Domain, ...]:
        """All domains, in order."""
        return self._domains

    @property
    def rules(self) -> tuple[Keyed, ...]:
        """Every rule; `thrive.base.law.declared()` gives them as rules of law."""
        return tuple(self._rules.values())

    @property
    def permissions(self) -> tuple[Keyed, ...]:
        """Every permission."""
        return tuple(permission for domain in self._domains for permission in domain.permissions)

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """Every clock."""
        return tuple(clock for domain in self._domains for clock in domain.clocks)

    @property
    def status_rules(self) -> tuple[StatusRule, ...]:
        """Every rule that gives somebody a status, in the order in which statuses are shown."""
        return tuple(sorted((one for domain in self._domains for one in domain.statuses), key=lambda one: one.rank))

    def statuses(
        self, people: Sequence[int], day: dt.date, known: dt.datetime | None = None
    ) -> dict[int, list[dict[str, Any]]]:
        """The statuses these people have on `day`, as kept on their cards; people without any are left out.

        As known at the instant `known`, by default now; rules are those of today.
        """
        found: dict[int, list[Status]] = {}
        for source in (domain.status_source for domain in self._domains if domain.status_source):
            for person, some in source(people, day, known).items():
                found.setdefault(person, []).extend(some)
        hidden_by = {one.key: set(one.hides) for one in self.status_rules}
        return {person: _shown(some, hidden_by) for person, some in found.items()}

    def elements(self, people: Sequence[int]) -> dict[int, list[Element]]:
        """The dated elements of these people, by whichever domain keeps them; people without any are left out."""
        found: dict[int, list[Element]] = {}
        for source in (domain.element_source for domain in self._domains if domain.element_source):
            for person, some in source(people).items():
                found.setdefault(person, []).extend(some)
        return found

    def element_called(self, ref: str) -> Called | None:
        """The element called by this ref, by whichever domain keeps it; None where nobody has one."""
        sources = (domain.element_called for domain in self._domains if domain.element_called)
        return next((found for source in sources if (found := source(ref)) is not None), None)

    @property
    def taken_over(self) -> dict[str, TakeOver]:
        """The kinds of imported element that a domain takes over, with how."""
        return {one.kind: one for domain in self._domains for one in domain.takes_over}

    def local_choice_made(self, authority: Any, **said: Any) -> None:
        """Tell every domain that rests on them that a choice about a rule, or a holiday, begins or ceases to count."""
        for domain in self._domains:
            if domain.local_choice_made is not None:
                domain.local_choice_made(authority, **said)

    def work_held(self, user: int) -> int:
        """How many pieces of open work a user has, by whichever domain gives work."""
        return sum(domain.work_held(user) for domain in self._domains if domain.work_held)

    def involvement_changed(self, users: Iterable[int], *, by: Any) -> None:
        """Tell every domain that rests on it that these users, by key, began or ceased to be involved with somebody."""
        keys = sorted(set(users))
        for domain in self._domains:
            if keys and domain.involvement_changed is not None:
                domain.involvement_changed(keys, by=by)

    def user_ended(self, user: Any, *, by: Any, on: dt.date | None) -> None:
        """Tell every domain that rests on it from which day on somebody works here no longer; None where they stay."""
        for domain in self._domains:
            if domain.user_ended is not None:
                domain.user_ended(user, by=by, on=on)

    @property
    def verbs(self) -> dict[str, str]:
        """What the verbs of the audit log mean in words."""
        of_steps = (step.asks.log for step in self.steps.values() if step.asks and step.asks.log)
        return dict(pair for domain in self._domains for pair in domain.verbs) | dict(of_steps)

    def turned_on(self, day: dt.date) -> set[int]:
        """The people whose statuses begin or end on `day` by the calendar alone."""
        return set().union(*(domain.turned_on(day) for domain in self._domains if domain.turned_on))

    def names(self, *, viewer: Any, subject_ids: Iterable[int]) -> dict[int, str]:
        """What these people are called, by key, without those whose name the viewer may not see."""
        asked = set(subject_ids)
        sources = [domain.names for domain in self._domains if domain.names] if asked else []
        return {key: name for source in sources for key, name in source(viewer=viewer, subject_ids=asked).items()}

    def titles(self) -> dict[str, str]:
        """The title of each domain by its key."""
        return {domain.key: domain.title for domain in self._domains}

    def domain(self, key: str) -> Domain:
        """The domain called `key`. Raises KeyError for an unknown one."""
        return {domain.key: domain for domain in self._domains}[key]

    def rule(self, key: str) -> Keyed:
        """The rule called `key`. Raises KeyError for an unknown one."""
        return self._rules[key]

    def clock(self, key: str) -> Clock:
        """The clock called `key`. Raises KeyError for an unknown one."""
        return {clock.key: clock for clock in self.clocks}[key]

    def clocks_for(self, kind: str) -> tuple[Clock, ...]:
        """The clocks that an element of this kind starts; none for a kind that starts none."""
        return tuple(clock for clock in self.clocks if clock.starts_with == kind)

    @property
    def letters(self) -> dict[str, LetterKind]:
        """Every kind of letter, by its key, in the order of the domains."""
        return {letter.key: letter for domain in self._domains for letter in domain.letters}

    @property
    def task_kinds(self) -> dict[str, TaskKind]:
        """Every kind of task, by its key."""
        return {kind.key: kind for domain in self._domains for kind in domain.tasks}

    @property
    def approvals(self) -> dict[str, ApprovalKind]:
        """Every kind of thing that is approved, by its key."""
        return {kind.key: kind for domain in self._domains for kind in domain.approvals}

    @property
    def plans(self) -> dict[str, PlanKind]:
        """Every kind of plan, by its key, in the order of the domains."""
        return {plan.key: plan for domain in self._domains for plan in domain.plans}

    @property
    def meetings(self) -> dict[str, MeetingKind]:
        """Every kind of meeting, by its key, in the order of the domains."""
        return {meeting.key: meeting for domain in self._domains for meeting in domain.meetings}

    @property
    def matters(self) -> dict[str, Matter]:
        """What steps are about, by its key."""
        return {matter.key: matter for domain in self._domains for matter in domain.matters}

    @property
    def steps(self) -> dict[str, Step]:
        """Every step along the road, by its key, in the order of the domains."""
        return {step.key: step for domain in self._domains for step in domain.steps}

    @property
    def stages(self) -> dict[str, Stage]:
        """Every stage that is not built yet, by its key."""
        return {stage.key: stage for domain in self._domains for stage in domain.stages}

    def steps_about(self, matter: str) -> tuple[Step, ...]:
        """The steps of a matter, in order; none for one that has none."""
        return tuple(step for step in self.steps.values() if step.about == matter)

    @property
    def draft_forms(self) -> dict[str, DraftForm]:
        """Every form that keeps drafts, by its key."""
        return {form.key: form for domain in self._domains for form in domain.drafts}

    def panels(self, page: str) -> tuple[Panel, ...]:
        """The sections of a shared page in their order; none where nobody offers one."""
        found = (panel for domain in self._domains for panel in domain.panels if panel.page == page)
        return tuple(sorted(found, key=lambda panel: panel.order))

    @property
    def tabs(self) -> tuple[RecordLink, ...]:
        """The tabs of a person's record, in order."""
        return _in_order(tab for domain in self._domains for tab in domain.tabs)

    @property
    def buttons(self) -> tuple[RecordLink, ...]:
        """The buttons of a person's record, in order."""
        return _in_order(button for domain in self._domains for button in domain.buttons)


def _in_order(links: Iterable[RecordLink]) -> tuple[RecordLink, ...]:
    return tuple(sorted(links, key=lambda link: (link.order, link.key)))


def _shown(statuses: Sequence[Status], hidden_by: Mapping[str, set[str]]) -> list[dict[str, Any]]:
    """Statuses in order, without lesser ones that a greater one hides."""
    hidden = set().union(*(hidden_by.get(one.key, set()) for one in statuses))
    return [one.as_row() for one in sorted(statuses, key=lambda one: (one.rank, one.key)) if one.key not in hidden]


def _refuse_doubled(kind: str, keys: Iterable[str]) -> None:
    """Raise BadOffer if two offers of a kind have one key, or one has none."""
    seen: set[str] = set()
    for key in keys:
        if not key:
            raise BadOffer(f"A {kind} is offered without a key")
        if key in seen:
            raise BadOffer(f"Two offers are the {kind} {key!r}")
        seen.add(key)


def _refuse_unknown(clock: Clock, rules: Mapping[str, Keyed]) -> None:
    """Raise BadOffer if a clock names a rule, a kind of element or a date that nobody has."""
    if rules.get(clock.rule.key) is not clock.rule:
        raise BadOffer(f"The clock {clock.key!r} runs by the rule {clock.rule.key!r}, which no domain offers")
    for kind, day in ((clock.starts_with, clock.starts_on), (clock.stops_with, clock.stops_on)):
        if kind not in ELEMENT_DATES:
            raise BadOffer(f"The clock {clock.key!r} names {kind!r}, which is no kind of element")
        if day not in ELEMENT_DATES[kind]:
            raise BadOffer(f"The clock {clock.key!r} names {day!r}, which is no date of a {kind}")
    if clock.while_open and clock.while_open not in ELEMENT_DATES:
        raise BadOffer(f"The clock {clock.key!r} names {clock.while_open!r}, which is no kind of element")


def _refuse_unneeded(what: str, one: LetterKind | MeetingKind | PlanKind, allowed: set[str]) -> None:
    """Raise BadOffer if a kind of something names a permission that nobody offers."""
    if one.needs.key not in allowed:
        raise BadOffer(f"The {what} {one.key!r} needs {one.needs.key!r}, which no domain offers")


def _refuse_wrong_steps(domains: Sequence[Domain], allowed: set[str], rules: Mapping[str, Keyed]) -> None:
    """Raise BadOffer if a step or a stage is doubled, stands in another domain than its key says, or names what nobody
    has."""
    steps = [step for domain in domains for step in domain.steps]
    stages = [stage for domain in domains for stage in domain.stages]
    declared: list[tuple[str, Step | Stage]] = [(domain.key, step) for domain in domains for step in domain.steps]
    declared += [(domain.key, stage) for domain in domains for stage in domain.stages]
    _refuse_doubled("step", (one.key for _, one in declared))
    for domain_key, one in declared:
        if one.domain != domain_key:
            raise BadOffer(f"The step {one.key!r} is offered by {domain_key!r}")
    wrong = faults(
        {matter.key: matter for domain in domains for matter in domain.matters},
        steps,
        stages,
        permissions=allowed,
        rules=rules,
        tasks={task.key for domain in domains for task in domain.tasks},
    )
    if wrong:
        raise BadOffer(wrong[0])


def _refuse_wrong_plans(plans: Sequence[PlanKind], allowed: set[str]) -> None:
    """Raise BadOffer if a plan names a permission or another plan that nobody offers."""
    for plan in plans:
        _refuse_unneeded("plan", plan, allowed)
        if plan.agrees.key not in allowed:
            raise BadOffer(f"The plan {plan.key!r} needs {plan.agrees.key!r}, which no domain offers")
        for other in plan.moves_to:
            if other not in {one.key for one in plans}:
                raise BadOffer(f"The plan {plan.key!r} moves to {other!r}, which no domain offers")


def _refuse_wrong_approvals(domains: Sequence[Domain], allowed: set[str]) -> None:
    """Raise BadOffer if an approval names a permission or a kind of task that nobody offers."""
    tasks = {task.key for domain in domains for task in domain.tasks}
    for one in (one for domain in domains for one in domain.approvals):
        for needed in (one.needs, one.asks, one.reads):
            if needed.key not in allowed:
                raise BadOffer(f"The approval {one.key!r} needs {needed.key!r}, which no domain offers")
        for task in one.clears:
            if task not in tasks:
                raise BadOffer(f"The approval {one.key!r} clears {task!r}, which is no kind of task")


#: The one registry of a running Thrive.
REGISTRY = Registry()
