"""Administration of teams."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access import actions, queries
from thrive.base.access.forms import FilterForm, LastDayForm, TeamForm
from thrive.base.access.models import Team, User
from thrive.base.access.pages import page, posted
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.views import administration as admin
from thrive.govuk import words
from thrive.govuk.pages import Row


@page(needs=ADMINISTER)
def listing(request: HttpRequest) -> HttpResponse:
    """Teams, 50 a page."""
    user = cast(User, request.user)
    form = FilterForm(request.GET, only=("name", "at", "when"))
    rows = queries.teams(viewer=user, **form.answers())
    context = {"filter": form, "page_obj": admin.paged(request, rows), "filters": admin.taken(request, form)}
    return render(request, "access/administration/teams.html", admin.frame("Teams", context))


@page(needs=ADMINISTER)
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One team, who is in it, and what was done to it."""
    user = cast(User, request.user)
    one = queries.team(viewer=user, ref=ref)
    rows = [
        Row("Organisation", one.organisation.name),
        Row("Phone", words.phone(one.phone) or None),
        Row("Code in other systems", one.code or None),
        *admin.dates(one),
    ]
    context = {
        "one": one,
        "rows": rows,
        "users": queries.users(viewer=user, team_ref=ref),
        "happened": queries.happened(viewer=user, to=one, page=admin.page_number(request)),
    }
    return render(request, "access/administration/team.html", admin.frame("Teams", context))


@page(needs=ADMINISTER)
def add(request: HttpRequest) -> HttpResponse:
    """Add a team to an organisation."""
    user = cast(User, request.user)
    form = TeamForm(
        posted(request),
        organisations=queries.organisation_choices(viewer=user, only=request.GET.get("organisation", "")),
        initial={"organisation": request.GET.get("organisation") or user.organisation.ref},
    )

    def act() -> Team:
        answers = dict(form.cleaned_data)
        organisation = queries.organisation(viewer=user, ref=answers.pop("organisation"))
        return actions.add_team(organisation, by=user, **answers)

    made = admin.attempt(form, act)
    if made:
        messages.success(request, f"{made} added.")
        return redirect("access:team", made.ref)
    context = {"form": form, "heading": "Add a team", "button": "Add team", "back": "access:teams"}
    return render(request, "access/administration/form.html", admin.frame("Teams", context))


@page(needs=ADMINISTER)
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a team's name, phone or code."""
    user = cast(User, request.user)
    one = queries.team(viewer=user, ref=ref)
    form = TeamForm(posted(request), initial={name: getattr(one, name) for name in ("name", "phone", "code")})
    revision = admin.revision(request, one.revision)
    if admin.attempt(form, lambda: actions.change_team(one, by=user, revision=revision, **form.cleaned_data)):
        messages.success(request, "Changes saved.")
        return redirect("access:team", ref)
    return admin.change_page(request, "Teams", form, one, revision, "team")


@page(needs=ADMINISTER)
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """End a team with its last day, or take the end back."""
    user = cast(User, request.user)
    one = queries.team(viewer=user, ref=ref)
    form = LastDayForm(posted(request), initial={"last_day": one.last_day})
    return admin.end_page(
        request,
        "Teams",
        form,
        one,
        "team",
        lambda revision, on: actions.end_team(one, by=user, revision=revision, on=on),
    )
