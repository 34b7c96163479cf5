"""One's own second factor, recovery codes and open sessions."""

from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from thrive.base.access import actions, queries
from thrive.base.access.errors import BadAnswer
from thrive.base.access.forms import CodeForm
from thrive.base.access.pages import SignedIn, posted, setting_up_factor, signed_in, signed_in_freshly
from thrive.base.access.signing_in import factors, visit

SECRET = "factor_secret"  # of an app being set up, in the session until a code has proved it
NEW_CODES = "factor_new_codes"  # recovery codes that are shown until they say they have kept them


@setting_up_factor
def set_up(request: SignedIn) -> HttpResponse:
    """Set up an authenticator app: take the picture or type the secret, then prove it with a code."""
    user = request.user
    held = queries.second_factors(viewer=user, of=user)
    if held.app and not visit.is_fresh(request.session):
        return redirect("access:factor")
    secret = request.session.get(SECRET) or factors.new_secret()
    request.session[SECRET] = secret
    form = CodeForm(posted(request), is_first=True)
    if form.is_valid():
        try:
            codes = actions.set_up_app(user, by=user, secret=secret, code=form.cleaned_data["code"])
        except BadAnswer as problem:
            form.add_error(problem.field, str(problem))
        else:
            del request.session[SECRET]
            request.session[NEW_CODES] = codes
            visit.note_factor(request.session, factors.APP)
            return redirect("access:recovery-codes")
    context = {
        "form": form,
        "secret": factors.in_groups(secret),
        "picture": picture(factors.address_of(user, secret)),
        "is_demanded": visit.owes_factor(user, request.session),
        "has_app": held.app is not None,
    }
    return render(request, "access/factor_set_up.html", context)


@setting_up_factor
def recovery_codes(request: SignedIn) -> HttpResponse:
    """New recovery codes, shown once: until they say that they have kept them."""
    codes = request.session.get(NEW_CODES)
    if request.method == "POST" or not codes:
        request.session.pop(NEW_CODES, None)
        return redirect("access:factor")
    return render(request, "access/recovery_codes.html", {"codes": [factors.in_groups(code) for code in codes]})


@signed_in
def factor(request: SignedIn) -> HttpResponse:
    """What second factor I have, and where I am signed in."""
    user = request.user
    key = request.session.session_key or ""
    context = {
        "held": queries.second_factors(viewer=user, of=user),
        "must_have": visit.must_have_factor(user),
        "sessions": queries.open_sessions(viewer=user, of=user, current_key=key),
    }
    return render(request, "access/factor.html", context)


@signed_in_freshly
def change(request: SignedIn) -> HttpResponse:
    """Move to another phone, make new recovery codes, or do without a second factor where that is allowed."""
    user = request.user
    if request.method == "POST" and "new_codes" in request.POST:
        request.session[NEW_CODES] = actions.make_codes(user, by=user)
        return redirect("access:recovery-codes")
    if request.method == "POST" and "give_up" in request.POST:
        actions.give_up_factor(user, by=user)
        messages.success(request, "You no longer have a second factor.")
        return redirect("access:factor")
    return redirect("access:factor-set-up")


@signed_in
@require_POST
def end_sessions(request: SignedIn) -> HttpResponse:
    """Sign out one session of mine, or all but this one."""
    user = request.user
    if ref := request.POST.get("session", ""):
        actions.end_session(user, by=user, ref=ref)
        messages.success(request, "Signed out there.")
    else:
        count = actions.end_sessions(user, by=user, but=request.session.session_key or "")
        messages.success(request, "Signed out everywhere else." if count else "You are signed in only here.")
    return redirect("access:factor")


def picture(address: str) -> str:
    """The address as a picture that a phone reads: drawn in the page, as the content policy wants it."""
    drawn = get_adapter().build_totp_svg(address)
    return mark_safe(drawn[drawn.index("<svg") :])  # noqa: S308 drawn by our own server from the address
