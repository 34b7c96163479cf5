"""Search: what is typed is posted and kept, and its results stand at an address that says nothing of it."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access import policy
from thrive.base.access.models import User
from thrive.base.access.pages import page, posted
from thrive.base.people import permissions
from thrive.base.people.actions import searches
from thrive.base.people.forms.search import SearchForm, filled
from thrive.base.people.queries import search as queries


@page(needs=permissions.SEARCH)
def search(request: HttpRequest) -> HttpResponse:
    """The search boxes; what is posted to them is searched for."""
    form = SearchForm(posted(request))
    if form.is_valid():
        saved = searches.search(form.terms(), by=cast(User, request.user))
        return redirect("people:results", saved.ref)
    return render(request, "people/search/search.html", {"form": form})


@page(needs=permissions.SEARCH)
def results(request: HttpRequest, ref: str) -> HttpResponse:
    """The people found by a search of one's own, 20 a page."""
    viewer = cast(User, request.user)
    number = request.GET.get("page", "")
    found = queries.results(viewer=viewer, ref=ref, page=int(number) if number.isdecimal() and len(number) < 4 else 1)
    context = {
        "found": found,
        "form": filled(found.terms),
        "may_add": policy.holds(viewer, permissions.ADD_PERSON),
        "add_url": f"{reverse('people:add')}?from={ref}",
        "may_break": policy.holds(viewer, permissions.OPEN_IN_EMERGENCY),
        "opens": policy.holds(viewer, permissions.SEE_HEADER),
    }
    return render(request, "people/search/results.html", context)
