"""How a page says what it needs. A route without one of these fails a test."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.permission import Permission
from thrive.base.access.signing_in import interruption, visit

View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """A request behind `page` or `signed_in`, for type hints: its user is one of ours."""

    user: User


def page(*, needs: Permission, fresh: bool = False) -> Callable[[View], View]:
    """A page for signed-in users who hold a role for `needs`.

    Whether they may use it about a given person is for the query or action behind it, which knows the
    Subject. Nothing is cached outside the user's own session. `fresh`: something dangerous can be done here, so
    they must have proved who they are a short while ago; else they are asked first, and what they sent is kept.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def with_role(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            policy.require_role(cast(User, request.user), needs)
            if fresh and not visit.is_fresh(request.session):
                return interruption.confirm_first(request)
            return view(request, *args, **kwargs)

        with_role.fresh = fresh  # type: ignore[attr-defined]
        return _guarded(with_role, needs)

    return decorate


def signed_in(view: View) -> View:
    """A page for anybody who is signed in: their own home, their own drafts, help."""
    return _guarded(view, "signed in")


def signed_in_freshly(view: View) -> View:
    """As `signed_in`, for what changes how one proves who one is; see `page` for what fresh means."""

    @wraps(view)
    def confirmed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not visit.is_fresh(request.session):
            return interruption.confirm_first(request)
        return view(request, *args, **kwargs)

    confirmed.fresh = True  # type: ignore[attr-defined]
    return _guarded(confirmed, "signed in")


def choosing_password(view: View) -> View:
    """The page on which somebody who was given a first password chooses their own; no other page opens before."""
    return _guarded(view, "signed in", first=PASSWORD)


def setting_up_factor(view: View) -> View:
    """The pages on which somebody sets up the second factor they must have; only the password comes before."""
    return _guarded(view, "signed in", first=FACTOR)


def passive(view: View) -> View:
    """A page that a script asks for by itself: looking at it is no sign that anybody is there."""
    view.is_passive = True  # type: ignore[attr-defined]
    return view


PASSWORD, FACTOR = "access:password", "access:factor-set-up"


def first_of_all(request: HttpRequest) -> str:
    """The name of the page a signed-in user must deal with before any other; "" for none."""
    user = cast(User, request.user)
    if user.password_is_first:
        return PASSWORD
    return FACTOR if visit.owes_factor(user, request.session) else ""


def _guarded(view: View, needs: Permission | str, *, first: str = "") -> View:
    @wraps(view)
    @cache_control(private=True, no_store=True)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            interruption.keep_for_lapsed(request)
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        before = first_of_all(request)
        if before and before != first:
            return redirect(before)
        return view(request, *args, **kwargs)

    guarded.needs = needs  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """A page for anybody, signed in or not. Says nothing about anyone."""
    view.needs = "public"  # type: ignore[attr-defined]
    return view


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, even if every box was empty; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None
