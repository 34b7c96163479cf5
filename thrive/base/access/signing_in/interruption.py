"""Somebody must prove again who they are before what they sent can be done: ask, and lose nothing.

Either something dangerous is asked for and it is a while since they signed in, or their visit has ended while a form
without a draft was open. What was sent is kept in the session until the same person has proved who they are, and is
then shown as a form with one button. A password that was typed is not kept, nor is a file.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from thrive.base.access.models import User

KEPT = "visit_interrupted"
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "old", "again", "code"}


@dataclass(frozen=True)
class Interrupted:
    """What was sent to `path` before they were asked who they are."""

    path: str
    fields: list[tuple[str, str]]


def confirm_first(request: HttpRequest) -> HttpResponseRedirect:
    """Ask who they are, then go on with this request."""
    _keep(request, request.user.pk)
    return redirect(f"{reverse('access:confirm')}?{urlencode({'next': request.get_full_path()})}")


def mark_lapsed(request: HttpRequest, user: User) -> None:
    """Note on the request whose visit has just ended."""
    request._lapsed_user_id = user.pk  # type: ignore[attr-defined]


def keep_for_lapsed(request: HttpRequest) -> None:
    """A page needs somebody signed in and nobody is: keep what they sent, if their visit has only just ended."""
    user_id = getattr(request, "_lapsed_user_id", None)
    if user_id is not None:
        _keep(request, user_id)


def _keep(request: HttpRequest, user_id: int | None) -> None:
    request.session.pop(KEPT, None)
    if request.method == "POST":
        sent = [(name, value) for name, values in request.POST.lists() if name not in NEVER_KEPT for value in values]
        request.session[KEPT] = {"user": user_id, "path": request.get_full_path(), "fields": sent}


def is_waiting(request: HttpRequest) -> bool:
    """Whether something that the signed-in user sent waits to go on. What another user sent is thrown away."""
    kept = request.session.get(KEPT)
    if kept and kept["user"] != request.user.pk:
        del request.session[KEPT]
        return False
    return bool(kept)


def take(request: HttpRequest) -> Interrupted | None:
    """What the signed-in user sent and was interrupted in, once; None if nothing waits."""
    if not is_waiting(request):
        return None
    kept = request.session.pop(KEPT)
    return Interrupted(kept["path"], [(name, value) for name, value in kept["fields"]])


def back_to(request: HttpRequest) -> str:
    """Where to go on: `next`, if it is a page of ours; the home page otherwise."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"
