"""What the pages of administration have in common: sections, paging, attempts that may be refused."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access.errors import BadAnswer, StillInUse
from thrive.base.access.forms import FilterForm, LastDayForm
from thrive.base.access.models import ApiClient, Dated, Organisation, Team, User
from thrive.base.access.rules import AccountChange
from thrive.base.calendar.units import Days
from thrive.base.history.errors import AlreadyRecorded, ChangedMeanwhile
from thrive.govuk import words
from thrive.govuk.pages import Link, NavItem, Row
from thrive.govuk.versions import Versions, is_settling

PER_PAGE = 50
CHANGED = "changed_meanwhile"  # on a form whose action was refused since somebody else wrote first
FIRST_FEW = 10
SECTIONS = (
    ("Organisations", "access:organisations"),
    ("Teams", "access:teams"),
    ("Users", "access:users"),
    ("Roles", "access:roles"),
    ("Second person", "access:account-requests"),
    ("Lock-outs", "access:lock-outs"),
    ("Systems", "access:clients"),
)

Made = TypeVar("Made")
Kept = Organisation | Team | User | ApiClient


def asking(ref: str, change: AccountChange) -> str:
    """The address at which a second person is asked to agree to this change of a user's sign-in."""
    return f"{reverse('access:user-ask', args=[ref])}?change={change}"


def frame(section: str, context: dict[str, Any]) -> dict[str, Any]:
    """`context` with the navigation between the sections of administration."""
    items = [NavItem(label, reverse(name), label == section) for label, name in SECTIONS]
    return {**context, "section": section, "sections": items}


def page_number(request: HttpRequest) -> int:
    """The page asked for; the first for anything that is no number."""
    text = request.GET.get("page", "")
    return int(text) if text.isdigit() else 1


def paged(request: HttpRequest, rows: "QuerySet[Any]") -> Page:
    """A page of a list; the last one for a number beyond it."""
    return Paginator(rows, PER_PAGE).get_page(page_number(request))


def taken(request: HttpRequest, form: FilterForm) -> list[Link]:
    """The filters that are on, each as a link that takes it off."""
    found = []
    for name, value in form.answers().items():
        if name == "when" and value == "now":
            continue
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        choices = dict(getattr(form.fields[name], "choices", ()))
        found.append(Link(str(choices.get(value, value)), f"?{query.urlencode()}"))
    return found


def dates(one: Dated) -> list[Row]:
    """From when until when something holds, in words. Ends are shown as the last day, included."""
    return [
        Row("First day", words.long_date(one.starts_on)),
        Row("Last day", words.long_date(one.last_day) or "No end"),
    ]


def attempt(form: Form, act: Callable[[], Made]) -> Made | None:
    """Do it if the form is filled in; what is refused becomes a message by the field it is about."""
    return _attempt(form, act) if form.is_valid() and not is_settling(form.data) else None


def _attempt(form: Form, act: Callable[[], Made]) -> Made | None:
    try:
        return act()
    except (BadAnswer, AlreadyRecorded, StillInUse) as problem:
        field = {"ends_on": "last_day"}.get(problem.field, problem.field)
        form.add_error(field if field in form.fields else None, str(problem))
    except ChangedMeanwhile as problem:
        said = f"{problem}. Nothing was saved. Look at it as it is now, then change it again"
        setattr(form, CHANGED, said)  # the page says so, or shows both versions
    return None


def revision(request: HttpRequest, current: int) -> int:
    """The revision the form was opened with; the current one when it is opened now."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdigit() else current


def change_page(
    request: HttpRequest,
    section: str,
    form: Form,
    one: Organisation | Team | User | ApiClient,
    revision: int,
    noun: str,
) -> HttpResponse:
    """The page on which something is changed; where somebody else changed it meanwhile, both versions to choose from.

    `form.initial` is what is stored now.
    """
    back_url = reverse(f"access:{noun}", args=[one.ref])
    if getattr(form, CHANGED, "") or (is_settling(form.data) and form.is_valid()):
        versions = Versions(form, theirs=form.initial, sent=request.POST, key=str(one.revision))
        if versions.is_open:
            context = {"versions": versions, "back_url": back_url}
            page = "access/administration/versions.html"
            return render(request, page, frame(section, context), status=HTTPStatus.CONFLICT)
        messages.info(request, "Check what you chose, then save it.")
        form, revision = versions.merged(), one.revision  # type: ignore[assignment]
    context = {
        "form": form,
        "heading": f"Change {one.name}",
        "button": "Save changes",
        "back_url": back_url,
        "revision": revision,
    }
    return render(request, "access/administration/form.html", frame(section, context))


def end_page(
    request: HttpRequest,
    section: str,
    form: Form,
    one: Kept,
    noun: str,
    act: Callable[[int, dt.date | None], Any],
) -> HttpResponse:
    """The page on which something ends with its last day, or its end is taken back."""
    opened_with = revision(request, one.revision)
    if request.method == "POST" and request.POST.get("take_back"):
        form = LastDayForm({})
        form.full_clean()
        form.errors.clear()
        if _attempt(form, lambda: act(opened_with, None)):
            messages.success(request, f"{one.name} no longer has a last day.")
            return redirect(f"access:{noun}", one.ref)
    elif attempt(form, lambda: act(opened_with, Days(1).after(form.cleaned_data["last_day"]))):
        last = words.long_date(form.cleaned_data["last_day"])
        messages.success(request, f"The last day of {one.name} is {last}.")
        return redirect(f"access:{noun}", one.ref)
    if getattr(form, CHANGED, ""):
        form.add_error(None, getattr(form, CHANGED))
    context = {
        "form": form,
        "one": one,
        "noun": noun,
        "revision": opened_with,
        "back_url": reverse(f"access:{noun}", args=[one.ref]),
    }
    return render(request, "access/administration/end.html", frame(section, context))
