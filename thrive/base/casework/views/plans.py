"""Plans: those about somebody, writing a version, a plan’s page, the answer to it, its actions, two compared."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from thrive.base.access.models import User
from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.casework.actions import plans as actions
from thrive.base.casework.forms.approvals import AskForm
from thrive.base.casework.forms.letters import LetterForm
from thrive.base.casework.forms.plans import ADD, AnswerForm, CompareForm, PlanForm, ProgressForm, filled_from
from thrive.base.casework.permissions import AGREE_PLAN, READ_PLANS, WRITE_PLAN
from thrive.base.casework.queries import approvals, plans, writing
from thrive.base.casework.queries.plans import PlanView
from thrive.base.casework.queries.whole import require_whole
from thrive.base.casework.views.letters import BACK, look_or_send, without_buttons
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.offers import REGISTRY
from thrive.base.people.errors import CannotBe
from thrive.base.people.queries import members, records
from thrive.base.people.queries.members import Member
from thrive.base.people.queries.records import Record
from thrive.base.record import drafting

COPY = "casework.plan_copy"  # the kind of letter


@page(needs=READ_PLANS)
@require_safe
def show_plans(request: SignedIn, ref: str) -> HttpResponse:
    """Plans about somebody."""
    record = records.open_record(viewer=request.user, ref=ref, tab="plans", needs=READ_PLANS)
    found = plans.plans_of(viewer=request.user, record=record)
    context = {"record": record, "plans": found, "kinds": plans.plan_kinds(viewer=request.user)}
    return render(request, "casework/plans/list.html", context)


@page(needs=WRITE_PLAN)
def new_plan(request: SignedIn, ref: str, kind: str) -> HttpResponse:
    """Begin a plan with its first version."""
    viewer = request.user
    chosen = plans.plan_kind(kind, viewer=viewer)
    record = records.open_record(viewer=viewer, ref=ref, tab="plans", needs=WRITE_PLAN)
    family, workers = _people(request, record)
    managers = approvals.approvers(chosen.agrees, viewer=viewer, subjects=[record.subject])
    back = reverse("casework:plans", args=[ref])
    draft = drafting.begin(request, form="casework.plan", title="Plan", subject=record.subject, leave_to=back)
    adding = draft.pressed(ADD)

    def make(data: QueryDict | None) -> PlanForm:
        return PlanForm(data, members=family, workers=workers, approvers=managers, kinds=[chosen], one_more=adding)

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(_address(draft.result, ref))
    is_ready = draft.is_sent and not adding
    form = draft.bind(make, check=is_ready)
    if is_ready and form.is_valid():
        people = writing.subjects_called([one.ref for one in family], viewer=viewer)
        about = [people[one.ref] for one in form.ticked]
        capacities = {one.subject_id: one.capacity for one in form.ticked}
        try:
            draft.finish(
                lambda: (
                    actions.begin_plan(
                        chosen, about=about, by=viewer, capacities=capacities, **form.answers(people)
                    ).plan.ref
                )
            )
        except CannotBe as fault:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        else:
            messages.success(request, "Plan written. A manager is asked to agree to it.")
            return redirect(_address(draft.result, ref))
    context = {"record": without_buttons(record), "form": form, "draft": draft, "back": back, "kind": chosen}
    return render(request, "casework/plans/write.html", context)


@page(needs=READ_PLANS)
@require_safe
def show_plan(request: SignedIn, ref: str) -> HttpResponse:
    """A version of a plan, the latest where none is asked for."""
    number = request.GET.get("version", "")
    view = plans.plan(
        viewer=request.user,
        ref=ref,
        number=int(number) if number.isdecimal() and len(number) < 5 else 0,
        seen_from=request.GET.get("from", ""),
    )
    record = records.open_record(viewer=request.user, ref=view.seen_from, tab="plans", needs=READ_PLANS)
    return render(request, "casework/plans/plan.html", {"record": record, "view": view})


@page(needs=WRITE_PLAN)
def write_version(request: SignedIn, ref: str) -> HttpResponse:
    """Write a further version; the kind may be another that the plan may become."""
    viewer = request.user
    view, record = _opened(request, ref)
    require_whole(view)
    family, workers = _people(request, record)
    managers = approvals.approvers(view.kind.agrees, viewer=viewer, subjects=view.subjects)
    kinds = [view.kind, *(REGISTRY.plans[one] for one in view.kind.moves_to)]
    back = _address(ref, record.ref)
    draft = drafting.begin(
        request, form="casework.plan_version", title="Plan", subject=view.subjects[0], leave_to=back, shared=True
    )
    adding = draft.pressed(ADD)

    def make(data: QueryDict | None) -> PlanForm:
        initial = filled_from(view, family, workers)
        return PlanForm(
            data, members=family, workers=workers, approvers=managers, kinds=kinds, view=view, one_more=adding,
            initial=initial,
        )  # fmt: skip

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(back)
    is_ready = draft.is_sent and not adding
    form = draft.bind(make, check=is_ready)
    if is_ready and form.is_valid():
        people = writing.subjects_called([one.ref for one in family], viewer=viewer)
        said = form.cleaned_data
        seen = int(said["seen"]) if said["seen"].isdecimal() else 0
        try:
            draft.finish(
                lambda: (
                    actions.write_version(
                        view.version.plan, kind=form.kind(), by=viewer, why=said["why"], seen=seen,
                        **form.answers(people),
                    ).ref
                )
            )  # fmt: skip
        except (CannotBe, ChangedMeanwhile) as fault:
            field = getattr(fault, "field", "")
            form.add_error(field if field in form.fields else None, str(fault))
        else:
            messages.success(request, "A further version is written. A manager is asked to agree to it.")
            return redirect(back)
    context = {"record": without_buttons(record), "form": form, "draft": draft, "back": back, "view": view}
    return render(request, "casework/plans/write.html", {**context, "kind": view.kind})


@page(needs=AGREE_PLAN)
def answer(request: SignedIn, ref: str) -> HttpResponse:
    """Agree to the latest version, or return it; what changed since the last one stands beside."""
    view, record = _opened(request, ref)
    form = AnswerForm(posted(request))
    if form.is_valid():
        try:
            actions.answer_version(view.version, by=request.user, **form.cleaned_data)
        except (CannotBe, AlreadyRecorded, ChangedMeanwhile) as fault:
            field = getattr(fault, "field", "")
            form.add_error(field if field in form.fields else None, str(fault))
        else:
            messages.success(request, "Your answer is on record, and its writer can see it.")
            return redirect(_address(ref, record.ref))
    before = view.version.number - 1
    changed = plans.compared(viewer=request.user, ref=ref, before=before, after=before + 1)[2] if before else []
    context = {"record": without_buttons(record), "view": view, "form": form, "differences": changed, "before": before}
    return render(request, "casework/plans/answer.html", {**context, "back": _address(ref, record.ref)})


@page(needs=WRITE_PLAN)
def ask(request: SignedIn, ref: str) -> HttpResponse:
    """Ask anew that the latest version be agreed to."""
    view, record = _opened(request, ref)
    managers = approvals.approvers(view.kind.agrees, viewer=request.user, subjects=view.subjects)
    form = AskForm(posted(request), approvers=managers)
    if form.is_valid():
        try:
            actions.ask_approval(view.version, by=request.user, **form.asks())
        except (CannotBe, AlreadyRecorded) as fault:
            field = getattr(fault, "field", "")
            form.add_error(field if field in form.fields else None, str(fault))
        else:
            messages.success(request, "A manager is asked to agree to it.")
            return redirect(_address(ref, record.ref))
    context = {"record": without_buttons(record), "view": view, "form": form, "back": _address(ref, record.ref)}
    return render(request, "casework/plans/ask.html", context)


@page(needs=READ_PLANS)
def progress(request: SignedIn, ref: str) -> HttpResponse:
    """Say how an action stands."""
    step, said = plans.step_called(ref, viewer=request.user)
    view, record = _opened(request, step.plan.ref)
    line = next((act for need in view.needs for act in need.actions if act.ref == ref), None)
    form = ProgressForm(posted(request), initial={"state": line.state if line else ""})
    if form.is_valid():
        try:
            actions.record_progress(step, by=request.user, **form.cleaned_data)
        except CannotBe as fault:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        else:
            messages.success(request, "It is on record how the action stands.")
            return redirect(_address(view.ref, record.ref))
    context = {"record": without_buttons(record), "view": view, "form": form, "line": line}
    return render(request, "casework/plans/progress.html", {**context, "back": _address(view.ref, record.ref)})


@page(needs=READ_PLANS)
@require_safe
def compare(request: SignedIn, ref: str) -> HttpResponse:
    """Two versions of a plan, and what differs."""
    view, record = _opened(request, ref)
    numbers = [one.number for one in view.versions]
    form = CompareForm(request.GET if "before" in request.GET else None, numbers=numbers)
    found = None
    if form.is_valid():
        before, after = int(form.cleaned_data["before"]), int(form.cleaned_data["after"])
        found = plans.compared(viewer=request.user, ref=ref, before=before, after=after)
    context = {"record": without_buttons(record), "view": view, "form": form, "found": found}
    return render(request, "casework/plans/compare.html", {**context, "back": _address(ref, record.ref)})


@page(needs=WRITE_PLAN)
def send_copy(request: SignedIn, ref: str) -> HttpResponse:
    """A copy of the plan that stands for somebody of the family: looked at as they will read it, then kept as sent."""
    viewer = request.user
    chosen = writing.letter_kind(COPY, viewer=viewer)
    view, record = _opened(request, ref)
    writing.require_author(viewer, record.subject)
    family = members.family_of(record.subject, viewer=viewer, needs=WRITE_PLAN)
    back = _address(ref, record.ref)
    draft = drafting.begin(request, form="casework.copy", title="Letter", subject=record.subject, leave_to=back)

    def make(data: QueryDict | None) -> LetterForm:
        return LetterForm(data, kind=chosen, members=family)

    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, make)
    if draft.result:
        return redirect(back)
    is_ready = draft.is_sent and not draft.pressed(BACK)
    form = draft.bind(make, check=is_ready)
    context = {"record": without_buttons(record), "form": form, "draft": draft, "back": back, "kind": chosen}
    if is_ready and form.is_valid():
        answered = look_or_send(request, form, draft, context, of=view.ref)
        if answered is not None:
            return answered
    return render(request, "casework/letters/write.html", context)


def _opened(request: SignedIn, ref: str) -> tuple[PlanView, Record]:
    """The latest version of a plan, and the record it is opened from."""
    view = plans.plan(viewer=request.user, ref=ref, seen_from=request.GET.get("from", ""))
    return view, records.open_record(viewer=request.user, ref=view.seen_from, tab="plans", needs=READ_PLANS)


def _people(request: SignedIn, record: Record) -> tuple[Sequence[Member], Sequence[User]]:
    """The family, and who may be asked to do something."""
    family = members.family_of(record.subject, viewer=request.user, needs=WRITE_PLAN)
    workers = writing.workers_near(record.subject, viewer=request.user) if record.shows_team else [request.user]
    return family, workers


def _address(plan_ref: str, seen_from: str) -> str:
    return f"{reverse('casework:plan', args=[plan_ref])}?{urlencode({'from': seen_from})}"
