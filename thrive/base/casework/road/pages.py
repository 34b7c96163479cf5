"""The page of every ordinary step: its form, with drafts, and what its action refuses beside the answer it is about."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from thrive.base.access.errors import BadAnswer
from thrive.base.access.pages import SignedIn, page
from thrive.base.casework.road import asking, standing
from thrive.base.casework.road.asking import StepForm
from thrive.base.casework.road.kept import kept
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.law import DutyMissed
from thrive.base.offers import REGISTRY, Step
from thrive.base.record import drafting
from thrive.base.record.drafting import Drafting


def addresses(steps: Iterable[Step]) -> list[URLPattern]:
    """The routes of the ordinary ones of these steps, each below the page of its matter, named by its slug."""
    return [
        path(f"{REGISTRY.matters[step.about].address}/{step.slug}", page_of(step), name=step.slug)
        for step in steps
        if step.asks
    ]


def page_of(step: Step) -> Callable[..., HttpResponseBase]:
    """The page of an ordinary step, for those who hold its permission. About a given matter, `find` decides."""

    @page(needs=step.needs)  # type: ignore[arg-type]  # offers know a permission by its key alone
    def show(request: SignedIn, ref: str) -> HttpResponse:
        return _show(request, step, ref)

    return show


def _show(request: SignedIn, step: Step, ref: str) -> HttpResponse:
    matter, asks, viewer = REGISTRY.matters[step.about], asking.questions(step), request.user
    found = matter.find(viewer=viewer, ref=ref)
    back = reverse(matter.page, args=[ref])
    draft = drafting.begin(request, form=step.key, title=step.title, leave_to=back, shared=asks.shared)
    if draft.answer:
        return draft.answer
    if draft.result:
        return redirect(back)
    if why := standing.held_up(step, matter, found):
        messages.info(request, why)
        return redirect(back)

    def make(data: object) -> StepForm:
        return asking.form_of(step)(data, found=found, viewer=viewer)

    if draft.conflict:
        return drafting.compare(request, draft, make)
    form = draft.bind(make)
    if draft.is_sent and form.is_valid() and _done(request, draft, step, matter.thing(found), form):
        messages.success(request, asks.saved.format(**form.answers()))
        return redirect(back)
    context = {
        "step": step, "asks": asks, "back": back, "back_words": f"Back to the {matter.title.lower()}",
        "says": matter.says(found), "form": form, "draft": draft, "domain": REGISTRY.titles()[step.domain],
        "kept": kept(step, matter, found),
    }  # fmt: skip
    return render(request, "casework/road/step.html", context)


def _done(request: SignedIn, draft: Drafting, step: Step, thing: object, form: StepForm) -> bool:
    try:
        draft.finish(lambda: asking.do(step, thing, form, by=request.user))
    except (BadAnswer, DutyMissed) as fault:
        form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        return False
    except ChangedMeanwhile as changed:
        form.add_error(None, f"{changed}. Open it again; what you typed is kept as a draft")
        return False
    return True
