"""A write is done once: a repeat under the same Idempotency-Key gets the first answer and changes nothing."""

import datetime as dt
import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from thrive.base.access.calls import problems
from thrive.base.access.calls.caller import name_of
from thrive.base.access.calls.problems import Problem
from thrive.base.access.models import ApiAnswer
from thrive.base.access.policy import Viewer
from thrive.base.calendar import clock
from thrive.base.history import audit

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 255
KEPT = dt.timedelta(hours=48)
KEPT_HEADERS = ("ETag", "Location")


def answer(
    request: HttpRequest, viewer: Viewer, run: Callable[[], HttpResponse], *, shows_once: bool = False
) -> HttpResponse:
    """What `run` answers, kept under the caller's key in the transaction in which it acts; or what it answered before.

    With `shows_once` the answer itself is kept nowhere: a repeat changes nothing, and is told that it was done.
    A failure that is raised leaves nothing behind, the key included: the call may be tried again. Raises Problem for
    a missing key, and for one under which something else was asked.
    """
    given = request.headers.get(HEADER, "")
    if not given or len(given) > LONGEST:
        raise Problem("key-missing", f"Send {HEADER}: your own value for each write, at most {LONGEST} characters.")
    caller, key, asked = name_of(request, viewer), _digest(given.encode()), _asked(request)
    with transaction.atomic():
        ApiAnswer.objects.filter(caller=caller, key=key, at__lt=_oldest()).delete()
        kept, is_first = ApiAnswer.objects.get_or_create(caller=caller, key=key, defaults={"asked": asked})
        if is_first:
            response = run()
            is_secret = shows_once and response.status_code < HTTPStatus.BAD_REQUEST
            _keep(kept, problems.answer(Problem("shown-once")) if is_secret else response)
            return response
    if kept.asked != asked:
        raise Problem("key-reused", "Under this key another address or another body was sent. Use a key for each call.")
    audit.looked(viewer, "access.api.repeated", kept)
    return _again(kept)


def prune() -> None:
    """Remove answers that have been kept long enough."""
    ApiAnswer.objects.filter(at__lt=_oldest()).delete()


def _keep(kept: ApiAnswer, response: HttpResponse) -> None:
    kept.status = response.status_code
    kept.body = response.content.decode()
    kept.headers = {name: response[name] for name in ("Content-Type", *KEPT_HEADERS) if name in response}
    kept.save(update_fields=["status", "body", "headers"])


def _again(kept: ApiAnswer) -> HttpResponse:
    return HttpResponse(kept.body, status=kept.status, headers={**kept.headers, REPLAYED: "true"})


def _oldest() -> dt.datetime:
    return clock.now() - KEPT


def _asked(request: HttpRequest) -> str:
    head = f"{request.method} {request.get_full_path()} {request.headers.get('If-Match', '')}\n"
    return _digest(head.encode() + request.body)


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
