"""One place turns what went wrong in the world into a page a person can use.

Refusals never confirm a fact about anyone, and each is written to the audit log after everything the request
began has been rolled back.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from thrive.base.access.calls import caller, problems
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import User
from thrive.base.access.pages import public
from thrive.base.access.policy import Viewer
from thrive.base.history import audit
from thrive.base.people.queries.guarding import may_open_in_emergency
from thrive.base.record.middleware import page_out_of_date
from thrive.govuk.pages import Page
from thrive.project import api_problems

Handler = Callable[[HttpRequest, Exception], HttpResponse]


class PlainErrors:
    """Turns refusals and missing records into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """A page for errors that say something about the world; None leaves the rest to the 500 page.

        A program is answered in its own shape.
        """
        if problems.is_call(request):
            return _answered(request, error)
        if isinstance(error, NotAllowed):
            return _refused(request, error)
        if isinstance(error, NotFound):
            return not_found(request, error)
        return None


def _answered(request: HttpRequest, error: Exception) -> HttpResponseBase | None:
    """The failure of a call; None for a fault, which is logged and answered further out."""
    if isinstance(error, NotAllowed):
        _note_refusal(caller.viewer_of(request), error)
    problem = api_problems.of(error)
    return problems.answer(problem) if problem else None


def _note_refusal(viewer: Viewer | None, error: NotAllowed, *, asked_why: bool = False) -> None:
    about = [error.subject_id] if error.subject_id is not None else []
    verb = "access.reason_asked" if asked_why else "access.refused"
    audit.note(viewer, verb, about=about, permission=error.permission.key)


def _refused(request: HttpRequest, error: NotAllowed) -> HttpResponseBase:
    asks_why = bool(error.can_open and error.subject_ref)
    _note_refusal(request.user if request.user.is_authenticated else None, error, asked_why=asks_why)
    if asks_why:
        query = urlencode({"next": request.path}) if request.method == "GET" else ""
        return HttpResponseRedirect(f"{reverse('people:open', args=[error.subject_ref])}?{query}".rstrip("?"))
    return refused(request, error)


@public
def refused(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """You may not see or do this."""
    reason = error.reason if isinstance(error, NotAllowed) else ""
    ref = error.subject_ref if isinstance(error, NotAllowed) else ""
    last_way = ""
    if ref and isinstance(request.user, User) and may_open_in_emergency(viewer=request.user, ref=ref):
        last_way = reverse("people:emergency", args=[ref])
    return render(request, "project/refused.html", {"reason": reason, "last_way": last_way}, status=403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page or record; the same words for one that must not be known."""
    return render(request, "project/not_found.html", {}, status=404)


@public
def failed(request: HttpRequest) -> HttpResponse:
    """Something broke. Uses nothing that could break again: no database, no context of the page."""
    page = Page(training=settings.THRIVE_TRAINING, duty_line=settings.THRIVE_DUTY_LINE)
    return HttpResponse(render_to_string("project/failed.html", {"page": page}), status=500)


@public
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the sign-in it was made with, and its draft is kept; or nobody has signed in."""
    page = "project/form_expired.html" if request.user.is_authenticated else "project/form_not_sent.html"
    return page_out_of_date(request) or render(request, page, {}, status=403)
