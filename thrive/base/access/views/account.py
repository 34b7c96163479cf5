"""One's own account."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access import actions, queries
from thrive.base.access.errors import BadAnswer
from thrive.base.access.forms import OwnPasswordForm
from thrive.base.access.models import User
from thrive.base.access.pages import choosing_password, posted, signed_in
from thrive.base.access.queries.declared import own_declarations
from thrive.govuk import words
from thrive.govuk.pages import Row


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, which roles and teams I have, how to change my password and sign out."""
    user = cast(User, request.user)
    rows = [
        Row("Name", user.name),
        Row("Email address", user.email),
        Row("Organisation", user.organisation.name),
        Row("Job title", user.job_title or None),
        Row("Phone", words.phone(user.phone) or None),
        Row("Social Work England number", user.social_work_number or None),
    ]
    context = {"rows": rows, "declared": own_declarations(viewer=user), "held": queries.account(viewer=user)}
    return render(request, "access/account.html", context)


@choosing_password
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password."""
    user = cast(User, request.user)
    is_first = user.password_is_first
    form = OwnPasswordForm(posted(request))
    if form.is_valid():
        try:
            actions.change_own_password(user, by=user, old=form.cleaned_data["old"], new=form.cleaned_data["password"])
        except BadAnswer as problem:
            form.add_error(problem.field, str(problem))
        else:
            update_session_auth_hash(request, user)
            actions.keep_session(user, request)
            messages.success(request, "Your password has been changed.")
            return redirect("/" if is_first else "access:account")
    return render(request, "access/password.html", {"form": form, "is_first": is_first})
