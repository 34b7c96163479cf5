"""Threshold documents: read, entered, checked by a second person, taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from thrive.base.access import policy
from thrive.base.access.pages import SignedIn, page
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.record import drafting
from thrive.pathway.front_door import rules
from thrive.pathway.front_door.actions import thresholds as actions
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.forms.thresholds import ThresholdForm
from thrive.pathway.front_door.permissions import KEEP_THRESHOLDS, READ_CONTACT
from thrive.pathway.front_door.queries import thresholds as queries


@page(needs=READ_CONTACT)
@require_safe
def documents(request: SignedIn) -> HttpResponse:
    """What each level of need means here, and what it meant before."""
    rows = queries.documents(viewer=request.user)
    context = {
        "rows": rows,
        "in_force": queries.in_force(rows),
        "levels": {key.value: said for key, said in rules.LEVELS.items()},
        "headings": rules.headings(),
        "needs_version": rules.NEEDS_VERSION,
        "keeps": policy.holds(request.user, KEEP_THRESHOLDS),
    }
    return render(request, "front_door/thresholds.html", context)


@page(needs=KEEP_THRESHOLDS)
def enter(request: SignedIn) -> HttpResponse:
    """Enter a published document."""
    back = reverse("front_door:thresholds")
    draft = drafting.begin(request, form="front_door.thresholds", title="Threshold document", leave_to=back)
    if draft.answer:
        return draft.answer
    if draft.result:
        return redirect("front_door:thresholds")
    if draft.conflict:
        return drafting.compare(request, draft, lambda data: ThresholdForm(data))
    form = draft.bind(lambda data: ThresholdForm(data))
    if draft.is_sent and form.is_valid():
        authority = request.user.organisation.authority
        assert authority is not None
        try:
            draft.finish(lambda: actions.enter_thresholds(authority, by=request.user, **form.answers()).ref)
        except ContactFault as fault:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        else:
            messages.success(request, "Entered. It counts once somebody else has checked it.")
            return redirect("front_door:thresholds")
    return render(request, "front_door/thresholds_enter.html", {"draft": draft, "form": form})


@page(needs=KEEP_THRESHOLDS)
@require_POST
def check(request: SignedIn, ref: str) -> HttpResponse:
    """Say that a document somebody else entered is what was published."""
    document = queries.document(viewer=request.user, ref=ref)
    try:
        actions.check_thresholds(document, by=request.user)
    except ChangedMeanwhile as changed:
        messages.error(request, f"{changed}.")
    else:
        messages.success(request, "Checked. Decisions are judged by it from its day on.")
    return redirect("front_door:thresholds")


@page(needs=KEEP_THRESHOLDS)
@require_POST
def take_back(request: SignedIn, ref: str) -> HttpResponse:
    """Say that a document was entered in error."""
    document = queries.document(viewer=request.user, ref=ref)
    try:
        actions.take_back_thresholds(document, by=request.user, why=request.POST.get("why", ""))
    except (ContactFault, ChangedMeanwhile) as problem:
        messages.error(request, f"{problem}.")
    else:
        messages.success(request, "Taken back. Decisions that were judged by it keep it.")
    return redirect("front_door:thresholds")
