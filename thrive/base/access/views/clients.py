"""Administration of other systems: which may call, what for, and their secrets, each shown once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access import actions, queries
from thrive.base.access.forms import ClientForm
from thrive.base.access.models import ApiClient
from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.views import administration as admin
from thrive.base.calendar import clock
from thrive.govuk import words
from thrive.govuk.pages import Row

SECTION = "Systems"


@page(needs=ADMINISTER)
def listing(request: SignedIn) -> HttpResponse:
    """Systems that may call, 50 a page."""
    rows = queries.api_clients(viewer=request.user)
    context = {"page_obj": admin.paged(request, rows)}
    return render(request, "access/administration/clients.html", admin.frame(SECTION, context))


@page(needs=ADMINISTER)
def detail(request: SignedIn, ref: str) -> HttpResponse:
    """One system: what it may do, and what was done to it."""
    one = queries.api_client(viewer=request.user, ref=ref)
    offered = queries.scope_choices(of=one.organisation)
    rows = [
        Row("Client id", one.ref),
        Row("Organisation", one.organisation.name),
        Row("What it is for", one.purpose),
        Row("Secret made", words.at_time(one.secret_made_at)),
        Row("Added by", one.added_by.name),
        *admin.dates(one),
    ]
    context = {
        "one": one,
        "rows": rows,
        "scopes": [scope for scope in offered if scope.key in one.scopes],
        "happened": queries.happened(viewer=request.user, to=one, page=admin.page_number(request)),
    }
    return render(request, "access/administration/client.html", admin.frame(SECTION, context))


@page(needs=ADMINISTER, fresh=True)
def add(request: SignedIn, ref: str) -> HttpResponse:
    """Let a system of an organisation call; its secret is shown on the page that answers, and never again."""
    organisation = queries.organisation(viewer=request.user, ref=ref)
    form = ClientForm(posted(request), scopes=queries.scope_choices(of=organisation))
    made = admin.attempt(form, lambda: actions.add_client(organisation, by=request.user, **form.answers()))
    if made:
        return _secret(request, *made)
    context = {
        "form": form,
        "heading": f"Let a system of {organisation.name} call",
        "button": "Add system",
        "back_url": reverse("access:organisation", args=[ref]),
    }
    return render(request, "access/administration/form.html", admin.frame(SECTION, context))


@page(needs=ADMINISTER, fresh=True)
def change(request: SignedIn, ref: str) -> HttpResponse:
    """Change a system's name, purpose or scopes."""
    one = queries.api_client(viewer=request.user, ref=ref)
    initial = {"name": one.name, "purpose": one.purpose, "scopes": one.scopes}
    form = ClientForm(posted(request), scopes=queries.scope_choices(of=one.organisation), is_new=False, initial=initial)
    revision = admin.revision(request, one.revision)
    if admin.attempt(form, lambda: actions.change_client(one, by=request.user, revision=revision, **form.answers())):
        messages.success(request, "Changes saved.")
        return redirect("access:client", ref)
    return admin.change_page(request, SECTION, form, one, revision, "client")


@page(needs=ADMINISTER)
def end(request: SignedIn, ref: str) -> HttpResponse:
    """Stop a system at once, or let it call again."""
    one = queries.api_client(viewer=request.user, ref=ref)
    if request.method == "POST":
        stops = "again" not in request.POST
        on = clock.today() if stops else None
        actions.end_client(one, by=request.user, revision=admin.revision(request, one.revision), on=on)
        messages.success(request, f"{one.name} may {'no longer' if stops else 'again'} call.")
        return redirect("access:client", ref)
    return render(request, "access/administration/client_end.html", admin.frame(SECTION, {"one": one}))


@page(needs=ADMINISTER, fresh=True)
def secret(request: SignedIn, ref: str) -> HttpResponse:
    """Ask whether to give a system a new secret, and show it once."""
    one = queries.api_client(viewer=request.user, ref=ref)
    if request.method == "POST":
        return _secret(request, one, actions.new_secret(one, by=request.user))
    return render(request, "access/administration/client_secret.html", admin.frame(SECTION, {"one": one}))


def _secret(request: SignedIn, one: ApiClient, made: str) -> HttpResponse:
    context: dict[str, Any] = {"one": one, "secret": made, "rows": [Row("Client id", one.ref), Row("Secret", made)]}
    return render(request, "access/administration/client_secret.html", admin.frame(SECTION, context))
