"""A request asks once who is involved with somebody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from thrive.base.access import policy


class OneRequest:
    """Keeps what the policy looked up for as long as the request lasts, and no longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with policy.one_request():
            return self.get_response(request)
