"""What was typed is kept although the form came in vain.

A session ends while somebody writes; they press Save. Or they signed in again in another window, so that the page
is out of date; or their leave to open the record ended at midnight. The form carries a signed slip that says whose
it is: its words become their draft, and they can go on where they left off. Nothing is read out or done on behalf
of somebody who is not signed in.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from thrive.base.access.models import User
from thrive.base.access.scope import scope
from thrive.base.record import drafting, queries, tokens
from thrive.base.record.tokens import Slip


class KeepTyped:
    """Stands before the CSRF check, which a page opened before the last sign-in cannot pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Keep what no view came to: the record was refused, or something broke before the form was read."""
        response = self.get_response(request)
        slip = _slip_of_a_form(request)
        if slip is not None and not drafting.was_begun(request):
            _keep(request, slip)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Nobody is signed in: keep the words, then ask who it is."""
        slip = _slip_of_a_form(request)
        if slip is None or request.user.is_authenticated:
            return None
        return redirect_to_login(drafting.resume_url(slip.path, _keep(request, slip)))


def page_out_of_date(request: HttpRequest) -> HttpResponse | None:
    """Where to go after the CSRF check refused somebody's own form; None if it was not one that keeps a draft."""
    slip = _slip_of_a_form(request)
    if slip is None or slip.author_id != request.user.pk:
        return None
    kept = _keep(request, slip)
    messages.warning(request, "You had signed in again since you opened that page. Check what you typed, then save it.")
    return redirect(drafting.resume_url(slip.path, kept))


def _slip_of_a_form(request: HttpRequest) -> Slip | None:
    """The slip of a form that was sent to its own page; autosaves go elsewhere and look after themselves."""
    slip = tokens.read(request.POST.get(drafting.SLIP, "")) if request.method == "POST" else None
    return slip if slip is not None and slip.path == request.path else None


def _keep(request: HttpRequest, slip: Slip) -> str:
    drafting.mark_begun(request)
    author = queries.author_of(slip)
    if author is None:
        return ""
    answers = drafting.posted_answers(request)
    with scope(author):  # nobody may be signed in: the slip is signed, and says whose words these are
        return _kept(request, slip, author, answers)


def _kept(request: HttpRequest, slip: Slip, author: User, answers: dict[str, list[str]]) -> str:
    return drafting.save_anyway(slip, author=author, answers=answers, revision=drafting.revision_in(request))
