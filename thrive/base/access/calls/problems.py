"""What goes wrong in a call, as problem details (RFC 9457): one shape for every failure."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

MEDIA_TYPE = "application/problem+json"
API = "/api/"

#: Kind, status and title of every problem. The kind is the end of its `type`, and stays what it is.
KINDS: dict[str, tuple[int, str]] = {
    "bad-request": (400, "The call cannot be understood"),
    "key-missing": (400, "A write needs an Idempotency-Key"),
    "not-signed-in": (401, "You are not signed in"),
    "not-allowed": (403, "You may not see or do this"),
    "not-your-page": (403, "The call did not come from a page of yours"),
    "not-found": (404, "There is nothing here"),
    "method-not-allowed": (405, "This address does not answer to that method"),
    "not-acceptable": (406, "The answer cannot be given in that form"),
    "changed-meanwhile": (409, "Somebody else changed it first"),
    "already-recorded": (409, "It is recorded already"),
    "shown-once": (409, "It was done, and what it answered is shown only once"),
    "still-in-use": (409, "Others still rest on it"),
    "not-as-you-saw-it": (412, "It is not as you saw it"),
    "too-large": (413, "The call is too large"),
    "answers-wrong": (422, "Some answers cannot be taken"),
    "key-reused": (422, "This Idempotency-Key belongs to another call"),
    "revision-missing": (428, "Say which revision you saw"),
    "too-many-calls": (429, "Too many calls"),
    "failed": (500, "Something broke"),
    "unavailable": (503, "Not to be reached for the moment"),
}
BY_STATUS = {status: kind for kind, (status, _) in reversed(KINDS.items())}


class Problem(Exception):
    """Something wrong with a call. `kind` is one of KINDS; `more` are members beside the standard ones."""

    def __init__(self, kind: str, detail: str = "", *, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.more = kind, detail, more
        self.headers = dict(headers or {})
        self.status, self.title = KINDS[kind]


def is_call(request: HttpRequest) -> bool:
    """Whether a program asks, to be answered as one."""
    return request.path.startswith(API)


def answer(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    said = {"type": f"urn:thrive:problem:{problem.kind}", "title": problem.title, "status": problem.status}
    if problem.detail:
        said["detail"] = problem.detail
    response = HttpResponse(
        json.dumps({**said, **problem.more}), content_type=MEDIA_TYPE, status=problem.status, headers=problem.headers
    )
    response["Cache-Control"] = "private, no-store"
    return response


def in_shape(response: HttpResponse) -> HttpResponse:
    """A failure that something else than an operation answered (no such address, a fault) in the one shape."""
    status = response.status_code
    if status < 400 or response.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    kind = BY_STATUS.get(status) or ("failed" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "bad-request")
    kept = {name: response[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in response}
    return answer(Problem(kind, headers=kept))
