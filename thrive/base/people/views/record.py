"""The record itself: summary, what gives its statuses, warnings, who looked, and opening it with a reason."""

import datetime as dt
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from thrive.base.access import actions as access
from thrive.base.access import policy
from thrive.base.access import queries as looking
from thrive.base.access.pages import SignedIn, page
from thrive.base.access.permissions import SEE_OPENINGS, SEE_WHO_LOOKED
from thrive.base.offers import REGISTRY
from thrive.base.people import permissions
from thrive.base.people.forms.opening import OpeningForm
from thrive.base.people.queries import records
from thrive.base.people.queries.records import Record
from thrive.base.people.queries.summary import involved_with, summary
from thrive.govuk.words import plural

OPENINGS_PER_PAGE = 50


class Section(NamedTuple):
    """A panel of another domain, ready to be shown."""

    key: str
    title: str
    html: str


@page(needs=permissions.SEE_HEADER)
def record(request: SignedIn, ref: str) -> HttpResponse:
    """The summary; for a partner, who somebody is and whom to call, and nothing more."""
    if not permissions.OPEN_RECORD.roles & request.user.standing.roles:
        thin = records.open_record(viewer=request.user, ref=ref, needs=permissions.SEE_HEADER)
        return render(request, "people/thin.html", {"record": thin, "involved": involved_with(thin)})
    opened = records.open_record(viewer=request.user, ref=ref)
    panels = _panels(request, opened, "people.summary")  # before the summary: what is kept from texts is asked once
    context = {"record": opened, "summary": summary(opened), "panels": panels}
    return render(request, "people/summary.html", context)


@page(needs=permissions.OPEN_RECORD)
def statuses(request: SignedIn, ref: str) -> HttpResponse:
    """Each status of the person, the rule that gives it, since when, and by which record."""
    opened = records.open_record(viewer=request.user, ref=ref, tab="statuses")
    rules = {rule.key: rule for rule in REGISTRY.status_rules}
    rows = [
        ({**one, "since_on": dt.date.fromisoformat(one["since"]) if one["since"] else None}, rules[one["key"]])
        for one in opened.card.statuses
        if one["key"] in rules
    ]
    return render(request, "people/statuses.html", {"record": opened, "rows": rows})


@page(needs=permissions.OPEN_RECORD)
def warnings(request: SignedIn, ref: str) -> HttpResponse:
    """Every warning, those that hold first, and those that have ended."""
    opened = records.open_record(viewer=request.user, ref=ref, tab="warnings")
    return render(request, "people/warnings.html", {"record": opened, "ended": records.ended_warnings(opened)})


@page(needs=SEE_WHO_LOOKED)
def looks(request: SignedIn, ref: str) -> HttpResponse:
    """Who looked at the record, and why."""
    opened = records.open_record(viewer=request.user, ref=ref, tab="access", needs=SEE_WHO_LOOKED)
    panels = _panels(request, opened, "record.access", answers=request.GET)
    return render(request, "people/access.html", {"record": opened, "panels": panels})


@page(needs=SEE_OPENINGS)
def openings(request: SignedIn, ref: str) -> HttpResponse:
    """Who opened the record with a reason, for those who work with the person."""
    opened = records.open_record(viewer=request.user, ref=ref, tab="openings", needs=SEE_OPENINGS)
    rows = looking.openings(viewer=request.user, subject=opened.subject)
    found = Paginator(rows, OPENINGS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"record": opened, "openings": found.object_list, "page_obj": found}
    return render(request, "people/openings.html", context)


@page(needs=permissions.OPEN_RECORD)
def open_with_reason(request: SignedIn, ref: str) -> HttpResponse:
    """Ask why; then open the record until midnight and go on to where the worker was going.

    Nobody is asked who may read it already.
    """
    thin = records.open_record(viewer=request.user, ref=ref, tab="header", needs=permissions.SEE_HEADER)
    families = records.families_of(thin)
    offered = [(one.ref, f"The {one.name} family, {plural(size, 'person', 'people')}") for one, size in families]
    form = OpeningForm(request.POST or None, families=offered)
    going_to = _safe(request.POST.get("next") or request.GET.get("next", ""), ref)
    if policy.decide(request.user, permissions.OPEN_RECORD, thin.subject).ok:
        return redirect(going_to)
    if request.method == "POST" and form.is_valid():
        ticked = form.cleaned_data.get("families", ())
        access.open_with_reason(
            thin.subject,
            by=request.user,
            permission=permissions.OPEN_RECORD,
            reason=form.cleaned_data["reason"],
            with_circles=[one.circle for one, _ in families if one.ref in ticked],
        )
        messages.success(request, "The record is open to you until midnight. Your reason has been kept.")
        return redirect(going_to)
    context = {"record": thin, "form": form, "next": going_to, "involved": involved_with(thin)}
    return render(request, "people/open.html", context)


def _panels(request: SignedIn, opened: Record, on_page: str, **more: Any) -> list[Section]:
    """The sections other domains put on this page, as far as the viewer may see any."""
    found = []
    for panel in REGISTRY.panels(on_page):
        context = panel.query(viewer=opened.viewer, subject=opened.subject, **more)
        if context is not None:
            html = render_to_string(panel.template, {"title": panel.title, **context, "record": opened}, request)
            found.append(Section(panel.key, panel.title, html))
    return found


def _safe(address: str, ref: str) -> str:
    """Where to go on to: an address of ours, or the record."""
    if address and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    return reverse("people:record", args=[ref])
