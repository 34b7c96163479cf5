"""Who may see what: the table, why one worker can or cannot see one record, and declarations."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access import actions, policy
from thrive.base.access.errors import BadAnswer
from thrive.base.access.forms import DeclareForForm, DeclareForm, EndDeclarationForm, WhyForm, WorkerForm
from thrive.base.access.models import User
from thrive.base.access.pages import page, posted
from thrive.base.access.permissions import DECLARE, KEEP_DECLARATIONS, SEE_POLICY
from thrive.base.access.queries import declared, table
from thrive.base.access.queries import why as asking
from thrive.base.access.views import administration as admin
from thrive.base.history.errors import AlreadyRecorded
from thrive.govuk import downloads
from thrive.govuk.pages import NavItem

SECTIONS = (
    ("What each role may do", "access:policy", SEE_POLICY),
    ("Why can or can’t somebody see this?", "access:why", SEE_POLICY),
    ("Own and relatives’ records", "access:declarations", KEEP_DECLARATIONS),
)


def _frame(request: HttpRequest, at: str, context: dict[str, Any]) -> dict[str, Any]:
    """`context` with the navigation between these pages, as far as the viewer may go."""
    user = cast(User, request.user)
    items = [NavItem(label, reverse(name), name == at) for label, name, needs in SECTIONS if policy.holds(user, needs)]
    return {**context, "sections": items}


@page(needs=SEE_POLICY)
def who_may_see(request: HttpRequest) -> HttpResponse:
    """What each role may do, and how near it must be. Meant to be printed too."""
    context = {"parts": table.who_may_see(viewer=cast(User, request.user)), "others": table.not_signing_in()}
    return render(request, "access/policy/table.html", _frame(request, "access:policy", context))


@page(needs=SEE_POLICY)
def who_may_see_file(request: HttpRequest) -> HttpResponse:
    """The same as a file: a line for each role and permission."""
    return downloads.spreadsheet(table.who_may_see_file(viewer=cast(User, request.user)), name="who-may-see")


@page(needs=SEE_POLICY)
def why(request: HttpRequest) -> HttpResponse:
    """Choose a worker and a record; the answer is shown with each rule that makes it. Nothing stands in the address."""
    initial = {"record": request.GET.get("record", "")}
    form = WhyForm(posted(request), initial=initial, permissions=asking.actions_asked_about())
    found = None
    if form.is_valid():
        try:
            found = asking.why(viewer=cast(User, request.user), **form.cleaned_data)
        except BadAnswer as problem:
            form.add_error(problem.field, str(problem))
    return render(request, "access/policy/why.html", _frame(request, "access:why", {"form": form, "why": found}))


@page(needs=DECLARE)
def declare(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that a record is one's own, or of somebody one knows. It names nobody."""
    user = cast(User, request.user)
    subject = declared.record_to_declare(viewer=user, ref=ref)
    form = DeclareForm(posted(request))
    if form.is_valid():
        try:
            actions.declare(subject, by=user, **form.cleaned_data)
        except (BadAnswer, AlreadyRecorded) as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, "Thank you. The record is closed to you from now on.")
            return redirect("access:account")
    return render(request, "access/policy/declare.html", {"form": form, "ref": ref})


@page(needs=KEEP_DECLARATIONS)
def declarations(request: HttpRequest) -> HttpResponse:
    """Whose records are closed to whom, 50 a page."""
    user = cast(User, request.user)
    form = WorkerForm(request.GET or None)
    worker = form.cleaned_data["worker"] if form.is_valid() else ""
    rows = declared.declarations(viewer=user, worker=worker)
    context = {"form": None, "filter": form, "page_obj": admin.paged(request, rows), "own": user.pk}
    return render(request, "access/policy/declarations.html", _frame(request, "access:declarations", context))


@page(needs=KEEP_DECLARATIONS)
def declare_for(request: HttpRequest) -> HttpResponse:
    """Say whose record somebody must not open."""
    user = cast(User, request.user)
    form = DeclareForForm(posted(request), initial={"record": request.GET.get("record", "")})
    if form.is_valid():
        answers = form.cleaned_data
        try:
            subject, worker = declared.record_and_worker(
                viewer=user, record=answers["record"], worker=answers["worker"]
            )
            actions.declare_for(worker, subject, by=user, tie=answers["tie"], why=answers["why"])
        except (BadAnswer, AlreadyRecorded) as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"The record is closed to {worker.name}.")
            return redirect("access:declarations")
    context = {"form": form, "back_url": reverse("access:declarations")}
    return render(request, "access/policy/declare_for.html", _frame(request, "access:declarations", context))


@page(needs=KEEP_DECLARATIONS)
def end_declaration(request: HttpRequest, ref: str) -> HttpResponse:
    """End a declaration that no longer holds, or was made in error."""
    user = cast(User, request.user)
    row = declared.declaration(viewer=user, ref=ref)
    form = EndDeclarationForm(posted(request))
    if admin.attempt(form, lambda: actions.end_declaration(row, by=user, **form.cleaned_data)):
        messages.success(request, "The declaration has ended.")
        return redirect("access:declarations")
    context = {"form": form, "row": row, "back_url": reverse("access:declarations")}
    return render(request, "access/policy/end_declaration.html", _frame(request, "access:declarations", context))
