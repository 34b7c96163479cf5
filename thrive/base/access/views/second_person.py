"""Asking a second person before somebody's sign-in is changed, and answering."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thrive.base.access import actions, policy, queries
from thrive.base.access.errors import BadAnswer
from thrive.base.access.forms import AskSecondForm
from thrive.base.access.pages import SignedIn, page, posted, signed_in
from thrive.base.access.permissions import ADMINISTER, AGREE_TO_ACCOUNT_CHANGE
from thrive.base.access.queries import second_person as asked
from thrive.base.access.views import administration as admin


@page(needs=ADMINISTER, fresh=True)
def ask(request: SignedIn, ref: str) -> HttpResponse:
    """Ask that somebody else agree to a change of how this user signs in."""
    one = queries.user(viewer=request.user, ref=ref)
    form = AskSecondForm(posted(request), initial={"change": request.GET.get("change", "")})
    if admin.attempt(form, lambda: actions.ask_second_person(one, by=request.user, **form.cleaned_data)):
        messages.success(request, "A second person was asked. Once they agree you have a day to make the change.")
        return redirect("access:user-sign-in", ref)
    context = {
        "form": form,
        "heading": f"Ask a second person about {one.name}",
        "button": "Ask",
        "back_url": reverse("access:user-sign-in", args=[ref]),
    }
    return render(request, "access/administration/form.html", admin.frame("Users", context))


@page(needs=AGREE_TO_ACCOUNT_CHANGE)
def listing(request: SignedIn) -> HttpResponse:
    """What was asked, the latest first."""
    page_obj = admin.paged(request, asked.requests(viewer=request.user))
    context = {"page_obj": page_obj, "own": request.user.pk}
    if policy.holds(request.user, ADMINISTER):
        context = admin.frame("Second person", context)
    return render(request, "access/second_person/list.html", context)


@page(needs=AGREE_TO_ACCOUNT_CHANGE, fresh=True)
def answer(request: SignedIn, ref: str) -> HttpResponse:
    """One request: agree or refuse."""
    found = asked.request_called(viewer=request.user, ref=ref)
    if request.method == "POST" and request.POST.get("agree") in ("yes", "no"):
        agree = request.POST["agree"] == "yes"
        try:
            actions.answer_request(found, by=request.user, agree=agree)
        except BadAnswer as problem:
            messages.warning(request, f"{problem}.")
        else:
            messages.success(request, "You agreed." if agree else "You refused.")
        return redirect("access:account-requests")
    return render(request, "access/second_person/answer.html", {"one": found})


@signed_in
@require_POST
def read(request: SignedIn, ref: str) -> HttpResponse:
    """I have read it: the notice goes from my home page."""
    actions.read_account_notice(asked.request_called(viewer=request.user, ref=ref), by=request.user)
    return redirect("/")
