"""Pages of other services: telling the front door, reading what came of it, answering its questions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thrive.base.access import policy
from thrive.base.access.pages import SignedIn, page
from thrive.base.access.rules import OrganisationKind
from thrive.base.record import drafting
from thrive.pathway.front_door.actions import checking, taking
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.forms.checks import AnswerForm
from thrive.pathway.front_door.forms.contact import ContactForm
from thrive.pathway.front_door.models import CheckAnswer
from thrive.pathway.front_door.permissions import ANSWER_CHECK, REPORT
from thrive.pathway.front_door.queries import checks
from thrive.pathway.front_door.queries import reports as reported
from thrive.pathway.front_door.rules import form_for
from thrive.pathway.front_door.views.taking import ADDING


@page(needs=REPORT)
@require_safe
def reports(request: SignedIn) -> HttpResponse:
    """What one's organisation reported, and what came of it."""
    viewer = request.user
    shown, rows = reported.reports(viewer=viewer, number=request.GET.get("page", "1"))
    answers = policy.holds(viewer, ANSWER_CHECK)
    asks = checks.asks(viewer=viewer) if answers else []
    context = {"page_of": shown, "reports": rows, "answers": answers, "asks": asks}
    return render(request, "front_door/reports.html", context)


@page(needs=REPORT)
def report(request: SignedIn) -> HttpResponse:
    """Tell the front door of a worry."""
    viewer = request.user
    form_kind = form_for(OrganisationKind(viewer.organisation.kind))
    draft = drafting.begin(
        request, form="front_door.report", title=form_kind.title, leave_to=reverse("front_door:reports")
    )
    if draft.answer:
        return draft.answer
    if draft.result:
        return redirect("front_door:reported", draft.result)
    more = next((part for button, part in ADDING.items() if draft.pressed(button)), "")

    def make(data: Any) -> ContactForm:
        return ContactForm(data, report=form_kind, signed_in=True, more=more)

    if draft.conflict:
        return drafting.compare(request, draft, make)
    sending = draft.is_sent and not more
    form = draft.bind(make, check=sending)
    if sending and form.is_valid():
        try:
            ref = draft.finish(
                lambda: (
                    taking.take_contact(
                        form.told(),
                        form.stated(),
                        by=viewer,
                        authority=reported.front_door_of(viewer),
                        organisation=viewer.organisation,
                    ).ref
                )
            )
        except ContactFault as fault:
            form.refuse(fault)
        else:
            messages.success(request, "Sent to the front door. You can read here what comes of it.")
            return redirect("front_door:reported", ref)
    return render(request, "front_door/report.html", {"draft": draft, "form": form, "kind": form_kind})


@page(needs=REPORT)
@require_safe
def one_report(request: SignedIn, ref: str) -> HttpResponse:
    """One report, and the reply."""
    return render(request, "front_door/reported.html", {"report": reported.report(viewer=request.user, ref=ref)})


@page(needs=ANSWER_CHECK)
def check(request: SignedIn, ref: str) -> HttpResponse:
    """A question of the front door, and the answer to it."""
    viewer = request.user
    found = checks.ask(viewer=viewer, ref=ref)
    back = reverse("front_door:reports")
    if found.is_withdrawn:
        return render(request, "front_door/check.html", {"ask": found})
    draft = drafting.begin(
        request, form="front_door.answer", title="Answer to the front door", leave_to=back, shared=True
    )
    if draft.answer:
        return draft.answer
    if draft.result:
        return redirect("front_door:check", ref)

    def make(data: Any) -> AnswerForm:
        return AnswerForm(data, initial=_said(found.answer))

    if draft.conflict:
        return drafting.compare(request, draft, make)
    form = draft.bind(make)
    if draft.is_sent and form.is_valid():
        try:
            draft.finish(lambda: str(checking.answer_check(found.check, by=viewer, **form.cleaned_data).pk))
        except ContactFault as fault:
            form.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, "Answer sent.")
            return redirect("front_door:check", ref)
    return render(request, "front_door/check.html", {"ask": found, "form": form, "draft": draft})


def _said(answer: CheckAnswer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    return {"kind": answer.kind, "words": answer.words, "is_intelligence": answer.is_intelligence}
