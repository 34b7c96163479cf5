"""Making one-time links, and the list of them."""

import secrets
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from thrive.base.access.pages import SignedIn, page, posted
from thrive.pathway.front_door.actions import links as actions
from thrive.pathway.front_door.errors import AlreadyMade, ContactFault
from thrive.pathway.front_door.forms.links import ReportLinkForm, WhomForm
from thrive.pathway.front_door.models import OneTimeLink
from thrive.pathway.front_door.permissions import SEND_LINK
from thrive.pathway.front_door.queries import contacts
from thrive.pathway.front_door.queries import links as queries

Make = Callable[[], tuple[OneTimeLink, str]]


@page(needs=SEND_LINK)
@require_safe
def links(request: SignedIn) -> HttpResponse:
    """The links that were made, and how each stands."""
    return render(request, "front_door/links.html", {"links": queries.links(viewer=request.user)})


@page(needs=SEND_LINK)
def new_report_link(request: SignedIn) -> HttpResponse:
    """Make a link by which somebody tells us of a worry."""
    form = ReportLinkForm(posted(request), initial=_begun(), bodies=queries.bodies(viewer=request.user))
    context = {"form": form, "back": reverse("front_door:links"), "back_text": "One-time links"}
    if request.method == "POST" and form.is_valid():
        return _make(request, form, context, lambda: actions.make_report_link(by=request.user, **form.answers()))
    return render(request, "front_door/link_new.html", context)


@page(needs=SEND_LINK)
def new_answer_link(request: SignedIn, ref: str) -> HttpResponse:
    """Make a link by which somebody of the body that was asked answers."""
    check = contacts.check_asked(viewer=request.user, ref=ref)
    form = WhomForm(posted(request), initial=_begun())
    back = reverse("front_door:contact", args=[check.contact.ref])
    context = {"form": form, "back": back, "back_text": "Back to the contact", "is_answer": True}
    if request.method == "POST" and form.is_valid():
        make = lambda: actions.make_answer_link(check, by=request.user, **form.cleaned_data)  # noqa: E731
        return _make(request, form, context, make)
    return render(request, "front_door/link_new.html", context)


@page(needs=SEND_LINK)
@require_POST
def take_back_link(request: SignedIn, ref: str) -> HttpResponse:
    """Nobody can use it any more."""
    found = queries.link(viewer=request.user, ref=ref)
    try:
        actions.take_back_link(found.link, by=request.user)
    except ContactFault as fault:
        messages.error(request, f"{fault}.")
    else:
        messages.success(request, "Taken back. The link can no longer be used.")
    return redirect("front_door:links")


def _begun() -> dict[str, str]:
    return {"once": secrets.token_urlsafe(16)}


def _make(request: HttpRequest, form: WhomForm, context: dict[str, object], make: Make) -> HttpResponse:
    """Make it, and show it: this once, in the answer to the form, since it is kept nowhere."""
    try:
        link, key = make()
    except ContactFault as fault:
        form.refuse(fault)
        return render(request, "front_door/link_new.html", context)
    except AlreadyMade:
        messages.info(request, "That link was made already, and is shown only once. Take it back and make another.")
        return redirect("front_door:links")
    address = f"{request.build_absolute_uri(reverse('front_door:by-link'))}?{urlencode({'key': key})}"
    return render(request, "front_door/link_made.html", {**context, "link": link, "address": address})
