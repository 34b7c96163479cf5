"""Administration of sign-in: a lost second factor, open sessions, lock-outs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access import actions, queries
from thrive.base.access.errors import SecondPersonNeeded
from thrive.base.access.models import User
from thrive.base.access.pages import SignedIn, page
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.queries.second_person import needs_second_person, requests_about
from thrive.base.access.rules import AccountChange
from thrive.base.access.views import administration as admin


@page(needs=ADMINISTER, fresh=True)
def sign_in_of(request: SignedIn, ref: str) -> HttpResponse:
    """How somebody signs in: their second factor, lock-out and open sessions, and mending each."""
    viewer = request.user
    one = queries.user(viewer=viewer, ref=ref)
    if request.method == "POST":
        try:
            done = _mend(one, by=viewer, what=request.POST.get("mend", ""))
        except SecondPersonNeeded:
            return redirect(admin.asking(ref, AccountChange.FACTOR))
        if done:
            messages.success(request, done)
        return redirect("access:user-sign-in", ref)
    context = {
        "one": one,
        "is_self": one.pk == viewer.pk,
        "held": queries.second_factors(viewer=viewer, of=one),
        "is_weighty": needs_second_person(viewer=viewer, of=one),
        "requests": requests_about(viewer=viewer, of=one),
        "locked_until": queries.locked_until(viewer=viewer, of=one),
        "open_sessions": queries.open_sessions(viewer=viewer, of=one),
    }
    return render(request, "access/administration/sign_in.html", admin.frame("Users", context))


def _mend(one: User, *, by: User, what: str) -> str:
    """Do what the button says; returns what happened, in words."""
    if what == "lock":
        actions.lift_lock(one, by=by)
        return f"{one.name} can sign in again."
    if what == "factor":
        actions.remove_factor(one, by=by)
        return f"The second factor of {one.name} is removed. They set up a new one when they next sign in."
    if what == "sessions":
        actions.end_sessions(one, by=by)
        return f"{one.name} is signed out everywhere."
    return ""


@page(needs=ADMINISTER)
def addresses(request: SignedIn) -> HttpResponse:
    """Network addresses from which nobody can sign in now."""
    viewer = request.user
    if request.method == "POST":
        actions.lift_address_lock(request.POST.get("address", ""), by=viewer)
        messages.success(request, "People can sign in from there again.")
        return redirect("access:lock-outs")
    context = {"locked": queries.locked_addresses(viewer=viewer)}
    return render(request, "access/administration/lock_outs.html", admin.frame("Lock-outs", context))
