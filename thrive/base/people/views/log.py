"""The log for information governance: what a user did, looks that deserve a question, and files to take away."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from thrive.base.access import queries as access
from thrive.base.access.errors import BadAnswer
from thrive.base.access.forms import LooksForm
from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.access.permissions import EXPORT_WHO_LOOKED, SEE_WHAT_USERS_DID
from thrive.base.access.queries import LooksAsked
from thrive.base.people.forms.log import NameForm, TakeAwayForm, UnusualForm
from thrive.base.people.queries import log, records, unusual
from thrive.govuk.downloads import spreadsheet
from thrive.govuk.pages import NavItem

PER_PAGE = 50
EMERGENCIES = "Emergency access"
SECTIONS = (
    ("Users", "people:log"),
    ("Looks that stand out", "people:unusual"),
    (EMERGENCIES, "people:emergencies"),
)


@page(needs=SEE_WHAT_USERS_DID)
def users(request: SignedIn) -> HttpResponse:
    """Whose part of the log to read."""
    form = NameForm(request.GET)
    form.is_valid()
    rows = access.users_to_look_at(viewer=request.user, name=form.cleaned_data.get("name", ""))
    found = Paginator(rows, PER_PAGE).get_page(_number(request))
    return render(request, "people/log/users.html", frame("Users", {"page_obj": found, "filter": form}))


@page(needs=SEE_WHAT_USERS_DID)
def deeds(request: SignedIn, ref: str) -> HttpResponse:
    """Everything one user looked at and did."""
    form = _days_form(request)
    found = log.deeds(viewer=request.user, ref=ref, asked=_asked(request, form), with_terms="typed" in request.GET)
    form.offer(workers=(), actions=found.looks.actions)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"found": found, "form": form, "query": query.urlencode()}
    return render(request, "people/log/deeds.html", frame("Users", context))


@page(needs=SEE_WHAT_USERS_DID)
def standing_out(request: SignedIn) -> HttpResponse:
    """Looks that deserve a question, each with why. Nothing follows from one by itself."""
    form = UnusualForm(request.GET)
    asked = unusual.UnusualAsked(**form.asked(), page=_number(request))
    found = unusual.unusual(viewer=request.user, asked=asked)
    form.offer(found.workers)
    query = request.GET.copy()
    for name in ("page", "pattern"):
        query.pop(name, None)
    context = {"found": found, "form": form, "narrowed": f"{query.urlencode()}&" if query else ""}
    return render(request, "people/log/unusual.html", frame("Looks that stand out", context))


@page(needs=EXPORT_WHO_LOOKED, fresh=True)
def take_looks(request: SignedIn, ref: str) -> HttpResponse:
    """Take away who looked at a record, once it is said why."""
    opened = records.open_record(viewer=request.user, ref=ref, tab="access", needs=EXPORT_WHO_LOOKED)
    form, asked = TakeAwayForm(posted(request)), _asked(request, LooksForm(request.GET))
    if form.is_valid():
        try:
            rows = log.looks_file(viewer=request.user, subject=opened.subject, asked=asked, **form.cleaned_data)
        except BadAnswer as problem:
            form.add_error(problem.field, str(problem))
        else:
            return spreadsheet(rows, name=f"who-looked-{ref}")
    context = {"form": form, "back": reverse("people:access", args=[ref]), "what": "Who looked at this record"}
    return render(request, "people/log/take.html", context)


@page(needs=SEE_WHAT_USERS_DID, fresh=True)
def take_deeds(request: SignedIn, ref: str) -> HttpResponse:
    """Take away what a user did, once it is said why."""
    form, asked = TakeAwayForm(posted(request)), _asked(request, _days_form(request))
    access.user_to_look_at(viewer=request.user, ref=ref)
    if form.is_valid():
        try:
            rows = log.deeds_file(viewer=request.user, ref=ref, asked=asked, **form.cleaned_data)
        except BadAnswer as problem:
            form.add_error(problem.field, str(problem))
        else:
            return spreadsheet(rows, name=f"what-{ref}-did")
    context = {"form": form, "back": reverse("people:deeds", args=[ref]), "what": "What this user did"}
    return render(request, "people/log/take.html", context)


def _days_form(request: SignedIn) -> LooksForm:
    form = LooksForm(request.GET)
    del form.fields["worker"]
    return form


def _asked(request: SignedIn, form: LooksForm) -> LooksAsked:
    return LooksAsked(**form.asked(), page=_number(request))


def _number(request: SignedIn) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isdigit() else 1


def frame(section: str, context: dict[str, object]) -> dict[str, object]:
    """The context of a page of the log, with the sections that stand above it."""
    items = [NavItem(label, reverse(name), label == section) for label, name in SECTIONS]
    return {**context, "sections": items}
