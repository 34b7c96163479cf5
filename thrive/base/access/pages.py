"""How a page says what it needs. A route without one of these fails a test."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from thrive.base.access import policy
from thrive.base.access.permission import Permission

View = Callable[..., HttpResponse]


def page(*, needs: Permission) -> Callable[[View], View]:
    """A page for signed-in users who hold a role for `needs`.

    Whether they may use it about a given person is for the query or action behind it, which knows the
    Subject. Nothing is cached outside the user's own session.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @cache_control(private=True, no_store=True)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            policy.require_role(request.user, needs)
            return view(request, *args, **kwargs)

        guarded.needs = needs  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """A page for anybody who is signed in: their own home, their own drafts, help."""

    @wraps(view)
    @cache_control(private=True, no_store=True)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return view(request, *args, **kwargs)

    guarded.needs = "signed in"  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """A page for anybody, signed in or not. Says nothing about anyone."""
    view.needs = "public"  # type: ignore[attr-defined]
    return view
