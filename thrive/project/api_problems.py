"""What went wrong in the world, as the problem a calling program is told."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from ninja.errors import HttpError, ValidationError

from thrive.base.access.calls.problems import BY_STATUS, Problem
from thrive.base.access.errors import BadAnswer, NotAllowed, NotFound, StillInUse
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.base.law import DutyMissed
from thrive.base.notes.rules import NoteFault
from thrive.base.people.errors import CannotBe

Made = Callable[[Any], Problem]


def of(error: Exception) -> Problem | None:
    """The problem that says what `error` means; None for a fault of ours."""
    if isinstance(error, Problem):
        return error
    return next((made(error) for kind, made in MEANINGS if isinstance(error, kind)), None)


def _not_allowed(error: NotAllowed) -> Problem:
    """`may_open`: a reason for today would open the record."""
    if error.can_open and error.subject_ref:
        return Problem("not-allowed", error.reason, may_open=True)
    return Problem("not-allowed", error.reason)


def _faults(faults: Sequence[tuple[str, str]]) -> Problem:
    errors = [{"field": field, "detail": detail} for field, detail in faults]
    return Problem("answers-wrong", errors=errors)


def _shape(error: ValidationError) -> Problem:
    """What the description does not allow. What was sent is not said again: it may name somebody."""
    return _faults([(".".join(str(part) for part in one["loc"][1:]), one["msg"]) for one in error.errors])


def _by_status(error: HttpError) -> Problem:
    kind = BY_STATUS.get(error.status_code, "bad-request")
    return Problem(kind, error.message if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else "")


MEANINGS: tuple[tuple[type[Exception], Made], ...] = (
    (NotAllowed, _not_allowed),
    (NotFound, lambda error: Problem("not-found")),
    (Http404, lambda error: Problem("not-found")),
    (ValidationError, _shape),
    (HttpError, _by_status),
    (BadAnswer, lambda error: _faults([(error.field, str(error))])),
    (NoteFault, lambda error: _faults([(error.field, str(error))])),
    (CannotBe, lambda error: _faults([(getattr(error, "field", ""), str(error))])),
    (DutyMissed, lambda error: _faults([(error.field, str(error))])),
    (StillInUse, lambda error: Problem("still-in-use", str(error))),
    (AlreadyRecorded, lambda error: Problem("already-recorded", str(error))),
    (ChangedMeanwhile, lambda error: Problem("changed-meanwhile", str(error))),
    (RequestDataTooBig, lambda error: Problem("too-large")),
    (SuspiciousOperation, lambda error: Problem("bad-request")),
    (PermissionDenied, lambda error: Problem("not-allowed")),
)
