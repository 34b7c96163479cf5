"""Reads are written after the page's queries and before the answer leaves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from thrive.base.history import audit, origin


class AuditReads:
    """Gathers what a request looked at; if the log cannot be written, the answer is not given."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request.headers.get("x-request-id", "")[:36]
        where = origin.network_of(origin.address_of(request))
        with audit.during_request(request_id=request_id, from_where=where) as context:
            response = self.get_response(request)
            audit.write_reads(context)
        return response
