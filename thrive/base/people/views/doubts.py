"""Two records that may be of one person, side by side."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.people import permissions
from thrive.base.people.actions import adding as actions
from thrive.base.people.forms.doubts import DifferentForm
from thrive.base.people.queries import doubts, records


@page(needs=permissions.CHANGE_PERSON)
def settle(request: SignedIn, ref: str, other: str) -> HttpResponse:
    """Look at both again, and say that they are different people."""
    record = records.open_record(viewer=request.user, ref=ref, tab="summary", needs=permissions.CHANGE_PERSON)
    doubt, candidate = doubts.doubt(viewer=request.user, record=record, other_ref=other)
    form = DifferentForm(posted(request))
    if form.is_valid():
        actions.settle_doubt(doubt.decision, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, "They are kept as different people, with your reason.")
        return redirect("people:record", ref)
    context = {"record": record, "doubt": doubt, "one": candidate, "form": form}
    return render(request, "people/adding/doubt.html", context)
