"""What was known when: a record as at a day and as known at an instant, and what was learnt after it."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access.pages import SignedIn, page
from thrive.base.calendar import clock
from thrive.base.people import permissions
from thrive.base.people.forms import known as asked
from thrive.base.people.queries import known, records


@page(needs=permissions.OPEN_RECORD)
def known_when(request: SignedIn, ref: str) -> HttpResponse:
    """The record as at a day, as known at an instant; with a later instant also what was learnt until then."""
    record = records.open_record(viewer=request.user, ref=ref, tab="known")
    here = reverse("people:known", args=[ref])
    day = asked.read_day(request.GET.get("day", "")) or clock.today()
    at = asked.read(request.GET.get("known", ""))
    later = asked.read(request.GET.get("later", "")) if at else None
    form = asked.LookBackForm(request.GET) if "day-day" in request.GET else None
    if form is not None and form.is_valid():
        return redirect(f"{here}?{urlencode(form.asked())}")
    context = {
        "record": record,
        "form": form or asked.LookBackForm(initial=asked.initial(day, at, later)),
        "here": here,
        "query": urlencode({"day": day.isoformat(), **({"known": asked.written(at)} if at else {})}),
        "now_query": urlencode({"day": day.isoformat()}),
        "is_asked": bool(request.GET),
        "known_words": asked.in_words(at) if at else "",
        "later_words": asked.in_words(later) if later else "",
    }
    if at and later:
        found = known.difference(viewer=request.user, ref=ref, earlier=at, later=later, day=day, record=record)
        return render(request, "people/known/difference.html", {**context, "difference": found})
    shown = known.as_known(viewer=request.user, ref=ref, day=day, known=at, record=record)
    return render(request, "people/known/as_known.html", {**context, "shown": shown})
