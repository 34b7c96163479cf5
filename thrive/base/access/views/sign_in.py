"""Signing in and out, the second factor, and confirming who one is."""

from typing import Any, cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from thrive.base.access import actions
from thrive.base.access.forms import LOCKED_OUT, CodeForm, ConfirmForm, SignInForm
from thrive.base.access.models import User
from thrive.base.access.pages import SignedIn, passive, posted, public, signed_in
from thrive.base.access.signing_in import guessing, interruption, visit
from thrive.base.access.signing_in.stages import SecondFactor
from thrive.base.calendar import clock


class SignIn(LoginView):
    """E-mail address and password, then the second factor of whoever has one; then back to where one came from."""

    template_name = "access/sign_in.html"
    redirect_authenticated_user = True

    def get_form(self, form_class: Any = None) -> Any:
        """Our own form in place of Django's."""
        return SignInForm(self.request, self.request.POST if self.request.method == "POST" else None)

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is right: go on to the second factor, or begin the session."""
        user = cast(User, form.get_user())
        record_authentication(self.request, user, method="password")
        response = perform_login(self.request, Login(user=user, redirect_url=self.get_success_url()))
        if not self.request.user.is_authenticated:
            return response
        actions.note_sign_in(user)
        return _on(self.request, response)

    def form_invalid(self, form: Any) -> HttpResponse:
        """A sign-in that failed is logged; one with an empty box was only begun."""
        if form.tried:
            actions.note_failed_sign_in(form.tried, is_locked=form.is_locked)
        return super().form_invalid(form)


sign_in = public(SignIn.as_view())


@public
def second_factor(request: HttpRequest) -> HttpResponse:
    """A code, after the password was right."""
    if request.user.is_authenticated:
        return redirect("/")
    stage = LoginStageController.enter(request, SecondFactor.key)
    if stage is None or stage.login.user is None:
        messages.info(request, "You took a while. Sign in again.")
        return redirect("access:sign-in")
    user = cast(User, stage.login.user)
    form = CodeForm(posted(request))
    if form.is_valid():
        kind = "" if guessing.is_locked_out(request, user.email) else actions.take_code(user, form.cleaned_data["code"])
        if kind:
            record_authentication(request, user, method="mfa", type=kind)
            response = stage.exit()
            visit.note_factor(request.session, kind)
            actions.note_sign_in(user, factor=kind)
            return _on(request, response)
        is_locked = guessing.count_failure(request, user.email)
        actions.note_failed_sign_in(user.email, step="code", is_locked=is_locked)
        if is_locked:
            clear_login(request)
            messages.warning(request, LOCKED_OUT)
            return redirect("access:sign-in")
        form.say_wrong()
    return render(request, "access/second_factor.html", {"form": form})


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and whatever was kept for it."""
    if isinstance(request.user, User):
        actions.note_sign_out(request.user, session_key=request.session.session_key or "")
    logout(request)
    messages.success(request, "You have signed out.")
    return redirect("access:sign-in")


@signed_in
def confirm(request: SignedIn) -> HttpResponse:
    """Say again who one is, before something dangerous; then go on with it."""
    user = request.user
    form = ConfirmForm(posted(request))
    if form.is_valid():
        is_locked = guessing.is_locked_out(request, user.email)
        is_right = not is_locked and user.check_password(form.cleaned_data["password"])
        actions.note_confirmation(user, is_right=is_right)
        if is_right:
            visit.confirm(request.session)
            return _on(request, redirect(interruption.back_to(request)))
        form.say_wrong(is_locked=is_locked or guessing.count_failure(request, user.email))
    return render(request, "access/confirm.html", {"form": form, "next": interruption.back_to(request)})


@signed_in
@require_safe
def go_on(request: SignedIn) -> HttpResponse:
    """What they sent before they were asked who they are, to be sent with one button."""
    interrupted = interruption.take(request)
    if interrupted is None:
        return redirect("/")
    return render(request, "access/go_on.html", {"interrupted": interrupted})


def _on(request: HttpRequest, otherwise: HttpResponse) -> HttpResponse:
    return redirect("access:go-on") if interruption.is_waiting(request) else otherwise


@passive
@signed_in
@require_safe
def time_left(request: SignedIn) -> JsonResponse:
    """For the page's own script: how many seconds until the visit ends. Asking does not make it longer."""
    left = visit.ends_at_as_noted(request.session) - clock.now()
    return JsonResponse({"seconds": max(0, int(left.total_seconds()))})


@csrf_exempt  # a page opened before signing in again must still be able to ask; all it does is make one's visit longer
@signed_in
@require_POST
def stay(request: SignedIn) -> HttpResponse:
    """Stay signed in: asking is enough."""
    visit.see_now(request.session)
    if request.headers.get("x-requested-with") == "fetch":
        left = visit.ends_at(request.session) - clock.now()
        return JsonResponse({"seconds": max(0, int(left.total_seconds()))})
    return redirect(interruption.back_to(request))
