"""The list of duties, and the page of one."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thrive.base.access.models import User
from thrive.base.access.pages import page
from thrive.base.local import queries
from thrive.base.local.forms import DutiesForm
from thrive.base.local.permissions import SEE_DUTIES
from thrive.govuk import words
from thrive.govuk.pages import Row

ENTERING = (("variation", "Enter another limit"), ("commencement", "Enter when it begins"))


@page(needs=SEE_DUTIES)
def duties(request: HttpRequest) -> HttpResponse:
    """Every duty Thrive knows, with its source, and whether it is in force here. Printable."""
    form = DutiesForm(request.GET, domains=queries.domain_choices())
    user = cast(User, request.user)
    found = queries.duties(viewer=user, asked=form.asked())
    context = {"filter": form, "duties": found, "place": user.organisation.name}
    return render(request, "local/duties.html", context)


@page(needs=SEE_DUTIES)
def duty(request: HttpRequest, key: str) -> HttpResponse:
    """One duty: rule, source, standing, local changes, worked examples."""
    found = queries.duty(viewer=cast(User, request.user), key=key)
    may_enter = [
        (kind, title)
        for kind, title in ENTERING
        if kind in queries.kinds_for(viewer=cast(User, request.user), rule=key)
    ]
    context = {
        "page_of": found,
        "rule": found.declared,
        "rows": _rows(found),
        "source_rows": _source_rows(found),
        "may_enter": may_enter,
    }
    return render(request, "local/duty.html", context)


def _rows(found: queries.DutyPage) -> list[Row]:
    rule = found.duty.rule
    change = found.duty.variation
    local = f"{change.instrument}, since {words.long_date(change.day_from)}" if change else "No local change"
    return [
        Row("Says", words.upper_first(rule.says)),
        Row("Who answers for it", rule.owner),
        Row(f"In {found.place}", found.duty.standing),
        Row("Local change", local),
        Row("Note", rule.note or "None"),
    ]


def _source_rows(found: queries.DutyPage) -> list[Row]:
    source = found.duty.source
    return [
        Row("Kind", source.kind.label),
        Row("Standing", source.status.label),
        Row("In force from", words.long_date(source.in_force_from) or "Not yet"),
        Row("How surely it was read", source.confidence.label),
        Row("Last checked", words.long_date(source.checked)),
        *([Row("About the source", source.note)] if source.note else []),
    ]
