"""A task: what it is, passing it on, and taking it off the list with a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from thrive.base.access.errors import BadAnswer
from thrive.base.access.pages import SignedIn, posted, signed_in
from thrive.base.casework import queries
from thrive.base.casework.actions import tasks as actions
from thrive.base.casework.forms.work import PassOnForm, ReasonForm
from thrive.base.casework.queries.worklist import CLOSED, due_in_full
from thrive.base.history.errors import ChangedMeanwhile
from thrive.govuk import words
from thrive.govuk.pages import Link, Row


@signed_in
def show(request: SignedIn, ref: str) -> HttpResponse:
    """What is to be done, about whom, why and by when; who has it and who had it."""
    found = queries.task(viewer=request.user, thread=ref)
    return render(request, "casework/tasks/task.html", {"found": found, "rows": _rows(found)})


@signed_in
def pass_on(request: SignedIn, ref: str) -> HttpResponse:
    """Give it to somebody else, with a reason."""
    found = queries.task(viewer=request.user, thread=ref)
    if not found.may_pass_on:
        return redirect("casework:task", ref)
    form = PassOnForm(posted(request), parties=queries.parties(viewer=request.user))
    if form.is_valid():
        try:
            to = queries.party_called(viewer=request.user, value=form.cleaned_data["to"])
            actions.pass_on(found.task, to=to, by=request.user, reason=form.cleaned_data["reason"])
        except BadAnswer as problem:
            form.add_error(problem.field or None, str(problem))
        except ChangedMeanwhile as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{to.name} has it now: {words.lower_first(found.work.title)}.")
            return redirect("/")
    return render(request, "casework/tasks/pass_on.html", {"found": found, "form": form})


@signed_in
def dismiss(request: SignedIn, ref: str) -> HttpResponse:
    """Take it off the list although it has not been done, with a reason."""
    found = queries.task(viewer=request.user, thread=ref)
    if not found.may_dismiss:
        return redirect("casework:task", ref)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            actions.dismiss(found.task, by=request.user, **form.cleaned_data)
        except BadAnswer as problem:
            form.add_error(problem.field or None, str(problem))
        except ChangedMeanwhile as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The task was taken off the list. Your reason has been kept.")
            return redirect("/")
    return render(request, "casework/tasks/dismiss.html", {"found": found, "form": form})


def _rows(found: queries.TaskPage) -> list[Row]:
    work, task = found.work, found.task
    about = format_html_join(
        "",
        '<div><a href="{}">{}</a>{}</div>',
        ((reverse("people:record", args=[one.ref]), one.name, f", {one.age}" if one.age else "") for one in work.who),
    )
    closed = format_html("<div>{}</div>", CLOSED) if work.is_closed else ""
    asked_by = task.asked_by.name if task.asked_by else "Thrive"
    due = [Link("Why this date?", work.why_url)] if work.why_url else []
    return [
        Row("About", format_html("{}{}", about, closed) if work.who or work.is_closed else "Nobody’s record"),
        Row("With", task.party.name),
        Row("Due", due_in_full(work.due_on), due),
        Row("Why", work.why or "No reason was given"),
        Row("Done when", words.upper_first(found.clears_when)),
        Row("Asked", f"{words.at_time(task.asked_at)}, by {asked_by}"),
    ]
