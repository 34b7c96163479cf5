"""Signing in and out."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from thrive.base.access import actions
from thrive.base.access.forms import SignInForm
from thrive.base.access.models import User
from thrive.base.access.pages import public


class SignIn(LoginView):
    """E-mail address and password; then back to the page one came from."""

    template_name = "access/sign_in.html"
    redirect_authenticated_user = True

    def get_form(self, form_class: Any = None) -> Any:
        """Our own form in place of Django's."""
        return SignInForm(self.request, self.request.POST if self.request.method == "POST" else None)

    def form_valid(self, form: Any) -> HttpResponse:
        """Begin the session. Somebody with a first password chooses their own before anything else."""
        response = super().form_valid(form)
        actions.note_sign_in(cast(User, self.request.user))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """A sign-in that failed is logged; one with an empty box was only begun."""
        if form.tried:
            actions.note_failed_sign_in(form.tried)
        return super().form_invalid(form)


sign_in = public(SignIn.as_view())


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and whatever was kept for it."""
    if isinstance(request.user, User):
        actions.note_sign_out(request.user)
    logout(request)
    messages.success(request, "You have signed out.")
    return redirect("access:sign-in")
