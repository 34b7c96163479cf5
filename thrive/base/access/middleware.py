"""A request asks once who is involved with somebody, and on PostgreSQL is one transaction of one viewer; a call of a
program is known and counted before it runs."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from thrive.base.access import policy
from thrive.base.access.calls import caller, limits, problems
from thrive.base.access.calls.problems import Problem
from thrive.base.access.policy import Viewer
from thrive.base.access.scope import scope
from thrive.base.history import audit, wall


class OneRequest:
    """Keeps what the policy looked up for as long as the request lasts, and no longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with policy.one_request():
            return self.get_response(request)


class ApiCalls:
    """Stands before everything a call could wait for: who calls, whether too often, and one shape for failures.

    Counting is done here, outside the transaction of the request, so that two calls of one system do not wait for
    each other.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a call; anything else passes through."""
        if not problems.is_call(request):
            return self.get_response(request)
        try:
            viewer = caller.viewer_of(request)
            self._count(caller.name_of(request, viewer), viewer)
        except Problem as problem:
            return problems.answer(problem)
        return problems.in_shape(self.get_response(request))

    def _count(self, name: str, viewer: Viewer | None) -> None:
        most = limits.most_for(name)
        calls, seconds_left = limits.count(name)
        if calls <= most:
            return
        if calls == most + 1:  # once a minute, however many more there are
            audit.note(viewer, "access.api.too_many_calls", most=most)
        raise Problem(
            "too-many-calls",
            f"At most {most} calls a minute. Wait {seconds_left} seconds.",
            headers={"Retry-After": str(seconds_left)},
        )


class OneTransaction:
    """On PostgreSQL, one transaction in which the database knows who asks; committed before the answer leaves.

    What a view began is taken back when it fails; the log of the failure, and of what was read till then, is kept.
    On SQLite a request never holds the database: there it does nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "postgresql":
            return self.get_response(request)
        with scope(vars(request).get("_caller") or request.user, marked=True):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Called before whatever turns the error into a page."""
        wall.undo_to_mark()
