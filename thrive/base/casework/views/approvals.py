"""Taking back what one asked to be approved. It is asked and answered on the pages of what it is of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access.errors import BadAnswer
from thrive.base.access.pages import SignedIn, posted, signed_in
from thrive.base.casework.actions import approvals as actions
from thrive.base.casework.forms.approvals import TakeBackForm
from thrive.base.casework.queries import approvals as queries
from thrive.base.history.errors import AlreadyRecorded


@signed_in
def take_back(request: SignedIn, ref: str) -> HttpResponse:
    """Ask no longer, while nobody has answered."""
    found = queries.approval_page(viewer=request.user, thread=ref)
    if not found.view.may_take_back:
        return redirect(found.address)
    form = TakeBackForm(posted(request))
    if form.is_valid():
        try:
            actions.take_back(found.view.row, by=request.user, **form.cleaned_data)
        except (BadAnswer, AlreadyRecorded) as problem:
            field = getattr(problem, "field", "")
            form.add_error(field if field in form.fields else None, str(problem))
        else:
            messages.success(request, "Approval is asked for no longer.")
            return redirect(found.address)
    return render(request, "casework/approvals/take_back.html", {"found": found, "form": form})
