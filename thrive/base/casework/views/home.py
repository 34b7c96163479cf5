"""The page one lands on: search first, then what is mine."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access import permissions as access
from thrive.base.access import policy
from thrive.base.access.actions import keep_grouping
from thrive.base.access.pages import SignedIn, signed_in
from thrive.base.access.queries.second_person import account_notices
from thrive.base.calendar import clock
from thrive.base.casework import queries
from thrive.base.casework.queries import Work
from thrive.base.casework.queries.worklist import is_among
from thrive.base.casework.rules.work import DATE, GROUPED_BY, MOST_ROWS, UNKNOWN
from thrive.base.notes import permissions as notes
from thrive.base.people import permissions as people
from thrive.base.people.queries import emergencies, samples
from thrive.govuk.pages import Count

SHOWN = {"late": "what is late", "soon": "what is due in 7 days", "new": "what is new to you"}


@signed_in
def group_by(request: SignedIn) -> HttpResponse:
    """How the list is grouped from now on: kept with the worker."""
    chosen = request.POST.get("by", "")
    if request.method == "POST" and chosen in GROUPED_BY:
        keep_grouping(request.user, grouped_by=chosen)
    return redirect("casework:home")


@signed_in
def home(request: SignedIn) -> HttpResponse:
    """Search, the children I am involved with, who else opened their records, what I opened today, my drafts."""
    user = request.user
    only_samples = samples.reads_samples(user, nothing_else=True)
    holding = queries.holding(viewer=user, number=request.GET.get("page", "1"))
    rows, lists = queries.rest(viewer=user, held=holding)
    rows = [one for one in rows if one.group != UNKNOWN]
    shown = request.GET.get("show", "")
    wanted = [one for one in rows if is_among(one, shown)]
    context = {
        "today": clock.today(),
        "add_url": reverse("people:add"),
        "work": queries.grouped(wanted if shown else wanted[:MOST_ROWS], user.work_grouped_by),
        "more": 0 if shown else len(wanted[MOST_ROWS:]),
        "wanted": len(wanted),
        "counts": _counts(rows, len(lists.drafts)) if rows or lists.drafts else [],
        "shown": SHOWN.get(shown, ""),
        "grouped_by": user.work_grouped_by or DATE,
        "groupings": GROUPED_BY,
        "holding": holding,
        "lists": lists,
        "reads_samples": samples.reads_samples(user),
        "only_samples": only_samples,
        "may_search": policy.holds(user, people.SEARCH),
        "opens_with_reason": user.standing.is_own_staff and policy.holds(user, people.OPEN_RECORD) and not only_samples,
        "writes": policy.holds(user, notes.WRITE_NOTE) or policy.holds(user, access.ADMINISTER),
        "may_add": policy.holds(user, people.ADD_PERSON),
        "samples": samples.reading(viewer=user),
        "account_notices": account_notices(viewer=user),
        "notices": emergencies.notices(viewer=user),
        "roles": policy.role_titles(user.standing.roles),
        "anyone": queries.subject_exists,  # asked only where there is nobody to show
    }
    return render(request, "casework/home.html", context)


def _counts(rows: list[Work], drafts: int) -> list[Count]:
    """How many are late, due in seven days and new, each with its list; and drafts. None of a thing is left out."""
    home = reverse("casework:home")
    found = [(sum(1 for one in rows if is_among(one, key)), key) for key in SHOWN]
    words = {"late": "late", "soon": "due in 7 days", "new": "new to you"}
    counts = [Count(number, words[key], f"{home}?show={key}", late=key == "late") for number, key in found if number]
    if drafts:
        counts.append(Count(drafts, f"draft{'' if drafts == 1 else 's'} not finished", reverse("record:drafts")))
    return counts
