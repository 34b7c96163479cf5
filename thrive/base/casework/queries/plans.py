"""Plans about somebody, one version of a plan, what differs between two, and what a family is given of it.

Whoever may not know where somebody is reads a plan without such words; who may not read of one of its children reads
nothing of it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.casework import facts
from thrive.base.casework.models import (
    Approval,
    PlanAbout,
    PlanAction,
    PlanNeed,
    PlanOpinion,
    PlanStep,
    PlanVersion,
)
from thrive.base.casework.permissions import READ_PLANS
from thrive.base.casework.queries.approvals import ApprovalView, approval_view
from thrive.base.casework.queries.closed import closed_to
from thrive.base.casework.rules.approvals import APPROVED, ASKED, TAKEN_BACK
from thrive.base.casework.rules.plans import (
    AGREED,
    ANSWERS,
    OPEN,
    RETURNED,
    STATES,
    TO_DO,
    Aim,
    Difference,
    Step,
    differences,
)
from thrive.base.history import audit, wall
from thrive.base.offers import REGISTRY, LetterContent, PlanKind
from thrive.base.people.queries import members
from thrive.base.people.queries.members import Named
from thrive.base.people.queries.outgoing import Addressee, untold
from thrive.base.people.queries.records import Record
from thrive.base.people.queries.withheld_words import WithheldWords, words_kept_from
from thrive.base.record.models import Event

WITHHELD = "Withheld"

#: What a plan's own pages call the states of its approval.
ANSWER_WORDS = {
    ASKED: "To be agreed",
    APPROVED: ANSWERS[AGREED],
    RETURNED: ANSWERS[RETURNED],
    TAKEN_BACK: "Taken back",
}


@dataclass(frozen=True)
class PlanLine:
    """A plan in a list, as its latest version has it."""

    ref: str
    title: str
    number: int
    state: str
    written_on: dt.date
    review_on: dt.date
    may_open: bool


@dataclass(frozen=True)
class VersionLine:
    """A version of a plan: of which kind, by whom, and what was answered to it and by whom."""

    ref: str
    number: int
    title: str
    written_on: dt.date
    by: str
    why: str
    answer: str
    answered_on: dt.date | None
    answered_by: str
    answer_why: str


@dataclass(frozen=True)
class ActionLine:
    """An action with how it stands."""

    ref: str
    key: int
    what: str
    who: str
    user: int | None
    person: int | None
    due_on: dt.date | None
    state: str
    said: str
    why: str
    at: dt.datetime | None

    @property
    def state_words(self) -> str:
        """How it stands."""
        return STATES[self.state]

    @property
    def is_open(self) -> bool:
        """Whether it is to be done."""
        return self.state in OPEN


@dataclass(frozen=True)
class NeedLine:
    """A need with its outcome and actions."""

    need: str
    outcome: str
    known_by: str
    actions: Sequence[ActionLine]


@dataclass(frozen=True)
class OpinionLine:
    """What somebody thinks of a version, or why that is not there."""

    who: str
    subject: int
    text: str
    why_not: str


@dataclass(frozen=True)
class PlanView:
    """One version of a plan as one viewer reads it. `is_read_in_part`: something of it is withheld from the viewer, who
    must not write it anew."""

    version: PlanVersion
    kind: PlanKind
    about: Sequence[Named]
    others: int
    subjects: Sequence[Subject]
    needs: Sequence[NeedLine]
    opinions: Sequence[OpinionLine]
    versions: Sequence[VersionLine]
    is_read_in_part: bool
    may_write: bool
    may_answer: bool
    approval: ApprovalView | None
    seen_from: str

    @property
    def ref(self) -> str:
        """The plan's outside name."""
        return self.version.plan.ref

    @property
    def line(self) -> VersionLine:
        """The version that is shown."""
        return next(one for one in self.versions if one.number == self.version.number)

    @property
    def is_latest(self) -> bool:
        """Whether there is no later version."""
        return self.version.number == max(one.number for one in self.versions)

    @property
    def may_ask(self) -> bool:
        """Whether the viewer may ask anew that it be agreed to: nobody asks for it now."""
        is_asked = self.approval is not None and self.approval.row.state != TAKEN_BACK
        return self.may_write and self.is_latest and not is_asked and not self.is_read_in_part

    @property
    def aims(self) -> list[Aim]:
        """As two versions are compared."""
        return [
            Aim(
                one.need,
                one.outcome,
                one.known_by,
                tuple(Step(act.key, act.what, act.who, act.due_on) for act in one.actions),
            )
            for one in self.needs
        ]


def plan_kinds(*, viewer: Viewer) -> list[PlanKind]:
    """The kinds of plan that the viewer may write."""
    return [one for one in REGISTRY.plans.values() if policy.holds(viewer, _permission(one.needs))]


def plan_kind(key: str, *, viewer: Viewer) -> PlanKind:
    """A kind of plan. Raises NotFound for an unknown one, NotAllowed for one that the viewer may not write."""
    kind = REGISTRY.plans.get(key)
    if kind is None:
        raise NotFound(key)
    policy.require_role(viewer, _permission(kind.needs))
    return kind


def plans_of(*, viewer: Viewer, record: Record) -> list[PlanLine]:
    """Plans about the person whose record was opened, those written last first. Four queries."""
    capacities = [one for one in Capacity if record.reads(one)]
    mine = PlanAbout.objects.filter(subject_id__in=record.about_ids, capacity__in=capacities).values("plan_id")
    rows = PlanVersion.objects.filter(plan_id__in=mine).select_related("plan").order_by("plan_id", "number")
    last = {one.plan_id: one for one in rows}
    answers = facts.approvals_of(PlanVersion, [one.pk for one in last.values()])
    closed = closed_to(viewer, READ_PLANS, _about(list(last)))
    return [
        PlanLine(
            one.plan.ref,
            _title(one.kind),
            one.number,
            _state_of(answers.get(one.pk)),
            one.happened_on,
            one.review_on,
            may_open=one.plan_id not in closed,
        )
        for one in sorted(last.values(), key=lambda one: (one.happened_on, one.pk), reverse=True)
    ]


def _about(keys: Sequence[int]) -> list[tuple[int, Subject]]:
    """Everybody these plans are about, by key of the plan."""
    with wall.whole("what is about somebody who is not shown does not open"):
        rows = PlanAbout.objects.filter(plan_id__in=keys).select_related("subject")
        return [(one.plan_id, one.subject) for one in rows]


def plan(*, viewer: Viewer, ref: str, number: int = 0, seen_from: str = "") -> PlanView:
    """A version of the plan called `ref` (the latest where no number is given), and log that it was read.

    Raises NotFound for a ref or number that is none, NotAllowed unless the viewer may read plans about everybody it is
    about. Eight queries.
    """
    versions: list[Any] = list(
        PlanVersion.objects.filter(plan__ref=ref).select_related("plan", "recorded_by").order_by("-number")
    )
    found = next((one for one in versions if one.number == (number or versions[0].number)), None)
    if found is None or found.kind not in REGISTRY.plans:
        raise NotFound(ref)
    with wall.whole("whose record somebody was refused is said in the log"):
        about = list(found.plan.about.select_related("subject__person__card").order_by("pk"))
    _require(viewer, ref, about)
    keys = [one.subject_id for one in about]
    audit.looked(viewer, "casework.plan.opened", found.plan, about=keys, number=found.number)
    needs = list(PlanNeed.objects.filter(version=found).order_by("order"))
    actions: list[Any] = list(_actions(found))
    opinions = list(PlanOpinion.objects.filter(version=found).select_related("subject__person__card").order_by("pk"))
    near = [*(one.subject for one in about), *(one.subject for one in opinions)]
    near += [one.person for one in actions if one.person]
    known = members.names(viewer=viewer, subject_ids={one.pk for one in near})
    words, author = words_kept_from(viewer, near), found.recorded_by_id
    kind = REGISTRY.plans[found.kind]
    histories = facts.approval_histories(PlanVersion, [one.pk for one in versions])
    answers = {key: rows[-1] for key, rows in histories.items()}
    approval = approval_view(histories.get(found.pk, ()), viewer=viewer, words=words, thing=found)
    return PlanView(
        version=found,
        kind=kind,
        about=[known[one] for one in keys if one in known],
        others=sum(one not in known for one in keys),
        subjects=[one.subject for one in about],
        needs=[_need(one, actions, known, words, author) for one in needs],
        opinions=[
            OpinionLine(
                known[one.subject_id].name if one.subject_id in known else WITHHELD,
                one.subject_id,
                words.over(one.text, author),
                words.over(one.why_not, author),
            )
            for one in opinions
        ],
        versions=[_line(one, answers.get(one.pk), words) for one in versions],
        is_read_in_part=_is_in_part(words, author, needs, actions, opinions),
        may_write=policy.holds(viewer, _permission(kind.needs)),
        may_answer=approval is not None and approval.may_answer,
        approval=approval,
        seen_from=seen_from if seen_from in {one.subject.ref for one in about} else about[0].subject.ref,
    )


def compared(*, viewer: Viewer, ref: str, before: int, after: int) -> tuple[PlanView, PlanView, list[Difference]]:
    """Two versions of a plan and what differs, from the one before to the one after. Raises as `plan` does."""
    old, new = plan(viewer=viewer, ref=ref, number=before), plan(viewer=viewer, ref=ref, number=after)
    kinds = [] if old.kind is new.kind else [Difference("Kind of plan", old.kind.title, new.kind.title)]
    return old, new, [*kinds, *differences(old.aims, new.aims)]


def step_called(ref: str, *, viewer: Viewer) -> tuple[PlanStep, PlanAction]:
    """An action, as the latest version that has it says, for whoever may read the plan or is to do it. Raises NotFound
    and NotAllowed."""
    rows = PlanAction.objects.filter(step__ref=ref).select_related("step__plan", "need__version")
    found = rows.order_by("-need__version__number").first()
    if found is None:
        raise NotFound(ref)
    if found.user_id != getattr(viewer, "pk", None):
        with wall.whole("whose record somebody was refused is said in the log"):
            about = list(found.step.plan.about.select_related("subject").order_by("pk"))
        _require(viewer, ref, about)
    return found.step, found


def event_panel(*, viewer: Viewer, subject: Subject, event: Event) -> dict[str, Any] | None:
    """The plan that an event on the timeline tells of, where it opens. Three queries."""
    if event.object_type != PlanVersion._meta.label_lower or not policy.holds(viewer, READ_PLANS):
        return None
    found = PlanVersion.objects.filter(pk=event.object_id or 0).select_related("plan").first()
    if found is None or closed_to(viewer, READ_PLANS, _about([found.plan_id])):
        return None
    return {"plan": found.plan, "number": found.number, "kind": _title(found.kind)}


def copy_of_plan(*, viewer: User, ref: str, addressee: Addressee) -> LetterContent:
    """The version of a plan that stands, for the family: plain, without codes, and without what its reader must not be
    told. `ref` is of the plan."""
    view = plan(viewer=viewer, ref=ref)
    agreed = next((one.number for one in view.versions if one.answer == ANSWERS[AGREED]), 0)
    if agreed and agreed != view.version.number:
        view = plan(viewer=viewer, ref=ref, number=agreed)
    keys = [one.pk for one in view.subjects]
    kept = untold(addressee, keys, by=viewer)
    facts = {
        "heading": view.kind.heading,
        "number": view.version.number,
        "is_agreed": bool(agreed),
        "review_on": view.version.review_on,
        "needs": [
            {
                "need": kept.without(one.need),
                "outcome": kept.without(one.outcome),
                "known_by": kept.without(one.known_by),
                "actions": [
                    {
                        "what": kept.without(act.what),
                        "who": "" if kept.keeps and act.person is None else kept.without(act.who),
                        "by": act.due_on,
                        "is_done": act.state == "done",
                    }
                    for act in one.actions
                    if act.state != "not_needed"
                ],
            }
            for one in view.needs
        ],
    }
    return LetterContent(about=keys, facts=facts)


def _actions(version: PlanVersion) -> Any:
    """The actions of a version with how each stands, in one statement."""
    current = FilteredRelation("step__progress", condition=Q(step__progress__replaced_at=None))
    rows = PlanAction.objects.filter(need__version=version).select_related("step", "user", "person__person__card")
    return rows.annotate(now=current).annotate(
        state=F("now__state"), said=F("now__said"), because=F("now__why"), at=F("now__recorded_at"),
        teller=F("now__recorded_by_id"),
    ).order_by("pk")  # fmt: skip


def _need(
    need: PlanNeed, actions: Sequence[Any], known: Mapping[int, Named], words: WithheldWords, author: int
) -> NeedLine:
    return NeedLine(
        words.over(need.need, author),
        words.over(need.outcome, author),
        words.over(need.known_by, author),
        [
            ActionLine(
                ref=one.step.ref,
                key=one.step_id,
                what=words.over(one.what, author),
                who=_who(one, known, words, author),
                user=one.user_id,
                person=one.person_id,
                due_on=one.due_on,
                state=one.state or TO_DO,
                said=words.over(one.said or "", one.teller),
                why=words.over(one.because or "", one.teller),
                at=one.at,
            )
            for one in actions
            if one.need_id == need.pk
        ],
    )


def _who(one: PlanAction, known: Mapping[int, Named], words: WithheldWords, author: int) -> str:
    if one.user is not None:
        return one.user.name
    if one.person_id:
        return known[one.person_id].name if one.person_id in known else WITHHELD
    return words.over(one.name, author)


def _is_in_part(
    words: WithheldWords,
    author: int,
    needs: Sequence[PlanNeed],
    actions: Sequence[PlanAction],
    opinions: Sequence[PlanOpinion],
) -> bool:
    texts = [text for one in needs for text in (one.need, one.outcome, one.known_by)]
    texts += [text for act in actions for text in (act.what, act.name)]
    texts += [text for said in opinions for text in (said.text, said.why_not)]
    return any(words.hides(one, author) for one in texts)


def _line(one: Any, answer: Approval | None, words: WithheldWords) -> VersionLine:
    is_answered = answer is not None and not answer.waits
    by = answer.recorded_by if answer is not None and is_answered else None
    return VersionLine(
        ref=one.ref,
        number=one.number,
        title=_title(one.kind),
        written_on=one.happened_on,
        by=one.recorded_by.name,
        why=words.over(one.why, one.recorded_by_id),
        answer=_state_of(answer),
        answered_on=answer.happened_on if answer is not None and is_answered else None,
        answered_by=by.name if by else "",
        answer_why=words.over(answer.why or answer.comment, answer.recorded_by_id) if answer and is_answered else "",
    )


def _state_of(answer: Approval | None) -> str:
    return ANSWER_WORDS[answer.state if answer else ASKED]


def _title(kind: str) -> str:
    return REGISTRY.plans[kind].title if kind in REGISTRY.plans else "Plan"


def _permission(given: object) -> Permission:
    assert isinstance(given, Permission)
    return given


def _require(viewer: Viewer, ref: str, about: Sequence[PlanAbout]) -> None:
    decided = policy.decide_all(viewer, READ_PLANS, [one.subject for one in about])
    for one in about:
        opened = decided[one.subject_id]
        if not opened.ok and one.subject.restriction == Restriction.SEALED:
            raise NotFound(ref)
        if not opened.ok:
            policy.require(viewer, READ_PLANS, one.subject)
        if not opened.capacities & {Capacity.ANY, Capacity(one.capacity)}:
            raise NotAllowed(
                "You are not involved with this person in that way.",
                permission=READ_PLANS,
                subject_ref=one.subject.ref,
                subject_id=one.subject_id,
            )
