"""A visit left alone has ended before any page is chosen."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from thrive.base.access import actions
from thrive.base.access.models import User
from thrive.base.access.signing_in import interruption, visit

LAPSED = "You were signed out because nothing was done here for a while. Sign in to go on where you were."


class Visits:
    """Ends a visit that was left alone or has gone on too long, before any page is chosen; else notes that it goes on.

    It stands behind sessions, sign-in and messages. No query of its own, and a write at most once in
    `signing_in.rules.SEEN_EVERY`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and visit.has_lapsed(request.session):
            self._end(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """A page that a person asked for keeps the visit going; one that a script asked for does not."""
        if SESSION_KEY in request.session and not getattr(view, "is_passive", False):
            visit.see(request.session)

    @staticmethod
    def _end(request: HttpRequest) -> None:
        user, key = request.user, request.session.session_key or ""
        logout(request)
        if isinstance(user, User):
            actions.note_lapse(user, session_key=key)
            messages.info(request, LAPSED)
            interruption.mark_lapsed(request, user)
