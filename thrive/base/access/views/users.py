"""Administration of users, their passwords and their roles."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access import actions, queries
from thrive.base.access.errors import SecondPersonNeeded
from thrive.base.access.forms import EndRoleForm, FilterForm, FirstPasswordForm, GiveRoleForm, LastDayForm, UserForm
from thrive.base.access.models import User
from thrive.base.access.pages import page, posted
from thrive.base.access.permissions import ADMINISTER
from thrive.base.access.rules import AccountChange
from thrive.base.access.views import administration as admin
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.govuk import words
from thrive.govuk.pages import Row

CHANGEABLE = ("name", "email", "job_title", "phone", "staff_code", "social_work_number")


@page(needs=ADMINISTER)
def listing(request: HttpRequest) -> HttpResponse:
    """Users, 50 a page."""
    user = cast(User, request.user)
    form = FilterForm(request.GET, only=("name", "at", "role", "when"))
    form.fields["name"].label = "Name or email address"
    rows = queries.users(viewer=user, **form.answers())
    context = {"filter": form, "page_obj": admin.paged(request, rows), "filters": admin.taken(request, form)}
    return render(request, "access/administration/users.html", admin.frame("Users", context))


@page(needs=ADMINISTER)
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One user, their roles, and what was done to their account."""
    viewer = cast(User, request.user)
    one = queries.user(viewer=viewer, ref=ref)
    rows = [
        Row("Email address", one.email),
        Row("Organisation", one.organisation.name),
        Row("Job title", one.job_title or None),
        Row("Phone", words.phone(one.phone) or None),
        Row("Social Work England number", one.social_work_number or None),
        Row("Code in other systems", one.staff_code or None),
        *admin.dates(one),
        Row("Last signed in", words.at_time(one.last_login) if one.last_login else "Never"),
        Row("Password", _password_words(one)),
    ]
    context = {
        "one": one,
        "rows": rows,
        "is_self": one.pk == viewer.pk,
        "held": queries.holdings(viewer=viewer, of=one),
        "happened": queries.happened(viewer=viewer, to=one, page=admin.page_number(request)),
    }
    return render(request, "access/administration/user.html", admin.frame("Users", context))


def _password_words(user: User) -> str:
    if not user.has_usable_password():
        return "None yet: they cannot sign in"
    return "Given by an administrator, to be changed at the next sign-in" if user.password_is_first else "Their own"


@page(needs=ADMINISTER)
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody who signs in."""
    viewer = cast(User, request.user)
    form = UserForm(
        posted(request),
        organisations=queries.organisation_choices(viewer=viewer, only=request.GET.get("organisation", "")),
        initial={
            "organisation": request.GET.get("organisation") or viewer.organisation.ref,
            "starts_on": clock.today(),
        },
    )

    def act() -> User:
        answers = dict(form.cleaned_data)
        organisation = queries.organisation(viewer=viewer, ref=answers.pop("organisation"))
        return actions.add_user(organisation, by=viewer, **answers)

    made = admin.attempt(form, act)
    if made:
        messages.success(
            request, f"{made.name} added. Give them a role and a first password, so that they can sign in."
        )
        return redirect("access:user", made.ref)
    context = {"form": form, "heading": "Add a user", "button": "Add user", "back": "access:users"}
    return render(request, "access/administration/form.html", admin.frame("Users", context))


@page(needs=ADMINISTER, fresh=True)
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a user's name, address and the like."""
    viewer = cast(User, request.user)
    one = queries.user(viewer=viewer, ref=ref)
    form = UserForm(posted(request), is_new=False, initial={name: getattr(one, name) for name in CHANGEABLE})
    revision = admin.revision(request, one.revision)
    try:
        done = admin.attempt(form, lambda: actions.change_user(one, by=viewer, revision=revision, **form.cleaned_data))
    except SecondPersonNeeded as needed:
        form.add_error("email", str(needed))
        done = None
    if done:
        messages.success(request, "Changes saved.")
        return redirect("access:user", ref)
    return admin.change_page(request, "Users", form, one, revision, "user")


@page(needs=ADMINISTER)
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """Say on which day somebody works here last, or take it back."""
    viewer = cast(User, request.user)
    one = queries.user(viewer=viewer, ref=ref)
    form = LastDayForm(posted(request), initial={"last_day": one.last_day})
    return admin.end_page(
        request,
        "Users",
        form,
        one,
        "user",
        lambda revision, on: actions.end_user(one, by=viewer, revision=revision, on=on),
    )


@page(needs=ADMINISTER, fresh=True)
def first_password(request: HttpRequest, ref: str) -> HttpResponse:
    """Give somebody a password to sign in with once."""
    viewer = cast(User, request.user)
    one = queries.user(viewer=viewer, ref=ref)
    form = FirstPasswordForm(posted(request))

    def act() -> bool:
        actions.set_first_password(one, by=viewer, password=form.cleaned_data["password"])
        return True

    try:
        done = admin.attempt(form, act)
    except SecondPersonNeeded:
        return redirect(admin.asking(ref, AccountChange.PASSWORD))
    if done:
        messages.success(
            request, f"{one.name} can sign in with the password you chose. Tell them by phone or in person."
        )
        return redirect("access:user", ref)
    context = {
        "form": form,
        "heading": f"First password for {one.name}",
        "button": "Set first password",
        "back_url": reverse("access:user", args=[ref]),
    }
    return render(request, "access/administration/form.html", admin.frame("Users", context))


@page(needs=ADMINISTER, fresh=True)
def give_role(request: HttpRequest, ref: str) -> HttpResponse:
    """Give somebody a role."""
    viewer = cast(User, request.user)
    one = queries.user(viewer=viewer, ref=ref)
    teams = queries.team_choices(viewer=viewer, of=one)
    form = GiveRoleForm(posted(request), roles=queries.role_choices(viewer=viewer, of=one), teams=teams)

    def act() -> bool:
        answers = form.cleaned_data
        actions.give_role(
            one,
            by=viewer,
            role=answers["role"],
            team=queries.team(viewer=viewer, ref=answers["team"]) if answers.get("team") else None,
            starts_on=answers["starts_on"],
            ends_on=Days(1).after(answers["last_day"]) if answers["last_day"] else None,
        )
        return True

    if admin.attempt(form, act):
        messages.success(request, f"{one.name} has the role.")
        return redirect("access:user", ref)
    context = {"form": form, "one": one, "heading": f"Give {one.name} a role", "button": "Give role"}
    return render(request, "access/administration/role.html", admin.frame("Users", context))


@page(needs=ADMINISTER, fresh=True)
def end_role(request: HttpRequest, ref: str) -> HttpResponse:
    """Say on which day somebody holds a role last."""
    viewer = cast(User, request.user)
    one = queries.user(viewer=viewer, ref=ref)
    held = {some.name: some for some in queries.holdings(viewer=viewer, of=one) if some.may_end}
    form = EndRoleForm(
        posted(request),
        holdings=[(name, _holding_words(some)) for name, some in held.items()],
        initial={"holding": request.GET.get("role", ""), "last_day": clock.today()},
    )

    def act() -> bool:
        ending = held[form.cleaned_data["holding"]]
        actions.end_role(ending.holding, by=viewer, on=Days(1).after(form.cleaned_data["last_day"]))
        return True

    if admin.attempt(form, act):
        messages.success(request, f"The last day of the role is {words.long_date(form.cleaned_data['last_day'])}.")
        return redirect("access:user", ref)
    context = {"form": form, "one": one, "heading": f"End a role of {one.name}", "button": "End role", "none": not held}
    return render(request, "access/administration/role.html", admin.frame("Users", context))


def _holding_words(held: queries.Held) -> str:
    where = f", {held.holding.team.name}" if held.holding.team else ""
    return f"{held.title}{where}, since {words.long_date(held.holding.starts_on)}"


@page(needs=ADMINISTER)
def roles(request: HttpRequest) -> HttpResponse:
    """Every role: who may hold it, how many do, and what it lets them do."""
    viewer = cast(User, request.user)
    context = {"lines": queries.role_lines(viewer=viewer), "all_may": queries.all_may(viewer=viewer)}
    return render(request, "access/administration/roles.html", admin.frame("Roles", context))
