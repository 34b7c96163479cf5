"""Administration of organisations."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access import actions, queries
from thrive.base.access.forms import FilterForm, LastDayForm, OrganisationForm
from thrive.base.access.models import User
from thrive.base.access.pages import page, posted
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.views import administration as admin
from thrive.govuk import words
from thrive.govuk.pages import Row


@page(needs=ADMINISTER)
def listing(request: HttpRequest) -> HttpResponse:
    """Organisations, 50 a page."""
    form = FilterForm(request.GET, only=("name", "kind", "when"))
    rows = queries.organisations(viewer=cast(User, request.user), **form.answers())
    context = {
        "form": None,
        "filter": form,
        "page_obj": admin.paged(request, rows),
        "filters": admin.taken(request, form),
    }
    return render(request, "access/administration/organisations.html", admin.frame("Organisations", context))


@page(needs=ADMINISTER)
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One organisation, what it has, and what was done to it."""
    user = cast(User, request.user)
    one = queries.organisation(viewer=user, ref=ref)
    rows = [
        Row("Kind", one.get_kind_display()),
        Row("Works for", one.authority.name if one.authority else "Several authorities"),
        Row("Code", one.code or None),
        Row("Phone", words.phone(one.phone) or None),
        *admin.dates(one),
    ]
    context = {
        "one": one,
        "rows": rows,
        "teams": queries.teams(viewer=user, of=one)[: admin.FIRST_FEW],
        "users": queries.users(viewer=user, of=one)[: admin.FIRST_FEW],
        "first_few": admin.FIRST_FEW,
        "happened": queries.happened(viewer=user, to=one, page=admin.page_number(request)),
    }
    return render(request, "access/administration/organisation.html", admin.frame("Organisations", context))


@page(needs=ADMINISTER)
def add(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    form = OrganisationForm(posted(request))
    made = admin.attempt(form, lambda: actions.add_organisation(by=cast(User, request.user), **form.cleaned_data))
    if made:
        messages.success(request, f"{made.name} added.")
        return redirect("access:organisation", made.ref)
    context = {
        "form": form,
        "heading": "Add an organisation",
        "button": "Add organisation",
        "back": "access:organisations",
    }
    return render(request, "access/administration/form.html", admin.frame("Organisations", context))


@page(needs=ADMINISTER)
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Change an organisation's name, code or phone."""
    user = cast(User, request.user)
    one = queries.organisation(viewer=user, ref=ref)
    names = ("name", "code", "phone")
    form = OrganisationForm(posted(request), is_new=False, initial={name: getattr(one, name) for name in names})
    revision = admin.revision(request, one.revision)
    done = admin.attempt(
        form, lambda: actions.change_organisation(one, by=user, revision=revision, **form.cleaned_data)
    )
    if done:
        messages.success(request, "Changes saved.")
        return redirect("access:organisation", ref)
    return admin.change_page(request, "Organisations", form, one, revision, "organisation")


@page(needs=ADMINISTER)
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """End an organisation with its last day, or take the end back."""
    user = cast(User, request.user)
    one = queries.organisation(viewer=user, ref=ref)
    form = LastDayForm(posted(request), initial={"last_day": one.last_day})
    return admin.end_page(
        request,
        "Organisations",
        form,
        one,
        "organisation",
        lambda revision, on: actions.end_organisation(one, by=user, revision=revision, on=on),
    )
