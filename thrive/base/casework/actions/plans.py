"""Plans: written as versions, agreed to or returned, moved to another kind, and what becomes of their actions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotAllowed
from thrive.base.access.models import Subject, Team, User
from thrive.base.access.permission import Permission
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.casework import facts
from thrive.base.casework.actions import approvals, tasks
from thrive.base.casework.actions.approvals import permission
from thrive.base.casework.errors import OutOfReach
from thrive.base.casework.models import (
    Approval,
    Plan,
    PlanAbout,
    PlanAction,
    PlanNeed,
    PlanOpinion,
    PlanProgress,
    PlanStep,
    PlanVersion,
)
from thrive.base.casework.permissions import READ_PLANS
from thrive.base.casework.rules.approvals import TAKEN_BACK
from thrive.base.casework.rules.plans import (
    AGREED,
    ANSWERS,
    LINE_MOST,
    NOT_NEEDED,
    OPEN,
    RETURNED,
    STATES,
    TEXT_MOST,
    WHY_MOST,
)
from thrive.base.history import audit
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.history.wall import action
from thrive.base.offers import REGISTRY, ApprovalKind, PlanKind
from thrive.base.people.errors import CannotBe
from thrive.base.record import events

TO_DO = "casework.plan_action"  # the kind of task


@dataclass(frozen=True, kw_only=True)
class ActionSaid:
    """An action of a version. `step`: the ref it has in an earlier one; empty for a new action."""

    what: str
    user: User | None = None
    person: Subject | None = None
    name: str = ""
    due_on: dt.date | None = None
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class NeedSaid:
    """A need of a version, what shall come of it in the family's words, and how we will know."""

    need: str
    outcome: str
    known_by: str = ""
    actions: Sequence[ActionSaid] = ()


@dataclass(frozen=True, kw_only=True)
class OpinionSaid:
    """What a child or parent thinks of a version, or why that is not there."""

    text: str = ""
    why_not: str = ""


@action
def begin_plan(
    kind: PlanKind,
    *,
    about: Sequence[Subject],
    by: User,
    needs: Sequence[NeedSaid],
    opinions: Mapping[int, OpinionSaid],
    review_on: dt.date,
    capacities: Mapping[int, Capacity] | None = None,
    to: User | Team | None = None,
    comment: str = "",
) -> PlanVersion:
    """Begin a plan about these people with its first version, which `to` is asked to agree to (`ask_approval`).

    Raises NotAllowed if `by` may not write plans about one of them, in that capacity; CannotBe as `write_version` does.
    """
    if not about:
        raise CannotBe("Select who the plan is about", field="about")
    locked = policy.lock(*about)
    concerns = {one.pk: (capacities or {}).get(one.pk, Capacity.CHILD) for one in locked}
    _require(by, permission(kind.needs), locked, concerns)
    plan = Plan.objects.create(happened_on=clock.today(), recorded_by=by)
    PlanAbout.objects.bulk_create(
        [PlanAbout(plan=plan, subject_id=key, capacity=capacity) for key, capacity in concerns.items()]
    )
    version = _version(plan, kind, 1, by=by, needs=needs, opinions=opinions, review_on=review_on, why="")
    ask_approval(version, by=by, to=to, comment=comment)
    audit.note(by, "casework.plan.begun", plan, about=locked, kind=kind.key)
    return version


@action
def write_version(
    plan: Plan,
    *,
    kind: PlanKind,
    by: User,
    needs: Sequence[NeedSaid],
    opinions: Mapping[int, OpinionSaid],
    review_on: dt.date,
    why: str,
    seen: int,
    to: User | Team | None = None,
    comment: str = "",
) -> PlanVersion:
    """Write a further version, of the same kind or of one that the plan may become, and ask for approval of it.

    `seen`: the number it follows, which is asked about no longer.

    Open actions that it leaves out are closed as no longer needed once it is agreed to, with the reason of the version;
    nothing open is lost unseen. Raises NotAllowed, ChangedMeanwhile if somebody else wrote one first, and CannotBe,
    naming the answer, for want of a need, an outcome, somebody who does an action, an opinion or why there is none.
    """
    last = plan.versions.order_by("-number").first()
    if last is None:
        raise CannotBe("A plan is begun with its first version")
    old = REGISTRY.plans.get(last.kind)
    if kind.key != last.kind and (old is None or kind.key not in old.moves_to):
        raise CannotBe("Select a kind that this plan may become", field="kind")
    locked, concerns = _people(plan)
    _require(by, permission(kind.needs), locked, concerns)
    if last.number != seen:
        raise ChangedMeanwhile("Somebody else wrote a version of this plan")
    version = _version(
        plan, kind, seen + 1, by=by, needs=needs, opinions=opinions, review_on=review_on, why=_reason(why)
    )
    approvals.overtake(last, by=by, why=f"Version {version.number} was written")
    ask_approval(version, by=by, to=to, comment=comment)
    audit.note(by, "casework.plan.written", plan, about=locked, number=version.number, kind=kind.key)
    return version


@action
def ask_approval(version: PlanVersion, *, by: User, to: User | Team | None = None, comment: str = "") -> Approval:
    """Ask that the latest version of a plan be agreed to: whom it is asked of stands in `approvals.ask`.

    Writing a version asks by itself; this asks anew for one that was taken back. Raises NotAllowed for whoever may not
    write the plan; CannotBe (fields "to", "comment") for a version that is not the latest or was returned;
    AlreadyRecorded.
    """
    kind = REGISTRY.plans[version.kind]
    locked, concerns = _people(version.plan)
    _require(by, permission(kind.needs), locked, concerns)
    _refuse_earlier(version)
    last = facts.approvals_of(PlanVersion, [version.pk]).get(version.pk)
    if last is not None and last.state == RETURNED:
        raise CannotBe("It was returned for changes. Write a further version")
    try:
        return approvals.ask(REGISTRY.approvals[kind.key], of=version, about=locked, by=by, to=to, comment=comment)
    except BadAnswer as fault:
        raise CannotBe(str(fault), field=fault.field) from fault


@action
def answer_version(version: PlanVersion, *, by: User, outcome: str, why: str = "", comment: str = "") -> Approval:
    """Agree to the latest version of a plan, or return it with the reason; nobody answers their own.

    Once agreed to it stands: the timeline is told, its actions come on the lists of those who do them, and open ones
    that it leaves out are closed. Raises NotAllowed, CannotBe for want of a reason and for a version that is not the
    latest or is not asked about, AlreadyRecorded where it is answered.
    """
    kind = REGISTRY.plans[version.kind]
    locked, concerns = _people(version.plan)
    _require(by, permission(kind.agrees), locked, concerns)
    asked = facts.approvals_of(PlanVersion, [version.pk]).get(version.pk)
    if facts.is_own(REGISTRY.approvals[kind.key], asked.asked_by_id if asked else None, version, by):
        raise NotAllowed("Nobody agrees to a plan that they wrote themselves.", permission=permission(kind.agrees))
    if outcome not in ANSWERS:
        raise CannotBe("Select what you answer", field="outcome")
    _refuse_earlier(version)
    if asked is None or asked.state == TAKEN_BACK:
        raise CannotBe("Nobody asks for an answer to this version now")
    if outcome == RETURNED:
        _reason(why)
    try:
        if outcome == AGREED:
            answer = approvals.approve(asked, by=by, comment=comment)
        else:
            answer = approvals.give_back(asked, by=by, why=why)
    except BadAnswer as fault:
        raise CannotBe(str(fault), field=fault.field) from fault
    audit.note(by, "casework.plan.answered", version.plan, about=locked, number=version.number, outcome=outcome)
    return answer


@action
def take_back_version(version: PlanVersion, *, by: User, why: str) -> Approval:
    """Ask for no answer to a version any longer. Raises NotAllowed for anybody but who asked, CannotBe without a reason
    and for a version that waits for none, AlreadyRecorded where it is answered. It leaves the entry of
    `approvals.take_back`."""
    asked = facts.approvals_of(PlanVersion, [version.pk]).get(version.pk)
    if asked is None:
        raise CannotBe("Nobody asks for an answer to this version now")
    return approvals.take_back(asked, by=by, why=_reason(why))


def approval_of(kind: PlanKind) -> ApprovalKind:
    """What agreeing to plans of a kind is. The domain that offers the plan offers this with it."""
    return ApprovalKind(
        key=kind.key,
        title=kind.title,
        needs=kind.agrees,
        asks=kind.needs,
        reads=READ_PLANS,
        address=lambda version: f"/plans/{version.plan.ref}",
        stamp=lambda version: str(version.plan.versions.latest("number").number),
        matter=lambda version: version.plan,
        approved=stand,
    )


def stand(version: PlanVersion, *, by: User) -> None:
    """A version that was agreed to stands from now on. Raises CannotBe where a record is closed to whoever is to do an
    action. It leaves the entries of the tasks; the approval has its own."""
    locked, concerns = _people(version.plan)
    _stand(version, REGISTRY.plans[version.kind], locked, concerns, by=by)


@action
def record_progress(step: PlanStep, *, by: User, state: str, said: str = "", why: str = "") -> PlanProgress:
    """Say how an action stands. By whoever may write the plan, or whoever is to do it.

    Raises NotAllowed, and CannotBe for an unknown state and for one no longer needed without a reason.
    """
    version = step.plan.versions.latest("number")
    locked, concerns = _people(step.plan)
    if not PlanAction.objects.filter(step=step, user=by).exists():
        _require(by, permission(REGISTRY.plans[version.kind].needs), locked, concerns)
    if state not in STATES:
        raise CannotBe("Select how it stands", field="state")
    if state == NOT_NEEDED and not why.strip():
        raise CannotBe("Enter why it is no longer needed", field="why")
    made = _progress(step, state, by=by, said=said.strip(), why=why.strip() if state == NOT_NEEDED else "")
    audit.note(by, "casework.plan.progress", step.plan, about=locked, step=step.pk, state=state)
    return made


def _people(plan: Plan) -> tuple[list[Subject], dict[int, Capacity]]:
    """Whom a plan is about, locked, and how it concerns them."""
    rows = PlanAbout.objects.filter(plan=plan).values_list("subject_id", "capacity")
    concerns = {key: Capacity(capacity) for key, capacity in rows}
    return list(policy.lock(*concerns)), concerns


def _require(by: User, needs: Permission, subjects: Sequence[Subject], concerns: Mapping[int, Capacity]) -> None:
    for subject in subjects:
        opened = policy.require(by, needs, subject).capacities
        if not opened & {Capacity.ANY, concerns[subject.pk]}:
            raise NotAllowed(
                "You are not involved with this person in that way.",
                permission=needs,
                subject_ref=subject.ref,
                subject_id=subject.pk,
            )


def _refuse_earlier(version: PlanVersion) -> None:
    if version.plan.versions.filter(number__gt=version.number).exists():
        raise CannotBe("There is a later version. Answer that one")


def _reason(why: str) -> str:
    why = why.strip()
    if not why or len(why) > WHY_MOST:
        raise CannotBe("Enter why" if not why else f"The reason must be {WHY_MOST} characters or fewer", field="why")
    return why


def _version(
    plan: Plan,
    kind: PlanKind,
    number: int,
    *,
    by: User,
    needs: Sequence[NeedSaid],
    opinions: Mapping[int, OpinionSaid],
    review_on: dt.date,
    why: str,
) -> PlanVersion:
    _check(needs, opinions, {one.subject_id for one in plan.about.all()})
    if review_on < clock.today():
        raise CannotBe("Date it is looked at again must be today or in the future", field="review_on")
    version = PlanVersion.objects.create(
        plan=plan, number=number, kind=kind.key, review_on=review_on, why=why, happened_on=clock.today(), recorded_by=by
    )
    known = {one.ref: one for one in plan.steps.all()}
    for order, one in enumerate(needs, start=1):
        need = PlanNeed.objects.create(
            version=version, order=order, need=one.need.strip(), outcome=one.outcome.strip(),
            known_by=one.known_by.strip(),
        )  # fmt: skip
        for said in one.actions:
            step = known.get(said.step) or PlanStep.objects.create(plan=plan)
            PlanAction.objects.create(
                need=need, step=step, what=said.what.strip(), user=said.user, person=said.person,
                name=said.name.strip(), due_on=said.due_on,
            )  # fmt: skip
    PlanOpinion.objects.bulk_create(
        [
            PlanOpinion(version=version, subject_id=key, text=one.text.strip(), why_not=one.why_not.strip())
            for key, one in opinions.items()
        ]
    )
    return version


def _check(needs: Sequence[NeedSaid], opinions: Mapping[int, OpinionSaid], about: set[int]) -> None:
    """Raises CannotBe for the first thing that is missing; `field` names the need by its number."""
    if not needs:
        raise CannotBe("Enter a need", field="need_1")
    for number, one in enumerate(needs, start=1):
        if not one.need.strip() or len(one.need) > LINE_MOST:
            raise CannotBe(f"Need must be {LINE_MOST} characters or fewer", field=f"need_{number}")
        if not one.outcome.strip() or len(one.outcome) > TEXT_MOST:
            raise CannotBe("Enter what shall come of it, in the family’s words", field=f"outcome_{number}")
        for said in one.actions:
            if not said.what.strip():
                raise CannotBe("Enter what is done", field=f"need_{number}")
            if said.user is None and said.person is None and not said.name.strip():
                raise CannotBe(f"Enter who does “{said.what.strip()}”", field=f"need_{number}")
    silent = [key for key in about if key not in opinions]
    silent += [key for key, one in opinions.items() if not one.text.strip() and not one.why_not.strip()]
    if silent:
        raise CannotBe("Enter what each thinks of the plan, or why that is not there", field="opinions")


def _stand(
    version: PlanVersion, kind: PlanKind, about: Sequence[Subject], concerns: Mapping[int, Capacity], *, by: User
) -> None:
    """A version that was agreed to stands from now on."""
    agreed = facts.approved(PlanVersion)
    before = PlanVersion.objects.filter(plan=version.plan, pk__in=agreed, number__lt=version.number)
    old = before.order_by("-number").first()
    moved = old is not None and old.kind != version.kind
    events.tell(
        version,
        about=concerns,
        group="plans",
        kind="plan.moved" if moved else "plan.agreed",
        title=f"{kind.title} agreed" if not moved else f"Plan became: {kind.title}",
        sentence=f"Version {version.number}.",
        on=clock.today(),
        by=by,
        significant=True,
    )
    rows = list(PlanAction.objects.filter(need__version=version).select_related("step", "user"))
    kept = {one.step_id for one in rows}
    for step in version.plan.steps.exclude(pk__in=kept):
        if _state(step) in OPEN:
            _progress(
                step, NOT_NEEDED, by=by, said="", why=f"Left out of version {version.number}: {version.why}"[:400]
            )
    for row in rows:
        if row.user is not None and _state(row.step) in OPEN:
            _ask(row, about, kind, by=by)


def _ask(row: PlanAction, about: Sequence[Subject], kind: PlanKind, *, by: User) -> None:
    assert row.user is not None
    path = f"/plans/steps/{row.step.ref}"
    try:
        tasks.ask(
            TO_DO, about=about, to=row.user, by=by, due_on=row.due_on, of=row.step, path=path,
            why=f"Agreed in a plan: {kind.title}.",
        )  # fmt: skip
    except OutOfReach as closed:
        raise CannotBe(str(closed)) from closed


def _state(step: PlanStep) -> str:
    row = PlanProgress.objects.current().filter(step=step).order_by("pk").last()
    return row.state if row else "to_do"


def _progress(step: PlanStep, state: str, *, by: User, said: str, why: str) -> PlanProgress:
    before = PlanProgress.objects.current().filter(step=step).order_by("pk").last()
    if before is not None:
        PlanProgress.objects.filter(pk=before.pk, replaced_at=None).update(replaced_at=clock.now())
    made = PlanProgress.objects.create(
        step=step, state=state, said=said, why=why, replaces=before, happened_on=clock.today(), recorded_by=by
    )
    if state not in OPEN:
        tasks.clear(TO_DO, of=step, by=by)
    return made
