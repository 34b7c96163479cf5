"""Opening a guarded record in an emergency, being told of it, and reviewing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from thrive.base.access.pages import SignedIn, page, posted, signed_in
from thrive.base.people import permissions
from thrive.base.people.actions import emergencies as actions
from thrive.base.people.errors import CannotBe
from thrive.base.people.forms.guarding import EmergencyForm, ReviewForm
from thrive.base.people.queries import emergencies, guarding
from thrive.base.people.views.log import EMERGENCIES, frame
from thrive.govuk import words


@page(needs=permissions.OPEN_IN_EMERGENCY, fresh=True)
def open_in_emergency(request: SignedIn, ref: str) -> HttpResponse:
    """First what it means, so that nobody does it by the way; then the reason; then the record for three hours."""
    closed = guarding.closed_record(viewer=request.user, ref=ref)
    form = EmergencyForm(posted(request))
    if form.is_valid():
        try:
            opening = actions.open_in_emergency(closed.subject, by=request.user, **form.cleaned_data)
        except CannotBe as problem:
            form.add_error(problem.field or None, str(problem))
        else:
            messages.success(
                request,
                f"The record is open to you until {words.clock_time(opening.until_at)}. Those who must know were told.",
            )
            return redirect("people:record", ref)
    context = {"closed": closed, "form": form, "asks": form.is_bound or "reason" in request.GET}
    return render(request, "people/emergency/open.html", context)


@signed_in
@require_POST
def read_notice(request: SignedIn, ref: str) -> HttpResponse:
    """I have read it: the notice goes from my home page."""
    actions.read_notice(emergencies.notice(viewer=request.user, ref=ref), by=request.user)
    return redirect("/")


@page(needs=permissions.REVIEW_EMERGENCY)
def listing(request: SignedIn) -> HttpResponse:
    """Emergencies to review, the longest due first; after them those that were reviewed."""
    found, lines = emergencies.emergencies(viewer=request.user, number=request.GET.get("page", "1"))
    return render(request, "people/emergency/list.html", frame(EMERGENCIES, {"page_obj": found, "lines": lines}))


@page(needs=permissions.REVIEW_EMERGENCY)
def review(request: SignedIn, ref: str) -> HttpResponse:
    """One emergency: what was said, what was looked at, what stands out, and what somebody makes of it."""
    found = emergencies.emergency(viewer=request.user, ref=ref)
    form = ReviewForm(posted(request))
    if form.is_valid():
        try:
            actions.review_emergency(found.line.opening, by=request.user, **form.cleaned_data)
        except CannotBe as problem:
            form.add_error(problem.field or None, str(problem))
        else:
            messages.success(request, "The review was kept.")
            return redirect("people:emergencies")
    return render(
        request,
        "people/emergency/review.html",
        frame(EMERGENCIES, {"found": found, "line": found.line, "form": form}),
    )
