"""Plans over HTTP: beginning one, writing a version, answering it, how an action stands, what versions differ in."""

from collections.abc import Sequence
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from thrive.base.access.calls.caller import Call, CallOfUser
from thrive.base.access.calls.shapes import Day, Line, Printed, Ref, Sent, one_of
from thrive.base.access.calls.typed import checked, wrong
from thrive.base.casework.actions import plans as actions
from thrive.base.casework.api.holding import workers_of
from thrive.base.casework.api.letters import Kept, room
from thrive.base.casework.forms import plans as forms
from thrive.base.casework.forms.approvals import AskForm
from thrive.base.casework.forms.plans import PERSON, USER, AnswerForm, PlanForm, ProgressForm
from thrive.base.casework.permissions import AGREE_PLAN, READ_PLANS, WRITE_PLAN
from thrive.base.casework.queries import approvals, plans, writing
from thrive.base.casework.queries.whole import require_whole
from thrive.base.casework.rules.approvals import COMMENT_MOST
from thrive.base.casework.rules.plans import ANSWERS, LINE_MOST, STATES, TEXT_MOST, WHY_MOST
from thrive.base.offers import REGISTRY
from thrive.base.people.queries import members, records

PlanText = Annotated[Printed, Field(max_length=TEXT_MOST)]
PlanWhy = Annotated[Line, Field(max_length=WHY_MOST)]
Number = Annotated[int, Field(ge=1, le=10_000)]


class PlanActionSent(Sent):
    """What is done, by whom (somebody of the family or a worker, by ref), by when. `step`: its ref in an earlier
    version; none for a new action."""

    what: Annotated[Line, Field(min_length=1, max_length=LINE_MOST * 2)]
    person: Ref | None = None
    worker: Ref | None = None
    due_on: Day | None = None
    step: Ref | None = None


class NeedSent(Sent):
    """A need, what shall come of it in the family's words, how it will be known, and what is done."""

    need: Annotated[Line, Field(min_length=1, max_length=LINE_MOST)]
    outcome: PlanText
    known_by: PlanText = ""
    actions: Annotated[list[PlanActionSent], Field(max_length=forms.MOST_ACTIONS)] = []


class OpinionSent(Sent):
    """What a child or parent thinks of the plan, or why that is not there."""

    person: Ref
    text: PlanText = ""
    why_not: Annotated[Line, Field(max_length=LINE_MOST * 2)] = ""


class Asked(Sent):
    """Who is asked to agree (a worker's ref; whoever manages one's team where none is named), and what they should
    know."""

    to: Ref | None = None
    comment: Annotated[Printed, Field(max_length=COMMENT_MOST)] = ""


class VersionSent(Asked):
    """What a version says, and who is asked to agree to it."""

    review_on: Day
    needs: Annotated[list[NeedSent], Field(min_length=1, max_length=forms.MOST)]
    opinions: Annotated[list[OpinionSent], Field(max_length=40)]


class PlanSent(VersionSent):
    """A plan of a declared kind about children of a family, with its first version."""

    kind: Annotated[Line, Field(max_length=60)]
    about: Annotated[list[Ref], Field(min_length=1, max_length=40)]


class PlanVersionSent(VersionSent):
    """A further version, and why. `seen`: the number of the version it follows; `kind`: the kind it becomes, where it
    becomes another."""

    kind: Annotated[Line, Field(max_length=60)] = ""
    why: PlanWhy
    seen: Number


class PlanAnswered(Sent):
    """Agreed, with a comment where there is something to say, or returned with the reason; of the version with this
    number."""

    version: Number
    outcome: Annotated[str, Field(pattern=one_of(ANSWERS))]
    why: PlanWhy = ""
    comment: Annotated[Printed, Field(max_length=COMMENT_MOST)] = ""


class ProgressSent(Sent):
    """How an action stands; why, where it is no longer needed."""

    state: Annotated[str, Field(pattern=one_of(STATES))]
    said: Annotated[Printed, Field(max_length=LINE_MOST * 2)] = ""
    why: PlanWhy = ""


class PlanKindSeen(Schema):
    """A kind of plan, and the kinds that it may become."""

    key: str
    title: str
    moves_to: list[str]


class PlanKindsListed(Schema):
    """The kinds of plan there are."""

    kinds: list[PlanKindSeen]


class DifferenceSeen(Schema):
    """Something that differs: as it was, and as it is; empty for not there."""

    what: str
    before: str
    after: str


class DifferencesListed(Schema):
    """What differs from one version to another."""

    before: int
    after: int
    differences: list[DifferenceSeen]


@room.read("/plan-kinds", needs=WRITE_PLAN, answers=PlanKindsListed, people_only=True)
def list_plan_kinds(request: CallOfUser) -> PlanKindsListed:
    """List the kinds of plan that the caller may write."""
    return PlanKindsListed(
        kinds=[
            PlanKindSeen(key=one.key, title=one.title, moves_to=list(one.moves_to))
            for one in plans.plan_kinds(viewer=request.viewer)
        ]
    )


@room.write("/people/{ref}/plans", needs=WRITE_PLAN, answers=Kept)
def begin_plan(request: CallOfUser, ref: Ref, sent: PlanSent) -> Kept:
    """Begin a plan with its first version. A manager who did not write it agrees to it or returns it."""
    viewer = request.viewer
    kind = plans.plan_kind(sent.kind, viewer=viewer)
    form = _form(request, ref, sent, kinds=[kind], more={"about": sent.about})
    people = writing.subjects_called(list(form.members), viewer=viewer)
    version = actions.begin_plan(
        kind,
        about=[people[one.ref] for one in form.ticked],
        by=viewer,
        capacities={one.subject_id: one.capacity for one in form.ticked},
        **form.answers(people),
    )
    return Kept(ref=version.plan.ref)


@room.write("/plans/{ref}/versions", needs=WRITE_PLAN, answers=Kept)
def write_plan_version(request: CallOfUser, ref: Ref, sent: PlanVersionSent) -> Kept:
    """Write a further version, with the reason. Open actions that it leaves out are closed once it is agreed to.

    Refused as changed meanwhile where `seen` is not the last version, and to whoever reads a part of it only.
    """
    viewer = request.viewer
    view = plans.plan(viewer=viewer, ref=ref)
    require_whole(view)
    kinds = [view.kind, *(REGISTRY.plans[one] for one in view.kind.moves_to)]
    kind = sent.kind or view.kind.key
    if kind not in {one.key for one in kinds}:
        raise wrong(("kind", "Select a kind that this plan may become"))
    more: dict[str, Any] = {"why": sent.why, **({"moves_to": kind} if len(kinds) > 1 else {})}
    form = _form(request, view.seen_from, sent, kinds=kinds, more=more, view=view)
    people = writing.subjects_called(list(form.members), viewer=viewer)
    actions.write_version(
        view.version.plan, kind=form.kind(), by=viewer, why=sent.why, seen=sent.seen, **form.answers(people)
    )
    return Kept(ref=ref)


@room.write("/plans/{ref}/answer", needs=AGREE_PLAN, answers=Kept)
def answer_plan(request: CallOfUser, ref: Ref, sent: PlanAnswered) -> Kept:
    """Agree to the latest version of a plan, or return it with the reason. Nobody answers their own."""
    view = plans.plan(viewer=request.viewer, ref=ref, number=sent.version)
    form = checked(lambda data: AnswerForm(data), sent.model_dump(exclude={"version"}))
    actions.answer_version(view.version, by=request.viewer, **form.cleaned_data)
    return Kept(ref=ref)


@room.write("/plans/{ref}/ask", needs=WRITE_PLAN, answers=Kept)
def ask_for_approval(request: CallOfUser, ref: Ref, sent: Asked) -> Kept:
    """Ask anew that the latest version be agreed to. Writing a version asks by itself."""
    view = plans.plan(viewer=request.viewer, ref=ref)
    managers = approvals.approvers(view.kind.agrees, viewer=request.viewer, subjects=view.subjects)
    form = checked(lambda data: AskForm(data, approvers=managers), sent.model_dump())
    return Kept(ref=actions.ask_approval(view.version, by=request.viewer, **form.asks()).thread)


@room.write("/plans/steps/{ref}", needs=READ_PLANS, answers=Kept)
def record_plan_step(request: CallOfUser, ref: Ref, sent: ProgressSent) -> Kept:
    """Say how an action of a plan stands: by whoever may write the plan, or is to do it."""
    step, _ = plans.step_called(ref, viewer=request.viewer)
    form = checked(lambda data: ProgressForm(data), sent.model_dump())
    actions.record_progress(step, by=request.viewer, **form.cleaned_data)
    return Kept(ref=ref)


@room.read("/plans/{ref}/differences", needs=READ_PLANS, answers=DifferencesListed)
def read_plan_differences(request: Call, ref: Ref, before: Number, after: Number) -> DifferencesListed:
    """Read what differs between two versions of a plan."""
    _, _, found = plans.compared(viewer=request.viewer, ref=ref, before=before, after=after)
    listed = [DifferenceSeen(what=one.what, before=one.before, after=one.after) for one in found]
    return DifferencesListed(before=before, after=after, differences=listed)


def _form(
    request: CallOfUser, ref: str, sent: VersionSent, *, kinds: Sequence[Any], more: dict[str, Any], view: Any = None
) -> PlanForm:
    """The form of the page with what was sent. Raises Problem, and as opening the record does."""
    record = records.open_record(viewer=request.viewer, ref=ref, tab="plans", needs=WRITE_PLAN)
    family = members.family_of(record.subject, viewer=request.viewer, needs=WRITE_PLAN)
    subjects = view.subjects if view is not None else [record.subject]
    managers = approvals.approvers(kinds[0].agrees, viewer=request.viewer, subjects=subjects)
    filled = _filled(sent)
    names = {box: name for box, (name, _) in filled.items()} | {"moves_to": "kind"}
    return checked(
        lambda data: PlanForm(
            data,
            members=family,
            workers=workers_of(request, record),
            approvers=managers,
            kinds=kinds,
            view=view,
        ),
        {
            "review_on": sent.review_on,
            "to": sent.to,
            "comment": sent.comment,
            **{box: value for box, (_, value) in filled.items()},
            **more,
        },
        called=lambda box: names.get(box, "opinions" if box.startswith(forms.SAYS) else box),
    )


def _filled(sent: VersionSent) -> dict[str, tuple[str, Any]]:
    """For each box of the form the call's own name of it, and what stands in it."""
    found: dict[str, tuple[str, Any]] = {}
    for number, need in enumerate(sent.needs, start=1):
        at = f"needs.{number - 1}"
        found[f"{forms.NEED}{number}"] = (f"{at}.need", need.need)
        found[f"{forms.OUTCOME}{number}"] = (f"{at}.outcome", need.outcome)
        found[f"{forms.KNOWN}{number}"] = (f"{at}.known_by", need.known_by)
        for place, one in enumerate(need.actions, start=1):
            box, name = f"{number}_{place}", f"{at}.actions.{place - 1}"
            who = f"{PERSON}{one.person}" if one.person else f"{USER}{one.worker}" if one.worker else ""
            found[f"{forms.WHAT}{box}"] = (f"{name}.what", one.what)
            found[f"{forms.WHO}{box}"] = (f"{name}.worker" if one.worker else f"{name}.person", who)
            found[f"{forms.BY}{box}"] = (f"{name}.due_on", one.due_on)
            found[f"{forms.STEP}{box}"] = (f"{name}.step", one.step)
    for place, said in enumerate(sent.opinions):
        found[f"{forms.SAYS}{said.person}"] = (f"opinions.{place}.text", said.text)
        found[f"{forms.WHY_NOT}{said.person}"] = (f"opinions.{place}.why_not", said.why_not)
    return found
