"""Something dangerous is asked for, and it is a while since they proved who they are: ask again, and lose nothing.

What was sent is kept in the session until they have confirmed, and is then shown as a form with one button. A
password that was typed is not kept, nor is a file.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

KEPT = "visit_interrupted"
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "old", "again", "code"}


@dataclass(frozen=True)
class Interrupted:
    """What was sent to `path` before they were asked who they are."""

    path: str
    fields: list[tuple[str, str]]


def confirm_first(request: HttpRequest) -> HttpResponseRedirect:
    """Ask who they are, then go on with this request."""
    request.session.pop(KEPT, None)
    if request.method == "POST":
        sent = [(name, value) for name, values in request.POST.lists() if name not in NEVER_KEPT for value in values]
        request.session[KEPT] = {"path": request.get_full_path(), "fields": sent}
    return redirect(f"{reverse('access:confirm')}?{urlencode({'next': request.get_full_path()})}")


def take(request: HttpRequest) -> Interrupted | None:
    """What was sent and interrupted, once; None if nothing was."""
    kept = request.session.pop(KEPT, None)
    return Interrupted(kept["path"], [(name, value) for name, value in kept["fields"]]) if kept else None


def back_to(request: HttpRequest) -> str:
    """Where to go on: `next`, if it is a page of ours; the home page otherwise."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"
