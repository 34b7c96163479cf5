"""A referral: how it stands, the decision on it, closing it and opening it again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access.pages import SignedIn, page
from thrive.base.calendar import clock
from thrive.base.casework.road.standing import task_list
from thrive.base.history.errors import ChangedMeanwhile
from thrive.base.law import DutyMissed
from thrive.base.record import drafting
from thrive.pathway.front_door.actions import closing, deciding
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.forms.closing import CloseForm, ReopenForm
from thrive.pathway.front_door.forms.deciding import ReferralForm
from thrive.pathway.front_door.permissions import CLOSE, READ_REFERRAL
from thrive.pathway.front_door.queries import referrals
from thrive.pathway.front_door.queries.referrals import ReferralPage
from thrive.pathway.front_door.views.contacts import due_clock


@page(needs=READ_REFERRAL)
def referral(request: SignedIn, ref: str) -> HttpResponse:
    """A referral, with the decision on it for who may decide: while it waits, or to put right what was decided."""
    found = referrals.referral(viewer=request.user, ref=ref)
    clock_shown = due_clock("Decide the referral", found.due) if found.standing.waits and found.due else None
    steps = task_list(referrals.MATTER, found, viewer=request.user)
    shown = {"found": found, "clock": clock_shown, "steps": steps}
    is_asked = found.standing.waits or (found.may_correct and "decide" in request.GET)
    if not found.may_decide or not is_asked:
        return render(request, "front_door/referral.html", shown)
    return _decide(request, found, shown)


def _decide(request: SignedIn, found: ReferralPage, shown: dict[str, Any]) -> HttpResponse:
    row = found.referral
    back = reverse("front_door:referral", args=[row.ref])
    draft = drafting.begin(
        request, form="front_door.referral", title="Decision on a referral", subject=row.subject, leave_to=back,
        shared=True,
    )  # fmt: skip
    if draft.answer:
        return draft.answer
    if draft.result:
        return redirect(back)
    late = found.due is not None and found.due.is_missed_by(clock.today())

    def make(data: Any) -> ReferralForm:
        return ReferralForm(
            data, is_late=late, only_emergencies=found.only_emergencies, is_imported=found.standing.is_imported,
            need=found.standing.need_code,
        )  # fmt: skip

    if draft.conflict:
        return drafting.compare(request, draft, make)
    form = draft.bind(make)
    if draft.is_sent and form.is_valid():
        try:
            draft.finish(lambda: deciding.decide_referral(row, by=request.user, **form.answers()).ref)
        except ContactFault as fault:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        except DutyMissed as missed:
            form.add_error(missed.field if missed.field in form.fields else None, str(missed))
        else:
            told = " Whoever told us can read the outcome." if row.contact_id else ""
            messages.success(request, f"Decision recorded.{told}")
            return redirect(back)
    return render(request, "front_door/referral.html", {**shown, "form": form, "draft": draft})


@page(needs=CLOSE)
def close(request: SignedIn, ref: str) -> HttpResponse:
    """Close a referral, or put right how it was closed."""
    row, found, goes_on = referrals.closing(viewer=request.user, ref=ref)
    back = reverse("front_door:referral", args=[row.ref])
    if found.waits or found.no_further_action:
        messages.info(request, closing.FIRST if found.waits else closing.NOTHING)
        return redirect(back)
    draft = drafting.begin(
        request, form="front_door.close", title="Closing a referral", subject=row.subject, leave_to=back, shared=True
    )
    if draft.answer:
        return draft.answer
    if draft.result:
        return redirect(back)
    is_correction = found.closed_on is not None
    over = found.closure.pk if found.closure else None

    def make(data: Any) -> CloseForm:
        return CloseForm(data, need=found.need_code, is_correction=is_correction, goes_on=goes_on, over=over)

    if draft.conflict:
        return drafting.compare(request, draft, make)
    form = draft.bind(make)
    if draft.is_sent and form.is_valid():
        try:
            draft.finish(lambda: closing.close_referral(row, by=request.user, **form.answers()).ref)
        except ContactFault as fault:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        except ChangedMeanwhile as changed:
            form.add_error(None, f"{changed}. Open it again; what you typed is kept as a draft")
        else:
            messages.success(request, "The referral is closed.")
            return redirect(back)
    context = {"referral": row, "form": form, "draft": draft, "is_correction": is_correction}
    return render(request, "front_door/close.html", context)


@page(needs=CLOSE)
def reopen(request: SignedIn, ref: str) -> HttpResponse:
    """Open a closed referral again."""
    row, found, _ = referrals.closing(viewer=request.user, ref=ref)
    back = reverse("front_door:referral", args=[row.ref])
    draft = drafting.begin(
        request, form="front_door.reopen", title="Opening a referral again", subject=row.subject, leave_to=back,
        shared=True,
    )  # fmt: skip
    if draft.answer:
        return draft.answer
    if draft.result or found.closed_on is None:
        return redirect(back)

    def make(data: Any) -> ReopenForm:
        return ReopenForm(data, over=found.closure.pk if found.closure else None)

    if draft.conflict:
        return drafting.compare(request, draft, make)
    form = draft.bind(make)
    if draft.is_sent and form.is_valid():
        try:
            draft.finish(lambda: closing.reopen_referral(row, by=request.user, **form.answers()).ref)
        except ContactFault as fault:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        except ChangedMeanwhile as changed:
            form.add_error(None, f"{changed}. Open it again; what you typed is kept as a draft")
        else:
            messages.success(request, "The referral is open again.")
            return redirect(back)
    return render(request, "front_door/reopen.html", {"referral": row, "form": form, "draft": draft})
