"""How a page is printed: at an address of its own, shown by the page's own view, and kept in the log.

`printable` makes both routes, so that what is withheld from somebody on a page is withheld from its print too: there is
no second view and no second template. The print address says in the log that the page was given out to be printed,
about everybody whom the page looked at. What a browser prints by itself, without this address, no server can know;
where scripts run, the page's own asks for the address when that happens (`thrive.js`).
"""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.views.decorators.http import require_GET

from thrive.base.access.models import User
from thrive.base.access.pages import View
from thrive.base.history import audit

SUFFIX = "-print"
OK = 200


def printable(route: str, view: View, *, name: str, says: str) -> tuple[URLPattern, URLPattern]:
    """The route of a page, and that of its print. `says`: what the log calls it ("Printed: family")."""
    return (
        path(route, view, name=name),
        path(f"{route.rstrip('/')}/print", _to_print(view, says), name=f"{name}{SUFFIX}"),
    )


def is_print(request: HttpRequest) -> bool:
    """Whether the page is asked for to be printed."""
    return bool(getattr(request, "is_print", False))


def print_address(request: HttpRequest) -> str:
    """Where the page of this request is printed, with what it was asked; empty for one that has no such address."""
    return _beside(request, lambda name: f"{name}{SUFFIX}")


def page_address(request: HttpRequest) -> str:
    """The page that this request prints, with what it was asked."""
    return _beside(request, lambda name: name.removesuffix(SUFFIX))


def _to_print(view: View, says: str) -> View:
    @wraps(view)  # with the page's guard, and whether it must be fresh
    def to_print(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        request.is_print = True  # type: ignore[attr-defined]
        answer = view(request, *args, **kwargs)
        if answer.status_code == OK:
            audit.given_out(cast(User, request.user), "access.printed", tab=says)
        return answer

    return require_GET(to_print)


def _beside(request: HttpRequest, turned: Callable[[str], str]) -> str:
    here = request.resolver_match
    if here is None or request.method != "GET":
        return ""
    try:
        there = reverse(turned(here.view_name), args=here.args, kwargs=here.kwargs)
    except NoReverseMatch:
        return ""
    query = request.GET.urlencode()
    return f"{there}?{query}" if query else there
